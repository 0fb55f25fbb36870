package xlsx

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

// summaryOfResult is what the head is told of a quarter of the sample agency.
func summaryOfResult(tb testing.TB, r reconcile.Result, standing reconcile.Standing, earlier ...reconcile.Result) reconcile.Summary {
	tb.Helper()
	standing.Due = reconcile.Due(r.Period, r.Rules)
	if r.Report.Revision > 0 {
		standing.Revision, standing.ReceivedAt, standing.Status = r.Report.Revision, r.Report.ReceivedAt, r.Status
	}
	return reconcile.Summarize(r, earlier, standing, reconcile.Head{Name: "Drs. H. CONTOH KEPALA, M.Si", NIP: "19700101 199001 1 001"})
}

// resized is the sample plan with so many kegiatan under its programs, and names as
// long as offices write them when long is set.
func resized(tb testing.TB, kegiatan int, long bool) reconcile.Plan {
	tb.Helper()
	plan := samplePlan(tb)
	var lines []reconcile.Line
	n := 0
	for _, l := range plan.Lines {
		if l.Level == reconcile.LevelKegiatan {
			if n++; n > kegiatan {
				continue
			}
		}
		lines = append(lines, l)
		for k := 2; l.Level == reconcile.LevelKegiatan && kegiatan > 22 && k <= kegiatan/22+1 && n < kegiatan; k++ {
			more := l
			more.Code = fmt.Sprintf("%s.%d", l.Code, k)
			lines, n = append(lines, more), n+1
		}
	}
	if long {
		for i := range lines {
			p := &lines[i].Path
			for _, name := range []*string{&p.Indikator, &p.Program, &p.Kegiatan} {
				*name = strings.TrimSpace(*name + strings.Repeat(" termasuk penyediaan sarana dan prasarana pendukungnya di seluruh kecamatan", 3))
			}
		}
		plan.Agency.Name = "Dinas Pemberdayaan Perempuan, Perlindungan Anak, Pengendalian Penduduk dan Keluarga Berencana Kabupaten Bengkalis"
	}
	plan.Lines = lines
	return plan
}

// reconciled reports a plan's quarters and reconciles the last one.
func reconciled(plan reconcile.Plan, quarter int, reported ...int) (now reconcile.Result, earlier []reconcile.Result) {
	var reports []reconcile.Report
	for _, q := range reported {
		reports = append(reports, sampleReport(plan, q))
	}
	for q := 1; q < quarter; q++ {
		if r := reconcile.Reconcile(plan, reconcile.Period{Year: plan.Year, Quarter: q}, reports, reconcile.DefaultRules()); r.Report.Revision > 0 {
			earlier = append(earlier, settle(r))
		}
	}
	return settle(reconcile.Reconcile(plan, reconcile.Period{Year: plan.Year, Quarter: quarter}, reports, reconcile.DefaultRules())), earlier
}

// sampleSummaries are summaries of every kind: each quarter, few and many lines, long
// names, nothing reported, everything late, an odd plan.
func sampleSummaries(tb testing.TB) map[string]reconcile.Summary {
	tb.Helper()
	out := map[string]reconcile.Summary{}
	add := func(name string, plan reconcile.Plan, standing reconcile.Standing, quarter int, reported ...int) {
		r, earlier := reconciled(plan, quarter, reported...)
		out[name] = summaryOfResult(tb, r, standing, earlier...)
	}
	plan := samplePlan(tb)
	add("tw1", plan, reconcile.Standing{}, 1, 1)
	add("tw3", plan, reconcile.Standing{}, 3, 1, 2, 3)
	add("gap", plan, reconcile.Standing{}, 3, 1, 3)
	add("one", resized(tb, 1, false), reconcile.Standing{}, 2, 1, 2)
	add("many", resized(tb, 60, true), reconcile.Standing{LateDays: 12}, 4, 1, 2, 3, 4)
	add("late", plan, reconcile.Standing{LateDays: 35, ClosedAt: closedOut(1)}, 1, 1)
	add("silent", plan, reconcile.Standing{Status: reconcile.BelumLapor, LateDays: 1, ClosedAt: closedOut(2)}, 2, 1)
	add("nothing", resized(tb, 60, true), reconcile.Standing{Status: reconcile.BelumLapor}, 1)
	add("returned", plan, reconcile.Standing{Status: reconcile.Ditolak, ReceivedAt: time.Date(2020, 4, 8, 2, 0, 0, 0, time.UTC)}, 1)
	odd := oddResult(tb, 3, 1, 3)
	out["odd"] = summaryOfResult(tb, odd, reconcile.Standing{}, oddResult(tb, 1, 1))
	return out
}

func closedOut(quarter int) time.Time {
	return time.Date(2020, time.Month(3*quarter+1), 11, 1, 0, 0, 0, reconcile.WIB)
}

func summaryBytes(tb testing.TB, s reconcile.Summary) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := WriteSummary(&b, s); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// sampleOverview has so many agencies: most have reported, some late, some not at all,
// one was given back.
func sampleOverview(tb testing.TB, agencies, quarter int) reconcile.Overview {
	tb.Helper()
	var all [2][]reconcile.Card
	for i := range agencies {
		plan := samplePlan(tb)
		plan.Agency = reconcile.Agency{Code: fmt.Sprintf("OPD-%02d", i+1), Name: fmt.Sprintf("Dinas Urusan Pemerintahan Bidang Nomor %d Kabupaten Bengkalis", i+1)}
		for j := range plan.Lines {
			for k := range plan.Lines[j].Budget {
				b := &plan.Lines[j].Budget[k].Value
				b.Decimal = b.Decimal.Mul(decimal.New(int64(100+i), -2)).Round(2)
			}
		}
		standing, reported := reconcile.Standing{}, []int{1, 2, 3, 4}[:quarter]
		switch {
		case agencies == 1:
		case i%9 == 4:
			standing, reported = reconcile.Standing{Status: reconcile.BelumLapor, LateDays: 1, ClosedAt: closedOut(quarter)}, reported[:quarter-1]
		case i%17 == 5:
			standing, reported = reconcile.Standing{Status: reconcile.Ditolak, ReceivedAt: closedOut(quarter)}, reported[:quarter-1]
		case i%7 == 2:
			standing = reconcile.Standing{LateDays: 1 + i%5, ClosedAt: closedOut(quarter)}
		}
		for k := max(1, quarter-1); k <= quarter; k++ {
			r, earlier := reconciled(plan, k, reported[:min(k, len(reported))]...)
			all[quarter-k] = append(all[quarter-k], summaryOfResult(tb, r, standing, earlier...).Card)
		}
	}
	o := reconcile.Oversee(reconcile.Period{Year: 2020, Quarter: quarter}, all[0])
	if quarter > 1 {
		before := reconcile.Oversee(reconcile.Period{Year: 2020, Quarter: quarter - 1}, all[1])
		o.Before = &before
	}
	return o
}

// vastOverview has one agency with a budget of Rp9.391.639.410.000, about as much as the
// largest regencies have.
func vastOverview(tb testing.TB) reconcile.Overview {
	tb.Helper()
	plan := samplePlan(tb)
	for i := range plan.Lines {
		for k := range plan.Lines[i].Budget {
			b := &plan.Lines[i].Budget[k].Value
			b.Decimal = b.Decimal.Mul(decimal.NewFromInt(900))
		}
	}
	first, _ := reconciled(plan, 1, 1)
	second, earlier := reconciled(plan, 2, 1, 2)
	before := reconcile.Oversee(first.Period, []reconcile.Card{summaryOfResult(tb, first, reconcile.Standing{}).Card})
	o := reconcile.Oversee(second.Period, []reconcile.Card{summaryOfResult(tb, second, reconcile.Standing{}, earlier...).Card})
	o.Before = &before
	return o
}

func overviewBytes(tb testing.TB, o reconcile.Overview) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := WriteOverview(&b, o); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}
