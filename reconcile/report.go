package reconcile

import (
	"time"
)

// Realization is what was reported for one planned line in one quarter.
type Realization struct {
	Line     string // code of the planned line
	Physical Quantity
	Money    Amount
	Notes    Notes
	Source   Source // the cell of the row's name
}

// SaidPhysical reports whether the physical figure states anything.
func (r Realization) SaidPhysical() bool { return r.Physical.Said() }

// SaidMoney reports whether the rupiah state anything.
func (r Realization) SaidMoney() bool { return r.Money.Said() }

// Notes are the words staff wrote beside a line.
type Notes struct {
	Pendorong    string // Faktor Pendorong
	Penghambat   string // Faktor Penghambat
	TindakLanjut string // Tindak Lanjut
	Keterangan   string
}

// Plus joins the words of another row of the line; the same said again counts once.
func (n Notes) Plus(o Notes) Notes {
	return Notes{joined(n.Pendorong, o.Pendorong), joined(n.Penghambat, o.Penghambat), joined(n.TindakLanjut, o.TindakLanjut), joined(n.Keterangan, o.Keterangan)}
}

func joined(a, b string) string {
	switch {
	case b == "" || a == b:
		return a
	case a == "":
		return b
	}
	return a + "; " + b
}

// Report is one accepted workbook: an agency's figures for one quarter. It holds
// a Realization for each row that was matched, also where nothing was filled in.
type Report struct {
	Period       Period
	Revision     int // 1 for the first report of the quarter
	File         string
	SHA256       string
	ReceivedAt   time.Time
	Reason       string `json:",omitempty"` // why it replaces one before it, as its sender wrote it
	Realizations []Realization
	Findings     []Finding // what reading the workbook found
	Rows         RowTally  // what became of the workbook's rows; not stored
}

// maxReason is how many letters of what a sender gave as a reason are kept; the original has
// all of them.
const maxReason = 2000

// AddReason adds why the report replaces one before it, as another table of its workbook says.
func (r *Report) AddReason(said string) {
	if len(r.Reason) < maxReason {
		r.Reason = clipTo(joined(r.Reason, said), maxReason)
	}
}

// RowTally counts the rows under the headings of a workbook by what became of them:
// every row seen was taken, has a finding, or was recognised as heading, total,
// column numbers, blank or words.
type RowTally struct{ Seen, Taken, Found, Recognised int }

// Plus adds the rows of another table.
func (t RowTally) Plus(o RowTally) RowTally {
	return RowTally{t.Seen + o.Seen, t.Taken + o.Taken, t.Found + o.Found, t.Recognised + o.Recognised}
}
