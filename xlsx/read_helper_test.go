package xlsx_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
	"rekon/xlsx"
)

const (
	planFile    = "rencana-aksi-2020.xlsx"
	singleFile  = "realisasi-tw1-tunggal.xlsx"
	wideFile    = "realisasi-tw2-lebar.xlsx"
	programs    = "PROGRAM KEGIATAN"
	indicators  = "RENCANA AKSI"
	agencyName  = "BADAN KEPEGAWAIAN, PENDIDIKAN DAN PELATIHAN KABUPATEN BENGKALIS"
	singleTotal = "1612714265.5"
	wideTotal   = "2051408090.37"
)

func settings() xlsx.Settings { return xlsx.Settings{Rules: reconcile.DefaultRules()} }

// offices are the agencies that a workbook may come from in these tests.
func offices() []xlsx.Known {
	return []xlsx.Known{
		{Agency: reconcile.Agency{Code: "BKPP", Name: agencyName}, Aliases: []string{"BKPP Bengkalis", "BKD"}},
		{Agency: reconcile.Agency{Code: "DISDIK", Name: "Dinas Pendidikan Kabupaten Bengkalis"}},
		{Agency: reconcile.Agency{Code: "DISHUB", Name: "Dinas Perhubungan"}},
	}
}

func fixture(tb testing.TB, name string) []byte {
	tb.Helper()
	data, err := os.ReadFile("../testdata/" + name)
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

func open(tb testing.TB, name string, data []byte) *xlsx.Book {
	tb.Helper()
	b, err := xlsx.Open(name, data, xlsx.DefaultLimits())
	if err != nil {
		tb.Fatalf("%s: %v", name, err)
	}
	tb.Cleanup(b.Close)
	return b
}

// edited is a copy of a fixture with changes made through excelize.
func edited(tb testing.TB, name string, change func(f *excelize.File)) []byte {
	tb.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(fixture(tb, name)))
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	change(f)
	return saved(tb, f)
}

func saved(tb testing.TB, f *excelize.File) []byte {
	tb.Helper()
	var out bytes.Buffer
	if _, err := f.WriteTo(&out); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

// must is for the setters of excelize in the making of a workbook.
func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

var plan2020 = sync.OnceValue(func() reconcile.Plan {
	data, err := os.ReadFile("../testdata/" + planFile)
	if err != nil {
		panic(err)
	}
	b, err := xlsx.Open(planFile, data, xlsx.DefaultLimits())
	if err != nil {
		panic(err)
	}
	defer b.Close()
	plan := xlsx.ReadPlan(b, settings()).Plan
	plan.Agency = reconcile.Agency{Code: "BKPP", Name: agencyName}
	return plan
})

// read is what becomes of a workbook in the way the pipeline reads it: opened,
// identified, read against the plan. Folder is the one it was dropped in.
type read struct {
	identity xlsx.Identity
	report   reconcile.Report
	findings []reconcile.Finding
}

func readIn(tb testing.TB, folder, name string, data []byte, plan reconcile.Plan, earlier ...reconcile.Report) read {
	tb.Helper()
	b, err := xlsx.Open(name, data, xlsx.DefaultLimits())
	var failed *xlsx.OpenError
	if errors.As(err, &failed) {
		return read{findings: []reconcile.Finding{failed.Finding}}
	} else if err != nil {
		tb.Fatal(err)
	}
	defer b.Close()
	r := read{identity: xlsx.Identify(b, folder, offices())}
	r.findings = slices.Clone(r.identity.Findings)
	if r.identity.Period.Quarter > 0 {
		r.report = xlsx.ReadRealization(b, xlsx.Context{Period: r.identity.Period, Plan: plan, Earlier: earlier, Settings: settings()})
		r.findings = append(r.findings, r.report.Findings...)
		if n := r.report.Rows; n.Seen != n.Taken+n.Found+n.Recognised {
			tb.Errorf("rows %+v do not add up", n)
		}
	}
	for _, f := range r.findings {
		checkFinding(tb, f)
	}
	return r
}

func readFile(tb testing.TB, name string, data []byte, earlier ...reconcile.Report) read {
	tb.Helper()
	return readIn(tb, "", name, data, plan2020(), earlier...)
}

// checkFinding holds for every finding of any workbook: it has a cell, and its
// message names the place before it says anything.
func checkFinding(tb testing.TB, f reconcile.Finding) {
	tb.Helper()
	if f.Source.Cell == "" {
		tb.Errorf("%s has no cell: %s", f.Code, f.Message)
	}
	if f.Source.SHA256 == "" || f.Source.File == "" {
		tb.Errorf("%s has no file: %+v", f.Code, f.Source)
	}
	place := reconcile.Place(f.Source)
	if f.Source.Sheet == "" {
		place = "Berkas " + f.Source.File
	}
	if f.Code == reconcile.HiddenRows {
		place = "Lembar " + f.Source.Sheet
	}
	if !strings.HasPrefix(f.Message, place+": ") {
		tb.Errorf("%s does not name its place %q: %s", f.Code, place, f.Message)
	}
}

// line is what was read for one line: its physical figure and its rupiah, "nil"
// where nothing is said.
func figures(r reconcile.Report) map[string]string {
	out := map[string]string{}
	for _, x := range r.Realizations {
		physical, money := "nil", "nil"
		if x.Physical.Said() {
			physical = x.Physical.Text()
		}
		if x.Money.Said() {
			money = x.Money.Value.Decimal.String()
		}
		out[x.Line] = physical + " | " + money
	}
	return out
}

func sumMoney(r reconcile.Report) string {
	sum := decimal.Zero
	for _, x := range r.Realizations {
		if x.Money.Said() {
			sum = sum.Add(x.Money.Value.Decimal)
		}
	}
	return sum.String()
}

func verdict(fs []reconcile.Finding) string {
	out := "accepted"
	for _, f := range fs {
		switch f.Severity() {
		case reconcile.Error:
			return "rejected"
		case reconcile.Warning:
			out = "accepted-with-warnings"
		}
	}
	return out
}

// listed are the findings of some codes (all when none are given) as
// "code sheet!cell difference", sorted.
func listed(fs []reconcile.Finding, codes ...reconcile.Code) []string {
	var out []string
	for _, f := range fs {
		if len(codes) > 0 && !slices.Contains(codes, f.Code) {
			continue
		}
		s := fmt.Sprintf("%s %s", f.Code, f.Source)
		if f.Difference.Valid {
			s += " " + f.Difference.Decimal.String()
		}
		out = append(out, s)
	}
	slices.Sort(out)
	return out
}

// messages shows findings whole, for failures.
func messages(fs []reconcile.Finding) string {
	var b strings.Builder
	for _, f := range fs {
		fmt.Fprintf(&b, "  %s %s [%s]: %s\n", f.Code, f.Source, f.Line, f.Message)
	}
	return b.String()
}

func errorsOnly(fs []reconcile.Finding) []reconcile.Finding {
	return slices.DeleteFunc(slices.Clone(fs), func(f reconcile.Finding) bool { return f.Severity() != reconcile.Error })
}

func sorted(s []string) []string {
	slices.Sort(s)
	return s
}
