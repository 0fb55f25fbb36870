package reconcile

import "testing"

// Reasons are kept in the order they were given, and stay with the settled figure.
func TestBecause(t *testing.T) {
	f := ReadAmount(cellOf("n 5")).Because("").Because("judul (Rp 000): dikali 1.000").Because("").Because("s.d. dikurangi TW I")
	const want = "judul (Rp 000): dikali 1.000; s.d. dikurangi TW I"
	if f.Why != want || f.Amount().Why != want || f.Quantity().Why != want {
		t.Errorf("%q, %q, %q", f.Why, f.Amount().Why, f.Quantity().Why)
	}
}
