package reconcile

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// Status is a computed flag, in the words of the field; "" is null.
type Status string

// Flags of a line's physical figures.
const (
	Tercapai         Status = "Tercapai"
	Melampaui        Status = "Melampaui Target"
	TidakTercapai    Status = "Tidak Tercapai"
	BelumLapor       Status = "Belum Lapor"
	BelumJatuhTempo  Status = "Belum Jatuh Tempo"
	TidakAdaTarget   Status = "Tidak Ada Target"
	PerluKlarifikasi Status = "Perlu Klarifikasi"
)

// Flags of a line's rupiah; BelumLapor serves here too.
const (
	MelebihiPagu  Status = "Melebihi Pagu"
	SesuaiRencana Status = "Sesuai Rencana"
	DiBawah       Status = "Di Bawah Rencana"
	DiAtas        Status = "Di Atas Rencana"
)

// Flags of an agency in a quarter; BelumLapor serves here too.
const (
	Ditutup         Status = "Ditutup"
	Ditolak         Status = "Ditolak"
	Terlambat       Status = "Terlambat"
	DiterimaCatatan Status = "Diterima dengan Catatan"
	Diterima        Status = "Diterima"
)

// Physical is one period's comparison of a physical target. Target and Actual
// keep the source of the figure where it is one cell's.
type Physical struct {
	Target     Quantity
	Actual     Quantity
	Deviation  decimal.NullDecimal // actual - target, in the unit; null for letters
	Capaian    decimal.NullDecimal // raw percent; null for letters and target 0
	Capped     decimal.NullDecimal // Capaian within floor 0 and the rules' cap
	Status     Status
	Incomplete bool // to date: an earlier quarter that was due was never reported
}

// Money is one period's comparison in rupiah.
type Money struct {
	Plan       Amount
	Actual     Amount
	Deviation  decimal.NullDecimal // actual - plan
	Serapan    decimal.NullDecimal // percent: of the quarter's plan, or to date of the year's pagu
	Status     Status
	Incomplete bool // a figure it sums was due and never reported
}

// Variance is everything computed for one planned line in one quarter. Rupiah of
// program and indicator lines are the sums of their kegiatan.
type Variance struct {
	Line        Line
	Physical    Physical
	PhysicalYTD Physical // s.d. triwulan
	Money       Money
	MoneyYTD    Money
	Pagu        decimal.NullDecimal // the year's budget
	PaguWritten decimal.NullDecimal // the year's budget as written on the row
	Sisa        decimal.NullDecimal // Pagu - realisasi to date
	Predikat    string              // Sangat Tinggi ... Sangat Rendah, "" where there is no capaian
	Efisiensi   string              // efisien, cukup efisien, tidak efisien, ""
	Notes       Notes
}

// Totals are an agency's rupiah over its kegiatan, and the plain mean of capaian
// over those kegiatan that have one.
type Totals struct {
	Plan, Actual       decimal.NullDecimal // of the quarter
	Deviation          decimal.NullDecimal
	Serapan            decimal.NullDecimal // percent of the quarter's plan
	PlanYTD, ActualYTD decimal.NullDecimal
	DeviationYTD       decimal.NullDecimal
	SerapanYTD         decimal.NullDecimal // percent of Pagu
	Pagu, Sisa         decimal.NullDecimal
	Incomplete         bool // a kegiatan of the quarter was due and is not reported
	IncompleteYTD      bool
	Capaian            Mean // of the quarter, capped values
	CapaianYTD         Mean
}

// Mean is a plain average with the count it rests on; Value is null for none.
type Mean struct {
	Value decimal.NullDecimal
	Count int
}

// Result is the reconciliation of one agency's quarter. Variances stand in the
// order of the plan's lines, one for each. What it was computed from stands
// beside it; Report.Realizations is the report as stored.
type Result struct {
	Plan      Plan // the lines that held in the quarter, with the plan's findings
	Period    Period
	Report    Report
	Earlier   []Report // of the year's earlier quarters, by quarter: what the figures to date rest on
	Rules     Rules
	Variances []Variance
	Totals    Totals
	Findings  []Finding // of the report: reading it, and the reviewer's questions
	// Unplanned are rows of the report that no planned line took: of an unknown
	// line, or a second row for one. UnplannedBefore are those of earlier quarters.
	Unplanned, UnplannedBefore []Realization
	Status                     Status // the agency's
	ComputedAt                 time.Time
	Program                    string // the version of rekon that computed it
	// ClosedOut is when the quarter was closed out, zero before, and Changes are what moved
	// since, in their order. They are stored, not computed.
	ClosedOut time.Time
	Changes   []Amendment
}

// PlanWarnings are the plan's findings of severity warning.
func (r Result) PlanWarnings() []Finding {
	var out []Finding
	for _, f := range r.Plan.Findings {
		if f.Severity() == Warning {
			out = append(out, f)
		}
	}
	return out
}

// Rounded is the result with its percentages as they are stored and shown, see
// [RoundPercent]; means are those of the figures shown.
func (r Result) Rounded() Result {
	r.Variances = slices.Clone(r.Variances)
	for i := range r.Variances {
		v := &r.Variances[i]
		for _, p := range []*decimal.NullDecimal{
			&v.Physical.Capaian, &v.Physical.Capped, &v.PhysicalYTD.Capaian, &v.PhysicalYTD.Capped, &v.Money.Serapan, &v.MoneyYTD.Serapan,
		} {
			*p = RoundPercent(*p)
		}
	}
	t := &r.Totals
	t.Serapan, t.SerapanYTD = RoundPercent(t.Serapan), RoundPercent(t.SerapanYTD)
	var quarter, toDate []decimal.NullDecimal
	for _, v := range r.Variances {
		if v.Line.Level == LevelKegiatan {
			quarter, toDate = append(quarter, v.Physical.Capped), append(toDate, v.PhysicalYTD.Capped)
		}
	}
	t.Capaian, t.CapaianYTD = mean(quarter), mean(toDate)
	t.Capaian.Value, t.CapaianYTD.Value = RoundPercent(t.Capaian.Value), RoundPercent(t.CapaianYTD.Value)
	return r
}

// PlanDoubts are the plan's warnings behind a line's Perlu Klarifikasi: those that
// lie on a physical target of a line with that flag.
func (r Result) PlanDoubts() []Finding {
	targets := map[Source]bool{}
	for _, v := range r.Variances {
		if v.Physical.Status != PerluKlarifikasi && v.PhysicalYTD.Status != PerluKlarifikasi {
			continue
		}
		for _, t := range v.Line.Target {
			targets[t.Source] = true
		}
	}
	delete(targets, Source{})
	var out []Finding
	for _, f := range r.PlanWarnings() {
		if slices.ContainsFunc(cells(f), func(s Source) bool { return targets[s] }) {
			out = append(out, f)
		}
	}
	return out
}
