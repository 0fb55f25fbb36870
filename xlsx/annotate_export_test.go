package xlsx

import "testing"

// TakeOff is what annotating begins with.
func TakeOff(data []byte) ([]byte, error) { return takeOff(data, DefaultLimits()) }

// Split parts a message.
var Split = split

// Restyled gives cells of a sheet other styles.
var Restyled = restyled

// LibreOffice converts workbooks.
func LibreOffice(t *testing.T, to string, books map[string][]byte) string {
	t.Helper()
	return libreOffice(t, to, books)
}
