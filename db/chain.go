package db

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"time"

	"rekon/reconcile"
)

// digest is the SHA-256, in lower-case hex, over the words "rekon history 1" and these
// fields in this order: agency, number, time (UTC, as 2020-04-09T05:30:15.123456Z), host,
// user, kind, year, quarter, revision, drop, SHA-256 of the file, reason, detail, hash of
// the entry before. Each is written as its length in bytes, a colon, its UTF-8 text and a
// comma, numbers in decimal, what is not there as 0 or "", so that no two entries are
// written alike. Another program can do the same from the table's columns alone.
func (e Event) digest() string {
	h := sha256.New()
	for _, s := range []string{
		"rekon history 1", e.Agency, strconv.Itoa(e.Number), e.At.UTC().Format("2006-01-02T15:04:05.000000Z"), e.Host, e.User, string(e.Kind),
		strconv.Itoa(e.Period.Year), strconv.Itoa(e.Period.Quarter), strconv.Itoa(e.Revision), strconv.FormatInt(e.Drop, 10),
		e.SHA256, e.Reason, e.Detail, e.Before,
	} {
		fmt.Fprintf(h, "%d:%s,", len(s), s)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Intact reports whether an entry's content is what its hash says.
func (e Event) Intact() bool { return e.Hash == e.digest() }

// Fault is something in the history that cannot have come about by rekon alone.
type Fault struct {
	Agency  string // whose chain, "" for that of no known agency
	Number  int    // of the entry, 0 where there is none
	Kind    EventKind
	Period  reconcile.Period
	At      time.Time
	Message string // in Bahasa
}

func (e Event) fault(format string, args ...any) Fault {
	return Fault{e.Agency, e.Number, e.Kind, e.Period, e.At, fmt.Sprintf(format, args...)}
}

// CheckHistory looks for gaps and edits in whole chains: an entry whose content is not
// what its hash says, one that does not follow the one before it, a number that is
// missing or stands twice. A chain that lacks its end is whole by itself.
func CheckHistory(events []Event) (faults []Fault) {
	last := map[string]Event{}
	for _, e := range events {
		before := last[e.Agency]
		last[e.Agency] = e
		if !e.Intact() {
			faults = append(faults, e.fault("entri %d diubah sesudah dicatat: isinya tidak cocok dengan sidiknya", e.Number))
		}
		switch {
		case e.Number == before.Number+2:
			faults = append(faults, e.fault("entri %d tidak ada", e.Number-1))
		case e.Number > before.Number+2:
			faults = append(faults, e.fault("entri %d sampai %d tidak ada", before.Number+1, e.Number-1))
		case e.Number <= before.Number:
			faults = append(faults, e.fault("entri %d tidak pada urutannya", e.Number))
		case e.Before != before.Hash:
			faults = append(faults, e.fault("entri %d tidak menyambung ke entri %d: salah satunya diganti", e.Number, before.Number))
		}
	}
	return slices.Clip(faults)
}
