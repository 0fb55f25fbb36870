package main

import (
	"bytes"
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"rekon/reconcile"
	"rekon/xlsx"
)

func (a *app) formCommand() *cobra.Command {
	c := &cobra.Command{Use: "form", Short: "Fill official forms from what is stored", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	c.AddCommand(a.formE81Command())
	return c
}

// e81Request is what is asked for on the command line.
type e81Request struct {
	agency string
	period reconcile.Period // quarter 0 for the last one reported
	target string
}

func (a *app) formE81Command() *cobra.Command {
	var in e81Request
	c := &cobra.Command{
		Use:   "e81 --agency CODE --year YYYY",
		Short: "Fill Formulir E.81, the evaluation of an agency's Renja (Permendagri 86/2017)",
		Long: "Fill Formulir E.81, the evaluation of an agency's Renja (Permendagri 86/2017), from the\n" +
			"plan and the reports that are stored. What is not known stays visibly open.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("quarter") {
				if err := checkQuarter(in.period); err != nil {
					return err
				}
			}
			return a.with(cmd.Context(), false, func(o *office) error { return a.formE81(cmd.Context(), o, in) })
		},
	}
	agencyYearFlags(c, &in.agency, &in.period.Year)
	c.Flags().IntVar(&in.period.Quarter, "quarter", 0, "last triwulan to show, 1 to 4 (else the last that was reported)")
	c.Flags().StringVarP(&in.target, "output", "o", "", "`FILE` to write (else a name made of agency and quarter, in this folder)")
	return c
}

func (a *app) formE81(ctx context.Context, o *office, in e81Request) (err error) {
	if in.agency, err = o.agency(ctx, in.agency); err != nil {
		return err
	}
	form, err := o.job.FormE81(ctx, in.agency, in.period, reconcile.Renstra{})
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := xlsx.WriteE81(&b, form); err != nil {
		return err
	}
	if in.target == "" {
		in.target = fmt.Sprintf("Formulir E.81 %s %d TW%d.xlsx", in.agency, form.Period.Year, form.Period.Quarter)
	}
	if err := os.WriteFile(in.target, b.Bytes(), 0o644); err != nil {
		return err
	}
	if a.json {
		return a.printJSON(e81Of(in.target, form))
	}
	a.printf("%s\n", in.target)
	return nil
}
