package xlsx

import (
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
			reconcile.Place(at), clip(f.Cell.Raw), reconcile.FormatRupiah(f.Options[0]), f.Why, reconcile.FormatFull(f.Options[0]))}
	}
	return reconcile.Finding{Code: reconcile.AmountRepaired, Source: at, Line: line, Message: fmt.Sprintf(
		"%s: '%s' dibaca %s, satu-satunya bacaan menurut susunan kelompok angkanya%s. Tulis %s.",
		reconcile.Place(at), strings.TrimSpace(f.Cell.Raw), reconcile.FormatRupiah(f.Options[0]), because, reconcile.FormatFull(f.Options[0]))}
}

// rounded tells that an amount was rounded to the sen.
func rounded(f reconcile.Figure, line string) reconcile.Finding {
	at := f.Cell.Source
	return reconcile.Finding{Code: reconcile.AmountRounded, Source: at, Line: line, Message: fmt.Sprintf(
		"%s: '%s' memiliki lebih dari dua desimal, dibulatkan menjadi %s. Tulis paling banyak dua desimal.",
		reconcile.Place(at), strings.TrimSpace(f.Cell.Raw), reconcile.FormatRupiah(f.Options[0]))}
}

// hiddenFinding tells that a hidden sheet, or hidden rows of a sheet, were read
// like any other.
func hiddenFinding(s *Sheet) []reconcile.Finding {
	if s.Hidden {
		return []reconcile.Finding{{Code: reconcile.HiddenRows, Source: s.source(1, 1), Message: "Lembar " + s.Name + ": lembar tersembunyi ini ikut dibaca."}}
	}
	if len(s.hiddenRows) == 0 {
		return nil
	}
	at := s.source(1, s.hiddenRows[0])
	return []reconcile.Finding{{Code: reconcile.HiddenRows, Source: at, Message: fmt.Sprintf(
		"Lembar %s: %d baris tersembunyi ikut dibaca (mulai baris %d).", s.Name, len(s.hiddenRows), s.hiddenRows[0])}}
}
