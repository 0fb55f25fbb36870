package xlsx

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

// ReadE81Input reads the input sheet of Formulir E.81 for the lines of a form, within a
// time, 0 for no bound. What cannot be read as one figure is a finding at its cell;
// with an error among them nothing of it may be used.
func ReadE81Input(name string, data []byte, limits Limits, within time.Duration, form reconcile.E81) (reconcile.Renstra, []reconcile.Finding) {
	type reading struct {
		renstra  reconcile.Renstra
		findings []reconcile.Finding
	}
	out, problem := Guard(within, name, hash(data), func(stop *Stop) reading {
		limits.Stop = stop
		b, err := Open(name, data, limits)
		var failed *OpenError
		if errors.As(err, &failed) {
			return reading{findings: []reconcile.Finding{failed.Finding}}
		}
		defer b.Close()
		r := newE81Reader(b, &form)
		r.read()
		return reading{r.out, reconcile.SortFindings(r.findings, b.sheetNames())}
	}, func(reading) {})
	if problem != nil {
		return reconcile.Renstra{}, []reconcile.Finding{*problem}
	}
	return out.renstra, out.findings
}

// e81Reader reads one input sheet.
type e81Reader struct {
	book     *Book
	form     *reconcile.E81
	rows     map[string]*reconcile.E81Row
	sheet    *Sheet
	columns  [inputColumns + 1]int // on the sheet, 0 where it is missing
	at       map[string]int        // the row of a line
	sums     []typedSum
	out      reconcile.Renstra
	findings []reconcile.Finding
}

// typedSum is an amount on a row whose rupiah are those of its kegiatan.
type typedSum struct {
	row    *reconcile.E81Row
	column int
	figure reconcile.Figure
}

func newE81Reader(b *Book, form *reconcile.E81) *e81Reader {
	r := &e81Reader{book: b, form: form, rows: map[string]*reconcile.E81Row{}, at: map[string]int{},
		out: reconcile.Renstra{File: b.Name, SHA256: b.SHA256, Lines: map[string]reconcile.RenstraLine{}}}
	for i := range form.Rows {
		r.rows[form.Rows[i].Line.Code] = &form.Rows[i]
	}
	return r
}

// add notes a finding at a cell; its message begins with the place.
func (r *e81Reader) add(code reconcile.Code, at reconcile.Source, line, format string, args ...any) {
	r.findings = append(r.findings, reconcile.Finding{Code: code, Source: at, Line: line, Message: reconcile.Place(at) + ": " + fmt.Sprintf(format, args...)})
}

const newE81Input = "Buat lembar isian dengan rekon form e81 --write-input, lalu isi."

func (r *e81Reader) read() {
	first := r.book.First()
	switch kind, agency := r.book.Props[PropKind], r.book.Props[PropAgency]; {
	case kind != "" && kind != kindE81Input:
		r.add(reconcile.HeaderMissing, first, "", "ini bukan isian Renstra untuk Formulir E.81. %s", newE81Input)
		return
	case agency != "" && !strings.EqualFold(agency, r.form.Agency.Code):
		r.add(reconcile.AgencyConflict, first, "", "isian ini milik %s, sedangkan yang diminta %s.", agency, r.form.Agency.Code)
	}
	if year := r.book.Props[PropYear]; year != "" && year != strconv.Itoa(r.form.Period.Year) {
		r.add(reconcile.PeriodConflict, first, "", "isian ini untuk tahun %s, sedangkan yang diminta tahun %d.", year, r.form.Period.Year)
	}
	header := r.findHeader()
	if header == 0 {
		r.add(reconcile.HeaderMissing, first, "", "tidak ada tabel dengan judul kolom Kode, Target Renstra akhir periode (K), (Rp), Realisasi Renstra s.d. tahun lalu (K) dan (Rp). %s", newE81Input)
		return
	}
	r.readEndYear(header)
	for row := header + 1; row <= len(r.sheet.rows); row++ {
		r.readRow(row)
	}
	r.compareSums()
}

// findHeader finds the first row that has all headings but those that only explain.
func (r *e81Reader) findHeader() int {
	for _, s := range r.book.Sheets {
		for row := 1; row <= len(s.rows); row++ {
			r.columns = [inputColumns + 1]int{}
			for col := 1; col <= s.width; col++ {
				if i := slices.IndexFunc(e81InputTitles[:], func(title string) bool { return headingKey(title) == headingKey(s.own(col, row)) }); i >= 0 {
					r.columns[i+1] = col
				}
			}
			if r.columns[inputCode] > 0 && !slices.Contains(r.columns[inputTargetK:inputPastRp+1], 0) {
				r.sheet = s
				return row
			}
		}
	}
	return 0
}

// readEndYear reads the year beside its label, above the table.
func (r *e81Reader) readEndYear(header int) {
	for row := 1; row < header; row++ {
		for col := 1; col <= r.sheet.width; col++ {
			if headingKey(r.sheet.own(col, row)) != headingKey(e81EndYear) {
				continue
			}
			text := r.sheet.text(col+1, row)
			year, err := strconv.Atoi(text)
			switch {
			case text == "":
			case err != nil || year < r.form.Period.Year || year > r.form.Period.Year+10:
				r.add(reconcile.PeriodConflict, r.sheet.source(col+1, row), "", "'%s' bukan tahun terakhir Renstra yang memuat tahun %d. Tulis tahunnya saja, misalnya %d.",
					text, r.form.Period.Year, r.form.Period.Year+1)
			default:
				r.out.EndYear = year
			}
			return
		}
	}
}

// readRow reads what is filled in for one line.
func (r *e81Reader) readRow(row int) {
	filled := 0 // the first column with something in it
	for _, col := range r.columns[inputTargetK:] {
		if filled == 0 && col > 0 && r.sheet.own(col, row) != "" {
			filled = col
		}
	}
	code := r.sheet.text(r.columns[inputCode], row)
	line, known := r.rows[code]
	switch before, twice := r.at[code]; {
	case filled == 0:
		return
	case !known:
		r.add(reconcile.LineUnplanned, r.sheet.source(filled, row), code, "terisi, tetapi kode '%s' tidak ada dalam rencana tahun %d. Salin kodenya dari lembar isian yang baru. %s", code, r.form.Period.Year, newE81Input)
		return
	case twice:
		r.add(reconcile.LineDuplicate, r.sheet.source(filled, row), code, "kode '%s' sudah terisi pada baris %d. Hapus salah satu.", code, before)
		return
	}
	r.at[code] = row
	out := reconcile.RenstraLine{Target: r.pair(line, row, inputTargetK), Past: r.pair(line, row, inputPastK)}
	if col := r.columns[inputResponsible]; col > 0 {
		out.Unit = r.sheet.text(col, row)
	}
	r.out.Lines[code] = out
}

// pair reads K and Rp of a line; what is wrong with a cell is a finding, and nothing.
func (r *e81Reader) pair(row *reconcile.E81Row, at, column int) (out reconcile.Pair) {
	rules := r.form.Rules
	k := reconcile.ReadQuantity(r.sheet.cell(r.columns[column], at), row.Line.Unit, row.Line.Scale, rules)
	rp := reconcile.ReadAmount(r.sheet.cell(r.columns[column+1], at))
	if k.Problem != "" {
		r.findings = append(r.findings, problem(k, row.Line.Code))
	} else {
		out.K = k.Quantity()
	}
	switch {
	case rp.Problem != "":
		r.findings = append(r.findings, problem(rp, row.Line.Code))
		return out
	case rp.Blank():
		return out
	case rp.Odd:
		r.findings = append(r.findings, repaired(rp, row.Line.Code, ""))
	case rp.Rounded:
		r.findings = append(r.findings, rounded(rp, row.Line.Code))
	}
	if !row.Leaf {
		r.sums = append(r.sums, typedSum{row, column, rp})
		return out
	}
	out.Rp = rp.Amount().Value
	return out
}

// compareSums asks about a sum that was typed and is not that of its kegiatan; without
// theirs it would be lost.
func (r *e81Reader) compareSums() {
	for _, s := range r.sums {
		parts := r.leavesOf(s.row, s.column)
		typed, at, total := s.figure.Options[0], s.figure.Cell.Source, sum(parts...)
		switch {
		case slices.ContainsFunc(parts, func(d decimal.NullDecimal) bool { return !d.Valid }) || len(parts) == 0:
			r.add(reconcile.SumWithoutParts, at, s.row.Line.Code,
				"%s tertulis pada baris jumlah '%s', sedangkan kegiatannya belum semua terisi. Yang dihitung adalah rinciannya: isi rupiah setiap kegiatan.", reconcile.FormatRupiah(typed), clip(s.row.Line.Name()))
		case !typed.Equal(total.Decimal):
			f := reconcile.Finding{Code: reconcile.BudgetRollup, Source: at, Line: s.row.Line.Code, Difference: decimal.NewNullDecimal(total.Decimal.Sub(typed))}
			f.Message = fmt.Sprintf("%s: '%s' tertulis %s, jumlah kegiatannya %s. Yang dihitung adalah jumlah kegiatan; perbaiki salah satu.",
				reconcile.Place(at), clip(s.row.Line.Name()), reconcile.FormatRupiah(typed), reconcile.FormatRupiah(total.Decimal))
			r.findings = append(r.findings, f)
		}
	}
}

// leavesOf are the amounts filled in for the lines that a row sums in the end.
func (r *e81Reader) leavesOf(row *reconcile.E81Row, column int) (out []decimal.NullDecimal) {
	for _, c := range row.Children {
		below := &r.form.Rows[c]
		filled := r.out.Lines[below.Line.Code]
		switch {
		case !below.Leaf:
			out = append(out, r.leavesOf(below, column)...)
		case column == inputTargetK:
			out = append(out, filled.Target.Rp)
		default:
			out = append(out, filled.Past.Rp)
		}
	}
	return out
}
