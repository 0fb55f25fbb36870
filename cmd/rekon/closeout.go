package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"rekon/jobs"
)

func (a *app) closeoutCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "closeout",
		Short: "Close out the quarters whose due date has passed",
		Long: "Close out the quarters whose due date has passed, as `rekon serve` does every night:\n" +
			"who has not reported has the days of delay stored, the totals are kept as they\n" +
			"stand, and the entry workbooks for the next quarter are put out. Each agency's\n" +
			"quarter is closed out once. Nothing is locked: late reports are still taken.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd.Context(), true, func(o *office) error { return a.closeout(cmd.Context(), o) })
		},
	}
}

func (a *app) closeout(ctx context.Context, o *office) error {
	closed, err := o.job.CloseOutRecorded(ctx, o.asked(jobs.CloseOutJob))
	out := []statusJSON{}
	for _, q := range closed {
		out = append(out, statusOf(q))
	}
	switch {
	case a.json:
		return errors.Join(err, a.printJSON(out))
	case len(out) > 0:
		a.printStatus(out)
	case err == nil:
		a.printf("Tidak ada triwulan yang perlu ditutup.\n")
	}
	return err
}
