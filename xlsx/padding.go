package xlsx

import (
	"bytes"
	"strings"

	"github.com/xuri/excelize/v2"
)

// What the library behind us makes room for when it looks at a sheet: every row
// down to the last one named, every cell of a row up to its last one, even where
// these only carry a format; and it compares every merged range with every other.
const (
	maxPadded = 4 << 20 // cells and rows of all sheets
	maxMerged = 10000   // ranges of a sheet
)

// isPadded reports whether the sheets would take more room than any report needs.
func isPadded(f *excelize.File) bool {
	padded := 0
	f.Pkg.Range(func(name, part any) bool {
		xml, ok := part.([]byte)
		if path, isPath := name.(string); !ok || !isPath || !strings.HasPrefix(strings.ToLower(path), "xl/worksheets/") {
			return true
		}
		if bytes.Count(xml, []byte("mergeCell ")) > maxMerged {
			padded = maxPadded + 1
		}
		padded += padding(xml)
		return padded <= maxPadded
	})
	return padded > maxPadded
}

// padding counts rows and cells by the references in a sheet's XML, with those
// that are left out between them.
func padding(xml []byte) int {
	cells, last, row, width := 0, 0, 0, 0
	for i := bytes.IndexByte(xml, '='); i >= 0; {
		if col, r, ok := reference(xml, i); ok {
			last = max(last, r)
			if r != row {
				cells, row, width = cells+width, r, 0
			}
			width = max(width, col)
		}
		next := bytes.IndexByte(xml[i+1:], '=')
		if next < 0 {
			break
		}
		i += 1 + next
	}
	return cells + width + last
}

// reference reads the attribute r around an equals sign: a cell such as XFD12, or
// the number of a row.
func reference(xml []byte, equals int) (col, row int, ok bool) {
	name := bytes.TrimRight(xml[max(0, equals-8):equals], " \t\r\n")
	if n := len(name); n < 2 || name[n-1] != 'r' || !bytes.ContainsRune([]byte(" \t\r\n"), rune(name[n-2])) {
		return 0, 0, false
	}
	value := bytes.TrimLeft(xml[equals+1:min(len(xml), equals+24)], " \t\r\n")
	if len(value) == 0 || value[0] != '"' && value[0] != '\'' {
		return 0, 0, false
	}
	for _, c := range value[1:] {
		switch {
		case c >= 'A' && c <= 'Z' && row == 0:
			col = col*26 + int(c-'A') + 1
		case c >= '0' && c <= '9':
			row = row*10 + int(c-'0')
		default:
			return min(col, excelize.MaxColumns), min(row, excelize.TotalRows), true
		}
	}
	return 0, 0, false
}
