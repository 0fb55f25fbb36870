package xlsx

import (
	"fmt"
	"io"
	"strings"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// The sheets of a comparison of plans.
const (
	sheetYearDiff    = "Perubahan"
	sheetQuarterDiff = "Per Triwulan"
)

// WritePlanDiff writes the comparison of two states of a plan as offices print a change
// (DPPA): Perubahan has the year's target and budget semula and menjadi, Per Triwulan
// those of each quarter. Differences and totals are live formulas. The same comparison
// gives the same bytes.
func WritePlanDiff(w io.Writer, d reconcile.PlanDiff, head reconcile.Head) error {
	b := &diffBook{draft: newDraft(sheetYearDiff, sheetQuarterDiff), d: d, head: head, lines: map[string]reconcile.Line{}}
	for _, l := range d.Lines {
		b.lines[l.Line().Code] = l.Line()
	}
	b.who = d.Is.Agency.Name
	if b.who == "" {
		b.who = d.Is.Agency.Code
	}
	b.describe("Perubahan Rencana Aksi "+b.who, b.basis(), beginning(reconcile.Period{Year: d.Is.Year, Quarter: 1}), property{"rekon_kind", "perubahan-rencana"},
		property{"rekon_agency", d.Is.Agency.Code}, property{"rekon_year", int32(d.Is.Year)})
	b.writeYear()
	b.writeQuarters()
	return b.finish(w)
}

// diffBook is a comparison of plans being written.
type diffBook struct {
	*draft
	d     reconcile.PlanDiff
	lines map[string]reconcile.Line // by code
	head  reconcile.Head
	who   string
	page  *page
}

// diffFirst is the row of the first line: below four rows of title and three of heading.
const diffFirst = 9

// basis names the two states.
func (b *diffBook) basis() string {
	name := func(p reconcile.Plan) string {
		if p.Revision == 0 {
			return "belum ada rencana"
		}
		s := fmt.Sprintf("revisi %d, %s", p.Revision, p.File)
		if p.Decree != "" {
			s += ", " + p.Decree
		}
		if p.FromQuarter > 1 {
			s += ", berlaku mulai " + reconcile.QuarterNames[p.FromQuarter-1]
		}
		return s
	}
	return "Semula: " + name(b.d.Was) + ". Menjadi: " + name(b.d.Is) + "."
}

// begin begins a sheet with its title.
func (b *diffBook) begin(sheet string, widths []float64, pagesWide int) {
	setup := printing{widths: widths, pagesWide: pagesWide, titleRows: [2]int{diffFirst - 3, diffFirst - 1}, titleCols: "$A:$B",
		freeze: fmt.Sprintf("C%d", diffFirst), footer: b.who + " – Perubahan Rencana Aksi", tab: "1F3A5F"}
	b.page = b.draft.open(sheet, setup)
	b.page.begin(setup)
	col := 1
	if pagesWide > 1 {
		col = 3 // what stands above columns that are repeated would be cut on the second sheet of paper
	}
	title := look{bare: true, ragged: true}
	for _, t := range []struct {
		text string
		face face
		high float64
	}{{"PERUBAHAN RENCANA AKSI", faceTitle, 20}, {strings.ToUpper(b.who), faceHeading, 15}, {fmt.Sprintf("TAHUN ANGGARAN %d", b.d.Is.Year), faceBold, 15}, {b.basis(), faceMuted, 15}} {
		b.page.text(col, t.text, title.in(t.face))
		b.page.next(excelize.RowOpts{Height: t.high})
	}
	b.page.next(excelize.RowOpts{Height: 6})
}

// names writes what stands at the left of a line, and gives the height that it takes.
func (b *diffBook) names(l reconcile.LineDiff) float64 {
	line, dress := l.Line(), look{}
	if line.Level == reconcile.LevelSasaran || line.Level == reconcile.LevelProgram {
		dress = look{face: faceBold, ground: levelGround(line.Level)}
	}
	name := line.Name()
	if former := l.Former(); former != "" {
		name += " (semula: " + former + ")"
	}
	lines := 1
	for i, c := range []struct {
		text string
		look look
	}{{line.Code, dress.in(faceSmall)}, {name, dress}, {b.unit(l), look{align: alignCenter, ground: dress.ground}}} {
		b.page.text(i+1, c.text, c.look)
		lines = max(lines, linesIn(c.text, b.page.width(i+1, i+1), c.look))
	}
	return heightFor(lines)
}

func (b *diffBook) unit(l reconcile.LineDiff) string {
	if l.Turn == reconcile.Altered && l.Was.Unit != "" && l.Was.Unit != l.Is.Unit {
		return l.Was.Unit + " → " + l.Is.Unit
	}
	return l.Line().Unit
}

// put writes what a cell shows, dressed for its line.
func (b *diffBook) put(col int, c content, dress look) {
	dress.align, dress.format = c.align, c.number
	if c.text != "" {
		dress.format = formatGeneral
	}
	b.page.put(col, c.cell(b.style(dress)))
}

// figures are a target and a budget before and after, and what they differ by.
type figures struct {
	was, is     reconcile.Quantity
	budgetWas   decimal.NullDecimal
	budgetIs    decimal.NullDecimal
	row         int
	colWas      int // target before, target after, rupiah before, rupiah after
	colIs       int
	colMoneyWas int
	colMoneyIs  int
}

func (f figures) targetChange() content {
	if f.was.Letter != "" || f.is.Letter != "" {
		if f.was.Text() == f.is.Text() {
			return centered("tetap")
		}
		return centered(f.was.Text() + " → " + f.is.Text())
	}
	return measured(f.change(f.colWas, f.colIs, f.was.Value, f.is.Value))
}

func (f figures) moneyChange() content {
	c := rupiah(f.change(f.colMoneyWas, f.colMoneyIs, f.budgetWas, f.budgetIs))
	if c.text == "" {
		c.number = formatBrackets
	}
	return c
}

// change is the cell of menjadi less that of semula; blank where neither says anything.
func (f figures) change(was, is int, a, b decimal.NullDecimal) result {
	before, after := cellAt(was, f.row), cellAt(is, f.row)
	value := reconcile.ChangeOf(a, b)
	return provided(fmt.Sprintf(`IF(AND(%s="",%s=""),"",ROUND(N(%s)-N(%s),4))`, before, after, after, before), value, value, a, b)
}

// total adds a column over the lines whose rupiah count; of is what it shows of each.
func (b *diffBook) total(col int, value decimal.NullDecimal, of func(reconcile.LineDiff) decimal.NullDecimal) content {
	return b.sumOf(col, value, of, func(l reconcile.LineDiff) bool { return l.Leaf })
}

// budget shows the rupiah of a line; those of a program or an indicator are the sum of
// the lines below it.
func (b *diffBook) budget(l reconcile.LineDiff, col int, of func(reconcile.LineDiff) decimal.NullDecimal) content {
	if l.Leaf {
		return rupiah(result{value: of(l)})
	}
	return b.sumOf(col, of(l), of, func(below reconcile.LineDiff) bool { return below.Leaf && b.isBelow(below.Line(), l.Line().Code) })
}

// isBelow reports whether a line's rupiah roll up into another one's.
func (b *diffBook) isBelow(l reconcile.Line, code string) bool {
	for range b.d.Lines {
		if l.Parent == "" || l.Parent == code {
			return l.Parent == code
		}
		l = b.lines[l.Parent]
	}
	return false
}

// sumOf adds a column over some lines.
func (b *diffBook) sumOf(col int, value decimal.NullDecimal, of func(reconcile.LineDiff) decimal.NullDecimal, counts func(reconcile.LineDiff) bool) content {
	var cells []string
	var shown []decimal.NullDecimal
	for i := 0; i < len(b.d.Lines); i++ {
		if !counts(b.d.Lines[i]) {
			continue
		}
		from := i
		for ; i < len(b.d.Lines) && counts(b.d.Lines[i]); i++ {
			shown = append(shown, of(b.d.Lines[i]))
		}
		cells = append(cells, cellAt(col, diffFirst+from)+":"+cellAt(col, diffFirst+i-1))
	}
	if len(cells) == 0 || len(cells) > maxArguments {
		return rupiah(result{value: value})
	}
	return rupiah(provided(blankSum(strings.Join(cells, ",")), sum(shown...), value, append(shown, value)...))
}
