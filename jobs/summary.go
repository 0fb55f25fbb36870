package jobs

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"rekon/db"
	"rekon/reconcile"
	"rekon/xlsx"
)

// The summary of an agency lies beside its variance workbook, where its head looks
// anyway; that of all agencies lies above the folders of the agencies, alone among
// them, so that neither hides among forty others.
//
// A summary is made again when something it shows may have changed: each bears a stamp
// of what it was made from, and a pass looks only at those whose stamp is another. What
// comes out the same is not written. What the overview says of an agency is stored with
// the stamp, as a card, so that one late report costs the reading of one agency.

// SummaryPath is where the summary workbook of a quarter is published; that of all
// agencies for "".
func (j *Job) SummaryPath(agency string, p reconcile.Period) string {
	if agency == "" {
		return path.Join(j.Folders.Hasil, yearText(p), fmt.Sprintf("TW%d", p.Quarter), fmt.Sprintf("Ringkasan %d TW%d.xlsx", p.Year, p.Quarter))
	}
	return path.Join(j.ResultFolder(agency, p), fmt.Sprintf("Ringkasan %s %d TW%d.xlsx", safeName(agency), p.Year, p.Quarter))
}

// PublishSummaries writes the summaries that may say something else than they did: of
// quarters that have ended or were reported, and of all agencies once a quarter has
// ended. It gives the paths written. It can be repeated, and another worker may do the
// same at the same time: both write what the database holds.
func (j *Job) PublishSummaries(ctx context.Context) ([]string, error) {
	states, err := j.DB.SummaryStates(ctx, db.QuarterFilter{})
	if err != nil || ctx.Err() != nil {
		return nil, err
	}
	stamp := j.summaryStamps()
	changed := slices.DeleteFunc(slices.Clone(states), func(s db.SummaryState) bool {
		return !j.isTold(s) || s.Stamp == stamp(s)
	})
	years := byYear(changed)
	written := make([][]string, len(years))
	errs := make([]error, len(years))
	j.sideBySide(len(years), func(i int) { written[i], errs[i] = j.summarizeYear(ctx, years[i]) })
	if err := errors.Join(errs...); err != nil || ctx.Err() != nil {
		return slices.Concat(written...), err // an overview without all of them would be wrong
	}
	overviews, err := j.publishOverviews(ctx, states, changed)
	return append(slices.Concat(written...), overviews...), err
}

// isTold: there is something to say of the quarter.
func (j *Job) isTold(s db.SummaryState) bool {
	return s.Revision > 0 || s.Status == reconcile.Ditolak || !s.ClosedAt.IsZero() || Ended(s.Period, j.Now())
}

// summaryStamps tells what the summary of a quarter is made from. Rules and settings of
// lines are in it for a quarter without a report, which rests on no stored result.
func (j *Job) summaryStamps() func(db.SummaryState) string {
	settings, err := json.Marshal([]any{j.Settings.Rules, j.Settings.Lines})
	if err != nil {
		panic(err) // they are plain values
	}
	return func(s db.SummaryState) string {
		s.Stamp, s.SHA256, s.Pending = "", "", false
		sum := sha256.Sum256(fmt.Appendf(nil, "%d %+v %q %s", xlsx.SummaryForm, s, j.Heads[s.Agency.Code], settings))
		return hex.EncodeToString(sum[:])
	}
}

// byYear gathers the quarters of each agency's year, which rest on the same results.
func byYear(states []db.SummaryState) (out [][]db.SummaryState) {
	type year struct {
		agency string
		year   int
	}
	of := map[year]int{}
	for _, s := range states {
		key := year{s.Agency.Code, s.Period.Year}
		i, known := of[key]
		if !known {
			i = len(out)
			of[key], out = i, append(out, nil)
		}
		out[i] = append(out[i], s)
	}
	return out
}

// summarizeYear makes the summaries of an agency's quarters anew.
func (j *Job) summarizeYear(ctx context.Context, quarters []db.SummaryState) (written []string, err error) {
	defer j.survive(&err)
	if ctx.Err() != nil {
		return nil, nil // told to stop; the next pass sees to it
	}
	ctx, release := j.inHand(ctx)
	defer release()
	results, err := j.yearResults(ctx, quarters)
	if err != nil {
		return nil, err
	}
	var errs []error
	for _, q := range quarters {
		name, err := j.publishSummary(ctx, q, results)
		if name != "" {
			written = append(written, name)
		}
		errs = append(errs, err)
	}
	return written, errors.Join(errs...)
}

// yearResults are the results of an agency's year by quarter, up to the last one asked
// for; that of a quarter without a report rests on the plan alone, and is missing where
// no plan holds.
func (j *Job) yearResults(ctx context.Context, quarters []db.SummaryState) (map[int]reconcile.Result, error) {
	last := quarters[len(quarters)-1]
	agency, year := last.Agency.Code, last.Period.Year
	out := map[int]reconcile.Result{}
	for q := 1; q <= last.Period.Quarter; q++ {
		r, ok, err := j.DB.Result(ctx, agency, reconcile.Period{Year: year, Quarter: q})
		if err != nil {
			return nil, err
		}
		if ok {
			out[q] = r
		}
	}
	if len(out) == last.Period.Quarter {
		return out, nil
	}
	state, err := j.DB.State(ctx, agency, year)
	if err != nil {
		return nil, err
	}
	for q := 1; q <= last.Period.Quarter; q++ {
		if _, ok := out[q]; ok {
			continue
		}
		r, holds, err := j.withoutReport(ctx, state, q)
		if err != nil {
			return nil, err
		}
		if holds {
			out[q] = r
		}
	}
	return out, nil
}

// withoutReport is what is told of a quarter without a report, with what was corrected of it;
// false where no plan holds.
func (j *Job) withoutReport(ctx context.Context, s db.State, quarter int) (r reconcile.Result, holds bool, err error) {
	if r, holds = j.unreported(s, quarter); holds {
		r.ClosedOut, r.Changes, err = j.DB.Amendments(ctx, s.Agency.Code, r.Period)
	}
	return r, holds, err
}

// Told is what is told of an agency's quarter: its result, or of one without a report what the
// plan and the reports before it say; false where no plan holds.
func (j *Job) Told(ctx context.Context, agency string, p reconcile.Period) (reconcile.Result, bool, error) {
	r, ok, err := j.DB.Result(ctx, agency, p)
	if err != nil || ok {
		return r, ok, err
	}
	state, err := j.DB.State(ctx, agency, p.Year)
	if err != nil {
		return r, false, err
	}
	return j.withoutReport(ctx, state, p.Quarter)
}

// unreported is the result of a quarter without a report, from the plan alone; false where
// none holds.
func (j *Job) unreported(s db.State, quarter int) (reconcile.Result, bool) {
	plan, holds := j.planFor(s.Plans, quarter)
	if !holds {
		return reconcile.Result{}, false
	}
	r := reconcile.Reconcile(plan, reconcile.Period{Year: s.Year, Quarter: quarter}, s.Reports, j.rules())
	r.Plan.Agency, r.Status = s.Agency, reconcile.BelumLapor
	return r, true
}

// publishSummary writes the summary of a quarter if it is another one than before, and
// stores what the overview says of it. It gives the path written.
func (j *Job) publishSummary(ctx context.Context, s db.SummaryState, results map[int]reconcile.Result) (written string, err error) {
	summary, ok := j.summarize(s, results)
	if !ok {
		return "", nil
	}
	var b bytes.Buffer
	if err := xlsx.WriteSummary(&b, summary); err != nil {
		return "", fmt.Errorf("summary of %s, %d TW %s: %w", s.Agency.Code, s.Period.Year, s.Period.Roman(), err)
	}
	sum := sha256.Sum256(b.Bytes())
	made := db.Summary{Agency: s.Agency.Code, Period: s.Period, Stamp: j.summaryStamps()(s), SHA256: hex.EncodeToString(sum[:]), Card: summary.Card}
	if made.SHA256 != s.SHA256 {
		written = j.SummaryPath(s.Agency.Code, s.Period)
		if err := j.keepFormer(ctx, former{s.Agency.Code, s.Period, written, s.SHA256}, b.Bytes()); err != nil {
			return "", err
		}
		if err := errors.Join(j.writeFile(written, b.Bytes()), j.reached("summary written")); err != nil {
			return "", err
		}
		j.logPublished(written, made.SHA256, s.Agency.Code, s.Period)
	}
	return written, errors.Join(j.DB.SaveSummary(ctx, made), j.reached("summary stored"))
}

// summarize gathers what is told of a quarter; false where no plan holds.
func (j *Job) summarize(s db.SummaryState, results map[int]reconcile.Result) (reconcile.Summary, bool) {
	r, ok := results[s.Period.Quarter]
	if !ok {
		return reconcile.Summary{}, false
	}
	var earlier []reconcile.Result
	for q := 1; q < s.Period.Quarter; q++ {
		if before, ok := results[q]; ok {
			earlier = append(earlier, before)
		}
	}
	summary := reconcile.Summarize(j.nameKept(r), earlier, reconcile.Standing{
		Status: s.Status, Due: s.Due, ReceivedAt: s.ReceivedAt, LateDays: s.LateDays, Revision: s.Revision,
		ClosedAt: s.ClosedAt, ClosedWith: s.ClosedRevision,
	}, j.Heads[s.Agency.Code])
	if r.Report.Revision > 0 {
		summary.Behind = path.Base(j.VariancePath(s.Agency.Code, s.Period))
	}
	return summary, true
}

// publishOverviews writes the overviews of the quarters in which a card is another one,
// and of those after them, which show them as the quarter before.
func (j *Job) publishOverviews(ctx context.Context, states, changed []db.SummaryState) (written []string, err error) {
	waiting := map[reconcile.Period]bool{}
	for _, s := range append(slices.Clone(changed), slices.DeleteFunc(slices.Clone(states), func(s db.SummaryState) bool { return !s.Pending })...) {
		waiting[s.Period] = true
	}
	var errs []error
	var done reconcile.Period
	for _, s := range states { // by quarter
		if s.Period == done || !Ended(s.Period, j.Now()) || ctx.Err() != nil {
			continue
		}
		done = s.Period
		_, err := j.Share.Stat(j.ManifestPath("", s.Period))
		lacks := errors.Is(err, fs.ErrNotExist)
		if !waiting[s.Period] && !lacks {
			continue
		}
		names, err := j.publishOverview(ctx, s.Period, lacks)
		written, errs = append(written, names...), append(errs, err)
	}
	return written, errors.Join(errs...)
}

// publishOverview writes the overview of a quarter, and that of the next, if a card
// waits for it or it has no manifest yet.
func (j *Job) publishOverview(ctx context.Context, p reconcile.Period, lacks bool) (written []string, err error) {
	defer j.survive(&err)
	ctx, release := j.inHand(ctx)
	defer release()
	cards, err := j.DB.Summaries(ctx, p)
	waiting := slices.DeleteFunc(slices.Clone(cards), func(s db.Summary) bool { return !s.Pending })
	if err != nil || len(waiting) == 0 && !lacks {
		return nil, err
	}
	for q := p.Quarter; q <= min(p.Quarter+1, reconcile.Year); q++ {
		name, err := j.writeOverview(ctx, reconcile.Period{Year: p.Year, Quarter: q})
		if err != nil {
			return written, err
		}
		if name != "" {
			written = append(written, name)
		}
	}
	return written, errors.Join(j.DB.MarkOverview(ctx, waiting, j.Now()), j.reached("overview stored"))
}

// writeOverview writes the overview of a quarter that has ended, if it is another one
// than lies there, and its manifest. Whoever wrote one looks again, so that of several
// workers the one that read last is the last to write.
func (j *Job) writeOverview(ctx context.Context, p reconcile.Period) (written string, err error) {
	for range maxConflicts {
		data, err := j.overviewBook(ctx, p)
		if err != nil || data == nil {
			return written, err
		}
		wrote, err := j.putOverview(ctx, p, data)
		if err != nil || !wrote {
			return written, err
		}
		written = j.SummaryPath("", p)
	}
	return written, nil
}

// overviewBook makes the overview of a quarter that has ended, nil where there is none.
func (j *Job) overviewBook(ctx context.Context, p reconcile.Period) ([]byte, error) {
	if !Ended(p, j.Now()) {
		return nil, nil
	}
	o, err := j.overviewOf(ctx, p, nil)
	if err != nil || len(o.Cards) == 0 {
		return nil, err
	}
	var b bytes.Buffer
	if err := xlsx.WriteOverview(&b, o); err != nil {
		return nil, fmt.Errorf("summary of all agencies, %d TW %s: %w", p.Year, p.Roman(), err)
	}
	return b.Bytes(), nil
}

// overviewOf gathers what is told of a quarter, beside the one before it, and where the
// summary of each agency lies. Cards that were derived anew, by the stamp of their summary,
// stand in for those stored.
func (j *Job) overviewOf(ctx context.Context, p reconcile.Period, derived map[string]reconcile.Card) (reconcile.Overview, error) {
	o, err := j.overview(ctx, p, derived)
	o.Summaries = map[string]string{}
	for _, c := range o.Cards {
		o.Summaries[c.Agency.Code] = j.fromOverview(j.SummaryPath(c.Agency.Code, p), p)
	}
	if err != nil || p.Quarter == 1 {
		return o, err
	}
	before, err := j.overview(ctx, reconcile.Period{Year: p.Year, Quarter: p.Quarter - 1}, derived)
	o.Before = &before
	return o, err
}

// putOverview writes an overview and its manifest unless they lie there; true if it did.
// One that is not as we had put it out goes to arsip/.
func (j *Job) putOverview(ctx context.Context, p reconcile.Period, data []byte) (wrote bool, err error) {
	name := j.SummaryPath("", p)
	m := db.Manifest{Period: p, Summary: hashOf(data)}
	listed, err := j.DB.Manifests(ctx, "", p.Year)
	if err != nil {
		return false, err
	}
	there, err := fs.ReadFile(j.Share.FS(), name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, shareError(name, err)
	}
	if !bytes.Equal(there, data) {
		last := slices.IndexFunc(listed, func(l db.Manifest) bool { return l.Period == p })
		if sum := hashOf(there); err == nil && last >= 0 && listed[last].Summary != sum {
			if err := j.archive(sum, name, there); err != nil {
				return false, err
			}
		}
		if err := errors.Join(j.writeFile(name, data), j.reached("overview written")); err != nil {
			return false, err
		}
		j.logPublished(name, m.Summary, "", p)
		wrote = true
	}
	there, err = fs.ReadFile(j.Share.FS(), j.ManifestPath("", p))
	if err == nil && bytes.Equal(there, j.manifest(m)) && slices.Contains(listed, m) {
		return wrote, nil
	}
	return wrote, j.writeManifest(ctx, m)
}

// fromOverview is a path on the share as it is seen from the overview of a quarter.
func (j *Job) fromOverview(name string, p reconcile.Period) string {
	return strings.TrimPrefix(name, path.Dir(j.SummaryPath("", p))+"/")
}

// logPublished records that a summary was written; that of all agencies has none.
func (j *Job) logPublished(name, sha256, agency string, p reconcile.Period) {
	j.Log.Info("published", "file", name, "sha256", sha256, "agency", agency, "year", p.Year, "quarter", p.Quarter)
}

func (j *Job) overview(ctx context.Context, p reconcile.Period, derived map[string]reconcile.Card) (reconcile.Overview, error) {
	summaries, err := j.DB.Summaries(ctx, p)
	cards := make([]reconcile.Card, len(summaries))
	for i, s := range summaries {
		cards[i] = s.Card
		if c, anew := derived[s.Stamp]; anew {
			cards[i] = c
		}
	}
	return reconcile.Oversee(p, cards), err
}
