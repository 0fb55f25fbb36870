package jobs

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"rekon/db"
	"rekon/reconcile"
)

// composeSummary tells the head of an agency how a quarter stands: is it complete, what
// needs him, how do we stand. It shows what is stored now; where a later report stands
// than the letter was queued for, that one's own letter tells it.
func (j *Job) composeSummary(ctx context.Context, m db.Message) (letter, error) {
	s, err := j.summaryOf(ctx, m)
	if err != nil {
		return letter{}, err
	}
	l := letter{
		Subject: "Ringkasan " + periodOf(m) + ": " + s.Headline(), Mood: moodOf(s.Card), Word: s.Headline(),
		Title: "Ringkasan " + periodOf(m), Facts: []fact{{"Perangkat daerah", s.Agency.Name}},
	}
	for _, words := range []string{s.Standing.Sentence(), s.Standing.Afterwards(), s.Gaps()} {
		if words != "" {
			l.Words = append(l.Words, words)
		}
	}
	j.attachFromShare(&l, j.SummaryPath(m.Agency, m.Period))
	if s.Standing.Revision > 0 {
		l.Sections = []section{needsSection(s), standSection(s)}
		j.attachFromShare(&l, j.VariancePath(m.Agency, m.Period))
	}
	return l, nil
}

// moodOf is the colour of a headline. Nothing is green that is not complete.
func moodOf(c reconcile.Card) mood {
	switch {
	case !c.Complete():
		return bad
	case c.Doubts > 0 || c.Standing.LateDays > 0:
		return mind
	default:
		return good
	}
}

// needsSection are the lines with the largest consequence, each with why.
func needsSection(s reconcile.Summary) section {
	out := section{Title: "Yang perlu perhatian Anda"}
	switch n := len(s.Needs); {
	case n == 0:
		out.Words = []string{"Tidak ada baris yang menyimpang dari rencana atau diragukan."}
	case n < s.NeedsInAll:
		out.Words = []string{fmt.Sprintf("%d dari %d baris, yang terbesar akibatnya lebih dulu.", n, s.NeedsInAll)}
	}
	for _, n := range s.Needs {
		_, name := reconcile.SplitNumber(n.Name) // the letter has numbers of its own
		it := item{Head: name, Body: []fact{{"Mengapa", n.Why}}}
		if n.Notes.Penghambat != "" {
			it.Body = append(it.Body, fact{"Faktor penghambat", n.Notes.Penghambat})
		}
		if n.Notes.TindakLanjut != "" {
			it.Body = append(it.Body, fact{"Tindak lanjut", n.Notes.TindakLanjut})
		}
		out.Items = append(out.Items, it)
	}
	return out
}

// standSection is how the quarter and the year to date stand.
func standSection(s reconcile.Summary) section {
	out := section{Title: "Posisi", Figures: []figure{
		{"Capaian triwulan", share(s.Quarter.Capaian.Value), meanWords(s.Quarter)},
		{"Capaian s.d. triwulan", share(s.YTD.Capaian.Value), meanWords(s.YTD)},
		{"Serapan triwulan", share(s.Quarter.Serapan), moneyWords(s.Quarter.Actual) + " dari rencana " + moneyWords(s.Quarter.Plan) + lacking(s.Quarter)},
		{"Serapan s.d. triwulan", share(s.YTD.Serapan), moneyWords(s.YTD.Actual) + " dari pagu setahun " + moneyWords(s.Pagu) + lacking(s.YTD)},
	}}
	out.Facts = []fact{{"Sisa pagu", moneyWords(s.Sisa)}}
	if s.Before != nil {
		out.Facts = append(out.Facts, fact{"Triwulan sebelumnya",
			"capaian " + share(s.Before.Quarter.Capaian.Value) + ", serapan " + share(s.Before.Quarter.Serapan)})
	}
	predikat := s.Predikat
	if predikat == "" {
		predikat = "belum dapat diberikan"
	}
	out.Facts = append(out.Facts, fact{"Predikat kinerja", predikat})
	if s.PlanDoubts > 0 {
		out.Facts = append(out.Facts, fact{"Perhatikan", fmt.Sprintf("rencananya sendiri mempunyai %d catatan; lihat lembar Temuan pada lampiran", s.PlanDoubts)})
	}
	return out
}

func meanWords(f reconcile.Figures) string {
	return fmt.Sprintf("rata-rata %d kegiatan", f.Capaian.Count) + lacking(f)
}

// lacking is said of a figure that is not complete.
func lacking(f reconcile.Figures) string {
	if f.Incomplete {
		return ", belum lengkap"
	}
	return ""
}

func share(d decimal.NullDecimal) string {
	if !d.Valid {
		return "–"
	}
	return reconcile.FormatNumber(d.Decimal.Round(2)) + "%"
}

func moneyWords(d decimal.NullDecimal) string {
	if !d.Valid {
		return "–"
	}
	return reconcile.FormatRupiah(d.Decimal)
}

// errNotWritten: the workbook that goes along does not say yet what the letter says.
var errNotWritten = errors.New("its summary workbook is not written yet: the next pass writes it")

// summaryOf is what the head is told of a quarter, once the workbook tells it, too.
func (j *Job) summaryOf(ctx context.Context, m db.Message) (reconcile.Summary, error) {
	states, err := j.DB.SummaryStates(ctx)
	if err != nil {
		return reconcile.Summary{}, err
	}
	i := slices.IndexFunc(states, func(s db.SummaryState) bool { return s.Agency.Code == m.Agency && s.Period == m.Period })
	if i >= 0 && states[i].Revision > m.Revision {
		return reconcile.Summary{}, errSuperseded
	}
	if i < 0 || states[i].Stamp != j.summaryStamp(states[i]) {
		return reconcile.Summary{}, errNotWritten
	}
	results, err := j.yearResults(ctx, states[i:i+1])
	if err != nil {
		return reconcile.Summary{}, err
	}
	s, ok := j.summarize(states[i], results)
	if !ok {
		return s, fmt.Errorf("%s, %d TW %s: %w", m.Agency, m.Period.Year, m.Period.Roman(), ErrNoPlan)
	}
	return s, nil
}
