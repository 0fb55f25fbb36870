package reconcile

import (
	"slices"

	"github.com/shopspring/decimal"
)

// summaryRows are the indicators, each with its programs, in the plan's order, and the
// programs that stand under none. Where a plan has neither, its kegiatan stand alone.
func summaryRows(r Result) []SummaryRow {
	g := newGathering(r)
	if rows := g.rows(LevelSasaran, LevelProgram); len(rows) > 0 {
		return rows
	}
	return g.rows(LevelKegiatan)
}

// gathering gathers what stands under a line.
type gathering struct {
	weigher
	ledger
	needs []Need // of each line
}

func newGathering(r Result) gathering {
	g := gathering{weigher: newWeigher(r), ledger: newLedger(r.Plan, r.Period, nil, r.Rules)}
	for i := range r.Variances {
		n, _ := g.weigh(&r.Variances[i])
		g.needs = append(g.needs, n)
	}
	return g
}

// rows are the lines of some levels, each below the one it stands under.
func (g gathering) rows(levels ...Level) (out []SummaryRow) {
	shown := func(i int) bool { return slices.Contains(levels, g.r.Variances[i].Line.Level) }
	for i := range g.r.Variances {
		if !shown(i) || slices.ContainsFunc(g.above[i], shown) {
			continue
		}
		out = append(out, g.row(i, 0))
		for j := range g.r.Variances {
			if shown(j) && slices.Contains(g.above[j], i) {
				out = append(out, g.row(j, 1))
			}
		}
	}
	return out
}

func (g gathering) row(i, depth int) SummaryRow {
	v := g.r.Variances[i]
	row := SummaryRow{Variance: v, Depth: depth, OfPlan: RoundPercent(percent(v.MoneyYTD.Actual.Value, v.MoneyYTD.Plan.Value))}
	var quarter, toDate []decimal.NullDecimal
	for j := range g.r.Variances {
		if j != i && !slices.Contains(g.above[j], i) {
			continue
		}
		row.RestsOnPlan = row.RestsOnPlan || g.needs[j].RestsOnPlan
		row.Partial = row.Partial || g.r.Variances[j].PhysicalYTD.Incomplete
		if g.needs[j].Unreported {
			row.Missing++
		}
		if g.r.Variances[j].Line.Level == LevelKegiatan {
			row.Kegiatan++
			quarter = append(quarter, g.r.Variances[j].Physical.Capped)
			toDate = append(toDate, g.r.Variances[j].PhysicalYTD.Capped)
		}
	}
	row.Quarter, row.Capaian = roundedMean(quarter), roundedMean(toDate)
	return row
}

func roundedMean(values []decimal.NullDecimal) Mean {
	m := mean(values)
	m.Value = RoundPercent(m.Value)
	return m
}
