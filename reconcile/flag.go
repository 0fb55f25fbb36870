package reconcile

import "github.com/shopspring/decimal"

// doubts are the cells a warning lies on.
type doubts map[Source]bool

// doubts gathers the cells that a warning makes doubtful: of the plan, of the
// reports whose figures enter, and of the questions asked of each of them.
func (l ledger) doubts(asked []Finding) doubts {
	d := doubts{}
	d.add(l.plan.Findings)
	d.add(asked)
	for q := 1; q <= l.quarter; q++ {
		if r := l.reports[q-1]; r != nil {
			d.add(r.Findings)
		}
		if q < l.quarter {
			d.add(l.at(q).askRows())
		}
	}
	return d
}

func (d doubts) add(fs []Finding) {
	for _, f := range fs {
		if f.Severity() != Warning {
			continue
		}
		for _, s := range cells(f) {
			d[s] = !s.IsZero()
		}
	}
}

func (d doubts) touch(figures ...basis) bool {
	for _, f := range figures {
		for _, s := range f.cells {
			if d[s] {
				return true
			}
		}
	}
	return false
}

// reached reports whether a deviation counts: it is not zero and reaches the
// larger of the absolute tolerance and the percentage of the plan.
func (t Tolerance) reached(deviation, plan decimal.Decimal) bool {
	share := plan.Abs().Mul(t.Percent).Shift(-2)
	return !deviation.IsZero() && deviation.Abs().GreaterThanOrEqual(decimal.Max(t.Absolute, share))
}

// quarter is the physical comparison of one quarter.
func (t track) quarter(q int, d doubts) Physical {
	return t.compare(t.targetIn(q), t.actualIn(q), t.later(q), false, d)
}

// toDate is the physical comparison up to a quarter (s.d. triwulan).
func (t track) toDate(q int, d doubts) Physical {
	return t.compare(t.targetTo(q), t.actualTo(q), t.later(q), t.incomplete(q), d)
}

func (t track) compare(target, actual basis, later, incomplete bool, d doubts) Physical {
	p := Physical{Target: target.Quantity, Actual: actual.Quantity, Incomplete: incomplete}
	if target.Letter == "" && target.Value.Valid && actual.Value.Valid {
		want, got := target.Value.Decimal, actual.Value.Decimal
		p.Deviation = null(got.Sub(want))
		p.Capaian = t.capaian(want, got)
		p.Capped = capped(p.Capaian, t.rules.CapaianCap)
	}
	switch {
	case target.Said() && actual.Said():
		p.Status = t.flag(p, d.touch(target, actual))
	case target.Said():
		p.Status = BelumLapor
	case later:
		p.Status = BelumJatuhTempo
	case actual.Said():
		p.Status = TidakAdaTarget
	}
	return p
}

// flag judges a target that something was reported of. A good word gives way to
// Perlu Klarifikasi where a warning lies on a figure. What lacks a quarter is judged
// as it stands and marked incomplete.
func (t track) flag(p Physical, doubtful bool) Status {
	better, comparable := t.better(p)
	switch {
	case !comparable:
		return PerluKlarifikasi
	case better < 0:
		return TidakTercapai
	case doubtful:
		return PerluKlarifikasi
	case better > 0:
		return Melampaui
	}
	return Tercapai
}

// better is positive where more was achieved than planned by a deviation that
// counts, negative where less; letters go by their rank. A number against a target
// letter outside the scale, or a letter against a number, cannot be compared.
func (t track) better(p Physical) (sign int, comparable bool) {
	if p.Target.Letter != "" {
		scale, known := t.rules.Scale(t.line.Scale)
		want, got := scale.Rank(p.Target.Letter), scale.Rank(p.Actual.Letter)
		return want - got, known && want >= 0 && got >= 0
	}
	if !p.Deviation.Valid {
		return 0, false
	}
	if !t.rules.PhysicalTolerance.reached(p.Deviation.Decimal, p.Target.Value.Decimal) {
		return 0, true
	}
	if t.line.Polarity == Negatif {
		return -p.Deviation.Decimal.Sign(), true
	}
	return p.Deviation.Decimal.Sign(), true
}
