package xlsx_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
	"rekon/xlsx"
)

// readAnything opens bytes and reads them as a plan and as realizations of every
// quarter, and holds what must be true of any workbook. It gives what was said.
func readAnything(tb testing.TB, data []byte) string {
	tb.Helper()
	b, err := xlsx.Open("laporan.xlsx", data, xlsx.Limits{Bytes: 1 << 20, Unpacked: 8 << 20, Rows: 2000, Columns: 100, Sheets: 10, Memory: 64 << 20})
	if err != nil {
		var failed *xlsx.OpenError
		if !errors.As(err, &failed) {
			tb.Fatalf("an error that is no finding: %v", err)
		}
		checkFinding(tb, failed.Finding)
		return failed.Finding.Message
	}
	defer b.Close()
	plan := xlsx.ReadPlan(b, settings()).Plan
	checkPlan(tb, plan)
	id := xlsx.Identify(b, "", offices())
	for _, f := range id.Findings {
		checkFinding(tb, f)
	}
	said := summary(plan.Findings, reconcile.Report{}) + summary(id.Findings, reconcile.Report{})
	for quarter := 1; quarter <= 4; quarter++ {
		report := xlsx.ReadRealization(b, xlsx.Context{Period: reconcile.Period{Year: 2020, Quarter: quarter}, Plan: plan2020(), Settings: settings()})
		checkReport(tb, report)
		if len(report.Findings) > 20000 {
			tb.Errorf("%d findings", len(report.Findings))
		}
		said += summary(report.Findings, report)
	}
	return said
}

func checkPlan(tb testing.TB, plan reconcile.Plan) {
	tb.Helper()
	codes := map[string]bool{}
	for _, l := range plan.Lines {
		if l.Code == "" || codes[l.Code] {
			tb.Errorf("code %q is empty or given twice", l.Code)
		}
		codes[l.Code] = true
		for slot := range reconcile.Slots {
			if a := l.Budget[slot]; a.Said() && (a.Source.Cell == "" || a.Value.Decimal.IsNegative()) {
				tb.Errorf("%s: %+v", l.Code, a)
			}
		}
	}
	for _, f := range plan.Findings {
		checkFinding(tb, f)
	}
}

// checkReport: every line once, every figure from a cell of its own, exact to the
// sen, and none from a cell that an error lies on.
func checkReport(tb testing.TB, r reconcile.Report) {
	tb.Helper()
	wrong := map[reconcile.Source]reconcile.Code{}
	for _, f := range r.Findings {
		checkFinding(tb, f)
		if f.Severity() == reconcile.Error && f.Code != reconcile.LineDuplicate && f.Code != reconcile.LineUnplanned {
			wrong[f.Source] = f.Code
		}
	}
	lines, cells := map[string]bool{}, map[reconcile.Source]bool{}
	for _, x := range r.Realizations {
		if x.Line == "" || lines[x.Line] {
			tb.Errorf("line %q is empty or read twice", x.Line)
		}
		lines[x.Line] = true
		for _, source := range []struct {
			said bool
			at   reconcile.Source
		}{{x.Physical.Said(), x.Physical.Source}, {x.Money.Said(), x.Money.Source}} {
			if !source.said {
				continue
			}
			if source.at.Cell == "" || cells[source.at] || wrong[source.at] != "" {
				tb.Errorf("%s has a figure from %s, taken before %v, finding %q", x.Line, source.at, cells[source.at], wrong[source.at])
			}
			cells[source.at] = true
		}
		if m := x.Money; m.Said() && (m.Value.Decimal.IsNegative() || !m.Value.Decimal.Equal(m.Value.Decimal.Round(2))) {
			tb.Errorf("%s: %s", x.Line, m.Value.Decimal)
		}
	}
}

// FuzzOpen reads bytes that need not be a workbook.
func FuzzOpen(f *testing.F) {
	for _, name := range []string{planFile, singleFile, wideFile} {
		f.Add(fixture(f, name))
	}
	for _, seed := range []string{"", "PK", "PK\x03\x04", "%PDF-1.7", compound, "a;b\n1;2"} {
		f.Add([]byte(seed))
	}
	f.Add(zipped(f, "[Content_Types].xml", "<Types/>", "xl/workbook.xml", "<workbook/>"))
	f.Fuzz(func(t *testing.T, data []byte) { readAnything(t, data) })
}

// FuzzSheet reads a workbook whose sheet is any XML: the mutations of bytes seldom
// come through the compression of a whole one.
func FuzzSheet(f *testing.F) {
	whole := fixtureSaved(f)
	withPart(f, whole, programsPart, func(xml string) string {
		f.Add(xml)
		return xml
	})
	for _, seed := range []string{
		"", "<worksheet/>", `<worksheet><sheetData><row r="1048576"><c r="XFD1048576" t="s"><v>1</v></c></row></sheetData></worksheet>`,
		`<worksheet><sheetData><row><c t="s"><v>-1</v></c><c r="A1" t="b"><v>x</v></c></row></sheetData><mergeCells><mergeCell ref="A1:A0"/></mergeCells></worksheet>`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, xml string) {
		readAnything(t, withPart(t, whole, programsPart, func(string) string { return xml }))
	})
}

// FuzzCells writes texts into cells of a fixture. What the rest of the workbook says
// is still read: the sum is the old one, less the cells changed, plus what these
// were taken for.
func FuzzCells(f *testing.F) {
	for _, s := range []struct {
		cell uint16
		text string
		wide bool
	}{
		{0, "12,x", false}, {1, "1.234", true}, {2, "TRIWULAN III", false}, {77, "15.000.000.00", false}, {130, "JUMLAH", true},
		{200, "NIP. 19700101 199003 1 001", false}, {300, "Program Lain", false}, {31, "Realisasi (Rp)", false}, {8, "s.d. Triwulan I", true},
		{12, "Rp (000)", false}, {160, "#REF!", true}, {90, "5.03.02.2.01.0003 Nama", false}, {210, "1) Penempatan PNS", true}, {120, "-", false},
	} {
		f.Add(s.cell, s.text, s.cell/2, s.text, s.wide)
	}
	plain := map[bool]reconcile.Report{}
	for wide, name := range map[bool]string{false: singleFile, true: wideFile} {
		plain[wide] = readFile(f, name, fixture(f, name)).report
	}
	f.Fuzz(func(t *testing.T, first uint16, one string, second uint16, two string, wide bool) {
		name, quarter, columns := singleFile, 1, 10
		if wide {
			name, quarter, columns = wideFile, 2, 21
		}
		changed := map[string]bool{}
		data := edited(t, name, func(f *excelize.File) {
			for at, text := range map[uint16]string{first: one, second: two} {
				cell := cellRef(1+int(at)%columns, 1+int(at)/columns%45)
				changed[cell] = true
				if err := f.SetCellStr(programs, cell, text); err != nil {
					t.Skip(err)
				}
			}
		})
		r := readAnyCells(t, data, quarter)
		sumsAgree(t, plain[wide], r, changed)
	})
}

// spiteful are texts that mean something somewhere in a workbook.
var spiteful = strings.Split(`TUJUAN|SASARAN STRATEGIS|INDIKATOR KINERJA SASARAN|PROGRAM / KEGIATAN|Program|Kegiatan|Target|Realisasi|Pagu (Rp)|(Rp)|Rp|K|%|`+
	`Realisasi (Rp)|Realisasi (%)|Serapan (%)|Keterangan|Satuan|Kode|No|Tindak Lanjut|TRIWULAN I|TRIWULAN II|TW 3|s.d. Triwulan I|SEMESTER I|TAHUN 2020|AKHIR TAHUN|`+
	`JUMLAH|TOTAL|Jumlah Kegiatan|Sub Total|Rata-rata|Mengetahui,|KEPALA BADAN|Bengkalis, 10 April 2020|NIP. 19700101 199003 1 001|197001011990031001|`+
	`1|2|12|(3)|5=4/3|-|–|0|nihil|12,x|1.234|1,234|15.000.000.00|12.500.000,00|Rp 5.000,-|(5.000)|-7|#REF!|TRUE|B|BB|5 Org|5 Dok|25%|0,25|2020|`+
	`1. Penempatan PNS|2. Penyusunan Rencana Pembinaan Karir Pegawai ASN|Program Pembinaan dan Pengembangan Aparatur :|5. Penyelesaian Pensiun|`+
	`4. Persentase Penurunan Pelanggaran Disiplin|5.03.02 Program|5.03.02.2.01.0003 Sub|1.1.2.PPA.1|Evaluasi Program dan Kegiatan|Persentase realisasi anggaran|`+
	`LAPORAN REALISASI TRIWULAN I TAHUN 2020|DINAS PENDIDIKAN KABUPATEN BENGKALIS|(dalam ribuan rupiah)|Rp (000)| `, "|")

// FuzzEdits makes a few edits at random, of cells, rows and merged ranges, with
// texts that mean something, and holds what [FuzzCells] holds.
func FuzzEdits(f *testing.F) {
	for seed := range uint64(60) {
		f.Add(seed)
	}
	plain := map[bool]reconcile.Report{}
	for wide, name := range map[bool]string{false: singleFile, true: wideFile} {
		plain[wide] = readFile(f, name, fixture(f, name)).report
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		r := rand.New(rand.NewPCG(seed, 0))
		name, quarter, columns := singleFile, 1, 12
		wide := r.IntN(2) == 0
		if wide {
			name, quarter, columns = wideFile, 2, 23
		}
		changed := map[string]bool{}
		var log []string
		data := edited(t, name, func(f *excelize.File) {
			for range 1 + r.IntN(4) {
				col, row := 1+r.IntN(columns), 1+r.IntN(44)
				cell := cellRef(col, row)
				switch r.IntN(10) {
				case 0:
					must(t, f.SetCellValue(programs, cell, nil))
					changed[cell] = true
					log = append(log, "clear "+cell)
				case 1:
					must(t, f.SetCellInt(programs, cell, r.Int64N(1e9)))
					changed[cell] = true
					log = append(log, "number "+cell)
				case 2:
					to := cellRef(min(col+r.IntN(3), columns), min(row+r.IntN(3), 44))
					must(t, f.MergeCell(programs, cell, to))
					for c := col; c <= col+2; c++ {
						for r := row; r <= row+2; r++ {
							changed[cellRef(c, r)] = true
						}
					}
					log = append(log, "merge "+cell+":"+to)
				default:
					text := spiteful[r.IntN(len(spiteful))]
					must(t, f.SetCellStr(programs, cell, text))
					changed[cell] = true
					log = append(log, cell+" = "+text)
				}
			}
		})
		sumsAgree(t, plain[wide], readAnyCells(t, data, quarter), changed)
		if t.Failed() {
			t.Log(name, strings.Join(log, "; "))
		}
	})
}

func readAnyCells(t *testing.T, data []byte, quarter int) reconcile.Report {
	t.Helper()
	b, err := xlsx.Open("laporan.xlsx", data, xlsx.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	checkPlan(t, xlsx.ReadPlan(b, settings()).Plan)
	for _, f := range xlsx.Identify(b, "", offices()).Findings {
		checkFinding(t, f)
	}
	r := xlsx.ReadRealization(b, xlsx.Context{Period: reconcile.Period{Year: 2020, Quarter: quarter}, Plan: plan2020(), Settings: settings()})
	checkReport(t, r)
	return r
}

// sumsAgree: in a report without errors no rupiah of an untouched cell went missing
// or to another line, and none came that stands in no cell.
func sumsAgree(t *testing.T, before, after reconcile.Report, changed map[string]bool) {
	t.Helper()
	if len(errorsOnly(after.Findings)) > 0 {
		return
	}
	old, line := map[string]decimal.Decimal{}, map[string]string{}
	for _, x := range before.Realizations {
		if x.Money.Said() {
			old[x.Money.Source.Cell], line[x.Money.Source.Cell] = x.Money.Value.Decimal, x.Line
		}
	}
	rows, headings := changedRows(changed)
	for _, x := range after.Realizations {
		cell := x.Money.Source.Cell
		if !x.Money.Said() || changed[cell] {
			continue
		}
		if was, ok := old[cell]; !ok || !was.Equal(x.Money.Value.Decimal) {
			t.Errorf("%s took %s from %s, where %v stood", x.Line, x.Money.Value.Decimal, cell, was)
		}
		if !rows[rowOf(cell)] && line[cell] != x.Line {
			t.Errorf("%s took %s from %s, that of %s", x.Line, x.Money.Value.Decimal, cell, line[cell])
		}
		delete(old, cell)
	}
	var lost []string
	for cell, was := range old {
		// A row whose name became JUMLAH is a sum; a pair of headings may be gone.
		if !rows[rowOf(cell)] && !was.IsZero() && headings < 2 {
			lost = append(lost, fmt.Sprint(cell, " ", was))
		}
	}
	if len(lost) > 0 {
		t.Errorf("accepted without %s\n%s", strings.Join(sorted(lost), ", "), messages(after.Findings))
	}
}

func rowOf(cell string) string { return strings.TrimLeft(cell, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") }

// changedRows are the rows of the cells changed, and how many cells of headings.
func changedRows(changed map[string]bool) (rows map[string]bool, headings int) {
	rows = map[string]bool{}
	for cell := range changed {
		row := rowOf(cell)
		rows[row] = true
		headings += count(row == "4" || row == "5" || row == "26" || row == "27")
	}
	return rows, headings
}
