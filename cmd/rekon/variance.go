package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"rekon/reconcile"
)

func (a *app) varianceCommand() *cobra.Command {
	var agency string
	var p reconcile.Period
	c := &cobra.Command{
		Use:   "variance --agency CODE --year YYYY --quarter N",
		Short: "Show the computed lines of an agency's quarter",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkQuarter(p); err != nil {
				return err
			}
			return a.with(cmd.Context(), false, func(o *office) error { return a.variance(cmd.Context(), o, agency, p) })
		},
	}
	periodFlags(c, &agency, &p)
	return c
}

func (a *app) variance(ctx context.Context, o *office, agency string, p reconcile.Period) error {
	agency, err := o.agency(ctx, agency)
	if err != nil {
		return err
	}
	r, ok, err := o.job.DB.Result(ctx, agency, p)
	if err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("%s, %d TW %s: no report was accepted: see `rekon status`; `rekon explain` tells what is known without one", agency, p.Year, p.Roman())
	}
	if err := o.standing(ctx, agency, &r); err != nil {
		return err
	}
	if a.json {
		return a.printJSON(varianceOf(r))
	}
	a.printf("%s, %s: %s (laporan revisi %d, rencana revisi %d)\n\n", r.Plan.Agency.Name, periodWords(p), r.Status, r.Report.Revision, r.Plan.Revision)
	t := table{heads: []string{"KODE", "NAMA", ">TARGET", ">REALISASI", ">CAPAIAN", "STATUS FISIK", ">RENCANA", ">REALISASI (RP)", ">SERAPAN", "STATUS KEUANGAN"}}
	for _, v := range r.Variances {
		u := v.Line.Unit
		t.add(v.Line.Code, indent(v.Line.Level)+cut(v.Line.Name(), 40),
			reconcile.FormatQuantity(v.Physical.Target, u), reconcile.FormatQuantity(v.Physical.Actual, u),
			percentText(v.Physical.Capaian), dash(string(v.Physical.Status)),
			rupiah(v.Money.Plan.Value), rupiah(v.Money.Actual.Value), percentText(v.Money.Serapan), dash(string(v.Money.Status)))
	}
	t.add("", "JUMLAH", "", "", "", "", rupiah(r.Totals.Plan), rupiah(r.Totals.Actual), percentText(r.Totals.Serapan), "")
	t.write(a.out)
	a.printFindings(r.Findings)
	if doubts := r.PlanDoubts(); len(doubts) > 0 {
		a.printf("\nDari rencana aksi (%s), sebab status Perlu Klarifikasi:", r.Plan.File)
		a.printFindings(doubts)
	}
	return nil
}
