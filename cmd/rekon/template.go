package main

import (
	"bytes"
	"context"
	"os"
	"path"

	"github.com/spf13/cobra"

	"rekon/reconcile"
)

func (a *app) templateCommand() *cobra.Command {
	var agency, target string
	var p reconcile.Period
	c := &cobra.Command{
		Use:   "template --agency CODE --year YYYY --quarter N",
		Short: "Write the entry workbook that staff fill",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkQuarter(p); err != nil {
				return err
			}
			return a.with(cmd.Context(), false, func(o *office) error { return a.template(cmd.Context(), o, agency, p, target) })
		},
	}
	periodFlags(c, &agency, &p)
	c.Flags().StringVarP(&target, "output", "o", "", "`FILE` to write (else a name made of agency and quarter, in this folder)")
	return c
}

func (a *app) template(ctx context.Context, o *office, agency string, p reconcile.Period, target string) error {
	agency, err := o.agency(ctx, agency)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := o.job.WriteTemplate(ctx, &b, agency, p); err != nil {
		return err
	}
	if target == "" {
		target = path.Base(o.job.TemplatePath(agency, p))
	}
	if err := os.WriteFile(target, b.Bytes(), 0o644); err != nil {
		return err
	}
	if a.json {
		return a.printJSON(map[string]string{"file": target})
	}
	a.printf("%s\n", target)
	return nil
}
