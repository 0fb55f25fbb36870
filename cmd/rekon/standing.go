package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"rekon/config"
	"rekon/db"
	"rekon/jobs"
	"rekon/reconcile"
)

// standing tells a person in at most ten lines how the work stands, then who has
// reported. Without the share it tells the rest; without the database it is an error.
func (a *app) standing(ctx context.Context, c config.Config) error {
	share := a.shareWords(ctx, c)
	return a.withDatabase(c)(ctx, func(j *jobs.Job) error {
		a.standingLine("Folder bersama", share)
		a.standingLine("Basis data", "terjangkau ("+j.DB.String()+")")
		if err := a.standingOf(ctx, c, j); err != nil {
			return err
		}
		a.printf("\n")
		return a.status(ctx, j, db.QuarterFilter{}, true)
	})
}

func (a *app) standingLine(what, words string) { a.printf("%-14s : %s\n", what, words) }

// shareWords tell what waits in the inbox. A share that hangs is not waited for.
func (a *app) shareWords(ctx context.Context, c config.Config) string {
	found := make(chan jobs.Waiting, 1)
	err := jobs.Ask(ctx, func(context.Context) error {
		return a.withShare(c)(func(j *jobs.Job) error {
			w, err := j.Waiting()
			found <- w
			return errors.Join(err, j.Usable())
		})
	})
	if err != nil {
		return "TIDAK DAPAT DIPAKAI: " + oneLine(err.Error())
	}
	w := <-found
	if w.Files == 0 {
		return fmt.Sprintf("terjangkau, tidak ada berkas menunggu di %s/", c.Folders.Masuk)
	}
	return fmt.Sprintf("terjangkau, %d berkas menunggu di %s/, terlama sejak %s", w.Files, c.Folders.Masuk, minuteWords(w.Since))
}

// standingOf tells what the database knows.
func (a *app) standingOf(ctx context.Context, c config.Config, j *jobs.Job) error {
	worker, err := a.worker(c)
	if err != nil {
		return err
	}
	standings, err := j.Standings(ctx, regulars(worker))
	if err != nil {
		return err
	}
	for _, s := range standings {
		a.standingLine(s.Name, jobWords(s, j.Now()))
	}
	letters, err := j.DB.CountMessages(ctx)
	if err != nil {
		return err
	}
	if waiting, failed := letters[db.Waiting], letters[db.GivenUp]; waiting+failed > 0 {
		a.standingLine("Surat", fmt.Sprintf("%d menunggu, %d gagal terkirim (lihat: rekon notify --dry-run)", waiting, failed))
	}
	unmended, err := j.Unmended(ctx)
	if err != nil {
		return err
	}
	a.standingLine("Dikembalikan", unmendedWords(unmended))
	owed, err := j.Unreported(ctx)
	if err == nil && len(owed) > 0 {
		a.standingLine("Belum lapor", owedWords(owed[len(owed)-1]))
	}
	return err
}

// patience is how long after its time a job may be done before that is worth a word.
const patience = 2 * time.Minute

func jobWords(s jobs.Standing, now time.Time) string {
	words := "belum pernah berhasil"
	if !s.Success.IsZero() {
		words = "terakhir berhasil " + minuteWords(s.Success)
	}
	if due := s.Overdue(now, now.Add(-patience)); !due.IsZero() {
		words += "; TERLAMBAT, seharusnya " + minuteWords(due)
	}
	if s.Last.Outcome == db.Failed {
		words += "; GAGAL " + minuteWords(s.Last.FinishedAt) + ": " + oneLine(s.Last.Error)
	}
	return words
}

func unmendedWords(drops []db.Drop) string {
	if len(drops) == 0 {
		return fmt.Sprintf("tidak ada yang belum diperbaiki (%d hari terakhir)", jobs.UnmendedDays)
	}
	var names []string
	for _, d := range drops {
		whose := ""
		if d.Agency != "" {
			whose = d.Agency + ", "
		}
		names = append(names, fmt.Sprintf("%s (%s%s)", d.Name, whose, minuteWords(d.ReceivedAt)))
	}
	return fmt.Sprintf("%d belum diperbaiki: %s", len(drops), someOf(names, 3))
}

func owedWords(u jobs.Unreported) string {
	due := u.Due.Add(-time.Nanosecond).In(reconcile.WIB).Format(time.DateOnly)
	words := fmt.Sprintf("%s, tenggat %s: %d dari %d perangkat daerah", periodWords(u.Period), due, len(u.Agencies), u.Of)
	if len(u.Agencies) > 0 {
		words += ": " + someOf(u.Agencies, 10)
	}
	return words
}

// someOf lists the first few of many.
func someOf(names []string, few int) string {
	if len(names) <= few {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s dan %d lainnya", strings.Join(names[:few], ", "), len(names)-few)
}

func minuteWords(t time.Time) string { return t.In(reconcile.WIB).Format("2006-01-02 15.04") }

// oneLine is as much of an error as a line holds.
func oneLine(s string) string { return cut(strings.ReplaceAll(s, "\n", "; "), 160) }
