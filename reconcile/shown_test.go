package reconcile

import "testing"

// A number stands in a message as its Excel shows it, whatever the file stores.
func TestShown(t *testing.T) {
	for cell, want := range map[string]string{
		"n 280.474": "280,474", "n 0.26": "0,26", "n 221190000.004": "221.190.000,004", "n 12500000": "12.500.000", "n 1.25E+7": "12.500.000",
		"n 0.07000000000000001": "0,07", "n -5": "-5", "n 1E+300": "1E+300", "p 0.2625": "26,25%", "p 26": "2.600%", "p -0.05": "-5%",
		"t 280.474": "280.474", "t  12,x\n": "12,x", "t 0.26%": "0.26%", "error #REF!": "#REF!", "bool TRUE": "TRUE", "blank ": "",
	} {
		if got := Shown(cellOf(cell)); got != want {
			t.Errorf("%s: %q, want %q", cell, got, want)
		}
	}
}
