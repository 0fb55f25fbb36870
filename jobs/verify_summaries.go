package jobs

import (
	"context"
	"slices"

	"rekon/db"
	"rekon/reconcile"
	"rekon/xlsx"
)

// derivedSummary is a summary as it should be put out, and what the database says of it.
type derivedSummary struct {
	state db.SummaryState
	stamp string // that is right now; where the state has another the summary waits to be made anew
	reconcile.Summary
}

// waits: the summary that is stored was made from something else than holds now.
func (s derivedSummary) waits() bool { return s.state.Stamp != s.stamp }

// deriveSummaries makes the summaries of the year from what was derived, and keeps their
// cards for the overviews.
func (r *replay) deriveSummaries(ctx context.Context) error {
	states, err := r.DB.SummaryStates(ctx, db.QuarterFilter{Agency: r.kept.Agency.Code, Year: r.kept.Year})
	stamp, year := r.summaryStamps(), r.derivedYear()
	r.out.cards = map[string]reconcile.Card{}
	for _, s := range states {
		derived := r.standingDerived(s)
		summary, ok := r.summarize(derived, year)
		if !ok {
			continue
		}
		d := derivedSummary{s, stamp(derived), summary}
		r.summaries = append(r.summaries, d)
		if !d.waits() {
			r.out.cards[d.stamp] = d.Card
		}
	}
	return err
}

// derivedYear are the results that the summaries of the year rest on, as [Job.yearResults]
// reads those that are stored.
func (r *replay) derivedYear() map[int]reconcile.Result {
	results, state := slices.Clone(r.results), r.state()
	for q := 1; q <= 4; q++ {
		if slices.ContainsFunc(results, func(x reconcile.Result) bool { return x.Period.Quarter == q }) {
			continue
		}
		if x, holds := r.unreported(state, q); holds {
			x.ClosedOut = r.closedOut[q]
			results = append(results, x)
		}
	}
	out := map[int]reconcile.Result{}
	for _, x := range r.withAmendments(results) {
		out[x.Period.Quarter] = x
	}
	return out
}

// standingDerived is a state with how the agency stands as it was derived.
func (r *replay) standingDerived(s db.SummaryState) db.SummaryState {
	for _, q := range r.quarters {
		if q.Period == s.Period {
			s.AgencyQuarter = q
			s.Agency = r.kept.Agency
			s.Due, s.ReceivedAt = q.Due.UTC(), q.ReceivedAt.UTC() // as they are stored
		}
	}
	for _, c := range r.closeouts {
		if c.Period == s.Period {
			s.ClosedAt, s.ClosedRevision = c.ClosedAt.UTC(), c.Revision
		}
	}
	return s
}

// shouldSummaries are the summaries with the cards that should be stored.
func (r *replay) shouldSummaries() (out []db.Summary) {
	for _, s := range r.summaries {
		out = append(out, db.Summary{Agency: s.Agency.Code, Period: s.Period, Stamp: s.stamp, Card: s.Card})
	}
	return out
}

// verifySummaries compares the summaries of a year with what is derived. One that is to be
// written again, as all are once a setting is another one, must be the one that was published
// or the one that is derived now.
func (p publishedBooks) verifySummaries(ctx context.Context, summaries []derivedSummary) error {
	for _, s := range summaries {
		if s.state.SHA256 == "" || !p.f.Chooses(s.Agency.Code, s.Period) || ctx.Err() != nil {
			continue
		}
		err := p.verify(publishedBook{s.Agency.Code, s.Period, p.SummaryPath(s.Agency.Code, s.Period), s.state.SHA256, s.waits(),
			func(data []byte, limits xlsx.Limits) ([]xlsx.CellDifference, error) {
				return p.eitherWay(s.Result, func(r reconcile.Result) ([]xlsx.CellDifference, error) {
					summary := s.Summary
					summary.Result = r
					return xlsx.CompareSummary(data, summary, limits)
				})
			}})
		if err != nil {
			return err
		}
	}
	return nil
}

// verifyOverviews compares the summaries of all agencies and their manifests; they are of
// no agency's year. They are made from the cards that were derived, as long as the
// summaries are those that these cards are of.
func (j *Job) verifyOverviews(ctx context.Context, f db.QuarterFilter, out *Verification) error {
	if f.Agency != "" {
		return nil
	}
	states, err := j.DB.SummaryStates(ctx, db.QuarterFilter{Year: f.Year})
	if err != nil {
		return err
	}
	stamp, waits := j.summaryStamps(), map[reconcile.Period]bool{}
	var years []int
	for _, s := range states { // by year
		waits[s.Period] = waits[s.Period] || s.Pending || j.isTold(s) && s.Stamp != stamp(s)
		if !slices.Contains(years, s.Period.Year) {
			years = append(years, s.Period.Year)
		}
	}
	p := publishedBooks{j, f, out}
	for _, year := range years {
		if err := p.verifyOverviewsOf(ctx, year, waits); err != nil {
			return err
		}
	}
	return nil
}

func (p publishedBooks) verifyOverviewsOf(ctx context.Context, year int, waits map[reconcile.Period]bool) error {
	listed, err := p.DB.Manifests(ctx, "", year)
	for _, m := range listed {
		before := reconcile.Period{Year: year, Quarter: m.Period.Quarter - 1}
		if !p.f.Chooses("", m.Period) || ctx.Err() != nil {
			continue
		}
		o, err := p.overviewOf(ctx, m.Period, p.out.cards)
		if err != nil {
			return err
		}
		wait := waits[m.Period] || waits[before]
		err = p.verify(publishedBook{"", m.Period, p.SummaryPath("", m.Period), m.Summary, wait,
			func(data []byte, limits xlsx.Limits) ([]xlsx.CellDifference, error) {
				return xlsx.CompareOverview(data, o, limits)
			}})
		if err != nil {
			return err
		}
		if !wait {
			p.verifyManifest(m)
		}
	}
	return err
}
