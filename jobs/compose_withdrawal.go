package jobs

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"rekon/db"
)

// composeWithdrawal tells who reports that a report was taken back, why, and what counts
// now.
func (j *Job) composeWithdrawal(ctx context.Context, m db.Message) (letter, error) {
	state, err := j.DB.State(ctx, m.Agency, m.Period.Year)
	if err != nil {
		return letter{}, err
	}
	i := slices.IndexFunc(state.Withdrawn, func(w db.Withdrawal) bool { return w.Period == m.Period && w.Revision == m.Revision })
	if i < 0 {
		return letter{}, fmt.Errorf("%s: revision %d is not withdrawn", periodOf(m), m.Revision)
	}
	d, err := j.DB.ReadDrop(ctx, m.Drop)
	if err != nil {
		return letter{}, err
	}
	inForce, counts, err := j.DB.Report(ctx, m.Agency, m.Period, 0)
	l := letter{
		Subject: "Ditarik: laporan " + periodOf(m) + ", revisi " + strconv.Itoa(m.Revision), Mood: mind, Word: "DITARIK",
		Title: "Laporan " + periodOf(m) + " revisi " + strconv.Itoa(m.Revision) + " tidak berlaku lagi",
		Words: []string{"Sekarang belum ada laporan yang berlaku untuk triwulan ini. Kirim laporan yang benar ke folder " + j.Folders.Masuk + "."},
	}
	if counts {
		l.Words = []string{fmt.Sprintf("Yang berlaku sekarang laporan revisi %d, diterima %s.", inForce.Revision, FormatTime(inForce.ReceivedAt))}
	}
	w := state.Withdrawn[i]
	l.Facts = append([]fact{{"Alasan", oneLine(w.Reason)}, {"Ditarik", FormatTime(w.At)}}, aboutDrop(d)...)
	return l, err
}
