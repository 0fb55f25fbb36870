package xlsx_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
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
			want: []string{"header-missing PROGRAM KEGIATAN!A4", "header-missing RENCANA AKSI!A4", "period-conflict PROGRAM KEGIATAN!A1", "period-conflict PROGRAM KEGIATAN!I5",
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

// TestSoFar: figures of all quarters so far are not those of the quarter.
func TestSoFar(t *testing.T) {
	for name, change := range map[string]func(s *gridSheet, h shape){
		"title": func(s *gridSheet, _ shape) { s.set("A1", "LAPORAN REALISASI S.D. TRIWULAN II TAHUN 2020") },
		"group": func(s *gridSheet, h shape) { s.set("A1", "TRIWULAN II 2020"); s.heading(h, "s/d Triwulan II") },
		"in full": func(s *gridSheet, h shape) {
			s.set("A1", "TRIWULAN II 2020")
			s.heading(h, "SAMPAI DENGAN TRIWULAN II")
		},
		"semester": func(s *gridSheet, h shape) { s.set("A1", "TRIWULAN II 2020"); s.heading(h, "SEMESTER I") },
		"month":    func(s *gridSheet, h shape) { s.set("A1", "TRIWULAN II 2020"); s.heading(h, "BULAN JUNI 2020") },
		"year":     func(s *gridSheet, h shape) { s.set("A1", "TRIWULAN II 2020"); s.heading(h, "TAHUN 2020") },
		"range":    func(s *gridSheet, h shape) { s.set("A1", "TRIWULAN II 2020"); s.heading(h, "TRIWULAN I - II") },
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
	} {
		t.Run(name, func(t *testing.T) {
			g := readGrid(t, fixture(t, singleFile))
			for _, s := range g {
				h := shapeOf(singleFile, s.name)
				s.heading(h, "TARGET DAN REALISASI")
				change(s, h)
			}
			r := readFile(t, "laporan.xlsx", g.bytes(t))
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

// heading writes the group heading over the figures.
func (s *gridSheet) heading(h shape, text string) {
	s.set(cellRef(h.names+1, h.top), text)
	if h.again > 0 {
		s.set(cellRef(h.names+1, h.again), text)
	}
}

// TestSoFarBeside: cumulative and computed columns beside those of the quarter are
// left alone.
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
				if !h.isHeading(row) {
					s.cells[[2]int{h.width + 1 + i, row}] = gridCell{text: "77", number: true}
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
