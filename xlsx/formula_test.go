package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"rekon/reconcile"
)

// leads are the beginnings by which a spreadsheet might take a text for a formula, or
// ask another program for it.
var leads = []string{"=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "\u00a0=", "\uff1d", "\uff0b", "\uff0d", "\uff20", "|", "%0A=", "'=", "\"=", "\x00=", "=\x00", "\u200b=", "\ufeff="}

const payload = `cmd|'/c calc'!A0+HYPERLINK("http://127.0.0.1/?"&A1)`

// planted replaces every text that comes from a workbook by one that begins so.
func planted(p reconcile.Plan, lead string) reconcile.Plan {
	n := 0
	text := func(s *string) {
		if *s != "" {
			n++
			*s = lead + payload + string(rune('a'+n%26))
		}
	}
	text(&p.Agency.Name)
	text(&p.File)
	text(&p.Decree)
	p.Decree = lead + payload
	lines := append([]reconcile.Line(nil), p.Lines...)
	for i := range lines {
		l := &lines[i]
		for _, s := range []*string{&l.Path.Tujuan, &l.Path.Sasaran, &l.Path.Indikator, &l.Path.Program, &l.Path.Kegiatan, &l.Measure, &l.Unit} {
			text(s)
		}
	}
	p.Lines = lines
	return p
}

// TestNothingBecomesAFormula: whatever begins a name, an indicator, a unit, a note, a
// file's or an agency's name or a finding, it stands in no formula of anything that is
// written, and in no validation, defined name, link or condition, which are formulas
// too.
func TestNothingBecomesAFormula(t *testing.T) {
	t.Parallel()
	for _, lead := range leads {
		plan := planted(samplePlan(t), lead)
		r := oddResult(t, 2, 1)
		r.Plan = planted(r.Plan, lead)
		r.Report.File = lead + payload + ".xlsx"
		for i := range r.Report.Realizations {
			x := &r.Report.Realizations[i]
			x.Notes = reconcile.Notes{Pendorong: lead + payload, Penghambat: lead + payload, TindakLanjut: lead + payload, Keterangan: lead + payload}
			x.Money.Source.Sheet, x.Money.Source.File = lead+payload, lead+payload
		}
		for i := range r.Variances {
			if i < len(r.Plan.Lines) {
				r.Variances[i].Line = r.Plan.Lines[i]
			}
		}
		found := reconcile.Finding{Code: reconcile.AmountRepaired, Message: lead + payload, Line: lead + payload,
			Source: reconcile.Source{File: lead + payload, SHA256: "a", Sheet: lead + payload, Cell: "A1"}, Difference: decimal.NewNullDecimal(decimal.NewFromInt(1))}
		r.Findings = append(r.Findings, found)
		var variance, form bytes.Buffer
		if err := errors.Join(WriteVariance(&variance, r), WriteTemplate(&form, plan, reconcile.Period{Year: 2020, Quarter: 2}, reconcile.DefaultRules())); err != nil {
			t.Fatalf("%q: %v", lead, err)
		}
		list, err := List(Return{Name: lead + "cmd|.xlsx", Agency: lead + payload, Period: reconcile.Period{Year: 2020, Quarter: 2}, Findings: []reconcile.Finding{found}})
		if err != nil {
			t.Fatalf("%q: %v", lead, err)
		}
		s := reconcile.Summarize(r, nil, reconcile.Standing{Revision: 1, Due: r.ComputedAt}, reconcile.Head{Name: lead + payload, NIP: lead + payload})
		o := reconcile.Oversee(r.Period, []reconcile.Card{s.Card})
		for what, data := range map[string][]byte{"variance": variance.Bytes(), "template": form.Bytes(), "list": list, "summary": summaryBytes(t, s), "overview": overviewBytes(t, o)} {
			seen := checkFormulas(t, what+" "+lead, data)
			if seen == 0 {
				t.Errorf("%s: the text %q is written nowhere, so this shows nothing", what, lead)
			}
		}
	}
}

// checkFormulas looks at every element of every part, and counts the texts planted.
func checkFormulas(t *testing.T, what string, data []byte) (seen int) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	const planted = "cmd|"
	harmless := map[string]bool{"t": true, "v": true, "lpwstr": true, "title": true, "subject": true, "oddFooter": true}
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		d := xml.NewDecoder(in)
		element, kind := "", ""
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				break // a part that is no XML
			}
			switch x := token.(type) {
			case xml.StartElement:
				element = x.Name.Local
				for _, a := range x.Attr {
					if element == "c" && a.Name.Local == "t" {
						kind = a.Value
					}
					if strings.Contains(a.Value, planted) && !isHarmless(a) {
						t.Errorf("%s, %s: attribute %s of %s holds %q", what, f.Name, a.Name.Local, element, a.Value)
					}
				}
			case xml.CharData:
				if !strings.Contains(string(x), planted) {
					continue
				}
				seen++
				if !harmless[element] || element == "v" && kind != "str" && kind != "inlineStr" {
					t.Errorf("%s, %s: element %s holds %q", what, f.Name, element, x)
				}
			}
		}
		_ = in.Close()
	}
	return seen
}

// isHarmless: a link may lead to the file of that name beside this one.
func isHarmless(a xml.Attr) bool {
	file, _, _ := strings.Cut(a.Value, "#")
	return a.Name.Local == "Target" && !strings.ContainsAny(file, `:/\`)
}
