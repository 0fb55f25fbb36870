package reconcile

import (
	"strings"

	"github.com/shopspring/decimal"
)

func decInt(n int) decimal.Decimal { return decimal.NewFromInt(int64(n)) }

// predikat explains the predikat kinerja of a line: its capaian to date in the bands.
func (x *Lineage) predikat(e *Explanation, i int) {
	p := x.raw[i].PhysicalYTD
	capped, _ := x.figure(i, "physical_ytd.capaian_capped")
	e.Inputs = []Explanation{capped}
	if p.Capped.Valid && p.Incomplete {
		x.physical(i, true).incomplete(e)
	}
	x.banded(e, p)
}

// agencyPredikat explains the predikat of the agency: its mean capaian to date.
func (x *Lineage) agencyPredikat(e *Explanation) {
	mean, _ := x.figure(agencyWide, "totals.capaian_ytd")
	e.Inputs = []Explanation{mean}
	p := Physical{Capped: x.fresh.Totals.CapaianYTD.Value}
	p.Incomplete = x.fresh.predikat() != x.rules.predikat(p)
	if n := len(unreported(x.fresh)); p.Incomplete && n > 0 {
		e.Because = []string{FormatNumber(decInt(n)) + " baris yang jatuh tempo pada triwulan ini belum dilaporkan."}
	}
	for q := 1; p.Incomplete && q < x.quarter; q++ {
		if x.silent(q - 1) {
			e.Because = append(e.Because, "Laporan "+QuarterNames[q-1]+" belum ada.")
		}
	}
	x.banded(e, p)
}

// banded finds a capaian among the bands; what is not complete is not judged.
func (x *Lineage) banded(e *Explanation, p Physical) {
	e.Rules = append(e.Rules, bandRule(x.rules))
	switch {
	case !p.Capped.Valid:
		e.Because = []string{"Tidak ada capaian s.d. triwulan yang dapat dinilai."}
		return
	case p.Incomplete:
		e.Because = append(e.Because, "Data belum lengkap; yang belum lengkap tidak dinilai.")
		return
	}
	whole := p.Capped.Decimal.Round(0)
	shown := shortest(p.Capped.Decimal, func(d decimal.Decimal) bool { return d.Round(0).Equal(whole) })
	e.Formula = "capaian s.d. triwulan, dibulatkan ke persen utuh, menurut batas predikat"
	e.Numbers = "bulat(" + FormatNumber(shown) + "%) = " + FormatNumber(whole)
	for at, b := range x.rules.Bands {
		if whole.LessThan(b.Min) {
			continue
		}
		e.Numbers += " ≥ " + FormatNumber(b.Min)
		if at > 0 {
			e.Numbers = FormatNumber(x.rules.Bands[at-1].Min) + " > " + e.Numbers
		}
		return
	}
	e.Formula, e.Numbers = "", ""
	e.Because = []string{"Di bawah batas predikat yang paling rendah."}
}

// efisiensi explains the capaian to date beside the rupiah to date in percent of plan.
func (x *Lineage) efisiensi(e *Explanation, i int) {
	v := x.raw[i]
	p, m, band := v.PhysicalYTD, v.MoneyYTD, x.rules.EfisiensiBand
	for _, name := range []string{"physical_ytd.capaian_capped", "money_ytd.actual", "money_ytd.plan"} {
		in, _ := x.figure(i, name)
		e.Inputs = append(e.Inputs, in)
	}
	e.Rules = append(e.Rules, efisiensiRule(x.rules))
	used := percent(m.Actual.Value, m.Plan.Value)
	switch {
	case !p.Capped.Valid:
		e.Because = []string{"Tidak ada capaian s.d. triwulan yang dapat dinilai."}
		return
	case !used.Valid:
		e.Because = []string{"Tidak ada realisasi rupiah, atau tidak ada anggaran s.d. triwulan, untuk dibandingkan."}
		return
	case p.Incomplete || m.Incomplete:
		e.Because = []string{"Data s.d. triwulan belum lengkap; yang belum lengkap tidak dinilai."}
		return
	}
	judge := func(points decimal.Decimal) string {
		switch {
		case points.GreaterThan(band):
			return " > " + FormatNumber(band)
		case points.GreaterThanOrEqual(band.Neg()):
			return ""
		}
		return " < " + FormatNumber(band.Neg())
	}
	want := judge(p.Capped.Decimal.Sub(used.Decimal))
	points := func(capaian decimal.Decimal) decimal.Decimal {
		return capaian.Sub(used.Decimal).Round(max(4, -capaian.Exponent()))
	}
	shown := shortest(p.Capped.Decimal, func(d decimal.Decimal) bool { return judge(points(d)) == want })
	e.Formula = "capaian dikurangi realisasi terhadap anggaran s.d. triwulan (%), dalam poin"
	e.Numbers = FormatNumber(shown) + "% - " + rupiahOperand(m.Actual.Value.Decimal) + " / " + rupiahOperand(m.Plan.Value.Decimal) + " x 100 = " + FormatNumber(points(shown))
	if want == "" {
		want = " ≥ " + FormatNumber(band.Neg())
		e.Numbers = FormatNumber(band) + " ≥ " + e.Numbers
	}
	e.Numbers += want
}

// shortest rounds a percentage to four decimals, or to as many more as it takes to be
// judged as it was in full.
func shortest(d decimal.Decimal, same func(decimal.Decimal) bool) decimal.Decimal {
	for places := int32(4); places < percentPlaces; places++ {
		if r := d.Round(places); same(r) {
			return r
		}
	}
	return d
}

// total explains a figure of the agency's totals.
func (x *Lineage) total(e *Explanation, part string) {
	var all purse
	for _, j := range x.parts(agencyWide) {
		all = all.plus(x.own[j])
	}
	part, ytd := strings.CutSuffix(part, "_ytd")
	m := all.quarter(x.rules.MoneyTolerance)
	if ytd {
		m = all.toDate(x.rules.MoneyTolerance)
	}
	suffix := ""
	if ytd {
		suffix = "_ytd"
	}
	of := func(name string) Explanation {
		in, _ := x.figure(agencyWide, "totals."+name)
		return in
	}
	switch part {
	case "plan", "actual", "pagu":
		x.addUp(e, agencyWide, part, ytd)
	case "deviation":
		e.Inputs = []Explanation{of("actual" + suffix), of("plan" + suffix)}
		spentWords(e, m)
	case "serapan":
		against, name := "plan", "anggaran triwulan"
		whole := m.Plan
		if ytd {
			against, name, whole = "pagu", "pagu anggaran setahun", all.pagu
		}
		e.Inputs, e.Rules = []Explanation{of("actual" + suffix), of(against)}, append(e.Rules, ruleSerapan, ruleRounding)
		serapanWords(e, m.Actual, whole, name)
	case "sisa":
		e.Inputs = []Explanation{of("pagu"), of("actual_ytd")}
		sisaWords(e, all)
	case "incomplete":
		x.lacking(e, x.parts(agencyWide), ytd)
	case "capaian":
		x.mean(e, ytd)
	case "predikat":
		x.agencyPredikat(e)
	}
}

// mean explains the plain average over the kegiatan that have a capaian.
func (x *Lineage) mean(e *Explanation, ytd bool) {
	e.Rules = append(e.Rules, ruleMean, ruleRounding)
	name := "physical.capaian_capped"
	if ytd {
		name = "physical_ytd.capaian_capped"
	}
	sum, parts := decimal.Zero, []string{}
	for i, l := range x.plan.Lines {
		f, _ := x.derived.named(i, name)
		if l.Level != LevelKegiatan || !f.Said() {
			continue
		}
		in, _ := x.figure(i, name)
		e.Inputs = append(e.Inputs, in)
		sum, parts = sum.Add(f.Value.Decimal), append(parts, numberOperand(f.Value.Decimal)+"%")
	}
	if len(parts) == 0 {
		e.Because = []string{"Tidak ada kegiatan yang mempunyai capaian."}
		return
	}
	n := decInt(len(parts))
	e.Formula = "rata-rata sederhana " + FormatNumber(n) + " kegiatan yang mempunyai capaian"
	e.Numbers = "(" + strings.Join(parts, " + ") + ") / " + FormatNumber(n) + " = " + percentOperand(null(sum.DivRound(n, percentPlaces)))
}

// standing explains the flag of the agency in the quarter.
func (x *Lineage) standing(e *Explanation) {
	r := x.r
	due := LongDate(DueDate(r.Period, r.Rules))
	e.Rules = append(e.Rules, dueRule(r.Rules))
	received := "Laporan revisi " + FormatNumber(decInt(r.Report.Revision)) + " diterima " + LongTime(r.Report.ReceivedAt) + ", batas waktunya " + due + "."
	switch r.Status {
	case Ditutup:
		e.Because = []string{"Triwulan ini ditutup."}
	case BelumLapor:
		e.Because = []string{"Belum ada laporan yang masuk; batas waktunya " + due + "."}
	case Ditolak:
		e.Because = []string{"Laporan masuk dan dikembalikan; belum ada yang diterima."}
	case DiterimaCatatan:
		e.Because = []string{received, "Ada peringatan pada laporan atau pada baris yang jatuh tempo."}
	case Terlambat, Diterima:
		e.Because = []string{received}
	default:
		e.Because = []string{"Status laporan belum dinilai."}
	}
}
