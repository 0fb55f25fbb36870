package xlsx

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

// fate is what became of a row under a heading.
type fate int

const (
	fateNone       fate = iota // nothing yet: at the end a row that was lost
	fateTaken                  // its figures are in the report
	fateFound                  // a finding tells of it
	fateRecognised             // heading, total, column numbers, blank, or words without figures
)

// account is the reading's bookkeeping of one table, kept apart from the figures so
// that each can prove the other.
type account struct {
	table *table
	now   current
	fates map[int]fate
}

func newAccount(t *table, now current) *account {
	return &account{table: t, now: now, fates: map[int]fate{}}
}

// last is the last row that belongs to the table: the one before the next table's
// title, or the sheet's.
func (a *account) last() int {
	tables := a.table.sheet.tables()
	if i := slices.Index(tables, a.table); i+1 < len(tables) {
		return tables[i+1].titleTop() - 1
	}
	return len(a.table.sheet.rows)
}

// tally counts the rows of the table by what became of them. Lost are the rows that
// hold a number under a heading of the quarter and that nothing was said of.
func (a *account) tally() (counts reconcile.RowTally, lost []int) {
	for row := a.table.bottom + 1; row <= a.last(); row++ {
		counts.Seen++
		f := a.fates[row]
		if f == fateNone && !a.holdsNumber(row) {
			f = fateRecognised
		}
		switch f {
		case fateTaken:
			counts.Taken++
		case fateFound:
			counts.Found++
		case fateRecognised:
			counts.Recognised++
		default:
			lost = append(lost, row)
		}
	}
	return counts, lost
}

// holdsNumber looks at the stored cells alone. A number of more than fifteen digits
// is a person's NIP.
func (a *account) holdsNumber(row int) bool {
	for _, c := range a.now {
		r := reconcile.ReadNumber(a.table.sheet.own(c.col, row))
		if len(r.Values) > 0 && !isPersonNumber(r.Values[0]) {
			return true
		}
	}
	return false
}

// conserve proves that nothing was lost between the cells and the report: every row
// is accounted for, and the rupiah of the rows taken, read again from the stored
// cells, are those of the report. Where it does not add up the workbook is
// not to be taken.
func (r *realizationReader) conserve() {
	typed := map[string]decimal.Decimal{}
	for _, a := range r.accounts {
		counts, lost := a.tally()
		r.report.Rows = r.report.Rows.Plus(counts)
		if len(lost) > 0 {
			r.add(reconcile.RowsUnaccounted, a.table.sheet.source(1, lost[0]), "",
				"baris %s berisi angka yang tidak terbaca sebagai kegiatan, jumlah atau judul. Tulis nama kegiatannya, atau beri tanda JUMLAH bila ini jumlah.", rowList(lost))
		}
		r.typedIn(a, typed)
	}
	if r.hasErrors() {
		return
	}
	sum, read := decimal.Zero, decimal.Zero
	var differing []string
	for _, x := range r.report.Realizations {
		sum, read = sum.Add(typed[x.Line]), read.Add(x.Money.Value.Decimal)
		if !typed[x.Line].Equal(x.Money.Value.Decimal) {
			differing = append(differing, x.Source.String())
		}
	}
	if len(differing) > 0 {
		r.add(reconcile.RowsUnaccounted, r.book.First(), "",
			"rupiah yang tertulis pada baris-barisnya berjumlah %s, yang terbaca %s; berbeda pada %s. Laporan tidak diambil; sampaikan berkas ini kepada administrator.",
			reconcile.FormatRupiah(sum), reconcile.FormatRupiah(read), strings.Join(differing[:min(len(differing), 10)], ", "))
	}
}

// typedIn reads the rupiah of the rows taken from a table anew from their cells, by
// line. Only of a text that can mean several numbers it believes the reading.
func (r *realizationReader) typedIn(a *account, typed map[string]decimal.Decimal) {
	c, ok := a.now[fieldSpent]
	if !ok {
		return
	}
	for _, row := range r.rows {
		_, number := positionOf(row.name)
		if row.name.Sheet != a.table.sheet.Name || a.fates[number] != fateTaken || r.isSum(row.line) {
			continue
		}
		v, said := storedAmount(a.table.sheet.own(c.col, number), row.money)
		if !said {
			continue
		}
		v = v.Mul(c.scale.factor()).Round(2)
		if c.sofar {
			v = v.Sub(r.past.Spent(r.allBelow(row.line)...))
		}
		typed[row.line.Code] = v
	}
}

func storedAmount(raw string, read reconcile.Figure) (decimal.Decimal, bool) {
	if v, ok := reconcile.ReadStored(raw); ok && read.Cell.Kind == reconcile.CellNumber {
		return v, true
	}
	switch values := reconcile.ReadNumber(raw).Values; {
	case len(values) == 1:
		return values[0], true
	case len(values) > 1 && len(read.Typed) == 1:
		return read.Typed[0], true
	}
	return decimal.Zero, false
}

func (r *realizationReader) hasErrors() bool {
	return slices.ContainsFunc(r.report.Findings, func(f reconcile.Finding) bool { return f.Severity() == reconcile.Error })
}

// rowList names rows for a message: "40, 41, 45 dan 3 baris lain".
func rowList(rows []int) string {
	var names []string
	for _, row := range rows[:min(len(rows), 10)] {
		names = append(names, strconv.Itoa(row))
	}
	out := strings.Join(names, ", ")
	if more := len(rows) - len(names); more > 0 {
		out += fmt.Sprintf(" dan %d baris lain", more)
	}
	return out
}
