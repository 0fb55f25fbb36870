package xlsx

import (
	"bytes"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// samplePlan is the published plan of one agency, as its workbook states it.
func samplePlan(tb testing.TB) reconcile.Plan {
	tb.Helper()
	data, err := os.ReadFile("../testdata/rencana-aksi-2020.xlsx")
	if err != nil {
		tb.Fatal(err)
	}
	b, err := Open("rencana-aksi-2020.xlsx", data, DefaultLimits())
	if err != nil {
		tb.Fatal(err)
	}
	defer b.Close()
	p := ReadPlan(b, Settings{Rules: reconcile.DefaultRules()}).Plan
	p.Agency = reconcile.Agency{Code: "BKPP", Name: "Badan Kepegawaian, Pendidikan dan Pelatihan Kabupaten Bengkalis"}
	p.Year, p.Revision, p.FromQuarter, p.Decree = 2020, 1, 1, "Rencana Aksi 2020"
	return p
}

// sampleReport makes a quarter's report up: each line does a little more or less
// than planned, some do nothing, some say nothing.
func sampleReport(plan reconcile.Plan, quarter int) reconcile.Report {
	r := reconcile.Report{Period: reconcile.Period{Year: plan.Year, Quarter: quarter}, Revision: 1,
		File: fmt.Sprintf("Realisasi BKPP TW%d.xlsx", quarter), SHA256: "5f2d7c0e9b1a4c3d8e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d",
		ReceivedAt: time.Date(plan.Year, time.Month(3*quarter+1), 8, 3, 15, 0, 0, time.UTC)}
	for i, l := range plan.Lines {
		row := reconcile.Realization{Line: l.Code, Source: sampleSource(r, "B", i)}
		row.Physical = sampleQuantity(l, quarter, i, sampleSource(r, "C", i))
		if l.Level == reconcile.LevelKegiatan && (i+quarter)%9 != 0 {
			plan := l.Budget[quarter-1].Value.Decimal
			spent := plan.Mul(decimal.New(int64(80+(i*7+quarter*3)%30), -2)).Add(decimal.New(int64(i*13), -2)).Round(2)
			row.Money = reconcile.Amount{Value: decimal.NewNullDecimal(spent), Typed: spent.String(), Source: sampleSource(r, "D", i)}
		}
		if i%6 == 0 {
			row.Notes = reconcile.Notes{Pendorong: "Koordinasi dengan BKN Kanreg XII Pekanbaru berjalan lancar.", Penghambat: "Jadwal diklat bergeser karena pembatasan perjalanan dinas.",
				TindakLanjut: "Menjadwalkan ulang pelaksanaan pada triwulan berikutnya.", Keterangan: "Data per 31 Maret."}
		}
		r.Realizations = append(r.Realizations, row)
	}
	return r
}

func sampleSource(r reconcile.Report, column string, i int) reconcile.Source {
	return reconcile.Source{File: r.File, SHA256: r.SHA256, Sheet: "Realisasi", Cell: fmt.Sprint(column, i+7)}
}

func sampleQuantity(l reconcile.Line, quarter, i int, at reconcile.Source) reconcile.Quantity {
	t := l.Target[quarter-1]
	switch {
	case i%8 == 5:
		return reconcile.Quantity{}
	case l.Scale == "IKM":
		return reconcile.Quantity{Value: decimal.NewNullDecimal(decimal.RequireFromString("81.25")), Typed: "81,25", Source: at}
	case t.Letter != "":
		return reconcile.Quantity{Letter: t.Letter, Typed: t.Letter, Source: at}
	case l.Aggregation == reconcile.Tahunan:
		return reconcile.Quantity{Value: decimal.NewNullDecimal(decimal.NewFromInt(int64(quarter * 2))), Typed: fmt.Sprint(quarter * 2), Source: at}
	case !t.Value.Valid:
		return reconcile.Quantity{}
	}
	v := t.Value.Decimal.Add(decimal.NewFromInt(int64(i%4 - 1)))
	if l.Unit == reconcile.Persen {
		v = v.Add(decimal.New(int64(i%3)*125, -3))
	}
	return reconcile.Quantity{Value: decimal.NewNullDecimal(v), Unit: l.Unit, Typed: v.String(), Source: at}
}

// sampleResult reconciles the sample plan with made-up reports up to a quarter.
func sampleResult(tb testing.TB, quarter int) reconcile.Result {
	tb.Helper()
	plan := samplePlan(tb)
	var reports []reconcile.Report
	for q := 1; q <= quarter; q++ {
		reports = append(reports, sampleReport(plan, q))
	}
	return settle(reconcile.Reconcile(plan, reconcile.Period{Year: plan.Year, Quarter: quarter}, reports, reconcile.DefaultRules()))
}

// settle adds what the caller of Reconcile knows.
func settle(r reconcile.Result) reconcile.Result {
	state := reconcile.AgencyState{Findings: r.Findings, Due: reconcile.Due(r.Period, r.Rules)}
	if r.Report.Revision > 0 {
		state.Report = &r.Report
	}
	r.Status = reconcile.AgencyStatus(state)
	r.ComputedAt = time.Date(r.Period.Year, time.Month(3*r.Period.Quarter+1), 9, 1, 0, 0, 0, time.UTC)
	return r.Rounded()
}

func varianceBytes(tb testing.TB, r reconcile.Result) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := WriteVariance(&b, r); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// sampleResults are results of every kind: each quarter, caps, polarities, sub
// kegiatan, a quarter without a report, nothing reported at all.
func sampleResults(tb testing.TB) map[string]reconcile.Result {
	tb.Helper()
	results := map[string]reconcile.Result{}
	for q := 1; q <= 4; q++ {
		results[fmt.Sprintf("tw%d", q)] = sampleResult(tb, q)
	}
	results["odd"] = oddResult(tb, 3, 1, 3)
	results["odd-year"] = oddResult(tb, 4, 1, 2, 4)
	plan := samplePlan(tb)
	results["silent"] = settle(reconcile.Reconcile(plan, reconcile.Period{Year: 2020, Quarter: 2}, nil, reconcile.DefaultRules()))
	return results
}

// oddResult turns the sample on its head: capped capaian, negative polarity, sub
// kegiatan, amounts with sen, a line over its pagu, and reports of some quarters.
func oddResult(tb testing.TB, quarter int, reported ...int) reconcile.Result {
	tb.Helper()
	plan := samplePlan(tb)
	rules := reconcile.DefaultRules()
	rules.CapaianCap = decimal.NewNullDecimal(decimal.NewFromInt(100))
	rules.NegativeRatio = quarter == 4
	var lines []reconcile.Line
	for i, l := range plan.Lines {
		if i%5 == 1 {
			l.Polarity = reconcile.Negatif
		}
		lines = append(lines, l)
		if l.Level == reconcile.LevelKegiatan && i%4 == 2 {
			lines = append(lines, divide(l)...)
		}
	}
	plan.Lines = lines
	var reports []reconcile.Report
	for _, q := range reported {
		r := sampleReport(plan, q)
		for i := range r.Realizations {
			if l := plan.Lines[i]; l.Level == reconcile.LevelSubKegiatan {
				r.Realizations[i].Money = reconcile.Amount{Value: decimal.NewNullDecimal(decimal.New(int64(123456789+i*q), -2)), Source: sampleSource(r, "D", i)}
			}
		}
		reports = append(reports, r)
	}
	return settle(reconcile.Reconcile(plan, reconcile.Period{Year: plan.Year, Quarter: quarter}, reports, rules))
}

// divide splits a kegiatan into two sub kegiatan.
func divide(l reconcile.Line) []reconcile.Line {
	var out []reconcile.Line
	for k := 1; k <= 2; k++ {
		s := l
		s.Code, s.Level, s.Parent = fmt.Sprintf("%s.%d", l.Code, k), reconcile.LevelSubKegiatan, l.Code
		s.Path.SubKegiatan = fmt.Sprintf("%d. Sub Kegiatan %s", k, l.Path.Kegiatan)
		for i, b := range l.Budget {
			if b.Said() {
				s.Budget[i].Value = decimal.NewNullDecimal(b.Value.Decimal.Div(decimal.NewFromInt(2)).Round(2))
			}
		}
		out = append(out, s)
	}
	return out
}

func customProps(tb testing.TB, f *excelize.File) map[string]string {
	tb.Helper()
	props, err := f.GetCustomProps()
	if err != nil {
		tb.Fatal(err)
	}
	out := map[string]string{}
	for _, p := range props {
		out[p.Name] = fmt.Sprint(p.Value)
	}
	return out
}
