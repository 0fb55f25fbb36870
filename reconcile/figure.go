package reconcile

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/shopspring/decimal"
)

// CellKind says what a cell of a workbook holds.
type CellKind int

// The kinds of cell. An uncalculated cell has a formula and no stored value.
const (
	CellBlank CellKind = iota
	CellNumber
	CellText
	CellDate // a number shown as a date
	CellBool
	CellError // #REF!, #DIV/0! and their kin
	CellUncalculated
)

// Cell is a cell as it is stored: for a number its raw value, not what is shown.
type Cell struct {
	Kind    CellKind
	Raw     string
	Percent bool // the number format shows a percentage
	// Note is, in Bahasa, what the number format makes a reader believe, such as
	// thousands; of a date what kind it is and what was probably typed.
	Note string
	// Seen is the other number that a format with digits of its own shows, such as
	// 12.195.000 where 12195 is stored.
	Seen   string
	Source Source
}

// Figure is the reading of a cell: what it can mean, and what is wrong with it.
// Problem is empty when nothing is; Options holds more than one value only with
// a Problem that says ambiguous.
type Figure struct {
	Cell    Cell
	Options []decimal.Decimal
	Typed   []decimal.Decimal // the options of rupiah as the cell states them, in its own scale
	Read    []decimal.Decimal // and as rupiah, before those of earlier quarters were taken off
	Unit    string            // canonical, where one was typed or shown
	Letter  string
	Odd     bool // read by group structure only
	Settled bool // a sum has decided between several options
	Rounded bool // more than two decimals of a rupiah
	Problem Code
	Detail  string              // what is wrong, in Bahasa, without the place
	Why     string              // how the cell was read and what else was possible, in Bahasa; "" for a plain number
	Less    decimal.NullDecimal // what the quarters before had brought, taken off a figure to date

	rupiah bool
}

// Blank reports whether the cell says nothing.
func (f Figure) Blank() bool {
	return len(f.Options) == 0 && f.Letter == "" && f.Problem == ""
}

const roundedToSen = "dibulatkan ke sen"

const maxAmount = "999999999999999" // rupiah; no agency's budget comes near

// ReadAmount reads a cell as rupiah.
func ReadAmount(c Cell) Figure { return ReadScaled(c, decimal.New(1, 0)) }

// ReadScaled reads a cell as rupiah in thousands, millions or whatever the factor
// says.
func ReadScaled(c Cell, factor decimal.Decimal) Figure {
	f := Figure{Cell: c, rupiah: true}
	if f.unusual(AmountUnreadable, "angka rupiah. Tulis angka saja, misalnya 12.500.000,00") || f.disguised(AmountAmbiguous) {
		return f
	}
	var r Reading
	switch c.Kind {
	case CellNumber:
		if v, ok := ReadStored(c.Raw); ok && !c.Percent {
			f.Options = []decimal.Decimal{v}
		}
	case CellText:
		if r = ReadNumber(c.Raw); r.Blank {
			return f
		}
		if r.Unit == "" || rupiahUnit.MatchString(r.Unit) {
			f.Options, f.Odd = r.Values, r.Odd
		}
	}
	f.rupiah = factor.Equal(decimal.New(1, 0)) // what stands in thousands is told in thousands
	f.explain(r)
	f.rupiah = true
	f.Typed = slices.Clone(f.Options)
	for i, v := range f.Options {
		f.Options[i] = v.Mul(factor)
	}
	f.judgeAmount()
	f.Read = slices.Clone(f.Options)
	return f
}

// Example writes an amount as it should be typed into its cell: 12.500.000,00, in
// thousands where the cell is in thousands.
func (f Figure) Example() string { return FormatFull(f.Typed[0]) }

func (f *Figure) judgeAmount() {
	for i, v := range f.Options {
		sen, rounded := RoundSen(v)
		f.Options[i], f.Rounded = sen, f.Rounded || rounded
	}
	if f.Rounded && len(f.Options) == 1 {
		f.add(roundedToSen)
	}
	switch {
	case len(f.Options) > 0 && f.Options[0].Abs().GreaterThan(dec(maxAmount)):
		f.Options = nil
		f.fail(AmountUnreadable, "'%s' terlalu besar untuk realisasi atau anggaran satu baris. Periksa jumlah angkanya.", Shown(f.Cell))
	case len(f.Options) == 0:
		f.fail(AmountUnreadable, "'%s' bukan angka rupiah. Tulis angka saja, misalnya 12.500.000,00.%s", Shown(f.Cell), f.remarkMend())
	case f.Options[0].IsNegative():
		f.fail(AmountNegative, "'%s' bernilai negatif. Tulis realisasi tanpa tanda minus atau kurung; pengembalian belanja dikurangkan dari realisasi.", Shown(f.Cell))
	case len(f.Options) > 1:
		f.fail(AmountAmbiguous, "'%s' dapat berarti %s. Tulis dengan pemisah yang jelas, misalnya %s.",
			Shown(f.Cell), alternatives(f.Options, FormatRupiah), f.Example())
	}
}

// ReadQuantity reads a cell as a physical figure of a line: unit is the line's
// canonical unit ("" when unknown) and scale its ordinal scale ("" for numbers).
func ReadQuantity(c Cell, unit, scale string, rules Rules) Figure {
	f := Figure{Cell: c}
	if f.unusual(TargetUnreadable, "angka. Tulis angka saja, misalnya 25") || f.disguised(TargetUnreadable) {
		return f
	}
	switch c.Kind {
	case CellNumber:
		f.readPlainNumber(unit)
	case CellText:
		if r := ReadNumber(c.Raw); r.Blank {
			return f
		}
		f.readQuantityText(unit, rules)
	}
	if s, ordinal := rules.Scale(scale); ordinal {
		f.judgePredicate(s)
	} else {
		f.judgeQuantity(unit)
	}
	return f
}

func (f *Figure) readPlainNumber(unit string) {
	v, ok := ReadStored(f.Cell.Raw)
	switch {
	case !ok:
	case f.Cell.Percent:
		f.Options, f.Unit = []decimal.Decimal{v.Shift(2)}, Persen
		f.orPoints(v)
	default:
		f.Options = []decimal.Decimal{v}
		f.orFraction(unit)
	}
	f.explain(Reading{})
}

// orFraction adds the other reading of a bare number in a percent line: without a
// percent sign or format 0,25 may be 0,25% or the fraction of 25%.
func (f *Figure) orFraction(unit string) {
	if unit == Persen && len(f.Options) == 1 && f.Options[0].IsPositive() && f.Options[0].LessThanOrEqual(decimal.New(1, 0)) {
		f.Options = append(f.Options, f.Options[0].Shift(2))
	}
}

// orPoints adds the other reading of a percent cell of 1000 % and more: 26 that came
// into such a cell by a copy or a formula was mostly meant as 26%.
func (f *Figure) orPoints(v decimal.Decimal) {
	if v.GreaterThanOrEqual(decimal.New(10, 0)) {
		f.Options = append(f.Options, v)
	}
}

// Persen is the canonical unit of percentages, in percentage points.
const Persen = "Persen"

// Predikat stands for the unit of lines that are measured in letters.
const Predikat = "Predikat"

var letterForm = regexp.MustCompile(`^(?i:(?:predikat|nilai) )?([A-Da-d]{1,2})\.?(?: ?\((.*)\))?$`)

func (f *Figure) readQuantityText(unit string, rules Rules) {
	text := cleanText(f.Cell.Raw)
	if m := letterForm.FindStringSubmatch(text); m != nil {
		f.Letter = strings.ToUpper(m[1])
		if r := ReadNumber(m[2]); r.Settled() { // BB (72,5)
			f.Options = r.Values
		}
		if text != f.Letter {
			f.add("teks '" + Shown(f.Cell) + "' dibaca predikat " + f.Letter)
		}
		return
	}
	r := ReadNumber(text)
	f.Options, f.Odd = r.Values, r.Odd
	if r.Unit == "" {
		f.orFraction(unit)
	} else {
		f.Unit = rules.unitName(r.Unit, unit)
	}
	f.explain(r)
}

// unitName is the canonical name of a unit as typed: a known one's, the line's own
// where it is spelled so, else what was typed.
func (r Rules) unitName(typed, own string) string {
	if u, known := r.Unit(typed); known {
		return u.Name
	}
	if unitKey(typed) == unitKey(own) {
		return own
	}
	return typed
}

const maxQuantity = "999999999999" // in any unit

// judgeQuantity says what is wrong with a figure of a line of numbers, or of one
// that is not known yet.
func (f *Figure) judgeQuantity(unit string) {
	known := unit != "" && unit != Predikat
	switch {
	case f.Letter != "":
		if known {
			f.fail(PredicateUnknown, "'%s' adalah predikat, sedangkan target baris ini dalam %s. Tulis angkanya.", f.Letter, unit)
		}
	case f.noNumber():
		f.fail(TargetUnreadable, "'%s' bukan angka. Tulis angka saja, misalnya 25.%s", Shown(f.Cell), f.remarkMend())
	case f.negative():
	case known && f.Unit != "" && f.Unit != unit:
		f.Options = f.Options[:1]
		f.fail(UnitMismatch, "'%s' dalam %s, sedangkan target baris ini dalam %s. Tulis angkanya dalam %s.", Shown(f.Cell), f.Unit, unit, unit)
	default:
		f.ambiguous(unit)
	}
}

// judgePredicate says what is wrong with a figure of a line of letters. A number is
// graded by the line's scale.
func (f *Figure) judgePredicate(s Scale) {
	switch {
	case f.Letter == "" && f.noNumber(), f.Letter != "" && s.Rank(f.Letter) < 0:
		f.fail(PredicateUnknown, "predikat '%s' tidak ada pada skala %s. Pilih salah satu: %s.", orText(f.Letter, Shown(f.Cell)), s.Name, letters(s))
	case f.negative():
	case f.Unit != "" && !isPosition(f.Unit):
		f.Options = nil
		f.fail(UnitMismatch, "'%s' dalam %s, sedangkan target baris ini berupa predikat %s. Tulis salah satu: %s.", Shown(f.Cell), f.Unit, s.Name, letters(s))
	case f.ambiguous(""), len(f.Options) == 0:
	default:
		f.grade(s)
	}
}

func (f *Figure) grade(s Scale) {
	letter := s.Grade(f.Options[0])
	switch {
	case letter == "":
		f.fail(PredicateUnknown, "nilai '%s' di luar skala %s. Tulis salah satu predikat %s, atau nilai di dalam skala.", Shown(f.Cell), s.Name, letters(s))
	case f.Letter != "" && f.Letter != letter:
		f.fail(PredicateUnknown, "'%s': nilai %s pada skala %s adalah %s. Tulis salah satunya.", Shown(f.Cell), FormatNumber(f.Options[0]), s.Name, letter)
	}
	if f.Letter == "" {
		f.add("nilai " + FormatNumber(f.Options[0]) + " pada skala " + s.Name + " = " + letter)
	}
	f.Letter = letter
}

// remarkMend is the further mend where words stand for a figure, such as "belum cair".
func (f *Figure) remarkMend() string {
	if f.Cell.Kind != CellText || strings.ContainsFunc(f.Cell.Raw, unicode.IsNumber) {
		return ""
	}
	return " Kosongkan bila belum dilaporkan; tulis 0 bila memang belum ada; penjelasannya pada kolom Keterangan."
}

func (f *Figure) noNumber() bool {
	if len(f.Options) > 0 && f.Options[0].Abs().LessThanOrEqual(dec(maxQuantity)) {
		return false
	}
	f.Options = nil
	return true
}

func (f *Figure) negative() bool {
	if len(f.Options) == 0 || !f.Options[0].IsNegative() {
		return false
	}
	f.fail(TargetUnreadable, "'%s' bernilai negatif. Tulis angka tanpa tanda minus.", Shown(f.Cell))
	return true
}

// ambiguous reports a figure that can mean several values, with an example that
// can mean only one: without groups, in percent the larger.
func (f *Figure) ambiguous(unit string) bool {
	if len(f.Options) < 2 {
		return false
	}
	if f.Cell.Percent {
		f.fail(TargetUnreadable, "'%s' (yang tersimpan %s) dapat berarti %s. Ketik %s; bila benar %s, tulis sebagai teks.", Shown(f.Cell), FormatNumber(f.Options[1]),
			alternatives(f.Options, f.words), f.words(f.Options[1]), f.words(f.Options[0]))
		return true
	}
	example := decimal.Max(f.Options[0], f.Options[1:]...)
	f.fail(TargetUnreadable, "'%s' dapat berarti %s. Tulis dengan jelas, misalnya %s.", Shown(f.Cell),
		alternatives(f.Options, FormatNumber), strings.ReplaceAll(example.String(), ".", ",")+percentSign(unit))
	return true
}

func percentSign(unit string) string {
	if unit == Persen {
		return "%"
	}
	return ""
}

func letters(s Scale) string {
	var out []string
	for _, g := range s.Grades {
		out = append(out, g.Letter)
	}
	return strings.Join(out, ", ")
}

var errorWord = regexp.MustCompile(`^(?:#(?:REF|DIV/0|VALUE|NAME|NUM|NULL|N/A|SPILL|CALC|FIELD|BLOCKED|UNKNOWN|BUSY|CONNECT|GETTING_DATA|EXTERNAL|PYTHON|MACRO)[!?]?|Err:\d{3})$`)

// unusual deals with cells that hold no figure at all, or one that Excel spoiled.
func (f *Figure) unusual(unreadable Code, want string) bool {
	kind := f.Cell.Kind
	if kind == CellText && errorWord.MatchString(strings.TrimSpace(f.Cell.Raw)) {
		kind = CellError // pasted as text, or stored so by another program
	}
	switch kind {
	case CellBlank:
	case CellError:
		f.fail(ErrorInCell, "berisi kesalahan rumus %s. Perbaiki rumusnya atau tulis angkanya.", Shown(f.Cell))
	case CellUncalculated:
		f.fail(FormulaUncalculated, "berisi rumus yang belum dihitung. Buka berkas di Excel, tekan F9, simpan, lalu kirim lagi.")
	case CellDate:
		f.fail(unreadable, "Excel mengubah isian menjadi %s. Ubah format sel menjadi Number, lalu tulis ulang angkanya.", orText(f.Cell.Note, "tanggal"))
	case CellBool:
		f.fail(unreadable, "'%s' bukan %s.", Shown(f.Cell), want)
	default:
		return false
	}
	return true
}

// disguised deals with a number that its format shows as another one. Nobody can tell
// which is meant, and no sum decides: those of its column are made from what is stored.
func (f *Figure) disguised(code Code) bool {
	if f.Cell.Kind != CellNumber || f.Cell.Seen == "" {
		return false
	}
	f.fail(code, "tersimpan %s, tampak %s karena format selnya. Hapus format khusus itu (jadikan Number), lalu ketik angka penuhnya.", Shown(f.Cell), f.Cell.Seen)
	return true
}

func (f *Figure) fail(code Code, format string, args ...any) {
	f.Problem, f.Detail = code, fmt.Sprintf(format, args...)
}

// Amount is the settled amount; nothing said while there is a problem.
func (f Figure) Amount() Amount {
	a := Amount{Typed: f.Cell.Raw, Why: f.Why, Source: f.Cell.Source}
	if f.Problem == "" && len(f.Options) == 1 {
		a.Value, a.Less = null(f.Options[0]), f.Less
	}
	return a
}

// Quantity is the settled quantity; nothing said while there is a problem.
func (f Figure) Quantity() Quantity {
	q := Quantity{Typed: f.Cell.Raw, Why: f.Why, Source: f.Cell.Source, Unit: f.Unit}
	if f.Problem == "" {
		q.Letter = f.Letter
		if len(f.Options) == 1 {
			q.Value, q.Less = null(f.Options[0]), f.Less
		}
	}
	return q
}
