package xlsx

import (
	"cmp"
	"fmt"
	"strings"

	"rekon/reconcile"
)

// problem is the finding for a cell that cannot be read as one figure.
func problem(f reconcile.Figure, line string) reconcile.Finding {
	at := f.Cell.Source
	return reconcile.Finding{Code: f.Problem, Source: at, Line: line, Message: reconcile.Place(at) + ": " + f.Detail}
}

// repaired tells how an oddly typed amount was read, and why that is the only way.
func repaired(f reconcile.Figure, line, because string) reconcile.Finding {
	at := f.Cell.Source
	if f.Settled {
		return reconcile.Finding{Code: reconcile.AmountRepaired, Source: at, Line: line, Message: fmt.Sprintf(
			"%s: '%s' dibaca %s (%s). Tulis %s.",
			reconcile.Place(at), reconcile.Shown(f.Cell), reconcile.FormatRupiah(f.Options[0]), f.Why, reconcile.FormatFull(f.Options[0]))}
	}
	return reconcile.Finding{Code: reconcile.AmountRepaired, Source: at, Line: line, Message: fmt.Sprintf(
		"%s: '%s' dibaca %s, satu-satunya bacaan menurut susunan kelompok angkanya%s. Tulis %s.",
		reconcile.Place(at), reconcile.Shown(f.Cell), reconcile.FormatRupiah(f.Read[0]), because, f.Example())}
}

// rounded tells that an amount was rounded to the sen.
func rounded(f reconcile.Figure, line string) reconcile.Finding {
	at := f.Cell.Source
	return reconcile.Finding{Code: reconcile.AmountRounded, Source: at, Line: line, Message: fmt.Sprintf(
		"%s: '%s' memiliki lebih dari dua desimal, dibulatkan menjadi %s. Tulis paling banyak dua desimal.",
		reconcile.Place(at), reconcile.Shown(f.Cell), reconcile.FormatRupiah(f.Read[0]))}
}

// hiddenFinding tells that a hidden sheet, or hidden rows or columns of a table, were
// read like any other.
func hiddenFinding(t *table) []reconcile.Finding {
	s := t.sheet
	info := func(col, row int, format string, args ...any) reconcile.Finding {
		return reconcile.Finding{Code: reconcile.HiddenRows, Source: s.source(col, row),
			Message: "Lembar " + s.Name + ": " + fmt.Sprintf(format, args...)}
	}
	if s.Hidden {
		return []reconcile.Finding{info(1, 1, "lembar tersembunyi ini ikut dibaca.")}
	}
	var out []reconcile.Finding
	if len(s.hiddenRows) > 0 {
		out = append(out, info(1, s.hiddenRows[0], "%d baris tersembunyi ikut dibaca (mulai baris %d).", len(s.hiddenRows), s.hiddenRows[0]))
	}
	var hidden []string
	first := 0
	for _, c := range t.columns {
		if c.field != fieldOther && c.field != fieldPercent && s.isHiddenColumn(c.col) {
			hidden = append(hidden, columnName(c.col))
			first = cmp.Or(first, c.col)
		}
	}
	if len(hidden) > 0 {
		out = append(out, info(first, t.bottom, "kolom tersembunyi %s ikut dibaca.", strings.Join(hidden, ", ")))
	}
	return out
}
