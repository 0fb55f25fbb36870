package xlsx_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
	"rekon/xlsx"
)

// smallPlan has one program with one kegiatan and nothing planned for them.
func smallPlan() reconcile.Plan {
	path := reconcile.Path{Program: "Program Pelayanan", Kegiatan: "1. Penyediaan Jasa"}
	return reconcile.Plan{Agency: reconcile.Agency{Code: "BKPP", Name: agencyName}, Year: 2020, Lines: []reconcile.Line{
		{Code: "P", Level: reconcile.LevelProgram, Path: reconcile.Path{Program: path.Program}},
		{Code: "P.1", Level: reconcile.LevelKegiatan, Path: path, Parent: "P", Unit: "Orang", Polarity: reconcile.Positif},
	}}
}

// headed is a workbook of one program and one kegiatan under headings "low" or
// "group/low" (a group that stands over several is written once); under the nth
// figure column stands n.
func headed(tb testing.TB, title string, headings []string) []byte {
	tb.Helper()
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	set := func(cell string, value any) { must(tb, f.SetCellValue("Sheet1", cell, value)) }
	set("A1", title)
	set("A2", agencyName)
	set("A4", "PROGRAM / KEGIATAN")
	must(tb, f.MergeCell("Sheet1", "A4", "A5"))
	set("A6", "Program Pelayanan")
	set("A7", "1. Penyediaan Jasa")
	last, from := "", 0
	for i, h := range headings {
		col := i + 2
		group, low, deep := strings.Cut(h, "/")
		switch {
		case !deep:
			set(cellRef(col, 4), group)
			must(tb, f.MergeCell("Sheet1", cellRef(col, 4), cellRef(col, 5)))
		case group == last:
			set(cellRef(col, 5), low)
			must(tb, f.MergeCell("Sheet1", cellRef(from, 4), cellRef(col, 4)))
		default:
			set(cellRef(col, 4), group)
			set(cellRef(col, 5), low)
			from = col
		}
		last = group
		if !deep {
			last = ""
		}
		set(cellRef(col, 7), i+1)
	}
	return saved(tb, f)
}

// TestHeadings: which column is the quarter's realisasi and which its rupiah, by
// the words over them; "" is none, "!" a refusal.
func TestHeadings(t *testing.T) {
	for _, c := range []struct {
		headings string // separated by |
		want     string // physical and money, as the numbers of their columns
	}{
		{"Target|Realisasi|Pagu (Rp)|Realisasi (Rp)", "2 4"},
		{"TRIWULAN I/Target|TRIWULAN I/Realisasi|TRIWULAN I/(Rp)|TRIWULAN I/Realisasi (Rp)", "2 4"},
		{"Target TW I|Realisasi TW I|Anggaran TW I|Realisasi Anggaran TW I", "2 4"},
		{"Target/K|Target/Rp|Realisasi Triwulan I/K|Realisasi Triwulan I/Rp", "3 4"},
		{"Target/Kinerja|Target/Anggaran|Realisasi/Kinerja|Realisasi/Anggaran", "3 4"},
		{"Target/Fisik|Target/Keuangan|Realisasi/Fisik|Realisasi/Keuangan", "3 4"},
		{"Realisasi Kinerja dan Anggaran/Kinerja|Realisasi Kinerja dan Anggaran/Anggaran", "1 2"},
		{"Realisasi Anggaran/Anggaran|Realisasi Anggaran/Realisasi|Realisasi Anggaran/%", " 2"},
		{"KINERJA/Target|KINERJA/Realisasi|ANGGARAN/Pagu|ANGGARAN/Realisasi", "2 4"},
		{"FISIK/Target|FISIK/Realisasi|FISIK/%|KEUANGAN/Pagu|KEUANGAN/Realisasi|KEUANGAN/%", "2 5"},
		{"FISIK/Target|FISIK/Real.|FISIK/Capaian (%)|KEUANGAN/DPA|KEUANGAN/Real. (Rp)|KEUANGAN/Realisasi (%)", "2 5"},
		{"Target|Realisasi|Realisasi (%)|Pagu|Realisasi Keuangan (Rp)|Serapan (%)", "2 5"},
		{"Pagu|Penyerapan Anggaran (Rp)|Penyerapan (%)|Sisa Anggaran (Rp)", " 2"},
		{"Target 2020|Realisasi TW1|Realisasi TW1 Rp", "2 3"},
		{"Kondisi Akhir Tahun/Target|Kondisi Akhir Tahun/(Rp)|Tri Wulan 1/Target|Tri Wulan 1/Realisasi|Tri Wulan 1/Realisasi Rp.", "4 5"},
		{"Trw. I/Realisasi|Trw. I/Realisasi Rp|Trw. II/Realisasi|Trw. II/Realisasi Rp", "1 2"},
		{"S.D. TRIWULAN I/Realisasi|S.D. TRIWULAN I/Realisasi (Rp)|TRIWULAN I/Realisasi|TRIWULAN I/Realisasi (Rp)", "3 4"},
		{"Realisasi s/d TW IV|Realisasi TW I|Realisasi Rp s.d TW I|Realisasi Rp TW I", "2 4"},
		{"Realisasi Tahun Lalu|Realisasi|Realisasi (Rp)", "2 3"},
		{"Januari/Realisasi (Rp)|Februari/Realisasi (Rp)|Maret/Realisasi (Rp)|Triwulan I/Realisasi (Rp)", " 4"},
		{"Realisasi/Januari|Realisasi/Februari|Realisasi/Maret", "!"},
		{"Target|Capaian|Pagu (Rp)|Serapan (%)", "plan"},
		{"Realisasi TW II|Realisasi TW II (Rp)", "!"},
		{"Realisasi Semester I|Realisasi Semester I (Rp)", "!"},
		{"Real. Fis|Real. Keu", "1 2"},
		{"Realisasi Rp (000.000)", " 1000000"},
		{"Realisasi (Rp. 1.000,-)", " 1000"},
		{"Realisasi (milyar Rp)", " 1000000000"},
		{"Realisasi (ribuan)|Realisasi (Rp)", "!"},
		{"Realisasi TW I|Realisasi TW I (Rp)|Realisasi s.d. TW I|Realisasi s.d. TW I (Rp)", "1 2"},
		{"Realisasi TW I|Realisasi s.d. TW I (Rp)", "1 2"},
		{"Realisasi Kinerja pada Triwulan/I|Realisasi Kinerja pada Triwulan/II|Realisasi Anggaran pada Triwulan/I|Realisasi Anggaran pada Triwulan/II", "1 3"},
		{"Anggaran|Realisasi TW I|%", "!"},
		{"Target|Realisasi TW I (Rp)", "!"},
		{"Pagu 2020|Realisasi TW I", "!"},
		{"Realisasi s.d. TW II|Realisasi Rp s.d. TW II", "!"},
		{"Realisasi s.d. TW I|Realisasi Rp s.d. TW I", "1 2"},
		{"Akumulasi Realisasi|Akumulasi Realisasi (Rp)", "1 2"},
		{"Realisasi Tahun 2020|Realisasi Tahun 2020 (Rp)", "!"},
		{"Realisasi|Realisasi", "!"},
		{"Realisasi/Bidang A|Realisasi/Bidang B|Realisasi (Rp)/Bidang A|Realisasi (Rp)/Bidang B", "!"},
		{"Realisasi TW I (Rp)|Realisasi Keuangan TW 1", "!"},
		{"Realisasi|Realisasi (Rp 000)", "1 2000"},
		{"Realisasi|Realisasi (Rp. Juta)", "1 2000000"},
		{"Realisasi|Realisasi (ribuan rupiah)", "1 2000"},
		{"Realisasi|Realisasi Rp x 1.000", "1 2000"},
		{"Dalam Jutaan Rupiah/Pagu|Dalam Jutaan Rupiah/Realisasi", " 2000000"},
	} {
		t.Run(c.headings, func(t *testing.T) {
			r := readIn(t, "", "laporan.xlsx", headed(t, "LAPORAN TRIWULAN I TAHUN 2020", strings.Split(c.headings, "|")), smallPlan())
			got := "!"
			if fs := errorsOnly(r.findings); len(fs) > 0 && fs[0].Code == reconcile.NotARealization {
				got = "plan"
			} else if len(fs) == 0 {
				got = strings.NewReplacer("nil", "", " | ", " ").Replace(figures(r.report)["P.1"])
			}
			if got != c.want {
				t.Errorf("read %q, want %q\n%s", got, c.want, messages(r.findings))
			}
		})
	}
}

// TestSplitCells: a realisasi whose heading spans the number and its unit.
func TestSplitCells(t *testing.T) {
	g := readGrid(t, fixture(t, singleFile))
	to := map[string]place{}
	for _, s := range g {
		h := shapeOf(singleFile, s.name)
		to[s.name] = func(c, r int) (int, int) {
			if c > h.names+2 {
				return c + 1, r
			}
			return c, r
		}
		s.move(to[s.name])
		unit := h.names + 3
		for row := h.first; row <= h.last; row++ {
			at := [2]int{unit - 1, row}
			if c := s.cells[at]; !c.number && !h.isHeading(row) {
				number, name, _ := strings.Cut(c.text, " ")
				if name != "" {
					s.cells[at] = gridCell{text: number, number: true}
					s.set(cellRef(unit, row), name)
				}
			}
		}
		for _, row := range []int{h.bottom, h.againEnd} {
			if row > 0 {
				s.merges = append(s.merges, [4]int{unit - 1, row, unit, row})
			}
		}
	}
	same(t, singleFile, g.bytes(t), to, nil)
}

// modern is a plan since 2021: codes with the names or in a column of their own, sub
// kegiatan below kegiatan.
var modern = []struct {
	code, name string
	figures    []any // per quarter: target, rupiah; and for the year
}{
	{"5.03.02", "PROGRAM KEPEGAWAIAN DAERAH", nil},
	{"5.03.02.2.01", "Pengadaan, Pemberhentian dan Informasi Kepegawaian ASN", nil},
	{"5.03.02.2.01.0003", "Koordinasi dan Fasilitasi Pengadaan PNS dan PPPK", []any{"1 Dokumen", 10, "1 Dokumen", 20, "1 Dokumen", 30, "1 Dokumen", 40, "4 Dokumen", 100}},
	{"5.03.02.2.01.0004", "Evaluasi Kinerja Perangkat Daerah", []any{"1 Laporan", 1, nil, nil, "1 Laporan", 2, nil, nil, "2 Laporan", 3}},
	{"5.03.02.2.02", "Mutasi dan Promosi ASN", nil},
	{"5.03.02.2.02.0001", "Pengelolaan Mutasi ASN", []any{"5 Orang", 5, "5 Orang", 5, "5 Orang", 5, "5 Orang", 5, "20 Orang", 20}},
}

// modernBook lays it out: the code before the name, in a column of its own, or the
// three levels in columns of their own with the code.
func modernBook(tb testing.TB, layout string, realized bool) []byte {
	tb.Helper()
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	set := func(col, row int, value any) { must(tb, f.SetCellValue("Sheet1", cellRef(col, row), value)) }
	set(1, 1, "RENCANA AKSI TRIWULAN I TAHUN 2020")
	set(1, 2, agencyName)
	names := map[string][]string{
		"in the name": {"Program / Kegiatan / Sub Kegiatan"}, "beside": {"Kode Rekening", "Program/Kegiatan/Sub Kegiatan"}, "in levels": {"Program", "Kegiatan", "Sub Kegiatan"},
	}[layout]
	for i, n := range append(names, "Indikator Kinerja Keluaran (Output)") {
		set(i+1, 4, n)
	}
	at := len(names) + 2
	for slot, period := range []string{"Triwulan I", "Triwulan II", "Triwulan III", "Triwulan IV", "Akhir Tahun"} {
		for i, low := range []string{"Target " + period, "Pagu " + period + " (Rp)"} {
			set(at+2*slot+i, 4, low)
		}
	}
	if realized {
		set(at+10, 4, "Realisasi Triwulan I")
		set(at+11, 4, "Realisasi Triwulan I (Rp)")
	}
	for i, m := range modern {
		row, level := 5+i, strings.Count(m.code, ".")
		switch layout {
		case "in the name":
			set(1, row, m.code+" "+m.name)
		case "beside":
			set(1, row, m.code)
			set(2, row, m.name)
		default:
			set(map[int]int{2: 1, 4: 2, 5: 3}[level], row, m.code+" "+m.name)
		}
		set(at-1, row, "Jumlah dokumen "+fmt.Sprint(i))
		if m.figures != nil {
			must(tb, f.SetSheetRow("Sheet1", cellRef(at, row), &m.figures))
			if realized {
				set(at+10, row, m.figures[0])
				set(at+11, row, m.figures[1])
			}
		}
	}
	return saved(tb, f)
}

// TestModernPlans: programs, kegiatan and sub kegiatan by their codes.
func TestModernPlans(t *testing.T) {
	layouts := []string{"in the name", "beside", "in levels"}
	for _, layout := range layouts {
		t.Run(layout, func(t *testing.T) {
			p := xlsx.ReadPlan(open(t, "a.xlsx", modernBook(t, layout, false)), settings()).Plan
			var got []string
			for _, l := range p.Lines {
				got = append(got, fmt.Sprintf("%s %s under %q: %s", l.Level, l.Code, l.Parent, amountText(l.Budget[reconcile.Year])))
			}
			want := []string{
				`program 5.03.02 under "": `, `kegiatan 5.03.02.2.01 under "5.03.02": `, `subkegiatan 5.03.02.2.01.0003 under "5.03.02.2.01": 100`,
				`subkegiatan 5.03.02.2.01.0004 under "5.03.02.2.01": 3`, `kegiatan 5.03.02.2.02 under "5.03.02": `, `subkegiatan 5.03.02.2.02.0001 under "5.03.02.2.02": 20`,
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			if len(p.Findings) > 0 {
				t.Error(messages(p.Findings))
			}
			for _, other := range layouts {
				r := readIn(t, "", "laporan.xlsx", modernBook(t, other, true), p)
				if len(r.findings) > 0 || sumMoney(r.report) != "16" {
					t.Errorf("%s: %s\n%s", other, sumMoney(r.report), messages(r.findings))
				}
			}
		})
	}
}

// TestLayouts: words of the settings settle what the vocabulary cannot, in rows of
// headings that have no other word we know, too.
func TestLayouts(t *testing.T) {
	set := settings()
	set.Headings = xlsx.Headings{
		"realisasi_rupiah": {"SP2D", "Keuangan / Terpakai", "Rupiah / R"}, "realisasi": {"Terlaksana", "Kinerja / R"},
		"abaikan": {"Realisasi versi bidang", "Oleh A"},
		"target":  {"Kinerja / T"}, "pagu": {"Rupiah / T"},
	}
	for _, c := range []struct {
		headings, known, want string // without and with the settings
	}{
		{"Target|Realisasi|Pagu (Rp)|SP2D", "!", "2 4"},
		{"Target|Terlaksana|Pagu (Rp)|SP2D", "!", "2 4"},
		{"Keuangan/Tersedia|Keuangan/Terpakai|Fisik/Target|Fisik/Realisasi", "!", "4 2"},
		{"Realisasi|Realisasi (Rp)|Realisasi versi bidang", "!", "1 2"},
		{"Triwulan I/Terlaksana|Triwulan I/SP2D|Triwulan II/Terlaksana|Triwulan II/SP2D", "!", "1 2"},
		{"Target|Realisasi", "2", "2"},
		{"Kinerja/T|Kinerja/R|Rupiah/T|Rupiah/R", "!", "2 4"},
		{"Realisasi Kinerja/Oleh A|Realisasi Kinerja/R|Rupiah/R", "!", "2 3"},
	} {
		t.Run(c.headings, func(t *testing.T) {
			data := headed(t, "LAPORAN TRIWULAN I TAHUN 2020", strings.Split(c.headings, "|"))
			for _, known := range []bool{false, true} {
				b := open(t, "laporan.xlsx", data)
				want, used := c.known, settings()
				if known {
					want, used = c.want, set
				}
				b.Headings = used.Headings
				id := xlsx.Identify(b, "", offices())
				r := xlsx.ReadRealization(b, xlsx.Context{Period: reconcile.Period{Year: 2020, Quarter: 1}, Plan: smallPlan(), Settings: used})
				got := strings.TrimSpace(strings.NewReplacer("nil", "", " | ", " ").Replace(figures(r)["P.1"]))
				if len(errorsOnly(append(id.Findings, r.Findings...))) > 0 {
					got = "!"
				}
				if got != want {
					t.Errorf("settings %v: read %q, want %q\n%s", known, got, want, messages(r.Findings))
				}
			}
		})
	}
}

// TestNamesOfAnyLevel: a column for all levels, without codes, names sub kegiatan,
// too; one whose name stands under two kegiatan is ambiguous.
func TestNamesOfAnyLevel(t *testing.T) {
	plan := xlsx.ReadPlan(open(t, "a.xlsx", modernBook(t, "beside", false)), settings()).Plan
	book := func(names ...string) []byte {
		f := excelize.NewFile()
		defer func() { _ = f.Close() }()
		must(t, f.SetCellStr("Sheet1", "A1", "LAPORAN REALISASI TRIWULAN I TAHUN 2020"))
		must(t, f.SetCellStr("Sheet1", "A2", agencyName))
		must(t, f.SetSheetRow("Sheet1", "A4", &[]any{"Program/Kegiatan/Sub Kegiatan", "Realisasi", "Realisasi (Rp)"}))
		for i, name := range names {
			must(t, f.SetSheetRow("Sheet1", cellRef(1, 5+i), &[]any{name, 1, 10 + i}))
		}
		return saved(t, f)
	}
	r := readIn(t, "", "laporan.xlsx", book("Koordinasi dan Fasilitasi Pengadaan PNS dan PPPK", "Evaluasi Kinerja Perangkat Daerah", "Pengelolaan Mutasi ASN"), plan)
	want := map[string]string{"5.03.02.2.01.0003": "1 | 10", "5.03.02.2.01.0004": "1 | 11", "5.03.02.2.02.0001": "1 | 12"}
	if diff := cmp.Diff(want, figures(r.report)); diff != "" || len(errorsOnly(r.findings)) > 0 {
		t.Errorf("%s\n%s", diff, messages(r.findings))
	}
	twice := plan
	twice.Lines = append(slices.Clone(plan.Lines), plan.Lines[len(plan.Lines)-1])
	last := &twice.Lines[len(twice.Lines)-1]
	last.Code, last.Path.SubKegiatan = "5.03.02.2.02.0009", "Evaluasi Kinerja Perangkat Daerah"
	r = readIn(t, "", "laporan.xlsx", book("Evaluasi Kinerja Perangkat Daerah"), twice)
	if got := listed(errorsOnly(r.findings)); len(got) != 1 || got[0] != "line-ambiguous Sheet1!A5" {
		t.Errorf("%v\n%s", got, messages(r.findings))
	}
	r = readIn(t, "", "laporan.xlsx", book("Pengelolaan Mutasi ASM"), plan)
	if got := messages(r.findings); !strings.Contains(got, "'5.03.02.2.02.0001 Pengelolaan Mutasi ASN'") && !strings.Contains(got, "'Pengelolaan Mutasi ASN'") {
		t.Error(got)
	}
}
