package jobs

import (
	"fmt"
	"slices"

	"rekon/reconcile"
)

// correctionsNamed is how many lines a letter names that were corrected.
const correctionsNamed = 5

// correctionSection tells what was corrected after the close-out, of what the head was
// shown, as the sheet Koreksi of her summary does.
func correctionSection(s reconcile.Summary) section {
	out := section{Title: "Dikoreksi setelah tutup buku"}
	var lines []string // codes
	for _, c := range reconcile.ForHead(s.Result.Net()) {
		told := fact{c.Is.Title, c.Turn()}
		i := slices.Index(lines, c.Line)
		switch {
		case c.Line == "":
			out.Facts = append(out.Facts, told)
		case i >= correctionsNamed:
		case i >= 0:
			out.Items[i].Body = append(out.Items[i].Body, told)
		default:
			if lines = append(lines, c.Line); len(lines) <= correctionsNamed {
				_, name := reconcile.SplitNumber(c.LineName) // the letter has numbers of its own
				out.Items = append(out.Items, item{name + " (" + c.Line + ")", []fact{told}})
			}
		}
	}
	if more := len(lines) - len(out.Items); more > 0 {
		out.Words = append(out.Words, fmt.Sprintf("%d dari %d baris yang berubah; semuanya ada di lembar Koreksi pada buku kerja.", correctionsNamed, len(lines)))
	}
	return out
}
