package xlsx

import (
	"archive/zip"
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

// plainValues are the values of a variance workbook, and as many blank cells as
// it dresses.
func plainValues(b *testing.B) [][][]any {
	b.Helper()
	data := varianceBytes(b, sampleResult(b, 2))
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true})
	if err != nil {
		b.Fatal(err)
	}
	var sheets [][][]any
	for i, name := range f.GetSheetList() {
		rows, err := f.GetRows(name)
		if err != nil {
			b.Fatal(err)
		}
		var out [][]any
		left := cellCount(b, data, i+1)
		for _, row := range rows {
			var values []any
			for _, s := range row {
				v, err := strconv.ParseFloat(s, 64)
				switch {
				case err == nil:
					values = append(values, v)
					left--
				case s != "":
					values = append(values, s)
					left--
				default:
					values = append(values, nil)
				}
			}
			out = append(out, values)
		}
		for i := range out {
			for range left / (len(out) - i) {
				out[i] = append(out[i], excelize.Cell{StyleID: 1})
				left--
			}
		}
		sheets = append(sheets, out)
	}
	return sheets
}

// cellCount is how many cells a sheet of the file has.
func cellCount(b *testing.B, data []byte, sheet int) int {
	b.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		b.Fatal(err)
	}
	part, err := z.Open("xl/worksheets/sheet" + strconv.Itoa(sheet) + ".xml")
	if err != nil {
		b.Fatal(err)
	}
	xml, err := io.ReadAll(part)
	if err != nil {
		b.Fatal(err)
	}
	return bytes.Count(xml, []byte("<c "))
}
