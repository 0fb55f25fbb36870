package reconcile

import (
	"fmt"
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
	out = append(out, checkRollups(facts.Lines)...)
	out = append(out, checkIndicators(facts.Lines)...)
	out = append(out, checkSheetTotals(facts)...)
	out = append(out, checkNumbers(facts.Names)...)
	out = append(out, checkRepeatedNames(facts.Lines)...)
	return out
}

func finding(code Code, at Source, line, format string, args ...any) Finding {
	return Finding{Code: code, Source: at, Line: line, Message: Place(at) + ": " + fmt.Sprintf(format, args...)}
}

// checkBudgetQuarters compares the four quarters with the year's amount.
func checkBudgetQuarters(l Line) []Finding {
	year := l.Budget[Year]
	sum, said := sumQuarters(l.Budget)
	if !said || !year.Said() || sum.Equal(year.Value.Decimal) {
		return nil
	}
	f := finding(BudgetQuarters, year.Source, l.Code,
		"jumlah empat triwulan %s, tertulis %s untuk setahun. Perbaiki salah satu.", FormatRupiah(sum), FormatRupiah(year.Value.Decimal))
	f.Difference = null(year.Value.Decimal.Sub(sum))
	return []Finding{f}
}

func sumQuarters(amounts [Slots]Amount) (sum decimal.Decimal, said bool) {
	for _, a := range amounts[:Year] {
		if a.Said() {
			sum, said = sum.Add(a.Value.Decimal), true
		}
	}
	return sum, said
}

// checkTargets reports targets that no aggregation explains, and lines whose
// only target is the year's.
func checkTargets(l Line) []Finding {
	year := l.Target[Year]
	if l.Aggregation == Tahunan {
		return []Finding{finding(TargetAnnualOnly, year.Source, l.Code,
			"target %s hanya untuk setahun; capaian baru dihitung pada Triwulan IV.", FormatQuantity(year, l.Unit))}
	}
	if _, doubt := InferAggregation(l); !doubt {
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
	spellings := map[string]int{}
	for _, t := range l.Target {
		if s := typedUnit(t); s != "" {
			spellings[s]++
		}
	}
	usual := ""
	for _, t := range l.Target { // the most frequent; of equals the later
		if s := typedUnit(t); s != "" && spellings[s] >= spellings[usual] {
			usual = s
		}
	}
	for _, t := range l.Target {
		if s := typedUnit(t); s != "" && s != usual {
			out = append(out, finding(UnitMixed, t.Source, l.Code,
				"satuan ditulis '%s', pada sel lain di baris ini '%s'. Pakai satu tulisan.", s, usual))
		}
	}
	u, _ := rules.Unit(l.Unit)
	measure := NormalName(l.Measure)
	if u.Counted && strings.Contains(measure, "persentase") {
		var said []Source
		for _, t := range l.Target {
			if t.Said() {
				said = append(said, t.Source)
			}
		}
		f := finding(UnitDoubtful, said[0], l.Code,
			"indikator '%s' berbunyi persentase, targetnya dalam %s. Sesuaikan indikator atau satuannya.", clip(l.Measure), l.Unit)
		f.Doubts = said[1:]
		out = append(out, f)
	}
	return out
}

// typedUnit is the unit as spelled beside a figure, before aliases.
func typedUnit(q Quantity) string {
	if q.Unit == Persen {
		return "%"
	}
	return ReadNumber(q.Typed).Unit
}

// checkRollups compares what is written on a program or indicator row with the
// sum of the rows it consists of.
func checkRollups(lines []Line) []Finding {
	var out []Finding
	for _, parent := range lines {
		for slot, written := range parent.Budget {
			sum, said := decimal.Zero, false
			for _, child := range lines {
				if child.Parent == parent.Code && child.Budget[slot].Said() {
					sum, said = sum.Add(child.Budget[slot].Value.Decimal), true
				}
			}
			if !said || !written.Said() || sum.Equal(written.Value.Decimal) {
				continue
			}
			difference := sum.Sub(written.Value.Decimal)
			f := finding(BudgetRollup, written.Source, parent.Code,
				"%s untuk %s tertulis %s, jumlah rinciannya %s (selisih %s). Yang dihitung adalah jumlah kegiatannya; perbaiki salah satu.%s",
				clip(parent.Name()), QuarterNames[slot], FormatRupiah(written.Value.Decimal), FormatRupiah(sum), FormatRupiah(difference),
				explainDifference(lines, parent.Code, slot, difference))
			f.Difference = null(difference)
			out = append(out, f)
		}
	}
	return out
}

// explainDifference names the one line that accounts for a difference.
func explainDifference(lines []Line, parent string, slot int, difference decimal.Decimal) string {
	name, count := "", 0
	for _, l := range lines {
		if l.Parent == parent && l.Budget[slot].Said() && l.Budget[slot].Value.Decimal.Equal(difference) {
			name, count = l.Name(), count+1
		}
	}
	if count != 1 {
		return ""
	}
	return fmt.Sprintf(" Selisih itu tepat sebesar '%s'.", clip(name))
}

// checkIndicators reports programs whose indicator is not on the indicator sheet
// under the same number and name.
func checkIndicators(lines []Line) []Finding {
	if !slices.ContainsFunc(lines, func(l Line) bool { return l.Level == LevelSasaran }) {
		return nil
	}
	var out []Finding
	for _, l := range lines {
		if l.Level == LevelProgram && l.Parent == "" {
			f := finding(IndicatorUnmatched, l.Source, l.Code,
				"%s berada di bawah indikator '%s', yang tidak ada dengan nomor dan nama itu di lembar indikator. Rupiahnya (%s setahun) tidak masuk indikator mana pun. Samakan nomor dan nama indikatornya.",
				clip(l.Name()), clip(l.Path.Indikator), rupiahOrDash(l.Budget[Year]))
			f.Difference = l.Budget[Year].Value
			out = append(out, f)
		}
	}
	return out
}

func rupiahOrDash(a Amount) string {
	if !a.Said() {
		return "–"
	}
	return FormatRupiah(a.Value.Decimal)
}

// checkSheetTotals compares the year's rupiah of the indicator sheet, of the
// program rows and of the kegiatan rows.
func checkSheetTotals(facts PlanFacts) []Finding {
	var sums [3]decimal.Decimal
	var said [3]bool
	var heads [3]Source
	for _, l := range facts.Lines {
		i := slices.Index([]Level{LevelSasaran, LevelProgram, LevelKegiatan}, l.Level)
		if i < 0 {
			continue
		}
		if j := slices.IndexFunc(facts.Heads, func(h SheetHead) bool { return h.Sheet == l.Source.Sheet }); j >= 0 {
			heads[i] = facts.Heads[j].Year
		}
		if l.Budget[Year].Said() {
			sums[i], said[i] = sums[i].Add(l.Budget[Year].Value.Decimal), true
		}
	}
	var out []Finding
	for i := range 2 {
		j := i + 1
		if !said[i] || !said[j] || sums[i].Equal(sums[j]) {
			continue
		}
		f := finding(SheetTotals, heads[i], "",
			"jumlah setahun menurut lembar indikator %s, menurut baris program %s, menurut baris kegiatan %s. Selisih %s. Yang dipakai adalah jumlah kegiatan.",
			totalOrDash(sums[0], said[0]), totalOrDash(sums[1], said[1]), totalOrDash(sums[2], said[2]), FormatRupiah(sums[j].Sub(sums[i]).Abs()))
		f.Difference = null(sums[j].Sub(sums[i]))
		out = append(out, f)
	}
	return out
}

func totalOrDash(d decimal.Decimal, said bool) string {
	if !said {
		return "–"
	}
	return FormatRupiah(d)
}

// checkNumbers reports a name that carries two numbers and a number that carries
// two names, at the later place.
func checkNumbers(names []PlanName) []Finding {
	var out []Finding
	for i, n := range names {
		number, _ := SplitNumber(n.Text)
		if number == "" {
			continue
		}
		for _, earlier := range names[:i] {
			was, _ := SplitNumber(earlier.Text)
			if earlier.Kind != n.Kind || was == "" || earlier.Source.Sheet != n.Source.Sheet {
				continue
			}
			same := NormalName(earlier.Text) == NormalName(n.Text)
			if same == (was == number) {
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

// checkRepeatedNames tells of names that stand under several parents: such a name
// is unique only within its path.
func checkRepeatedNames(lines []Line) []Finding {
	var out []Finding
	first := map[string]Line{}
	for _, l := range lines {
		key := string(l.Level) + "\x00" + levelNames(l.Path)[levelIndex(l.Level)]
		before, seen := first[key]
		if !seen {
			first[key] = l
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
