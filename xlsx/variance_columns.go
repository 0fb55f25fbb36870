package xlsx

import (
	"strconv"

	"rekon/reconcile"
)

// columnID names a column of Variansi, wherever it stands.
type columnID int

// Columns of a block are named by their place in it: see [physicalColumns] and
// [moneyColumns].
const (
	colCode columnID = iota
	colName
	colLevel
	colMeasure
	colUnit
	colPhysical                         // of the quarter
	colPhysicalYTD = colPhysical + 7    // s.d. triwulan
	colMoney       = colPhysicalYTD + 7 // of the quarter
	colMoneyYTD    = colMoney + 7
	colPagu        = colMoneyYTD + 7
	colWritten     = colPagu + 1
	colSisa        = colPagu + 2
	colPredikat    = colPagu + 3
	colEfisiensi   = colPagu + 4
	colPendorong   = colPagu + 5
	colPenghambat  = colPagu + 6
	colTindak      = colPagu + 7
	colKeterangan  = colPagu + 8
	colFindings    = colPagu + 9
	colTargetWas   = colPagu + 10 // of the year, before a change and after it
	colTargetIs    = colPagu + 11
	colPaguWas     = colPagu + 12
	colChange      = colPagu + 13
	colCorrected   = colPagu + 14 // after the close-out
	columnIDs      = colPagu + 15
)

// Places in a block of seven.
const (
	inPlan columnID = iota
	inActual
	inDeviation
	inPercent
	inCapped // the capaian within the rules' cap
	inStatus
	inComplete
)

// varianceColumn is one column of Variansi.
type varianceColumn struct {
	id    columnID
	group string // upper heading; "" for a heading over both rows
	title string
	width float64
	light bool // plain lettering also for indicators and programs
	sheet int  // printed page, from the left; the first two columns stand on each
	cell  func(e *entry) content
	total func() content // of the last row, nil for none
}

// chooseColumns lists the columns of Variansi. Those that would stay empty in the
// whole workbook (a cap that caps nothing, nothing incomplete) are left out.
func (v *varianceBook) chooseColumns() []varianceColumn {
	q := "TRIWULAN " + v.r.Period.Roman()
	all := []varianceColumn{
		{id: colCode, title: "Kode", width: 11, cell: func(e *entry) content {
			return content{text: e.v.Line.Code, face: faceSmall, link: v.place(sheetSources, "A", e.source)}
		}},
		{id: colName, title: "Tujuan / Sasaran / Indikator / Program / Kegiatan", width: 32, cell: func(e *entry) content { return words(e.v.Line.Name()) },
			total: func() content { return words(v.totalLabel()) }},
		{id: colLevel, title: "Jenis", width: 8, light: true, cell: func(e *entry) content { return words(levelWords[e.v.Line.Level]) }},
		{id: colMeasure, title: "Indikator Kinerja", width: 33, cell: func(e *entry) content { return words(e.measure()) }},
		{id: colUnit, title: "Satuan", width: 8, cell: func(e *entry) content { return centered(e.v.Line.Unit) }},
	}
	add := func(sheet int, columns []varianceColumn) {
		for _, c := range columns {
			c.sheet = sheet
			all = append(all, c)
		}
	}
	add(0, v.physicalColumns(colPhysical, "FISIK "+q, false))
	add(0, v.physicalColumns(colPhysicalYTD, "FISIK S.D. "+q, true))
	add(1, v.moneyColumns(colMoney, "ANGGARAN "+q+" (Rp)", false))
	add(1, v.moneyColumns(colMoneyYTD, "ANGGARAN S.D. "+q+" (Rp)", true))
	add(2, v.yearColumns())
	add(2, v.noteColumns())
	balance(all)
	return all
}

// printedSheets is over how many sheets of paper Variansi is wide: the physical
// figures, the rupiah, the year with the notes.
const printedSheets = 3

// balance widens columns so that a page ends where a sheet does; the first two
// are repeated on each.
func balance(columns []varianceColumn) {
	widths, sheets := make([]float64, len(columns)-2), make([]int, len(columns)-2)
	for i, c := range columns[2:] {
		widths[i], sheets[i] = c.width, c.sheet
	}
	evenOut(widths, sheets)
	for i, w := range widths {
		columns[i+2].width = w
	}
}

// measure is the line's own indicator where it says more than the name.
func (e *entry) measure() string {
	if e.v.Line.Measure == e.v.Line.Name() {
		return ""
	}
	return e.v.Line.Measure
}

func (v *varianceBook) physicalColumns(base columnID, group string, ytd bool) []varianceColumn {
	of := func(e *entry) *reconcile.Physical {
		if ytd {
			return &e.v.PhysicalYTD
		}
		return &e.v.Physical
	}
	mean := v.r.Totals.Capaian
	if ytd {
		mean = v.r.Totals.CapaianYTD
	}
	graded := v.gradedColumn(base, ytd)
	onGraded := func(id columnID, total func() content) func() content {
		if id != graded {
			return nil
		}
		return total
	}
	average := func() content { return percentage(v.averageOf(graded, mean)) }
	cols := []varianceColumn{
		{id: base + inPlan, group: group, title: "Target", width: 9, cell: func(e *entry) content { return v.target(e, ytd) }},
		{id: base + inActual, group: group, title: "Realisasi", width: 9, cell: func(e *entry) content { return v.actual(e, ytd) }},
		{id: base + inDeviation, group: group, title: "Deviasi", width: 9, cell: func(e *entry) content { return measured(v.physicalDeviation(e, of(e), base)) }},
		{id: base + inPercent, group: group, title: "Capaian (%)", width: 8, cell: func(e *entry) content { return percentage(v.capaian(e, of(e), base)) },
			total: onGraded(base+inPercent, average)},
	}
	if graded == base+inCapped {
		cols = append(cols, varianceColumn{id: base + inCapped, group: group, title: "Capaian dinilai (%)", width: 9,
			cell: func(e *entry) content { return percentage(v.capped(of(e), e, base)) }, total: average})
	}
	cols = append(cols, varianceColumn{id: base + inStatus, group: group, title: "Status", width: 11, light: true,
		cell:  func(e *entry) content { return flag(of(e).Status, of(e).Incomplete) },
		total: func() content { return centered(meanLabel(mean)) }})
	if v.any(func(e *entry) bool { return of(e).Incomplete }) {
		cols = append(cols, varianceColumn{id: base + inComplete, group: group, title: "Data", width: 8, light: true,
			cell: func(e *entry) content { return completeness(of(e).Incomplete) }})
	}
	return cols
}

// gradedColumn is the column the averages rest on: the capaian as graded, or the
// raw one where no figure differs.
func (v *varianceBook) gradedColumn(base columnID, ytd bool) columnID {
	differs := v.r.Rules.CapaianCap.Valid || v.any(func(e *entry) bool {
		p := e.v.Physical
		if ytd {
			p = e.v.PhysicalYTD
		}
		return p.Capaian.Valid && p.Capped.Valid && !p.Capaian.Decimal.Equal(p.Capped.Decimal)
	})
	if differs {
		return base + inCapped
	}
	return base + inPercent
}

func meanLabel(m reconcile.Mean) string {
	if m.Count == 0 {
		return ""
	}
	return "rata-rata " + strconv.Itoa(m.Count) + " kegiatan"
}

func (v *varianceBook) moneyColumns(base columnID, group string, ytd bool) []varianceColumn {
	of := func(e *entry) *reconcile.Money {
		if ytd {
			return &e.v.MoneyYTD
		}
		return &e.v.Money
	}
	t := v.moneyTotals(ytd)
	cols := []varianceColumn{
		{id: base + inPlan, group: group, title: "Anggaran", width: 15, cell: func(e *entry) content { return rupiah(v.plan(e, ytd)) },
			total: func() content { return rupiah(v.kegiatanSum(base+inPlan, t.plan)) }},
		{id: base + inActual, group: group, title: "Realisasi", width: 15, cell: func(e *entry) content { return rupiah(v.spent(e, ytd)) },
			total: func() content { return rupiah(v.kegiatanSum(base+inActual, t.actual)) }},
		{id: base + inDeviation, group: group, title: "Deviasi", width: 15, cell: func(e *entry) content { return rupiah(v.difference(e.row, base, of(e))) },
			total: func() content { return rupiah(v.difference(v.last+1, base, t.money())) }},
		{id: base + inPercent, group: group, title: "Serapan (%)", width: 8, cell: func(e *entry) content { return percentage(v.serapan(e.row, base, of(e), e.v.Pagu, ytd)) },
			total: func() content { return percentage(v.serapan(v.last+1, base, t.money(), v.r.Totals.Pagu, ytd)) }},
		{id: base + inStatus, group: group, title: "Status", width: 11, light: true, cell: func(e *entry) content { return flag(of(e).Status, of(e).Incomplete) }},
	}
	if t.incomplete || v.any(func(e *entry) bool { return of(e).Incomplete }) {
		cols = append(cols, varianceColumn{id: base + inComplete, group: group, title: "Data", width: 8, light: true,
			cell: func(e *entry) content { return completeness(of(e).Incomplete) }, total: func() content { return completeness(t.incomplete) }})
	}
	return cols
}

func (v *varianceBook) yearColumns() []varianceColumn {
	group := "TAHUN " + strconv.Itoa(v.r.Period.Year) + " (Rp)"
	cols := append(v.changeColumns(group), []varianceColumn{
		{id: colPagu, group: group, title: v.paguTitle(), width: 15, cell: func(e *entry) content { return rupiah(v.pagu(e)) },
			total: func() content { return rupiah(v.kegiatanSum(colPagu, v.r.Totals.Pagu)) }},
	}...)
	if v.any(writtenOtherwise) {
		cols = append(cols, varianceColumn{id: colWritten, group: group, title: "Pagu tertulis", width: 15, cell: func(e *entry) content {
			if !writtenOtherwise(e) {
				return content{}
			}
			c := rupiah(result{value: e.v.PaguWritten})
			c.ground = groundAttention
			return c
		}})
	}
	return append(cols, varianceColumn{id: colSisa, group: group, title: "Sisa", width: 15,
		cell:  func(e *entry) content { return rupiah(v.sisa(e.row, e.v.Pagu, e.v.MoneyYTD.Actual.Value, e.v.Sisa)) },
		total: func() content { t := v.r.Totals; return rupiah(v.sisa(v.last+1, t.Pagu, t.ActualYTD, t.Sisa)) }})
}

// writtenOtherwise: the row states another pagu than its kegiatan add up to.
func writtenOtherwise(e *entry) bool {
	w, p := e.v.PaguWritten, e.v.Pagu
	return w.Valid && !(p.Valid && p.Decimal.Equal(w.Decimal))
}

func (v *varianceBook) noteColumns() []varianceColumn {
	return append(v.correctionColumn(), []varianceColumn{
		{id: colPredikat, title: "Predikat", width: 10, cell: func(e *entry) content { return centered(e.v.Predikat) }},
		{id: colEfisiensi, title: "Efisiensi", width: 10, cell: func(e *entry) content { return centered(e.v.Efisiensi) }},
		{id: colPendorong, title: "Faktor Pendorong", width: 21, light: true, cell: func(e *entry) content { return words(e.v.Notes.Pendorong) }},
		{id: colPenghambat, title: "Faktor Penghambat", width: 21, light: true, cell: func(e *entry) content { return words(e.v.Notes.Penghambat) }},
		{id: colTindak, title: "Tindak Lanjut", width: 21, light: true, cell: func(e *entry) content { return words(e.v.Notes.TindakLanjut) }},
		{id: colKeterangan, title: "Keterangan", width: 21, light: true, cell: func(e *entry) content { return words(e.v.Notes.Keterangan) }},
		{id: colFindings, title: "Temuan", width: 8, cell: v.findingsOf},
	}...)
}

// findingsOf counts the findings of a line and leads to the first one.
func (v *varianceBook) findingsOf(e *entry) content {
	n := v.noted[e.v.Line.Code]
	if n == 0 {
		return content{}
	}
	return content{text: strconv.Itoa(n) + " temuan", align: alignCenter, link: v.place(sheetFindings, "A", v.firstFinding(e.v.Line.Code))}
}

func (v *varianceBook) any(is func(*entry) bool) bool {
	for _, e := range v.entries {
		if e.v != nil && is(e) {
			return true
		}
	}
	return false
}
