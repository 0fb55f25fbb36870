package xlsx

import (
	"fmt"

	"rekon/reconcile"
)

// Aspect says in which respect a published workbook differs.
type Aspect string

// The aspects, in the words of the field.
const (
	ValueDiffers   Aspect = "nilai"
	FormulaDiffers Aspect = "rumus"
	FormatDiffers  Aspect = "format"
	MergeDiffers   Aspect = "gabungan sel"
	HiddenDiffers  Aspect = "tampilan" // something is hidden that was not, or the other way round
	RowDiffers     Aspect = "baris"
	ColumnDiffers  Aspect = "kolom"
	SheetDiffers   Aspect = "lembar"
	ChartDiffers   Aspect = "grafik"
	LayoutDiffers  Aspect = "susunan"    // written by a version with another layout
	BookDiffers    Aspect = "buku kerja" // another quarter's, agency's or revision's
)

// CellDifference is one thing that a published workbook shows otherwise than the result
// that it was made from. Sheet and Cell are "" where it concerns more than one.
type CellDifference struct {
	Sheet, Cell string
	Shown
	Aspect  Aspect
	Found   string // what stands there, "" for nothing
	Derived string // what should stand there
}

// Place is the sheet and the cell as `Sheet!G7`.
func (d CellDifference) Place() string {
	if d.Cell == "" {
		return d.Sheet
	}
	return d.Sheet + "!" + d.Cell
}

// Sentence says in Bahasa where it is and what differs.
func (d CellDifference) Sentence() string {
	switch d.Aspect {
	case SheetDiffers:
		return fmt.Sprintf("Lembar %s %s, seharusnya %s.", d.Sheet, d.Found, d.Derived)
	case BookDiffers, ChartDiffers:
		return fmt.Sprintf("Berkas ini %s, seharusnya %s.", d.Found, d.Derived)
	case LayoutDiffers:
		return d.Found + "."
	case RowDiffers, ColumnDiffers:
		return fmt.Sprintf("Lembar %s: %s '%s' %s, seharusnya %s.", d.Sheet, d.Aspect, d.Cell, d.Found, d.Derived)
	}
	return fmt.Sprintf("Lembar %s, sel %s%s: %s %s, seharusnya %s.", d.Sheet, d.Cell, d.figureWords(), d.Aspect, orNothing(d.Found), orNothing(d.Derived))
}

// figureWords names the figure of a cell, in brackets.
func (d CellDifference) figureWords() string {
	s := ""
	if f, ok := reconcile.FigureNamed(d.Figure); ok {
		s = f.Title
	}
	for _, part := range []struct{ word, code string }{{"baris ", d.Line}, {"", d.Agency}} {
		if part.code == "" {
			continue
		}
		if s != "" {
			s += ", "
		}
		s += part.word + part.code
	}
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}

func orNothing(s string) string {
	if s == "" {
		return "kosong"
	}
	return "'" + clip(s) + "'"
}
