package reconcile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// askMissing asks for what was due in the quarter and is blank, at the cell where
// it belongs: one question for a line.
func (e *entry) askMissing() {
	physical := e.missing(e.quarter)
	money := e.leaf && e.purse.missing
	target, plan := e.quantity(e.targetIn(e.quarter).Quantity), rupiahOrDash(e.purse.plan)
	switch {
	case physical && money:
		e.ask(LineMissing, e.delivered, decimal.NullDecimal{},
			"realisasi fisik (target %s) dan rupiah (rencana %s) belum diisi. Isi keduanya; tulis 0 bila memang belum ada.", target, plan)
	case physical:
		e.ask(LineMissing, e.delivered, decimal.NullDecimal{},
			"realisasi fisik belum diisi, targetnya %s. Isi realisasinya; tulis 0 bila memang belum ada.", target)
	case money:
		e.ask(LineMissing, e.paid, decimal.NullDecimal{},
			"realisasi rupiah belum diisi, rencananya %s. Isi realisasinya; tulis 0 bila memang belum ada.", plan)
	}
}

// askAbsent asks for lines that were due and have no row. They share the first
// cell of the sheet they belong on, and so one question.
func (l ledger) askAbsent() []Finding {
	if l.report() == nil {
		return nil
	}
	var sheets []string
	absent := map[string][]Line{}
	for i, line := range l.plan.Lines {
		if _, there := l.row(i); there || !l.due(i) {
			continue
		}
		sheet := l.sheetOf(line.Level)
		if !slices.Contains(sheets, sheet) {
			sheets = append(sheets, sheet)
		}
		absent[sheet] = append(absent[sheet], line)
	}
	var out []Finding
	for _, sheet := range sheets {
		out = append(out, l.absentFinding(sheet, absent[sheet]))
	}
	return out
}

func (l ledger) absentFinding(sheet string, lines []Line) Finding {
	code, names := lines[0].Code, []string{}
	for _, line := range lines {
		names = append(names, "'"+line.Name()+"'")
	}
	if len(lines) > 1 {
		code = ""
	}
	return finding(LineMissing, l.corner(sheet), code,
		"%s ada pada rencana %s tetapi barisnya tidak ada di laporan. Tambahkan barisnya beserta realisasinya; tulis 0 bila memang belum ada.",
		strings.Join(names, ", "), QuarterNames[l.quarter-1])
}

// due reports whether a line has something to report in the quarter.
func (l ledger) due(i int) bool {
	return l.track(i).targetIn(l.quarter).Said() || l.isLeaf(i) && positive(l.rowPurse(i).plan)
}

// sheetOf is the sheet on which the report has lines of a level, its first sheet
// where it has none.
func (l ledger) sheetOf(level Level) string {
	for i, line := range l.plan.Lines {
		if row, there := l.row(i); there && line.Level == level && sheetOf(row) != "" {
			return sheetOf(row)
		}
	}
	return l.firstSheet()
}

// askFewer asks about a revision that says less than the one it replaces.
func (l ledger) askFewer(previous *Report) []Finding {
	if l.report() == nil || previous == nil {
		return nil
	}
	now, before := filled(*l.report()), filled(*previous)
	fewer := len(before) - len(now)
	if fewer <= 0 {
		return nil
	}
	f := finding(FewerLines, l.corner(l.firstSheet()), "",
		"laporan ini mengisi %d baris, laporan yang digantikannya %d baris (kurang %d); kini kosong: %s. Lengkapi baris yang hilang, atau jelaskan pada Keterangan.",
		len(now), len(before), fewer, l.emptied(before, now))
	f.Difference = null(decimal.NewFromInt(int64(fewer)))
	return []Finding{f}
}

// filled are the codes of the rows in which something is said.
func filled(r Report) []string {
	var out []string
	for _, row := range r.Realizations {
		if row.Physical.Said() || row.Money.Said() {
			out = append(out, row.Line)
		}
	}
	return out
}

// emptied names the lines that were filled before and no longer are, the first few.
func (l ledger) emptied(before, now []string) string {
	const most = 5
	var names []string
	for _, line := range l.plan.Lines {
		if slices.Contains(before, line.Code) && !slices.Contains(now, line.Code) {
			names = append(names, "'"+line.Name()+"'")
		}
	}
	switch n := len(names); {
	case n == 0:
		return "baris di luar rencana"
	case n > most:
		return fmt.Sprintf("%s dan %d lainnya", strings.Join(names[:most], ", "), n-most)
	}
	return strings.Join(names, ", ")
}
