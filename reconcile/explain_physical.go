package reconcile

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
)

// output explains the physical figures of a line, of a quarter or to date.
type output struct {
	x *Lineage
	track
	i      int
	ytd    bool
	p      Physical // derived anew, percentages in full
	prefix string   // of the names of its figures
}

func (x *Lineage) physical(i int, ytd bool) output {
	o := output{x, x.track(i), i, ytd, x.raw[i].Physical, "physical."}
	if ytd {
		o.p, o.prefix = x.raw[i].PhysicalYTD, "physical_ytd."
	}
	return o
}

func (o output) explain(e *Explanation, part string) {
	switch part {
	case "target":
		o.target(e)
	case "actual":
		o.actual(e)
	case "deviation":
		o.deviation(e)
	case "capaian":
		o.capaian(e)
	case "capaian_capped":
		o.capped(e)
	case "status":
		o.status(e)
	case "incomplete":
		o.incomplete(e)
	}
}

// of explains another figure of the same period.
func (o output) of(part string) Explanation {
	e, _ := o.x.figure(o.i, o.prefix+part)
	return e
}

// is takes over what a cell says, and that it is silent.
func (e *Explanation) is(cell Explanation) { e.Cell, e.Because = cell.Cell, cell.Because }

func (o output) target(e *Explanation) {
	q := o.x.quarter
	switch {
	case !o.line.HasTarget():
		e.Because = []string{"Baris ini tidak mempunyai target pada rencana."}
	case o.yearly && q < Year:
		e.Because = []string{"Hanya target setahun yang dinyatakan; target itu jatuh tempo pada Triwulan IV."}
		e.Rules = append(e.Rules, o.aggregation())
	case o.yearly:
		e.is(o.x.targetCell(o.line, Year))
		e.Rules = append(e.Rules, o.aggregation())
	case !o.ytd:
		e.is(o.x.targetCell(o.line, q-1))
	default:
		o.combined(e, func(k int) Explanation { return o.x.targetCell(o.line, k-1) })
	}
}

func (o output) actual(e *Explanation) {
	q := o.x.quarter
	if byYear := o.yearly && q == Year && o.track.actual[q-1].Said(); !o.ytd && !byYear {
		e.is(o.x.deliveredCell(o.i, q))
		return
	}
	o.combined(e, func(k int) Explanation { return o.x.deliveredCell(o.i, k) })
}

// combined sums the quarters, or takes the last one that says something.
func (o output) combined(e *Explanation, quarter func(int) Explanation) {
	e.Rules = append(e.Rules, o.aggregation())
	var said, numbers []Explanation
	for k := 1; k <= o.x.quarter; k++ {
		in := quarter(k)
		if in.Figure.Said() {
			said = append(said, in)
		}
		if in.Figure.Value.Valid {
			numbers = append(numbers, in)
		}
	}
	switch {
	case len(said) == 0:
		e.Because = []string{"Tidak ada triwulan sampai dengan " + QuarterNames[o.x.quarter-1] + " yang menyatakannya."}
	case o.sums && len(numbers) > 1:
		e.Inputs = numbers
		e.summed("jumlah triwulan yang terisi", "", FormatNumber)
	default:
		e.Inputs = said[len(said)-1:]
		e.Formula = "angka terakhir yang dinyatakan, dari " + QuarterNames[e.Inputs[0].Period.Quarter-1]
	}
}

// pair gives target and realisasi, and whether both are numbers; if not, it says why.
func (o output) pair(e *Explanation) bool {
	e.Inputs = append(e.Inputs, o.of("target"), o.of("actual"))
	t, a := o.p.Target, o.p.Actual
	switch {
	case t.Letter != "":
		e.Because = append(e.Because, "Predikat huruf dibandingkan menurut peringkat pada skala, tanpa selisih dan tanpa persentase.")
	case !t.Said():
		e.Because = append(e.Because, "Tidak ada target pada masa ini.")
	case !a.Said():
		e.Because = append(e.Because, "Realisasi belum dilaporkan.")
	case !a.Value.Valid:
		e.Because = append(e.Because, "Realisasi berupa predikat, sedangkan target berupa angka.")
	default:
		return true
	}
	return false
}

func (o output) deviation(e *Explanation) {
	if !o.pair(e) {
		return
	}
	e.Formula = "realisasi dikurangi target"
	e.Numbers = numberOperand(o.p.Actual.Value.Decimal) + " - " + numberOperand(o.p.Target.Value.Decimal) + " = " + FormatNumber(o.p.Deviation.Decimal)
}

func (o output) capaian(e *Explanation) {
	e.Rules = append(e.Rules, o.polarity(), ruleRounding)
	if !o.pair(e) {
		return
	}
	if !o.p.Capaian.Valid {
		e.Because = append(e.Because, o.noCapaian())
		return
	}
	t, a := numberOperand(o.p.Target.Value.Decimal), numberOperand(o.p.Actual.Value.Decimal)
	switch {
	case o.line.Polarity != Negatif:
		e.Formula, e.Numbers = "realisasi dibagi target, dikali 100", a+" / "+t
	case o.rules.NegativeRatio:
		e.Formula, e.Numbers = "target dibagi realisasi, dikali 100", t+" / "+a
	default:
		e.Formula, e.Numbers = "dua kali target dikurangi realisasi, dibagi target, dikali 100", "(2 x "+t+" - "+a+") / "+t
	}
	e.Numbers += " x 100 = " + percentOperand(o.p.Capaian)
}

func (o output) noCapaian() string {
	if o.p.Target.Value.Decimal.IsZero() {
		return "Target 0 tidak mempunyai capaian dan tidak ikut dirata-ratakan."
	}
	return "Realisasi 0 tidak dapat menjadi pembagi."
}

func (o output) capped(e *Explanation) {
	raw := o.of("capaian")
	e.Inputs, e.Because, e.Rules = []Explanation{raw}, raw.Because, append(e.Rules, capRule(o.rules))
	if !o.p.Capped.Valid {
		return
	}
	within := "max(0; " + percentOperand(o.p.Capaian) + ")"
	e.Formula = "capaian, paling rendah 0%"
	if c := o.rules.CapaianCap; c.Valid {
		within = "min(" + FormatNumber(c.Decimal) + "%; " + within + ")"
		e.Formula += " dan paling tinggi " + FormatNumber(c.Decimal) + "%"
	}
	e.Numbers = within + " = " + percentOperand(o.p.Capped)
}

// status follows the order in which the flag was found.
func (o output) status(e *Explanation) {
	e.Inputs = []Explanation{o.of("target"), o.of("actual")}
	t, a := o.p.Target, o.p.Actual
	switch {
	case t.Said() && a.Said():
		o.judged(e)
	case t.Said():
		e.Because = []string{"Ada target, realisasi belum dilaporkan."}
	case o.later(o.x.quarter):
		e.Because = []string{"Tidak ada target pada masa ini; masih ada target pada triwulan berikutnya atau untuk setahun."}
	case a.Said():
		e.Because = []string{"Ada realisasi, tetapi tidak ada target pada masa ini maupun sesudahnya."}
	default:
		e.Because = []string{"Tidak ada target dan tidak ada realisasi."}
	}
}

func (o output) judged(e *Explanation) {
	better, comparable := o.better(o.p)
	if o.p.Target.Letter != "" {
		o.ranked(e, comparable)
	} else if comparable {
		o.measured(e)
	}
	switch {
	case !comparable:
		e.Because = append(e.Because, "Realisasi dan target tidak dapat dibandingkan: salah satunya bukan angka, atau di luar skala.")
	case o.p.Status == PerluKlarifikasi:
		e.Because = append(e.Because, "Menurut angkanya "+strings.ToLower(string(betterWord(better)))+", tetapi ada peringatan pada sel yang mendasarinya; karena itu perlu klarifikasi dulu.")
	}
	if o.ytd && o.x.quarter == Year && !o.yearly && o.line.Target[Year].Said() {
		e.Inputs = append(e.Inputs, o.x.targetCell(o.line, Year)) // a warning on it counts, too
	}
}

// betterWord is the flag without a warning.
func betterWord(better int) Status {
	switch {
	case better > 0:
		return Melampaui
	case better < 0:
		return TidakTercapai
	}
	return Tercapai
}

// ranked compares letters by their place on the scale.
func (o output) ranked(e *Explanation, comparable bool) {
	scale, known := o.rules.Scale(o.line.Scale)
	if !known {
		return
	}
	e.Rules = append(e.Rules, scaleRule(scale))
	if comparable {
		want, got := scale.Rank(o.p.Target.Letter)+1, scale.Rank(o.p.Actual.Letter)+1
		e.Formula = "peringkat realisasi pada skala " + scale.Name + " dibandingkan dengan peringkat target, 1 yang terbaik"
		e.Numbers = fmt.Sprintf("%d %s %d", got, sign(got, want), want)
		e.Because = append(e.Because, fmt.Sprintf("Target %s peringkat %d, realisasi %s peringkat %d.", o.p.Target.Letter, want, o.p.Actual.Letter, got))
	}
}

func sign(a, b int) string {
	switch {
	case a < b:
		return "<"
	case a > b:
		return ">"
	}
	return "="
}

// measured compares numbers: a deviation counts when it reaches the tolerance.
func (o output) measured(e *Explanation) {
	d, target := o.p.Deviation.Decimal, o.p.Target.Value.Decimal
	e.Rules = append(e.Rules, toleranceRule("fisik", "physical", o.rules.PhysicalTolerance, FormatNumber), o.polarity())
	if d.IsZero() {
		e.Formula, e.Numbers = "deviasi nol", numberOperand(o.p.Actual.Value.Decimal)+" - "+numberOperand(target)+" = 0"
		return
	}
	e.Formula, e.Numbers = o.rules.PhysicalTolerance.words(d, target, FormatNumber)
	e.Because = append(e.Because, "Deviasi "+FormatQuantity(Quantity{Value: null(d)}, o.line.Unit)+".")
}

// words compare a deviation with the tolerance of a plan.
func (t Tolerance) words(deviation, plan decimal.Decimal, write func(decimal.Decimal) string) (formula, numbers string) {
	limit := "max(" + write(t.Absolute) + "; " + FormatNumber(t.Percent) + " / 100 x " + write(plan.Abs()) + ")"
	if t.reached(deviation, plan) {
		return "deviasi mencapai toleransi", "|" + write(deviation) + "| ≥ " + limit
	}
	return "deviasi di dalam toleransi", "|" + write(deviation) + "| < " + limit
}

func (o output) incomplete(e *Explanation) {
	switch {
	case !o.ytd:
		e.Because = []string{"Angka satu triwulan tidak menunggu triwulan lain; yang belum dilaporkan tampak pada statusnya."}
		return
	case !o.line.HasTarget():
		e.Because = []string{"Baris ini tidak mempunyai target pada rencana."}
		return
	}
	for k := 1; k <= o.x.quarter; k++ {
		switch {
		case k < o.x.quarter && o.silent[k-1] && o.line.HoldsIn(k):
			e.Because = append(e.Because, "Laporan "+QuarterNames[k-1]+" belum ada.")
		case o.missing(k):
			e.Because = append(e.Because, "Target "+QuarterNames[k-1]+" "+FormatQuantity(o.targetIn(k).Quantity, o.line.Unit)+" belum dilaporkan realisasinya.")
		}
	}
	if len(e.Because) == 0 {
		e.Because = []string{"Setiap triwulan yang jatuh tempo sudah dilaporkan."}
	}
}
