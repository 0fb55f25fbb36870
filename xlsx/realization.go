package xlsx

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

// Context is what a realization is read against.
type Context struct {
	Period   reconcile.Period
	Plan     reconcile.Plan     // the lines that hold in the quarter
	Earlier  []reconcile.Report // what is stored of other quarters of the year
	Settings Settings
}

// ReadRealization reads the quarter's figures of a workbook and matches them with
// the planned lines. The report's findings are complete: with an error among them
// the workbook must be given back. Figures of other quarters and plan columns are
// compared with what is stored, never taken.
func ReadRealization(b *Book, ctx Context) reconcile.Report {
	r := newRealizationReader(b, ctx)
	r.read()
	r.conserve()
	r.report.Findings = reconcile.SortFindings(r.report.Findings, b.sheetNames())
	return r.report
}

func newRealizationReader(b *Book, ctx Context) *realizationReader {
	r := &realizationReader{
		book: b, ctx: ctx, lines: ctx.Plan.Living(ctx.Period.Quarter).Lines,
		past:    reconcile.NewPast(ctx.Period, ctx.Earlier),
		parents: map[string]bool{}, taken: map[string]int{}, full: map[string][]fullAmount{},
		report: reconcile.Report{Period: ctx.Period, File: b.Name, SHA256: b.SHA256},
	}
	r.matcher = reconcile.NewMatcher(r.lines, ctx.Settings.Rules.Names)
	for _, l := range r.lines {
		r.parents[l.Parent] = true
	}
	r.findGone()
	return r
}

// read takes in every table, settles what sums decide, and makes the report of it.
func (r *realizationReader) read() {
	tables := r.book.realizationTables()
	r.foreign = !slices.ContainsFunc(tables, func(t *table) bool { return !r.isOfAnother(t) })
	for _, t := range tables {
		r.readTable(t)
	}
	for _, s := range r.book.Sheets {
		for _, t := range s.tables() {
			if t.isPlan() {
				r.tellUnread(t, nil)
			}
		}
	}
	r.settleMoney()
	r.finish()
}

type realizationReader struct {
	book     *Book
	ctx      Context
	lines    []reconcile.Line // that hold in the quarter
	matcher  *reconcile.Matcher
	gone     []reconcile.Line // that a change in the year took out
	leavers  *reconcile.Matcher
	past     reconcile.Past
	parents  map[string]bool         // codes of lines whose rupiah are sums
	taken    map[string]int          // the place in rows of a line
	full     map[string][]fullAmount // by heading cell
	rows     []realizedRow
	report   reconcile.Report
	accounts []*account
	foreign  bool // a row that is not the plan's was found, or all is of another quarter
	// differing is the finding for a line and quarter that differs from the stored.
	differing map[string]int
}

// realizedRow is a matched row with the readings of its cells.
type realizedRow struct {
	line     reconcile.Line
	physical reconcile.Figure
	money    reconcile.Figure
	notes    reconcile.Notes
	name     reconcile.Source
}

func (r *realizationReader) add(code reconcile.Code, at reconcile.Source, line, format string, args ...any) {
	r.report.Findings = append(r.report.Findings, reconcile.Finding{
		Code: code, Source: at, Line: line, Message: reconcile.Place(at) + ": " + fmt.Sprintf(format, args...)})
}

func (r *realizationReader) readTable(t *table) {
	r.report.Findings = append(r.report.Findings, hiddenFinding(t)...)
	if r.isOfAnother(t) {
		r.compareTable(t)
		return
	}
	if r.isRecap(t) {
		r.add(reconcile.RowsRepeated, t.sheet.source(1, t.top), "",
			"lembar ini rekapitulasi program; yang diambil adalah rincian kegiatannya pada lembar lain.")
		return
	}
	r.report.AddReason(t.title.reason)
	now, ok := r.currentColumns(t)
	if !ok {
		return
	}
	rows := t.rows()
	t.markLines(rows)
	a := newAccount(t, now)
	r.accounts = append(r.accounts, a)
	under := &programs{r: r, t: t}
	for _, row := range rows {
		switch row.kind {
		case rowLine:
			a.fates[row.row] = r.readRow(t, now, under.place(row), under)
		case rowNameless:
			a.fates[row.row] = r.checkNameless(t, now, row)
		default:
			a.fates[row.row] = fateRecognised
		}
	}
	under.tell()
	r.tellTotals(t, now, rows)
}

// tellTotals compares the total rows of the quarter's rupiah with their parts.
func (r *realizationReader) tellTotals(t *table, now current, rows []tableRow) {
	if c, ok := now[fieldSpent]; ok {
		r.tellTiny(t, c)
		if !r.tellFull(t, c) {
			r.report.Findings = append(r.report.Findings, t.scaledFinding(c, rows)...)
		}
		r.report.Findings = append(r.report.Findings, t.checkTotals(rows, c, func(row int) reconcile.Figure {
			return reconcile.ReadScaled(t.sheet.cell(c.col, row), c.scale.factor())
		})...)
	}
}

// compareTable compares the figures of a table of another quarter with what is
// stored of it.
func (r *realizationReader) compareTable(t *table) {
	for _, row := range t.rows() {
		m := r.match(row)
		if row.kind != rowLine || m.Index < 0 {
			continue
		}
		for _, c := range t.columns {
			if c.isReported() {
				r.compareCell(t, nil, row, c, r.lines[m.Index])
			}
		}
	}
}

// match finds the planned line of a row. A name without a code in a column for all
// levels is a kegiatan's, else a sub kegiatan's.
func (r *realizationReader) match(row tableRow) reconcile.Match {
	m := r.matcher.Match(row.matchRow())
	if m.Index >= 0 || m.Ambiguous || !row.unsure {
		return m
	}
	if sub := r.matcher.Match(row.asSubKegiatan()); sub.Index >= 0 || sub.Ambiguous || len(m.Candidates) == 0 {
		return sub
	}
	return m
}

// readRow takes a row's figures for the planned line that it names, compares the rest
// with what is stored, and tells what became of the row.
func (r *realizationReader) readRow(t *table, now current, row tableRow, under *programs) fate {
	m := r.match(row)
	if gone, ok := r.matchGone(row, m); ok {
		return r.readGone(t, now, row, gone)
	}
	if m.Index < 0 && under.isBelowWrong(row) {
		return fateFound
	}
	if m.Index < 0 {
		return r.unmatched(t, row, m)
	}
	line := r.lines[m.Index]
	first, twice := r.taken[line.Code]
	out := r.readNow(t, now, row, line)
	switch {
	case !twice:
		r.taken[line.Code] = len(r.rows)
		r.rows = append(r.rows, out)
	case !t.reports(row.row):
		r.rows[first].notes = r.rows[first].notes.Plus(out.notes)
		return fateRecognised
	case r.rows[first].says() && r.rows[first].agrees(out):
		r.rows[first].notes = r.rows[first].notes.Plus(out.notes)
		r.tellRepeated(t, row, r.rows[first])
		return fateRecognised
	case r.rows[first].says():
		r.tellTwice(t, row, r.rows[first])
		return fateFound
	default: // the row before was left empty
		out.notes = r.rows[first].notes.Plus(out.notes)
		r.rows[first] = out
	}
	r.compareName(row, line)
	for _, c := range t.columns {
		r.compareCell(t, now, row, c, line)
	}
	r.compareToDate(t, now, row, out)
	r.tellRow(out)
	return fateTaken
}

// readNow reads what a row says of the quarter.
func (r *realizationReader) readNow(t *table, now current, row tableRow, line reconcile.Line) realizedRow {
	out := realizedRow{line: line, name: row.name}
	for _, c := range t.columns {
		cell := func() reconcile.Cell { return t.sheet.cell(c.col, row.row) }
		switch {
		case now.has(c) && c.field == fieldActual:
			out.physical = t.shared(r.quantityNow(c, cell(), unitOf(c, row), line), c, row.row)
		case now.has(c):
			out.money = t.shared(r.amountNow(c, cell(), line), c, row.row)
		case c.field >= fieldPendorong && c.field <= fieldKeterangan && (c.slot == noSlot || r.isCurrent(t, c)):
			out.notes = withNote(out.notes, c.field, t.sheet.own(c.col, row.row))
		}
	}
	return out
}

// unitOf is the unit that the row or the heading gives a bare number.
func unitOf(c column, row tableRow) string {
	if c.percent {
		return "%"
	}
	return row.unit
}

// compareCell compares a figure of the plan or of another quarter with what is
// stored.
func (r *realizationReader) compareCell(t *table, now current, row tableRow, c column, line reconcile.Line) {
	switch {
	case now.has(c), c.span, c.scale == unclear:
	case c.isReported():
		r.compareQuarter(c, t.sheet.cell(c.col, row.row), unitOf(c, row), line)
	case c.isPlanned() && c.known && !t.unpaired:
		r.comparePlan(c, t.sheet.cell(c.col, row.row), line)
	}
}

func withNote(n reconcile.Notes, f field, text string) reconcile.Notes {
	switch {
	case text == "":
	case f == fieldPendorong:
		return n.Plus(reconcile.Notes{Pendorong: text})
	case f == fieldPenghambat:
		return n.Plus(reconcile.Notes{Penghambat: text})
	case f == fieldTindakLanjut:
		return n.Plus(reconcile.Notes{TindakLanjut: text})
	case f == fieldKeterangan:
		return n.Plus(reconcile.Notes{Keterangan: text})
	}
	return n
}

// quantity reads a physical figure; the unit column speaks for a bare number.
func (r *realizationReader) quantity(c reconcile.Cell, unitColumn string, line reconcile.Line) reconcile.Figure {
	f := reconcile.ReadQuantity(c, line.Unit, line.Scale, r.ctx.Settings.Rules)
	if f.Unit != "" || f.Blank() || f.Problem != "" {
		return f
	}
	if u, ok := r.ctx.Settings.Rules.Unit(unitColumn); ok && line.Unit != "" && u.Name != line.Unit && line.Unit != reconcile.Predikat {
		f.Problem = reconcile.UnitMismatch
		f.Detail = fmt.Sprintf("satuannya '%s', sedangkan target baris ini dalam %s. Tulis angkanya dalam %s.", unitColumn, line.Unit, line.Unit)
	}
	return f
}

// tellRow turns what is wrong in a row's cells into findings. Rupiah typed on a
// row that is a sum are only compared, so there nothing can go wrong, unless their
// cell is merged over the rows that make up the sum.
func (r *realizationReader) tellRow(row realizedRow) {
	if row.physical.Problem != "" {
		r.report.Findings = append(r.report.Findings, problem(row.physical, row.line.Code))
	}
	if r.isSum(row.line) && row.money.Detail != mergedOver || row.money.Problem == reconcile.AmountAmbiguous {
		return
	}
	if row.money.Problem != "" {
		r.report.Findings = append(r.report.Findings, problem(row.money, row.line.Code))
	}
}

func (r *realizationReader) isSum(l reconcile.Line) bool {
	return l.Level == reconcile.LevelSasaran || l.Level == reconcile.LevelProgram || r.parents[l.Code]
}

// settleMoney decides amounts with several readings by the sum typed on the row
// above, and compares that sum.
func (r *realizationReader) settleMoney() {
	for _, parent := range r.rows {
		if !r.isSum(parent.line) || parent.money.Blank() || parent.money.Problem != "" && parent.money.Problem != reconcile.AmountAmbiguous {
			continue
		}
		var children, leaves []int
		var parts []*reconcile.Figure
		below := r.leavesOf(parent.line)
		for i, row := range r.rows {
			if row.line.Parent == parent.line.Code {
				children = append(children, i)
				parts = append(parts, &r.rows[i].money)
			}
			if slices.Contains(below, row.line.Code) {
				leaves = append(leaves, i)
			}
		}
		settled := !r.isBlankSum(children) && reconcile.SettleBySum(parts, &parent.money, "jumlah pada baris "+string(parent.line.Level))
		if !settled || r.isSumOfSums(children) {
			r.compareSum(parent, leaves)
		}
	}
}

// isBlankSum: one of the rows is a sum that is not typed, so that nothing is known
// of what it adds.
func (r *realizationReader) isBlankSum(children []int) bool {
	return slices.ContainsFunc(children, func(i int) bool { return r.isSum(r.rows[i].line) && r.rows[i].money.Blank() })
}

func (r *realizationReader) isSumOfSums(children []int) bool {
	return slices.ContainsFunc(children, func(i int) bool { return r.isSum(r.rows[i].line) })
}

// compareSum asks about a sum that was typed and is not the sum of its rows. Where
// there are none it would be lost.
func (r *realizationReader) compareSum(parent realizedRow, leaves []int) {
	sum := decimal.Zero
	for _, i := range leaves {
		m := r.rows[i].money
		if m.Problem != "" {
			return
		}
		if len(m.Options) == 1 {
			sum = sum.Add(m.Options[0])
		}
	}
	if len(parent.money.Options) != 1 {
		return // several readings, none of which is the sum
	}
	typed := parent.money.Options[0]
	switch {
	case typed.Equal(sum):
		return
	case len(leaves) == 0 && !r.foreign:
		r.add(reconcile.SumWithoutParts, parent.money.Cell.Source, parent.line.Code,
			"realisasi %s tertulis pada baris jumlah '%s', sedangkan rinciannya tidak ada dalam buku kerja ini. Yang disimpan adalah rinciannya: tambahkan barisnya dan isi rupiahnya.",
			reconcile.FormatRupiah(typed), clip(parent.line.Name()))
		return
	}
	f := reconcile.Finding{Code: reconcile.BudgetRollup, Source: parent.money.Cell.Source, Line: parent.line.Code,
		Difference: decimal.NewNullDecimal(sum.Sub(typed))}
	f.Message = fmt.Sprintf("%s: realisasi '%s' tertulis %s, jumlah kegiatannya %s. Yang dihitung adalah jumlah kegiatan; perbaiki salah satu.",
		reconcile.Place(f.Source), clip(parent.line.Name()), reconcile.FormatRupiah(typed), reconcile.FormatRupiah(sum))
	r.report.Findings = append(r.report.Findings, f)
}

// finish turns the rows into realizations and asks whether anything was filled in.
func (r *realizationReader) finish() {
	said := r.foreign
	for _, row := range r.rows {
		out := reconcile.Realization{Line: row.line.Code, Physical: row.physical.Quantity(), Notes: row.notes, Source: row.name}
		if !r.isSum(row.line) {
			out.Money = row.money.Amount()
			r.tellMoney(row)
		}
		said = said || out.Physical.Said() || out.Money.Said() || row.physical.Problem != "" || row.money.Problem != ""
		r.report.Realizations = append(r.report.Realizations, out)
	}
	if !said && !slices.ContainsFunc(r.report.Findings, func(f reconcile.Finding) bool { return f.Severity() == reconcile.Error }) {
		r.add(reconcile.NotARealization, r.book.First(), "",
			"belum ada realisasi Triwulan %s yang diisi. Isi kolom Realisasi dan Realisasi (Rp), lalu kirim lagi; 0 ditulis 0.", r.ctx.Period.Roman())
	}
}

func (r *realizationReader) tellMoney(row realizedRow) {
	switch m := row.money; {
	case m.Problem == reconcile.AmountAmbiguous:
		r.report.Findings = append(r.report.Findings, problem(m, row.line.Code))
	case m.Problem != "":
	case m.Odd, m.Settled:
		r.report.Findings = append(r.report.Findings, repaired(m, row.line.Code, ""))
	case m.Rounded:
		r.report.Findings = append(r.report.Findings, rounded(m, row.line.Code))
	}
}
