package db

import (
	"fmt"

	"rekon/reconcile"
)

// placeRow is a cell of the workbook that the table's parent row names.
type placeRow struct {
	Sheet text `db:"sheet"`
	Cell  text `db:"cell"`
}

func placeOf(s reconcile.Source) placeRow {
	return placeRow{text(s.Sheet), text(s.Cell)}
}

// sameFile refuses figures that were read from another file than their owner,
// since only sheet and cell are kept beside them.
func sameFile(sha256 string, sources ...reconcile.Source) error {
	for _, s := range sources {
		if !s.IsZero() && s.SHA256 != sha256 {
			return fmt.Errorf("%s was read from file %s (%s), not from %s", s, s.File, s.SHA256, sha256)
		}
	}
	return nil
}

// source is the place in the workbook; none where there is neither sheet nor cell.
func (p placeRow) source(file, sha256 string) reconcile.Source {
	if p == (placeRow{}) {
		return reconcile.Source{}
	}
	return reconcile.Source{File: file, SHA256: sha256, Sheet: string(p.Sheet), Cell: string(p.Cell)}
}

type quantityRow struct {
	Figure quantity `db:"value"`
	Letter text     `db:"letter"`
	Unit   text     `db:"unit"`
	Typed  text     `db:"typed"`
	placeRow
}

func quantityOf(q reconcile.Quantity) quantityRow {
	return quantityRow{quantity{q.Value}, text(q.Letter), text(q.Unit), text(q.Typed), placeOf(q.Source)}
}

func (r quantityRow) quantity(file, sha256 string) reconcile.Quantity {
	return reconcile.Quantity{
		Value: r.Figure.NullDecimal, Letter: string(r.Letter), Unit: string(r.Unit),
		Typed: string(r.Typed), Source: r.source(file, sha256),
	}
}

type amountRow struct {
	Figure money `db:"value"`
	Typed  text  `db:"typed"`
	placeRow
}

func amountOf(a reconcile.Amount) amountRow {
	return amountRow{money{a.Value}, text(a.Typed), placeOf(a.Source)}
}

func (r amountRow) amount(file, sha256 string) reconcile.Amount {
	return reconcile.Amount{Value: r.Figure.NullDecimal, Typed: string(r.Typed), Source: r.source(file, sha256)}
}

// findingRow is a finding as the three tables of findings keep it.
type findingRow struct {
	Ord        int                          `db:"ord"`
	Code       string                       `db:"code"`
	Severity   string                       `db:"severity"`
	File       text                         `db:"file"`
	SHA256     text                         `db:"sha256"`
	Sheet      text                         `db:"sheet"`
	Cell       text                         `db:"cell"`
	Line       text                         `db:"line_code"`
	Message    text                         `db:"message"`
	Difference quantity                     `db:"difference"`
	Doubts     jsonText[[]reconcile.Source] `db:"doubts"`
}

func findingOf(ord int, f reconcile.Finding) findingRow {
	s := f.Source
	return findingRow{
		Ord: ord, Code: string(f.Code), Severity: string(f.Severity()),
		File: text(s.File), SHA256: text(s.SHA256), Sheet: text(s.Sheet), Cell: text(s.Cell),
		Line: text(f.Line), Message: text(f.Message), Difference: quantity{f.Difference},
		Doubts: jsonText[[]reconcile.Source]{f.Doubts},
	}
}

func (r findingRow) finding() reconcile.Finding {
	return reconcile.Finding{
		Code:   reconcile.Code(r.Code),
		Source: reconcile.Source{File: string(r.File), SHA256: string(r.SHA256), Sheet: string(r.Sheet), Cell: string(r.Cell)},
		Line:   string(r.Line), Message: string(r.Message), Difference: r.Difference.NullDecimal,
		Doubts: r.Doubts.V,
	}
}
