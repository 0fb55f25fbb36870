package db

import (
	"reflect"

	"rekon/reconcile"
)

// SamePlan reports whether two plans are stored as the same rows, but for their heads.
func SamePlan(a, b reconcile.Plan) bool {
	type rows struct {
		lines    []planLineRow
		figures  []planFigureRow
		readings []planReadingRow
		findings []findingRow
	}
	of := func(p reconcile.Plan) (r rows) {
		key := planKey{"-", 0, 0}
		for i, l := range p.Lines {
			r.lines = append(r.lines, planLineOf(key, i, l))
			r.figures = append(r.figures, planFiguresOf(key, l)...)
			r.readings = append(r.readings, planReadingsOf(key, l)...)
		}
		for i, f := range p.Findings {
			r.findings = append(r.findings, findingOf(i, f))
		}
		return r
	}
	x, y := of(a), of(b)
	return same(x.lines, y.lines) && same(x.figures, y.figures) && same(x.readings, y.readings) && same(x.findings, y.findings)
}

// SameReport reports whether two reports are stored as the same rows, but for their heads.
func SameReport(a, b reconcile.Report) bool {
	type rows struct {
		figures  []realizationRow
		readings []readingRow
		toDate   []toDateRow
		reasons  []reasonRow
		findings []findingRow
	}
	of := func(x reconcile.Report) (r rows) {
		key := quarterKey{Agency: "-"}
		x.Revision = 0
		r.figures, r.readings, r.toDate = realizationsOf(key, x), readingsOf(key, x), toDateOf(key, x)
		r.reasons = reasonsOf(key, x)
		for i, f := range x.Findings {
			r.findings = append(r.findings, findingOf(i, f))
		}
		return r
	}
	x, y := of(a), of(b)
	return same(x.figures, y.figures) && same(x.readings, y.readings) && same(x.toDate, y.toDate) && same(x.reasons, y.reasons) && same(x.findings, y.findings)
}

// same compares rows as they are bound.
func same[T any](a, b []T) bool {
	if len(a) != len(b) {
		return false
	}
	x, errX := rowsOf("", columnNames[T](), a)
	y, errY := rowsOf("", columnNames[T](), b)
	return errX == nil && errY == nil && reflect.DeepEqual(x, y)
}

// SameCloseout reports whether two close-outs are stored as the same row.
func SameCloseout(a, b Closeout) bool {
	return same([]closeoutRow{closeoutOf(a)}, []closeoutRow{closeoutOf(b)})
}
