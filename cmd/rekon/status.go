package main

import (
	"context"
	"strconv"
	"strings"

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
		Long: "Show who has reported, and how it stands. Without flags: every quarter that has\n" +
			"ended or been reported, below at most ten lines that tell how the work stands:\n" +
			"whether share and database can be reached, what waits, when each job was last done,\n" +
			"what was given back and not mended, who has not reported.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("quarter") {
				if err := checkQuarter(reconcile.Period{Quarter: f.Quarter}); err != nil {
					return err
				}
			}
			c, err := a.loadConfig()
			if err != nil {
				return err
			}
			current := !cmd.Flags().Changed("year") && !cmd.Flags().Changed("quarter")
			if current && !a.json {
				return a.standing(cmd.Context(), c)
			}
			return a.withDatabase(c)(cmd.Context(), func(j *jobs.Job) error { return a.status(cmd.Context(), j, f, current) })
		},
	}
	c.Flags().IntVar(&f.Year, "year", 0, "only this budget year, `YYYY`")
	c.Flags().IntVar(&f.Quarter, "quarter", 0, "only this triwulan, 1 to 4")
	return c
}

func (a *app) status(ctx context.Context, j *jobs.Job, f db.QuarterFilter, current bool) error {
	stored, err := j.DB.AgencyQuarters(ctx, f)
	if err != nil {
		return err
	}
	out := []statusJSON{}
	now := j.Now()
	for _, q := range stored {
		if current && !jobs.Ended(q.Period, now) && q.ReceivedAt.IsZero() {
			continue
		}
		q.LateDays = jobs.LateDays(q, now)
		out = append(out, statusOf(q))
	}
	if a.json {
		return a.printJSON(out)
	}
	a.printStatus(out)
	return a.printOutdated(ctx, j, f)
}

// printOutdated names the closed quarters under which something was corrected.
func (a *app) printOutdated(ctx context.Context, j *jobs.Job, f db.QuarterFilter) error {
	outdated, err := j.Outdated(ctx, f)
	for _, o := range outdated {
		a.printf("\n%s, %s: ditutup dengan angka lama; sesudahnya %s. Lihat `rekon history`, atau buka lagi dengan `rekon reopen`.\n",
			o.Agency, periodWords(o.Period), strings.Join(o.Why, ", "))
	}
	return err
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
			received = shortTime(*q.ReceivedAt)
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
