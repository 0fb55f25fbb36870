package jobs

import (
	"os"
	"testing"
	"time"

	"rekon/reconcile"
	"rekon/xlsx"
)

// TestLateReading: a workbook that took too long to read is let go by who reads it,
// once, when he has come to an end, and not by who waited for him.
func TestLateReading(t *testing.T) {
	data, err := os.ReadFile("../testdata/realisasi-tw1-tunggal.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	released := make(chan bool, 9)
	limits := xlsx.DefaultLimits()
	limits.Reserve = func(int64) func() { return func() { released <- true } }
	book, err := xlsx.Open("lap.xlsx", data, limits)
	if err != nil {
		t.Fatal(err)
	}
	j := &Job{ReadTime: time.Nanosecond}
	in := incoming{file: file{name: "lap.xlsx"}, data: data, book: book}
	_, problem, err := j.readReport(&in, xlsx.Context{Period: reconcile.Period{Year: 2020, Quarter: 1}})
	if err != nil || problem == nil || problem.Code != reconcile.TooLarge {
		t.Fatalf("%v, %+v", err, problem)
	}
	if in.book != nil {
		t.Error("who waited would close it")
	}
	in.close()
	<-released
	if len(released) > 0 {
		t.Error("it was let go twice")
	}
}

// TestReadInTime: a light workbook stays open for its decision to be made anew, and is
// let go with its file.
func TestReadInTime(t *testing.T) {
	data, err := os.ReadFile("../testdata/realisasi-tw1-tunggal.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	released := 0
	limits := xlsx.DefaultLimits()
	limits.Reserve = func(int64) func() { return func() { released++ } }
	book, err := xlsx.Open("lap.xlsx", data, limits)
	if err != nil {
		t.Fatal(err)
	}
	in := incoming{file: file{name: "lap.xlsx"}, data: data, book: book}
	for range 2 {
		_, problem, err := new(Job).readReport(&in, xlsx.Context{Period: reconcile.Period{Year: 2020, Quarter: 1}})
		if err != nil || problem != nil || released > 0 || in.book != book {
			t.Fatalf("%v, %+v, let go %d times", err, problem, released)
		}
	}
	in.close()
	if released != 1 {
		t.Errorf("let go %d times", released)
	}
}
