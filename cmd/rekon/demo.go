package main

import (
	"cmp"
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"rekon/config"
	"rekon/db"
	"rekon/jobs"
	"rekon/reconcile"
)

//go:generate go run demo/make.go

//go:embed demo/*.xlsx
var demoFiles embed.FS

// The agency of the demo, its year, and the time at which its clock stands: a day
// before the report of Triwulan I is due.
const (
	demoAgency = "BKPP"
	demoYear   = 2020
	demoPlan   = "demo/rencana-aksi-2020.xlsx"
)

var demoTime = time.Date(2020, time.April, 9, 16, 55, 0, 0, reconcile.WIB)

// demoMark tells a folder that the demo made, and may make anew.
const demoMark = ".rekon-demo"

func (a *app) demoCommand() *cobra.Command {
	var dir string
	c := &cobra.Command{
		Use:   "demo",
		Short: "Show the whole story on SQLite in one command",
		Long:  "Show the whole story on SQLite in one command: the 2020 plan of an agency goes in,\nthe entry workbook comes out, a good and a faulty report are dropped, one pass is\nmade. The folder is made anew each time; the clock stands at 9 April 2020.",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return a.demo(cmd.Context(), dir) },
	}
	c.Flags().StringVar(&dir, "dir", "rekon-demo", "`DIR` to make")
	return c
}

func (a *app) demo(ctx context.Context, dir string) error {
	if err := freshDemo(dir); err != nil {
		return err
	}
	o, err := a.demoOffice(ctx, dir)
	if err != nil {
		return err
	}
	return errors.Join(a.demoStory(ctx, o, dir), o.close())
}

// freshDemo empties a folder that bears our mark, or makes a new one.
func freshDemo(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err
	case len(entries) > 0 && !slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == demoMark }):
		return usage("%s is not a folder that the demo made: name another with --dir", dir)
	}
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, demoMark), []byte("made anew by every `rekon demo`\n"), 0o644)
}

// demoOffice makes settings, share and database as `rekon init` does, with the
// demo's clock.
func (a *app) demoOffice(ctx context.Context, dir string) (*office, error) {
	file := filepath.Join(dir, "rekon.yaml")
	if err := os.WriteFile(file, config.Template(), 0o644); err != nil {
		return nil, err
	}
	c := config.Default().In(dir)
	if err := os.MkdirAll(c.Share, 0o755); err != nil {
		return nil, err
	}
	database, err := db.Open(ctx, c.Database.URL())
	if err != nil {
		return nil, err
	}
	o := &office{config: c, job: a.newJob(c, database)}
	o.job.Now, o.job.Settle = func() time.Time { return demoTime }, 0 // nobody else writes here
	if o.job.Share, err = os.OpenRoot(c.Share); err != nil {
		return nil, errors.Join(err, database.Close())
	}
	if _, _, err := database.Migrate(ctx); err != nil {
		return nil, errors.Join(err, o.close())
	}
	if err := o.job.Prepare(); err != nil {
		return nil, errors.Join(err, o.close())
	}
	return o, nil
}

func (a *app) demoStory(ctx context.Context, o *office, dir string) error {
	plan, err := demoFiles.ReadFile(demoPlan)
	if err != nil {
		return err
	}
	imported, err := o.job.ImportPlan(ctx, path.Base(demoPlan), plan, jobs.PlanImport{Agency: demoAgency, Year: demoYear, FromQuarter: 1})
	if err != nil {
		return err
	}
	if err := o.dropDemo(); err != nil {
		return err
	}
	pass, err := o.job.Run(ctx)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(passOf(pass))
	}
	a.tellDemo(o, dir, imported.Plan, pass)
	return nil
}

// dropDemo puts the sample reports into the inbox, as staff would have a minute
// before.
func (o *office) dropDemo() error {
	entries, err := demoFiles.ReadDir("demo")
	if err != nil {
		return err
	}
	for i, e := range entries {
		if e.Name() == path.Base(demoPlan) {
			continue
		}
		data, err := demoFiles.ReadFile("demo/" + e.Name())
		if err != nil {
			return err
		}
		target := path.Join(o.job.Folders.Masuk, e.Name())
		at := demoTime.Add(time.Duration(i-10) * time.Minute)
		if err := errors.Join(o.job.Share.WriteFile(target, data, 0o644), o.job.Share.Chtimes(target, at, at)); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) tellDemo(o *office, dir string, plan reconcile.Plan, pass jobs.Pass) {
	share := filepath.Join(dir, filepath.Base(o.config.Share))
	a.printf("rekon demo: %s\nSemua data realisasi di sini CONTOH. Jam demo berhenti pada %s.\n", plan.Agency.Name, jobs.FormatTime(demoTime))
	a.printf("\n1. RENCANA AKSI %d masuk: %d baris. Pemeriksaan menemukan %d hal yang perlu dilihat, misalnya:\n", plan.Year, len(plan.Lines), len(warningsOf(plan.Findings)))
	for _, code := range []reconcile.Code{reconcile.BudgetRollup, reconcile.TargetQuarters, reconcile.SheetTotals} {
		if i := slices.IndexFunc(plan.Findings, func(f reconcile.Finding) bool { return f.Code == code }); i >= 0 {
			a.printf("   - %s\n", plan.Findings[i].Message)
		}
	}
	template := o.job.TemplatePath(demoAgency, reconcile.Period{Year: demoYear, Quarter: 1})
	a.printf("\n2. BUKU KERJA ISIAN terbit:\n   %s\n", filepath.Join(share, template))
	a.printf("\n3. STAF menaruh %d berkas di folder masuk:\n", len(pass.Taken))
	for _, t := range pass.Taken {
		a.tellTaken(t, share)
	}
	for _, t := range pass.Taken {
		if t.Result != nil {
			a.tellVariances(*t.Result)
		}
	}
	a.printf("\n5. LIHAT SENDIRI:\n")
	first := reconcile.Period{Year: demoYear, Quarter: 1}
	for _, p := range append(pass.Published, o.job.SummaryPath(demoAgency, first), o.job.SummaryPath("", first), o.job.StatusPath()) {
		a.printf("   %s\n", filepath.Join(share, p))
	}
	a.printf("   rekon --config %s variance --agency %s --year %d --quarter 1\n", filepath.Join(dir, "rekon.yaml"), demoAgency, demoYear)
}

func warningsOf(fs []reconcile.Finding) (out []reconcile.Finding) {
	for _, f := range fs {
		if f.Severity() == reconcile.Warning {
			out = append(out, f)
		}
	}
	return out
}

func (a *app) tellTaken(t jobs.Taken, share string) {
	if t.Outcome != db.Returned {
		a.printf("   DITERIMA: %s\n     realisasi %s, status %s\n", t.Name, rupiah(total(t.Report.Realizations)), t.Result.Status)
		return
	}
	a.printf("   DIKEMBALIKAN: %s, tidak satu angka pun disimpan. %d hal harus diperbaiki:\n", t.Name, t.Errors())
	for _, f := range t.Findings {
		if f.Severity() == reconcile.Error {
			a.printf("     - %s\n", f.Message)
		}
	}
	a.printf("     Berkasnya sendiri, sel demi sel ditandai: %s\n", filepath.Join(share, t.Paths[0]))
}

// tellVariances shows the five kegiatan whose rupiah deviate most.
func (a *app) tellVariances(r reconcile.Result) {
	of := slices.DeleteFunc(slices.Clone(r.Variances), func(v reconcile.Variance) bool {
		return v.Line.Level == reconcile.LevelSasaran || v.Line.Level == reconcile.LevelProgram || !v.Money.Deviation.Valid
	})
	slices.SortStableFunc(of, func(a, b reconcile.Variance) int {
		return cmp.Compare(0, a.Money.Deviation.Decimal.Abs().Cmp(b.Money.Deviation.Decimal.Abs()))
	})
	a.printf("\n4. LIMA VARIANSI TERBESAR Triwulan %s (dari %d baris; serapan %s):\n", r.Period.Roman(), len(r.Variances), percentText(r.Totals.Serapan))
	t := table{heads: []string{"  ", "KEGIATAN", ">RENCANA", ">REALISASI", ">DEVIASI", "STATUS"}}
	for i, v := range of[:min(5, len(of))] {
		t.add(fmt.Sprintf("   %d.", i+1), cut(v.Line.Name(), 48), rupiah(v.Money.Plan.Value), rupiah(v.Money.Actual.Value),
			rupiah(v.Money.Deviation), string(v.Money.Status))
	}
	t.write(a.out)
}
