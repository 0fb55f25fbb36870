package xlsx

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

// PlanReading is a Rencana Aksi as a workbook states it. Agency and Year come
// from its title rows and are empty or zero where those are silent. Plan.Findings
// holds every doubt; with an error among them the plan must not be imported.
type PlanReading struct {
	Plan   reconcile.Plan
	Agency string // name in the title row
	First  reconcile.Source
	Stated []reconcile.Stated // what stands beside each line of a change; nil for none
}

// Settings are the office's own words and choices for single lines, by code.
type Settings struct {
	Rules reconcile.Rules
	Lines map[string]LineSetting
	// Headings must be given to a realization's [Book] before anything is read of it.
	Headings Headings
}

// LineSetting overrides what is inferred for a line; empty fields do not.
type LineSetting struct {
	Aggregation reconcile.Aggregation
	Polarity    reconcile.Polarity
	Scale       string
}

// ReadPlan finds the tables of a Rencana Aksi on all sheets, by their heading
// words, reads every line and checks the plan.
func ReadPlan(b *Book, set Settings) PlanReading {
	p := &planReader{book: b, set: set}
	b.Headings = set.Headings
	for _, t := range b.planTables() {
		p.readTable(t)
	}
	return p.finish()
}

// planTables are the tables of a plan. Where all report something, those that plan
// for the year alone are: Form E.81 holds the year's target and anggaran.
func (b *Book) planTables() []*table {
	var plans, yearly []*table
	for _, s := range b.Sheets {
		for _, t := range s.tables() {
			switch {
			case t.isPlan():
				plans = append(plans, t)
			case t.plansYear():
				yearly = append(yearly, t)
			}
		}
	}
	if len(plans) == 0 {
		return yearly
	}
	return plans
}

// isPlan: targets or amounts, and no realisasi.
func (t *table) isPlan() bool { return !slices.ContainsFunc(t.columns, column.isReported) }

// plansYear: target and anggaran of the year, and none of a quarter.
func (t *table) plansYear() bool {
	year := map[field]bool{}
	for _, c := range t.columns {
		if c.isPlanned() && !c.span {
			if c.slot != reconcile.Year {
				return false
			}
			year[c.field] = true
		}
	}
	return year[fieldTarget] && year[fieldBudget]
}

type planReader struct {
	book     *Book
	set      Settings
	out      PlanReading
	rows     []planRow
	facts    reconcile.PlanFacts
	findings []reconcile.Finding
}

// planRow is a line with the readings of its cells, before doubts are settled.
type planRow struct {
	line    reconcile.Line
	amounts [reconcile.Slots]reconcile.Figure
	targets [reconcile.Slots]reconcile.Figure
	stated  reconcile.Stated
}

func (p *planReader) readTable(t *table) {
	heading := t.title
	if p.out.Agency == "" {
		p.out.Agency = heading.agency
	}
	if p.out.Plan.Year == 0 {
		p.out.Plan.Year = heading.period.Year
	}
	p.checkColumns(t)
	seen := map[reconcile.PlanName]bool{}
	rows := t.rows()
	t.markLines(rows)
	for _, r := range rows {
		for _, n := range r.parents {
			key := reconcile.PlanName{Kind: n.Kind, Text: reconcile.NormalName(n.Text) + numberOf(n.Text)}
			if !seen[key] {
				seen[key] = true
				p.facts.Names = append(p.facts.Names, n)
			}
		}
		if r.kind == rowLine {
			p.rows = append(p.rows, p.readRow(t, r))
		}
	}
	p.findings = append(p.findings, hiddenFinding(t)...)
	for _, c := range t.columnsOf(fieldBudget, func(c column) bool { return !c.span }) {
		p.findings = append(p.findings, t.scaledFinding(c, rows)...)
		p.findings = append(p.findings, t.checkTotals(rows, c, func(row int) reconcile.Figure {
			return reconcile.ReadScaled(t.sheet.cell(c.col, row), c.scale.factor())
		})...)
	}
}

// checkColumns makes sure that each figure has one column of a scale that can be
// told, and remembers the heading of the year's rupiah.
func (p *planReader) checkColumns(t *table) {
	head := reconcile.SheetHead{Sheet: t.sheet.Name}
	first := map[[2]int]column{}
	for _, c := range t.columns {
		if !c.isPlanned() || c.span {
			continue
		}
		key := [2]int{int(c.field), c.planSlot()}
		if was, twice := first[key]; twice {
			p.wrong(reconcile.HeaderMissing, t.at(c), "kolom '%s' ada dua kali (juga sel %s). Sisakan satu kolom untuk tiap triwulan dan satu untuk setahun.", c.heading, was.cell)
		}
		first[key] = c
		switch {
		case c.scale == unclear:
			p.wrong(reconcile.UnitMismatch, t.at(c), "judul '%s' menyebut dua satuan rupiah. %s", c.heading, wholeRupiah)
		case c.scale != fullRp && c.field == fieldTarget:
			p.wrong(reconcile.UnitMismatch, t.at(c), "kolom '%s' tidak dalam satuan penuh (%s). Tulis target dalam satuannya.", c.heading, c.scale)
		}
		if key == [2]int{int(fieldBudget), reconcile.Year} {
			head.Year = t.at(c)
		}
	}
	p.checkToDate(t, first)
	p.facts.Heads = append(p.facts.Heads, head)
}

// checkToDate refuses planned figures s.d. triwulan that stand without the
// quarter's own: whether they add up or are positions, the plan does not say.
func (p *planReader) checkToDate(t *table, own map[[2]int]column) {
	for _, c := range t.columns {
		if _, ok := own[[2]int{int(c.field), c.slot}]; c.isPlanned() && c.sofar && c.slot >= 0 && !ok {
			p.wrong(reconcile.HeaderMissing, t.at(c), "kolom '%s' berisi rencana s.d. triwulan. Tulis rencana tiap triwulan pada kolom tersendiri.", c.heading)
		}
	}
}

func (p *planReader) wrong(code reconcile.Code, at reconcile.Source, format string, args ...any) {
	p.findings = append(p.findings, reconcile.Finding{Code: code, Source: at, Message: reconcile.Place(at) + ": " + fmt.Sprintf(format, args...)})
}

// planSlot is the slot of a planned figure: one without a period is the year's.
func (c column) planSlot() int {
	if c.slot == noSlot {
		return reconcile.Year
	}
	return c.slot
}

func numberOf(s string) string {
	number, _ := reconcile.SplitNumber(s)
	return "\x00" + number
}

func (p *planReader) readRow(t *table, r tableRow) planRow {
	row := planRow{line: reconcile.Line{
		Code: r.code, Level: r.level, Path: r.path, Measure: r.measure, Source: r.name, Polarity: reconcile.Positif,
	}}
	if u, ok := p.set.Rules.Unit(r.unit); ok {
		row.line.Unit = u.Name
	}
	for _, c := range t.columns {
		unit := row.line.Unit
		if c.percent {
			unit = reconcile.Persen
		}
		switch cell := t.sheet.cell(c.col, r.row); {
		case c.span:
		case c.field == fieldTarget:
			row.targets[c.planSlot()] = t.shared(reconcile.ReadQuantity(cell, unit, "", p.set.Rules), c, r.row)
		case c.field == fieldBudget:
			row.amounts[c.planSlot()] = t.shared(reconcile.ReadScaled(cell, c.scale.factor()), c, r.row)
		}
	}
	row.stated = t.readStated(r.row, row.line.Unit, p.set.Rules)
	return row
}

func (p *planReader) finish() PlanReading {
	var lines []reconcile.Line
	for i := range p.rows {
		p.settleAmounts(&p.rows[i])
		p.settleTargets(&p.rows[i])
		lines = append(lines, p.rows[i].line)
		p.out.Stated = append(p.out.Stated, p.rows[i].stated)
	}
	reconcile.DeriveCodes(lines)
	reconcile.LinkParents(lines)
	for i := range lines {
		l := &lines[i]
		p.tellFigures(p.rows[i], l.Code)
		reconcile.Characterize(l, p.set.Rules)
		p.set.Apply(l)
		p.tellScale(*l)
	}
	p.facts.Lines = lines
	if len(lines) == 0 {
		p.findings = append(p.findings, p.notAPlan())
	}
	p.findings = append(p.findings, reconcile.CheckPlan(p.facts, p.set.Rules)...)
	plan := &p.out.Plan
	p.out.First = p.book.First()
	plan.Lines, plan.File, plan.SHA256 = lines, p.book.Name, p.book.SHA256
	plan.Findings = reconcile.SortFindings(p.findings, p.book.sheetNames())
	return p.out
}

// Apply puts what is set for a line in place of what was inferred.
func (set Settings) Apply(l *reconcile.Line) {
	s := set.Lines[l.Code]
	if s.Aggregation != "" {
		l.Aggregation = s.Aggregation
	}
	if s.Polarity != "" {
		l.Polarity = s.Polarity
	}
	if s.Scale != "" {
		l.Scale = s.Scale
	}
}

// tellScale reports letters that no scale is known for.
func (p *planReader) tellScale(l reconcile.Line) {
	if l.Unit != reconcile.Predikat || l.Scale != "" {
		return
	}
	for _, t := range l.Target {
		if t.Letter != "" {
			p.findings = append(p.findings, reconcile.Finding{Code: reconcile.PredicateUnknown, Source: t.Source, Line: l.Code, Message: fmt.Sprintf(
				"%s: predikat '%s' tidak jelas menurut skala apa. Tulis skalanya pada rekon.yaml: lines: %s: scale.", reconcile.Place(t.Source), t.Letter, l.Code)})
			return
		}
	}
}

func (p *planReader) notAPlan() reconcile.Finding {
	at := p.book.First()
	return reconcile.Finding{Code: reconcile.HeaderMissing, Source: at, Message: reconcile.Place(at) +
		": tidak ditemukan tabel rencana aksi. Judul kolom yang dicari: Sasaran, Indikator, Program/Kegiatan, Target dan (Rp) per triwulan."}
}

// settleAmounts decides amounts with several readings by the row's own sum.
func (p *planReader) settleAmounts(row *planRow) {
	settleRow(&row.amounts)
	for slot, f := range row.amounts {
		row.line.Budget[slot] = f.Amount()
	}
}

// settleRow picks the readings with which the quarters add up to the year, if
// there is exactly one such choice.
func settleRow(figures *[reconcile.Slots]reconcile.Figure) {
	doubtful := slices.ContainsFunc(figures[:], func(f reconcile.Figure) bool { return len(f.Options) > 1 })
	if !doubtful {
		return
	}
	parts := make([]*reconcile.Figure, reconcile.Year)
	for i := range parts {
		parts[i] = &figures[i]
	}
	reconcile.SettleBySum(parts, &figures[reconcile.Year], "jumlah keempat triwulan")
}

func (p *planReader) settleTargets(row *planRow) {
	settleRow(&row.targets)
	for slot, f := range row.targets {
		row.line.Target[slot] = f.Quantity()
	}
}

// tellFigures turns what is wrong or odd in a row's cells into findings.
func (p *planReader) tellFigures(row planRow, code string) {
	for slot, f := range row.amounts {
		p.tell(f, code)
		if f.Problem == "" && (f.Odd || f.Settled) {
			p.findings = append(p.findings, repaired(f, code, sumWords(row.amounts, slot)))
		}
		if f.Problem == "" && f.Rounded {
			p.findings = append(p.findings, rounded(f, code))
		}
	}
	for _, f := range row.targets {
		p.tell(f, code)
	}
}

func (p *planReader) tell(f reconcile.Figure, code string) {
	if f.Problem != "" {
		p.findings = append(p.findings, problem(f, code))
	}
}

// sumWords says whether the row's own sum confirms the reading of a figure.
func sumWords(figures [reconcile.Slots]reconcile.Figure, slot int) string {
	sum := decimal.Zero
	for i, f := range figures {
		if f.Problem != "" || i == reconcile.Year && len(f.Options) == 0 {
			return ""
		}
		if i < reconcile.Year && len(f.Options) == 1 {
			sum = sum.Add(f.Options[0])
		}
	}
	year := figures[reconcile.Year].Options[0]
	if !sum.Equal(year) {
		return ""
	}
	if slot == reconcile.Year {
		return "; jumlah keempat triwulan sama"
	}
	return "; dengan bacaan itu keempat triwulan berjumlah tepat " + reconcile.FormatRupiah(year) + " setahun"
}
