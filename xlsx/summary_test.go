package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// pageText gathers the words of Ringkasan, row by row.
func pageText(t *testing.T, f *excelize.File) string {
	t.Helper()
	rows, err := f.GetRows(sheetSummary)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, r := range rows {
		b.WriteString(strings.Join(r, " ") + "\n")
	}
	return b.String()
}

// inOrder asserts that words stand on the page, one after the other.
func expectInOrder(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, w := range words {
		_, rest, found := strings.Cut(text, w)
		if !found {
			t.Errorf("%q is missing, or not in its place", w)
			continue
		}
		text = rest
	}
}

// TestSummaryAnswersInOrder: is it complete, what needs me, how do we stand; then who
// signs.
func TestSummaryAnswersInOrder(t *testing.T) {
	s := sampleSummaries(t)["tw3"]
	s.Needs[0].Notes = reconcile.Notes{Penghambat: "Jadwal bergeser.", TindakLanjut: "Dijadwalkan ulang."}
	text := pageText(t, reopen(t, summaryBytes(t, s)))
	want := []string{"APAKAH TRIWULAN INI LENGKAP?", "BELUM LENGKAP – 4 BARIS", "tepat waktu", "Belum dilaporkan: ", "BUKAN angka akhir",
		"bertumpu pada rencana yang masih diragukan", "APA YANG MEMERLUKAN KEPUTUSAN?", s.Needs[0].Name, "Jadwal bergeser.", "Dijadwalkan ulang."}
	for _, n := range s.Needs {
		want = append(want, n.Why)
	}
	want = append(want, "BAGAIMANA KEDUDUKAN KITA?", "Triwulan II Triwulan III Perubahan", "Predikat kinerja", "belum dinilai: data belum lengkap",
		"Mengetahui,", "Kepala "+s.Agency.Name, "Drs. H. CONTOH KEPALA, M.Si", "NIP. 19700101 199001 1 001")
	expectInOrder(t, text, want...)
}

// TestOverviewAnswersInOrder: who has not reported, and how late, comes first.
func TestOverviewAnswersInOrder(t *testing.T) {
	o := sampleOverview(t, 9, 2)
	text := pageText(t, reopen(t, overviewBytes(t, o)))
	expectInOrder(t, text, "BELUM LENGKAP – 9 DARI 9 PERANGKAT DAERAH", "7 dari 9 perangkat daerah sudah melapor", "Belum ada laporan, hari terlambat pada tutup buku: OPD-05 (1 hari); OPD-06 (dikembalikan).",
		"Belum lengkap: ", "BUKAN angka akhir", o.Needs[0].Agency+": "+o.Needs[0].Name, "Triwulan I Triwulan II Perubahan", "( ...", "NIP. ...")
}

// TestSummaryNeverGoodWhenIncomplete: no cell of an incomplete quarter's page has the
// ground of what is good, and every quarter that is has it.
func TestSummaryNeverGoodWhenIncomplete(t *testing.T) {
	good := 0
	for name, s := range sampleSummaries(t) {
		f := reopen(t, summaryBytes(t, s))
		for _, sheet := range []string{sheetSummary, sheetRows} {
			for _, cell := range cellsOn(t, f, sheet, fills[groundGood]) {
				if !s.Complete() {
					t.Errorf("%s, %s!%s is shown as good", name, sheet, cell)
				}
				good++
			}
		}
		if text := pageText(t, f); !s.Complete() && !strings.Contains(text, "BELUM LENGKAP") {
			t.Errorf("%s does not say that it is not complete", name)
		}
	}
	s := completeSummary(t)
	if cells := cellsOn(t, reopen(t, summaryBytes(t, s)), sheetSummary, fills[groundGood]); !s.Complete() || len(cells) == 0 {
		t.Errorf("a complete quarter (%v) is not shown as good: %q", s.Complete(), s.Headline())
	}
}

// TestNoPredikatOnIncompleteRows: Kinerja gives a predikat only in rows whose data are
// complete, and gives it there.
func TestNoPredikatOnIncompleteRows(t *testing.T) {
	given := 0
	samples := sampleSummaries(t)
	samples["complete"] = completeSummary(t)
	for name, s := range samples {
		rows, err := reopen(t, summaryBytes(t, s)).GetRows(sheetRows)
		if err != nil {
			t.Fatal(err)
		}
		heads := rows[rowsHeader-1]
		predikat, data := slices.Index(heads, "Predikat"), slices.Index(heads, "Data")
		for _, r := range rows[rowsHeader : rowsHeader+len(s.Rows)] {
			if r[predikat] == "" {
				continue
			}
			if given++; strings.Contains(r[data], "belum") {
				t.Errorf("%s, %s: %q on data that are %q", name, r[1], r[predikat], r[data])
			}
		}
	}
	if given == 0 {
		t.Error("no row has one")
	}
}

// TestOverviewIsAsGoodAsItsAgencies: it is shown as good only if every agency is, and the
// quarter before as complete only if every agency had reported it.
func TestOverviewIsAsGoodAsItsAgencies(t *testing.T) {
	well := completeSummary(t).Card
	late, doubtful, silent := well, well, well
	late.Standing.LateDays, doubtful.Doubts, silent.Standing.Revision = 1, 1, 0
	for name, c := range map[string]struct {
		other  reconcile.Card
		ground ground
	}{"well": {well, groundGood}, "late": {late, groundAttention}, "doubtful": {doubtful, groundAttention}, "silent": {silent, groundUnreported}} {
		o := reconcile.Oversee(well.Period, []reconcile.Card{well, c.other})
		b := &overviewBook{o: &o}
		if got := b.ground(); got != c.ground {
			t.Errorf("%s: ground %v, want %v", name, got, c.ground)
		}
		next := overviewBook{o: &reconcile.Overview{Period: reconcile.Period{Year: 2020, Quarter: 2}, Before: &o}}
		if f := next.figures(); f.before.Incomplete != (name == "silent") || f.beforeYTD.Incomplete != (name == "silent") {
			t.Errorf("%s: the quarter before is incomplete: %v, to date %v", name, f.before.Incomplete, f.beforeYTD.Incomplete)
		}
	}
}

// TestFiguresSayThatThePlanIsDoubtful: complete figures on a plan that is doubtful are not
// shown as good, those of the quarter before and of all agencies neither.
func TestFiguresSayThatThePlanIsDoubtful(t *testing.T) {
	s := completeSummary(t)
	s.PlanDoubts, s.Period.Quarter = 1, 2
	before := s.Card
	s.Before = &before
	o := reconcile.Oversee(s.Period, []reconcile.Card{s.Card})
	o.Before = &o
	for name, f := range map[string]standingFigures{
		"an agency": newSummaryBook(newDraft(sheetSummary), &s).figures(), "all agencies": (&overviewBook{o: &o}).figures(),
	} {
		for i, c := range f.data() {
			if i != standChange && (c.text != "lengkap; rencana diragukan" || c.ground != groundAttention) {
				t.Errorf("%s, column %d: %q on ground %v", name, i, c.text, c.ground)
			}
		}
		if f.predikat = "Sangat Tinggi"; f.judgedGround() != groundNeutral {
			t.Errorf("%s: %s on ground %v", name, f.judged(), f.judgedGround())
		}
	}
}

// completeSummary is one of which nothing lacks.
func completeSummary(t *testing.T) reconcile.Summary {
	t.Helper()
	plan := samplePlan(t)
	plan.Lines = slices.DeleteFunc(plan.Lines, func(l reconcile.Line) bool { return l.Level != reconcile.LevelKegiatan })[:3]
	r := sampleReport(plan, 1)
	for i, l := range plan.Lines {
		r.Realizations[i].Physical, r.Realizations[i].Money = l.Target[0], l.Budget[0]
	}
	return summaryOfResult(t, settle(reconcile.Reconcile(plan, r.Period, []reconcile.Report{r}, reconcile.DefaultRules())), reconcile.Standing{})
}

// cellsOn lists the cells of a sheet on a ground.
func cellsOn(t *testing.T, f *excelize.File, sheet, color string) (out []string) {
	t.Helper()
	for row := 1; row <= 90; row++ {
		for col := 1; col <= 26; col++ {
			cell := cellName(col, row)
			id, err := f.GetCellStyle(sheet, cell)
			if err != nil {
				t.Fatal(err)
			}
			if style, err := f.GetStyle(id); err == nil && slices.Contains(style.Fill.Color, color) {
				out = append(out, cell)
			}
		}
	}
	return out
}

// TestRankingIsStated, each sentence of it, beside the ranking and among the rules.
func TestRankingIsStated(t *testing.T) {
	for name, data := range map[string][]byte{"an agency": summaryBytes(t, sampleSummaries(t)["tw1"]), "all agencies": overviewBytes(t, sampleOverview(t, 2, 1))} {
		f := reopen(t, data)
		for _, sheet := range []string{sheetNeeds, sheetSources} {
			rows, err := f.GetRows(sheet)
			if err != nil {
				t.Fatal(err)
			}
			for _, rule := range reconcile.RankingRule {
				if !slices.ContainsFunc(rows, func(r []string) bool { return slices.Contains(r, rule) }) {
					t.Errorf("%s, %s does not say %q", name, sheet, rule)
				}
			}
		}
	}
}

// TestLastRowSaysThatItAverages: the row below Kinerja and Perangkat Daerah holds means
// beside its sums, and says so.
func TestLastRowSaysThatItAverages(t *testing.T) {
	s, o := sampleSummaries(t)["tw1"], sampleOverview(t, 2, 1)
	for _, c := range []struct {
		sheet, mean string
		row         int
		data        []byte
	}{
		{sheetRows, rowsTotals["capaian"], rowsHeader + len(s.Rows) + 1, summaryBytes(t, s)},
		{sheetAgencies, agencyTotals["capaian"], agenciesHeader + len(o.Cards) + 1, overviewBytes(t, o)},
	} {
		f := reopen(t, c.data)
		if mean, err := f.GetCellValue(c.sheet, c.mean+strconv.Itoa(c.row)); err != nil || mean == "" {
			t.Errorf("%s has no mean: %v", c.sheet, err)
		}
		if label, _ := f.GetCellValue(c.sheet, "B"+strconv.Itoa(c.row)); !strings.Contains(label, "JUMLAH") || !strings.Contains(label, "RATA-RATA") {
			t.Errorf("the last row of %s is called %q", c.sheet, label)
		}
	}
}

// TestSummaryCharts: both charts are native, and each of their series leads to cells
// that hold the figures.
func TestSummaryCharts(t *testing.T) {
	s := sampleSummaries(t)["tw3"]
	data := summaryBytes(t, s)
	f := reopen(t, data)
	charts := 0
	for name, part := range chartParts(t, data) {
		charts++
		for _, ref := range strings.Split(part, "<c:f>")[1:] {
			place, _, _ := strings.Cut(ref, "<")
			first, _, _ := strings.Cut(strings.ReplaceAll(strings.TrimPrefix(place, sheetCharts+"!"), "$", ""), ":")
			if v, err := f.GetCellValue(sheetCharts, first); err != nil || v == "" {
				t.Errorf("%s leads to %s, which holds %q, %v", name, place, v, err)
			}
		}
	}
	if charts != 2 {
		t.Errorf("%d charts", charts)
	}
	for q, p := range s.Curve {
		row := barsHeader + len(s.Rows) - len(programsUnder(s)) + 2 + 1 + q
		if v, _ := f.GetCellValue(sheetCharts, fmt.Sprint("B", row)); v != p.Plan.Decimal.String() {
			t.Errorf("quarter %d of the plan's curve is %s, want %s", q+1, v, p.Plan.Decimal)
		}
	}
}

// TestChartTableHasWholeNames of what the bars stand for, where the chart shortens them.
func TestChartTableHasWholeNames(t *testing.T) {
	s, o := sampleSummaries(t)["tw3"], sampleOverview(t, 3, 1)
	s.Rows[0].Line.Path.Indikator = "1 " + strings.Repeat("Persentase Jabatan yang Terisi Sesuai Kompetensi ", 4)
	f, all := reopen(t, summaryBytes(t, s)), reopen(t, overviewBytes(t, o))
	at := func(f *excelize.File, column string) string {
		return held(f.GetCellValue(sheetCharts, column+strconv.Itoa(barsHeader+1)))
	}
	if name, label := at(f, "A"), at(f, barsLabel); name != s.Rows[0].Line.Name() || !strings.HasSuffix(label, "…") {
		t.Errorf("the table says %q and the chart %q", name, label)
	}
	if name, label := at(all, "A"), at(all, barsLabel); name != o.Cards[0].Agency.Name || label != o.Cards[0].Agency.Code {
		t.Errorf("of all agencies the table says %q and the chart %q", name, label)
	}
	for _, cut := range tooLow(f, sheetCharts) {
		t.Error(cut)
	}
}

// TestChartsEndAtTheEdges of cells, so that they are as wide as the page in every program:
// two beside each other, or each over the whole width.
func TestChartsEndAtTheEdges(t *testing.T) {
	for name, c := range map[string]struct {
		data []byte
		want []string // from column, to column, rows; and so many EMU beyond
	}{
		"an agency":    {summaryBytes(t, sampleSummaries(t)["tw1"]), []string{"0-4 12 rows +0+0", "4-7 12 rows +0+0"}},
		"few agencies": {overviewBytes(t, sampleOverview(t, 3, 1)), []string{"0-4 12 rows +0+0", "4-7 12 rows +0+0"}},
		"many":         {overviewBytes(t, sampleOverview(t, maxBars+1, 1)), []string{"0-7 11 rows +0+0", "0-7 11 rows +0+0"}},
	} {
		var got []string
		for _, part := range partsNamed(t, c.data, "xl/drawings/drawing") {
			var drawing struct {
				Anchors []struct {
					From corner `xml:"from"`
					To   corner `xml:"to"`
				} `xml:"twoCellAnchor"`
			}
			if err := xml.Unmarshal([]byte(part), &drawing); err != nil {
				t.Fatal(err)
			}
			for _, a := range drawing.Anchors {
				got = append(got, fmt.Sprintf("%d-%d %d rows +%d+%d", a.From.Col, a.To.Col, a.To.Row-a.From.Row, a.To.ColOff, a.To.RowOff))
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// corner is where a chart begins or ends: a cell, and so many EMU into it.
type corner struct {
	Col    int `xml:"col"`
	ColOff int `xml:"colOff"`
	Row    int `xml:"row"`
	RowOff int `xml:"rowOff"`
}

// TestChartAxes end at 100 while nothing is above it, also where nothing is said; by
// themselves above; at 200, and say so, where one figure would make the others small.
func TestChartAxes(t *testing.T) {
	said := func(figures ...string) (out []bar) {
		for _, f := range figures {
			b := bar{name: "x"}
			if f != "-" {
				b.capaian.value = decimal.NewNullDecimal(decimal.RequireFromString(f))
			}
			out = append(out, b)
		}
		return out
	}
	for _, c := range []struct {
		bars []bar
		end  float64 // 0 to leave it to the program
		told bool
	}{{said("-", "-"), 100, false}, {said("-", "60"), 100, false}, {said("100"), 100, false}, {said("100.5", "3"), 0, false}, {said("200"), 0, false}, {said("12", "5400"), 200, true}} {
		chart := chartData{what: "indikator", bars: c.bars, complete: true}.charts(false)[0]
		end := 0.0
		if chart.YAxis.Maximum != nil {
			end = *chart.YAxis.Maximum
		}
		if told := strings.HasSuffix(chart.Title.Paragraph[0].Text, "sumbu berakhir di 200%"); end != c.end || told != c.told || *chart.YAxis.Minimum != 0 {
			t.Errorf("%v: the axis ends at %v, want %v; said: %v", c.bars, end, c.end, told)
		}
	}
}

// TestChartSaysWhatItsBarsAre: indicators, programs, or kegiatan in a plan of nothing else.
func TestChartSaysWhatItsBarsAre(t *testing.T) {
	of := func(levels ...reconcile.Level) reconcile.Summary {
		s := completeSummary(t)
		s.Rows = nil
		for _, l := range levels {
			s.Rows = append(s.Rows, reconcile.SummaryRow{Variance: reconcile.Variance{Line: reconcile.Line{Level: l}}})
		}
		return s
	}
	for want, s := range map[string]reconcile.Summary{
		"indikator": of(reconcile.LevelProgram, reconcile.LevelSasaran), "program": of(reconcile.LevelProgram), "kegiatan": completeSummary(t),
	} {
		if got := newSummaryBook(newDraft(sheetSummary), &s).chartData().what; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// chartParts are the charts of a workbook.
func chartParts(t *testing.T, data []byte) map[string]string {
	t.Helper()
	return partsNamed(t, data, "xl/charts/chart")
}

// partsNamed are the parts of a workbook whose names begin so.
func partsNamed(t *testing.T, data []byte, prefix string) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, part := range z.File {
		if strings.HasPrefix(part.Name, prefix) {
			text, err := fs.ReadFile(z, part.Name)
			if err != nil {
				t.Fatal(err)
			}
			out[part.Name] = string(text)
		}
	}
	return out
}

func programsUnder(s reconcile.Summary) (out []string) {
	for _, r := range s.Rows {
		if r.Depth > 0 {
			out = append(out, r.Line.Code)
		}
	}
	return out
}

// TestSummarySaysTheSame: the same summary gives the same bytes.
func TestSummarySaysTheSame(t *testing.T) {
	s, o := sampleSummaries(t)["odd"], sampleOverview(t, 6, 2)
	if !bytes.Equal(summaryBytes(t, s), summaryBytes(t, s)) || !bytes.Equal(overviewBytes(t, o), overviewBytes(t, o)) {
		t.Error("written again, it is another workbook")
	}
}
