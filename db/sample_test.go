package db_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shopspring/decimal"

	"rekon/db"
	"rekon/reconcile"
)

const (
	year = 2020
	hash = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0"
)

// noon is when things happen in these tests, finer than a microsecond so that
// truncation shows, and not in UTC.
var noon = time.Date(2020, time.April, 9, 12, 30, 15, 123456789, time.FixedZone("WIB", 7*60*60))

func due(p reconcile.Period) time.Time {
	return time.Date(p.Year, time.Month(p.Quarter*3+1), 11, 0, 0, 0, 0, time.UTC)
}

func quarter(q int) reconcile.Period { return reconcile.Period{Year: year, Quarter: q} }

// filler gives every field of a value a content of its own, so that a field the
// tables forget shows in a comparison.
type filler struct{ n int }

func (f *filler) fill(v reflect.Value) {
	f.n++
	switch x := v.Addr().Interface().(type) {
	case *decimal.NullDecimal:
		*x = decimal.NewNullDecimal(decimal.New(int64(f.n)*10000+1234+int64(f.n%2), -2))
		return
	case *decimal.Decimal:
		*x = decimal.New(int64(f.n), -1)
		return
	case *time.Time:
		*x = noon.Add(time.Duration(f.n) * time.Hour).Truncate(time.Microsecond)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			f.fill(v.Field(i))
		}
	case reflect.Array:
		for i := range v.Len() {
			f.fill(v.Index(i))
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			f.fill(v.Index(i))
		}
	case reflect.String:
		v.SetString(fmt.Sprintf("teks %d é 😀", f.n))
	case reflect.Int:
		v.SetInt(int64(f.n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer: // what a value may lack
	default:
		panic("a kind of field that the filler does not know: " + v.Type().String())
	}
}

func filled[T any](seed int) T {
	var v T
	f := &filler{seed}
	f.fill(reflect.ValueOf(&v).Elem())
	return v
}

// stamp makes every source in v one of the given file.
func stamp(v reflect.Value, file, sha256 string) {
	if s, ok := v.Addr().Interface().(*reconcile.Source); ok {
		s.File, s.SHA256 = file, sha256
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				stamp(v.Field(i), file, sha256)
			}
		}
	case reflect.Array, reflect.Slice:
		for i := range v.Len() {
			stamp(v.Index(i), file, sha256)
		}
	}
}

// samplePlan is a plan of n lines with every field filled.
func samplePlan(agency string, n int) reconcile.Plan {
	p := filled[reconcile.Plan](1)
	p.Agency = reconcile.Agency{Code: agency, Name: "Badan " + agency}
	p.Year, p.FromQuarter, p.Revision, p.SHA256 = year, 1, 1, hash
	p.Lines, p.Older, p.Since = nil, nil, 0
	for i := range n {
		l := filled[reconcile.Line](100 * (i + 1))
		l.Code = fmt.Sprintf("P1.K%d", i+1)
		for slot := range reconcile.Slots { // only a report has figures to date
			l.Target[slot].Less, l.Budget[slot].Less = decimal.NullDecimal{}, decimal.NullDecimal{}
		}
		p.Lines = append(p.Lines, l)
	}
	stamp(reflect.ValueOf(&p).Elem(), p.File, p.SHA256)
	for i := range p.Lines { // only a result's lines know of a change
		l := &p.Lines[i]
		l.Since, l.Gone, l.WasTarget, l.WasBudget = 0, 0, reconcile.Quantity{}, reconcile.Amount{}
	}
	return p
}

// sampleReport reports every line of a plan.
func sampleReport(p reconcile.Plan, q, revision int) reconcile.Report {
	r := filled[reconcile.Report](7)
	r.Period, r.Revision = quarter(q), revision
	r.SHA256 = fmt.Sprintf("%.56s%04d%04d", hash, q, revision)
	r.Realizations = nil
	r.Rows = reconcile.RowTally{} // what became of rows is said when they are read, and not stored
	for i, l := range p.Lines {
		x := filled[reconcile.Realization](50 * (i + revision))
		x.Line = l.Code
		r.Realizations = append(r.Realizations, x)
	}
	stamp(reflect.ValueOf(&r).Elem(), r.File, r.SHA256)
	return r
}

// sampleResult is a result with every field filled.
func sampleResult(p reconcile.Plan, r reconcile.Report) reconcile.Result {
	out := filled[reconcile.Result](13)
	out.Plan, out.Report, out.Period, out.Earlier = p, r, r.Period, nil
	out.Plan.Older = []reconcile.PlanHead{filled[reconcile.PlanHead](5)}
	out.Variances, out.Changes, out.ClosedOut = nil, nil, time.Time{}
	out.Plan.Lines = slices.Clone(p.Lines)
	for i, l := range p.Lines {
		v := filled[reconcile.Variance](70 * (i + 1))
		v.Line = l
		v.Line.Since, v.Line.Gone, v.Line.WasTarget = 2, 4, l.Target[0]
		out.Plan.Lines[i] = v.Line
		out.Variances = append(out.Variances, v)
	}
	return out
}

func standing(agency string, r reconcile.Report) db.AgencyQuarter {
	return db.AgencyQuarter{
		Agency: reconcile.Agency{Code: agency, Name: "Badan " + agency}, Period: r.Period, Status: reconcile.Diterima,
		Due: due(r.Period), ReceivedAt: r.ReceivedAt, LateDays: 2, Revision: r.Revision, Errors: 0, Warnings: 3,
	}
}

// acceptance accepts a report on what is stored.
func acceptance(s db.State, r reconcile.Report) db.Acceptance {
	plan := s.Plans[len(s.Plans)-1]
	return db.Acceptance{
		Update: db.Update{
			Agency: s.Agency.Code, Year: s.Year, Version: s.Version,
			Results:  []reconcile.Result{sampleResult(plan, r)},
			Quarters: []db.AgencyQuarter{standing(s.Agency.Code, r)},
		},
		Drop:   db.Drop{Name: "bkpp/" + r.File, SHA256: r.SHA256, ReceivedAt: r.ReceivedAt, DecidedAt: noon},
		Report: r,
	}
}

// give stores a plan, and accepts a report for its first quarter.
func give(t *testing.T, d *db.DB, agency string, lines int) (reconcile.Plan, db.Acceptance) {
	t.Helper()
	p := samplePlan(agency, lines)
	savePlan(t, d, p)
	a := acceptance(state(t, d, agency), sampleReport(p, 1, 1))
	if _, err := d.Accept(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	return p, a
}

func savePlan(t *testing.T, d *db.DB, p reconcile.Plan) (revision int) {
	t.Helper()
	revision, changed, err := d.SavePlan(t.Context(), p, noon, due)
	if err != nil || !changed {
		t.Fatalf("SavePlan: changed %v, %v", changed, err)
	}
	return revision
}

func state(t *testing.T, d *db.DB, agency string) db.State {
	t.Helper()
	s, err := d.State(t.Context(), agency, year)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func equal[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}
