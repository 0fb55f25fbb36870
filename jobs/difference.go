package jobs

import "rekon/reconcile"

// DifferenceKind says what kind of thing [Job.Verify] found to differ.
type DifferenceKind string

// The kinds of difference, as JSON names them.
const (
	OriginalDiffers DifferenceKind = "original" // in arsip/: missing, changed, unreadable, or no longer read as it was
	StoredDiffers   DifferenceKind = "stored"   // a row of the database is not what the originals yield
	WorkbookDiffers DifferenceKind = "workbook" // a workbook in hasil/ does not show what the result says
	ManifestDiffers DifferenceKind = "manifest" // a manifest in hasil/ does not list what was published
	HistoryDiffers  DifferenceKind = "history"  // a chain of the history is broken, or tells what is not stored
)

// Difference is one thing that is not what it should be: which figure, what it was, what
// it is, and where. What does not apply is zero.
type Difference struct {
	Kind    DifferenceKind
	Agency  string
	Period  reconcile.Period // Quarter 0: of the whole year
	Line    string           // code
	Figure  string           // as `rekon variance --json` names it, such as "money_ytd.serapan"
	Place   string           // a path in the share with sheet and cell, or table, row and column
	Found   string           // what stands there, as text
	Derived string           // what should stand there
	Message string           // one sentence in Bahasa: where, what, and what to do
	Basic   bool             // a stored value that others follow from, as they do from originals and history
}
