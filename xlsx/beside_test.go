package xlsx

import (
	"net/url"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// The file beside the summaries of these tests has what a link has to guard.
const besideName = "Variansi 100% #1? 2020 TW3.xlsx"

// leadsOf gives, for each code shown in a column of a sheet, where the cell of another
// column leads to.
func leadsOf(t *testing.T, f *excelize.File, sheet, column, link string, from int, code func(string) string) map[string]string {
	t.Helper()
	out := map[string]string{}
	cols, err := f.GetCols(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for i, text := range cols[column[0]-'A'] {
		if c := code(text); i+1 >= from && c != "" {
			ok, target, err := f.GetCellHyperLink(sheet, cellAt(int(link[0]-'A')+1, i+1))
			if err != nil || !ok {
				t.Errorf("%s!%s%d, %s leads nowhere (%v)", sheet, column, i+1, c, err)
			}
			out[c] = target
		}
	}
	return out
}

// Each line that the head is shown leads to its row of the variance workbook beside.
func TestSummaryLeadsBack(t *testing.T) {
	s := sampleSummaries(t)["tw3"]
	s.Behind = besideName
	f, variance := reopen(t, summaryBytes(t, s)), reopen(t, varianceBytes(t, s.Result))
	codes := map[string]bool{}
	for _, v := range s.Result.Variances {
		codes[v.Line.Code] = true
	}
	whole := func(text string) string {
		if codes[text] {
			return text
		}
		return ""
	}
	behind := func(text string) string { // a name, and its code in brackets
		_, code, _ := strings.Cut(text, " (")
		for strings.Contains(code, " (") {
			_, code, _ = strings.Cut(code, " (")
		}
		return whole(strings.TrimSuffix(code, ")"))
	}
	for sheet, got := range map[string]map[string]string{
		sheetNeeds: leadsOf(t, f, sheetNeeds, "B", "B", needsHeader+1, whole), sheetRows: leadsOf(t, f, sheetRows, "A", "A", rowsHeader+1, whole),
		sheetSummary: leadsOf(t, f, sheetSummary, "B", "A", 1, behind),
	} {
		if len(got) < 5 {
			t.Errorf("%s has %d lines that lead somewhere", sheet, len(got))
		}
		for code, target := range got {
			file, place, _ := strings.Cut(target, "#")
			file, err1 := url.PathUnescape(file)
			place, err2 := url.PathUnescape(place)
			there, cell, _ := strings.Cut(place, "!")
			if shown, _ := variance.GetCellValue(strings.Trim(there, "'"), cell); err1 != nil || err2 != nil || file != besideName || shown != code {
				t.Errorf("%s: %s leads to %q of %q, where %q stands", sheet, code, place, file, shown)
			}
		}
	}
}

// Without a variance workbook nothing leads to one.
func TestSummaryOfASilentQuarterLeadsNowhere(t *testing.T) {
	f := reopen(t, summaryBytes(t, sampleSummaries(t)["silent"]))
	for _, sheet := range f.GetSheetList() {
		if cells, err := f.GetHyperLinkCells(sheet, "External"); err != nil || len(cells) > 0 {
			t.Errorf("%s leads outside from %v (%v)", sheet, cells, err)
		}
	}
}

// The overview leads from each agency to its own summary.
func TestOverviewLeadsToTheAgencies(t *testing.T) {
	o := sampleOverview(t, 3, 2)
	o.Summaries = map[string]string{}
	for _, c := range o.Cards {
		o.Summaries[c.Agency.Code] = c.Agency.Code + "/Ringkasan " + c.Agency.Code + " 2020 TW2.xlsx"
	}
	f := reopen(t, overviewBytes(t, o))
	known := func(text string) string {
		code, _, _ := strings.Cut(text, " ")
		if o.Summaries[code] == "" {
			return ""
		}
		return text
	}
	table, needs := leadsOf(t, f, sheetAgencies, "A", "A", agenciesHeader+1, known), leadsOf(t, f, sheetNeeds, "B", "B", needsHeader+1, known)
	if len(table) != len(o.Cards) || len(needs) == 0 {
		t.Errorf("%d agencies and %d lines lead somewhere", len(table), len(needs))
	}
	for _, got := range []map[string]string{table, needs} {
		for text, target := range got {
			code, _, _ := strings.Cut(text, " ")
			if file, err := url.PathUnescape(target); err != nil || file != o.Summaries[code] {
				t.Errorf("%s leads to %q", code, file)
			}
		}
	}
}
