package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rekon/jobs"
	"rekon/reconcile"
)

func (a *app) remindCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "remind",
		Short: "Remind the agencies that have not reported of the due date",
		Long: "Remind the agencies that have a plan and no accepted report of a due date that comes,\n" +
			"as `rekon serve` does: once for each of the days before it that rekon.yaml names\n" +
			"(schedule: reminder_days). The letters are queued; `rekon serve` or `rekon notify`\n" +
			"sends them. Without mail in rekon.yaml it only tells who would be reminded.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd.Context(), true, func(o *office) error { return a.remind(cmd.Context(), o) })
		},
	}
}

type remindedJSON struct {
	Agency  string   `json:"agency"`
	Name    string   `json:"name"`
	Year    int      `json:"year"`
	Quarter int      `json:"quarter"`
	Due     string   `json:"due"`
	Days    int      `json:"days"`
	To      []string `json:"to"`
}

func (a *app) remind(ctx context.Context, o *office) error {
	reminded, err := o.job.RemindRecorded(ctx, newRun())
	if a.json {
		out := []remindedJSON{}
		for _, r := range reminded {
			out = append(out, remindedJSON{r.Agency.Code, r.Agency.Name, r.Period.Year, r.Period.Quarter, dueDay(r.Due), r.Days, append([]string{}, r.To...)})
		}
		return errors.Join(err, a.printJSON(out))
	}
	if len(reminded) == 0 && err == nil {
		a.printf("Tidak ada yang perlu diingatkan.\n")
	}
	a.printReminded(reminded)
	return err
}

func (a *app) printReminded(reminded []jobs.Reminded) {
	if len(reminded) == 0 {
		return
	}
	t := table{heads: []string{"TAHUN", "TW", "KODE", "TENGGAT", "KEPADA"}}
	for _, r := range reminded {
		to := strings.Join(r.To, ", ")
		if to == "" {
			to = "– (belum ada alamat di rekon.yaml)"
		}
		t.add(yearOf(r.Period), r.Period.Roman(), r.Agency.Code, dueDay(r.Due), to)
	}
	t.write(a.out)
}

// dueDay is the day before the first late instant.
func dueDay(due time.Time) string {
	return due.Add(-time.Nanosecond).In(reconcile.WIB).Format(time.DateOnly)
}
