package main

import (
	"slices"

	"rekon/reconcile"
)

type explainedJSON struct {
	Agency       string          `json:"agency"`
	Year         int             `json:"year"`
	Quarter      int             `json:"quarter"`
	Line         *string         `json:"line"`
	Name         *string         `json:"name"`
	Level        *string         `json:"level"`
	PlanRevision int             `json:"plan_revision"`
	Submission   *submissionJSON `json:"submission"`
	Figures      []figureJSON    `json:"figures"`
}

// figureJSON is the figure asked for, with what concerns it as a whole.
type figureJSON struct {
	inputJSON
	Paragraph string         `json:"paragraph"`
	Documents []documentJSON `json:"documents"`
	Findings  []findingJSON  `json:"findings"`
	Changes   []movedJSON    `json:"changes"`
}

// inputJSON is a figure and what it rests on.
type inputJSON struct {
	Line    *string        `json:"line"`
	Figure  *string        `json:"figure"`
	Title   string         `json:"title"`
	Kind    string         `json:"kind"`
	Unit    *string        `json:"unit"`
	Value   *string        `json:"value"`
	Text    string         `json:"text"`
	Formula *string        `json:"formula"`
	Numbers *string        `json:"numbers"`
	Because []string       `json:"because"`
	Rules   []citationJSON `json:"rules"`
	Cell    *originJSON    `json:"cell"`
	Inputs  []inputJSON    `json:"inputs"`
	Fault   *string        `json:"fault"`
}

type citationJSON struct {
	Text string `json:"text"`
	From string `json:"from"`
}

type originJSON struct {
	File        string  `json:"file"`
	SHA256      string  `json:"sha256"`
	Sheet       string  `json:"sheet"`
	Cell        string  `json:"cell"`
	Typed       *string `json:"typed"`
	Why         *string `json:"why"`
	Less        *string `json:"less"`
	Document    *string `json:"document"`
	Revision    *int    `json:"revision"`
	Quarter     *int    `json:"quarter"`
	FromQuarter *int    `json:"from_quarter"`
	Decree      *string `json:"decree"`
	ReceivedAt  *string `json:"received_at"`
}

type documentJSON struct {
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
	What   string `json:"what"`
}

type movedJSON struct {
	At     string     `json:"at"`
	Reason string     `json:"reason"`
	Was    *string    `json:"was"`
	Is     *string    `json:"is"`
	Former formerJSON `json:"former"`
}

type formerJSON struct {
	File   *string `json:"file"`
	SHA256 *string `json:"sha256"`
	At     *string `json:"at"`
}

func explainedOf(r reconcile.Result, es []reconcile.Explanation) explainedJSON {
	l := es[0].Line
	out := explainedJSON{
		Agency: r.Plan.Agency.Code, Year: r.Period.Year, Quarter: r.Period.Quarter, Line: text(l.Code), Name: text(l.Name()), Level: text(l.Level),
		PlanRevision: r.Plan.Revision,
	}
	if r.Report.Revision > 0 {
		out.Submission = &submissionJSON{r.Report.Revision, r.Report.SHA256, timeText(r.Report.ReceivedAt)}
	}
	for _, e := range es {
		f := figureJSON{inputJSON: inputOf(e), Paragraph: e.Paragraph(), Documents: []documentJSON{}, Findings: findingsJSON(e.Doubts), Changes: []movedJSON{}}
		for _, d := range e.Documents() {
			f.Documents = append(f.Documents, documentJSON(d))
		}
		for _, c := range e.Changes {
			f.Changes = append(f.Changes, movedJSON{timeText(c.At), c.Reason, said(c.Was), said(c.Is),
				formerJSON{text(c.Former.File), text(c.Former.SHA256), text(timeText(c.Former.At))}})
		}
		out.Figures = append(out.Figures, f)
	}
	return out
}

var kindWords = map[reconcile.FigureKind]string{
	reconcile.RupiahFigure: "rupiah", reconcile.PercentFigure: "percent", reconcile.PhysicalFigure: "physical", reconcile.WordFigure: "word",
}

// said is a figure for machines: its word or letter, else its number.
func said(f reconcile.NamedFigure) *string {
	switch {
	case f.Word != "":
		return text(f.Word)
	case f.Kind == reconcile.PercentFigure:
		return percent(f.Value)
	}
	return number(f.Value)
}

func inputOf(e reconcile.Explanation) inputJSON {
	out := inputJSON{
		Line: text(e.Line.Code), Figure: text(e.Figure.Name), Title: e.Figure.Title, Kind: kindWords[e.Figure.Kind], Unit: text(e.Figure.Unit),
		Value: said(e.Figure), Text: e.Figure.Text(), Formula: text(e.Formula), Numbers: text(e.Numbers),
		Because: append([]string{}, e.Because...), Rules: []citationJSON{}, Inputs: []inputJSON{}, Fault: text(e.Fault),
	}
	for _, r := range slices.Clone(e.Rules) {
		out.Rules = append(out.Rules, citationJSON(r))
	}
	if e.Cell != nil {
		out.Cell = originOf(*e.Cell)
	}
	for _, in := range e.Inputs {
		out.Inputs = append(out.Inputs, inputOf(in))
	}
	return out
}

// The documents that a cell stands in.
const (
	inPlan   = "plan"
	inReport = "report"
)

func originOf(o reconcile.Origin) *originJSON {
	out := &originJSON{File: o.Source.File, SHA256: o.Source.SHA256, Sheet: o.Source.Sheet, Cell: o.Source.Cell,
		Typed: text(o.Typed), Why: text(o.Why), Less: number(o.Less)}
	switch {
	case o.Plan != nil:
		out.Document, out.Revision = text(inPlan), positive(o.Plan.Revision)
		out.FromQuarter, out.Decree = positive(o.Plan.FromQuarter), text(o.Plan.Decree)
	case o.Report != nil:
		out.Document, out.Revision = text(inReport), positive(o.Report.Revision)
		out.Quarter, out.ReceivedAt = positive(o.Report.Period.Quarter), text(timeText(o.Report.ReceivedAt))
	}
	return out
}
