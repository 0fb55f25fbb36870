package main

import (
	"context"
	"path/filepath"

	"github.com/shopspring/decimal"
	"github.com/spf13/cobra"

	"rekon/reconcile"
)

func (a *app) checkCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE",
		Short: "Read one realization workbook against the plan; writes nothing",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd.Context(), false, func(o *office) error { return a.check(cmd.Context(), o, args[0]) })
		},
	}
}

func (a *app) check(ctx context.Context, o *office, file string) error {
	data, sum, err := readFile(file, o.job.Limits.Bytes)
	if err != nil {
		return err
	}
	d, err := o.job.Check(ctx, o.inbox(file), data, sum)
	if err != nil {
		return err
	}
	answer := checkOf(filepath.Base(file), d)
	if a.json {
		err = a.printJSON(answer)
	} else {
		a.printf("%s\n", answer.File)
		a.printf("%s, %s\n", dash(d.Agency), periodWords(d.Period))
		a.printf("%s: %d baris, realisasi %s\n", verdictWords[answer.Verdict], len(answer.Lines), rupiah(total(d.Report.Realizations)))
		a.printFindings(d.Findings)
	}
	if err == nil && answer.Verdict == verdictRejected {
		return rejected()
	}
	return err
}

var verdictWords = map[string]string{
	verdictAccepted: "AKAN DITERIMA", verdictWarnings: "AKAN DITERIMA DENGAN CATATAN", verdictRejected: "AKAN DIKEMBALIKAN",
}

func periodWords(p reconcile.Period) string {
	if p.Quarter == 0 || p.Year == 0 {
		return "periode tidak jelas"
	}
	return "Triwulan " + p.Roman() + " Tahun " + yearOrDash(p.Year)
}

// total is the sum of the rupiah that were read, null when none were.
func total(rs []reconcile.Realization) (sum decimal.NullDecimal) {
	for _, r := range rs {
		if r.Money.Said() {
			sum = decimal.NewNullDecimal(sum.Decimal.Add(r.Money.Value.Decimal))
		}
	}
	return sum
}
