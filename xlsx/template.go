package xlsx

import (
	"fmt"
	"io"
	"time"

	"rekon/reconcile"
)

// Further document properties of an entry workbook.
const (
	propAgencyName = "rekon_agency_name"
)

// The sheets of an entry workbook: how to fill it in, and the two tables of the
// plan as offices know them.
const (
	sheetGuide      = "Petunjuk"
	sheetIndicators = "RENCANA AKSI"
	sheetPrograms   = "PROGRAM KEGIATAN"
)

// WriteTemplate writes the workbook in which an agency fills in one quarter's
// realization of the plan. What the plan says is locked (without a password);
// cells to be filled in are tinted, checked as they are typed, and carry the
// format that makes the natural way of typing unambiguous. The same plan gives the
// same bytes.
func WriteTemplate(w io.Writer, plan reconcile.Plan, period reconcile.Period, rules reconcile.Rules) error {
	if err := checkPeriod(period); err != nil {
		return err
	}
	plan = plan.Living(period.Quarter)
	t := &template{plan: plan, period: period, rules: rules, parents: map[string]bool{}}
	var indicators, programs []*reconcile.Line
	for i := range plan.Lines {
		l := &plan.Lines[i]
		t.parents[l.Parent] = true
		if l.Level == reconcile.LevelSasaran {
			indicators = append(indicators, l)
		} else {
			programs = append(programs, l)
		}
	}
	sheets := []string{sheetGuide}
	if len(indicators) > 0 {
		sheets = append(sheets, sheetIndicators)
	}
	if len(programs) > 0 || len(indicators) == 0 {
		sheets = append(sheets, sheetPrograms)
	}
	t.draft = newDraft(sheets...)
	t.describe(t.title(), t.agency(), beginning(period), t.properties()...)
	var forms []*form
	if len(indicators) > 0 {
		forms = append(forms, t.newForm(sheetIndicators, indicators, indicatorColumns()))
	}
	if len(sheets) > 1+len(forms) {
		forms = append(forms, t.newForm(sheetPrograms, programs, programColumns()))
	}
	forms[0].asks = true
	t.writeGuide(forms)
	for _, f := range forms {
		f.write()
	}
	return t.finish(w)
}

// template is an entry workbook being written.
type template struct {
	*draft
	plan    reconcile.Plan
	period  reconcile.Period
	rules   reconcile.Rules
	parents map[string]bool // codes of lines whose rupiah are sums
}

func (t *template) title() string {
	return fmt.Sprintf("LAPORAN REALISASI RENCANA AKSI TRIWULAN %s TAHUN %d", t.period.Roman(), t.period.Year)
}

func (t *template) agency() string {
	if t.plan.Agency.Name == "" {
		return t.plan.Agency.Code
	}
	return t.plan.Agency.Name
}

func (t *template) properties() []property {
	return []property{
		{PropKind, KindRealized},
		{PropAgency, t.plan.Agency.Code},
		{propAgencyName, t.plan.Agency.Name},
		{PropYear, int32(t.period.Year)},
		{PropQuarter, int32(t.period.Quarter)},
		{PropRevision, int32(t.plan.Revision)},
	}
}

// footer names the workbook on every printed page.
func (t *template) footer() string {
	return fmt.Sprintf("%s – Triwulan %s Tahun %d", t.agency(), t.period.Roman(), t.period.Year)
}

// beginning is the first moment of a quarter: an entry workbook is dated by what
// it is for, not by when it was written.
func beginning(p reconcile.Period) time.Time {
	return time.Date(p.Year, time.Month(p.Quarter*3-2), 1, 0, 0, 0, 0, reconcile.WIB)
}
