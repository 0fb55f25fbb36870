package xlsx

import (
	"bytes"
	"io"
	"sync"
	"testing"
)

// A look missing from the wardrobe costs time; ordinary workbooks miss none.
func TestWardrobeSuffices(t *testing.T) {
	for name, r := range sampleResults(t) {
		d := newDraft(sheetSummary, sheetVariance, sheetFindings, sheetSources)
		v := newVarianceBook(d, &r)
		v.writeSummary()
		v.writeLines()
		v.writeFindings()
		v.writeSources()
		if d.err != nil {
			t.Fatal(d.err)
		}
		for l := range d.styles {
			t.Errorf("%s needs another look: %+v", name, l)
		}
	}
}

// A look that is not in the wardrobe is added to the file.
func TestLookOutsideTheWardrobe(t *testing.T) {
	d := newDraft("Lembar")
	extra := look{face: faceTitle, ground: groundBad, format: formatPercent, align: alignRight, indent: 3}
	known, added := d.style(headingLook), d.style(extra)
	p := d.open("Lembar", printing{widths: []float64{10, 10}})
	p.begin(printing{widths: []float64{10, 10}})
	p.text(1, "a", headingLook)
	p.text(2, "b", extra)
	p.next()
	p.end()
	var b bytes.Buffer
	if err := d.finish(&b); err != nil {
		t.Fatal(err)
	}
	f := reopen(t, b.Bytes())
	for cell, want := range map[string]int{"A1": known, "B1": added} {
		if got, err := f.GetCellStyle("Lembar", cell); err != nil || got != want {
			t.Errorf("%s has style %d, want %d (%v)", cell, got, want, err)
		}
	}
	style, err := f.GetStyle(added)
	if err != nil || style.Font.Size != fonts[faceTitle].Size || *style.CustomNumFmt != "0.00%" && style.NumFmt != 10 || style.Alignment.Indent != 3 {
		t.Errorf("added style %+v %v", style, err)
	}
}

func TestWorkbooksAreWrittenAtOnce(t *testing.T) {
	r := sampleResult(t, 1)
	want := varianceBytes(t, r)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			var b bytes.Buffer
			if err := WriteVariance(&b, r); err != nil || !bytes.Equal(b.Bytes(), want) {
				t.Errorf("a workbook written beside others differs (%v)", err)
			}
		})
	}
	all.Wait()
}

// failing is a writer that breaks off.
type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestWriteErrorsComeBack(t *testing.T) {
	if err := WriteVariance(failing{}, sampleResult(t, 1)); err == nil {
		t.Error("a failing writer gave no error")
	}
}
