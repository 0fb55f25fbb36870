package reconcile

import "slices"

// ReviewReturned adds to what was found in a report that is given back for its errors
// the questions about the rest of it, so that its sender can answer them in the same
// turn. It leaves out what may only come of those errors: what is asked of a line that
// has one, and what is asked since something is blank or a sum falls short, for that
// may be what could not be read. While it is not sure whose report it is, or of which
// quarter, nothing is asked. Reports are those of the year, see [Reconcile].
func ReviewReturned(plan Plan, period Period, reports []Report, found []Finding, rules Rules) []Finding {
	l := newLedger(plan, period, reports, rules)
	if l.report() == nil || slices.ContainsFunc(found, inDoubt) {
		return found
	}
	m := l.mistakes(found)
	asked := slices.DeleteFunc(l.review(nil), func(f Finding) bool { return l.mayCome(f, m) })
	return SortFindings(slices.Concat(found, asked), l.sheets())
}

func inDoubt(f Finding) bool { return f.Code == AgencyConflict || f.Code == PeriodConflict }

// mistakes are the errors of a report by what they spoil.
type mistakes struct {
	lines   map[string]bool // that have one, by name or on their row
	columns []Source        // headings with one
	loose   bool            // one is on no line's row
}

func (l ledger) mistakes(found []Finding) mistakes {
	m := mistakes{lines: map[string]bool{}}
	for _, f := range found {
		if f.Severity() != Error {
			continue
		}
		if f.Line != "" {
			m.lines[f.Line] = true
		}
		on, above := l.beside(f.Source)
		for _, line := range on {
			m.lines[line] = true
		}
		if f.Line != "" || len(on) > 0 {
			continue
		}
		m.loose = true
		if above {
			m.columns = append(m.columns, f.Source)
		}
	}
	return m
}

// beside gives the lines on whose row a place is, and whether it is above all those
// of its sheet, as headings are.
func (l ledger) beside(s Source) (lines []string, above bool) {
	_, row := splitCell(s.Cell)
	under := false
	above = true
	for _, r := range l.report().Realizations {
		for _, own := range []Source{r.Source, r.Physical.Source, r.Money.Source} {
			_, at := splitCell(own.Cell)
			same := own.Sheet == s.Sheet && at > 0
			if same && at == row {
				lines = append(lines, r.Line)
			}
			under = under || same && at > row
			above = above && !(same && at <= row)
		}
	}
	return lines, above && under
}

// mayCome reports whether a question may only come of mistakes.
func (l ledger) mayCome(f Finding, m mistakes) bool {
	if m.lines[f.Line] || slices.ContainsFunc(m.columns, func(s Source) bool { return sameColumn(s, f.Source) }) {
		return true
	}
	switch f.Code {
	case LineMissing, FewerLines:
		return true
	case SpentWithoutOutput, OutputWithoutSpending:
		return len(m.columns) > 0 || l.isHalfBlank(f.Line)
	case BudgetRollup:
		return m.loose || l.restsOn(f.Line, m.lines)
	}
	return false
}

func sameColumn(a, b Source) bool {
	x, _ := splitCell(a.Cell)
	y, _ := splitCell(b.Cell)
	return a.Sheet == b.Sheet && x == y
}

// isHalfBlank reports whether a line's row lacks one of its two figures.
func (l ledger) isHalfBlank(code string) bool {
	return slices.ContainsFunc(l.report().Realizations, func(r Realization) bool {
		return r.Line == code && !(r.Physical.Said() && r.Money.Said())
	})
}

// restsOn reports whether the rupiah of some lines roll up into one.
func (l ledger) restsOn(code string, lines map[string]bool) bool {
	for i, line := range l.plan.Lines {
		if lines[line.Code] && slices.ContainsFunc(l.above[i], func(up int) bool { return l.plan.Lines[up].Code == code }) {
			return true
		}
	}
	return false
}
