package jobs

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"regexp"
	"strings"
)

// letter is what a mail says, once: its plain text and its HTML are two ways to write
// the same.
type letter struct {
	Subject  string
	Title    string
	Mood     mood
	Word     string // beside the colour
	Words    []string
	Facts    []fact
	Sections []section
	Files    []fact // what goes along, and where it lies
	Attached []attachment
}

// section is a part of a letter under a heading of its own.
type section struct {
	Title   string
	Words   []string
	Figures []figure
	Facts   []fact
	Items   []item // numbered
}

// figure is a number to be seen at a glance, with a word about it.
type figure struct{ Name, Value, Note string }

// fact is something said in two words or a line.
type fact struct{ Name, Value string }

// item is one of several, with lines that explain it.
type item struct {
	Head string
	Body []fact
}

// attachment is a file that goes along.
type attachment struct {
	Name string
	Data []byte
}

// mood is the colour of a letter, which always stands beside a word.
type mood string

const (
	good mood = "good"
	mind mood = "mind" // there is something to look at
	bad  mood = "bad"
	news mood = "news"
)

// footer ends every letter.
const footer = "Surat ini dibuat otomatis oleh rekon. Angka dan berkasnya ada di folder bersama kantor."

// text is the letter for who reads no HTML.
func (l letter) text() string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	facts := func(indent string, fs []fact) {
		for _, f := range fs {
			line("%s%s: %s", indent, f.Name, f.Value)
		}
	}
	line("%s\n%s", l.Word, l.Title)
	for _, w := range l.Words {
		line("\n%s", w)
	}
	if len(l.Facts) > 0 {
		line("")
		facts("", l.Facts)
	}
	for _, s := range l.Sections {
		line("\n%s\n%s", s.Title, strings.Repeat("-", len([]rune(s.Title))))
		for _, w := range s.Words {
			line("%s", w)
		}
		for _, f := range s.Figures {
			line("%s: %s", f.Name, strings.Trim(f.Value+", "+f.Note, ", "))
		}
		facts("", s.Facts)
		for i, it := range s.Items {
			line("%d. %s", i+1, it.Head)
			facts("   ", it.Body)
		}
	}
	if len(l.Files) > 0 {
		line("")
		facts("", l.Files)
	}
	line("\n%s", footer)
	return b.String()
}

//go:embed letter.html
var letterHTML string

var letterTemplate = template.Must(template.New("letter").Funcs(template.FuncMap{
	"next": func(i int) int { return i + 1 }, "footer": func() string { return footer },
}).Parse(letterHTML))

// lessRupiah is an amount below zero: no line may end behind its minus.
var lessRupiah = regexp.MustCompile(`-Rp[^\s<]+`)

// html is the letter for a phone or a desk, in light and dark, with nothing fetched
// from elsewhere.
func (l letter) html() (string, error) {
	var b bytes.Buffer
	err := letterTemplate.Execute(&b, l)
	return lessRupiah.ReplaceAllString(b.String(), `<span style="white-space:nowrap">$0</span>`), err
}

// visible makes the letter one that nothing in a workbook can steer.
func (l letter) visible() letter {
	l.Subject, l.Title, l.Word = oneLine(l.Subject), oneLine(l.Title), oneLine(l.Word)
	l.Words, l.Facts, l.Files = visibleWords(l.Words), visibleFacts(l.Facts), visibleFacts(l.Files)
	sections := make([]section, len(l.Sections))
	for i, s := range l.Sections {
		sections[i] = section{oneLine(s.Title), visibleWords(s.Words), s.Figures, visibleFacts(s.Facts), nil} // figures are our own words
		for _, it := range s.Items {
			sections[i].Items = append(sections[i].Items, item{oneLine(it.Head), visibleFacts(it.Body)})
		}
	}
	l.Sections = sections
	return l
}

func visibleWords(in []string) (out []string) {
	for _, w := range in {
		out = append(out, oneLine(w))
	}
	return out
}

func visibleFacts(in []fact) (out []fact) {
	for _, f := range in {
		out = append(out, fact{oneLine(f.Name), oneLine(f.Value)})
	}
	return out
}
