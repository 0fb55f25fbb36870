package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"rekon/jobs"
	"rekon/reconcile"
)

func (a *app) withdrawCommand() *cobra.Command {
	var in jobs.WithdrawOrder
	c := &cobra.Command{
		Use:   "withdraw --agency CODE --year YYYY --quarter N --reason TEXT",
		Short: "Take back a report that went to the wrong quarter or agency",
		Long: "Take back the report in force of an agency's quarter. The one before it is in force\n" +
			"again; without one the quarter is as if none had come, and its workbooks leave hasil/.\n" +
			"Later quarters are computed anew, but for closed ones. The original stays in arsip/, the\n" +
			"revision is not given again, and the same file may be dropped again. A closed quarter\n" +
			"has to be opened first: see `rekon reopen`. With --json: {agency, year, quarter,\n" +
			"revision, file, sha256, reason, dry_run, in_force: {revision, sha256, received_at}|null,\n" +
			"status, recomputed: [quarter], closed: [quarter]}.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkOrder(in.Period, in.Reason, true); err != nil {
				return err
			}
			return a.with(cmd.Context(), true, func(o *office) error { return a.withdraw(cmd.Context(), o, in) })
		},
	}
	periodFlags(c, &in.Agency, &in.Period)
	c.Flags().StringVar(&in.Reason, "reason", "", "why, `TEXT` for the history")
	c.Flags().BoolVar(&in.DryRun, "dry-run", false, "only show what it would do")
	require(c, "reason")
	return c
}

// checkOrder refuses an order without a real quarter or a reason that it needs.
func checkOrder(p reconcile.Period, reason string, needed bool) error {
	if err := checkYear(p.Year); err != nil {
		return err
	}
	if needed && strings.TrimSpace(reason) == "" {
		return usage("--reason is empty: say in a few words why, for who asks a year later")
	}
	return checkQuarter(p)
}

func (a *app) withdraw(ctx context.Context, o *office, in jobs.WithdrawOrder) (err error) {
	if in.Agency, err = o.agency(ctx, in.Agency); err != nil {
		return err
	}
	w, err := o.job.Withdraw(ctx, in)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(withdrawnOf(w, in.DryRun))
	}
	verb := "ditarik"
	if in.DryRun {
		verb = "akan ditarik (tidak ada yang diubah)"
	}
	a.printf("%s, %s: laporan revisi %d (%s) %s.\n", w.Agency, periodWords(w.Period), w.Revision, w.Report.File, verb)
	if w.Again.Revision > 0 {
		a.printf("Berlaku lagi: revisi %d (%s), diterima %s.\n", w.Again.Revision, w.Again.File, jobs.FormatTime(w.Again.ReceivedAt))
	} else {
		a.printf("Tidak ada laporan lain untuk triwulan ini; buku kerja variansinya dikeluarkan dari %s/.\n", o.config.Folders.Hasil)
	}
	a.printf("Status triwulan: %s.\n", w.Standing.Status)
	a.printQuarters("Dihitung ulang", w.Recomputed)
	a.printQuarters("Tetap, karena sudah ditutup", w.Closed)
	return nil
}

// printQuarters names quarters, where there are any.
func (a *app) printQuarters(what string, ps []reconcile.Period) {
	var names []string
	for _, p := range ps {
		names = append(names, "Triwulan "+p.Roman())
	}
	if len(names) > 0 {
		a.printf("%s: %s.\n", what, strings.Join(names, ", "))
	}
}

type withdrawnJSON struct {
	Agency     string          `json:"agency"`
	Year       int             `json:"year"`
	Quarter    int             `json:"quarter"`
	Revision   int             `json:"revision"`
	File       string          `json:"file"`
	SHA256     string          `json:"sha256"`
	Reason     string          `json:"reason"`
	DryRun     bool            `json:"dry_run"`
	InForce    *submissionJSON `json:"in_force"`
	Status     string          `json:"status"`
	Recomputed []int           `json:"recomputed"`
	Closed     []int           `json:"closed"`
}

func withdrawnOf(w jobs.Withdrawn, dry bool) withdrawnJSON {
	out := withdrawnJSON{
		Agency: w.Agency, Year: w.Period.Year, Quarter: w.Period.Quarter, Revision: w.Revision, File: w.Report.File, SHA256: w.Report.SHA256,
		Reason: w.Reason, DryRun: dry, Status: string(w.Standing.Status), Recomputed: quartersOf(w.Recomputed), Closed: quartersOf(w.Closed),
	}
	if r := w.Again; r.Revision > 0 {
		out.InForce = &submissionJSON{r.Revision, r.SHA256, timeText(r.ReceivedAt)}
	}
	return out
}

func quartersOf(ps []reconcile.Period) []int {
	out := []int{}
	for _, p := range ps {
		out = append(out, p.Quarter)
	}
	return out
}
