package xlsx_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
	"rekon/xlsx"
)

// titled is the single-quarter fixture with these title rows on both sheets and
// these document properties.
func titled(tb testing.TB, title []string, props map[string]string) []byte {
	tb.Helper()
	return edited(tb, singleFile, func(f *excelize.File) {
		for _, sheet := range f.GetSheetList() {
			for row := range 3 {
				text := ""
				if row < len(title) {
					text = title[row]
				}
				must(tb, f.SetCellStr(sheet, cellRef(1, row+1), text))
			}
		}
		for name, value := range props {
			must(tb, f.SetCustomProps(excelize.CustomProperty{Name: name, Value: value}))
		}
	})
}

// TestIdentify: properties, title rows, file name and folder, in this order; two
// that disagree are a finding and never a choice.
func TestIdentify(t *testing.T) {
	full := []string{"LAPORAN REALISASI TRIWULAN I TAHUN 2020", agencyName}
	props := map[string]string{xlsx.PropAgency: "BKPP", xlsx.PropYear: "2020", xlsx.PropQuarter: "1", xlsx.PropKind: xlsx.KindRealized}
	for _, c := range []struct {
		name, folder, file string
		title              []string
		props              map[string]string
		agency             string
		period             reconcile.Period
		want, words        []string
	}{
		{name: "by title", title: full, agency: "BKPP"},
		{name: "by properties", title: []string{"Isian"}, props: props, agency: "BKPP"},
		{name: "by file name", file: "Realisasi_BKPP_TW1_2020.xlsx", agency: "BKPP"},
		{name: "by a long file name", file: "Lap. Triwulan-I TA 2020 Badan Kepegawaian, Pendidikan dan Pelatihan Kabupaten Bengkalis (2).xlsx", agency: "BKPP"},
		{name: "by an alias in the file name", file: "tw 1 2020 bkd final.xlsx", agency: "BKPP"},
		{name: "by folders", folder: "2020/Triwulan 1/BKPP", agency: "BKPP"},
		{name: "by a column and the rest", title: []string{"TAHUN 2020", agencyName}, agency: "BKPP"},
		{name: "all agree", folder: "2020/TW1/BKPP", file: "BKPP TW1 2020.xlsx", title: full, props: props, agency: "BKPP"},
		{name: "regulations and plans have years too", title: []string{"TRIWULAN I 2020 (Permendagri Nomor 86 Tahun 2017)", agencyName, "RPJMD TAHUN 2016-2021"}, agency: "BKPP"},

		{name: "agency: title against properties", title: full, props: map[string]string{xlsx.PropAgency: "DISDIK"}, agency: "DISDIK",
			want: []string{"agency-conflict PROGRAM KEGIATAN!A2", "agency-conflict RENCANA AKSI!A2"}, words: []string{"asal templatnya", "DISDIK", "judul lembar", "BKPP", "Samakan"}},
		{name: "agency: file name against title", file: "DISDIK TW1.xlsx", title: full, agency: "BKPP",
			want: []string{"agency-conflict RENCANA AKSI!A1"}, words: []string{"nama berkas 'DISDIK TW1'", "BKPP"}},
		{name: "agency: folder against title", folder: "Dinas Pendidikan Kabupaten Bengkalis/kiriman", title: full, agency: "BKPP",
			want: []string{"agency-conflict RENCANA AKSI!A1"}, words: []string{"nama folder", "DISDIK"}},
		{name: "agency not known", title: []string{full[0], "DINAS KESEHATAN KABUPATEN BENGKALIS"}, file: "BKPP.xlsx",
			want: []string{"agency-unknown RENCANA AKSI!A2"}, words: []string{"'DINAS KESEHATAN KABUPATEN BENGKALIS' tidak dikenal", "aliases"}},
		{name: "agency not said", title: full[:1], want: []string{"agency-unknown RENCANA AKSI!A1"}, words: []string{"tidak tertulis", "baris judul"}},
		{name: "agency in properties not known", title: full, props: map[string]string{xlsx.PropAgency: "XYZ"},
			want: []string{"agency-unknown RENCANA AKSI!A1"}, words: []string{"'XYZ'"}},
		{name: "two agencies in a file name say nothing", file: "BKPP dan DISDIK TW1 2020.xlsx", want: []string{"agency-unknown RENCANA AKSI!A1"}},

		{name: "period not said", title: []string{agencyName}, agency: "BKPP", period: reconcile.Period{Quarter: 1},
			want: []string{"period-unknown RENCANA AKSI!A1"}, words: []string{"tahun tidak tertulis", "TRIWULAN I TAHUN 2020"}},
		{name: "period: file name against title", file: "TW2 2020.xlsx", title: full, agency: "BKPP",
			want: []string{"period-conflict RENCANA AKSI!A1"}, words: []string{"Triwulan I,", "nama berkas 'TW2 2020' Triwulan II"}},
		{name: "year: folder against title", folder: "2021", title: full, agency: "BKPP",
			want: []string{"period-conflict RENCANA AKSI!A1"}, words: []string{"tahunnya 2020", "nama folder '2021' 2021"}},
		{name: "period: properties against title", title: full, props: map[string]string{xlsx.PropQuarter: "3", xlsx.PropYear: "2020"}, agency: "BKPP", period: reconcile.Period{Year: 2020, Quarter: 3},
			want: []string{"period-conflict PROGRAM KEGIATAN!A1", "period-conflict PROGRAM KEGIATAN!I5",
				"period-conflict RENCANA AKSI!A1", "period-conflict RENCANA AKSI!G5"}},
		{name: "two quarters in one title", title: []string{"LAPORAN TRIWULAN I DAN II TAHUN 2020", agencyName}, agency: "BKPP",
			want: []string{"period-conflict PROGRAM KEGIATAN!A1", "period-conflict RENCANA AKSI!A1"}, words: []string{"lebih dari satu triwulan"}},
		{name: "two quarters in two title rows", title: []string{"LAPORAN TRIWULAN I TAHUN 2020", agencyName, "Periode Triwulan II"}, agency: "BKPP",
			want: []string{"period-conflict PROGRAM KEGIATAN!A3", "period-conflict RENCANA AKSI!A3"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.file == "" {
				c.file = "laporan.xlsx"
			}
			if c.period == (reconcile.Period{}) {
				c.period = reconcile.Period{Year: 2020, Quarter: 1}
			}
			r := readIn(t, c.folder, c.file, titled(t, c.title, c.props), plan2020())
			if r.identity.Agency != c.agency || r.identity.Period != c.period {
				t.Errorf("identified as %q %v", r.identity.Agency, r.identity.Period)
			}
			if diff := cmp.Diff(c.want, listed(r.findings)); diff != "" {
				t.Fatalf("%s\n%s", diff, messages(r.findings))
			}
			for _, w := range c.words {
				if !strings.Contains(r.findings[0].Message, w) {
					t.Errorf("does not say %q: %s", w, r.findings[0].Message)
				}
			}
		})
	}
}

// toDate are ways to say that figures are those of all quarters up to the second.
var toDate = map[string]func(s *gridSheet, h shape){
	"title": func(s *gridSheet, _ shape) { s.set("A1", "LAPORAN REALISASI S.D. TRIWULAN II TAHUN 2020") },
	"group": func(s *gridSheet, h shape) { s.set("A1", "TRIWULAN II 2020"); s.heading(h, "s/d Triwulan II") },
	"in full": func(s *gridSheet, h shape) {
		s.set("A1", "TRIWULAN II 2020")
		s.heading(h, "SAMPAI DENGAN TRIWULAN II")
	},
	"range": func(s *gridSheet, h shape) { s.set("A1", "TRIWULAN II 2020"); s.heading(h, "TRIWULAN I - II") },
	"column": func(s *gridSheet, h shape) {
		s.set("A1", "TRIWULAN II 2020")
		s.heading(h, "KINERJA")
		s.edit(func(_, row int, text string) string {
			if h.isHeading(row) {
				return strings.ReplaceAll(text, "Realisasi", "Realisasi Kumulatif")
			}
			return text
		})
	},
}

// otherSpans are periods that are neither the quarter nor all quarters up to it.
var otherSpans = map[string]func(s *gridSheet, h shape){
	"semester":    func(s *gridSheet, h shape) { s.set("A1", "TRIWULAN II 2020"); s.heading(h, "SEMESTER I") },
	"month":       func(s *gridSheet, h shape) { s.set("A1", "TRIWULAN II 2020"); s.heading(h, "BULAN JUNI 2020") },
	"year":        func(s *gridSheet, h shape) { s.set("A1", "TRIWULAN II 2020"); s.heading(h, "TAHUN 2020") },
	"a gap":       func(s *gridSheet, h shape) { s.set("A1", "TRIWULAN III 2020"); s.heading(h, "TRIWULAN II - III") },
	"renstra":     func(s *gridSheet, h shape) { s.set("A1", "TRIWULAN II 2020"); s.heading(h, "RENSTRA S.D. TRIWULAN II") },
	"last year's": func(s *gridSheet, h shape) { s.set("A1", "TRIWULAN II 2020"); s.heading(h, "S.D. TAHUN LALU") },
}

// spanned is the single-quarter fixture under another heading.
func spanned(t *testing.T, change func(s *gridSheet, h shape)) []byte {
	g := readGrid(t, fixture(t, singleFile))
	for _, s := range g {
		h := shapeOf(singleFile, s.name)
		s.heading(h, "TARGET DAN REALISASI")
		change(s, h)
	}
	return g.bytes(t)
}

// TestOtherSpans: figures of other periods are never taken for the quarter's.
func TestOtherSpans(t *testing.T) {
	for name, change := range otherSpans {
		t.Run(name, func(t *testing.T) {
			r := readFile(t, "laporan.xlsx", spanned(t, change))
			for _, f := range r.report.Realizations {
				t.Fatalf("took %+v", f)
			}
			want := []string{"header-missing PROGRAM KEGIATAN!A4", "header-missing RENCANA AKSI!A4"}
			if diff := cmp.Diff(want, listed(r.findings)); diff != "" {
				t.Errorf("%s\n%s", diff, messages(r.findings))
			}
		})
	}
}

// TestToDate: figures s.d. triwulan less what is stored of the quarters before are
// the quarter's, as far as they add up; positions stand as they are.
func TestToDate(t *testing.T) {
	before := reconcile.Report{Period: reconcile.Period{Year: 2020, Quarter: 1}, Revision: 1}
	single := readFile(t, singleFile, fixture(t, singleFile)).report
	for _, x := range single.Realizations { // half of what stands in the fixture, whole numbers
		half := func(v decimal.NullDecimal) decimal.NullDecimal {
			if v.Valid {
				v.Decimal = v.Decimal.Div(decimal.NewFromInt(2)).Floor()
			}
			return v
		}
		x.Physical.Value, x.Money.Value = half(x.Physical.Value), half(x.Money.Value)
		before.Realizations = append(before.Realizations, x)
	}
	want := map[string]string{}
	for i, x := range single.Realizations {
		was := before.Realizations[i]
		line := plan2020().Lines[slices.IndexFunc(plan2020().Lines, func(l reconcile.Line) bool { return l.Code == x.Line })]
		physical, money := "nil", "nil"
		switch {
		case x.Physical.Letter != "":
			physical = x.Physical.Letter
		case x.Physical.Value.Valid && (line.Aggregation == reconcile.Akumulatif || line.Aggregation == reconcile.Tahunan):
			physical = x.Physical.Value.Decimal.Sub(was.Physical.Value.Decimal).String()
		case x.Physical.Value.Valid:
			physical = x.Physical.Value.Decimal.String()
		}
		if x.Money.Value.Valid {
			money = x.Money.Value.Decimal.Sub(was.Money.Value.Decimal).String()
		}
		want[x.Line] = physical + " | " + money
	}
	for name, change := range toDate {
		t.Run(name, func(t *testing.T) {
			data := spanned(t, change)
			r := readFile(t, "laporan.xlsx", data, before)
			if len(errorsOnly(r.findings)) > 0 {
				t.Fatal(messages(errorsOnly(r.findings)))
			}
			if diff := cmp.Diff(want, figures(r.report)); diff != "" {
				t.Error(diff)
			}
			alone := readFile(t, "laporan.xlsx", data)
			if got := listed(errorsOnly(alone.findings)); !slices.Equal(got, listed(alone.findings, reconcile.EarlierQuarterMissing)) || len(got) != 3 {
				t.Errorf("want one for each column with figures that add up:\n%s", messages(alone.findings))
			}
			if got := sumMoney(alone.report); got != "0" {
				t.Errorf("without the quarter before Rp%s were taken", got)
			}
		})
	}
}

// heading writes the group heading over the figures.
func (s *gridSheet) heading(h shape, text string) {
	s.set(cellRef(h.names+1, h.top), text)
	if h.again > 0 {
		s.set(cellRef(h.names+1, h.again), text)
	}
}

// TestSoFarBeside: columns to date beside those of the quarter agree with them, and
// computed ones are left alone.
func TestSoFarBeside(t *testing.T) {
	g := readGrid(t, fixture(t, singleFile))
	for _, s := range g {
		h := shapeOf(singleFile, s.name)
		for i, c := range [][2]string{
			{"S.D. TRIWULAN I", "Target"}, {"", "Realisasi"}, {"", "Realisasi (Rp)"}, {"CAPAIAN (%)", "Fisik"}, {"", "Keuangan"},
			{"TRIWULAN I", "Realisasi (%)"}, {"", "Serapan (%)"}, {"", "Sisa Anggaran (Rp)"}, {"", "Deviasi"}, {"TAHUN LALU", "Realisasi"},
			{"RENCANA AKSI", ""}, {"JUMLAH", "Realisasi (Rp)"},
		} {
			for _, top := range []int{h.top, h.again} {
				if top > 0 && c[0] != "" {
					s.set(cellRef(h.width+1+i, top), c[0])
				}
				if top > 0 && c[1] != "" {
					s.set(cellRef(h.width+1+i, top+1), c[1])
				}
			}
			for row := h.first; row <= h.last; row++ {
				switch own, ok := s.cells[[2]int{toDateColumn(h, i), row}]; {
				case h.isHeading(row):
				case i > 2:
					s.cells[[2]int{h.width + 1 + i, row}] = gridCell{text: "77", number: true}
				case ok:
					s.cells[[2]int{h.width + 1 + i, row}] = own
				}
			}
		}
		for _, top := range []int{h.top, h.again} {
			if top > 0 {
				s.merges = append(s.merges, [4]int{h.width + 1, top, h.width + 3, top}, [4]int{h.width + 4, top, h.width + 5, top}, [4]int{h.width + 6, top, h.width + 9, top})
			}
		}
	}
	same(t, singleFile, g.bytes(t), nil, nil)
}

// toDateColumn is the quarter's own column beside the nth to date: target,
// realisasi, rupiah. The sheet of indicators has none for rupiah.
func toDateColumn(h shape, n int) int { return h.names + []int{1, 2, 4}[n%3] }

// TestSheetPerQuarter: a workbook with a sheet for each quarter reports the one that
// its name says, or the only one that is filled in; the others are compared.
func TestSheetPerQuarter(t *testing.T) {
	book := func(names [2]string, title string, filled ...bool) []byte {
		var out grid
		for i, quarter := range []string{"I", "II"} {
			s := readGrid(t, fixture(t, singleFile)).sheet(programs)
			h := shapeOf(singleFile, programs)
			s.name = names[i]
			s.set("A1", strings.ReplaceAll(title, "%", quarter))
			s.heading(h, "TARGET DAN REALISASI")
			for at := range s.cells {
				if col := at[0] - h.names; !filled[i] && (col == 2 || col == 4) && at[1] >= h.first && !h.isHeading(at[1]) {
					delete(s.cells, at)
				}
			}
			out = append(out, s)
		}
		return out.bytes(t)
	}
	titled, sheets := "LAPORAN REALISASI TRIWULAN % TAHUN 2020", [2]string{"Lembar A", "Lembar B"}
	for _, c := range []struct {
		name, file string
		data       []byte
		quarter    int
		sheet      string
	}{
		{"by the file's name", "Laporan TW2.xlsx", book(sheets, titled, true, true), 2, "Lembar B"},
		{"the other by the file's name", "Laporan TW 1.xlsx", book(sheets, titled, true, true), 1, "Lembar A"},
		{"the only one filled in", "laporan.xlsx", book(sheets, titled, true, false), 1, "Lembar A"},
		{"the only later one filled in", "laporan.xlsx", book(sheets, titled, false, true), 2, "Lembar B"},
		{"by the names of the sheets", "Laporan TW2.xlsx", book([2]string{"TW I", "TW II"}, "LAPORAN REALISASI TAHUN 2020", true, true), 2, "TW II"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := readFile(t, c.file, c.data)
			if r.identity.Period.Quarter != c.quarter || len(errorsOnly(r.findings)) > 0 {
				t.Fatalf("%v\n%s", r.identity.Period, messages(errorsOnly(r.findings)))
			}
			if got := sumMoney(r.report); got != singleTotal {
				t.Errorf("Rp%s", got)
			}
			for _, x := range r.report.Realizations {
				if x.Source.Sheet != c.sheet {
					t.Errorf("%s from %s", x.Line, x.Source)
				}
			}
			if c.quarter == 2 { // what the other sheet says of a stored quarter is compared
				first := readFile(t, singleFile, fixture(t, singleFile)).report
				for i := range first.Realizations {
					if m := &first.Realizations[i].Money.Value; m.Valid {
						m.Decimal = m.Decimal.Add(decimal.NewFromInt(1))
					}
				}
				differing := listed(readFile(t, c.file, c.data, first).findings, reconcile.EarlierQuarterDiffers)
				if want := 22; c.name != "the only later one filled in" && len(differing) != want {
					t.Errorf("%d findings of the first quarter, want %d, one for each kegiatan", len(differing), want)
				}
			}
		})
	}
	both := readFile(t, "laporan.xlsx", book(sheets, titled, true, true))
	if got := listed(both.findings, reconcile.PeriodConflict); len(got) == 0 || !strings.Contains(messages(both.findings), "pada nama berkasnya") {
		t.Error(messages(both.findings))
	}
}

// TestSummarySheet: a sheet that says the same again does no harm; one that says
// something else is a line twice, and a line left empty on one sheet is taken from
// the other.
func TestSummarySheet(t *testing.T) {
	h := shapeOf(singleFile, programs)
	again := func(change func(s *gridSheet)) grid {
		g := readGrid(t, fixture(t, singleFile))
		s := readGrid(t, fixture(t, singleFile)).sheet(programs)
		s.name = "REKAP"
		change(s)
		return append(grid{s}, g...)
	}
	clear := func(s *gridSheet) {
		for at := range s.cells {
			if col := at[0] - h.names; (col == 2 || col == 4) && at[1] >= h.first && !h.isHeading(at[1]) {
				delete(s.cells, at)
			}
		}
	}
	for name, c := range map[string]struct {
		change func(s *gridSheet)
		want   []string
	}{
		"the same":    {func(*gridSheet) {}, []string{"rows-repeated PROGRAM KEGIATAN!D7"}},
		"empty":       {clear, nil},
		"one differs": {func(s *gridSheet) { s.cells[[2]int{9, 7}] = gridCell{text: "12195001", number: true} }, []string{"line-duplicate PROGRAM KEGIATAN!D7", "rows-repeated PROGRAM KEGIATAN!D8"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := readFile(t, "laporan.xlsx", again(c.change).bytes(t))
			if diff := cmp.Diff(c.want, listed(r.findings)); diff != "" {
				t.Errorf("%s\n%s", diff, messages(r.findings))
			}
			if len(errorsOnly(r.findings)) == 0 && sumMoney(r.report) != singleTotal {
				t.Errorf("Rp%s", sumMoney(r.report))
			}
		})
	}
}

// TestRecap: a sheet of programs alone beside the report is passed over, and said so,
// whatever its columns.
func TestRecap(t *testing.T) {
	g := readGrid(t, fixture(t, singleFile))
	s := &gridSheet{name: "REKAP", cells: map[[2]int]gridCell{}}
	for i, h := range []string{"No", "Program", "Pagu", "Realisasi", "%"} {
		s.set(cellRef(i+1, 4), h)
	}
	for i, name := range []string{"Program Peningkatan Kapasitas Sumberdaya Aparatur", "Program Pembinaan dan Pengembangan Aparatur"} {
		s.set(cellRef(2, 5+i), name)
		s.cells[[2]int{3, 5 + i}], s.cells[[2]int{4, 5 + i}] = gridCell{text: "696263250", number: true}, gridCell{text: "612422511", number: true}
	}
	r := readFile(t, "laporan.xlsx", append(g, s).bytes(t))
	if diff := cmp.Diff([]string{"rows-repeated REKAP!A4"}, listed(r.findings)); diff != "" || sumMoney(r.report) != singleTotal {
		t.Errorf("%s\n%s", diff, messages(r.findings))
	}
}
