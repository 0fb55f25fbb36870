package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"rekon/db"
	"rekon/jobs"
	"rekon/reconcile"
)

func (a *app) restoreCommand() *cobra.Command {
	var dry bool
	c := &cobra.Command{
		Use:   "restore",
		Short: "Take in again from arsip/ what the database does not know",
		Long: "Take in again from arsip/ what the database does not know, after a backup of the\n" +
			"database was put back: every plan and every report that came in since, in the order\n" +
			"in which it came and with its time of receipt, and every closing, reopening and\n" +
			"withdrawal in between. Stop `rekon serve` before. Close-outs\n" +
			"are done anew by `rekon closeout`, as things stand by then.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd.Context(), true, func(o *office) error { return a.restore(cmd.Context(), o, dry) })
		},
	}
	c.Flags().BoolVar(&dry, "dry-run", false, "only show what is missing")
	return c
}

func (a *app) restore(ctx context.Context, o *office, dry bool) error {
	missing, err := o.job.Missing(ctx)
	if err != nil {
		return err
	}
	if dry {
		return a.showMissing(missing)
	}
	pass, err := o.job.Restore(ctx, missing)
	switch {
	case a.json:
		err = errors.Join(err, a.printJSON(passOf(pass)))
	case len(missing) == 0:
		a.printf("Tidak ada yang perlu dipulihkan: semua isi arsip ada di basis data.\n")
	default:
		a.printPass(pass)
		a.printf("%s dibaca kembali dari arsip.\n", missingWords(missing))
	}
	if err == nil && pass.Count(db.Returned) > 0 {
		return rejected()
	}
	return err
}

type missingJSON struct {
	Name       string `json:"name"`
	SHA256     string `json:"sha256"`
	ReceivedAt string `json:"received_at"`
	PlanOf     string `json:"plan_of"` // code of the agency whose plan it is, "" for a report
	Event      string `json:"event"`   // closed, reopened or withdrawn, "" for what came in
}

func (a *app) showMissing(missing []jobs.Missing) error {
	if a.json {
		out := []missingJSON{}
		for _, m := range missing {
			out = append(out, missingJSON{m.Name, m.SHA256, m.At.In(reconcile.WIB).Format(time.RFC3339), m.Plan, string(m.Event.Kind)})
		}
		return a.printJSON(out)
	}
	for _, m := range missing {
		what := "berkas: " + m.Name
		if m.Plan != "" {
			what = "rencana " + m.Plan + ": " + m.Name
		}
		if e := m.Event; e.Kind != "" {
			what = fmt.Sprintf("%s: %s, %s", e.Kind.Words(), e.Agency, periodWords(e.Period))
		}
		a.printf("%s  %s\n", m.At.In(reconcile.WIB).Format("2006-01-02 15.04.05"), what)
	}
	a.printf("%s di arsip tidak ada di basis data.\n", missingWords(missing))
	return nil
}

// missingWords count what is missing: "1 rencana dan 2 berkas".
func missingWords(missing []jobs.Missing) string {
	plans, events := 0, 0
	for _, m := range missing {
		plans += btoi(m.Plan != "")
		events += btoi(m.Event.Kind != "")
	}
	words := fmt.Sprintf("%d rencana dan %d berkas", plans, len(missing)-plans-events)
	if events > 0 {
		words += fmt.Sprintf(" serta %d penutupan, pembukaan atau penarikan", events)
	}
	return words
}
