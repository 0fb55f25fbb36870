package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"rekon/db"
	"rekon/jobs"
)

func (a *app) runCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "run",
		Short: "Make one pass over the share: take, reconcile, publish, give back",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd.Context(), true, func(o *office) error { return a.pass(cmd.Context(), o) })
		},
	}
}

func (a *app) pass(ctx context.Context, o *office) error {
	stop := a.progress(o.job)
	pass, err := o.job.Intake(ctx, o.asked(jobs.IntakeJob))
	stop()
	if a.json {
		err = errors.Join(err, a.printJSON(passOf(pass)))
	} else {
		a.printPass(pass)
		if err == nil && len(pass.Taken) == 0 && len(pass.Left) == 0 {
			a.printf("Tidak ada berkas baru di folder masuk.\n")
		}
	}
	if err == nil && pass.Count(db.Returned) > 0 {
		return rejected()
	}
	return err
}

var outcomeWords = map[db.Outcome]string{
	db.Accepted: "diterima", db.Returned: "dikembalikan", db.Duplicate: "sudah ada",
}

func (a *app) printPass(p jobs.Pass) {
	for _, t := range p.Taken {
		a.printf("%-12s %s", outcomeWords[t.Outcome], t.Name)
		if t.Agency != "" {
			a.printf(" (%s, %s", t.Agency, periodWords(t.Period))
			if t.Report.Revision > 0 && t.Outcome != db.Returned {
				a.printf(", revisi %d", t.Report.Revision)
			}
			a.printf(")")
		}
		if e, w := t.Errors(), t.Warnings(); e+w > 0 {
			a.printf(": %d harus diperbaiki, %d perlu dilihat", e, w)
		}
		a.printf("\n")
		for _, path := range t.Paths {
			a.printf("             -> %s\n", path)
		}
	}
	for _, l := range p.Left {
		a.printf("%-12s %s: %s\n", "ditunda", l.Name, l.Reason)
	}
	for _, path := range p.Published {
		a.printf("%-12s %s\n", "terbit", path)
	}
}
