package db_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"rekon/db"
	"rekon/db/dbtest"
	"rekon/reconcile"
)

func some(s string) decimal.NullDecimal {
	return decimal.NewNullDecimal(decimal.RequireFromString(s))
}

// report stores a report of one line and reads it back.
func reported(t *testing.T, d *db.DB, x reconcile.Realization) (reconcile.Realization, error) {
	t.Helper()
	p := samplePlan("BKPP", 1)
	if _, _, err := d.SavePlan(t.Context(), p, noon, due); err != nil {
		t.Fatal(err)
	}
	s := state(t, d, "BKPP")
	r := sampleReport(p, 1, s.NextRevision(1))
	x.Line = p.Lines[0].Code
	r.Realizations = []reconcile.Realization{x}
	if _, err := d.Accept(t.Context(), acceptance(s, r)); err != nil {
		return x, err
	}
	return state(t, d, "BKPP").Reports[0].Realizations[0], nil
}

func TestFigures(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, c := range []struct{ money, wantMoney, physical, wantPhysical string }{
			{"0", "0", "0", "0"},
			{"1.005", "1.01", "26.25", "26.25"},
			{"-1.005", "-1.01", "-0.000000000001", "-0.000000000001"},
			{"2.5", "2.5", "0.1234567890125", "0.123456789013"},
			{"999999999999999999.99", "999999999999999999.99", "999999999999999999.999999999999", "999999999999999999.999999999999"},
			{"-999999999999999999.99", "-999999999999999999.99", "123456789012345", "123456789012345"},
			{"1e3", "1000", "1.500", "1.5"},
		} {
			x := reconcile.Realization{Money: reconcile.Amount{Value: some(c.money)}, Physical: reconcile.Quantity{Value: some(c.physical)}}
			got, err := reported(t, d, x)
			if err != nil {
				t.Fatal(err)
			}
			if s := got.Money.Value.Decimal.String(); s != c.wantMoney {
				t.Errorf("money %s came back as %s", c.money, s)
			}
			if s := got.Physical.Text(); s != c.wantPhysical {
				t.Errorf("physical %s came back as %s", c.physical, s)
			}
			if e := got.Money.Value.Decimal.Exponent(); e < -2 || strings.HasSuffix(got.Physical.Value.Decimal.StringFixed(-got.Physical.Value.Decimal.Exponent()), ".0") {
				t.Errorf("padding zeros came back: %v %v", got.Money, got.Physical)
			}
		}
	})
}

func TestFiguresTooLarge(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, x := range []reconcile.Realization{
			{Money: reconcile.Amount{Value: some("1000000000000000000")}},
			{Money: reconcile.Amount{Value: some("999999999999999999.995")}},
			{Physical: reconcile.Quantity{Value: some("-1e18")}},
		} {
			if _, err := reported(t, d, x); !errors.Is(err, db.ErrRange) || !strings.Contains(err.Error(), "realizations, value: ") {
				t.Errorf("%v %v: %v", x.Money, x.Physical, err)
			}
		}
	})
}

// TestNothingSaid keeps apart what was not said, zero, and a letter.
func TestNothingSaid(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, x := range []reconcile.Realization{
			{},
			{Physical: reconcile.Quantity{Value: some("0")}, Money: reconcile.Amount{Value: some("0")}},
			{Physical: reconcile.Quantity{Letter: "BB", Typed: "BB"}},
			{Physical: reconcile.Quantity{Letter: "A", Value: some("81.5"), Unit: "Nilai"}},
			{Physical: reconcile.Quantity{Typed: "-"}, Money: reconcile.Amount{Typed: "–"}},
		} {
			got, err := reported(t, d, x)
			if err != nil {
				t.Fatal(err)
			}
			x.Line = got.Line
			equal(t, "realization", got, x)
		}
	})
}

func TestText(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for typed, want := range map[string]string{
			"12 Org 😀 \U0001F468\u200d\U0001F469":     "12 Org 😀 \U0001F468\u200d\U0001F469",
			"a'b\"c\\d%e_f\n\t; DROP TABLE plans -- ": "a'b\"c\\d%e_f\n\t; DROP TABLE plans -- ",
			"rusak \xff\xfe di sini":                  "rusak \uFFFD di sini",
			"nol \x00 nol":                            "nol \uFFFD nol",
			strings.Repeat("😀", 32767):                strings.Repeat("😀", 32767),
			" spasi ":                                 " spasi ",
		} {
			x := reconcile.Realization{Physical: reconcile.Quantity{Typed: typed}, Money: reconcile.Amount{Typed: typed}, Notes: reconcile.Notes{Pendorong: typed}}
			got, err := reported(t, d, x)
			if err != nil {
				t.Fatal(err)
			}
			if got.Physical.Typed != want || got.Money.Typed != want || got.Notes.Pendorong != want {
				t.Errorf("%.40q came back as %.40q", typed, got.Physical.Typed)
			}
		}
	})
}

// TestPercentages come back with four decimals, rounded half away from zero.
func TestPercentages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := samplePlan("BKPP", 1)
		savePlan(t, d, p)
		s := state(t, d, "BKPP")
		a := acceptance(s, sampleReport(p, 1, 1))
		v := &a.Results[0].Variances[0]
		v.Physical.Capaian, v.Physical.Capped = some("33.33335"), some("-0.00005")
		v.Money.Serapan, v.MoneyYTD.Serapan = some("12345678901234567890.12344999"), some("100")
		accept(t, d, a)
		r, _, err := d.Result(t.Context(), "BKPP", quarter(1))
		if err != nil {
			t.Fatal(err)
		}
		got := r.Variances[0]
		for want, n := range map[string]decimal.NullDecimal{
			"33.3334": got.Physical.Capaian, "-0.0001": got.Physical.Capped,
			"12345678901234567890.1234": got.Money.Serapan, "100": got.MoneyYTD.Serapan,
		} {
			if n.Decimal.String() != want {
				t.Errorf("%s instead of %s", n.Decimal, want)
			}
		}
	})
}

// TestLargeWorkbook takes more than one statement can carry, in placeholders and
// in bytes.
func TestLargeWorkbook(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := samplePlan("BKPP", 1500)
		savePlan(t, d, p)
		s := state(t, d, "BKPP")
		equal(t, "plan", s.Plans[0], p)
		r := sampleReport(p, 1, 1)
		for i := range 100 {
			r.Realizations[i].Notes.Keterangan = strings.Repeat("panjang ", 32767)
		}
		accept(t, d, acceptance(s, r))
		equal(t, "report", state(t, d, "BKPP").Reports[0], r)
	})
}

// TestReasons: how a cell was read is kept a year, and only where there is something
// to keep.
func TestReasons(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, x := range []reconcile.Realization{
			{Physical: reconcile.Quantity{Value: some("26.25"), Why: "0,2625 berformat persen = 26,25%"}},
			{Money: reconcile.Amount{Value: some("1234"), Typed: "1.234", Why: "'1.234' dapat berarti Rp1.234 atau Rp1,23; jumlah pada baris program menentukan Rp1.234"}},
			{Physical: reconcile.Quantity{Value: some("5")}, Money: reconcile.Amount{Value: some("5")}},
		} {
			got, err := reported(t, d, x)
			if err != nil {
				t.Fatal(err)
			}
			x.Line = got.Line
			equal(t, "realization", got, x)
		}
		var rows int
		if err := d.SQL().QueryRow(`SELECT COUNT(*) FROM readings`).Scan(&rows); err != nil || rows != 2 {
			t.Errorf("%d rows of reasons, %v", rows, err)
		}
	})
}
