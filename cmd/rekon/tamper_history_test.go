package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"testing"
	"time"

	"rekon/db/dbtest"
)

// TestRehashedHistory: who edits an entry of the history and knows how it is hashed is
// found all the same, by the entry after it, by the row that it tells of, by what was
// said of it when the figures moved, by the journal and by the workbooks.
func TestRehashedHistory(t *testing.T) {
	y := tellYear(t, dbtest.SQLite(t))
	c := y.copied(t)
	var history historyJSON
	c.asks(&history, exitDone, "history", "--agency", "DISPUSIP")
	for _, e := range history.Entries {
		if got := hashed(t, e); got != e.Hash {
			t.Fatalf("entry %d: hash %s, by docs/adr/0009 it is %s", e.Number, e.Hash, got)
		}
	}
	const entry = 7 // of the withdrawal
	e, reason := history.Entries[entry-1], "atas permintaan"
	e.Reason = &reason
	dbtest.Exec(t, c.dsn, fmt.Sprintf(`UPDATE history SET reason = '%s', hash = '%s' WHERE agency = 'DISPUSIP' AND number = %d`, reason, hashed(t, e), entry))
	want := []string{
		"history TW1 - - | tabel history, entri 8 | *tidak menyambung ke entri 7*",
		"history TW1 - - | tabel history, entri 7 | *tercatat atas permintaan, tersimpan laporan Triwulan II.",
		"stored TW1 - - | tabel amendments, baris quarter=1 number=2, kolom reason | *laporan Triwulan II;* -> *atas permintaan;*",
		"original TW1 - - | arsip/catatan/2021-07/20210708T020000.000000-withdrawn-*.json | laporan Triwulan II -> atas permintaan",
		"workbook TW1 - - | hasil/2021/TW1/DISPUSIP/Variansi DISPUSIP 2021 TW1.xlsx, Ringkasan!A7 | Dikoreksi* -> Dikoreksi*",
		"workbook TW1 - - | hasil/2021/TW1/DISPUSIP/Ringkasan DISPUSIP 2021 TW1.xlsx, Ringkasan!A8 | Dikoreksi* -> Dikoreksi*",
	}
	if diff := unlike(want, found(c.verify(exitRejected))); diff != "" {
		t.Errorf("(- wanted, + found)\n%s", diff)
	}
}

// hashed is the hash of an entry as docs/adr/0009-history.md says that anyone can check it.
func hashed(t testing.TB, e eventJSON) string {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, e.At)
	must(t, err)
	h := sha256.New()
	for _, field := range []string{
		"rekon history 1", orEmpty(e.Agency), strconv.Itoa(e.Number), at.UTC().Format("2006-01-02T15:04:05.000000Z"), e.Host, e.User, e.Kind,
		orZero(e.Year), orZero(e.Quarter), orZero(e.Revision), orZero(e.Drop), orEmpty(e.SHA256), orEmpty(e.Reason), orEmpty(e.Detail), orEmpty(e.Before),
	} {
		fmt.Fprintf(h, "%d:%s,", len(field), field)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func orZero(n *int) string {
	if n == nil {
		return "0"
	}
	return strconv.Itoa(*n)
}
