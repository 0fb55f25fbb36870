package config

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Problem is one thing to mend in a configuration file.
type Problem struct {
	File   string
	Line   int // from 1; 0 when it concerns the whole file
	Column int
	What   string
	Mend   string
}

// Error says where, what and the mend, in one line.
func (p Problem) Error() string {
	place := p.File
	if p.Line > 0 {
		place = fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
	}
	text := place + ": " + p.What
	if p.Mend != "" {
		text += ". " + p.Mend
	}
	return text
}

// Problems are all that is wrong with a file, in its order.
type Problems []Problem

// Error gives one problem per line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// err is nil when there is nothing wrong, else the problems in file order.
func (ps Problems) err() error {
	if len(ps) == 0 {
		return nil
	}
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return ps
}

// userinfo is the part of a URL that holds a password, up to the last @ that
// can belong to it.
var userinfo = regexp.MustCompile(`(://[^:/@\s]*:).*@`)

// redact takes passwords out of a text that quotes someone's file.
func redact(s string) string { return userinfo.ReplaceAllString(s, "${1}***@") }
