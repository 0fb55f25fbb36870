package xlsx

import (
	"fmt"
	"strconv"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// sourceTable says where the figures of each line stand on Sumber; columns count
// from 1, 0 is none.
type sourceTable struct {
	columns               []sourceColumn
	targets, budgets      int // first of the quarters, then the year
	now                   int // this quarter's realisasi
	earlier, earlierSpent int // stored for earlier quarters
	origins               int // where the second sheet of paper begins: the cells read
	header                int // lower heading row
	facts                 []fact
}

// cell is a line's cell on Sumber, seen from another sheet.
func (s *sourceTable) cell(column int, e *entry) string {
	return sheetSources + "!" + s.local(column, e)
}

func (s *sourceTable) local(column int, e *entry) string {
	return columnLetters(column) + strconv.Itoa(e.source)
}

// sourceColumn is one column of the lines' table on Sumber.
type sourceColumn struct {
	group, title string
	width        float64
	cell         func(e *entry) content
}

// placeSources settles the rows and columns of Sumber, which formulas elsewhere
// point to.
func (v *varianceBook) placeSources() {
	s := &v.sources
	s.facts = factsOf(v.r)
	s.header = len(s.facts) + 7
	row := s.header
	for _, e := range v.entries {
		if e.v != nil {
			row++
			e.source = row
		}
	}
	s.columns = []sourceColumn{
		{"", "Kode", 14, func(e *entry) content {
			return content{text: e.v.Line.Code, link: v.place(sheetVariance, "A", e.row)}
		}},
		{"", "Uraian", 44, func(e *entry) content { return words(e.v.Line.Name()) }},
	}
	s.targets = len(s.columns) + 1
	v.addSlots("TARGET RENCANA", 9, func(e *entry, i int) content { return quantity(e.v.Line.Target[i], "").named("target." + slotName(i)) })
	s.now = len(s.columns) + 1
	s.earlier = v.addReported("REALISASI FISIK", 11,
		func(e *entry) content { return quantity(e.reported().Physical, "").named("physical") },
		func(e *entry) content { return measured(result{value: v.earlierQuantity(e)}) })
	s.budgets = len(s.columns) + 1
	v.addSlots("ANGGARAN RENCANA (Rp), seperti tertulis", 17, func(e *entry, i int) content {
		return rupiah(result{value: e.v.Line.Budget[i].Value}).named("budget." + slotName(i))
	})
	s.earlierSpent = v.addReported("REALISASI (Rp)", 17,
		func(e *entry) content { return rupiah(result{value: e.reported().Money.Value}).named("money") },
		func(e *entry) content { return rupiah(result{value: v.earlierSpent(e)}) })
	v.addOrigins()
}

// earlierSpent is what a kegiatan spent in earlier quarters; sums have none of
// their own.
func (v *varianceBook) earlierSpent(e *entry) decimal.NullDecimal {
	if !e.leaf() {
		return none()
	}
	return before(e.v.MoneyYTD.Actual.Value, e.v.Money.Actual.Value)
}

// reported is the line's row of the report; empty where there is none.
func (e *entry) reported() *reconcile.Realization {
	if e.report == nil {
		return &reconcile.Realization{}
	}
	return e.report
}

// slots are the quarters up to the period, and the year.
func (v *varianceBook) slots() (titles []string, index []int) {
	for i := range v.r.Period.Quarter {
		titles = append(titles, "TW "+reconcile.Period{Quarter: i + 1}.Roman())
		index = append(index, i)
	}
	return append(titles, "Tahun"), append(index, reconcile.Year)
}

// slotName is a quarter of a plan, or its year, as JSON names it.
func slotName(i int) string {
	if i == reconcile.Year {
		return "year"
	}
	return "q" + strconv.Itoa(i+1)
}

func (v *varianceBook) addSlots(group string, width float64, cell func(*entry, int) content) {
	titles, index := v.slots()
	for k, t := range titles {
		v.sources.columns = append(v.sources.columns, sourceColumn{group, t, width, func(e *entry) content { return cell(e, index[k]) }})
	}
}

// addReported adds this quarter's figure and what is stored of earlier quarters,
// and gives the column of the latter.
func (v *varianceBook) addReported(group string, width float64, now, earlier func(*entry) content) int {
	s := &v.sources
	s.columns = append(s.columns, sourceColumn{group, "TW " + v.r.Period.Roman(), width, now})
	if v.r.Period.Quarter == 1 {
		return 0
	}
	before := reconcile.Period{Quarter: v.r.Period.Quarter - 1}
	s.columns = append(s.columns, sourceColumn{group, "s.d. TW " + before.Roman(), width, earlier})
	return len(s.columns)
}

// addOrigins adds the cells the figures were read from.
func (v *varianceBook) addOrigins() {
	s := &v.sources
	where := func(group, title string, width float64, of func(*entry) string) {
		s.columns = append(s.columns, sourceColumn{group, title, width, func(e *entry) content {
			return content{text: of(e), face: faceSmall}
		}})
	}
	s.origins = len(s.columns) + 1
	where("", "Kode", 13, func(e *entry) string { return e.v.Line.Code })
	where("SEL ASAL PADA RENCANA", "Lembar", 20, func(e *entry) string { return e.v.Line.Source.Sheet })
	where("SEL ASAL PADA RENCANA", "Baris", 7, func(e *entry) string { return e.v.Line.Source.Cell })
	titles, index := v.slots()
	for k, t := range titles {
		where("SEL ASAL PADA RENCANA", "Target "+t, 8, func(e *entry) string { return e.v.Line.Target[index[k]].Source.Cell })
	}
	for k, t := range titles {
		where("SEL ASAL PADA RENCANA", "Rp "+t, 8, func(e *entry) string { return e.v.Line.Budget[index[k]].Source.Cell })
	}
	where("SEL ASAL PADA LAPORAN", "Lembar", 20, func(e *entry) string { return e.reported().Source.Sheet })
	where("SEL ASAL PADA LAPORAN", "Fisik", 7, func(e *entry) string { return e.reported().Physical.Source.Cell })
	where("SEL ASAL PADA LAPORAN", "Tertulis", 12, func(e *entry) string { return e.reported().Physical.Typed })
	where("SEL ASAL PADA LAPORAN", "Rp", 7, func(e *entry) string { return e.reported().Money.Source.Cell })
	where("SEL ASAL PADA LAPORAN", "Tertulis (Rp)", 18, func(e *entry) string { return e.reported().Money.Typed })
	where("SEL ASAL PADA LAPORAN", "Cara dibaca", 34, func(e *entry) string {
		physical, money := e.reported().Physical.Why, e.reported().Money.Why
		if physical != "" && money != "" {
			physical += "\n"
		}
		return physical + money
	})
}

// widths are those of the columns, printed on two sheets of paper.
func (s *sourceTable) widths() []float64 {
	all, sheets := make([]float64, len(s.columns)), make([]int, len(s.columns))
	for i, c := range s.columns {
		all[i] = c.width
		sheets[i] = btoi(i+1 >= s.origins)
	}
	evenOut(all, sheets)
	return all
}

// writeSources writes Sumber: what was read, the rules, and each line's cells.
func (v *varianceBook) writeSources() {
	s := &v.sources
	setup := printing{pagesWide: 2, titleRows: [2]int{s.header - 1, s.header}, footer: v.footer(), tab: "52606D"}
	setup.widths = s.widths()
	p := v.open(sheetSources, setup)
	for _, e := range v.entries {
		if e.v != nil && len(v.entries) <= maxLinks {
			v.keep(v.f.SetCellHyperLink(sheetSources, "A"+strconv.Itoa(e.source), v.place(sheetVariance, "A", e.row), "Location"))
		}
	}
	p.begin(setup)
	v.writeTitle(p, "SUMBER DAN ATURAN", 0)
	for _, f := range s.facts {
		p.text(1, f.name, look{face: faceBold, bare: true, ragged: true})
		p.text(2, f.value, look{bare: true, ragged: true})
		p.next()
	}
	p.next(excelize.RowOpts{Height: 6})
	v.writeSourceHeadings(p)
	for _, e := range v.entries {
		if e.v != nil {
			v.writeSourceRow(p, e)
		}
	}
	v.writeUnplanned(p)
	p.end()
}

func (v *varianceBook) writeSourceHeadings(p *page) {
	columns := v.sources.columns
	for i := 0; i < len(columns); {
		j := i
		for columns[i].group != "" && j+1 < len(columns) && columns[j+1].group == columns[i].group {
			j++
		}
		p.blank(i+1, j+1, headingLook)
		if columns[i].group == "" {
			p.text(i+1, columns[i].title, headingLook)
			p.mergeDown(i+1, i+1, 2)
		} else {
			p.text(i+1, columns[i].group, headingLook)
			p.merge(i+1, j+1)
		}
		i = j + 1
	}
	p.next()
	for i, c := range columns {
		p.blank(i+1, i+1, headingLook)
		if c.group != "" {
			p.text(i+1, c.title, headingLook)
		}
	}
	p.next(excelize.RowOpts{Height: heightFor(2)})
}

func (v *varianceBook) writeSourceRow(p *page, e *entry) {
	lines := 1
	for i, c := range v.sources.columns {
		cell := c.cell(e)
		l := look{face: cell.face, ground: e.ground, align: cell.align}
		if cell.result.value.Valid {
			l.format = cell.number
		}
		if cell.link != "" {
			l.face = faceLinked
		}
		p.show(i+1, cell.of(e.v.Line.Code), l)
		lines = max(lines, linesIn(cell.text, p.width(i+1, i+1), l))
	}
	p.next(excelize.RowOpts{Height: heightFor(lines)})
}

// writeUnplanned lists rows of the reports that no planned line took: they count
// in no figure.
func (v *varianceBook) writeUnplanned(p *page) {
	rows := append(append([]reconcile.Realization{}, v.r.Unplanned...), v.r.UnplannedBefore...)
	if len(rows) == 0 {
		return
	}
	run := look{bare: true, ragged: true}
	p.next()
	p.text(1, "Baris laporan tanpa baris rencana (tidak dihitung dalam angka mana pun)", run.in(faceHeading))
	p.next()
	for _, r := range rows {
		p.text(1, r.Line, run)
		p.text(2, fmt.Sprintf("%s: fisik %s, rupiah %s", r.Source, reconcile.FormatQuantity(r.Physical, r.Physical.Unit), amountText(r.Money)), run)
		p.next()
	}
}

func amountText(a reconcile.Amount) string {
	if !a.Said() {
		return "–"
	}
	return reconcile.FormatRupiah(a.Value.Decimal)
}
