package main

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rekon/jobs"
)

func (a *app) closeCommand() *cobra.Command {
	return a.closingCommand(&cobra.Command{
		Use:   "close --year YYYY --quarter N",
		Short: "Close a quarter: its figures stay, later drops come back",
		Long: "Close a quarter that has ended, of one agency or of all. From then on a workbook for it\n" +
			"is given back (quarter-closed), no plan can be imported that would hold in it, and its\n" +
			"figures stay as they are, even when an earlier quarter is corrected. Agencies that have\n" +
			"not reported are closed, too, and named. `rekon reopen` opens it again. With --json:\n" +
			"{dry_run, quarters: [{agency, name, year, quarter, status, revision, done}], unreported:\n" +
			"[code]}; status and revision are as before, done is false where it was closed already.",
	}, closeWords, (*jobs.Job).CloseQuarter)
}

func (a *app) reopenCommand() *cobra.Command {
	return a.closingCommand(&cobra.Command{
		Use:   "reopen --year YYYY --quarter N --reason TEXT",
		Short: "Open a closed quarter again",
		Long: "Open a closed quarter again, of one agency or of all, and compute it and those after it\n" +
			"anew, since what they rest on may have changed meanwhile. It needs a reason, which the\n" +
			"history keeps. The answer with --json is that of `rekon close`.",
	}, reopenWords, (*jobs.Job).ReopenQuarter)
}

// closingWords are what a command that closes or opens says of each quarter.
type closingWords struct {
	done, would, already string
	needsReason          bool
}

var (
	closeWords  = closingWords{"ditutup", "akan ditutup", "sudah ditutup", false}
	reopenWords = closingWords{"dibuka lagi", "akan dibuka lagi", "tidak sedang ditutup", true}
)

func (a *app) closingCommand(c *cobra.Command, words closingWords, do func(*jobs.Job, context.Context, jobs.CloseOrder) ([]jobs.Closed, error)) *cobra.Command {
	var in jobs.CloseOrder
	c.Args = cobra.NoArgs
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := checkOrder(in.Period, in.Reason, words.needsReason); err != nil {
			return err
		}
		return a.with(cmd.Context(), true, func(o *office) (err error) {
			if in.Agency != "" {
				if in.Agency, err = o.agency(cmd.Context(), in.Agency); err != nil {
					return err
				}
			}
			closed, err := do(o.job, cmd.Context(), in)
			return errors.Join(err, a.printClosed(closed, in.DryRun, words))
		})
	}
	c.Flags().StringVar(&in.Agency, "agency", "", "only the agency of this `CODE`")
	c.Flags().IntVar(&in.Period.Year, "year", 0, "budget year, `YYYY`")
	c.Flags().IntVar(&in.Period.Quarter, "quarter", 0, "triwulan, 1 to 4")
	c.Flags().StringVar(&in.Reason, "reason", "", "why, `TEXT` for the history")
	c.Flags().BoolVar(&in.DryRun, "dry-run", false, "only show what it would do")
	require(c, "year", "quarter")
	if words.needsReason {
		require(c, "reason")
	}
	return c
}

type closedJSON struct {
	DryRun     bool                `json:"dry_run"`
	Quarters   []closedQuarterJSON `json:"quarters"`
	Unreported []string            `json:"unreported"`
}

type closedQuarterJSON struct {
	Agency   string `json:"agency"`
	Name     string `json:"name"`
	Year     int    `json:"year"`
	Quarter  int    `json:"quarter"`
	Status   string `json:"status"`
	Revision int    `json:"revision"`
	Done     bool   `json:"done"`
}

func (a *app) printClosed(closed []jobs.Closed, dry bool, words closingWords) error {
	unreported := []string{}
	for _, c := range closed {
		if c.Done && c.Revision == 0 {
			unreported = append(unreported, c.Agency.Code)
		}
	}
	if a.json {
		out := closedJSON{dry, []closedQuarterJSON{}, unreported}
		for _, c := range closed {
			out.Quarters = append(out.Quarters, closedQuarterJSON{c.Agency.Code, c.Agency.Name, c.Period.Year, c.Period.Quarter, string(c.Status), c.Revision, c.Done})
		}
		return a.printJSON(out)
	}
	t := table{heads: []string{"KODE", "PERANGKAT DAERAH", "TAHUN", "TW", "STATUS SEBELUMNYA", ">REVISI", "HASIL"}}
	for _, c := range closed {
		t.add(c.Agency.Code, cut(c.Agency.Name, 44), strconv.Itoa(c.Period.Year), c.Period.Roman(), string(c.Status), numberOrDash(c.Revision), words.of(c, dry))
	}
	if len(closed) > 0 {
		t.write(a.out)
	}
	if len(unreported) > 0 {
		a.printf("\nTanpa laporan: %s.\n", strings.Join(unreported, ", "))
	}
	if dry {
		a.printf("\nTidak ada yang diubah (--dry-run).\n")
	}
	return nil
}

// of says what became of a quarter.
func (w closingWords) of(c jobs.Closed, dry bool) string {
	switch {
	case !c.Done:
		return w.already
	case dry:
		return w.would
	default:
		return w.done
	}
}
