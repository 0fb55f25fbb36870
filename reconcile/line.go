package reconcile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// Level is the place of a line in the hierarchy of a Rencana Aksi.
type Level string

// The levels, from the top. A sasaran line is one Indikator Kinerja Sasaran.
const (
	LevelSasaran     Level = "sasaran"
	LevelProgram     Level = "program"
	LevelKegiatan    Level = "kegiatan"
	LevelSubKegiatan Level = "subkegiatan"
)

// Aggregation says how the quarters of a line add up over the year; empty for
// a line without any target.
type Aggregation string

// The aggregations of domain usage: quarters are summed, the last position
// counts, only the year has a target, or every quarter has the year's target.
const (
	Akumulatif  Aggregation = "akumulatif"
	PosisiAkhir Aggregation = "posisi-akhir"
	Tahunan     Aggregation = "tahunan"
	Tetap       Aggregation = "tetap"
)

// Polarity says whether more is better (Positif, the default) or less.
type Polarity string

// The polarities of an indicator. It is never guessed from words.
const (
	Positif Polarity = "positif"
	Negatif Polarity = "negatif"
)

// Slots of the five figures of a planned line: quarter q is at index q-1, the
// year ("kondisi kinerja pada akhir tahun") at [Year].
const (
	Year  = 4
	Slots = 5
)

// Source is the place a figure was read from. It travels with every figure.
type Source struct {
	File   string // base name of the workbook as it was dropped
	SHA256 string // of the workbook's bytes, lower-case hex
	Sheet  string
	Cell   string // plain reference such as G7
}

// String gives the place inside the workbook, such as "PROGRAM KEGIATAN!G7".
func (s Source) String() string {
	if s.Sheet == "" {
		return s.Cell
	}
	return s.Sheet + "!" + s.Cell
}

// IsZero reports whether no place is known.
func (s Source) IsZero() bool { return s == Source{} }

// Quantity is a physical figure: a number in the line's unit (percentages in
// percentage points), an ordinal letter (predikat), or both when a number was
// graded by the line's scale. The zero Quantity says nothing, which is not 0.
type Quantity struct {
	Value  decimal.NullDecimal
	Letter string
	Unit   string              // canonical unit typed with the figure, "" when none was
	Typed  string              // as the cell holds it
	Why    string              // how the cell was read, in Bahasa; "" for a plain number
	Less   decimal.NullDecimal // taken off a figure s.d. triwulan to get this one: what the quarters before then had
	Source Source
}

// Said reports whether the figure states anything.
func (q Quantity) Said() bool { return q.Value.Valid || q.Letter != "" }

// Text is the figure for machines: the letter, else the number without padding
// zeros; "" when nothing is said.
func (q Quantity) Text() string {
	if q.Letter != "" {
		return q.Letter
	}
	if q.Value.Valid {
		return q.Value.Decimal.String()
	}
	return ""
}

// Amount is a figure in rupiah, exact to the sen. The zero Amount says nothing,
// which is not Rp0.
type Amount struct {
	Value  decimal.NullDecimal
	Typed  string              // as the cell holds it
	Why    string              // how the cell was read, in Bahasa; "" for a plain number
	Less   decimal.NullDecimal // taken off rupiah s.d. triwulan to get these: what the quarters before then had
	Source Source
}

// Said reports whether the amount states anything.
func (a Amount) Said() bool { return a.Value.Valid }

// Path is where a line stands in the plan, each name as typed, with its number.
// Names below the line's level are empty.
type Path struct {
	Tujuan, Sasaran, Indikator, Program, Kegiatan, SubKegiatan string
}

// Line is one planned line with its targets and budget.
type Line struct {
	Code        string // stable across revisions of the plan
	Level       Level
	Path        Path
	Parent      string // code of the line its rupiah roll up into, "" for none
	Measure     string // the indicator that is measured, as typed
	Unit        string // canonical unit; "Predikat" for letters, "" without targets
	Aggregation Aggregation
	Polarity    Polarity
	Scale       string // name of the ordinal scale (SAKIP, IKM), "" for numbers
	Target      [Slots]Quantity
	Budget      [Slots]Amount // as written on the row; never summed into children
	Source      Source        // the cell of its name

	// What a change in the year did to the line; filled in by [Effective].
	Since     int      // first quarter it holds in, where a change brought it; else 0
	Gone      int      // first quarter it no longer holds in, where a change took it out; else 0
	WasTarget Quantity // of the year, as the plan before the change had it
	WasBudget Amount   // of the year, as written on the row before the change
}

// HoldsIn reports whether the line was planned in a quarter.
func (l Line) HoldsIn(quarter int) bool {
	return quarter >= l.Since && (l.Gone == 0 || quarter < l.Gone)
}

// Name is the line's own name as typed, with its number.
func (l Line) Name() string {
	switch l.Level {
	case LevelSubKegiatan:
		return l.Path.SubKegiatan
	case LevelKegiatan:
		return l.Path.Kegiatan
	case LevelProgram:
		return l.Path.Program
	default:
		return l.Path.Indikator
	}
}

// Above is the name it stands under in the hierarchy, as typed; "" where none is
// known.
func (l Line) Above() string {
	names := l.Path.names()
	for i := levelIndex(l.Level) - 1; i >= 0; i-- {
		if names[i] != "" {
			return names[i]
		}
	}
	return ""
}

// HasTarget reports whether any of the five targets is stated.
func (l Line) HasTarget() bool {
	for _, t := range l.Target {
		if t.Said() {
			return true
		}
	}
	return false
}

// Agency is a regional agency (OPD / Perangkat Daerah).
type Agency struct {
	Code string
	Name string
}

// Plan is one revision of an agency's Rencana Aksi for a year. Lines stand in
// the order of the workbook, parents before their children.
type Plan struct {
	Agency      Agency
	Year        int
	Revision    int    // 1 for the first import
	FromQuarter int    // 1 unless a change in the year (DPPA) holds from a later quarter
	Since       int    // the first quarter that a revision holds for, see [Effective]; 0 for 1
	Decree      string // the decision it rests on, as given at import
	File        string
	SHA256      string
	Older       []PlanHead // the revisions that held in quarters before FromQuarter, oldest first
	Lines       []Line
	Findings    []Finding
}

// Changed reports whether the plan is a change in the year of an earlier one.
func (p Plan) Changed() bool { return len(p.Older) > 0 }

// ChangeWords say in Bahasa that the plan changed in the year, by which decree, and what that
// made of the year's pagu; "" for one that did not.
func (p Plan) ChangeWords(pagu decimal.NullDecimal) string {
	if !p.Changed() {
		return ""
	}
	s := "Rencana berubah mulai " + QuarterNames[p.FromQuarter-1]
	if p.Decree != "" {
		s += ", " + p.Decree
	}
	s += "."
	if was := p.PaguBefore()[""]; was.Valid && pagu.Valid {
		s += fmt.Sprintf(" Pagu semula %s, menjadi %s.", FormatRupiah(was.Decimal), FormatRupiah(pagu.Decimal))
	}
	return s
}

// Living are the lines that hold in a quarter: all but those that a change took out.
func (p Plan) Living(quarter int) Plan {
	p.Lines = slices.DeleteFunc(slices.Clone(p.Lines), func(l Line) bool { return !l.HoldsIn(quarter) })
	return p
}

// PlanHead names a revision of a plan.
type PlanHead struct {
	Revision, FromQuarter int
	Decree, File, SHA256  string
}

// Head is the plan's revision by name.
func (p Plan) Head() PlanHead {
	return PlanHead{p.Revision, p.FromQuarter, p.Decree, p.File, p.SHA256}
}

// Period is a quarter (triwulan, 1 to 4) of a budget year.
type Period struct {
	Year    int
	Quarter int
}

// Roman is the quarter as offices write it: I, II, III or IV.
func (p Period) Roman() string {
	if p.Quarter < 1 || p.Quarter > 4 {
		return "?"
	}
	return strings.Fields("I II III IV")[p.Quarter-1]
}
