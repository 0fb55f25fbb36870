package xlsx

import (
	"fmt"
	"io"
	"slices"

	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

// The sheets of a variance workbook.
const (
	sheetSummary  = "Ringkasan"
	sheetVariance = "Variansi"
	sheetFindings = "Temuan"
	sheetSources  = "Sumber"
)

// WriteVariance writes the variance workbook of one agency's quarter: Ringkasan
// (one printed page), Variansi (every line), Temuan (what is doubtful) and Sumber
// (where each figure came from, and the rules); of a quarter that was corrected after its
// close-out also Koreksi (semula and menjadi). Computed cells hold formulas
// beside their values. The same Result gives the same bytes.
func WriteVariance(w io.Writer, r reconcile.Result) error {
	d, err := draftVariance(r)
	if err != nil {
		return err
	}
	return d.finish(w)
}

func draftVariance(r reconcile.Result) (*draft, error) {
	if err := checkPeriod(r.Period); err != nil {
		return nil, err
	}
	r = r.Rounded()
	sheets := []string{sheetSummary, sheetVariance, sheetFindings, sheetSources}
	if len(r.Changes) > 0 {
		sheets = slices.Insert(sheets, 2, sheetCorrections)
	}
	d := newDraft(sheets...)
	v := newVarianceBook(d, &r)
	d.describe("Variansi "+v.who+" "+v.when, v.status(), r.ComputedAt, v.properties()...)
	v.writeSummary()
	v.writeLines()
	if v.corrected() {
		v.writeCorrections(v.corrections)
	}
	v.writeFindings()
	v.writeSources()
	return d, nil
}

// varianceBook is a variance workbook being written: where every line, total and
// source stands is settled before the first cell is.
type varianceBook struct {
	*draft
	r           *reconcile.Result
	entries     []*entry                       // rows of Variansi in their order
	before      map[string]decimal.NullDecimal // see [reconcile.Plan.PaguBefore]
	columns     []varianceColumn
	letters     [columnIDs]string // of each column on Variansi, "" where it is left out
	first       int               // row of the first entry
	last        int               // row of the last one
	sources     sourceTable
	findings    []listedFinding
	noted       map[string]int // line code to its number of findings
	unreported  []*entry       // lines that are due and say nothing
	corrections *corrections   // after the close-out, without rows where there were none
	moved       map[string]int // line code to its number of figures that were corrected
	incomplete  bool           // some figure that was due is missing
	who, when   string         // the agency, the period
}

func newVarianceBook(d *draft, r *reconcile.Result) *varianceBook {
	v := &varianceBook{draft: d, r: r, first: headerRow + 1, who: r.Plan.Agency.Name,
		when: fmt.Sprintf("Triwulan %s Tahun %d", r.Period.Roman(), r.Period.Year)}
	if v.who == "" {
		v.who = r.Plan.Agency.Code
	}
	v.entries, v.before = arrange(r), r.Plan.PaguBefore()
	v.last = v.first + len(v.entries) - 1
	v.incomplete = r.Totals.Incomplete || r.Totals.IncompleteYTD || r.Status == reconcile.BelumLapor || r.Status == reconcile.Ditolak
	v.listFindings()
	v.inspect()
	v.placeSources()
	v.layCorrections()
	v.columns = v.chooseColumns()
	for i, c := range v.columns {
		v.letters[c.id] = columnLetters(i + 1)
	}
	return v
}

// inspect finds what is due and not reported.
func (v *varianceBook) inspect() {
	for _, e := range v.entries {
		if e.v == nil {
			continue
		}
		missing := e.v.Physical.Status == reconcile.BelumLapor || e.leaf() && e.v.Money.Status == reconcile.BelumLapor
		if missing {
			v.unreported = append(v.unreported, e)
		}
		v.incomplete = v.incomplete || missing || e.v.PhysicalYTD.Incomplete || e.v.MoneyYTD.Incomplete || e.v.Money.Incomplete
	}
}

// status is the agency's flag in words, loud where figures are missing.
func (v *varianceBook) status() string {
	s := string(v.r.Status)
	if s == "" {
		s = "Belum dinilai"
	}
	if v.incomplete && v.r.Status != reconcile.BelumLapor && v.r.Status != reconcile.Ditolak {
		s += " – data belum lengkap"
	}
	return s
}

func (v *varianceBook) properties() []property {
	return []property{
		{"rekon_kind", "variansi"},
		{"rekon_form", int32(VarianceForm)},
		{"rekon_program", v.r.Program},
		{"rekon_agency", v.r.Plan.Agency.Code},
		{"rekon_year", int32(v.r.Period.Year)},
		{"rekon_quarter", int32(v.r.Period.Quarter)},
		{"rekon_plan_revision", int32(v.r.Plan.Revision)},
		{"rekon_report_revision", int32(v.r.Report.Revision)},
	}
}

// footer names workbook and period on every printed page.
func (v *varianceBook) footer() string { return v.who + " – " + v.when }
