package reconcile

import (
	"slices"

	"github.com/shopspring/decimal"
)

// Review asks the questions of a careful reviewer about the report of a period,
// in the order of the plan's lines; nil where no report came. Reports are those of
// the year, see [Reconcile]. Previous is the revision it replaces, nil for none.
// All findings are warnings.
func Review(plan Plan, period Period, reports []Report, previous *Report, rules Rules) []Finding {
	return newLedger(plan, period, reports, rules).review(previous)
}

func (l ledger) review(previous *Report) []Finding {
	return slices.Concat(l.askRows(), l.askAbsent(), l.askFewer(previous))
}

// askRows asks about each row of the period's report.
func (l ledger) askRows() []Finding {
	var out []Finding
	purses, sheet := l.rolledUp(l.own()), l.firstSheet()
	for i := range l.plan.Lines {
		row, there := l.row(i)
		if !there {
			continue
		}
		e := l.entry(i, row, l.corner(sheet))
		e.askMissing()
		e.askDelivered()
		e.askCumulative()
		e.askToDate()
		if e.leaf {
			e.askSpent()
		} else {
			e.askRollup(purses[i])
		}
		out = append(out, e.found...)
	}
	return out
}

// entry is a row of the period's report beside its line and its past.
type entry struct {
	track
	purse     purse // the row's own rupiah, which count on a leaf
	leaf      bool
	quarter   int
	row       Realization
	spent     [Year]Amount // rupiah by quarter-1
	unbroken  bool         // every earlier quarter has a report
	delivered Source       // the cell of the physical figure
	paid      Source       // the cell of the rupiah
	found     []Finding
}

// entry gathers what is known of a row. A figure whose cell is unknown is asked
// about at the row's name, else at the corner of the report.
func (l ledger) entry(i int, row Realization, corner Source) entry {
	name := orSource(row.Source, corner)
	e := entry{track: l.track(i), purse: l.rowPurse(i), leaf: l.isLeaf(i), quarter: l.quarter, row: row, unbroken: true,
		delivered: orSource(row.Physical.Source, name), paid: orSource(row.Money.Source, name)}
	for q := range l.quarter {
		e.unbroken = e.unbroken && e.reported[q]
		if r := l.rows[q][i]; r != nil {
			e.spent[q] = r.Money
		}
	}
	return e
}

// corner is the first cell of a sheet of the period's report.
func (l ledger) corner(sheet string) Source {
	return Source{File: l.report().File, SHA256: l.report().SHA256, Sheet: sheet, Cell: "A1"}
}

func (e *entry) ask(code Code, at Source, difference decimal.NullDecimal, format string, args ...any) {
	f := finding(code, at, e.line.Code, format, args...)
	f.Difference = difference
	e.found = append(e.found, f)
}

// quantity writes a figure in the line's unit.
func (e *entry) quantity(q Quantity) string { return FormatQuantity(q, e.line.Unit) }

// quarterName is the period in words, such as Triwulan II.
func (e *entry) quarterName() string { return QuarterNames[e.quarter-1] }

// askDelivered asks about a physical figure by itself and beside its target and
// its rupiah.
func (e *entry) askDelivered() {
	actual, target := e.row.Physical, e.targetIn(e.quarter).Quantity
	unit, _ := e.rules.Unit(orText(e.line.Unit, actual.Unit))
	if unit.Counted && actual.Value.Valid && !actual.Value.Decimal.IsInteger() {
		e.ask(FractionalUnit, e.delivered, decimal.NullDecimal{},
			"realisasi %s tidak bulat, padahal %s dihitung utuh. Tulis angka bulat.", e.quantity(actual), unit.Name)
	}
	p := e.track.quarter(e.quarter, nil)
	if p.Capaian.Valid && p.Capaian.Decimal.GreaterThan(e.rules.CapaianExtreme) {
		e.ask(CapaianExtreme, e.delivered, decimal.NullDecimal{},
			"realisasi %s dari target %s, capaian %s%% di atas %s%%. Periksa angkanya, atau jelaskan pada Keterangan.",
			e.quantity(p.Actual), e.quantity(target), FormatNumber(p.Capaian.Decimal.Round(2)), FormatNumber(e.rules.CapaianExtreme))
	}
	if e.leaf && actual.Value.Valid && actual.Value.Decimal.IsPositive() && positive(e.purse.plan) && !positive(e.row.Money) {
		e.ask(OutputWithoutSpending, e.delivered, decimal.NullDecimal{},
			"realisasi fisik %s, sedangkan realisasi rupiahnya %s. Isi realisasi rupiahnya, atau jelaskan pada Keterangan.",
			e.quantity(actual), beside(e.row.Money.Said(), rupiahOrDash(e.row.Money), "rencana", rupiahOrDash(e.purse.plan)))
	}
}

// beside says how far a figure came of what was planned; a blank is not nought.
func beside(said bool, actual, what, planned string) string {
	if !said {
		return "belum diisi (" + what + " " + planned + ")"
	}
	return actual + " dari " + what + " " + planned
}

// askSpent asks about rupiah beside what they brought and beside the pagu.
func (e *entry) askSpent() {
	target := e.targetIn(e.quarter).Quantity
	if positive(e.row.Money) && e.awaits(target) && e.nothingDelivered() {
		e.ask(SpentWithoutOutput, e.paid, decimal.NullDecimal{},
			"realisasi rupiah %s, sedangkan realisasi fisiknya %s. Periksa realisasi fisiknya, atau jelaskan pada Keterangan.",
			rupiahOrDash(e.row.Money), beside(e.row.Physical.Said(), e.quantity(e.row.Physical), "target", e.quantity(target)))
	}
	if plan := e.purse.plan; positive(e.row.Money) && IsTiny(e.row.Money.Value.Decimal, plan.Value.Decimal) {
		e.ask(AmountTiny, e.paid, decimal.NullDecimal{},
			"realisasi rupiah %s kurang dari 0,5%% rencana %s. Periksa satuannya dan tanda titiknya (12.500.000, bukan 12.500), atau jelaskan pada Keterangan.",
			rupiahOrDash(e.row.Money), rupiahOrDash(plan))
	}
	if over := e.purse.excess(); over.Valid {
		e.ask(OverBudget, e.paid, over,
			"realisasi s.d. %s %s melebihi pagu setahun %s, lebih %s. Periksa angkanya, atau sebutkan dasar perubahan anggarannya pada Keterangan.",
			e.quarterName(), rupiahOrDash(e.purse.actualTo), rupiahOrDash(e.purse.pagu), FormatRupiah(over.Decimal))
	}
}

// IsTrifle reports whether a plan in rupiah is too small to measure the size of an
// amount by.
func IsTrifle(plan decimal.Decimal) bool { return plan.LessThan(dec("1000000")) }

// IsTiny reports whether an amount is below 0,5 % of a plan that is no trifle, as
// amounts are that lost their thousands.
func IsTiny(amount, plan decimal.Decimal) bool {
	return !IsTrifle(plan) && amount.Mul(dec("200")).LessThan(plan)
}

// awaits reports whether a target asks for something: a target of 0 does not.
func (e *entry) awaits(target Quantity) bool {
	return target.Letter != "" || target.Value.Valid && !target.Value.Decimal.IsZero()
}

// nothingDelivered is blank or 0; where less is better 0 is a result.
func (e *entry) nothingDelivered() bool {
	actual := e.row.Physical
	return !actual.Said() || actual.Letter == "" && actual.Value.Decimal.IsZero() && e.line.Polarity != Negatif
}

// askRollup compares rupiah typed on a program's or an indicator's row with the
// sum of its kegiatan, which alone counts.
func (e *entry) askRollup(sum purse) {
	if !e.row.Money.Said() {
		return
	}
	difference := sum.actual.Value.Decimal.Sub(e.row.Money.Value.Decimal)
	if difference.IsZero() {
		return
	}
	e.ask(BudgetRollup, e.paid, null(difference),
		"tertulis realisasi %s, jumlah kegiatannya %s (selisih %s). Yang dihitung adalah jumlah kegiatannya; kosongkan sel ini atau perbaiki salah satu.",
		rupiahOrDash(e.row.Money), rupiahOrDash(sum.actual), FormatRupiah(difference))
}

func orText(a, b string) string {
	if a == "" {
		return b
	}
	return a
}
