package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

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
	input  string           // workbook with what the Renstra says, "" for none
	empty  bool             // write the empty input sheet instead
	target string
}

func (a *app) formE81Command() *cobra.Command {
	var in e81Request
	c := &cobra.Command{
		Use:   "e81 --agency CODE --year YYYY",
		Short: "Fill Formulir E.81, the evaluation of an agency's Renja (Permendagri 86/2017)",
		Long: "Fill Formulir E.81, the evaluation of an agency's Renja (Permendagri 86/2017), from the\n" +
			"plan and the reports that are stored. What is not known stays visibly open.\n\n" +
			"The targets of the Renstra and what was reached before this year are not stored:\n" +
			"--write-input writes an empty sheet for them, --input reads it once it is filled in.\n" +
			"A cell of it that has no single reading is named, and the answer is exit code 3.",
		Example: "  rekon form e81 --agency BKPP --year 2020 --write-input -o isian.xlsx\n" +
			"  rekon form e81 --agency BKPP --year 2020 --input isian.xlsx",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("quarter") {
				if err := checkQuarter(in.period); err != nil {
					return err
				}
			}
			if in.empty && (in.input != "" || cmd.Flags().Changed("quarter")) {
				return usage("form e81: --write-input is the sheet of the whole year: give it without --input and --quarter")
			}
			return a.with(cmd.Context(), false, func(o *office) error { return a.formE81(cmd.Context(), o, in) })
		},
	}
	agencyYearFlags(c, &in.agency, &in.period.Year)
	c.Flags().IntVar(&in.period.Quarter, "quarter", 0, "last triwulan to show, 1 to 4 (else the last that was reported)")
	c.Flags().StringVar(&in.input, "input", "", "`FILE` with the filled in sheet for what the Renstra says")
	c.Flags().BoolVar(&in.empty, "write-input", false, "write the empty sheet for what the Renstra says")
	c.Flags().StringVarP(&in.target, "output", "o", "", "`FILE` to write (else a name made of agency and quarter, in this folder)")
	return c
}

func (a *app) formE81(ctx context.Context, o *office, in e81Request) (err error) {
	if in.agency, err = o.agency(ctx, in.agency); err != nil {
		return err
	}
	if in.empty {
		return a.writeE81Input(ctx, o, in)
	}
	var findings []reconcile.Finding
	form, err := o.job.FormE81(ctx, in.agency, in.period, func(form reconcile.E81) (renstra reconcile.Renstra, err error) {
		renstra, findings, err = o.readE81Input(in.input, form)
		if rejectedIf(findings) != nil {
			return reconcile.Renstra{}, err
		}
		return renstra, err
	})
	if err != nil {
		return err
	}
	if bad := rejectedIf(findings); bad != nil {
		return errors.Join(a.printE81("", form, findings), bad)
	}
	var b bytes.Buffer
	if err := xlsx.WriteE81(&b, form); err != nil {
		return err
	}
	target := cmp.Or(in.target, fmt.Sprintf("Formulir E.81 %s %d TW%d.xlsx", in.agency, form.Period.Year, form.Period.Quarter))
	if err := os.WriteFile(target, b.Bytes(), 0o644); err != nil {
		return err
	}
	return a.printE81(target, form, findings)
}

// readE81Input reads the sheet that an office has filled in, nothing where none is named.
func (o *office) readE81Input(file string, form reconcile.E81) (reconcile.Renstra, []reconcile.Finding, error) {
	if file == "" {
		return reconcile.Renstra{}, nil, nil
	}
	data, sum, err := readFile(file, o.job.Limits.Bytes)
	if err != nil {
		return reconcile.Renstra{}, nil, err
	}
	renstra, findings := xlsx.ReadE81Input(filepath.Base(file), data, o.job.Limits, o.config.Limits.Time, form)
	renstra.SHA256 = sum
	return renstra, findings, nil
}

// printE81 tells what was written, "" for nothing, and what the input sheet asks.
func (a *app) printE81(target string, form reconcile.E81, findings []reconcile.Finding) error {
	if a.json {
		return a.printJSON(e81Of(target, form, findings))
	}
	if target != "" {
		a.printf("%s\n", target)
	}
	a.printFindings(findings)
	return nil
}

func (a *app) writeE81Input(ctx context.Context, o *office, in e81Request) error {
	var b bytes.Buffer
	if err := o.job.WriteE81Input(ctx, &b, in.agency, in.period.Year); err != nil {
		return err
	}
	target := cmp.Or(in.target, fmt.Sprintf("Isian Renstra %s %d.xlsx", in.agency, in.period.Year))
	if err := os.WriteFile(target, b.Bytes(), 0o644); err != nil {
		return err
	}
	if a.json {
		return a.printJSON(map[string]string{"file": target})
	}
	a.printf("%s\n", target)
	return nil
}
