package reconcile

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A plan to be checked is written as the office's two sheets: the indicators on
// IND, the programs and kegiatan on PROG, one row each. Targets stand in C, E, G, I
// and K, rupiah in D, F, H, J and L, the name in A and B.
var checkColumns = [2]string{"CEGIK", "DFHJL"}

// checkRow writes a row: "path @ measure | targets | budget". Targets are written
// with their units, "5_Org", "23%", "B"; "-" says nothing.
func checkRow(t *testing.T, sheet string, n int, text string) Line {
	t.Helper()
	parts := append(strings.Split(text, " | "), "", "")
	path, measure, _ := strings.Cut(parts[0], " @ ")
	l := at(path, measure)
	source := func(column byte) Source {
		return Source{File: "rencana.xlsx", SHA256: "plan", Sheet: sheet, Cell: fmt.Sprintf("%c%d", column, n)}
	}
	l.Source = source('B')
	for i, typed := range strings.Fields(parts[1]) {
		c := Cell{Kind: CellText, Raw: strings.ReplaceAll(typed, "_", " "), Source: source(checkColumns[0][i])}
		f := ReadQuantity(c, "", "", DefaultRules())
		if f.Problem != "" {
			t.Fatalf("%s: %s", text, f.Detail)
		}
		l.Target[i] = f.Quantity()
	}
	for i, typed := range strings.Fields(parts[2]) {
		l.Budget[i] = amount(typed, source(checkColumns[1][i]))
	}
	return l
}

// checkFacts makes a plan of the rows of both sheets, as a reader does.
func checkFacts(t *testing.T, indicators, programs []string) PlanFacts {
	t.Helper()
	facts := PlanFacts{}
	for s, rows := range [][]string{indicators, programs} {
		sheet := []string{"IND", "PROG"}[s]
		if len(rows) == 0 {
			continue
		}
		facts.Heads = append(facts.Heads, SheetHead{sheet, Source{File: "rencana.xlsx", SHA256: "plan", Sheet: sheet, Cell: "L3"}})
		seen := map[string]bool{}
		for i, text := range rows {
			l := checkRow(t, sheet, i+5, text)
			facts.Lines = append(facts.Lines, l)
			for j, kind := range []string{"Tujuan", "Sasaran", "Indikator"} {
				if name := l.Path.names()[j]; name != "" && !seen[kind+name] {
					seen[kind+name] = true
					facts.Names = append(facts.Names, PlanName{kind, name, Source{Sheet: sheet, Cell: fmt.Sprintf("%c%d", 'X'+j, i+5)}})
				}
			}
		}
	}
	DeriveCodes(facts.Lines)
	LinkParents(facts.Lines)
	for i := range facts.Lines {
		Characterize(&facts.Lines[i], DefaultRules())
	}
	return facts
}

// showChecks writes each finding as code, place and difference.
func showChecks(fs []Finding) []string {
	out := []string{}
	for _, f := range fs {
		s := string(f.Code) + " " + f.Source.String()
		if f.Difference.Valid {
			s += " " + f.Difference.Decimal.String()
		}
		out = append(out, s)
	}
	return out
}

// A clean plan. In the tests I0 to I2 are the rows of the indicators, P0 to P6 those
// of the programs; they stand from row 5 on.
var cleanPlan = map[string]string{
	"I0": "1 T/1 Kapasitas/1 Lulus; | - - - 95% 95% | 10 20 30 40 100",
	"I1": "1 T/1 Kapasitas/2 Posisi | 23% 23% 23% 23% 92% | 5 5 5 5 20",
	"I2": "2 U/2 Pelayanan/3 Indeks Kepuasan | - - - B B | 1 1 1 1 4",
	"P0": "1. T/1. Kapasitas/1. Lulus/Program Kapasitas : @ Persentase lulus | - - - - - | 10 20 30 40 100",
	"P1": "1. T/1. Kapasitas/1. Lulus/Program Kapasitas :/1. Bimtek @ Jumlah PNS | 5_Org 5_Org 5_Org 5_Org 20_Org | 10 10 10 10 40",
	"P2": "1. T/1. Kapasitas/1. Lulus/Program Kapasitas :/2. Diklat @ Jumlah PNS | - - 5_Org - 5_Org | - 10 20 30 60",
	"P3": "1. T/1. Kapasitas/2. Posisi/Program Pembinaan : @ Persentase | - - - - - | 5 5 5 5 20",
	"P4": "1. T/1. Kapasitas/2. Posisi/Program Pembinaan :/1. Penempatan @ Jabatan terisi | 23% 23% 23% 23% 92% | 5 5 5 5 20",
	"P5": "2. U/2. Pelayanan/3. Indeks Kepuasan/Program Pelayanan : @ Persentase | 100% 100% 100% 100% 100% | 1 1 1 1 4",
	"P6": "2. U/2. Pelayanan/3. Indeks Kepuasan/Program Pelayanan :/1. Survei @ Indeks Kepuasan | - - - B B | 1 1 1 1 4",
}

// changed is the clean plan with some columns of some rows changed, each "row: name
// | targets | budget", "=" where a column stays.
func changed(t *testing.T, changes ...string) PlanFacts {
	t.Helper()
	rows := maps.Clone(cleanPlan)
	for _, c := range changes {
		key, text, _ := strings.Cut(c, ": ")
		if text == "" { // the row is not there
			rows[key] = ""
			continue
		}
		now := strings.Split(text, " | ")
		for i, was := range strings.Split(rows[key], " | ") {
			if now[i] == "=" {
				now[i] = was
			}
		}
		rows[key] = strings.Join(now, " | ")
	}
	var sheets [2][]string
	for _, key := range slices.Sorted(maps.Keys(rows)) {
		if rows[key] != "" {
			sheets[strings.Index("IP", key[:1])] = append(sheets[strings.Index("IP", key[:1])], rows[key])
		}
	}
	return checkFacts(t, sheets[0], sheets[1])
}

func TestCheckPlan(t *testing.T) {
	without := func(sheet string) []string {
		var out []string
		for key := range cleanPlan {
			if key[:1] == sheet {
				out = append(out, key+": ")
			}
		}
		return out
	}
	for _, c := range []struct {
		name    string
		changes []string
		want    []string
	}{
		{"a clean plan", nil, nil},
		{"the indicators alone", without("P"), nil},
		{"the programs alone", without("I"), nil},
		{"nothing", slices.Concat(without("I"), without("P")), nil},

		// rupiah along the row
		{"the quarters fall short of the year", []string{"P4: = | = | 5 5 5 5 21", "P3: = | = | 5 5 5 5 21", "I1: = | = | 5 5 5 5 21"},
			[]string{"budget-quarters IND!L6 1", "budget-quarters PROG!L8 1", "budget-quarters PROG!L9 1"}},
		{"the quarters exceed the year", []string{"P4: = | = | 5 5 5 7 20", "P3: = | = | - - - - 20", "I1: = | = | - - - - 20"}, []string{"budget-quarters PROG!L9 -2"}},
		{"a sen", []string{"P4: = | = | 5 5 5 5.01 20", "P3: = | = | - - - - 20", "I1: = | = | - - - - 20"}, []string{"budget-quarters PROG!L9 -0.01"}},
		{"only the year", []string{"P4: = | = | - - - - 20"}, nil},
		{"no year", []string{"P4: = | = | 5 5 5 5 -"}, []string{"sheet-totals PROG!L3 -20"}},
		{"zero for the year", []string{"P4: = | = | 5 5 5 5 0", "P3: = | = | 5 5 5 5 -", "I1: = | = | 5 5 5 5 -"}, []string{"budget-quarters PROG!L9 -20"}},
		{"all zero", []string{"P4: = | = | 0 0 0 0 0", "P3: = | = | 0 0 0 0 0", "I1: = | = | 0 0 0 0 0"}, nil},

		// rupiah down the rows
		{"a program row says less", []string{"P0: = | = | 10 20 10 40 80", "I0: = | = | 10 20 10 40 80"},
			[]string{"budget-rollup PROG!H5 20", "budget-rollup PROG!L5 20", "sheet-totals PROG!L3 20"}},
		{"a program row says more", []string{"P0: = | = | 10 20 35 40 105"},
			[]string{"budget-rollup IND!H5 5", "budget-rollup IND!L5 5", "budget-rollup PROG!H5 -5", "budget-rollup PROG!L5 -5", "sheet-totals IND!L3 5", "sheet-totals PROG!L3 -5"}},
		{"an indicator says more", []string{"I1: = | = | 6 5 5 5 21"}, []string{"budget-rollup IND!D6 -1", "budget-rollup IND!L6 -1", "sheet-totals IND!L3 -1"}},
		{"program rows are blank", []string{"P0: = | = | - - - - -", "P3: = | = | - - - - -", "P5: = | = | - - - - -"}, nil},
		{"one program row is blank", []string{"P0: = | = | - - - - -"}, nil},
		{"a blank program row and an indicator that differs", []string{"P0: = | = | - - - - -", "I0: = | = | 10 20 30 41 101"},
			[]string{"budget-rollup IND!J5 -1", "budget-rollup IND!L5 -1", "sheet-totals IND!L3 -1"}},
		{"indicators are blank", []string{"I0: = | = | - - - - -", "I1: = | = | - - - - -", "I2: = | = | - - - - -"}, nil},
		{"kegiatan are blank", []string{"P4: = | = | - - - - -"}, []string{"sheet-totals PROG!L3 -20"}},
		{"a second program of the indicator", []string{
			"P7: 2. U/2. Pelayanan/3. Indeks Kepuasan/Program Arsip @ P | - - - - - | 2 - - - 2",
			"P8: 2. U/2. Pelayanan/3. Indeks Kepuasan/Program Arsip/1. Tata @ Jumlah | 1 - - - 1 | 2 - - - 2",
			"I2: = | = | 3 1 1 1 6"}, nil},
		{"sub kegiatan", []string{
			"P7: 2. U/2. Pelayanan/3. Indeks Kepuasan/Program Pelayanan :/1. Survei/1. Cetak @ Jumlah | 1 - - - 1 | 1 - - - 1",
			"P8: 2. U/2. Pelayanan/3. Indeks Kepuasan/Program Pelayanan :/1. Survei/2. Olah @ Jumlah | 1 - - - 1 | - 1 1 2 4"},
			[]string{"budget-rollup PROG!J11 1", "budget-rollup PROG!L11 1"}},
		{"sub kegiatan under blank rows", []string{"P5: = | = | - - - - -", "P6: = | = | - - - - -",
			"P7: 2. U/2. Pelayanan/3. Indeks Kepuasan/Program Pelayanan :/1. Survei/1. Cetak @ Jumlah | 1 - - - 1 | 1 1 1 1 4"}, nil},
		{"kegiatan without programs", []string{"P0: ", "P3: ", "P5: ", "P1: = | = | 10 10 10 11 41"}, []string{"sheet-totals IND!L3 1"}},

		// programs and indicators
		{"the number of the indicator differs", []string{"P3: 1. T/1. Kapasitas/4. Posisi/Program Pembinaan @ P | = | =", "P4: 1. T/1. Kapasitas/4. Posisi/Program Pembinaan/1. Penempatan | = | ="},
			[]string{"indicator-unmatched PROG!B8 20"}},
		{"the name of the indicator differs", []string{"P5: 2. U/2. Pelayanan/3. Indeks Pelayanan/Program Pelayanan @ P | = | - - - - -", "P6: 2. U/2. Pelayanan/3. Indeks Pelayanan/Program Pelayanan/1. Survei @ Indeks Kepuasan | = | ="},
			[]string{"indicator-unmatched PROG!B10 4"}},
		{"a program of no indicator", []string{"P7: 1. T/1. Kapasitas/2. Posisi/Program Arsip @ P | - - - - - | 3 - - - 3", "P8: 1. T/1. Kapasitas/9. Arsip/Program Arsip @ P | - - - - - | 3 - - - 3", "I1: = | = | 8 5 5 5 23"},
			[]string{"indicator-unmatched PROG!B13 3", "name-repeated PROG!B13", "sheet-totals IND!L3 3", "sheet-totals PROG!L3 -6"}},

		// targets
		{"targets fall short of the year", []string{"P1: = | 70_Org 70_Org 70_Org 70_Org 300_Org | ="}, []string{"target-quarters PROG!K6 20"}},
		{"targets exceed the year", []string{"P1: = | 5_Org 5_Org 5_Org 6_Org 20_Org | ="}, []string{"target-quarters PROG!K6 -1"}},
		{"no target for the year", []string{"P1: = | 5_Org 5_Org 5_Org 5_Org - | ="}, []string{"target-quarters PROG!K6"}},
		{"one target, not the year's", []string{"P1: = | - - - 95% 90% | ="}, []string{"target-quarters PROG!K6 -5"}},
		{"zero for the year", []string{"P1: = | 5_Org - - - 0_Org | ="}, []string{"target-quarters PROG!K6 -5"}},
		{"the last position", []string{"P1: = | 5_Org 10_Org 15_Org 20_Org 20_Org | ="}, nil},
		{"every quarter the year's", []string{"P1: = | 5_Org 5_Org 5_Org 5_Org 5_Org | ="}, nil},
		{"letters that rise", []string{"P1: = | - CC - B BB | ="}, nil},
		{"the year only", []string{"P1: = | - - - - 500_Org | ="}, []string{"target-annual-only PROG!K6"}},
		{"a letter for the year only", []string{"P6: = | - - - - B | ="}, nil},
		{"no target", []string{"P1: = | - - - - - | ="}, nil},

		// units
		{"two spellings", []string{"P1: = | 50_Org 50_Orang 50_Orang 50_Orang 200_Orang | ="}, []string{"unit-mixed PROG!C6"}},
		{"the later of two is the usual one", []string{"P2: = | - 5_Org 5_Orang - 10 | ="}, []string{"unit-mixed PROG!E7"}},
		{"three spellings", []string{"P1: = | 5_Org. 5_Org 5_orang 5_Org 20_Org | ="}, []string{"unit-mixed PROG!C6", "unit-mixed PROG!G6"}},
		{"percent spelled out", []string{"P4: = | 23% 23% 23% 23_persen 92% | ="}, []string{"unit-mixed PROG!I9"}},
		{"a unit on one figure only", []string{"P1: = | 5 5 5 5 20_Org | ="}, nil},
		{"other spaces", []string{"P1: = | 5Org 5_Org 5__Org 5_Org 20_Org | ="}, nil},
		{"a percentage in persons", []string{"P1: 1. T/1. Kapasitas/1. Lulus/Program Kapasitas :/1. Bimtek @ Rasio persentase PNS | = | ="}, []string{"unit-doubtful PROG!C6"}},
		{"a prosentase in persons", []string{"P2: 1. T/1. Kapasitas/1. Lulus/Program Kapasitas :/2. Diklat @ PROSENTASE  PNS | = | ="}, []string{"unit-doubtful PROG!G7"}},
		{"a percentage in percent", []string{"P4: 1. T/1. Kapasitas/2. Posisi/Program Pembinaan :/1. Penempatan @ Persentase jabatan | = | ="}, nil},
		{"a percentage in poin", []string{"P4: 1. T/1. Kapasitas/2. Posisi/Program Pembinaan :/1. Penempatan @ Persentase jabatan | 5_Poin 5_Poin 5_Poin 5_Poin 20_Poin | ="}, nil},
		{"a percentage without targets", []string{"P1: 1. T/1. Kapasitas/1. Lulus/Program Kapasitas :/1. Bimtek @ Persentase | - - - - - | ="}, nil},

		// names
		{"a kegiatan under two programs", []string{"P4: 1. T/1. Kapasitas/2. Posisi/Program Pembinaan :/1. Bimtek @ Jabatan terisi | = | ="}, []string{"name-repeated PROG!B9"}},
		{"a program under two indicators", []string{"P3: 1. T/1. Kapasitas/2. Posisi/PROGRAM KAPASITAS @ P | = | =", "P4: 1. T/1. Kapasitas/2. Posisi/PROGRAM KAPASITAS/1. Penempatan @ Jabatan terisi | = | ="},
			[]string{"name-repeated PROG!B8"}},
		{"a second indicator of a kegiatan", []string{"P7: 2. U/2. Pelayanan/3. Indeks Kepuasan/Program Pelayanan :/1. Survei @ Jumlah dokumen | 1_Dok - - - 1_Dok | - - - - -"}, nil},
		{"names that are dashes", []string{"P7: 2. U/2. Pelayanan/3. Indeks Kepuasan/Program Pelayanan :/- @ a | - - - - - | - - - - -", "P8: 1. T/1. Kapasitas/2. Posisi/Program Pembinaan :/- @ b | - - - - - | - - - - -"}, nil},
		{"a number with two names", []string{"P5: 2. U/2. Pelayanan/2. Indeks Kepuasan/Program Pelayanan @ P | = | - - - - -", "P6: 2. U/2. Pelayanan/2. Indeks Kepuasan/Program Pelayanan/1. Survei @ Indeks Kepuasan | = | ="},
			[]string{"indicator-unmatched PROG!B10 4", "number-clash PROG!Z10"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			findings := CheckPlan(changed(t, c.changes...), DefaultRules())
			checkPlaces(t, findings)
			got := showChecks(findings)
			slices.Sort(got)
			if diff := cmp.Diff(append([]string{}, c.want...), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// checkPlaces: findings of a plan are questions, each at a cell that its message
// names, and never two of a code at one cell.
func checkPlaces(t *testing.T, fs []Finding) {
	t.Helper()
	seen := map[string]bool{}
	for _, f := range fs {
		key := string(f.Code) + f.Source.String()
		if f.Severity() == Error || f.Source.Cell == "" || seen[key] {
			t.Errorf("%s (%s) at %q", f.Code, f.Severity(), f.Source)
		}
		seen[key] = true
		if place, rest, ok := strings.Cut(f.Message, ": "); !ok || place != Place(f.Source) || !strings.HasSuffix(rest, ".") {
			t.Errorf("%s at %s says %q", f.Code, f.Source, f.Message)
		}
		for _, doubt := range f.Doubts {
			if doubt.Cell == "" || doubt == f.Source {
				t.Errorf("%s doubts %q", f.Code, doubt)
			}
		}
	}
}

func TestCheckNumbers(t *testing.T) {
	for _, c := range []struct {
		name  string
		names string // in the order they stand; "/" is the next sheet
		want  []string
	}{
		{"none", "", nil},
		{"one by one", "T1.Wujud S1.Kapasitas I1.Lulus I2.Posisi S2.Disiplin I3.Turun T2.Prima S3.Layan I4.Puas", nil},
		{"a name with two numbers, a number with two names", "S1.Kapasitas S2.Disiplin I3.Turun S3.Disiplin I4.Turun T2.Prima S3.Layan I4.Puas",
			[]string{"A4", "A5", "A7", "A8"}},
		{"without numbers", "SKapasitas SKapasitas SDisiplin ILulus IPosisi", nil},
		{"a number and none", "S1.Kapasitas SKapasitas SDisiplin", nil},
		{"another kind", "T1.Wujud S1.Kapasitas I1.Lulus", nil},
		{"the second sheet begins anew", "S1.Kapasitas S2.Disiplin / S2.Kapasitas S3.Disiplin", nil},
		{"within the second sheet", "S1.Kapasitas / S1.Kapasitas S1.Disiplin", []string{"B3"}},
		{"every sasaran numbers its indicators", "T1.Wujud S1.Kapasitas I1.Lulus I2.Posisi S2.Disiplin I1.Turun I2.Naik T2.Prima S1.Layan I1.Puas", nil},
		{"the same indicator under two sasaran", "S1.Kapasitas I1.Lulus I2.Posisi S2.Disiplin I1.Posisi I2.Lulus", nil},
		{"numbered twice within its sasaran", "S1.Kapasitas I1.Lulus I2.Posisi S2.Disiplin I1.Turun I2.Naik I2.Datar", []string{"A7"}},
		{"begins anew without a parent", "S1.Kapasitas I1.Lulus I2.Posisi I1.Turun", []string{"A4"}},
		{"goes on under the next parent", "S1.Kapasitas I1.Lulus I2.Posisi S2.Disiplin I2.Turun", []string{"A5"}},
		{"three of one number", "S1.Kapasitas S1.Disiplin S1.Layan", []string{"A2", "A3"}},
	} {
		kinds := map[byte]string{'T': "Tujuan", 'S': "Sasaran", 'I': "Indikator"}
		var facts PlanFacts
		sheet, n := "A", 0
		for _, text := range strings.Fields(c.names) {
			if n++; text == "/" {
				sheet = "B"
				continue
			}
			name := strings.Replace(text[1:], ".", ". ", 1)
			facts.Names = append(facts.Names, PlanName{kinds[text[0]], name, Source{Sheet: sheet, Cell: fmt.Sprint(sheet, n-strings.Count(sheet, "B"))}})
		}
		var got []string
		findings := CheckPlan(facts, DefaultRules())
		for _, f := range findings {
			got = append(got, f.Source.Cell)
			if f.Code != NumberClash {
				t.Errorf("%s: %s", c.name, f.Code)
			}
		}
		checkPlaces(t, findings)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// What is set for a line does not change what its plan says.
func TestCheckPlanSet(t *testing.T) {
	facts := changed(t, "P1: = | - - - - 500_Org | =", "P2: = | - 5_Org 5_Org - 10_Org | =")
	for i := range facts.Lines {
		switch {
		case facts.Lines[i].Aggregation == Tahunan:
			facts.Lines[i].Aggregation = PosisiAkhir
		case facts.Lines[i].Aggregation == Akumulatif:
			facts.Lines[i].Aggregation = Tahunan
		}
	}
	if diff := cmp.Diff([]string{"target-annual-only PROG!K6"}, showChecks(CheckPlan(facts, DefaultRules()))); diff != "" {
		t.Error(diff)
	}
	facts = changed(t, "P1: 1. T/1. Kapasitas/1. Lulus/Program Kapasitas :/1. Bimtek @ Persentase | - - - - - | =")
	for i := range facts.Lines {
		facts.Lines[i].Unit = "Orang" // as its column says
	}
	CheckPlan(facts, DefaultRules())
}

func TestCheckPlanMessages(t *testing.T) {
	facts := changed(t, "P0: = | = | 10 20 10 40 80", "P1: = | 70_Org 70_Org 70_Org 70_Orang 300_Org | 10 10 10 10 41",
		"P2: 1. T/1. Kapasitas/1. Lulus/Program Kapasitas :/2. Diklat @ Rasio persentase | - - - - 500_Org | =",
		"P3: 1. T/1. Kapasitas/4. Posisi/Program Pembinaan @ P | = | =", "P4: 1. T/1. Kapasitas/4. Posisi/Program Pembinaan/1. Bimtek | = | =",
		"P5: 2. U/2. Pelayanan/4. Indeks Kepuasan/Program Pelayanan @ P | = | - - - - -", "P6: = | = | - - - - -")
	want := map[string]string{
		"budget-quarters PROG!L6":      "Lembar PROG, sel L6: jumlah empat triwulan Rp40, tertulis Rp41 untuk setahun. Perbaiki salah satu.",
		"target-quarters PROG!K6":      "Lembar PROG, sel K6: target triwulan 70 Orang + 70 Orang + 70 Orang + 70 Orang berjumlah 280, tertulis 300 Orang untuk setahun. Perbaiki salah satu.",
		"target-annual-only PROG!K7":   "Lembar PROG, sel K7: target 500 Orang hanya untuk setahun; capaian baru dihitung pada Triwulan IV.",
		"unit-mixed PROG!I6":           "Lembar PROG, sel I6: satuan ditulis 'Orang', pada sel lain di baris ini 'Org'. Pakai satu tulisan.",
		"unit-doubtful PROG!K7":        "Lembar PROG, sel K7: indikator 'Rasio persentase' berbunyi persentase, targetnya dalam Orang. Sesuaikan indikator atau satuannya.",
		"budget-rollup PROG!H5":        "Lembar PROG, sel H5: Program Kapasitas : untuk Triwulan III tertulis Rp10, jumlah rinciannya Rp30 (selisih Rp20). Yang dihitung adalah jumlah kegiatannya; perbaiki salah satu. Selisih itu tepat sebesar '2. Diklat'.",
		"indicator-unmatched PROG!B8":  "Lembar PROG, sel B8: Program Pembinaan berada di bawah indikator '4. Posisi', yang tidak ada dengan nomor dan nama itu di lembar indikator. Rupiahnya (Rp20 setahun) tidak masuk indikator mana pun. Samakan nomor dan nama indikatornya.",
		"indicator-unmatched PROG!B10": "Lembar PROG, sel B10: Program Pelayanan berada di bawah indikator '4. Indeks Kepuasan', yang tidak ada dengan nomor dan nama itu di lembar indikator. Rupiahnya tidak masuk indikator mana pun. Samakan nomor dan nama indikatornya.",
		"number-clash PROG!Z10":        "Lembar PROG, sel Z10: nomor 4 dipakai untuk '4. Indeks Kepuasan' dan untuk '4. Posisi' (sel Z8). Pakai satu nomor untuk satu nama.",
		"number-clash PROG!Z11":        "Lembar PROG, sel Z11: Indikator '3. Indeks Kepuasan' bernomor 3, pada sel Z10 bernomor 4. Pakai satu nomor untuk satu nama.",
		"name-repeated PROG!B9":        "Lembar PROG, sel B9: nama '1. Bimtek' juga ada pada sel B6; keduanya dibedakan menurut induknya.",
		"sheet-totals PROG!L3":         "Lembar PROG, sel L3: jumlah setahun menurut lembar indikator Rp124, menurut baris program Rp100, menurut baris kegiatan Rp121. Selisih Rp21. Yang dipakai adalah jumlah kegiatan.",
	}
	got := map[string]string{}
	for _, f := range CheckPlan(facts, DefaultRules()) {
		got[string(f.Code)+" "+f.Source.String()] = f.Message
	}
	for key, message := range want {
		if got[key] != message {
			t.Errorf("%s: %s\nwant %s", key, got[key], message)
		}
	}
}

// The figures that a finding on several cells makes doubtful.
func TestCheckPlanDoubts(t *testing.T) {
	facts := changed(t, "P1: 1. T/1. Kapasitas/1. Lulus/Program Kapasitas :/1. Bimtek @ Persentase | 70_Org - 70_Org 70_Org 300_Org | =")
	got := map[Code]string{}
	for _, f := range CheckPlan(facts, DefaultRules()) {
		text := f.Source.Cell + " " + f.Line + ":"
		for _, d := range f.Doubts {
			text += " " + d.Cell
		}
		got[f.Code] = text
	}
	if diff := cmp.Diff(map[Code]string{TargetQuarters: "K6 1.1.1.K.1: C6 G6 I6", UnitDoubtful: "C6 1.1.1.K.1: G6 I6 K6"}, got); diff != "" {
		t.Error(diff)
	}
}

func FuzzCheckPlan(f *testing.F) {
	f.Add([]byte(nil))
	f.Add([]byte(strings.Repeat("rencana", 60)))
	f.Add([]byte(strings.Repeat("\x08\x03\x05\x01\x02\x07\x04", 90)))
	f.Fuzz(func(t *testing.T, bytes []byte) {
		d := &dice{bytes}
		facts := PlanFacts{Lines: d.plan().Lines}
		for i := range facts.Lines {
			l := &facts.Lines[i]
			l.Source = Source{"rencana.xlsx", "plan", pick(d, "IND", "PROG"), fmt.Sprintf("Z%d", i+1)}
			l.Path = pick(d, Path{}, Path{Indikator: "1. I"}, Path{Indikator: "1. I", Program: "P"}, Path{Indikator: "2. I", Program: "P", Kegiatan: "1. K"})
			l.Measure = pick(d, "", "Persentase", "Jumlah")
			facts.Names = append(facts.Names, PlanName{pick(d, "Tujuan", "Sasaran", "Indikator"), pick(d, "1. A", "2. A", "1. B", "B"), l.Source})
		}
		facts.Heads = []SheetHead{{"IND", Source{Sheet: "IND", Cell: "A1"}}, {"PROG", Source{Sheet: "PROG", Cell: "B1"}}}
		findings := CheckPlan(facts, DefaultRules())
		for _, f := range SortFindings(findings, []string{"IND", "PROG"}) {
			if f.Severity() == Error || f.Source.Cell == "" || !strings.HasPrefix(f.Message, Place(f.Source)+": ") {
				t.Errorf("%s at %q: %s", f.Code, f.Source, f.Message)
			}
			if f.Difference.Valid && f.Difference.Decimal.IsZero() && f.Code != IndicatorUnmatched && f.Code != TargetQuarters {
				t.Errorf("%s at %s differs by nothing", f.Code, f.Source)
			}
		}
	})
}
