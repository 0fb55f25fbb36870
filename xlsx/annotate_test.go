package xlsx_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rekon/reconcile"
	"rekon/xlsx"
)

// faulty is a fixture with cells that cannot be taken.
func faulty(tb testing.TB) []byte {
	tb.Helper()
	return edited(tb, singleFile, func(f *excelize.File) {
		must(tb, f.SetCellStr(programs, "I7", "12,x"))
		must(tb, f.SetCellStr(programs, "G7", "5 Rupiah"))
		must(tb, f.SetCellStr(programs, "I9", "-50.000"))
	})
}

func returned(name string, findings []reconcile.Finding) xlsx.Return {
	return xlsx.Return{Name: name, Agency: "BKPP", Period: reconcile.Period{Year: 2020, Quarter: 1}, Findings: findings}
}

// annotated marks a workbook whole, with the findings that reading it gives.
func annotated(tb testing.TB, name string, data []byte) []byte {
	tb.Helper()
	return markedWith(tb, name, data, readFile(tb, name, data).findings)
}

func markedWith(tb testing.TB, name string, data []byte, findings []reconcile.Finding) []byte {
	tb.Helper()
	out, err := xlsx.Annotate(returned(name, findings), data, xlsx.DefaultLimits())
	must(tb, err)
	if !out.Whole {
		tb.Fatalf("%s: %s", name, out.Why)
	}
	return out.Data
}

// TestAnnotateMarksTheCell: what is wrong stands at its cell, as a comment and a
// colour, and on the first sheet.
func TestAnnotateMarksTheCell(t *testing.T) {
	out := annotated(t, singleFile, faulty(t))
	f, err := excelize.OpenReader(bytes.NewReader(out))
	must(t, err)
	if got := f.GetSheetList(); got[0] != "Perbaikan" || len(got) != 3 || f.GetActiveSheetIndex() != 0 {
		t.Errorf("sheets %v, active %d", got, f.GetActiveSheetIndex())
	}
	comments, err := f.GetComments(programs)
	must(t, err)
	found := map[string]string{}
	for _, c := range comments {
		text := c.Text
		for _, p := range c.Paragraph {
			text += p.Text
		}
		found[c.Cell] = text
	}
	for cell, words := range map[string]string{"I7": "12,x", "G7": "5", "I9": "negatif"} {
		if text := found[cell]; !strings.HasPrefix(text, "REKON – PERBAIKI\n") || !strings.Contains(text, words) {
			t.Errorf("%s: %q", cell, text)
		}
		id, err := f.GetCellStyle(programs, cell)
		must(t, err)
		style, err := f.GetStyle(id)
		must(t, err)
		if len(style.Fill.Color) != 1 || style.Fill.Color[0] != "F9B7A5" {
			t.Errorf("%s is filled %v", cell, style.Fill)
		}
	}
}

// TestMarksAreNotRead: what carries our marks is read as if it did not.
func TestMarksAreNotRead(t *testing.T) {
	data := faulty(t)
	before := readFile(t, singleFile, data)
	after := readFile(t, singleFile, annotated(t, singleFile, data))
	if diff := cmp.Diff(listed(before.findings), listed(after.findings)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(before.report.Realizations, after.report.Realizations, cmpopts.IgnoreFields(reconcile.Source{}, "SHA256"), cmp.Comparer(decimal.Decimal.Equal)); diff != "" {
		t.Error(diff)
	}
	hers := samples(t)["several sheets"]
	var names []string
	for _, s := range open(t, "laporan.xlsx", annotate(t, hers, hers.data).Data).Sheets {
		names = append(names, s.Name)
	}
	if diff := cmp.Diff([]string{"Sheet1", "Jum'at 'ini' x", "Perbaikan", "perbaikan REKON", "Rahasia"}, names); diff != "" {
		t.Errorf("a sheet of her own: %s", diff)
	}
}

// TestListIsNoReport: the list alone comes back saying that it is not the report.
func TestListIsNoReport(t *testing.T) {
	list, err := xlsx.List(returned(singleFile, wrongs(programs, "I7")))
	must(t, err)
	_, err = xlsx.Open("laporan - PERBAIKAN.xlsx", list, xlsx.DefaultLimits())
	var failed *xlsx.OpenError
	if !errors.As(err, &failed) || failed.Finding.Code != reconcile.NotARealization || failed.Finding.Source.Sheet != "" {
		t.Errorf("%v", err)
	}
}

// TestMended: what she changed in the marked workbook stays as she changed it, and
// the marks on it go.
func TestMended(t *testing.T) {
	f := excelize.NewFile()
	blue, err := f.NewStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"DDEBF7"}}})
	must(t, err)
	must(t, f.SetCellStyle("Sheet1", "B2", "C9", blue))
	s := sample{name: "laporan.xlsx", data: saved(t, f), findings: wrongs("Sheet1", "B2", "B3", "C5", "C6")}
	marked := book(t, annotate(t, s, s.data).Data)
	green, err := marked.NewStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E2EFDA"}}})
	must(t, err)
	must(t, marked.SetCellStyle("Sheet1", "B3", "B3", green))
	must(t, marked.SetCellInt("Sheet1", "B2", 7))
	must(t, marked.InsertRows("Sheet1", 4, 2)) // C5 is now C7
	bare, err := xlsx.TakeOff(saved(t, marked))
	must(t, err)
	got := book(t, bare)
	for cell, want := range map[string]string{"B2": "DDEBF7", "B3": "E2EFDA", "C7": "DDEBF7", "C8": "DDEBF7"} {
		id, err := got.GetCellStyle("Sheet1", cell)
		must(t, err)
		if fill := fillOf(t, got, id); !strings.Contains(fill, want) {
			t.Errorf("%s: %s", cell, fill)
		}
	}
	if v, _ := got.GetCellValue("Sheet1", "B2"); v != "7" {
		t.Errorf("B2 is %s", v)
	}
	if notes := notesOf(t, got); len(notes) > 0 {
		t.Errorf("left behind: %v", notes)
	}
}

// withoutList is a marked workbook whose sheet of ours she has deleted, and of our
// comments all but those on some cells.
func withoutList(t *testing.T, data []byte, but ...string) []byte {
	t.Helper()
	f := book(t, data)
	must(t, f.DeleteSheet("Perbaikan"))
	for at := range notesOf(t, f) {
		if cell := strings.TrimPrefix(at, "Sheet1!"); !slices.Contains(but, cell) {
			must(t, f.DeleteComment("Sheet1", cell))
		}
	}
	return saved(t, f)
}

// TestListDeleted: she has deleted our sheet; one comment tells that the colours are
// ours, and they go.
func TestListDeleted(t *testing.T) {
	s := samples(t)["plain"]
	left := withoutList(t, annotate(t, s, s.data).Data, "C2")
	again := annotate(t, s, left)
	if !again.Whole {
		t.Fatal(again.Why)
	}
	for _, data := range [][]byte{left, again.Data} {
		bare, err := xlsx.TakeOff(data)
		must(t, err)
		f := book(t, bare)
		for _, cell := range []string{"B2", "C2", "F20"} {
			id, err := f.GetCellStyle("Sheet1", cell)
			must(t, err)
			if fill := fillOf(t, f, id); fill != "" {
				t.Errorf("%s: %s", cell, fill)
			}
		}
	}
}

// TestColoursAlone: colours like ours in a workbook that bears nothing else of ours
// are hers; so are comments that only begin like ours.
func TestColoursAlone(t *testing.T) {
	plain, like := samples(t)["plain"], samples(t)["like ours"]
	for name, data := range map[string][]byte{"left behind": withoutList(t, annotate(t, plain, plain.data).Data), "her own": like.data} {
		bare, err := xlsx.TakeOff(data)
		must(t, err)
		if !bytes.Equal(bare, data) {
			t.Errorf("%s: something was taken off", name)
		}
	}
}

// TestHersMoved: what she filled as marks are stays hers, also when it has moved
// since.
func TestHersMoved(t *testing.T) {
	s := samples(t)["like ours"]
	marked := book(t, annotate(t, s, s.data).Data)
	must(t, marked.InsertRows("Sheet1", 2, 3))
	bare, err := xlsx.TakeOff(saved(t, marked))
	must(t, err)
	f := book(t, bare)
	for cell, want := range map[string]string{"B5": "FFE58F", "C5": "FFE58F", "D6": "F9B7A5", "A5": "", "F23": "", "B23": ""} {
		id, err := f.GetCellStyle("Sheet1", cell)
		must(t, err)
		if fill := fillOf(t, f, id); want == "" && fill != "" || !strings.Contains(fill, want) {
			t.Errorf("%s: %q, not %q", cell, fill, want)
		}
	}
}

// TestHerCommentStays: where she has one of her own there is none of ours, but the
// colour and the row of the list.
func TestHerCommentStays(t *testing.T) {
	s := samples(t)["her comments"]
	out := book(t, annotate(t, s, s.data).Data)
	notes := notesOf(t, out)
	if notes["Sheet1!A1"] != "Tolong dicek" || notes["Sheet1!B2"] != "Ibu Sri: sudah sesuai SPJ" || !strings.HasPrefix(notes["Sheet1!C2"], "REKON – PERIKSA\n") || len(notes) != 4 {
		t.Errorf("%q", notes)
	}
	id, err := out.GetCellStyle("Sheet1", "B2")
	must(t, err)
	if fill := fillOf(t, out, id); !strings.Contains(fill, "F9B7A5") {
		t.Error(fill)
	}
	rows, err := out.GetRows("Perbaikan")
	must(t, err)
	if !slices.ContainsFunc(rows, func(r []string) bool { return len(r) > 2 && r[1] == "Lembar Sheet1, sel B2" && r[2] == "PERBAIKI" }) {
		t.Error("B2 is not listed")
	}
}

// TestListHoldsNoFormula: whatever a message begins with stays words, and what is
// too long is cut.
func TestListHoldsNoFormula(t *testing.T) {
	s := samples(t)["wicked words"]
	for _, data := range [][]byte{annotate(t, s, s.data).Data, must2(xlsx.List(returned(s.name, s.findings)))} {
		f := book(t, data)
		found := false
		for row := 1; row < 40; row++ {
			for col := 1; col < 9; col++ {
				cell, _ := excelize.CoordinatesToCellName(col, row)
				formula, err := f.GetCellFormula("Perbaikan", cell)
				must(t, err)
				if formula != "" {
					t.Errorf("%s: =%s", cell, formula)
				}
				v, err := f.GetCellValue("Perbaikan", cell)
				must(t, err)
				found = found || strings.HasPrefix(v, "=cmd|' /C calc'!A0")
			}
		}
		if !found {
			t.Error("the message is not there")
		}
	}
}

func must2[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// TestSplit parts messages where they begin to ask for something, and nowhere else.
func TestSplit(t *testing.T) {
	at := reconcile.Source{File: "a.xlsx", Sheet: "S", Cell: "G7"}
	for message, want := range map[string][2]string{
		"Lembar S, sel G7: '12,x' bukan angka rupiah. Tulis angka saja, misalnya 12.500.000,00.":         {"'12,x' bukan angka rupiah.", "Tulis angka saja, misalnya 12.500.000,00."},
		"Lembar S, sel G7: 'a. Tulis b' tidak ada. Tulis namanya; lalu kirim. Mungkin maksud Anda: 'c'.": {"'a. Tulis b' tidak ada.", "Tulis namanya; lalu kirim. Mungkin maksud Anda: 'c'."},
		"Lembar S: lembar tersembunyi ini ikut dibaca.":                                                  {"Lembar tersembunyi ini ikut dibaca.", ""},
		"Berkas a.xlsx: berkas kosong. Simpan ulang dari Excel, lalu kirim lagi.":                        {"Berkas kosong.", "Simpan ulang dari Excel, lalu kirim lagi."},
		"Lembar S, sel G7: jumlahnya Rp1.000. Yang dihitung jumlah kegiatan; perbaiki salah satu.":       {"Jumlahnya Rp1.000. Yang dihitung jumlah kegiatan.", "Perbaiki salah satu."},
		"Tulis sesuatu.": {"Tulis sesuatu.", ""},
	} {
		what, mend := xlsx.Split(reconcile.Finding{Source: at, Message: message})
		if what != want[0] || mend != want[1] {
			t.Errorf("%s\n %q %q", message, what, mend)
		}
	}
}

// TestAnnotateReservesOnce: who holds memory and asks for more may wait for himself.
func TestAnnotateReservesOnce(t *testing.T) {
	s := samples(t)["plain"]
	held, asked := 0, 0
	limits := xlsx.DefaultLimits()
	limits.Reserve = func(int64) func() {
		if asked++; held > 0 {
			t.Error("it asks while it holds some")
		}
		held++
		return func() { held-- }
	}
	out, err := xlsx.Annotate(xlsx.Return{Name: s.name, Findings: s.findings}, s.data, limits)
	must(t, err)
	if !out.Whole || held != 0 || asked != 1 {
		t.Errorf("%s; asked %d times, %d still held", out.Why, asked, held)
	}
}
