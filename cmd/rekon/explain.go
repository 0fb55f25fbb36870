package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rekon/reconcile"
)

// explainRequest is what is asked for on the command line.
type explainRequest struct {
	agency, line, figure string
	period               reconcile.Period
}

func (a *app) explainCommand() *cobra.Command {
	var in explainRequest
	c := &cobra.Command{
		Use:   "explain --agency CODE --year YYYY --quarter N [--line CODE] [--figure NAME]",
		Short: "Tell where a figure comes from: formula, rule, cells of the originals",
		Long: "Tell where a figure comes from, in a paragraph to be read aloud: the formula with its numbers,\n" +
			"the rule and where it comes from, and each cell it rests on as typed and as read, with the\n" +
			"workbook's SHA-256, the revision of the plan and of the report, and when that came in.\n" +
			"Without --line the figures of the agency as a whole, without --figure all of them in short.\n" +
			"What is stored is derived anew; where it does not follow from its cells that is said.\n\n" +
			figureHelp() + "\n\n" +
			"JSON: agency, year, quarter, line, name, level, plan_revision, submission {revision, sha256,\n" +
			"received_at} or null without a report, figures [{line, figure, title, kind, unit, value, text, formula, numbers, because,\n" +
			"rules [{text, from}], cell {file, sha256, sheet, cell, typed, why, less, document, revision,\n" +
			"quarter, from_quarter, decree, received_at}, inputs [the same again], fault, paragraph, documents,\n" +
			"findings, changes [{at, reason, was, is, former {file, sha256, at}}]}].",
		Example: "  rekon explain --agency BKPP --year 2020 --quarter 2 --line 1.1.1.PKSA.3 --figure money_ytd.serapan\n" +
			"  rekon explain --agency BKPP --year 2020 --quarter 2 --figure totals.serapan_ytd",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkQuarter(in.period); err != nil {
				return err
			}
			if err := checkFigure(in.line, in.figure); err != nil {
				return err
			}
			return a.with(cmd.Context(), false, func(o *office) error { return a.explain(cmd.Context(), o, in) })
		},
	}
	periodFlags(c, &in.agency, &in.period)
	c.Flags().StringVar(&in.line, "line", "", "`CODE` of the line (else the agency as a whole)")
	c.Flags().StringVar(&in.figure, "figure", "", "`NAME` of the figure (else all in short)")
	return c
}

// figureHelp lists the names of all figures.
func figureHelp() string {
	line, agency := reconcile.FigureNames()
	return "Figures of a line:\n" + inLines(line) + "\nof an agency:\n" + inLines(agency)
}

// inLines sets words in lines of some eighty letters.
func inLines(words []string) string {
	var lines []string
	at := ""
	for _, w := range words {
		if len(at)+len(w) > 85 {
			lines, at = append(lines, at), ""
		}
		at += "  " + w
	}
	return strings.Join(append(lines, at), "\n")
}

// checkFigure refuses a name that no figure of the line, or of the agency, bears.
func checkFigure(line, figure string) error {
	ofLine, ofAgency := reconcile.FigureNames()
	names, whose, other := ofLine, "a line", ofAgency
	if line == "" {
		names, whose, other = ofAgency, "an agency", ofLine
	}
	switch {
	case figure == "" || slices.Contains(names, figure):
		return nil
	case slices.Contains(other, figure) && line == "":
		return usage("explain: %s is a figure of a line: add --line CODE", figure)
	case slices.Contains(other, figure):
		return usage("explain: %s is a figure of the agency: leave --line out", figure)
	}
	near := reconcile.NearestFigures(names, figure)
	if len(near) > 0 {
		near = []string{" Nearest: " + strings.Join(near, ", ") + "."}
	}
	return usage("explain: %s has no figure %q.%s All figures:\n%s", whose, figure, strings.Join(near, ""), inLines(names))
}

func (a *app) explain(ctx context.Context, o *office, in explainRequest) (err error) {
	p := in.period
	if in.agency, err = o.agency(ctx, in.agency); err != nil {
		return err
	}
	r, ok, err := o.job.Told(ctx, in.agency, p)
	if err != nil {
		return err
	}
	if !ok {
		return noPlan(in.agency, p.Year)
	}
	if err := o.standing(ctx, in.agency, &r); err != nil {
		return err
	}
	x := reconcile.NewLineage(r)
	if _, ok := x.Find(in.line); !ok {
		return unknownLine(x, in)
	}
	names := []string{in.figure}
	if in.figure == "" {
		if names, _ = reconcile.FigureNames(); in.line == "" {
			_, names = reconcile.FigureNames()
		}
	}
	var es []reconcile.Explanation
	for _, name := range names {
		if e, ok := x.Explain(in.line, name); ok {
			es = append(es, e)
		}
	}
	switch {
	case a.json:
		return a.printJSON(explainedOf(r, es))
	case in.figure == "":
		a.printExplanations(r, es)
	default:
		a.printExplanation(es[0])
	}
	return nil
}

// unknownLine names the lines that may be meant.
func unknownLine(x *reconcile.Lineage, in explainRequest) error {
	where := fmt.Sprintf("%s, %d TW %s: no line %q in the plan", in.agency, in.period.Year, in.period.Roman(), in.line)
	near := x.Nearest(in.line)
	if len(near) == 0 {
		return fmt.Errorf("%s: `rekon plan show --agency %s --year %d` lists them", where, in.agency, in.period.Year)
	}
	for _, l := range near {
		where += "\n  " + l.Code + "  " + l.Name()
	}
	return fmt.Errorf("%s\nare the nearest; `rekon plan show --agency %s --year %d` lists all", where, in.agency, in.period.Year)
}

// printExplanation tells of one figure: the paragraph, what it is made of, the originals.
func (a *app) printExplanation(e reconcile.Explanation) {
	a.printf("%s\n", wrapped(e.Paragraph(), 100))
	if len(e.Inputs) > 0 {
		a.printf("\nDari mana:\n")
		t := table{heads: []string{"ANGKA", "KODE", ">NILAI", "ASAL"}}
		addInputs(&t, e.Inputs, 0)
		t.write(a.out)
	}
	a.printDocuments(e.Documents())
}

func addInputs(t *table, inputs []reconcile.Explanation, depth int) {
	for _, in := range inputs {
		t.add(strings.Repeat("  ", depth)+in.Figure.Title, dash(in.Line.Code), in.Figure.Text(), in.Short())
		addInputs(t, in.Inputs, depth+1)
	}
}

func (a *app) printDocuments(documents []reconcile.Document) {
	if len(documents) == 0 {
		return
	}
	a.printf("\nBerkas:\n")
	for _, d := range documents {
		a.printf("  %s  %s\n    SHA-256 %s\n", d.File, d.What, d.SHA256)
	}
}

// printExplanations tells in short of all figures that say something, block by block.
func (a *app) printExplanations(r reconcile.Result, es []reconcile.Explanation) {
	whose := r.Plan.Agency.Name
	if l := es[0].Line; l.Code != "" {
		whose = l.Code + "  " + l.Name()
	}
	report := "tanpa laporan yang berlaku"
	if r.Report.Revision > 0 {
		report = fmt.Sprintf("laporan revisi %d", r.Report.Revision)
	}
	a.printf("%s\n%s, rencana revisi %d, %s\n\n", whose, periodWords(r.Period), r.Plan.Revision, report)
	t := table{heads: []string{"NAMA", "ANGKA", ">NILAI", "ASAL"}}
	var documents []reconcile.Document
	for _, e := range es {
		if e.Figure.Said() {
			t.add(e.Figure.Name, e.Figure.Title, e.Figure.Text(), e.Short())
		}
		for _, d := range e.Documents() {
			if !slices.Contains(documents, d) {
				documents = append(documents, d)
			}
		}
	}
	t.write(a.out)
	a.printDocuments(documents)
}

// wrapped breaks a text into lines of so many letters at most, between words.
func wrapped(s string, width int) string {
	var b strings.Builder
	at := 0
	for i, w := range strings.Fields(s) {
		n := len([]rune(w))
		switch {
		case i == 0:
		case at+1+n > width:
			b.WriteString("\n")
			at = -1
		default:
			b.WriteString(" ")
		}
		b.WriteString(w)
		at += n + 1
	}
	return b.String()
}
