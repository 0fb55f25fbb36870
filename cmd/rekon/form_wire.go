package main

import (
	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

// e81JSON is Formulir E.81 for machines. Columns that are open are null.
type e81JSON struct {
	File         *string       `json:"file"` // null where the input sheet has an error
	Agency       string        `json:"agency"`
	Name         string        `json:"name"`
	Year         int           `json:"year"`
	Quarter      int           `json:"quarter"`
	PlanRevision int           `json:"plan_revision"`
	RenstraEnd   *int          `json:"renstra_end"`
	Reported     []int         `json:"reported"` // quarters with a report
	Complete     bool          `json:"complete"`
	Lines        []e81LineJSON `json:"lines"`
	Totals       e81TotalsJSON `json:"totals"`
	Pendorong    []remarkJSON  `json:"faktor_pendorong"`
	Penghambat   []remarkJSON  `json:"faktor_penghambat"`
	NextQuarter  []remarkJSON  `json:"tindak_lanjut_triwulan"`
	NextYear     []remarkJSON  `json:"tindak_lanjut_renja"`
	Findings     []findingJSON `json:"findings"` // of the input sheet
}

type pairJSON struct {
	K  *string `json:"k"`
	Rp *string `json:"rp"`
}

type e81QuartersJSON struct {
	Q1 pairJSON `json:"q1"`
	Q2 pairJSON `json:"q2"`
	Q3 pairJSON `json:"q3"`
	Q4 pairJSON `json:"q4"`
}

type e81LineJSON struct {
	Code          string          `json:"code"`
	Level         string          `json:"level"`
	Name          string          `json:"name"`
	Measure       *string         `json:"measure"`
	Unit          *string         `json:"unit"`
	Responsible   string          `json:"responsible"`
	RenstraTarget pairJSON        `json:"renstra_target"`
	RenstraPast   pairJSON        `json:"renstra_past"`
	Target        pairJSON        `json:"target"`
	TargetWas     pairJSON        `json:"target_was"` // before a change in the year
	Since         *int            `json:"since"`      // first quarter of a line that a change brought
	Gone          *int            `json:"gone"`       // first quarter without one that it took out
	Quarters      e81QuartersJSON `json:"quarters"`
	Actual        pairJSON        `json:"actual"`
	RenstraActual pairJSON        `json:"renstra_actual"`
	RenstraRate   pairJSON        `json:"renstra_rate"`
	Incomplete    bool            `json:"incomplete"`
}

type e81TotalsJSON struct {
	RenstraTarget   *string `json:"renstra_target"`
	RenstraPast     *string `json:"renstra_past"`
	Target          *string `json:"target"`
	Actual          *string `json:"actual"`
	RenstraActual   *string `json:"renstra_actual"`
	RenstraRate     *string `json:"renstra_rate"`
	Capaian         *string `json:"capaian"`
	Predikat        *string `json:"predikat"`
	RenstraCapaian  *string `json:"renstra_capaian"`
	RenstraPredikat *string `json:"renstra_predikat"`
}

type remarkJSON struct {
	Text   string            `json:"text"`
	Places []remarkPlaceJSON `json:"places"`
}

type remarkPlaceJSON struct {
	Quarter int    `json:"quarter"`
	Line    string `json:"line"`
}

func e81Of(file string, form reconcile.E81, findings []reconcile.Finding) e81JSON {
	t := form.Total
	out := e81JSON{
		File: text(file), Agency: form.Agency.Code, Name: form.Agency.Name, Year: form.Period.Year, Quarter: form.Period.Quarter,
		PlanRevision: form.PlanRevision, RenstraEnd: positive(form.Renstra.EndYear), Reported: []int{}, Complete: form.Complete,
		Lines: []e81LineJSON{},
		Totals: e81TotalsJSON{
			RenstraTarget: number(t.Target.Rp), RenstraPast: number(t.Past.Rp), Target: number(t.Year.Rp), Actual: number(t.Actual.Rp),
			RenstraActual: number(t.ToDate.Rp), RenstraRate: percent(t.RateRp), Capaian: percent(form.Capaian.Value), Predikat: text(form.Predikat),
			RenstraCapaian: percent(form.RenstraRate.Value), RenstraPredikat: text(form.RenstraWord),
		},
		Pendorong: remarksJSON(form.Pendorong), Penghambat: remarksJSON(form.Penghambat),
		NextQuarter: remarksJSON(form.NextQuarter), NextYear: remarksJSON(form.NextYear), Findings: findingsJSON(findings),
	}
	for q, reported := range form.Reported[:form.Period.Quarter] {
		if reported {
			out.Reported = append(out.Reported, q+1)
		}
	}
	for _, row := range form.Rows {
		out.Lines = append(out.Lines, e81LineOf(row, form.Agency.Code))
	}
	return out
}

func e81LineOf(r reconcile.E81Row, agency string) e81LineJSON {
	q := r.Quarters
	out := e81LineJSON{
		Code: r.Line.Code, Level: string(r.Line.Level), Name: r.Line.Name(), Measure: text(r.Line.Measure), Unit: text(r.Line.Unit),
		Responsible: agency, RenstraTarget: pairOf(r.Target), RenstraPast: pairOf(r.Past), Target: pairOf(r.Year),
		TargetWas: pairOf(r.Was), Since: positive(r.Line.Since), Gone: positive(r.Line.Gone),
		Quarters: e81QuartersJSON{pairOf(q[0].Pair), pairOf(q[1].Pair), pairOf(q[2].Pair), pairOf(q[3].Pair)},
		Actual:   pairOf(r.Actual), RenstraActual: pairOf(r.ToDate), RenstraRate: ratesOf(r.RateK, r.RateRp), Incomplete: r.Partial(),
	}
	if r.Unit != "" {
		out.Responsible = r.Unit
	}
	return out
}

func pairOf(p reconcile.Pair) pairJSON { return pairJSON{quantity(p.K), number(p.Rp)} }

func ratesOf(k, rp decimal.NullDecimal) pairJSON { return pairJSON{percent(k), percent(rp)} }

func remarksJSON(remarks []reconcile.Remark) []remarkJSON {
	out := []remarkJSON{}
	for _, r := range remarks {
		one := remarkJSON{Text: r.Text, Places: []remarkPlaceJSON{}}
		for _, p := range r.Places {
			one.Places = append(one.Places, remarkPlaceJSON{p.Quarter, p.Code})
		}
		out = append(out, one)
	}
	return out
}
