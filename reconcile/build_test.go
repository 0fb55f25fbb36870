package reconcile

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
)

// Figures of the tests are written as they would be read aloud: "5 9 - 12 35" are
// the four quarters and the year, "-" says nothing, "BB" is a letter.

func amount(text string, at Source) Amount {
	a := Amount{Source: at, Typed: text}
	if text != "-" {
		a.Value = null(dec(text))
	}
	return a
}

func quantity(text string, at Source) Quantity {
	q := Quantity{Source: at, Typed: text}
	switch {
	case text == "-":
	case text[0] >= 'A' && text[0] <= 'Z':
		q.Letter = text
	default:
		q.Value = null(dec(text))
	}
	return q
}

// planCell is the cell of a planned figure: column A to E for the targets, F to J
// for the budget; the row is the number in the line's code.
func planCell(code string, column int) Source {
	return Source{File: "rencana.xlsx", SHA256: "plan", Sheet: "PLAN", Cell: fmt.Sprintf("%c%s", 'A'+column, strings.TrimLeft(code, "spkx"))}
}

func reportCell(quarter int, code, column string) Source {
	return Source{File: fmt.Sprintf("tw%d.xlsx", quarter), SHA256: fmt.Sprintf("report%d", quarter), Sheet: "REAL", Cell: column + strings.TrimLeft(code, "spkx")}
}

var levelOf = map[byte]Level{'s': LevelSasaran, 'p': LevelProgram, 'k': LevelKegiatan, 'x': LevelSubKegiatan}

// plannedLine makes a line; the first letter of its code tells its level.
func plannedLine(code, parent, unit, targets, budget string) Line {
	l := Line{Code: code, Parent: parent, Unit: unit, Level: levelOf[code[0]], Path: Path{Kegiatan: "Kegiatan " + code, Program: "Program " + code, Indikator: "Indikator " + code}}
	for i, text := range strings.Fields(targets) {
		l.Target[i] = quantity(text, planCell(code, i))
	}
	for i, text := range strings.Fields(budget) {
		l.Budget[i] = amount(text, planCell(code, 5+i))
	}
	l.Aggregation, _ = InferAggregation(l)
	return l
}

// reported makes a row of a quarter's report.
func reported(quarter int, code, physical, money string) Realization {
	return Realization{Line: code, Source: reportCell(quarter, code, "B"),
		Physical: quantity(physical, reportCell(quarter, code, "C")), Money: amount(money, reportCell(quarter, code, "D"))}
}

func reportOf(quarter int, rows ...Realization) Report {
	return Report{Period: Period{2020, quarter}, Revision: 1, File: fmt.Sprintf("tw%d.xlsx", quarter), SHA256: fmt.Sprintf("report%d", quarter), Realizations: rows}
}

func planOf(lines ...Line) Plan { return Plan{Year: 2020, Revision: 1, Lines: lines} }

// past makes the reports of a line from its figures by quarter; "x" is a quarter
// without any report.
func past(code, physical, money string) []Report {
	var out []Report
	ps, ms := strings.Fields(physical), strings.Fields(money)
	for i := range max(len(ps), len(ms)) {
		p, m := "-", "-"
		if i < len(ps) {
			p = ps[i]
		}
		if i < len(ms) {
			m = ms[i]
		}
		if p != "x" && m != "x" {
			out = append(out, reportOf(i+1, reported(i+1, code, p, m)))
		}
	}
	return out
}

func showNull(d decimal.NullDecimal) string {
	if !d.Valid {
		return "-"
	}
	return RoundPercent(d).Decimal.String()
}

func showQuantity(q Quantity) string {
	if q.Letter != "" && q.Value.Valid {
		return q.Letter + "/" + q.Value.Decimal.String()
	}
	return orText(q.Text(), "-")
}

func showMark(status Status, incomplete bool) string {
	mark := orText(string(status), "null")
	if incomplete {
		mark += " !"
	}
	return mark
}

// showPhysical writes target, actual, deviation, capaian, capped and status; "!"
// marks what is incomplete.
func showPhysical(p Physical) string {
	return strings.Join([]string{showQuantity(p.Target), showQuantity(p.Actual), showNull(p.Deviation),
		showNull(p.Capaian), showNull(p.Capped), showMark(p.Status, p.Incomplete)}, " ")
}

// showMoney writes plan, actual, deviation, serapan and status.
func showMoney(m Money) string {
	return strings.Join([]string{showNull(m.Plan.Value), showNull(m.Actual.Value), showNull(m.Deviation),
		showNull(m.Serapan), showMark(m.Status, m.Incomplete)}, " ")
}

// showFindings writes each finding as its code at its cell for its line, with the
// difference where it has one.
func showFindings(fs []Finding) []string {
	out := []string{}
	for _, f := range fs {
		s := fmt.Sprintf("%s %s %s", f.Code, f.Source.Cell, f.Line)
		if f.Difference.Valid {
			s += " " + f.Difference.Decimal.String()
		}
		out = append(out, strings.TrimSpace(s))
	}
	return out
}

func fieldCount(s string) int { return len(strings.Fields(s)) }
