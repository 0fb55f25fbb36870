package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"rekon/db/dbtest"
)

// reports is how many workbooks dropReports writes: revisions of one quarter.
const reports = 20

// dropReports writes workbooks that differ in one amount, the oldest first.
func dropReports(t *testing.T, inbox string) (all []dropped) {
	t.Helper()
	f, err := excelize.OpenFile(fixturePath(t, "realisasi-tw1-tunggal.xlsx"))
	must(t, err)
	defer func() { _ = f.Close() }()
	for i := range reports {
		must(t, f.SetCellValue("PROGRAM KEGIATAN", "I7", i+1))
		name := fmt.Sprintf("%s/laporan %02d.xlsx", inbox, i+1)
		must(t, f.SaveAs(name))
		at := time.Now().Add(time.Duration(i-reports-60) * time.Second)
		must(t, os.Chtimes(name, at, at))
		data, err := os.ReadFile(name)
		must(t, err)
		all = append(all, dropped{filepath.Base(name), sumOf(data)})
	}
	return all
}

// checkReports: each workbook is one accepted drop and one revision, in the order
// of their arrival, and nothing waits any more.
func checkReports(t *testing.T, office string) {
	t.Helper()
	drops := map[string]int{}
	revisions := 0
	for _, row := range dbtest.Dump(t, "sqlite:"+office+"/rekon.db") {
		switch {
		case strings.HasPrefix(row, "drops "):
			var name string
			_, after, _ := strings.Cut(row, " name=")
			name, _, _ = strings.Cut(after, " sha256=")
			drops[name]++
			var number int
			_, err := fmt.Sscanf(name, "laporan %d.xlsx", &number)
			if err != nil || !strings.Contains(row, fmt.Sprintf(" outcome=accepted agency=BKPP year=2020 quarter=1 revision=%d ", number)) || strings.HasSuffix(row, "published_at=<nil>") {
				t.Errorf("not one accepted drop: %s", row)
			}
		case strings.HasPrefix(row, "submissions "):
			revisions++
		case strings.HasPrefix(row, "results ") && strings.Contains(row, "published_at=<nil>"):
			t.Errorf("not published: %s", row)
		}
	}
	if len(drops) != reports || revisions != reports {
		t.Errorf("%d workbooks taken and %d revisions, of %d: %v", len(drops), revisions, reports, drops)
	}
	inbox, err := os.ReadDir(office + "/share/masuk")
	if err != nil || len(inbox) > 0 {
		t.Errorf("still in the inbox: %v %v", inbox, err)
	}
	receipts, err := filepath.Glob(office + "/share/hasil/2020/TW1/BKPP/Tanda terima *.txt")
	if err != nil || len(receipts) != reports {
		t.Errorf("%d receipts %v", len(receipts), err)
	}
}
