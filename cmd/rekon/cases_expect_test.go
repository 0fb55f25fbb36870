package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// situation is what kasus.txt of a case says: how the workbook comes in, and what
// has to become of it.
type situation struct {
	reason string
	book   string      // file of the workbook
	entry  int         // the quarter whose entry workbook it is instead
	sets   [][2]string // cells of it that are filled in or changed
	mends  [][2]string // cells that she mends in what comes back, which is then accepted
	drop   string      // its path in the inbox
	plans  []plannedFor
	before []string // workbooks accepted earlier, oldest first
	again  bool     // the very bytes were accepted before

	head     string // accepted DISPUSIP 2021 TW1
	findings []expected
	lines    map[string]string // figures by code; "98 24750000"
	total    string
}

// plannedFor is a plan with the agency and the year that it is imported for.
type plannedFor struct{ file, agency, year string }

// expected is a finding, and words that its message has to contain.
type expected struct {
	finding string // error amount-unreadable REALISASI!H7 2.23.02.2.01
	words   []string
}

var lineForm = regexp.MustCompile(`^\S+ +\S+ +\S+$`)

// readSituation reads kasus.txt: keys and values, a blank line, expectations.
func readSituation(tb testing.TB, folder string) situation {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join(folder, "kasus.txt"))
	if err != nil {
		tb.Fatal(err)
	}
	head, body, _ := strings.Cut(string(data), "\n\n")
	cases, s := filepath.Dir(folder), emptySituation(folder)
	for line := range strings.Lines(head) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		if err := s.set(key, value, folder); err != nil {
			tb.Fatalf("%s: %v", folder, err)
		}
	}
	if s.book == "" {
		s.book = theBook(tb, folder)
	}
	for line := range strings.Lines(body) {
		if line = strings.TrimSpace(line); line != "" {
			s.expect(tb, cases, line)
		}
	}
	if s.reason == "" || s.head == "" {
		tb.Fatalf("%s: a reason and a verdict are needed", folder)
	}
	return s
}

// emptySituation has what a case need not say.
func emptySituation(folder string) situation {
	cases := filepath.Dir(folder)
	return situation{drop: "laporan.xlsx", lines: map[string]string{}, plans: []plannedFor{
		{filepath.Join(cases, "rencana.txt"), "DISPUSIP", "2021"}, {filepath.Join(cases, "rencana-lain.txt"), "DINKES", "2021"}}}
}

func (s *situation) set(key, value, folder string) error {
	switch key {
	case "Reason":
		s.reason = value
	case "Workbook":
		s.book = filepath.Join(folder, value)
	case "Entry workbook":
		s.entry, s.book = int(value[0]-'0'), folder
	case "Set":
		cell, content, _ := strings.Cut(value, " = ")
		s.sets = append(s.sets, [2]string{cell, content})
	case "Mend":
		cell, content, _ := strings.Cut(value, " = ")
		s.mends = append(s.mends, [2]string{cell, content})
	case "Dropped as":
		s.drop = value
	case "Plan":
		words := strings.Fields(value)
		if len(words) != 3 {
			return fmt.Errorf("plan %q: want FILE AGENCY YEAR", value)
		}
		s.plans = []plannedFor{{filepath.Join(folder, words[0]), words[1], words[2]}}
	case "Before":
		s.before = append(s.before, filepath.Join(folder, value))
	case "Outcome":
		s.again = value == "duplicate"
	default:
		return fmt.Errorf("%q is no key", key)
	}
	return nil
}

// theBook is the one file of the folder that is named buku.
func theBook(tb testing.TB, folder string) string {
	tb.Helper()
	books, err := filepath.Glob(filepath.Join(folder, "buku.*"))
	if err != nil || len(books) != 1 {
		tb.Fatalf("%s has %d workbooks, want one: %v", folder, len(books), err)
	}
	return books[0]
}

// expect reads one line of the expectations.
func (s *situation) expect(tb testing.TB, cases, line string) {
	tb.Helper()
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "accepted", "accepted-with-warnings", "rejected":
		s.head = line
	case "error", "warning", "info":
		s.findings = append(s.findings, expectedOf(line))
	case "like":
		other := readSituation(tb, filepath.Join(cases, rest))
		s.lines, s.total = other.lines, other.total
	case "total":
		s.total = rest
	default:
		if !lineForm.MatchString(line) {
			tb.Fatalf("%q is neither a finding nor the figures of a line", line)
		}
		s.lines[word] = strings.Join(strings.Fields(rest), " ")
	}
}

// expectedOf reads "warning fewer-lines REALISASI!A1: 6 baris | 7 baris".
func expectedOf(line string) expected {
	place, words, _ := strings.Cut(line, ": ")
	e := expected{finding: place}
	for w := range strings.SplitSeq(words, "|") {
		if w = strings.TrimSpace(w); w != "" {
			e.words = append(e.words, w)
		}
	}
	return e
}

// mended is what is expected of the workbook once she has mended it.
func (s situation) mended() situation {
	_, whose, _ := strings.Cut(s.head, " ")
	return situation{head: verdictAccepted + " " + whose, lines: s.lines, total: s.total}
}

// text is what is expected, a line for each thing.
func (s situation) text() []string {
	out := []string{s.head}
	for _, f := range s.findings {
		out = append(out, f.String())
	}
	slices.Sort(out[1:])
	if strings.HasPrefix(s.head, verdictRejected) {
		return out
	}
	var figures []string
	for code, f := range s.lines {
		if f != "- -" {
			figures = append(figures, code+" "+f)
		}
	}
	slices.Sort(figures)
	return append(append(out, figures...), "total "+s.total)
}

func (e expected) String() string {
	if len(e.words) == 0 {
		return e.finding
	}
	return e.finding + ": " + strings.Join(e.words, " | ")
}

// found writes an answer as [situation.text] writes what is expected. A message
// that contains all the words expected of it is shown as those words, any other in
// full.
func (s situation) found(got checkJSON) []string {
	out := []string{fmt.Sprintf("%s %s %s TW%s", got.Verdict, orNothing(got.Agency), number0(got.Year), number0(got.Quarter))}
	wanted := situation{findings: slices.Clone(s.findings)}
	for _, f := range got.Findings {
		out = append(out, wanted.told(f))
	}
	slices.Sort(out[1:])
	if got.Verdict == verdictRejected {
		return out
	}
	var figures []string
	for _, l := range got.Lines {
		if l.Physical != nil || l.Money != nil {
			figures = append(figures, l.Code+" "+orNothing(l.Physical)+" "+orNothing(l.Money))
		}
	}
	slices.Sort(figures)
	return append(append(out, figures...), "total "+orNothing(got.Totals.Money))
}

// told writes a finding as it is expected, which then no other can be, else in full.
func (s *situation) told(f findingJSON) string {
	text := strings.Join(strings.Fields(fmt.Sprintf("%s %s %s %s", f.Severity, f.Code, place(f), f.Line)), " ")
	i := slices.IndexFunc(s.findings, func(e expected) bool { return e.finding == text && e.isIn(f.Message) })
	if i < 0 {
		return text + ": " + f.Message
	}
	e := s.findings[i]
	s.findings = slices.Delete(s.findings, i, i+1)
	return e.String()
}

func (e expected) isIn(message string) bool {
	return !slices.ContainsFunc(e.words, func(w string) bool { return !strings.Contains(message, w) })
}

func place(f findingJSON) string {
	if f.Sheet == "" {
		return f.Cell
	}
	return f.Sheet + "!" + f.Cell
}

func orNothing(s *string) string {
	if s == nil {
		return "-"
	}
	return *s
}

func number0(n *int) string {
	if n == nil {
		return "-"
	}
	return fmt.Sprint(*n)
}
