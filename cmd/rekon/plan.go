package main

import (
	"context"
	"errors"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"rekon/config"
	"rekon/jobs"
	"rekon/reconcile"
	"rekon/xlsx"
)

func (a *app) planCommand() *cobra.Command {
	c := &cobra.Command{Use: "plan", Short: "Audit, import, show and compare the Rencana Aksi", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	c.AddCommand(a.planCheckCommand(), a.planImportCommand(), a.planShowCommand(), a.planDiffCommand())
	return c
}

func (a *app) planCheckCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE",
		Short: "Audit a plan workbook; writes nothing, needs no database",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			c, err := a.configHere()
			if err != nil {
				return err
			}
			data, sum, err := readFile(args[0], c.Limits.FileBytes)
			if err != nil {
				return err
			}
			plan, agency := readPlan(filepath.Base(args[0]), data, c)
			plan.SHA256 = sum
			if err := a.printPlan(plan, agency); err != nil {
				return err
			}
			return rejectedIf(plan.Findings)
		},
	}
}

// readPlan reads a plan workbook; what cannot be opened is a plan without lines
// and one finding.
func readPlan(name string, data []byte, c config.Config) (reconcile.Plan, string) {
	reading := xlsx.ReadPlanFile(name, data, limits(c), c.Limits.Time, settings(c))
	return reading.Plan, reading.Agency
}

// rejectedIf is exit code 3 when there is an error among the findings.
func rejectedIf(fs []reconcile.Finding) error {
	for _, f := range fs {
		if f.Severity() == reconcile.Error {
			return rejected()
		}
	}
	return nil
}

func (a *app) printPlan(p reconcile.Plan, agency string) error {
	if a.json {
		return a.printJSON(planJSON{File: p.File, SHA256: p.SHA256, Agency: text(agency), Year: positive(p.Year),
			Revision: p.Revision, Lines: planLinesJSON(p.Lines), Findings: findingsJSON(p.Findings)})
	}
	levels := map[reconcile.Level]int{}
	targets, amounts := 0, 0
	for _, l := range p.Lines {
		levels[l.Level]++
		for i := range l.Target {
			targets += btoi(l.Target[i].Said())
			amounts += btoi(l.Budget[i].Said())
		}
	}
	a.printf("%s\n%s, tahun %s\n", p.File, dash(agency), yearOrDash(p.Year))
	a.printf("%d baris: %d sasaran, %d program, %d kegiatan, %d sub kegiatan; %d target fisik, %d angka rupiah\n", len(p.Lines),
		levels[reconcile.LevelSasaran], levels[reconcile.LevelProgram], levels[reconcile.LevelKegiatan], levels[reconcile.LevelSubKegiatan], targets, amounts)
	a.printFindings(p.Findings)
	return nil
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func yearOrDash(year int) string {
	if year == 0 {
		return "–"
	}
	return strconv.Itoa(year)
}

func (a *app) planImportCommand() *cobra.Command {
	var in jobs.PlanImport
	var dry bool
	c := &cobra.Command{
		Use:   "import FILE --agency CODE --year YYYY",
		Short: "Store a plan workbook as the agency's next revision",
		Long: "Store a plan workbook as the agency's next revision.\n\n" +
			"A change in the year (Perubahan APBD, DPPA) is imported with --from-quarter: from that\n" +
			"quarter on its targets and budgets hold, the quarters before keep theirs. See what it\n" +
			"changes first with `rekon plan diff FILE`, or with --dry-run.\n\n" +
			"JSON: agency, name, year, revision, changed (false where the same plan is stored\n" +
			"already), dry_run, lines (their number) and findings.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkImport(in); err != nil {
				return err
			}
			return a.with(cmd.Context(), !dry, func(o *office) error { return a.importPlan(cmd.Context(), o, args[0], in, dry) })
		},
	}
	importFlags(c, &in)
	c.Flags().BoolVar(&dry, "dry-run", false, "answer what would be stored, store nothing")
	return c
}

// importFlags adds what tells a plan workbook's place among those stored.
func importFlags(c *cobra.Command, in *jobs.PlanImport) {
	agencyYearFlags(c, &in.Agency, &in.Year)
	c.Flags().IntVar(&in.FromQuarter, "from-quarter", 1, "first `QUARTER` a change in the year holds for")
	c.Flags().StringVar(&in.Decree, "decree", "", "the decision it rests on, such as \"DPPA 12/2020\"")
}

func checkImport(in jobs.PlanImport) error {
	if in.FromQuarter < 1 || in.FromQuarter > 4 {
		return usage("--from-quarter %d: give 1, 2, 3 or 4", in.FromQuarter)
	}
	if err := checkYear(in.Year); err != nil {
		return err
	}
	if !config.ValidCode(in.Agency) {
		return usage("--agency %q: use up to 40 letters, digits, dots and dashes, since the code names folders, too", in.Agency)
	}
	return nil
}

func checkYear(year int) error {
	if year < 2000 || year > 2100 {
		return usage("--year %d: give a budget year such as 2020", year)
	}
	return nil
}

func (a *app) importPlan(ctx context.Context, o *office, file string, in jobs.PlanImport, dry bool) error {
	data, sum, err := readFile(file, o.job.Limits.Bytes)
	if err != nil {
		return err
	}
	if in.Agency, err = o.newAgency(ctx, in.Agency); err != nil {
		return err
	}
	do := o.job.ImportPlan
	if dry {
		do = o.job.TryPlan
	}
	got, err := do(ctx, filepath.Base(file), data, in)
	if err != nil {
		return a.refusedPlan(err, file, sum, in)
	}
	if a.json {
		return a.printJSON(struct {
			Agency   string        `json:"agency"`
			Name     string        `json:"name"`
			Year     int           `json:"year"`
			Revision int           `json:"revision"`
			Changed  bool          `json:"changed"`
			DryRun   bool          `json:"dry_run"`
			Lines    int           `json:"lines"`
			Findings []findingJSON `json:"findings"`
		}{in.Agency, got.Plan.Agency.Name, in.Year, got.Plan.Revision, got.Changed, dry, len(got.Plan.Lines), findingsJSON(got.Plan.Findings)})
	}
	if !got.Changed {
		a.printf("%s %d: rencana ini sudah tersimpan sebagai revisi %d; tidak ada yang berubah.\n", in.Agency, in.Year, got.Plan.Revision)
		return nil
	}
	done := "disimpan"
	if dry {
		done = "akan disimpan"
	}
	a.printf("%s %d: %d baris %s sebagai revisi %d.\n", in.Agency, in.Year, len(got.Plan.Lines), done, got.Plan.Revision)
	a.printFindings(got.Plan.Findings)
	return nil
}

// refusedPlan prints why a plan is not imported, where its findings say so.
func (a *app) refusedPlan(err error, file, sum string, in jobs.PlanImport) error {
	var bad *jobs.RejectedPlan
	if !errors.As(err, &bad) {
		return err
	}
	p := reconcile.Plan{File: filepath.Base(file), SHA256: sum, Year: in.Year, Findings: bad.Findings}
	return errors.Join(a.printPlan(p, ""), rejected())
}

func (a *app) planShowCommand() *cobra.Command {
	var agency string
	var year int
	c := &cobra.Command{
		Use:   "show --agency CODE --year YYYY",
		Short: "Show the stored plan as a table",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd.Context(), false, func(o *office) error {
				code, err := o.agency(cmd.Context(), agency)
				if err != nil {
					return err
				}
				p, ok, err := o.job.DB.LatestPlan(cmd.Context(), code, year)
				if err == nil && !ok {
					err = noPlan(code, year)
				}
				if err != nil {
					return err
				}
				return a.showPlan(p)
			})
		},
	}
	agencyYearFlags(c, &agency, &year)
	return c
}

func (a *app) showPlan(p reconcile.Plan) error {
	if a.json {
		return a.printPlan(p, p.Agency.Name)
	}
	a.printf("%s (%s), tahun %d, revisi %d dari %s", p.Agency.Name, p.Agency.Code, p.Year, p.Revision, p.File)
	if p.FromQuarter > 1 {
		a.printf(", berlaku mulai %s", reconcile.QuarterNames[p.FromQuarter-1])
	}
	if p.Decree != "" {
		a.printf(", %s", p.Decree)
	}
	a.printf("\n\n")
	t := table{heads: []string{"KODE", "NAMA", "SIFAT", ">TW I", ">TW II", ">TW III", ">TW IV", ">TAHUN", ">PAGU"}}
	for _, l := range p.Lines {
		row := []string{l.Code, indent(l.Level) + cut(l.Name(), 50), dash(string(l.Aggregation))}
		for _, q := range l.Target {
			row = append(row, reconcile.FormatQuantity(q, l.Unit))
		}
		t.add(append(row, rupiah(l.Budget[reconcile.Year].Value))...)
	}
	t.write(a.out)
	a.printFindings(p.Findings)
	return nil
}

func indent(l reconcile.Level) string {
	switch l {
	case reconcile.LevelProgram:
		return "  "
	case reconcile.LevelKegiatan:
		return "    "
	case reconcile.LevelSubKegiatan:
		return "      "
	default:
		return ""
	}
}
