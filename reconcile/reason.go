package reconcile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// Withdrawal is a report that was taken back, and why.
type Withdrawal struct {
	Period   Period
	Revision int
	Reason   string
}

// WhyReplaced says in Bahasa why a result took the place of another: which report, plan,
// earlier quarter, rule or program is another one. Withdrawn are the reports of the year that were
// taken back.
func WhyReplaced(before, after Result, withdrawn []Withdrawal) string {
	reasons := slices.Concat(ownReport(before.Report, after.Report, withdrawn), planReplaced(before, after))
	for q := 1; q < after.Period.Quarter; q++ {
		p := Period{after.Period.Year, q}
		reasons = append(reasons, earlierReport(p, reportIn(before.Earlier, p), reportIn(after.Earlier, p), withdrawn)...)
	}
	if rules := RulesReplaced(before.Rules, after.Rules); len(rules) > 0 {
		reasons = append(reasons, "Ketentuan berubah: "+strings.Join(rules, ", "))
	}
	if before.Program != "" && before.Program != after.Program {
		reasons = append(reasons, "Dihitung dengan rekon "+after.Program+", semula "+before.Program)
	}
	if len(reasons) == 0 {
		return "Dihitung ulang dari laporan, rencana dan ketentuan yang sama"
	}
	return strings.Join(reasons, "; ")
}

func reportIn(reports []Report, p Period) Report {
	for _, r := range reports {
		if r.Period == p {
			return r
		}
	}
	return Report{Period: p}
}

// ownReport: the report of the quarter itself is another one.
func ownReport(before, after Report, withdrawn []Withdrawal) (out []string) {
	if before.Revision == after.Revision {
		return nil
	}
	if why, ok := taken(withdrawn, before); ok || after.Revision < before.Revision {
		out = append(out, fmt.Sprintf("Laporan revisi %d ditarik%s", before.Revision, because(why)))
	}
	switch {
	case after.Revision > before.Revision:
		out = append(out, fmt.Sprintf("Laporan revisi %d dari '%s' diterima %s%s", after.Revision, after.File, LongDate(after.ReceivedAt), because(after.Reason)))
	case after.Revision > 0:
		out = append(out, fmt.Sprintf("laporan revisi %d berlaku lagi", after.Revision))
	}
	return out
}

// earlierReport: the report of an earlier quarter is another one.
func earlierReport(p Period, before, after Report, withdrawn []Withdrawal) (out []string) {
	if before.Revision == after.Revision {
		return nil
	}
	name := "Triwulan " + p.Roman()
	if why, ok := taken(withdrawn, before); ok || after.Revision < before.Revision {
		out = append(out, fmt.Sprintf("Laporan %s revisi %d ditarik%s", name, before.Revision, because(why)))
	}
	switch {
	case after.Revision > before.Revision && before.Revision == 0:
		out = append(out, fmt.Sprintf("Laporan %s (revisi %d) diterima %s%s", name, after.Revision, LongDate(after.ReceivedAt), because(after.Reason)))
	case after.Revision > before.Revision:
		out = append(out, fmt.Sprintf("%s dikoreksi (revisi %d)%s", name, after.Revision, because(after.Reason)))
	case after.Revision > 0:
		out = append(out, fmt.Sprintf("revisi %d berlaku lagi", after.Revision))
	}
	return out
}

// taken finds why a report was taken back; false when it was not.
func taken(withdrawn []Withdrawal, r Report) (string, bool) {
	i := slices.IndexFunc(withdrawn, func(w Withdrawal) bool { return w.Period == r.Period && w.Revision == r.Revision })
	if i < 0 {
		return "", false
	}
	return withdrawn[i].Reason, true
}

func because(why string) string {
	if why == "" {
		return ""
	}
	return ": " + why
}

// planReplaced: another revision of the plan holds, or the office settled a line
// otherwise.
func planReplaced(before, after Result) []string {
	if p := after.Plan; p.Revision != before.Plan.Revision {
		s := fmt.Sprintf("Rencana revisi %d", p.Revision)
		if p.Decree != "" {
			s += " (" + p.Decree + ")"
		}
		if p.FromQuarter > 1 {
			s += " mulai Triwulan " + Period{Quarter: p.FromQuarter}.Roman()
		}
		return []string{s}
	}
	was, lines := variancesByCode(before), []string{}
	for _, v := range after.Variances {
		b, a := was[v.Line.Code], v.Line
		if b.there && (b.Line.Aggregation != a.Aggregation || b.Line.Polarity != a.Polarity || b.Line.Scale != a.Scale) {
			lines = append(lines, a.Code)
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return []string{"Cara menghitung baris " + strings.Join(lines, ", ") + " ditetapkan lain"}
}

// RulesReplaced names in Bahasa the rules that are others, with their figures where a few
// words can; none where both are the same.
func RulesReplaced(before, after Rules) (out []string) {
	other := func(name string, was, is string) {
		if was != is {
			out = append(out, name+" "+was+" menjadi "+is)
		}
	}
	other("toleransi fisik", toleranceWords(before.PhysicalTolerance, FormatNumber), toleranceWords(after.PhysicalTolerance, FormatNumber))
	other("toleransi rupiah", toleranceWords(before.MoneyTolerance, FormatRupiah), toleranceWords(after.MoneyTolerance, FormatRupiah))
	other("capaian paling tinggi", capText(before.CapaianCap), capText(after.CapaianCap))
	other("capaian yang ditanyakan di atas", FormatNumber(before.CapaianExtreme)+"%", FormatNumber(after.CapaianExtreme)+"%")
	other("batas efisiensi", FormatNumber(before.EfisiensiBand)+" poin", FormatNumber(after.EfisiensiBand)+" poin")
	other("batas lapor tanggal", fmt.Sprint(before.DueDay), fmt.Sprint(after.DueDay))
	for _, rest := range []struct {
		name    string
		was, is any
	}{
		{"rumus indikator yang makin kecil makin baik", before.NegativeRatio, after.NegativeRatio},
		{"predikat kinerja", before.Bands, after.Bands}, {"skala huruf", before.Scales, after.Scales},
		{"satuan", before.Units, after.Units}, {"kata yang berarti sama", before.Names, after.Names},
	} {
		if fmt.Sprint(rest.was) != fmt.Sprint(rest.is) {
			out = append(out, rest.name)
		}
	}
	return out
}

// toleranceWords are the part of a tolerance that counts: "5%", "Rp1.000 atau 5%".
func toleranceWords(t Tolerance, format func(decimal.Decimal) string) string {
	var parts []string
	if !t.Absolute.IsZero() {
		parts = append(parts, format(t.Absolute))
	}
	if !t.Percent.IsZero() {
		parts = append(parts, FormatNumber(t.Percent)+"%")
	}
	if len(parts) == 0 {
		return "nol"
	}
	return strings.Join(parts, " atau ")
}

func capText(c decimal.NullDecimal) string {
	if !c.Valid {
		return "tanpa batas"
	}
	return FormatNumber(c.Decimal) + "%"
}
