package xlsx

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

var sumName = regexp.MustCompile(`^(?:sub ?|grand )?(?:jumlah|total)\b`)

// checkTotals compares the JUMLAH and TOTAL rows of a table with the rupiah of the
// rows they can stand for: all above, those of the program, those since the total
// before. A sum counts at every level, for some offices add up programs and others
// kegiatan. Amount gives what a row holds; one that cannot be read ends the
// comparison. Totals are only compared, never taken.
func (t *table) checkTotals(rows []tableRow, c column, amount func(row int) reconcile.Figure) []reconcile.Finding {
	var out []reconcile.Finding
	var sums partSums
	last := lastLine(rows)
	for i, r := range rows {
		if r.kind == rowHeading || r.kind == rowBlank {
			continue
		}
		f := amount(r.row)
		switch {
		case f.Problem != "" || len(f.Options) > 1 || r.kind == rowNameless && !f.Blank():
			return out
		case r.kind == rowLine:
			sums.add(r, f)
		case r.kind == rowTotal && t.isSumRow(r.row):
			if want, ok := sums.contradict(f, i > last); ok {
				out = append(out, t.totalFinding(r.row, c, f, want))
			}
			sums.since = nil
		}
	}
	return out
}

// isSumRow: the row is a sum by its name, not a mean or a grade.
func (t *table) isSumRow(row int) bool {
	for col := 1; col <= t.sheet.width; col++ {
		if !t.fieldAt(col).isFigure() && sumName.MatchString(reconcile.NormalName(closeUp(t.sheet.own(col, row)))) {
			return true
		}
	}
	return false
}

func (t *table) totalFinding(row int, c column, f reconcile.Figure, want decimal.Decimal) reconcile.Finding {
	at := t.sheet.source(c.col, row)
	typed := f.Options[0]
	return reconcile.Finding{Code: reconcile.SheetTotals, Source: at, Difference: decimal.NewNullDecimal(want.Sub(typed)), Message: fmt.Sprintf(
		"%s: jumlah tertulis %s, sedangkan baris-barisnya berjumlah %s (selisih %s). Yang dihitung adalah baris-barisnya; perbaiki salah satu.",
		reconcile.Place(at), reconcile.FormatRupiah(typed), reconcile.FormatRupiah(want), reconcile.FormatRupiah(want.Sub(typed)))}
}

// partSums are the rupiah of the rows so far, by level: all, those of the program
// at hand, those since the last total.
type partSums struct {
	all, program, since map[reconcile.Level]decimal.Decimal
	name                string
}

func (s *partSums) add(r tableRow, f reconcile.Figure) {
	if r.path.Program != s.name {
		s.name, s.program = r.path.Program, nil
	}
	if len(f.Options) == 0 {
		return
	}
	for _, sum := range []*map[reconcile.Level]decimal.Decimal{&s.all, &s.program, &s.since} {
		if *sum == nil {
			*sum = map[reconcile.Level]decimal.Decimal{}
		}
		(*sum)[r.level] = (*sum)[r.level].Add(f.Options[0])
	}
}

// contradict tells that a total is none of the sums it can be, and the one that it
// should most likely be, at the lowest level: below the last line that of all rows,
// between lines that of the rows since the total before.
func (s *partSums) contradict(f reconcile.Figure, below bool) (decimal.Decimal, bool) {
	if len(f.Options) != 1 || len(s.all) == 0 {
		return decimal.Decimal{}, false
	}
	for _, sums := range []map[reconcile.Level]decimal.Decimal{s.all, s.program, s.since} {
		for _, sum := range sums {
			if sum.Equal(f.Options[0]) {
				return decimal.Decimal{}, false
			}
		}
	}
	likely := s.since
	if below || len(likely) == 0 {
		likely = s.all
	}
	levels := []reconcile.Level{reconcile.LevelSubKegiatan, reconcile.LevelKegiatan, reconcile.LevelProgram, reconcile.LevelSasaran}
	i := slices.IndexFunc(levels, func(l reconcile.Level) bool { _, ok := likely[l]; return ok })
	return likely[levels[i]], true
}
