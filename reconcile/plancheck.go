package reconcile

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// PlanFacts are what a plan workbook states, beyond its lines, that the checks of
// a plan need.
type PlanFacts struct {
	Lines []Line
	Names []PlanName  // every tujuan, sasaran and indikator as it first stands in each sheet
	Heads []SheetHead // the sheets lines were read from, in their order
}

// PlanName is a numbered name above the lines: a tujuan, sasaran or indikator.
type PlanName struct {
	Kind   string // Tujuan, Sasaran or Indikator
	Text   string // as typed, with its number
	Source Source
}

// SheetHead is the heading cell of a sheet's rupiah for the year.
type SheetHead struct {
	Sheet string
	Year  Source
}

// QuarterNames are the slots of a line in words.
var QuarterNames = [Slots]string{"Triwulan I", "Triwulan II", "Triwulan III", "Triwulan IV", "akhir tahun"}

// CheckPlan asks of a plan what an auditor would: does it add up, does it mean
// one thing, can it be measured. All findings are warnings or infos: such a plan
// is imported, and reports that rest on a doubtful figure say so.
func CheckPlan(facts PlanFacts, rules Rules) []Finding {
	var out []Finding
	for _, l := range facts.Lines {
		out = append(out, checkBudgetQuarters(l)...)
		out = append(out, checkTargets(l)...)
		out = append(out, checkUnits(l, rules)...)
	}
	below := sumsBelow(facts.Lines)
	out = append(out, checkRollups(facts.Lines, below)...)
	out = append(out, checkIndicators(facts.Lines, below)...)
	out = append(out, checkSheetTotals(facts, below)...)
	out = append(out, checkNumbers(facts.Names)...)
	out = append(out, checkRepeatedNames(facts.Lines)...)
	return out
}

func finding(code Code, at Source, line, format string, args ...any) Finding {
	return Finding{Code: code, Source: at, Line: line, Message: Place(at) + ": " + fmt.Sprintf(format, args...)}
}

// checkTargets reports targets that no aggregation explains, and lines whose
// only target is the year's.
func checkTargets(l Line) []Finding {
	year := l.Target[Year]
	agg, doubt := InferAggregation(l)
	if agg == Tahunan {
		return []Finding{finding(TargetAnnualOnly, year.Source, l.Code,
			"target %s hanya untuk setahun; capaian baru dihitung pada Triwulan IV.", FormatQuantity(year, l.Unit))}
	}
	if !doubt {
		return nil
	}
	sum := decimal.Zero
	var parts []string
	var doubts []Source
	at := year.Source
	for _, t := range l.Target[:Year] {
		if t.Said() {
			sum = sum.Add(t.Value.Decimal)
			parts = append(parts, FormatQuantity(t, ""))
			doubts = append(doubts, t.Source)
			at = orSource(at, t.Source)
		}
	}
	f := finding(TargetQuarters, at, l.Code,
		"target triwulan %s berjumlah %s, tertulis %s untuk setahun. Perbaiki salah satu.",
		strings.Join(parts, " + "), FormatNumber(sum), FormatQuantity(year, l.Unit))
	f.Doubts = doubts
	if year.Value.Valid {
		f.Difference = null(year.Value.Decimal.Sub(sum))
	}
	return []Finding{f}
}

// checkUnits reports a row whose figures carry different spellings of a unit,
// and an indicator in percent that is measured by counting.
func checkUnits(l Line, rules Rules) []Finding {
	var out []Finding
	usual := usualSpelling(l)
	var said []Source
	for _, t := range l.Target {
		if t.Said() {
			said = append(said, t.Source)
		}
		if s := typedUnit(t); s != "" && s != usual {
			out = append(out, finding(UnitMixed, t.Source, l.Code,
				"satuan ditulis '%s', pada sel lain di baris ini '%s'. Pakai satu tulisan.", s, usual))
		}
	}
	u, _ := rules.Unit(l.Unit)
	if u.Counted && len(said) > 0 && percentWord.MatchString(l.Measure) {
		f := finding(UnitDoubtful, said[0], l.Code,
			"indikator '%s' berbunyi persentase, targetnya dalam %s. Sesuaikan indikator atau satuannya.", clip(l.Measure), l.Unit)
		f.Doubts = said[1:]
		out = append(out, f)
	}
	return out
}

var percentWord = regexp.MustCompile(`(?i)\b(?:persentase|prosentase|presentase)\b`)

// usualSpelling is the most frequent spelling of the unit, of equals the later.
func usualSpelling(l Line) string {
	spellings := map[string]int{}
	for _, t := range l.Target {
		spellings[typedUnit(t)]++
	}
	usual := ""
	for _, t := range l.Target {
		if s := typedUnit(t); s != "" && (usual == "" || spellings[s] >= spellings[usual]) {
			usual = s
		}
	}
	return usual
}

// typedUnit is the unit as spelled beside a figure, before aliases.
func typedUnit(q Quantity) string {
	if u := ReadNumber(q.Typed).Unit; u != "" || q.Unit != Persen {
		return u
	}
	return "%"
}

// checkNumbers reports a name that carries two numbers and a number that carries
// two names, at the later place.
func checkNumbers(names []PlanName) []Finding {
	var out []Finding
	for i, n := range names {
		number, _ := SplitNumber(n.Text)
		for _, earlier := range names[countedFrom(names, i):i] {
			was, _ := SplitNumber(earlier.Text)
			same := NormalName(earlier.Text) == NormalName(n.Text)
			if number == "" || was == "" || !countedTogether(n, earlier) || same == (was == number) {
				continue
			}
			what := fmt.Sprintf("nomor %s dipakai untuk '%s' dan untuk '%s' (sel %s)", number, clip(n.Text), clip(earlier.Text), earlier.Source.Cell)
			if same {
				what = fmt.Sprintf("%s '%s' bernomor %s, pada sel %s bernomor %s", n.Kind, clip(n.Text), number, earlier.Source.Cell, was)
			}
			out = append(out, finding(NumberClash, n.Source, "", "%s. Pakai satu nomor untuk satu nama.", what))
			break
		}
	}
	return out
}

func countedTogether(a, b PlanName) bool {
	return a.Kind == b.Kind && a.Source.Sheet == b.Source.Sheet
}

// countedFrom is the place where the numbering of a name begins: where its kind
// last began anew with 1 right under a new parent, else 0.
func countedFrom(names []PlanName, i int) int {
	for j := i; j > 0; j-- {
		number, _ := SplitNumber(names[j].Text)
		if number == "1" && countedTogether(names[i], names[j]) && isAbove(names[j-1].Kind, names[j].Kind) {
			return j
		}
	}
	return 0
}

func isAbove(a, b string) bool {
	kinds := []string{"Tujuan", "Sasaran", "Indikator"}
	return slices.Index(kinds, a) < slices.Index(kinds, b)
}

// checkRepeatedNames tells of names that stand under several parents: such a name
// is unique only within its path.
func checkRepeatedNames(lines []Line) []Finding {
	var out []Finding
	first := map[string]Line{}
	for _, l := range lines {
		name := levelNames(l.Path)[levelIndex(l.Level)]
		before, seen := first[string(l.Level)+name]
		if !seen {
			first[string(l.Level)+name] = l
		}
		if !seen || name == "" || before.Path.key() == l.Path.key() { // the same path: a second indicator
			continue
		}
		out = append(out, finding(NameRepeated, l.Source, l.Code,
			"nama '%s' juga ada pada sel %s; keduanya dibedakan menurut induknya.", clip(l.Name()), before.Source.Cell))
	}
	return out
}

func orSource(a, b Source) Source {
	if a.IsZero() {
		return b
	}
	return a
}
