package xlsx

import (
	"fmt"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// summaryRow is one row of the left half: a figure of the quarter and to date.
type summaryRow struct {
	label         string
	number        format
	quarter, date result
	onlyDate      bool
}

func (v *varianceBook) summaryRows() []summaryRow {
	t, total := v.r.Totals, v.last+1
	quarter, date := v.gradedColumn(colPhysical, false), v.gradedColumn(colPhysicalYTD, true)
	see := func(id columnID, d decimal.NullDecimal) result { return v.seen(id, total, d) }
	return []summaryRow{
		{"Anggaran (target)", formatTwoPlaces, see(colMoney+inPlan, t.Plan), see(colMoneyYTD+inPlan, t.PlanYTD), false},
		{"Realisasi", formatTwoPlaces, see(colMoney+inActual, t.Actual), see(colMoneyYTD+inActual, t.ActualYTD), false},
		{"Deviasi", formatTwoPlaces, see(colMoney+inDeviation, t.Deviation), see(colMoneyYTD+inDeviation, t.DeviationYTD), false},
		{"Serapan (%) - triwulan: anggaran; s.d. triwulan: pagu", formatTwoPlaces, see(colMoney+inPercent, t.Serapan), see(colMoneyYTD+inPercent, t.SerapanYTD), false},
		{"Pagu setahun", formatTwoPlaces, result{}, see(colPagu, t.Pagu), true},
		{"Sisa pagu", formatTwoPlaces, result{}, see(colSisa, t.Sisa), true},
		{"Rata-rata capaian fisik (%)", formatTwoPlaces, see(quarter, t.Capaian.Value), see(date, t.CapaianYTD.Value), false},
		{"Kegiatan yang mempunyai capaian", formatNoPlaces, v.countOf(quarter, t.Capaian), v.countOf(date, t.CapaianYTD), false},
	}
}

// countOf counts the kegiatan that an average rests on.
func (v *varianceBook) countOf(graded columnID, m reconcile.Mean) result {
	formula := "COUNTIFS(" + sheetVariance + "!" + v.down(colLevel) + `,"Kegiatan",` + sheetVariance + "!" + v.down(graded) + `,">-1E+300")`
	n := 0
	for _, e := range v.entries {
		n += btoi(e.isKegiatan() && v.gradedValue(e, graded).Valid)
	}
	figure := decimal.NewNullDecimal(decimal.NewFromInt(int64(m.Count)))
	return provided(formula, decimal.NewNullDecimal(decimal.NewFromInt(int64(n))), figure)
}

// seen is a cell of Variansi shown elsewhere.
func (v *varianceBook) seen(id columnID, row int, figure decimal.NullDecimal) result {
	cell := sheetVariance + "!" + v.at(id, row)
	if figure.Valid && !storable(figure) && id >= colMoney {
		return result{value: figure, shows: v.shownAt(id, row)}
	}
	return result{value: figure, formula: "IF(" + cell + `="","",` + cell + ")", shows: v.shownAt(id, row)}
}

// tallyRow is one row of the right half: a flag and how often it stands.
type tallyRow struct {
	status        reconcile.Status
	quarter, date result
}

var physicalFlags = []reconcile.Status{reconcile.Tercapai, reconcile.Melampaui, reconcile.TidakTercapai, reconcile.PerluKlarifikasi,
	reconcile.BelumLapor, reconcile.BelumJatuhTempo, reconcile.TidakAdaTarget}

var moneyFlags = []reconcile.Status{reconcile.SesuaiRencana, reconcile.DiBawah, reconcile.DiAtas, reconcile.MelebihiPagu, reconcile.BelumLapor}

// tally counts the flags of a column; rupiah over kegiatan only, as those above
// are their sums.
func (v *varianceBook) tally(flags []reconcile.Status, quarter, date columnID) []tallyRow {
	money := quarter == colMoney
	rows := make([]tallyRow, len(flags))
	for i, s := range flags {
		q, d := 0, 0
		for _, e := range v.entries {
			switch {
			case e.v == nil:
			case !money:
				q, d = q+btoi(e.v.Physical.Status == s), d+btoi(e.v.PhysicalYTD.Status == s)
			case e.isKegiatan():
				q, d = q+btoi(e.v.Money.Status == s), d+btoi(e.v.MoneyYTD.Status == s)
			}
		}
		rows[i] = tallyRow{s, v.counted(q, quarter+inStatus, s, money), v.counted(d, date+inStatus, s, money)}
	}
	return rows
}

func (v *varianceBook) counted(n int, id columnID, s reconcile.Status, kegiatan bool) result {
	criteria := sheetVariance + "!" + v.down(id) + `,"` + string(s) + `"`
	if kegiatan {
		criteria = sheetVariance + "!" + v.down(colLevel) + `,"Kegiatan",` + criteria
	}
	return result{value: decimal.NewNullDecimal(decimal.NewFromInt(int64(n))), formula: "COUNTIFS(" + criteria + ")"}
}

// writeHalves writes the totals and findings at the left, the flags at the right.
func (v *varianceBook) writeHalves(p *page) {
	q := "Triwulan " + v.r.Period.Roman()
	left := []func(){func() { v.summaryHeading(p, "RUPIAH DAN CAPAIAN (jumlah kegiatan)", q, "s.d. "+q) }}
	for _, r := range v.summaryRows() {
		left = append(left, func() { v.summaryCells(p, r) })
	}
	left = append(left, func() {}, func() { v.summaryHeading(p, "TEMUAN", "Laporan", "Rencana") })
	for _, s := range []reconcile.Severity{reconcile.Error, reconcile.Warning, reconcile.Info} {
		left = append(left, func() { v.findingCells(p, s) })
	}
	right := []func(){func() { v.tallyHeading(p, "FISIK (semua baris)", q) }}
	for _, t := range v.tally(physicalFlags, colPhysical, colPhysicalYTD) {
		right = append(right, func() { v.tallyCells(p, t) })
	}
	right = append(right, func() { v.tallyHeading(p, "ANGGARAN (kegiatan)", q) })
	for _, t := range v.tally(moneyFlags, colMoney, colMoneyYTD) {
		right = append(right, func() { v.tallyCells(p, t) })
	}
	for i := range max(len(left), len(right)) {
		if i < len(left) {
			left[i]()
		}
		if i < len(right) {
			right[i]()
		}
		p.next(excelize.RowOpts{Height: 17})
	}
	p.next(excelize.RowOpts{Height: 6})
}

// findingCells counts the findings of a severity, of the report and of the plan.
func (v *varianceBook) findingCells(p *page, s reconcile.Severity) {
	label := look{middle: true, indent: 1}
	p.blank(sumA, sumB, label)
	p.text(sumA, severityWords[s], label)
	p.merge(sumA, sumB)
	for i, origin := range []string{originReport, originPlan} {
		n := 0
		for _, f := range v.findings {
			n += btoi(f.origin == origin && f.Severity() == s)
		}
		formula := fmt.Sprintf(`COUNTIFS(%s!$B$%d:$B$%d,"%s",%[1]s!$C$%[2]d:$C$%[3]d,"%[5]s")`,
			sheetFindings, findingsHeader+1, v.lastFinding(), severityWords[s], origin)
		p.figure(sumC+i, result{value: decimal.NewNullDecimal(decimal.NewFromInt(int64(n))), formula: formula}, formatNoPlaces)
	}
}

func (v *varianceBook) summaryHeading(p *page, label, c, d string) {
	p.blank(sumA, sumD, headingLook)
	p.text(sumA, label, headingLook)
	p.merge(sumA, sumB)
	p.text(sumC, c, headingLook)
	p.text(sumD, d, headingLook)
}

func (v *varianceBook) summaryCells(p *page, r summaryRow) {
	label := look{middle: true, indent: 1}
	p.blank(sumA, sumB, label)
	p.text(sumA, r.label, label)
	p.merge(sumA, sumB)
	p.figure(sumC, r.quarter, r.number)
	p.figure(sumD, r.date, r.number)
	if r.onlyDate {
		p.blank(sumC, sumC, look{ground: groundNeutral})
	}
}

// figure writes a number with its formula; an amount too large for a cell is text.
func (p *page) figure(col int, r result, number format) {
	c := content{result: r}
	if r.value.Valid && r.formula == "" && !storable(r.value) {
		c.text = reconcile.FormatNumber(r.value.Decimal)
	}
	p.show(col, c, look{face: faceBold, format: number, align: alignRight, middle: true})
}

func (v *varianceBook) tallyHeading(p *page, label, q string) {
	p.text(sumF, label, headingLook)
	p.text(sumG, q, headingLook)
	p.text(sumH, "s.d. "+q, headingLook)
}

func (v *varianceBook) tallyCells(p *page, t tallyRow) {
	p.text(sumF, string(t.status), look{ground: tone(t.status, v.incomplete), middle: true, indent: 1})
	for col, r := range map[int]result{sumG: t.quarter, sumH: t.date} {
		p.put(col, content{result: r}.cell(p.style(look{format: formatNoPlaces, align: alignCenter, middle: true})))
	}
}
