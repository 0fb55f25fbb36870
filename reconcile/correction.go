package reconcile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A correction after the close-out has to be told to who was told the figures before:
// what they were, what they are, and why. Workbooks, letters and the status page say so in
// the words of this file. A change of the plan (Perubahan APBD) is another matter: it moves
// targets from a quarter on, and corrects nothing.

// Corrected is when a figure of a closed-out quarter was last corrected; zero for never.
func (r Result) Corrected() time.Time {
	if len(r.Changes) == 0 {
		return time.Time{}
	}
	return r.Changes[len(r.Changes)-1].At
}

// afterWithdrawal gives the result of a quarter whose report was withdrawn, which is that of
// the plan alone, what the withdrawal took away as semula.
func (r Result) afterWithdrawal(status Status) Result {
	last := len(r.Changes) - 1
	if r.Report.Revision > 0 || last < 0 || r.Changes[last].Taken == nil {
		return r
	}
	r.Status, r.Changes = status, slices.Clone(r.Changes)
	r.Changes[last].Changes = Compare(r.Changes[last].Taken.Rounded(), r.Rounded())
	return r
}

// Net is what all corrections of the result moved together, see [Net]: the figures of the
// agency, then the lines in the result's order, then those that it has no more.
func (r Result) Net() []Change {
	place := map[string]int{"": -1}
	for i, v := range r.Variances {
		place[v.Line.Code] = i
	}
	at := func(c Change) int {
		if i, there := place[c.Line]; there {
			return i
		}
		return len(r.Variances)
	}
	net := Net(r.Changes)
	slices.SortStableFunc(net, func(a, b Change) int {
		return cmp.Or(cmp.Compare(at(a), at(b)), cmp.Compare(a.Line, b.Line), cmp.Compare(figureOrder[a.Is.Name], figureOrder[b.Is.Name]))
	})
	return net
}

// Correction says in Bahasa that a quarter was corrected after its close-out, how far, what
// that did to its realisasi, and why; "" where it was not.
func (r Result) Correction() string {
	n := len(r.Changes)
	if n == 0 {
		return ""
	}
	net, last, why := r.Net(), r.Changes[n-1], "alasan"
	if n > 1 {
		why = "alasan terakhir"
	}
	return fmt.Sprintf("Dikoreksi setelah tutup buku tanggal %s (%s): %s; %s; %s: %s.", LongDate(r.ClosedOut), CorrectedWords(n, last.At),
		movedWords(net), r.spentWords(net), why, strings.TrimRight(clipTo(last.Reason, reasonShown), ". "))
}

// CorrectedWords say when figures were corrected, and how often; "" for never.
func CorrectedWords(times int, last time.Time) string {
	switch times {
	case 0:
		return ""
	case 1:
		return "pada " + LongDate(last)
	}
	return fmt.Sprintf("%d kali, terakhir %s", times, LongDate(last))
}

// reasonShown is how many letters of a reason the sentence has; the sheet Koreksi has it
// whole.
const reasonShown = 240

// movedWords count what moved.
func movedWords(net []Change) string {
	switch n := linesOf(net); {
	case len(net) == 0:
		return "tidak ada angka yang berubah"
	case n == 0:
		return "tidak ada baris yang berubah"
	default:
		return fmt.Sprintf("%d baris berubah", n)
	}
}

// spentWords say what became of the agency's realisasi, of the quarter and to date.
func (r Result) spentWords(net []Change) string {
	quarter, toDate := turned(net, "totals.actual"), turned(net, "totals.actual_ytd")
	switch {
	case r.Period.Quarter == 1 && quarter != "":
		return "realisasi " + quarter
	case quarter != "" && toDate != "":
		return "realisasi triwulan " + quarter + ", s.d. triwulan " + toDate
	case quarter != "":
		return "realisasi triwulan " + quarter
	case toDate != "":
		return "realisasi s.d. triwulan " + toDate
	case r.Totals.Actual.Valid:
		return "realisasi tetap " + FormatRupiah(r.Totals.Actual.Decimal)
	default:
		return "realisasi tetap kosong"
	}
}

// turned says what a figure of the agency was and is; "" where it did not change.
func turned(net []Change, name string) string {
	i := slices.IndexFunc(net, func(c Change) bool { return c.Line == "" && c.Is.Name == name })
	if i < 0 {
		return ""
	}
	return net[i].Turn()
}

// Turn says in Bahasa what a figure was and is: "semula 5 Orang, menjadi 4 Orang".
func (c Change) Turn() string {
	say := func(f NamedFigure) string {
		if !f.Said() {
			return "kosong"
		}
		return f.Text()
	}
	return "semula " + say(c.Was) + ", menjadi " + say(c.Is)
}

// ForHead are the changes of figures that a head of agency is shown: those of the agency,
// and of a line what was done, spent and reached.
func ForHead(changes []Change) (out []Change) {
	for _, c := range changes {
		if _, figure, inPeriod := strings.Cut(c.Is.Name, "."); c.Line == "" || inPeriod && slices.Contains(headFigures, figure) {
			out = append(out, c)
		}
	}
	return out
}

var headFigures = []string{"target", "actual", "capaian", "plan", "serapan", "status"}

// predikat judges the mean capaian to date, as [Summary] does; nothing is judged on
// incomplete data.
func (r Result) predikat() string {
	r = r.Rounded()
	plan := r.Plan
	plan.Lines = nil
	for _, v := range r.Variances {
		plan.Lines = append(plan.Lines, v.Line)
	}
	c := card(r, Standing{Revision: r.Report.Revision}, Head{})
	c.Missing = len(unreported(r))
	for q := 1; q < r.Period.Quarter; q++ {
		if p := (Period{r.Period.Year, q}); plan.owes(q) && reportIn(r.Earlier, p).Revision == 0 {
			c.Silent = append(c.Silent, p)
		}
	}
	return r.Rules.predikat(Physical{Capped: r.Totals.CapaianYTD.Value, Incomplete: !c.Complete()})
}
