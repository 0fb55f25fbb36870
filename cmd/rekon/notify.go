package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rekon/db"
	"rekon/jobs"
	"rekon/reconcile"
)

func (a *app) notifyCommand() *cobra.Command {
	var dry, again bool
	c := &cobra.Command{
		Use:   "notify",
		Short: "Send the letters that wait, or show what would be sent to whom",
		Long: "Send the letters that are due, as `rekon serve` does every minute. With --dry-run\n" +
			"nothing is sent: it shows every letter that waits or was given up, to whom, and why\n" +
			"it has not gone out. --again has those that were given up tried once more.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd.Context(), true, func(o *office) error {
				if dry {
					return a.showLetters(cmd.Context(), o)
				}
				return a.notify(cmd.Context(), o, again)
			})
		},
	}
	c.Flags().BoolVar(&dry, "dry-run", false, "show what would be sent to whom, send nothing")
	c.Flags().BoolVar(&again, "again", false, "try those that were given up, and those that wait, at once")
	return c
}

type mailingJSON struct {
	Sent       int `json:"sent"`
	Deferred   int `json:"deferred"`
	GivenUp    int `json:"given_up"`
	Superseded int `json:"superseded"`
}

func (a *app) notify(ctx context.Context, o *office, again bool) error {
	if o.job.Mail == nil {
		return &exitError{exitUsage, jobs.ErrNoMail}
	}
	if again {
		now := o.job.Now()
		if _, err := o.job.DB.RetryMessages(ctx, now, now.Add(o.job.Mail.GiveUp)); err != nil {
			return err
		}
	}
	done, err := o.job.SendMailRecorded(ctx, newRun())
	if a.json {
		err = errors.Join(err, a.printJSON(mailingJSON(done)))
	} else {
		a.printf("Terkirim %d, ditunda %d, gagal %d, digantikan %d.\n", done.Sent, done.Deferred, done.GivenUp, done.Superseded)
	}
	if err == nil && done.GivenUp > 0 {
		err = fmt.Errorf("%d letters were given up: see `rekon notify --dry-run`, then `rekon notify --again`", done.GivenUp)
	}
	return err
}

type letterJSON struct {
	MessageID   string   `json:"message_id"`
	Kind        string   `json:"kind"`
	To          string   `json:"to"`
	Agency      *string  `json:"agency"`
	Year        *int     `json:"year"`
	Quarter     *int     `json:"quarter"`
	Subject     string   `json:"subject"`
	Attachments []string `json:"attachments"`
	Text        string   `json:"text"`
	HTML        string   `json:"html"`
	State       string   `json:"state"`
	Attempts    int      `json:"attempts"`
	NextAttempt *string  `json:"next_attempt"`
	LastError   *string  `json:"last_error"`
}

// showLetters lists what waits and what was given up. It looks at each as it would go
// out now.
func (a *app) showLetters(ctx context.Context, o *office) error {
	messages, err := o.job.DB.Messages(ctx, db.Waiting, db.GivenUp)
	if err != nil {
		return err
	}
	if o.job.Mail == nil { // what an earlier rekon.yaml had queued
		o.job.Mail = &jobs.Mail{}
	}
	out := []letterJSON{}
	for _, m := range messages {
		l, ok, err := o.job.Compose(ctx, m)
		if err != nil {
			l.Subject = "? " + err.Error()
		} else if !ok {
			continue
		}
		out = append(out, letterJSON{
			MessageID: m.MessageID, Kind: string(m.Kind), To: m.To, Agency: text(m.Agency), Year: positive(m.Period.Year),
			Quarter: positive(m.Period.Quarter), Subject: l.Subject, Attachments: append([]string{}, l.Attached...), Text: l.Text,
			HTML: l.HTML, State: string(m.State), Attempts: m.Attempts, NextAttempt: text(timeText(m.NextAt)), LastError: text(m.Error),
		})
	}
	if a.json {
		return a.printJSON(out)
	}
	a.printLetters(out)
	return nil
}

func (a *app) printLetters(letters []letterJSON) {
	if len(letters) == 0 {
		a.printf("Tidak ada surat yang menunggu.\n")
		return
	}
	t := table{heads: []string{"KEADAAN", "KEPADA", "PERIHAL", ">LAMPIRAN", ">DICOBA", "BERIKUTNYA"}}
	var failed []string
	for _, l := range letters {
		next := "–"
		if l.NextAttempt != nil {
			next = shortTime(*l.NextAttempt)
		}
		t.add(l.State, l.To, cut(l.Subject, 60), strconv.Itoa(len(l.Attachments)), strconv.Itoa(l.Attempts), next)
		if l.LastError != nil {
			failed = append(failed, l.To+": "+*l.LastError)
		}
	}
	t.write(a.out)
	if len(failed) > 0 {
		a.printf("\nMengapa belum terkirim:\n  %s\n", strings.Join(failed, "\n  "))
	}
}

// shortTime is a time of the JSON as tables have it.
func shortTime(s string) string {
	if at, err := time.Parse(time.RFC3339, s); err == nil {
		return at.Format("2006-01-02 15.04")
	}
	return s
}

func yearOf(p reconcile.Period) string { return strconv.Itoa(p.Year) }
