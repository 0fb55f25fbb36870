package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rekon/jobs"
	"rekon/reconcile"
	"rekon/xlsx"
)

// diffRequest is what is asked for on the command line.
type diffRequest struct {
	jobs.PlanImport
	file      string // the workbook to compare with, "" for two stored revisions
	revisions string // such as "1,2", "" for the last two
	target    string // workbook to write, "" for none
}

func (a *app) planDiffCommand() *cobra.Command {
	var in diffRequest
	c := &cobra.Command{
		Use:   "diff [FILE] --agency CODE --year YYYY",
		Short: "Compare two states of a plan: semula, menjadi, bertambah/(berkurang)",
		Long: "Compare two states of a plan line by line: semula, menjadi, bertambah/(berkurang), with\n" +
			"lines that are new and gone, and totals. Without FILE the last two stored revisions, or\n" +
			"those of --revisions; with FILE what importing it would change. Writes nothing but the\n" +
			"workbook of --output, in the form in which offices print a change.\n\n" +
			"JSON: agency, year, was and is {revision, from_quarter, decree, file, sha256}, lines\n" +
			"[{code, turn: tetap|berubah|baru|hilang, level, name_was, name, unit_was, unit, target and\n" +
			"budget {q1..q4, year: {was, is, change}}}], totals {q1..q4, year} and findings.",
		Example: "  rekon plan diff --agency BKPP --year 2020\n" +
			"  rekon plan diff dppa.xlsx --agency BKPP --year 2020 --from-quarter 4 -o perubahan.xlsx",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkImport(in.PlanImport); err != nil {
				return err
			}
			if len(args) == 1 {
				in.file = args[0]
			}
			if in.file == "" && cmd.Flags().Changed("from-quarter") {
				return usage("plan diff: --from-quarter says what a FILE holds from: name the FILE")
			}
			if in.file != "" && in.revisions != "" {
				return usage("plan diff: give a FILE or --revisions, not both")
			}
			return a.with(cmd.Context(), false, func(o *office) error { return a.diffPlans(cmd.Context(), o, in) })
		},
	}
	importFlags(c, &in.PlanImport)
	c.Flags().StringVar(&in.revisions, "revisions", "", "the two stored revisions, such as `1,2` (else the last two)")
	c.Flags().StringVarP(&in.target, "output", "o", "", "workbook `FILE` to write")
	return c
}

func (a *app) diffPlans(ctx context.Context, o *office, in diffRequest) (err error) {
	if in.Agency, err = o.agency(ctx, in.Agency); err != nil {
		return err
	}
	d, err := a.diffOf(ctx, o, in)
	if err != nil || d.Is.Year == 0 {
		return err
	}
	if in.target != "" {
		var b bytes.Buffer
		if err := xlsx.WritePlanDiff(&b, d, o.job.Heads[in.Agency]); err != nil {
			return err
		}
		if err := os.WriteFile(in.target, b.Bytes(), 0o644); err != nil {
			return err
		}
	}
	if a.json {
		return a.printJSON(planDiffOf(d))
	}
	a.printDiff(d, in.target)
	return nil
}

// diffOf compares what was asked for. A workbook that would not be imported is printed
// with its findings.
func (a *app) diffOf(ctx context.Context, o *office, in diffRequest) (reconcile.PlanDiff, error) {
	if in.file == "" {
		from, to, err := revisionPair(in.revisions)
		if err != nil {
			return reconcile.PlanDiff{}, err
		}
		return o.job.DiffPlans(ctx, in.Agency, in.Year, from, to)
	}
	data, sum, err := readFile(in.file, o.job.Limits.Bytes)
	if err != nil {
		return reconcile.PlanDiff{}, err
	}
	d, err := o.job.DiffWith(ctx, filepath.Base(in.file), data, in.PlanImport)
	if err != nil {
		return d, a.refusedPlan(err, in.file, sum, in.PlanImport)
	}
	return d, nil
}

// revisionPair reads "1,2"; zeros for "".
func revisionPair(text string) (from, to int, err error) {
	if text == "" {
		return 0, 0, nil
	}
	a, b, ok := strings.Cut(text, ",")
	from, e1 := strconv.Atoi(strings.TrimSpace(a))
	to, e2 := strconv.Atoi(strings.TrimSpace(b))
	if !ok || e1 != nil || e2 != nil || from < 1 || to <= from {
		return 0, 0, usage("--revisions %q: give an earlier and a later revision, such as 1,2", text)
	}
	return from, to, nil
}

// printDiff shows what changed; lines that stay are counted.
func (a *app) printDiff(d reconcile.PlanDiff, target string) {
	a.printf("%s (%s), tahun %d: revisi %d menjadi revisi %d\n\n", d.Is.Agency.Name, d.Is.Agency.Code, d.Is.Year, d.Was.Revision, d.Is.Revision)
	t := table{heads: []string{"KODE", "NAMA", "", ">TARGET SEMULA", ">MENJADI", ">PAGU SEMULA", ">MENJADI", ">BERTAMBAH/(BERKURANG)"}}
	same := 0
	for _, l := range d.Lines {
		if l.Turn == reconcile.Unchanged {
			same++
			continue
		}
		const year = reconcile.Year
		was, is := l.Rupiah.Was[year].Value, l.Rupiah.Is[year].Value
		t.add(l.Line().Code, indent(l.Line().Level)+cut(l.Line().Name(), 45), string(l.Turn),
			reconcile.FormatQuantity(l.Was.Target[year], l.Was.Unit), reconcile.FormatQuantity(l.Is.Target[year], l.Is.Unit),
			rupiah(was), rupiah(is), rupiah(reconcile.ChangeOf(was, is)))
		if former := l.Former(); former != "" {
			t.add("", indent(l.Line().Level)+"semula: "+cut(former, 37), "", "", "", "", "", "")
		}
	}
	was, is := d.Totals.Was[reconcile.Year].Value, d.Totals.Is[reconcile.Year].Value
	t.add("", "JUMLAH", "", "", "", rupiah(was), rupiah(is), rupiah(reconcile.ChangeOf(was, is)))
	t.write(a.out)
	a.printf("\n%d baris tetap.\n", same)
	a.printFindings(d.Is.Findings)
	if target != "" {
		a.printf("\n%s\n", target)
	}
}
