package main

import (
	"io"

	"rekon/reconcile"
)

// plain passes texts on to a terminal or a log, without what a name in a workbook
// could do there: see [reconcile.Visible].
type plain struct{ io.Writer }

func (p plain) Write(b []byte) (int, error) {
	if _, err := io.WriteString(p.Writer, reconcile.Visible(string(b))); err != nil {
		return 0, err
	}
	return len(b), nil
}
