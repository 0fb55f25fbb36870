package main

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rekon/db"
	"rekon/jobs"
	"rekon/reconcile"
)

func (a *app) statusCommand() *cobra.Command {
	var f db.QuarterFilter
	c := &cobra.Command{
		Use:   "status",
		Short: "Show who has reported, and how it stands",
		Long:  "Show who has reported, and how it stands. Without flags: every quarter that has\nended or been reported.",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("quarter") {
				if err := checkQuarter(reconcile.Period{Quarter: f.Quarter}); err != nil {
					return err
				}
			}
			return a.with(cmd.Context(), false, func(o *office) error {
				return a.status(cmd.Context(), o, f, !cmd.Flags().Changed("year") && !cmd.Flags().Changed("quarter"))
			})
		},
	}
	c.Flags().IntVar(&f.Year, "year", 0, "only this budget year, `YYYY`")
	c.Flags().IntVar(&f.Quarter, "quarter", 0, "only this triwulan, 1 to 4")
	return c
}

func (a *app) status(ctx context.Context, o *office, f db.QuarterFilter, current bool) error {
	stored, err := o.job.DB.AgencyQuarters(ctx, f)
	if err != nil {
		return err
	}
	out := []statusJSON{}
	now := o.job.Now()
	for _, q := range stored {
		if current && !jobs.Ended(q.Period, now) && q.ReceivedAt.IsZero() {
			continue
		}
		if q.Revision == 0 {
			q.LateDays = reconcile.LateDays(now, q.Due) // ageing: nothing was accepted yet
		}
		out = append(out, statusOf(q))
	}
	if a.json {
		return a.printJSON(out)
	}
	a.printStatus(out)
	return a.printSuccesses(ctx, o)
}

// printSuccesses tells in one line when each job was last done with success: one that
// should run and does not is seen here.
func (a *app) printSuccesses(ctx context.Context, o *office) error {
	var words []string
	for _, job := range []string{jobs.IntakeJob, jobs.CloseOutJob} {
		last, ok, err := o.job.DB.LastSuccess(ctx, job)
		if err != nil {
			return err
		}
		when := "belum pernah"
		if ok {
			when = last.StartedAt.In(reconcile.WIB).Format("2006-01-02 15.04")
		}
		words = append(words, job+" "+when)
	}
	a.printf("Terakhir berhasil: %s\n", strings.Join(words, ", "))
	return nil
}

func (a *app) printStatus(qs []statusJSON) {
	if len(qs) == 0 {
		a.printf("Belum ada triwulan yang berakhir atau dilaporkan.\n")
		return
	}
	t := table{heads: []string{"TAHUN", "TW", "KODE", "PERANGKAT DAERAH", "STATUS", "TENGGAT", "DITERIMA", ">TERLAMBAT", ">REVISI", ">GALAT", ">CATATAN"}}
	for _, q := range qs {
		received := "–"
		if q.ReceivedAt != nil {
			received = *q.ReceivedAt
			if at, err := time.Parse(time.RFC3339, received); err == nil {
				received = at.Format("2006-01-02 15.04")
			}
		}
		late := "–"
		if q.LateDays > 0 {
			late = strconv.Itoa(q.LateDays) + " hari"
		}
		t.add(strconv.Itoa(q.Year), reconcile.Period{Quarter: q.Quarter}.Roman(), q.Agency, cut(q.Name, 44), q.Status, q.Due, received, late,
			strconv.Itoa(q.Revision), strconv.Itoa(q.Errors), strconv.Itoa(q.Warnings))
	}
	t.write(a.out)
}
