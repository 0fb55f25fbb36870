package main

import (
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"rekon/db"
	"rekon/jobs"
	"rekon/reconcile"
)

// The JSON contract: amounts and quantities are decimal strings without padding
// zeros, percentages are rounded half away from zero to four decimals, null means
// nothing.

type findingJSON struct {
	Code       reconcile.Code     `json:"code"`
	Severity   reconcile.Severity `json:"severity"`
	Sheet      string             `json:"sheet"`
	Cell       string             `json:"cell"`
	Line       string             `json:"line"`
	Message    string             `json:"message"`
	Difference *string            `json:"difference"`
}

func findingsJSON(fs []reconcile.Finding) []findingJSON {
	out := make([]findingJSON, 0, len(fs))
	for _, f := range fs {
		out = append(out, findingJSON{f.Code, f.Severity(), f.Source.Sheet, f.Source.Cell, f.Line, f.Message, number(f.Difference)})
	}
	return out
}

func number(d decimal.NullDecimal) *string {
	if !d.Valid {
		return nil
	}
	s := d.Decimal.String()
	return &s
}

func percent(d decimal.NullDecimal) *string { return number(reconcile.RoundPercent(d)) }

func amount(a reconcile.Amount) *string { return number(a.Value) }

func quantity(q reconcile.Quantity) *string { return text(q.Text()) }

// text is null for "".
func text[S ~string](s S) *string {
	if s == "" {
		return nil
	}
	t := string(s)
	return &t
}

type planJSON struct {
	File     string         `json:"file"`
	SHA256   string         `json:"sha256"`
	Agency   *string        `json:"agency"`
	Year     *int           `json:"year"`
	Revision int            `json:"revision,omitempty"`
	Lines    []planLineJSON `json:"lines"`
	Findings []findingJSON  `json:"findings"`
}

type slots struct {
	Q1   *string `json:"q1"`
	Q2   *string `json:"q2"`
	Q3   *string `json:"q3"`
	Q4   *string `json:"q4"`
	Year *string `json:"year"`
}

type planLineJSON struct {
	Code        string  `json:"code"`
	Level       string  `json:"level"`
	Tujuan      *string `json:"tujuan"`
	Sasaran     *string `json:"sasaran"`
	Indikator   *string `json:"indikator"`
	Program     *string `json:"program"`
	Kegiatan    *string `json:"kegiatan"`
	SubKegiatan *string `json:"subkegiatan"`
	Measure     *string `json:"measure"`
	Unit        *string `json:"unit"`
	Aggregation *string `json:"aggregation"`
	Polarity    string  `json:"polarity"`
	Scale       *string `json:"scale"`
	Target      slots   `json:"target"`
	Budget      slots   `json:"budget"`
}

func planLinesJSON(lines []reconcile.Line) []planLineJSON {
	out := make([]planLineJSON, 0, len(lines))
	for _, l := range lines {
		t, b := l.Target, l.Budget
		out = append(out, planLineJSON{
			Code: l.Code, Level: string(l.Level), Tujuan: text(l.Path.Tujuan), Sasaran: text(l.Path.Sasaran),
			Indikator: text(l.Path.Indikator), Program: text(l.Path.Program), Kegiatan: text(l.Path.Kegiatan),
			SubKegiatan: text(l.Path.SubKegiatan), Measure: text(l.Measure), Unit: text(l.Unit),
			Aggregation: text(l.Aggregation), Polarity: string(l.Polarity), Scale: text(l.Scale),
			Target: slots{quantity(t[0]), quantity(t[1]), quantity(t[2]), quantity(t[3]), quantity(t[4])},
			Budget: slots{amount(b[0]), amount(b[1]), amount(b[2]), amount(b[3]), amount(b[4])},
		})
	}
	return out
}

type checkJSON struct {
	File     string          `json:"file"`
	SHA256   string          `json:"sha256"`
	Verdict  string          `json:"verdict"`
	Agency   *string         `json:"agency"`
	Year     *int            `json:"year"`
	Quarter  *int            `json:"quarter"`
	Lines    []checkLineJSON `json:"lines"`
	Totals   checkTotalsJSON `json:"totals"`
	Findings []findingJSON   `json:"findings"`
}

type checkTotalsJSON struct {
	Money *string `json:"money"`
}

type checkLineJSON struct {
	Code     string    `json:"code"`
	Physical *string   `json:"physical"`
	Money    *string   `json:"money"`
	Cells    cellsJSON `json:"cells"`
	Readings cellsJSON `json:"readings"` // how a cell was read; null for a plain number
}

type cellsJSON struct {
	Physical *string `json:"physical"`
	Money    *string `json:"money"`
}

// The verdicts of a check.
const (
	verdictAccepted = "accepted"
	verdictWarnings = "accepted-with-warnings"
	verdictRejected = "rejected"
)

func verdict(d jobs.Decision) string {
	switch {
	case d.Errors() > 0:
		return verdictRejected
	case d.Warnings() > 0:
		return verdictWarnings
	default:
		return verdictAccepted
	}
}

func checkOf(file string, d jobs.Decision) checkJSON {
	out := checkJSON{File: file, SHA256: d.SHA256, Verdict: verdict(d), Agency: text(d.Agency),
		Year: positive(d.Period.Year), Quarter: positive(d.Period.Quarter),
		Lines: []checkLineJSON{}, Findings: findingsJSON(d.Findings)}
	for _, r := range d.Report.Realizations {
		out.Lines = append(out.Lines, checkLineJSON{r.Line, quantityAsRead(r.Physical), amount(r.Money),
			cellsJSON{text(cellOf(r.Physical.Source)), text(cellOf(r.Money.Source))},
			cellsJSON{text(r.Physical.Why), text(r.Money.Why)}})
	}
	out.Totals.Money = number(total(d.Report.Realizations))
	return out
}

// quantityAsRead is the number where one was written, also when it is graded.
func quantityAsRead(q reconcile.Quantity) *string {
	if q.Value.Valid {
		return number(q.Value)
	}
	return quantity(q)
}

func cellOf(s reconcile.Source) string {
	if s.IsZero() {
		return ""
	}
	return s.String()
}

func positive(n int) *int {
	if n <= 0 {
		return nil
	}
	return &n
}

type varianceJSON struct {
	Agency       string             `json:"agency"`
	Year         int                `json:"year"`
	Quarter      int                `json:"quarter"`
	Status       string             `json:"status"`
	PlanRevision int                `json:"plan_revision"`
	Submission   submissionJSON     `json:"submission"`
	Lines        []varianceLineJSON `json:"lines"`
	Totals       totalsJSON         `json:"totals"`
	Findings     []findingJSON      `json:"findings"`
}

type submissionJSON struct {
	Revision   int    `json:"revision"`
	SHA256     string `json:"sha256"`
	ReceivedAt string `json:"received_at"`
}

type physicalJSON struct {
	Target    *string `json:"target"`
	Actual    *string `json:"actual"`
	Deviation *string `json:"deviation"`
	Capaian   *string `json:"capaian"`
	Status    *string `json:"status"`
}

type physicalYTDJSON struct {
	physicalJSON
	Incomplete bool `json:"incomplete"`
}

type moneyJSON struct {
	Plan      *string `json:"plan"`
	Actual    *string `json:"actual"`
	Deviation *string `json:"deviation"`
	Serapan   *string `json:"serapan"`
	Status    *string `json:"status"`
}

type moneyYTDJSON struct {
	moneyJSON
	Incomplete bool `json:"incomplete"`
}

type varianceLineJSON struct {
	Code        string          `json:"code"`
	Level       string          `json:"level"`
	Name        string          `json:"name"`
	Unit        *string         `json:"unit"`
	Physical    physicalJSON    `json:"physical"`
	PhysicalYTD physicalYTDJSON `json:"physical_ytd"`
	Money       moneyJSON       `json:"money"`
	MoneyYTD    moneyYTDJSON    `json:"money_ytd"`
	Pagu        *string         `json:"pagu"`
	PaguWritten *string         `json:"pagu_written"`
	Sisa        *string         `json:"sisa"`
	Predikat    *string         `json:"predikat"`
	Efisiensi   *string         `json:"efisiensi"`
}

type totalsJSON struct {
	Plan    *string `json:"plan"`
	Actual  *string `json:"actual"`
	Pagu    *string `json:"pagu"`
	Serapan *string `json:"serapan"`
}

func varianceOf(r reconcile.Result) varianceJSON {
	out := varianceJSON{
		Agency: r.Plan.Agency.Code, Year: r.Period.Year, Quarter: r.Period.Quarter, Status: string(r.Status),
		PlanRevision: r.Plan.Revision,
		Submission:   submissionJSON{r.Report.Revision, r.Report.SHA256, timeText(r.Report.ReceivedAt)},
		Lines:        []varianceLineJSON{}, Findings: findingsJSON(slices.Concat(r.Findings, r.PlanDoubts())),
		Totals: totalsJSON{number(r.Totals.Plan), number(r.Totals.Actual), number(r.Totals.Pagu), percent(r.Totals.Serapan)},
	}
	for _, v := range r.Variances {
		out.Lines = append(out.Lines, varianceLineJSON{
			Code: v.Line.Code, Level: string(v.Line.Level), Name: v.Line.Name(), Unit: text(v.Line.Unit),
			Physical:    physicalOf(v.Physical),
			PhysicalYTD: physicalYTDJSON{physicalOf(v.PhysicalYTD), v.PhysicalYTD.Incomplete},
			Money:       moneyOf(v.Money),
			MoneyYTD:    moneyYTDJSON{moneyOf(v.MoneyYTD), v.MoneyYTD.Incomplete},
			Pagu:        number(v.Pagu), PaguWritten: number(v.PaguWritten), Sisa: number(v.Sisa),
			Predikat: text(v.Predikat), Efisiensi: text(v.Efisiensi),
		})
	}
	return out
}

func physicalOf(p reconcile.Physical) physicalJSON {
	return physicalJSON{quantity(p.Target), quantity(p.Actual), number(p.Deviation), percent(p.Capaian), text(p.Status)}
}

func moneyOf(m reconcile.Money) moneyJSON {
	return moneyJSON{amount(m.Plan), amount(m.Actual), number(m.Deviation), percent(m.Serapan), text(m.Status)}
}

// timeText is RFC 3339 in the office's time.
func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(reconcile.WIB).Format(time.RFC3339)
}

type statusJSON struct {
	Agency     string  `json:"agency"`
	Name       string  `json:"name"`
	Year       int     `json:"year"`
	Quarter    int     `json:"quarter"`
	Status     string  `json:"status"`
	Due        string  `json:"due"`
	ReceivedAt *string `json:"received_at"`
	LateDays   int     `json:"late_days"`
	Revision   int     `json:"revision"`
	Errors     int     `json:"errors"`
	Warnings   int     `json:"warnings"`
}

func statusOf(q db.AgencyQuarter) statusJSON {
	return statusJSON{
		Agency: q.Agency.Code, Name: q.Agency.Name, Year: q.Period.Year, Quarter: q.Period.Quarter, Status: string(q.Status),
		Due: q.Due.Add(-time.Nanosecond).In(reconcile.WIB).Format(time.DateOnly), ReceivedAt: text(timeText(q.ReceivedAt)),
		LateDays: q.LateDays, Revision: q.Revision, Errors: q.Errors, Warnings: q.Warnings,
	}
}

type takenJSON struct {
	File     string        `json:"file"`
	SHA256   string        `json:"sha256"`
	Outcome  string        `json:"outcome"`
	Agency   *string       `json:"agency"`
	Year     *int          `json:"year"`
	Quarter  *int          `json:"quarter"`
	Revision *int          `json:"revision"`
	Written  []string      `json:"written"`
	Findings []findingJSON `json:"findings"`
}

type leftJSON struct {
	File   string `json:"file"`
	Reason string `json:"reason"`
}

type passJSON struct {
	Taken     []takenJSON `json:"taken"`
	Left      []leftJSON  `json:"left"`
	Published []string    `json:"published"`
}

func passOf(p jobs.Pass) passJSON {
	out := passJSON{Taken: []takenJSON{}, Left: []leftJSON{}, Published: append([]string{}, p.Published...)}
	for _, t := range p.Taken {
		out.Taken = append(out.Taken, takenJSON{
			File: t.Name, SHA256: t.SHA256, Outcome: string(t.Outcome), Agency: text(t.Agency), Year: positive(t.Period.Year),
			Quarter: positive(t.Period.Quarter), Revision: positive(t.Report.Revision),
			Written: append([]string{}, t.Paths...), Findings: findingsJSON(t.Findings),
		})
	}
	for _, l := range p.Left {
		out.Left = append(out.Left, leftJSON{l.Name, strings.TrimSpace(l.Reason)})
	}
	return out
}
