package reconcile

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"
)

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

// sumsBelow adds up, by the code of a line and slot, what the rows below it are
// worth.
func sumsBelow(lines []Line) map[string][Slots]Amount {
	below := map[string][Slots]Amount{}
	for _, level := range []Level{LevelSubKegiatan, LevelKegiatan, LevelProgram} {
		for _, l := range lines {
			if l.Level != level || l.Parent == "" {
				continue
			}
			sums := below[l.Parent]
			for slot := range sums {
				sums[slot] = addAmount(sums[slot], worth(l, slot, below))
			}
			below[l.Parent] = sums
		}
	}
	return below
}

// worth is what is written on a row, or, where it is blank, the sum of the rows
// below it.
func worth(l Line, slot int, below map[string][Slots]Amount) Amount {
	if written := l.Budget[slot]; written.Said() {
		return written
	}
	return below[l.Code][slot]
}

// checkRollups compares what is written on a program or indicator row with the
// sum of the rows it consists of.
func checkRollups(lines []Line, below map[string][Slots]Amount) []Finding {
	var out []Finding
	for _, parent := range lines {
		for slot, written := range parent.Budget {
			sum := below[parent.Code][slot]
			if !sum.Said() || !written.Said() || sum.Value.Decimal.Equal(written.Value.Decimal) {
				continue
			}
			difference := sum.Value.Decimal.Sub(written.Value.Decimal)
			f := finding(BudgetRollup, written.Source, parent.Code,
				"%s untuk %s tertulis %s, jumlah rinciannya %s (selisih %s). Yang dihitung adalah jumlah kegiatannya; perbaiki salah satu.%s",
				clip(parent.Name()), QuarterNames[slot], rupiahOrDash(written), rupiahOrDash(sum), FormatRupiah(difference),
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
func checkIndicators(lines []Line, below map[string][Slots]Amount) []Finding {
	if !slices.ContainsFunc(lines, func(l Line) bool { return l.Level == LevelSasaran }) {
		return nil
	}
	var out []Finding
	for _, l := range lines {
		if l.Level != LevelProgram || l.Parent != "" {
			continue
		}
		year, words := worth(l, Year, below), ""
		if year.Said() {
			words = " (" + FormatRupiah(year.Value.Decimal) + " setahun)"
		}
		f := finding(IndicatorUnmatched, l.Source, l.Code,
			"%s berada di bawah indikator '%s', yang tidak ada dengan nomor dan nama itu di lembar indikator. Rupiahnya%s tidak masuk indikator mana pun. Samakan nomor dan nama indikatornya.",
			clip(l.Name()), clip(l.Path.Indikator), words)
		f.Difference = year.Value
		out = append(out, f)
	}
	return out
}

// checkSheetTotals compares the year's rupiah of the indicator sheet, of the
// program rows and of the kegiatan rows, as far as any is written there.
func checkSheetTotals(facts PlanFacts, below map[string][Slots]Amount) []Finding {
	sums, heads := yearTotals(facts, below)
	words := fmt.Sprintf("jumlah setahun menurut lembar indikator %s, menurut baris program %s, menurut baris kegiatan %s.",
		rupiahOrDash(sums[0]), rupiahOrDash(sums[1]), rupiahOrDash(sums[2]))
	var out []Finding
	above := -1
	for i, sum := range sums {
		if !sum.Said() {
			continue
		}
		if above >= 0 && !sum.Value.Decimal.Equal(sums[above].Value.Decimal) {
			difference := sum.Value.Decimal.Sub(sums[above].Value.Decimal)
			f := finding(SheetTotals, heads[above], "", "%s Selisih %s. Yang dipakai adalah jumlah kegiatan.", words, FormatRupiah(difference.Abs()))
			f.Difference = null(difference)
			out = append(out, f)
		}
		above = i
	}
	return out
}

// yearTotals are what the indicator, program and kegiatan rows are worth for the
// year, where any is written on such a row, and the headings they stand under.
func yearTotals(facts PlanFacts, below map[string][Slots]Amount) (sums [3]Amount, heads [3]Source) {
	for i, level := range []Level{LevelSasaran, LevelProgram, LevelKegiatan} {
		written := false
		for _, l := range facts.Lines {
			if l.Level != level {
				continue
			}
			sums[i] = addAmount(sums[i], worth(l, Year, below))
			written = written || l.Budget[Year].Said()
			if j := slices.IndexFunc(facts.Heads, func(h SheetHead) bool { return h.Sheet == l.Source.Sheet }); j >= 0 {
				heads[i] = facts.Heads[j].Year
			}
		}
		if !written {
			sums[i] = Amount{}
		}
	}
	return sums, heads
}

func rupiahOrDash(a Amount) string {
	if !a.Said() {
		return "–"
	}
	return FormatRupiah(a.Value.Decimal)
}
