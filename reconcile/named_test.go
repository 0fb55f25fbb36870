package reconcile_test

import (
	"reflect"
	"testing"

	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

// Each figure has its own name, and two lines of other figures are told apart by each.
func TestNamedFiguresAreOneEach(t *testing.T) {
	var v reconcile.Variance
	fill(reflect.ValueOf(&v).Elem())
	var totals reconcile.Totals
	fill(reflect.ValueOf(&totals).Elem())
	figures := append(v.NamedFigures(), totals.NamedFigures()...)
	blank := append(reconcile.Variance{}.NamedFigures(), reconcile.Totals{}.NamedFigures()...)
	seen := map[string]bool{}
	for i, f := range figures {
		if seen[f.Name] {
			t.Errorf("%s stands twice", f.Name)
		}
		seen[f.Name] = true
		if f.Name != blank[i].Name || f.Same(blank[i]) || !f.Same(f) || !f.Said() {
			t.Errorf("%s: %s is not told from %s", f.Name, f.Text(), blank[i].Text())
		}
	}
	// Every decimal of a line and of the totals stands under a name, but for counts.
	if n := len(v.NamedFigures()); n != 2*7+2*6+5 {
		t.Errorf("%d figures of a line", n)
	}
}

// fill gives every decimal, word and flag of a struct a value.
func fill(v reflect.Value) {
	if d, ok := v.Addr().Interface().(*decimal.NullDecimal); ok {
		*d = decimal.NewNullDecimal(decimal.RequireFromString("12.3456"))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i))
			}
		}
	case reflect.String:
		v.SetString("kata")
	case reflect.Bool:
		v.SetBool(true)
	default:
	}
}

func TestNamedFigureText(t *testing.T) {
	value := decimal.NewNullDecimal(decimal.RequireFromString("1234.56785"))
	for _, c := range []struct {
		figure reconcile.NamedFigure
		want   string
	}{
		{reconcile.NamedFigure{}, "–"},
		{reconcile.NamedFigure{Value: value}, "Rp1.234,57"},
		{reconcile.NamedFigure{Kind: reconcile.PercentFigure, Value: value}, "1.234,5679%"},
		{reconcile.NamedFigure{Kind: reconcile.PhysicalFigure, Unit: "Orang", Value: value}, "1.234,56785 Orang"},
		{reconcile.NamedFigure{Kind: reconcile.PhysicalFigure, Word: "BB"}, "BB"},
		{reconcile.NamedFigure{Kind: reconcile.WordFigure, Word: "Tercapai"}, "Tercapai"},
	} {
		if got := c.figure.Text(); got != c.want {
			t.Errorf("%+v: %s, want %s", c.figure, got, c.want)
		}
	}
}
