package reconcile

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// E81 is the official evaluation form of a year's plan up to a quarter (Formulir E.81,
// Permendagri 86/2017): what its columns and its foot say. It is made by [EvaluateE81].
type E81 struct {
	Agency       Agency
	Head         Head
	Period       Period // the last quarter that it shows
	PlanRevision int
	Plans        []PlanHead // that its quarters rest on, oldest first
	Rules        Rules
	Renstra      Renstra
	Reported     [Year]bool // by quarter-1: whether a report stands, also after the last quarter shown
	Owed         [Year]bool // whether a plan asks for one
	Rows         []E81Row   // an indicator, its programs, their kegiatan; what hangs under none comes last
	Total        E81Row     // rupiah of the kegiatan
	Complete     bool       // all that was due is reported
	Capaian      Mean       // of the kegiatan, to date
	Predikat     string     // of that mean; "" without one and on incomplete data
	RenstraRate  Mean       // of the kegiatan, column 14
	RenstraWord  string     // predikat of that mean
	Pendorong    []Remark
	Penghambat   []Remark
	NextQuarter  []Remark // tindak lanjut written in Triwulan I to III
	NextYear     []Remark // tindak lanjut written in Triwulan IV
	Reports      []Report // heads of the reports it rests on, by quarter
	ComputedAt   time.Time
}

// Renstra is what the database does not know and an office fills in: the five-year
// plan's targets and what was reached before this year, by line code.
type Renstra struct {
	EndYear int // last year of the period, 0 where not said
	File    string
	SHA256  string
	Lines   map[string]RenstraLine
}

// RenstraLine is what was filled in for one line.
type RenstraLine struct {
	Target Pair   // at the end of the period
	Past   Pair   // realised up to last year's Renja
	Unit   string // Unit Perangkat Daerah Penanggung Jawab, "" where not said
}

// Pair is what two cells of the form say under K and Rp.
type Pair struct {
	K  Quantity
	Rp decimal.NullDecimal
}

// E81Row is one line of the form.
type E81Row struct {
	Line      Line
	Depth     int
	Leaf      bool  // its rupiah are its own
	Children  []int // rows whose rupiah it sums
	Target    Pair  // column 5, from the Renstra
	Past      Pair  // column 6, from the Renstra
	Year      Pair  // column 7
	Was       Pair  // column 7 before a change in the year
	Quarters  [Year]E81Quarter
	Actual    Pair                // column 12
	ToDate    Pair                // column 13
	RateK     decimal.NullDecimal // column 14, percent; null where not computable
	RateRp    decimal.NullDecimal
	Sums      bool                // K of the quarters add up, otherwise the last one counts
	Adds      bool                // K of the years add up, otherwise the last one counts
	TargetTo  Quantity            // target to date, which Capaian is measured by
	Capaian   decimal.NullDecimal // to date, capped
	Unit      string              // Unit Perangkat Daerah Penanggung Jawab, "" where not said
	PartialK  bool                // column 12 lacks something that was due
	PartialRp bool
}

// E81Quarter is what one quarter brought. Open says that it was due and not reported;
// for a sum, that a part of it was.
type E81Quarter struct {
	Pair
	OpenK, OpenRp bool
}

// EvaluateE81 fills the form from the result of its last quarter and the reports of
// the year; what the Renstra does not say stays open. The reports may be of any
// quarters, as for [Reconcile].
func EvaluateE81(r Result, reports []Report, renstra Renstra, head Head) E81 {
	r = r.Rounded()
	e := evaluation{ledger: newLedger(r.Plan, r.Period, reports, r.Rules), r: r, renstra: renstra}
	form := E81{
		Agency: r.Plan.Agency, Head: head, Period: r.Period, PlanRevision: r.Plan.Revision,
		Plans: append(slices.Clone(r.Plan.Older), r.Plan.Head()),
		Rules: r.Rules, Renstra: renstra, ComputedAt: r.ComputedAt, Rows: e.arranged(), Capaian: r.Totals.CapaianYTD,
	}
	form.Total = e.total(form.Rows)
	for _, report := range reports {
		if q := report.Period.Quarter; report.Period.Year == r.Period.Year && q >= 1 && q <= Year {
			form.Reported[q-1] = true
		}
	}
	for q := range Year {
		form.Owed[q] = r.Plan.owes(q + 1)
		if e.reports[q] != nil {
			form.Reports = append(form.Reports, headOf(*e.reports[q]))
		}
	}
	form.Complete = e.complete()
	form.Predikat = r.Rules.predikat(Physical{Capped: form.Capaian.Value, Incomplete: !form.Complete})
	form.RenstraRate = e.renstraMean(form.Rows)
	form.RenstraWord = r.Rules.predikat(Physical{Capped: form.RenstraRate.Value, Incomplete: !form.Complete})
	e.remark(&form)
	return form
}

// Partial reports whether the row's figures to date lack something that was due.
func (r E81Row) Partial() bool { return r.PartialK || r.PartialRp }

// evaluation fills the rows of a form.
type evaluation struct {
	ledger
	r       Result
	renstra Renstra
	at      map[int]int // the row of a line
}

// complete reports whether every quarter that owes a report has one, and the reports
// all that was due.
func (e evaluation) complete() bool {
	for q := range e.quarter {
		if e.silent(q) {
			return false
		}
	}
	for _, v := range e.r.Variances {
		if v.PhysicalYTD.Incomplete || v.MoneyYTD.Incomplete || v.Physical.Status == BelumLapor {
			return false
		}
	}
	return true
}

// renstraMean is the plain mean of what the kegiatan have reached of the Renstra,
// within floor and cap of the rules.
func (e evaluation) renstraMean(rows []E81Row) Mean {
	var rates []decimal.NullDecimal
	for _, row := range rows {
		if row.Line.Level == LevelKegiatan {
			rates = append(rates, capped(row.RateK, e.rules.CapaianCap))
		}
	}
	return roundedMean(rates)
}

// HasK reports whether the row has a physical figure to show at all.
func (r E81Row) HasK() bool { return r.Line.HasTarget() || r.Target.K.Said() || r.Past.K.Said() }
