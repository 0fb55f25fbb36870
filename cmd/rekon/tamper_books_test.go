package main

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// The workbooks that are tampered with.
const (
	bookOfYear     = "hasil/2021/TW4/DISPUSIP/Variansi DISPUSIP 2021 TW4.xlsx"
	otherBook      = "hasil/2021/TW1/DISPUSIP/Variansi DISPUSIP 2021 TW1.xlsx"
	manifestOfYear = "hasil/2021/TW4/DISPUSIP/MANIFES.sha256"
	summaryOfYear  = "hasil/2021/TW4/DISPUSIP/Ringkasan DISPUSIP 2021 TW4.xlsx"
)

// tamperingsOfBooks are the kinds of change in what was published that are tried.
var tamperingsOfBooks = []tampering{
	{name: "value in a workbook", do: func(t testing.TB, c crime) []string {
		at := c.opens(bookOfYear, func(f *excelize.File) string {
			at := valueCell(t, f, "Variansi", "Pengelolaan Perpustakaan Daerah", "29500000")
			must(t, f.SetCellValue("Variansi", at, 29500001))
			return at
		})
		return []string{fmt.Sprintf("workbook TW4 2.23.02.2.01 * | %s, Variansi!%s | *29500001* -> *29500000*", bookOfYear, at)}
	}},
	{name: "flag in a workbook", do: func(t testing.TB, c crime) []string {
		at := c.opens(bookOfYear, func(f *excelize.File) string {
			at := valueCell(t, f, "Variansi", "Digitalisasi Koleksi Langka", "Tidak Tercapai")
			must(t, f.SetCellValue("Variansi", at, "Tercapai"))
			return at
		})
		return []string{fmt.Sprintf("workbook TW4 2.24.02.2.06 * | %s, Variansi!%s | *Tercapai* -> *Tidak Tercapai*", bookOfYear, at)}
	}},
	{name: "formula in a workbook", do: func(t testing.TB, c crime) []string {
		at := c.opens(bookOfYear, func(f *excelize.File) string {
			at := formulaCell(t, f, "Variansi", "Digitalisasi Koleksi Langka")
			must(t, f.SetCellFormula("Variansi", at, "1+1"))
			return at
		})
		return []string{fmt.Sprintf("workbook TW4 2.24.02.2.06 * | %s, Variansi!%s | *1+1* -> *", bookOfYear, at)}
	}},
	{name: "number format in a workbook", do: func(t testing.TB, c crime) []string {
		at := c.opens(bookOfYear, func(f *excelize.File) string {
			at := valueCell(t, f, "Variansi", "Pengelolaan Perpustakaan Daerah", "29500000")
			id, err := f.GetCellStyle("Variansi", at)
			must(t, err)
			style, err := f.GetStyle(id)
			must(t, err)
			custom := `0,,"0"`
			style.CustomNumFmt = &custom
			id, err = f.NewStyle(style)
			must(t, err)
			must(t, f.SetCellStyle("Variansi", at, at, id))
			return at
		})
		return []string{fmt.Sprintf("workbook TW4 2.23.02.2.01 * | %s, Variansi!%s | * -> *", bookOfYear, at)}
	}},
	{name: "bold and lines taken from a workbook", do: func(t testing.TB, c crime) []string {
		at := c.opens(bookOfYear, func(f *excelize.File) string {
			at := valueCell(t, f, "Variansi", "Pengelolaan Perpustakaan Daerah", "29500000")
			id, err := f.GetCellStyle("Variansi", at)
			must(t, err)
			style, err := f.GetStyle(id)
			must(t, err)
			style.Border, style.Font.Bold = nil, !style.Font.Bold
			id, err = f.NewStyle(style)
			must(t, err)
			must(t, f.SetCellStyle("Variansi", at, at, id))
			return at
		})
		return []string{fmt.Sprintf("workbook TW4 2.23.02.2.01 * | %s, Variansi!%s | huruf * -> huruf *", bookOfYear, at)}
	}},
	{name: "sheet removed from a workbook", do: func(t testing.TB, c crime) []string {
		c.opens(bookOfYear, func(f *excelize.File) string { must(t, f.DeleteSheet("Temuan")); return "" })
		return []string{"workbook TW4 - - | " + bookOfYear + ", Temuan | tidak ada lagi -> ada"}
	}},
	{name: "row removed from a workbook", do: func(t testing.TB, c crime) []string {
		c.opens(bookOfYear, func(f *excelize.File) string {
			at := valueCell(t, f, "Variansi", "Digitalisasi Koleksi Langka", "48")
			_, row, _ := excelize.SplitCellName(at)
			must(t, f.RemoveRow("Variansi", row))
			return at
		})
		return []string{"workbook TW4 2.24.02.2.06 - | " + bookOfYear + ", Variansi!2.24.02.2.06 | tidak ada lagi -> ada"}
	}},
	{name: "workbook missing", do: func(t testing.TB, c crime) []string {
		must(t, os.Remove(c.share(bookOfYear)))
		return []string{"workbook TW4 - - | " + bookOfYear + " | *"}
	}},
	{name: "workbook cut short", do: func(_ testing.TB, c crime) []string {
		c.overwrites(bookOfYear, func(b []byte) []byte { return b[:len(b)/2] })
		return []string{"workbook TW4 - - | " + bookOfYear + " | *"}
	}},
	{name: "workbook in the place of another", do: func(t testing.TB, c crime) []string {
		other, err := os.ReadFile(c.share(otherBook))
		must(t, err)
		c.overwrites(bookOfYear, func([]byte) []byte { return other })
		return []string{"workbook TW4 - - | " + bookOfYear + " | *"}
	}},
	{name: "summary of the head", do: func(t testing.TB, c crime) []string {
		at := c.opens(summaryOfYear, func(f *excelize.File) string {
			sheet := f.GetSheetList()[0]
			must(t, f.SetCellValue(sheet, "A3", "SEMUANYA BAIK"))
			return sheet + "!A3"
		})
		return []string{"workbook TW4 - - | " + summaryOfYear + ", " + at + " | *SEMUANYA BAIK* -> *"}
	}},
	{name: "hash in a manifest", do: func(_ testing.TB, c crime) []string {
		was := sumOf(c.reads(bookOfYear))
		is := strings.Repeat("0", 64)
		c.overwrites(manifestOfYear, func(b []byte) []byte { return bytes.ReplaceAll(b, []byte(was), []byte(is)) })
		return []string{"manifest TW4 - - | " + manifestOfYear + "* | *" + is[:60] + "* -> *" + was[:60] + "*"}
	}},
	{name: "line of a manifest removed", do: func(_ testing.TB, c crime) []string {
		c.overwrites(manifestOfYear, func(b []byte) []byte {
			return slices.Concat(slices.DeleteFunc(bytes.SplitAfter(b, []byte("\n")), func(line []byte) bool { return bytes.Contains(line, []byte("Variansi")) })...)
		})
		return []string{"manifest TW4 - - | " + manifestOfYear + "* | * -> *"}
	}},
	{name: "manifest missing", do: func(t testing.TB, c crime) []string {
		must(t, os.Remove(c.share(manifestOfYear)))
		return []string{"manifest TW4 - - | " + manifestOfYear + " | *"}
	}},
}

// reads is a file of the share.
func (c crime) reads(name string) []byte {
	c.t.Helper()
	data, err := os.ReadFile(c.share(name))
	must(c.t, err)
	return data
}

// opens changes a workbook as in Excel, and gives where.
func (c crime) opens(name string, change func(*excelize.File) string) (at string) {
	c.t.Helper()
	c.overwrites(name, func(data []byte) []byte {
		f, err := excelize.OpenReader(bytes.NewReader(data))
		must(c.t, err)
		defer func() { _ = f.Close() }()
		at = change(f)
		var out bytes.Buffer
		must(c.t, f.Write(&out))
		return out.Bytes()
	})
	return at
}

// valueCell is the first cell with a value in the row of a line.
func valueCell(t testing.TB, f *excelize.File, sheet, line, value string) string {
	t.Helper()
	rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	must(t, err)
	for i, row := range rows {
		if col := slices.Index(row, value); col >= 0 && slices.Contains(row, line) {
			at, _ := excelize.CoordinatesToCellName(col+1, i+1)
			return at
		}
	}
	t.Fatalf("%s: no %s in the row of %s", sheet, value, line)
	return ""
}

// formulaCell is the first cell with a formula in the row of a line.
func formulaCell(t testing.TB, f *excelize.File, sheet, line string) string {
	t.Helper()
	rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	must(t, err)
	for i, row := range rows {
		for col := range row {
			at, _ := excelize.CoordinatesToCellName(col+1, i+1)
			if formula, _ := f.GetCellFormula(sheet, at); formula != "" && slices.Contains(row, line) {
				return at
			}
		}
	}
	t.Fatalf("%s: no formula in the row of %s", sheet, line)
	return ""
}
