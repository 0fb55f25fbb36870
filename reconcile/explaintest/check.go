package explaintest

import (
	"fmt"
	"math/big"

	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

// Check explains every figure of every line of a result, and of the agency, and lists
// what is not true of the explanations.
func Check(r reconcile.Result) []string {
	c := &checker{r: r.Rounded(), cells: map[reconcile.Source]bool{}}
	c.gather()
	x := reconcile.NewLineage(r)
	ofLine, ofAgency := reconcile.FigureNames()
	for _, name := range ofAgency {
		c.explained(x, reconcile.Line{}, name)
	}
	seen := map[string]bool{}
	for _, v := range r.Variances {
		if v.Line.Code == "" || seen[v.Line.Code] { // cannot be asked for
			continue
		}
		seen[v.Line.Code] = true
		for _, name := range ofLine {
			c.explained(x, v.Line, name)
		}
	}
	return c.problems
}

type checker struct {
	r        reconcile.Result
	cells    map[reconcile.Source]bool // that the plan and the reports name
	problems []string
}

func (c *checker) fail(e reconcile.Explanation, format string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf("%s %s %s: ", e.Line.Code, e.Figure.Name, e.Figure.Title)+fmt.Sprintf(format, args...))
}

func (c *checker) gather() {
	for _, l := range c.r.Plan.Lines {
		for slot := range reconcile.Slots {
			c.cells[l.Target[slot].Source], c.cells[l.Budget[slot].Source] = true, true
		}
	}
	for _, report := range append(append([]reconcile.Report{}, c.r.Earlier...), c.r.Report) {
		for _, row := range report.Realizations {
			c.cells[row.Physical.Source], c.cells[row.Money.Source] = true, true
		}
	}
}

func (c *checker) explained(x *reconcile.Lineage, line reconcile.Line, name string) {
	e, ok := x.Explain(line.Code, name)
	if !ok {
		c.problems = append(c.problems, line.Code+" "+name+" has no explanation")
		return
	}
	if e.Paragraph() == "" {
		c.fail(e, "no words")
	}
	c.node(e)
}

// node checks a figure and what it rests on.
func (c *checker) node(e reconcile.Explanation) {
	if e.Fault != "" {
		c.fail(e, "%s", e.Fault)
	}
	if e.Cell != nil && (e.Numbers != "" || len(e.Inputs) > 0) {
		c.fail(e, "a cell and a formula")
	}
	if e.Cell != nil && !c.cells[e.Cell.Source] {
		c.fail(e, "no plan and no report names %s", e.Cell.Source)
	}
	switch {
	case e.Numbers != "":
		c.formula(e)
	case !e.Figure.Value.Valid && e.Figure.Word == "":
		if len(e.Because) == 0 {
			c.fail(e, "says nothing, and no reason")
		}
	case e.Figure.Kind == reconcile.WordFigure:
		if len(e.Because) == 0 {
			c.fail(e, "%s without a reason", e.Figure.Word)
		}
	case e.Cell == nil && !c.inherits(e):
		c.fail(e, "%s from nowhere", e.Figure.Text())
	}
	for _, in := range e.Inputs {
		c.node(in)
	}
}

// inherits: it says what its only input says. The cells of generated plans have no place
// where they say nothing.
func (c *checker) inherits(e reconcile.Explanation) bool {
	if len(e.Inputs) == 0 {
		return e.Figure.Name == "" // a cell of which no place is known
	}
	return len(e.Inputs) == 1 && e.Inputs[0].Figure.Word == e.Figure.Word && equal(e.Inputs[0].Figure.Value, e.Figure.Value)
}

func equal(a, b decimal.NullDecimal) bool {
	return a.Valid == b.Valid && a.Decimal.Equal(b.Decimal)
}

// formula checks that the numbers are right, and yield the figure or the flag.
func (c *checker) formula(e reconcile.Explanation) {
	steps, err := evaluate(e.Numbers)
	if err != nil {
		c.fail(e, "%v", err)
		return
	}
	if e.Figure.Kind != reconcile.WordFigure {
		want := rat(e.Figure.Value.Decimal)
		if last := steps[len(steps)-1]; last.relation != "=" || last.value.Cmp(want) != 0 {
			c.fail(e, "%s does not end in %s", e.Numbers, e.Figure.Text())
		}
		return
	}
	if word := c.word(e, steps); word != e.Figure.Word {
		c.fail(e, "%s makes it %q, not %q", e.Numbers, word, e.Figure.Word)
	}
}

// rat is a figure as it is shown: percentages with four decimals.
func rat(d decimal.Decimal) *big.Rat { return d.Rat() }
