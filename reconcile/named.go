package reconcile

import "github.com/shopspring/decimal"

// FigureKind says what a [NamedFigure] is measured in.
type FigureKind int

// The kinds of figure.
const (
	RupiahFigure   FigureKind = iota
	PercentFigure             // in percent
	PhysicalFigure            // in the line's unit, or a letter
	WordFigure                // a flag, a predikat, or ya and tidak
)

// NamedFigure is one figure of a line or of an agency's totals, under the name by which
// `rekon variance --json`, explain, verify and the lists of changes call it.
type NamedFigure struct {
	Name  string // such as "money_ytd.serapan"
	Title string // in Bahasa, such as "Serapan s.d. triwulan"
	Kind  FigureKind
	Unit  string              // of a physical figure
	Value decimal.NullDecimal // null where a word stands, or nothing is said
	Word  string
}

// Said reports whether the figure states anything.
func (f NamedFigure) Said() bool { return f.Value.Valid || f.Word != "" }

// Same reports whether both say the same: numbers by value, percentages as they are
// shown (see [RoundPercent]).
func (f NamedFigure) Same(o NamedFigure) bool {
	a, b := f.Value, o.Value
	if f.Kind == PercentFigure {
		a, b = RoundPercent(a), RoundPercent(b)
	}
	return f.Word == o.Word && a.Valid == b.Valid && a.Decimal.Equal(b.Decimal)
}

// Text writes the figure as offices do; "–" where nothing is said.
func (f NamedFigure) Text() string {
	switch {
	case !f.Said():
		return "–"
	case f.Kind == RupiahFigure:
		return FormatRupiah(f.Value.Decimal)
	case f.Kind == PercentFigure:
		return FormatNumber(RoundPercent(f.Value).Decimal) + "%"
	case f.Kind == PhysicalFigure:
		return FormatQuantity(Quantity{Value: f.Value, Letter: f.Word}, f.Unit)
	}
	return f.Word
}

// NamedFigures are all figures of a line in a fixed order, also those that say nothing.
func (v Variance) NamedFigures() []NamedFigure {
	unit := v.Line.Unit
	var out []NamedFigure
	out = append(out, v.Physical.named("physical.", "triwulan", unit)...)
	out = append(out, v.PhysicalYTD.named("physical_ytd.", "s.d. triwulan", unit)...)
	out = append(out, v.Money.named("money.", "triwulan")...)
	out = append(out, v.MoneyYTD.named("money_ytd.", "s.d. triwulan")...)
	return append(out,
		NamedFigure{Name: "pagu", Title: "Pagu anggaran", Value: v.Pagu},
		NamedFigure{Name: "pagu_written", Title: "Pagu seperti tertulis", Value: v.PaguWritten},
		NamedFigure{Name: "sisa", Title: "Sisa anggaran", Value: v.Sisa},
		wordFigure("predikat", "Predikat kinerja", v.Predikat),
		wordFigure("efisiensi", "Efisiensi", v.Efisiensi),
	)
}

func (p Physical) named(prefix, period, unit string) []NamedFigure {
	return []NamedFigure{
		{prefix + "target", "Target " + period, PhysicalFigure, unit, p.Target.Value, p.Target.Letter},
		{prefix + "actual", "Realisasi fisik " + period, PhysicalFigure, unit, p.Actual.Value, p.Actual.Letter},
		{prefix + "deviation", "Deviasi fisik " + period, PhysicalFigure, unit, p.Deviation, ""},
		{prefix + "capaian", "Capaian " + period, PercentFigure, "", p.Capaian, ""},
		{prefix + "capaian_capped", "Capaian dengan batas " + period, PercentFigure, "", p.Capped, ""},
		wordFigure(prefix+"status", "Status fisik "+period, string(p.Status)),
		wordFigure(prefix+"incomplete", "Fisik belum lengkap "+period, yesNo(p.Incomplete)),
	}
}

func (m Money) named(prefix, period string) []NamedFigure {
	return []NamedFigure{
		{Name: prefix + "plan", Title: "Rencana anggaran " + period, Value: m.Plan.Value},
		{Name: prefix + "actual", Title: "Realisasi anggaran " + period, Value: m.Actual.Value},
		{Name: prefix + "deviation", Title: "Deviasi anggaran " + period, Value: m.Deviation},
		{Name: prefix + "serapan", Title: "Serapan " + period, Kind: PercentFigure, Value: m.Serapan},
		wordFigure(prefix+"status", "Status keuangan "+period, string(m.Status)),
		wordFigure(prefix+"incomplete", "Keuangan belum lengkap "+period, yesNo(m.Incomplete)),
	}
}

// NamedFigures are the agency's totals in a fixed order, also those that say nothing.
func (t Totals) NamedFigures() []NamedFigure {
	rupiah := func(name, title string, v decimal.NullDecimal) NamedFigure {
		return NamedFigure{Name: "totals." + name, Title: title, Value: v}
	}
	percent := func(name, title string, v decimal.NullDecimal) NamedFigure {
		return NamedFigure{Name: "totals." + name, Title: title, Kind: PercentFigure, Value: v}
	}
	return []NamedFigure{
		rupiah("plan", "Rencana anggaran triwulan", t.Plan),
		rupiah("actual", "Realisasi anggaran triwulan", t.Actual),
		rupiah("deviation", "Deviasi anggaran triwulan", t.Deviation),
		percent("serapan", "Serapan triwulan", t.Serapan),
		wordFigure("totals.incomplete", "Keuangan belum lengkap triwulan", yesNo(t.Incomplete)),
		rupiah("plan_ytd", "Rencana anggaran s.d. triwulan", t.PlanYTD),
		rupiah("actual_ytd", "Realisasi anggaran s.d. triwulan", t.ActualYTD),
		rupiah("deviation_ytd", "Deviasi anggaran s.d. triwulan", t.DeviationYTD),
		percent("serapan_ytd", "Serapan s.d. triwulan", t.SerapanYTD),
		wordFigure("totals.incomplete_ytd", "Keuangan belum lengkap s.d. triwulan", yesNo(t.IncompleteYTD)),
		rupiah("pagu", "Pagu anggaran", t.Pagu),
		rupiah("sisa", "Sisa anggaran", t.Sisa),
		percent("capaian", "Rata-rata capaian triwulan", t.Capaian.Value),
		percent("capaian_ytd", "Rata-rata capaian s.d. triwulan", t.CapaianYTD.Value),
	}
}

func wordFigure(name, title, word string) NamedFigure {
	return NamedFigure{Name: name, Title: title, Kind: WordFigure, Word: word}
}

func yesNo(b bool) string {
	if b {
		return "ya"
	}
	return "tidak"
}
