package xlsx

import (
	"bytes"
	"io"
	"strconv"
	"testing"

	"github.com/xuri/excelize/v2"
)

func BenchmarkWriteVariance(b *testing.B) {
	r := sampleResult(b, 2)
	b.ReportAllocs()
	for b.Loop() {
		if err := WriteVariance(io.Discard, r); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPlainWorkbook is the floor: the library streaming as many sheets and
// cells with the same values, and nothing else.
func BenchmarkPlainWorkbook(b *testing.B) {
	sheets := plainValues(b)
	b.ReportAllocs()
	for b.Loop() {
		f := excelize.NewFile()
		for i, rows := range sheets {
			name := "S" + strconv.Itoa(i)
			if _, err := f.NewSheet(name); err != nil {
				b.Fatal(err)
			}
			sw, err := f.NewStreamWriter(name)
			if err != nil {
				b.Fatal(err)
			}
			for j, row := range rows {
				if err := sw.SetRow("A"+strconv.Itoa(j+1), row); err != nil {
					b.Fatal(err)
				}
			}
			if err := sw.Flush(); err != nil {
				b.Fatal(err)
			}
		}
		if _, err := f.WriteTo(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}

// plainValues are the values of a variance workbook, cell by cell.
func plainValues(b *testing.B) [][][]any {
	b.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(varianceBytes(b, sampleResult(b, 2))), excelize.Options{RawCellValue: true})
	if err != nil {
		b.Fatal(err)
	}
	var sheets [][][]any
	cells := 0
	for _, name := range f.GetSheetList() {
		rows, err := f.GetRows(name)
		if err != nil {
			b.Fatal(err)
		}
		var out [][]any
		for _, row := range rows {
			values := make([]any, len(row))
			for i, s := range row {
				if values[i] = any(s); s == "" {
					values[i] = excelize.Cell{StyleID: 1}
				}
				if v, err := strconv.ParseFloat(s, 64); err == nil {
					values[i] = v
				}
			}
			cells += len(values)
			out = append(out, values)
		}
		sheets = append(sheets, out)
	}
	b.Logf("%d cells", cells)
	return sheets
}
