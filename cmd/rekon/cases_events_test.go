package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rekon/db/dbtest"
)

// events is what peristiwa.txt of a case tells: what happens to an office one after
// another, and what holds after each.
type events struct {
	situation
	steps []step
}

// step is something that happens, and what has to follow.
type step struct {
	at    string // 2021-04-09
	does  string // as it is written
	wants []string
}

// TestEvents plays every case of testdata/cases that is told as a sequence of events, by
// the shipped commands.
func TestEvents(t *testing.T) {
	files, err := filepath.Glob("../../testdata/cases/*/peristiwa.txt")
	must(t, err)
	if len(files) < 25 {
		t.Errorf("%d cases are told as events: at least twenty-five are promised", len(files))
	}
	offices := &offices{dir: t.TempDir()}
	t.Run("played", func(t *testing.T) {
		for _, file := range files {
			folder := filepath.Dir(file)
			t.Run(filepath.Base(folder), func(t *testing.T) {
				t.Parallel()
				e := readEvents(t, folder)
				p := &play{desk: offices.desk(t, e.situation, folder), folder: folder}
				for _, s := range e.steps {
					p.plays(s)
				}
			})
		}
	})
}

// readEvents reads peristiwa.txt: the keys of kasus.txt, then events.
func readEvents(t *testing.T, folder string) events {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, "peristiwa.txt"))
	must(t, err)
	e, at := events{situation: emptySituation(folder)}, ""
	head, body, _ := strings.Cut(string(data), "\n\n")
	for line := range strings.Lines(head) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		must(t, e.set(key, value, folder))
	}
	for line := range strings.Lines(body) {
		line, n := strings.TrimSpace(line), len(e.steps)
		switch does, isStep := strings.CutPrefix(line, "> "); {
		case line == "" || line[0] == '#':
		case isStep:
			e.steps = append(e.steps, step{at: at, does: does})
		case aDate.MatchString(line):
			at = line
		case n == 0:
			t.Fatalf("%q: nothing has happened yet", line)
		default:
			e.steps[n-1].wants = append(e.steps[n-1].wants, line)
		}
	}
	if e.reason == "" || at == "" || len(e.steps) == 0 {
		t.Fatalf("%s: a reason, a day and what happens are needed", folder)
	}
	return e
}

var aDate = regexp.MustCompile(`^\d{4}-\d\d-\d\d( \d\d:\d\d)?$`)

// play is the playing of a case.
type play struct {
	*desk
	folder  string
	printed answer // by the last step
	json    any    // of the last step, nil where it printed none
	book    string // the workbook that is looked into
}

// plays lets a step happen, and looks at what followed.
func (p *play) plays(s step) {
	p.t.Helper()
	p.day(s.at)
	word, rest, _ := strings.Cut(s.does, " ")
	p.json, p.printed = nil, answer{}
	switch word {
	case "drop":
		p.drops(rest)
	case "sql":
		dbtest.Exec(p.t, p.dsn, rest)
	case "edit":
		place, value, _ := strings.Cut(rest, " = ")
		file, cell := cutLast(place, " ")
		p.changesFile(file, func(data []byte) []byte { return changed(p.t, data, [][2]string{{cell, value}}) })
	case "settings":
		data, err := os.ReadFile(filepath.Join(p.folder, rest))
		must(p.t, err)
		p.settings(data)
	case "spoil":
		file := p.original(bookOf(p.t, filepath.Join(p.folder, rest)))
		p.changesFile(file, func(data []byte) []byte { data[len(data)/2] ^= 1; return data })
	case "lose":
		must(p.t, os.Remove(p.share(p.original(bookOf(p.t, filepath.Join(p.folder, rest))))))
	default:
		p.commands(s)
	}
	p.checks(s)
}

// drops puts a workbook into the inbox and makes one pass: "laporan.txt as BKPP/tw1.xlsx".
func (p *play) drops(rest string) {
	p.t.Helper()
	file, name, given := strings.Cut(rest, " as ")
	if !given {
		name = strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)) + ".xlsx"
	}
	p.put(name, bookOf(p.t, filepath.Join(p.folder, file)))
	p.runs("run", "--json")
}

// commands gives a command as it is typed; a workbook is the text of the case, or one in
// the office's folder.
func (p *play) commands(s step) {
	p.t.Helper()
	args := words(s.does)
	for i, arg := range args {
		switch filepath.Ext(arg) {
		case ".txt":
			args[i] = filepath.Join(p.dir, strings.TrimSuffix(filepath.Base(arg), ".txt")+".xlsx")
			must(p.t, os.WriteFile(args[i], bookOf(p.t, filepath.Join(p.folder, arg)), 0o600))
		case ".xlsx":
			args[i] = filepath.Join(p.dir, arg)
		}
	}
	if !slices.ContainsFunc(s.wants, func(w string) bool { return strings.HasPrefix(w, "says ") }) {
		args = append(args, "--json")
	}
	p.runs(args...)
}

// words parts a command line; quotes hold words together.
func words(line string) (out []string) {
	for i, part := range strings.Split(line, `"`) {
		if i%2 == 1 {
			out = append(out, part)
		} else {
			out = append(out, strings.Fields(part)...)
		}
	}
	return out
}

func (p *play) runs(args ...string) {
	p.printed = p.rekon(args...)
	in := json.NewDecoder(strings.NewReader(p.printed.out))
	in.UseNumber()
	if err := in.Decode(&p.json); err != nil {
		p.json = nil
	}
}

func (p *play) changesFile(name string, change func([]byte) []byte) {
	p.t.Helper()
	data, err := os.ReadFile(p.share(name))
	must(p.t, err)
	must(p.t, os.WriteFile(p.share(name), change(bytes.Clone(data)), 0o600))
}

// checks compares what followed with what is wanted.
func (p *play) checks(s step) {
	p.t.Helper()
	code, told := "0", []expected{}
	for _, want := range s.wants {
		word, rest, _ := strings.Cut(want, " ")
		switch word {
		case "exit":
			code = rest
		case "error", "warning", "info":
			told = append(told, expectedOf(want))
		case "says":
			for w := range strings.SplitSeq(rest, " | ") {
				if !strings.Contains(p.printed.out+p.printed.errs, w) {
					p.t.Errorf("%s, %s: does not say %q, but\n%s%s", s.at, s.does, w, p.printed.out, p.printed.errs)
				}
			}
		case "book":
			p.book = rest
		case "row", "no-row":
			p.hasRow(s, rest, word == "row")
		case "there", "gone":
			if _, err := os.Stat(p.share(rest)); (err == nil) != (word == "there") {
				p.t.Errorf("%s, %s: %s is not %s", s.at, s.does, rest, word)
			}
		default:
			p.hasFigure(s, want)
		}
	}
	if got := fmt.Sprint(p.printed.code); got != code {
		p.t.Errorf("%s, %s: exit code %s, want %s\n%s%s", s.at, s.does, got, code, p.printed.out, p.printed.errs)
	}
	p.found(s, told)
}

// found compares the findings that are more than an info. Of a drop and of an import all
// have to be told.
func (p *play) found(s step, told []expected) {
	p.t.Helper()
	if word, _, _ := strings.Cut(s.does, " "); word != "drop" && !strings.HasPrefix(s.does, "plan import") && len(told) == 0 {
		return
	}
	wanted := situation{findings: slices.Clone(told)}
	var got []string
	for _, f := range findingsIn(p.json) {
		if f.Severity != "info" || slices.ContainsFunc(told, func(e expected) bool { return strings.HasPrefix(e.finding, "info "+string(f.Code)) }) {
			got = append(got, wanted.told(f))
		}
	}
	var want []string
	for _, e := range told {
		want = append(want, e.String())
	}
	if diff := differing(want, got); diff != "" {
		p.t.Errorf("%s, %s: findings (- wanted, + found)\n%s%s", s.at, s.does, diff, p.printed.errs)
	}
}

// findingsIn are all findings of an answer.
func findingsIn(v any) (out []findingJSON) {
	switch v := v.(type) {
	case []any:
		for _, inner := range v {
			out = append(out, findingsIn(inner)...)
		}
	case map[string]any:
		if list, there := v["findings"]; there {
			text, _ := json.Marshal(list)
			_ = json.Unmarshal(text, &out)
			return out
		}
		for _, key := range []string{"taken"} {
			out = append(out, findingsIn(v[key])...)
		}
	}
	return out
}

// hasFigure looks up "PATH = VALUE", or "CODE PATH = VALUE" of a line, in the answer.
func (p *play) hasFigure(s step, want string) {
	p.t.Helper()
	place, value, isFigure := strings.Cut(want+" ", " = ")
	value = strings.TrimSpace(value)
	if !isFigure {
		p.t.Fatalf("%s: %q says nothing that can be looked up", s.does, want)
	}
	at := p.json
	if code, path, ofLine := strings.Cut(place, " "); ofLine {
		at, place = lineOf(at, code), path
	}
	var got []string
	for _, v := range valuesAt(at, strings.Split(place, ".")) {
		got = append(got, figureText(v))
	}
	if text := strings.Join(got, ", "); text != value {
		p.t.Errorf("%s, %s: want %s, got %q%s", s.at, s.does, want, text, p.printed.errs)
	}
}

// lineOf is the element of "lines" that has a code.
func lineOf(v any, code string) any {
	for _, line := range valuesAt(v, []string{"lines"}) {
		if slices.Equal(valuesAt(line, []string{"code"}), []any{code}) {
			return line
		}
	}
	return nil
}

// valuesAt follows keys into objects, and into every element of a list.
func valuesAt(v any, path []string) (out []any) {
	if list, isList := v.([]any); isList {
		for _, inner := range list {
			out = append(out, valuesAt(inner, path)...)
		}
		return out
	}
	if len(path) == 0 {
		return []any{v}
	}
	object, isObject := v.(map[string]any)
	inner, there := object[path[0]]
	if !isObject || !there {
		return nil
	}
	return valuesAt(inner, path[1:])
}

func figureText(v any) string {
	if v == nil {
		return "-"
	}
	return fmt.Sprint(v)
}

// hasRow looks for a row of the workbook with these cells, numbers without a format, in
// this order: "SHEET | A | B".
func (p *play) hasRow(s step, want string, wanted bool) {
	p.t.Helper()
	cells := strings.Split(want, "|")
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	name := filepath.Join(p.dir, p.book)
	if strings.Contains(p.book, "/") {
		name = p.share(p.book)
	}
	f, err := excelize.OpenFile(name)
	must(p.t, err)
	defer func() { _ = f.Close() }()
	rows, err := f.GetRows(cells[0], excelize.Options{RawCellValue: true})
	must(p.t, err)
	var all strings.Builder
	for i, row := range rows {
		if holds(row, cells[1:]) {
			if !wanted {
				p.t.Errorf("%s, %s: %s, row %d has %q", s.at, s.does, p.book, i+1, cells[1:])
			}
			return
		}
		if slices.Contains(row, cells[1]) {
			fmt.Fprintf(&all, "%d %s\n", i+1, strings.Join(row, " | "))
		}
	}
	if wanted {
		p.t.Errorf("%s, %s: %s has no row %s\n%s", s.at, s.does, p.book, want, all.String())
	}
}

// holds reports whether cells stand in a row in this order.
func holds(row, cells []string) bool {
	for _, cell := range row {
		if len(cells) > 0 && (strings.TrimSpace(cell) == cells[0]) {
			cells = cells[1:]
		}
	}
	return len(cells) == 0
}

// cutLast cuts at the last separator.
func cutLast(s, sep string) (before, after string) {
	i := strings.LastIndex(s, sep)
	return s[:i], s[i+len(sep):]
}
