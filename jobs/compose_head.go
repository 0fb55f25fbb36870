package jobs

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"rekon/db"
	"rekon/reconcile"
)

// composeSummary tells the head of an agency how a quarter stands: is it complete, what
// needs him, how do we stand. It shows what is stored now; where another report stands
// than the letter was queued for, the letter about that one tells it. A report that came
// after those of later quarters, or is taken back, changes their figures, too: the one
// letter tells of all.
func (j *Job) composeSummary(ctx context.Context, m db.Message) (letter, error) {
	of, err := j.pictureFor(ctx, m)
	if err != nil {
		return letter{}, err
	}
	s, ok := j.summarize(of.quarters[0], of.results)
	if !ok {
		return letter{}, fmt.Errorf("%s, %d TW %s: %w", m.Agency, m.Period.Year, m.Period.Roman(), ErrNoPlan)
	}
	l := letter{
		Subject: "Ringkasan " + periodOf(m) + ": " + s.Headline(), Mood: moodOf(s.Card), Word: s.Headline(),
		Title: "Ringkasan " + periodOf(m), Facts: []fact{{"Perangkat daerah", s.Agency.Name}},
	}
	changed, err := j.planWords(ctx, m)
	if err != nil {
		return letter{}, err
	}
	for _, words := range []string{changed, s.Result.Plan.ChangeWords(s.Pagu), s.Standing.Sentence(), s.Afterwards(), s.Result.Correction(), s.Gaps()} {
		if words != "" {
			l.Words = append(l.Words, words)
		}
	}
	l.Sections = []section{needsSection(s), standSection(s)}
	if s.Corrections > 0 {
		if s.Standing.Revision > 0 {
			l.Subject = "Ringkasan " + periodOf(m) + " (dikoreksi): " + s.Headline()
		}
		l.Sections = append(l.Sections, correctionSection(s))
	}
	names := []string{j.SummaryPath(m.Agency, m.Period)}
	if s.Standing.Revision > 0 {
		names = append(names, j.VariancePath(m.Agency, m.Period))
	}
	if err := j.attachPublished(&l, m.Agency, m.Period, names...); err != nil {
		return letter{}, err
	}
	return l, j.addMoved(&l, of, m.Kind == db.WithdrawnSummaryMessage)
}

// picture is what a letter to the head rests on, read once.
type picture struct {
	quarters []db.SummaryState // that of the letter, then the later ones that its report changed
	results  map[int]reconcile.Result
	since    time.Time // when its report came or was taken back, zero for a close-out
}

// errNotWritten: the workbook that goes along does not say yet what the letter says.
var errNotWritten = errors.New("its summary workbook is not written yet: the next pass writes it")

// pictureFor reads it, once the workbooks tell it, too.
func (j *Job) pictureFor(ctx context.Context, m db.Message) (p picture, err error) {
	states, err := j.DB.SummaryStates(ctx, db.QuarterFilter{Agency: m.Agency, Year: m.Period.Year})
	if err != nil {
		return p, err
	}
	i := slices.IndexFunc(states, func(s db.SummaryState) bool { return s.Period == m.Period })
	if i < 0 {
		return p, errNotWritten
	}
	over, err := j.isOver(ctx, m, states[i].Revision)
	switch {
	case err != nil:
		return p, err
	case over:
		return p, errSuperseded
	}
	p.quarters = states[i : i+1 : i+1]
	if p.since, err = j.movedAt(ctx, m); err != nil {
		return p, err
	}
	for _, q := range states[i+1:] {
		if q.Revision > 0 && q.ReceivedAt.Before(p.since) {
			p.quarters = append(p.quarters, q)
		}
	}
	stamp := j.summaryStamps()
	if slices.ContainsFunc(p.quarters, func(q db.SummaryState) bool { return q.Stamp != stamp(q) }) {
		return p, errNotWritten
	}
	p.results, err = j.yearResults(ctx, p.quarters)
	return p, err
}

// movedAt is when the report that a letter tells of came, or was taken back; zero for a
// close-out.
func (j *Job) movedAt(ctx context.Context, m db.Message) (time.Time, error) {
	if m.Drop == 0 {
		return time.Time{}, nil
	}
	drop, err := j.DB.ReadDrop(ctx, m.Drop)
	if err != nil || m.Kind != db.WithdrawnSummaryMessage {
		return drop.ReceivedAt, err
	}
	state, err := j.DB.State(ctx, m.Agency, m.Period.Year)
	for _, w := range state.Withdrawn {
		if w.Period == m.Period && w.Revision == drop.Revision {
			return w.At, err
		}
	}
	return time.Time{}, err
}

// addMoved tells of the later quarters that a report changed by coming after theirs or by
// being taken back, and of those that were closed and do not follow it.
func (j *Job) addMoved(l *letter, of picture, withdrawn bool) error {
	how, kept := "dengan laporan ini", "belum memuat laporan ini"
	if withdrawn {
		how, kept = "tanpa laporan yang ditarik", "masih memuat laporan yang ditarik"
	}
	moved := section{Title: "Triwulan sesudahnya",
		Words: []string{"Sudah dilaporkan lebih dulu; angka s.d. triwulannya dihitung ulang " + how + ", kecuali yang sudah ditutup."}}
	for _, q := range of.quarters[1:] {
		s, ok := j.summarize(q, of.results)
		if !ok {
			continue
		}
		if s.Result.ComputedAt.Before(of.since) { // closed: it keeps its figures
			moved.Items = append(moved.Items, item{"Triwulan " + q.Period.Roman() + ": DITUTUP", []fact{
				{"Angkanya", "tetap seperti waktu ditutup, dan " + kept}}})
			continue
		}
		told := []fact{
			{"Capaian s.d. triwulan", share(s.YTD.Capaian.Value) + ", " + meanWords(s.YTD)},
			{"Serapan s.d. triwulan", share(s.YTD.Serapan) + ", " + spentWords(s.YTD, "pagu setahun", s.Pagu)},
		}
		if words := s.Result.Correction(); words != "" {
			told = append(told, fact{"Koreksi", words})
		}
		moved.Items = append(moved.Items, item{"Triwulan " + q.Period.Roman() + ": " + s.Headline(), told})
		if err := j.attachPublished(l, q.Agency.Code, q.Period, j.SummaryPath(q.Agency.Code, q.Period)); err != nil {
			return err
		}
	}
	if len(moved.Items) > 0 {
		l.Sections = append(l.Sections, moved)
	}
	return nil
}

// workbookGone: a published workbook of a quarter is on the share no more.
type workbookGone struct {
	name   string
	agency string
	period reconcile.Period
}

func (e workbookGone) Error() string {
	return "share, " + e.name + ": it was published and is not there any more: the next pass writes it again"
}

// attachPublished adds published workbooks of a quarter. Without them nothing is sent.
func (j *Job) attachPublished(l *letter, agency string, p reconcile.Period, names ...string) error {
	for _, name := range names {
		err := j.attachFromShare(l, name)
		if errors.Is(err, fs.ErrNotExist) && j.mounted() == nil {
			return workbookGone{name, agency, p}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// publishAgain has the workbooks of a quarter written by the next pass, where that is
// what a letter lacks.
func (j *Job) publishAgain(ctx context.Context, lacks error) error {
	var gone workbookGone
	if !errors.As(lacks, &gone) {
		return nil
	}
	return errors.Join(j.DB.Republish(ctx, gone.agency, gone.period), j.DB.ForgetSummary(ctx, gone.agency, gone.period))
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
		out.Words = []string{fmt.Sprintf("%d dari %d baris, %s.", n, s.NeedsInAll, reconcile.RankingWords)}
	}
	for _, n := range s.Needs {
		_, name := reconcile.SplitNumber(n.Name) // the letter has numbers of its own
		it := item{Head: name + " (" + n.Code + ")", Body: []fact{{"Mengapa", n.Why}}}
		if n.Stake().IsPositive() {
			it.Body = append(it.Body, fact{"Konsekuensi", moneyWords(decimal.NewNullDecimal(n.Stake()))})
		}
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
		{"Serapan triwulan", share(s.Quarter.Serapan), spentWords(s.Quarter, "rencana", s.Quarter.Plan)},
		{"Serapan s.d. triwulan", share(s.YTD.Serapan), spentWords(s.YTD, "pagu setahun", s.Pagu)},
	}}
	if !s.Complete() {
		out.Words = []string{"Angka di bawah ini BUKAN angka akhir."}
	}
	out.Facts = []fact{{"Sisa pagu", moneyWords(s.Sisa)}}
	if s.Before != nil {
		out.Facts = append(out.Facts, fact{"Triwulan sebelumnya",
			"capaian " + share(s.Before.Quarter.Capaian.Value) + since(s.Quarter.Capaian.Value, s.Before.Quarter.Capaian.Value) +
				"; serapan " + share(s.Before.Quarter.Serapan) + since(s.Quarter.Serapan, s.Before.Quarter.Serapan)})
	}
	out.Facts = append(out.Facts, fact{"Predikat kinerja", reconcile.Judged(s.Predikat, s.Complete())})
	if words := s.Reservation(); words != "" {
		out.Facts = append(out.Facts, fact{"Perhatikan", words})
	}
	return out
}

func meanWords(f reconcile.Figures) string {
	if f.Capaian.Count == 0 {
		return "belum ada kegiatan yang mempunyai capaian"
	}
	return fmt.Sprintf("rata-rata %d kegiatan", f.Capaian.Count) + lacking(f)
}

// spentWords are the rupiah that a serapan is made of.
func spentWords(f reconcile.Figures, what string, whole decimal.NullDecimal) string {
	if !f.Actual.Valid {
		return "belum ada realisasi, " + what + " " + moneyWords(whole)
	}
	return moneyWords(f.Actual) + " dari " + what + " " + moneyWords(whole) + lacking(f)
}

// since says how a percentage moved since the quarter before; "" where one is missing.
func since(now, before decimal.NullDecimal) string {
	if !now.Valid || !before.Valid {
		return ""
	}
	points := now.Decimal.Sub(before.Decimal).Round(2)
	switch points.Sign() {
	case 1:
		return ", sekarang naik " + reconcile.FormatNumber(points) + " poin"
	case -1:
		return ", sekarang turun " + reconcile.FormatNumber(points.Neg()) + " poin"
	}
	return ", sekarang tetap"
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

// moneyWords are rupiah without sen, as on the printed page.
func moneyWords(d decimal.NullDecimal) string {
	if !d.Valid {
		return "–"
	}
	return reconcile.FormatRupiah(d.Decimal.Round(0))
}
