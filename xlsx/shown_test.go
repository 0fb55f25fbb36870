package xlsx

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// finishedBook is a workbook with what its writer kept of it.
type finishedBook struct {
	data  []byte
	shown map[bookCell]Shown
}

// drafted finishes a draft.
func drafted(t *testing.T, d *draft, err error) finishedBook {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := d.finish(&b); err != nil {
		t.Fatal(err)
	}
	return finishedBook{[]byte(b.String()), d.shown}
}

// named are the figures of a result by line and name; totals under the line "".
func named(r reconcile.Result) map[Shown]reconcile.NamedFigure {
	out := map[Shown]reconcile.NamedFigure{}
	for _, v := range r.Variances {
		for _, f := range v.NamedFigures() {
			out[Shown{Line: v.Line.Code, Figure: f.Name}] = f
		}
	}
	for _, f := range r.Totals.NamedFigures() {
		out[Shown{Figure: f.Name}] = f
	}
	return out
}

// says reports whether a cell's stored value is the figure's: its number, its letter or
// its words.
func says(raw string, f reconcile.NamedFigure) bool {
	switch {
	case strings.Contains(f.Name, ".incomplete"):
		return (raw != "") == (f.Word == "ya")
	case f.Value.Valid && f.Word == "":
		v, err := decimal.NewFromString(raw)
		if err == nil && f.Kind == reconcile.PercentFigure {
			return v.Equal(f.Value.Decimal.Round(4))
		}
		return err == nil && v.Equal(f.Value.Decimal) || raw == f.Text() || raw == reconcile.FormatNumber(f.Value.Decimal)
	case f.Value.Valid:
		return raw == f.Word+" ("+reconcile.FormatNumber(f.Value.Decimal)+")" || raw == f.Text()
	}
	return raw == f.Word
}

// What a writer keeps of a cell is what stands there, and every figure of every line
// stands somewhere.
func TestShownFiguresStandWhereTheWriterSays(t *testing.T) {
	for name, r := range sampleResults(t) {
		d, err := draftVariance(r)
		book := drafted(t, d, err)
		seen := standWhereSaid(t, name, book, named(r))
		for figure, f := range named(r) {
			if f.Said() && f.Word != "tidak" && !seen[figure] && isShown(figure, r) {
				t.Errorf("%s: %v = %s stands nowhere", name, figure, f.Text())
			}
		}
	}
	for name, s := range sampleSummaries(t) {
		d, err := draftSummary(s)
		seen := standWhereSaid(t, name, drafted(t, d, err), named(s.Result))
		for _, figure := range []string{"totals.plan", "totals.actual_ytd", "totals.serapan_ytd", "totals.pagu"} {
			if f := named(s.Result)[Shown{Figure: figure}]; f.Said() && !seen[Shown{Figure: figure}] {
				t.Errorf("%s: %s stands nowhere", name, figure)
			}
		}
	}
}

// isShown leaves out what the workbook leaves out where it would say nothing more.
func isShown(s Shown, r reconcile.Result) bool {
	v := named(r)
	switch {
	case strings.HasSuffix(s.Figure, "_capped"):
		raw := v[Shown{Line: s.Line, Figure: strings.TrimSuffix(s.Figure, "_capped")}]
		return !raw.Value.Decimal.Equal(v[s].Value.Decimal)
	case s.Figure == "pagu_written":
		return !v[Shown{Line: s.Line, Figure: "pagu"}].Same(reconcile.NamedFigure{Value: v[s].Value})
	}
	return true
}

func standWhereSaid(t *testing.T, name string, book finishedBook, figures map[Shown]reconcile.NamedFigure) map[Shown]bool {
	t.Helper()
	f := reopen(t, book.data)
	seen := map[Shown]bool{}
	for at, shown := range book.shown {
		figure, known := figures[shown]
		if !known {
			continue
		}
		raw, err := f.GetCellValue(at.sheet, at.name(), excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		if !says(raw, figure) {
			t.Errorf("%s: %s!%s holds %q, and is said to show %v: %s", name, at.sheet, at.name(), raw, shown, figure.Text())
		}
		seen[shown] = true
	}
	return seen
}

// Every cell of the overview that bears a figure says whose it is.
func TestOverviewSaysWhoseFigureIsWhere(t *testing.T) {
	o := sampleOverview(t, 6, 2)
	d, err := draftOverview(o)
	book := drafted(t, d, err)
	f := reopen(t, book.data)
	found := map[string]bool{}
	for at, shown := range book.shown {
		if shown.Figure != "totals.pagu" || shown.Agency == "" {
			continue
		}
		raw, _ := f.GetCellValue(at.sheet, at.name(), excelize.Options{RawCellValue: true})
		i := slices.IndexFunc(o.Cards, func(c reconcile.Card) bool { return c.Agency.Code == shown.Agency })
		if v, err := strconv.ParseFloat(raw, 64); err != nil || v != o.Cards[i].Pagu.Decimal.InexactFloat64() {
			t.Errorf("%s holds %q, the pagu of %s is %s", at.name(), raw, shown.Agency, o.Cards[i].Pagu.Decimal)
		}
		found[shown.Agency] = true
	}
	if len(found) != len(o.Cards) {
		t.Errorf("the pagu of %d agencies stands in the overview, of %d", len(found), len(o.Cards))
	}
}
