package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

// table lays out rows for a terminal. Columns whose heading begins with ">" are
// set to the right.
type table struct {
	heads []string
	rows  [][]string
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

func (t *table) write(w io.Writer) {
	width := make([]int, len(t.heads))
	right := make([]bool, len(t.heads))
	heads := make([]string, len(t.heads))
	for i, h := range t.heads {
		heads[i], right[i] = strings.CutPrefix(h, ">")
	}
	all := append([][]string{heads}, t.rows...)
	for _, row := range all {
		for i, c := range row {
			width[i] = max(width[i], utf8.RuneCountInString(c))
		}
	}
	for _, row := range all {
		var b strings.Builder
		for i, c := range row {
			pad := strings.Repeat(" ", width[i]-utf8.RuneCountInString(c))
			if right[i] {
				b.WriteString(pad + c + "  ")
			} else {
				b.WriteString(c + pad + "  ")
			}
		}
		fmt.Fprintln(w, strings.TrimRight(b.String(), " "))
	}
}

// cut shortens a text to n runes.
func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// rupiah writes an amount, "–" for nothing said.
func rupiah(d decimal.NullDecimal) string {
	if !d.Valid {
		return "–"
	}
	return reconcile.FormatRupiah(d.Decimal)
}

// percentText writes a percentage with two decimals, "–" for null.
func percentText(d decimal.NullDecimal) string {
	if !d.Valid {
		return "–"
	}
	return reconcile.FormatNumber(d.Decimal.Round(2)) + "%"
}

func dash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

var severityWords = map[reconcile.Severity]string{
	reconcile.Error: "HARUS DIPERBAIKI", reconcile.Warning: "PERLU DILIHAT", reconcile.Info: "UNTUK DIKETAHUI",
}

// printFindings lists findings under a word for their severity, errors first.
func (a *app) printFindings(fs []reconcile.Finding) {
	for _, severity := range []reconcile.Severity{reconcile.Error, reconcile.Warning, reconcile.Info} {
		var of []reconcile.Finding
		for _, f := range fs {
			if f.Severity() == severity {
				of = append(of, f)
			}
		}
		if len(of) == 0 {
			continue
		}
		a.printf("\n%s (%d)\n", severityWords[severity], len(of))
		for _, f := range of {
			a.printf("  %-24s %s\n", f.Code, f.Message)
		}
	}
}
