package xlsx

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
)

// comparePlan asks about a plan column of the workbook that says something else
// than the plan in the database. A text that can be read as the planned figure
// agrees with it; a column without a period may mean the quarter or the year.
func (r *realizationReader) comparePlan(c column, cell reconcile.Cell, line reconcile.Line) {
	slots := []int{c.slot}
	if c.slot == noSlot {
		slots = []int{r.ctx.Period.Quarter - 1, reconcile.Year}
	}
	var f, want reconcile.Figure
	var planned []string
	for _, slot := range slots {
		var full reconcile.Figure
		if c.field == fieldBudget {
			f = reconcile.ReadScaled(cell, c.scale.factor())
			full = reconcile.ReadAmount(cell) // in full under a heading in thousands
			want = reconcile.Figure{Options: values(line.Budget[slot].Value)}
			planned = append(planned, amountWords(line.Budget[slot]))
		} else {
			f = reconcile.ReadQuantity(cell, line.Unit, "", r.ctx.Settings.Rules)
			want = targetFigure(line.Target[slot])
			planned = append(planned, reconcile.FormatQuantity(line.Target[slot], line.Unit))
		}
		if f.Blank() || sameFigure(f, want) || sameFigure(full, want) || isZero(f) && want.Blank() {
			return // 0 is often typed where nothing is planned
		}
	}
	if len(planned) > 1 && planned[0] != planned[1] {
		planned[0] = fmt.Sprintf("%s pada triwulan ini dan %s setahun", planned[0], planned[1])
	}
	r.add(reconcile.PlanAltered, cell.Source, line.Code, "kolom rencana '%s' berisi '%s', dalam rencana aksi %s. Yang dipakai adalah rencana aksi; kembalikan isinya.",
		c.heading, reconcile.Shown(cell), planned[0])
	if len(slots) == 1 && f.Problem == "" && len(f.Options) == 1 && len(want.Options) == 1 {
		r.report.Findings[len(r.report.Findings)-1].Difference = decimal.NewNullDecimal(f.Options[0].Sub(want.Options[0]))
	}
}

// compareName asks about a row whose code is a line's and whose name is not.
func (r *realizationReader) compareName(row tableRow, line reconcile.Line) {
	name := reconcile.Line{Level: row.level, Path: row.path}.Name()
	code := row.matchRow().Code
	if code == "" || !strings.EqualFold(code, line.Code) || name == "" || r.matcher.SameName(name, line.Name()) {
		return
	}
	r.add(reconcile.PlanAltered, row.name, line.Code,
		"kode %s dalam rencana aksi adalah '%s', di sini tertulis '%s'. Baris ini dibaca menurut kodenya; kembalikan namanya bila memang itu.", line.Code, clip(line.Name()), clip(name))
}

func isZero(f reconcile.Figure) bool {
	return f.Problem == "" && len(f.Options) == 1 && f.Options[0].IsZero()
}

func values(v decimal.NullDecimal) []decimal.Decimal {
	if !v.Valid {
		return nil
	}
	return []decimal.Decimal{v.Decimal}
}

func amountWords(a reconcile.Amount) string {
	if !a.Said() {
		return "kosong"
	}
	return reconcile.FormatRupiah(a.Value.Decimal)
}

func targetFigure(q reconcile.Quantity) reconcile.Figure {
	return reconcile.Figure{Options: values(q.Value), Letter: q.Letter, Unit: q.Unit}
}

// sameFigure: one of the readings is the figure that is wanted, in its unit where
// both name one.
func sameFigure(f, want reconcile.Figure) bool {
	if f.Unit != "" && want.Unit != "" && f.Unit != want.Unit {
		return false
	}
	if want.Letter != "" || f.Letter != "" {
		return f.Letter == want.Letter
	}
	return slices.ContainsFunc(f.Options, func(v decimal.Decimal) bool {
		return len(want.Options) == 1 && v.Equal(want.Options[0])
	})
}

// compareQuarter asks about figures of another quarter that differ from what is
// stored: one finding a line and quarter, at the money cell where that differs.
func (r *realizationReader) compareQuarter(c column, cell reconcile.Cell, unit string, line reconcile.Line) {
	if c.slot < 0 || c.slot >= reconcile.Year || r.isSum(line) && c.field == fieldSpent {
		return
	}
	period := reconcile.Period{Year: r.ctx.Period.Year, Quarter: c.slot + 1}
	stored, ok := r.storedIn(period, line.Code)
	if !ok {
		return
	}
	var f, want reconcile.Figure
	var words string
	if c.field == fieldSpent {
		f = reconcile.ReadScaled(cell, c.scale.factor())
		want.Options = values(stored.Money.Value)
		words = amountWords(stored.Money)
	} else {
		f = r.quantity(cell, unit, line)
		want.Options, want.Letter = values(stored.Physical.Value), stored.Physical.Letter
		words = reconcile.FormatQuantity(stored.Physical, line.Unit)
	}
	if f.Blank() || sameFigure(f, want) {
		return
	}
	found := reconcile.Finding{Code: reconcile.EarlierQuarterDiffers, Source: cell.Source, Line: line.Code,
		Message: fmt.Sprintf("%s: Triwulan %s di sini %s, yang tersimpan %s. Yang tersimpan tetap dipakai; untuk mengubahnya, kirim ulang laporan triwulan itu.",
			reconcile.Place(cell.Source), period.Roman(), shown(f, line.Unit, c.field), words)}
	if len(f.Options) == 1 && len(want.Options) == 1 {
		found.Difference = decimal.NewNullDecimal(f.Options[0].Sub(want.Options[0]))
	}
	r.addDiffering(found, c.field, period)
}

// addDiffering keeps one finding for a line and quarter, the money's before the
// physical one.
func (r *realizationReader) addDiffering(f reconcile.Finding, of field, period reconcile.Period) {
	key := fmt.Sprintf("%s\x00%d", f.Line, period.Quarter)
	if r.differing == nil {
		r.differing = map[string]int{}
	}
	i, known := r.differing[key]
	switch {
	case !known:
		r.differing[key] = len(r.report.Findings)
		r.report.Findings = append(r.report.Findings, f)
	case of == fieldSpent:
		f.Message += " Juga " + r.report.Findings[i].Message
		r.report.Findings[i] = f
	default:
		r.report.Findings[i].Message += " Juga " + f.Message
	}
}

func (r *realizationReader) storedIn(p reconcile.Period, line string) (reconcile.Realization, bool) {
	for _, report := range r.ctx.Earlier {
		if report.Period != p {
			continue
		}
		for _, x := range report.Realizations {
			if x.Line == line {
				return x, true
			}
		}
	}
	return reconcile.Realization{}, false
}

func shown(f reconcile.Figure, unit string, of field) string {
	switch {
	case f.Problem != "" || len(f.Options) != 1 && f.Letter == "":
		return "'" + clip(f.Cell.Raw) + "'"
	case of == fieldSpent:
		return reconcile.FormatRupiah(f.Options[0])
	default:
		return reconcile.FormatQuantity(f.Quantity(), unit)
	}
}

func positionOf(s reconcile.Source) (col, row int) {
	col, row, err := excelize.CellNameToCoordinates(s.Cell)
	if err != nil {
		return 0, 0
	}
	return col, row
}

// clip shortens a text of the workbook for a message.
func clip(s string) string {
	r := []rune(squeeze(s))
	if len(r) > 120 {
		return string(r[:119]) + "…"
	}
	return string(r)
}
