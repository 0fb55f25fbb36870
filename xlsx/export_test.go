package xlsx

import "testing"

// Weight is what a workbook is expected to take of memory.
func Weight(tb testing.TB, data []byte) int64 {
	tb.Helper()
	limits := DefaultLimits()
	limits.Memory = 0
	p, err := weigh(data, limits)
	if err != nil {
		tb.Fatal(err)
	}
	return p.memory
}
