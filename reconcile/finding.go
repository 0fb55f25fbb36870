package reconcile

import (
	"cmp"
	"maps"
	"slices"

	"github.com/shopspring/decimal"
)

// Severity of a finding. An error gives a workbook back; a warning asks a
// question and lets it pass; info only tells.
type Severity string

// The severities.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Info    Severity = "info"
)

// Code names a kind of finding. Other programs rely on the names: more may be
// added, none is renamed.
type Code string

// Errors: a realization with one is given back, a plan with one is not imported.
const (
	AmountUnreadable    Code = "amount-unreadable"
	AmountAmbiguous     Code = "amount-ambiguous"
	AmountNegative      Code = "amount-negative"
	TargetUnreadable    Code = "target-unreadable"
	UnitMismatch        Code = "unit-mismatch"
	PredicateUnknown    Code = "predicate-unknown"
	ErrorInCell         Code = "cell-error"
	FormulaUncalculated Code = "formula-uncalculated"
	LineUnplanned       Code = "line-unplanned"
	LineDuplicate       Code = "line-duplicate"
	LineAmbiguous       Code = "line-ambiguous"
	HeaderMissing       Code = "header-missing"
	AgencyUnknown       Code = "agency-unknown"
	AgencyConflict      Code = "agency-conflict"
	PeriodUnknown       Code = "period-unknown"
	PeriodConflict      Code = "period-conflict"
	QuarterClosed       Code = "quarter-closed"
	NotAWorkbook        Code = "not-a-workbook"
	LegacyFormat        Code = "legacy-format"
	Encrypted           Code = "encrypted"
	TooLarge            Code = "too-large"
	NotARealization     Code = "not-a-realization"
	PlanMissing         Code = "plan-missing"
	// SumWithoutParts: rupiah on a sum's row whose parts say nothing would be lost.
	SumWithoutParts Code = "sum-without-parts"
	// RowsUnaccounted: what was read is not all that stands in the workbook.
	RowsUnaccounted Code = "rows-unaccounted"
	// EarlierQuarterMissing: figures s.d. triwulan need the quarters before.
	EarlierQuarterMissing Code = "earlier-quarter-missing"
)

// Warnings: questions to the sender; figures they lie on are doubtful.
const (
	AmountRepaired        Code = "amount-repaired"
	AmountRounded         Code = "amount-rounded"
	LineMissing           Code = "line-missing"
	PlanAltered           Code = "plan-altered"
	OverBudget            Code = "over-budget"
	SpentWithoutOutput    Code = "spent-without-output"
	OutputWithoutSpending Code = "output-without-spending"
	LooksCumulative       Code = "looks-cumulative"
	CumulativeFell        Code = "cumulative-fell"
	CapaianExtreme        Code = "capaian-extreme"
	FractionalUnit        Code = "fractional-unit"
	FewerLines            Code = "fewer-lines"
	EarlierQuarterDiffers Code = "earlier-quarter-differs"
	BudgetQuarters        Code = "budget-quarters"
	BudgetRollup          Code = "budget-rollup"
	TargetQuarters        Code = "target-quarters"
	SheetTotals           Code = "sheet-totals"
	NumberClash           Code = "number-clash"
	UnitMixed             Code = "unit-mixed"
	UnitDoubtful          Code = "unit-doubtful"
	IndicatorUnmatched    Code = "indicator-unmatched"
	TodateDiffers         Code = "todate-differs"
	AmountTiny            Code = "amount-tiny"
	// PlanBeforeDiffers: a plan states what held before a change otherwise than the
	// plan that is stored.
	PlanBeforeDiffers Code = "plan-before-differs"
	// ChangeReplaced: a plan from an earlier quarter puts an end to a later change.
	ChangeReplaced Code = "change-replaced"
	// LineCandidate: a new line of a plan resembles one that is gone.
	LineCandidate Code = "line-candidate"
	// IndicatorsGone: a plan names none of the indicators that the one before it had.
	IndicatorsGone Code = "indicators-gone"
)

// Infos.
const (
	TargetAnnualOnly Code = "target-annual-only"
	NameRepeated     Code = "name-repeated"
	HiddenRows       Code = "hidden-rows"
	MacrosIgnored    Code = "macros-ignored"
	ExternalLinks    Code = "external-links"
	AmountScaled     Code = "amount-scaled"
	ColumnIgnored    Code = "column-ignored"
	RowsRepeated     Code = "rows-repeated"
)

// failures are the kinds for which a workbook is given back, in words.
var failures = map[Code]string{
	AmountUnreadable:      "rupiah tidak terbaca",
	AmountAmbiguous:       "rupiah bermakna ganda",
	AmountNegative:        "rupiah negatif",
	TargetUnreadable:      "target atau realisasi fisik tidak terbaca",
	UnitMismatch:          "satuan tidak cocok",
	PredicateUnknown:      "predikat tidak dikenal",
	ErrorInCell:           "sel berisi kesalahan rumus",
	FormulaUncalculated:   "rumus belum terhitung",
	LineUnplanned:         "baris tidak ada dalam rencana",
	LineDuplicate:         "baris muncul dua kali",
	LineAmbiguous:         "baris cocok dengan beberapa baris rencana",
	HeaderMissing:         "tabel realisasi tidak ditemukan",
	AgencyUnknown:         "perangkat daerah tidak dikenal",
	AgencyConflict:        "perangkat daerah bertentangan",
	PeriodUnknown:         "triwulan atau tahun tidak tertulis",
	PeriodConflict:        "triwulan atau tahun bertentangan",
	QuarterClosed:         "triwulan sudah ditutup",
	NotAWorkbook:          "bukan buku kerja",
	LegacyFormat:          "format lama (.xls)",
	Encrypted:             "terkunci sandi",
	TooLarge:              "terlalu besar",
	NotARealization:       "bukan laporan realisasi",
	PlanMissing:           "belum ada rencana",
	SumWithoutParts:       "jumlah tanpa rincian",
	RowsUnaccounted:       "baris yang tidak terbaca",
	EarlierQuarterMissing: "triwulan sebelumnya belum dilaporkan",
}

var warnings = map[Code]bool{
	AmountRepaired: true, AmountRounded: true, LineMissing: true, PlanAltered: true,
	OverBudget: true, SpentWithoutOutput: true, OutputWithoutSpending: true,
	LooksCumulative: true, CumulativeFell: true, CapaianExtreme: true,
	FractionalUnit: true, FewerLines: true, EarlierQuarterDiffers: true,
	BudgetQuarters: true, BudgetRollup: true, TargetQuarters: true, SheetTotals: true,
	NumberClash: true, UnitMixed: true, UnitDoubtful: true, IndicatorUnmatched: true, TodateDiffers: true, AmountTiny: true,
	PlanBeforeDiffers: true, ChangeReplaced: true, LineCandidate: true, IndicatorsGone: true,
}

var infos = map[Code]bool{TargetAnnualOnly: true, NameRepeated: true, HiddenRows: true, AmountScaled: true,
	ColumnIgnored: true, RowsRepeated: true, MacrosIgnored: true, ExternalLinks: true}

// Codes are all kinds of findings, by name.
func Codes() (out []Code) {
	out = slices.Collect(maps.Keys(failures))
	for _, of := range []map[Code]bool{warnings, infos} {
		out = slices.AppendSeq(out, maps.Keys(of))
	}
	slices.Sort(out)
	return out
}

// Reason says in Bahasa why a workbook is given back with a finding of the code; the code itself
// where it is for no reason that this program knows.
func (c Code) Reason() string { return cmp.Or(failures[c], string(c)) }

// Severity is the one severity a kind of finding has.
func (c Code) Severity() Severity {
	switch {
	case infos[c]:
		return Info
	case warnings[c]:
		return Warning
	default:
		return Error
	}
}

// Finding is something to mend or to ask about, at a cell, in Bahasa Indonesia:
// the message names the place and the mend.
type Finding struct {
	Code       Code
	Source     Source // the cell it lies on
	Line       string // code of the line, "" when it concerns none
	Message    string
	Difference decimal.NullDecimal // rupiah or the line's unit, where two figures disagree
	Doubts     []Source            // further figures that the finding makes doubtful
}

// Severity is that of the finding's code.
func (f Finding) Severity() Severity { return f.Code.Severity() }

// SortFindings orders findings by workbook, sheet (in the order given), row,
// column and code, and drops a second finding of one code on one cell.
func SortFindings(fs []Finding, sheets []string) []Finding {
	fs = slices.Clone(fs)
	slices.SortStableFunc(fs, func(a, b Finding) int {
		ac, ar := splitCell(a.Source.Cell)
		bc, br := splitCell(b.Source.Cell)
		return cmp.Or(
			cmp.Compare(a.Source.SHA256, b.Source.SHA256),
			cmp.Compare(slices.Index(sheets, a.Source.Sheet), slices.Index(sheets, b.Source.Sheet)),
			cmp.Compare(a.Source.Sheet, b.Source.Sheet),
			cmp.Compare(ar, br), cmp.Compare(ac, bc),
			cmp.Compare(a.Code, b.Code), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Message, b.Message))
	})
	return slices.CompactFunc(fs, func(a, b Finding) bool {
		return a.Code == b.Code && a.Source == b.Source && a.Source.Cell != ""
	})
}

// splitCell gives the column and row numbers of a reference such as G7; zeros
// where there is none.
func splitCell(ref string) (col, row int) {
	for _, r := range ref {
		switch {
		case r >= 'A' && r <= 'Z':
			col = col*26 + int(r-'A') + 1
		case r >= '0' && r <= '9':
			row = row*10 + int(r-'0')
		}
	}
	return col, row
}
