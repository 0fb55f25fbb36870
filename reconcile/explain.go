package reconcile

import (
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Explanation tells where a figure comes from: a cell that was read, or a formula over
// other figures, each of which is explained in turn. All its words are Bahasa.
//
// Numbers is a chain such as "Rp850 / Rp1.000 x 100 = 85%" or "|-Rp5| < max(Rp1.000; 5 /
// 100 x Rp100)": its arithmetic is right as it stands, percentages within their last
// decimal, and it ends in the figure or in what the flag was judged by. It is empty where
// a cell states the figure, and where the figure cannot be derived (see Fault).
type Explanation struct {
	Line   Line // zero for the agency as a whole
	Agency Agency
	Period Period
	// Unreported: no report of the quarter is in force, and the figure rests on the plan and the
	// reports of the quarters before.
	Unreported bool
	Figure     NamedFigure // as stored; without a name where a cell's figure has none
	Formula    string      // in words
	Numbers    string      // the formula with its numbers
	Because    []string    // why the flag stands, or why nothing is said
	Rules      []Citation
	Cell       *Origin // nil for what is computed
	Inputs     []Explanation
	Doubts     []Finding // warnings on the cells it rests on; of the figure asked for alone
	Changes    []Amended // what moved it since the quarter was closed out
	Fault      string    // why what is stored does not follow from its cells; "" where it does
}

// Citation is a rule and where it comes from: a regulation, a key of rekon.yaml with its
// value, the plan, or rekon's own.
type Citation struct{ Text, From string }

// Origin is how one cell of a kept original was read, and which document it stands in.
type Origin struct {
	Source Source
	Typed  string              // as the cell holds it
	Why    string              // how it was read; "" for a plain number
	Less   decimal.NullDecimal // taken off a figure s.d. triwulan to get the quarter's
	Plan   *PlanHead           // the revision of the plan, nil in a report
	Report *Report             // without its figures, nil in a plan
}

// Amended is what a later change did to a figure of a quarter that was closed out.
type Amended struct {
	At      time.Time
	Reason  string
	Was, Is NamedFigure
	Former  Published
}

// Lineage explains the figures of a result. What a figure rests on is derived anew from
// the plan and the reports that the result names, and compared with what it says.
type Lineage struct {
	r        Result // rounded
	ledger          // its plan with its reports laid beside it
	own      []purse
	purses   []purse
	raw      []Variance // derived anew, percentages in full
	fresh    Result     // derived anew, rounded
	stored   figures    // as the result says them
	derived  figures    // as they follow from its cells
	marked   doubts
	warnings []Finding
}

// NewLineage lays the reports of a result beside its plan.
func NewLineage(r Result) *Lineage {
	r = r.Rounded()
	r.Plan.Lines = nil
	for _, v := range r.Variances {
		r.Plan.Lines = append(r.Plan.Lines, v.Line)
	}
	reports := slices.Clone(r.Earlier)
	if r.Report.Period == r.Period {
		reports = append(reports, r.Report)
	}
	return &Lineage{r: r, ledger: newLedger(r.Plan, r.Period, reports, r.Rules)}
}

// derive computes the figures anew, once something is to be explained.
func (x *Lineage) derive() {
	if x.own != nil {
		return
	}
	r := x.r
	x.own = x.ledger.own()
	x.purses = x.rolledUp(x.own)
	x.marked = x.doubts(slices.Concat(r.Findings, x.review(nil)))
	for i := range r.Plan.Lines {
		x.raw = append(x.raw, x.variance(i, x.purses[i], x.marked))
	}
	x.fresh = r
	x.fresh.Variances, x.fresh.Totals = x.raw, x.totals(x.own, x.raw)
	x.fresh = x.fresh.Rounded()
	x.stored, x.derived = figures{of: r}, figures{of: x.fresh}
	x.warnings = x.allWarnings()
}

// allWarnings are those on the plan, on the report, and on the reports before it.
func (x *Lineage) allWarnings() []Finding {
	all := slices.Concat(x.r.Plan.Findings, x.r.Findings)
	for q := 1; q < x.quarter; q++ {
		if r := x.reports[q-1]; r != nil {
			all = slices.Concat(all, r.Findings, x.at(q).askRows())
		}
	}
	all = slices.DeleteFunc(all, func(f Finding) bool { return f.Severity() != Warning })
	return SortFindings(all, nil)
}

// Explain tells where a figure comes from. Line is the code of a line, "" for the
// agency's totals and status; figure one of the names that [Lineage.Figures] lists.
// False where the result has no such line or figure.
func (x *Lineage) Explain(line, figure string) (Explanation, bool) {
	i, ok := x.Find(line)
	if !ok || x.quarter == 0 {
		return Explanation{}, false
	}
	x.derive()
	e, ok := x.figure(i, figure)
	if !ok {
		return Explanation{}, false
	}
	e.Agency, e.Unreported = x.r.Plan.Agency, x.r.Report.Revision == 0
	e.Doubts = x.doubtsOn(e)
	e.Changes = x.amended(e)
	return e, true
}

// agencyWide stands for the place of a line where the agency as a whole is meant.
const agencyWide = -1

// Find gives the place of a line in the plan by its code, without regard to case where
// that leaves one; -1 for "".
func (x *Lineage) Find(code string) (int, bool) {
	if code == "" {
		return agencyWide, true
	}
	if i := indexOf(x.plan.Lines, code); i >= 0 {
		return i, true
	}
	found := -1
	for i, l := range x.plan.Lines {
		if strings.EqualFold(l.Code, code) {
			if found >= 0 {
				return -1, false
			}
			found = i
		}
	}
	return found, found >= 0
}

// Nearest are up to three lines whose code or name resembles a text.
func (x *Lineage) Nearest(text string) []Line {
	key := strings.ToLower(text)
	return nearestTo(x.plan.Lines, func(l Line) int {
		return max(likeness(strings.ToLower(l.Code), key), likeness(strings.ToLower(l.Name()), key))
	})
}

// NearestFigures are up to three names of figures that resemble a text.
func NearestFigures(names []string, text string) []string {
	return nearestTo(names, func(name string) int {
		_, part, _ := strings.Cut(name, ".")
		return max(likeness(name, strings.ToLower(text)), likeness(part, strings.ToLower(text)))
	})
}

func nearestTo[T any](all []T, like func(T) int) []T {
	out := slices.Clone(all)
	slices.SortStableFunc(out, func(a, b T) int { return like(b) - like(a) })
	n := 0
	for n < min(3, len(out)) && like(out[n]) >= alike {
		n++
	}
	return out[:n]
}

// FigureNames are the names of the figures of a line, and of an agency as a whole, in
// their order.
func FigureNames() (line, agency []string) {
	for _, f := range (Variance{}).NamedFigures() {
		line = append(line, f.Name)
	}
	for _, f := range agencyFigures(Result{}) {
		agency = append(agency, f.Name)
	}
	return line, agency
}

// figures are those that a result says, gathered when they are first asked for.
type figures struct {
	of   Result
	said map[int][]NamedFigure // by place of the line
}

func (s *figures) named(i int, name string) (NamedFigure, bool) {
	all, known := s.said[i]
	if !known {
		if all = agencyFigures(s.of); i != agencyWide {
			all = s.of.Variances[i].NamedFigures()
		}
		if s.said == nil {
			s.said = map[int][]NamedFigure{}
		}
		s.said[i] = all
	}
	at := slices.IndexFunc(all, func(f NamedFigure) bool { return f.Name == name })
	if at < 0 {
		return NamedFigure{}, false
	}
	return all[at], true
}

// figure explains one figure by its name.
func (x *Lineage) figure(i int, name string) (Explanation, bool) {
	stored, ok := x.stored.named(i, name)
	if !ok {
		return Explanation{}, false
	}
	e := Explanation{Period: x.r.Period, Figure: stored}
	e.Figure.Title = inQuarter(stored.Title, x.quarter)
	if i != agencyWide {
		e.Line = x.plan.Lines[i]
	}
	block, part, _ := strings.Cut(name, ".")
	switch block {
	case "physical", "physical_ytd":
		x.physical(i, block == "physical_ytd").explain(&e, part)
	case "money", "money_ytd":
		x.money(i, block == "money_ytd").explain(&e, part)
	case "totals":
		x.total(&e, part)
	case "status":
		x.standing(&e)
	default:
		x.yearly(&e, i, name)
	}
	if derived, _ := x.derived.named(i, name); name != "status" && !derived.Same(stored) {
		e.Formula, e.Numbers = "", ""
		e.Fault = "Yang tersimpan " + stored.Text() + ", sedangkan hitungan ulang dari sel-selnya menghasilkan " + derived.Text() + "; jalankan rekon verify."
	}
	return e, true
}

// inQuarter names the quarter in a figure's title.
func inQuarter(title string, quarter int) string {
	if quarter < 1 || quarter > Year {
		return title
	}
	return strings.Replace(title, "triwulan", QuarterNames[quarter-1], 1)
}

// doubtsOn are the warnings that lie on the cells an explanation rests on, and those which
// say that a report of a later quarter repeats a line's earlier one otherwise.
func (x *Lineage) doubtsOn(e Explanation) (out []Finding) {
	at, past := map[Source]bool{}, map[string]bool{}
	for _, leaf := range e.Leaves() {
		at[leaf.Cell.Source] = true
		if leaf.Cell.Report != nil && leaf.Period.Quarter < x.quarter {
			past[leaf.Line.Code] = true
		}
	}
	delete(at, Source{})
	for _, f := range x.warnings {
		if f.Code == EarlierQuarterDiffers && past[f.Line] || slices.ContainsFunc(cells(f), func(s Source) bool { return at[s] }) {
			out = append(out, f)
		}
	}
	return out
}

// Leaves are the cells that an explanation rests on, in their order, each once.
func (e Explanation) Leaves() (out []Explanation) {
	seen := map[Source]bool{}
	e.walk(func(n Explanation) {
		if n.Cell != nil && !seen[n.Cell.Source] {
			seen[n.Cell.Source] = true
			out = append(out, n)
		}
	})
	return out
}

func (e Explanation) walk(visit func(Explanation)) {
	visit(e)
	for _, in := range e.Inputs {
		in.walk(visit)
	}
}

// amended is what moved the figure after the quarter was closed out.
func (x *Lineage) amended(e Explanation) (out []Amended) {
	for _, a := range x.r.Changes {
		for _, c := range a.Changes {
			if c.Line == e.Line.Code && c.Is.Name == e.Figure.Name {
				out = append(out, Amended{a.At, a.Reason, c.Was, c.Is, a.Former})
			}
		}
	}
	return out
}
