package jobs_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/xuri/excelize/v2"

	"rekon/db"
	"rekon/jobs"
	"rekon/reconcile"
)

// secret is in every cell that these tests write, as a text or as an amount.
const (
	secret       = "RAHASIA"
	secretAmount = 98765432123
)

// spoiled puts secrets into every n-th cell of a workbook's tables, and beside them.
func spoiled(t *testing.T, data []byte, n, of int) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	cells := map[string]any{}
	for _, sheet := range f.GetSheetList() {
		for i := range 40 * 16 {
			row, col := 6+i/16, 1+i%16
			if (row*7+col)%of != n {
				continue
			}
			name, _ := excelize.CoordinatesToCellName(col, row)
			cells[sheet+"!"+name] = any(fmt.Sprintf("%s %d", secret, i))
			if col%2 == 0 {
				cells[sheet+"!"+name] = any(secretAmount)
			}
		}
	}
	return edited(t, data, cells)
}

// logged is a log that can be read while others write it.
type logged struct {
	lock sync.Mutex
	b    bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.lock.Lock()
	defer l.lock.Unlock()
	return l.b.Write(p)
}

func (l *logged) String() string {
	l.lock.Lock()
	defer l.lock.Unlock()
	return l.b.String()
}

// reveals tells which secret a text holds, "" for none.
func reveals(text string) string {
	for _, s := range []string{secret, "98765432123", "98.765.432.123", "9.8765"} {
		if strings.Contains(text, s) {
			return s
		}
	}
	return ""
}

// TestNoCellsInTheLog: workbooks with secrets in all sorts of cells are taken, given
// back, finished by a later pass and broken down over, and neither the log nor the
// metrics nor an error says any of it; the log for debugging does. Each event about a
// file says which it is.
func TestNoCellsInTheLog(t *testing.T) {
	eachPlanned(t, func(o *office) {
		var said, all logged
		handlers := slog.NewMultiHandler(slog.NewJSONHandler(&said, nil), slog.NewJSONHandler(&all, &slog.HandlerOptions{Level: slog.LevelDebug}))
		o.Log, o.Metrics = slog.New(handlers), jobs.NewMetrics("test")
		good := edited(t, fixture(t, tw1), map[string]any{"PROGRAM KEGIATAN!R7": secret, "RENCANA AKSI!R9": secretAmount})
		o.drop("baik.xlsx", good)
		for n := range 6 {
			o.drop(fmt.Sprintf("lap %d.xlsx", n), spoiled(t, fixture(t, tw1), n, 6))
			o.drop(fmt.Sprintf("luas %d.xlsx", n), spoiled(t, fixture(t, tw2), n, 60))
		}
		o.StopAt(func(point string) error {
			if point == "stored" {
				panic(secret)
			}
			return nil
		})
		_, err := o.Run(t.Context())
		if err == nil || reveals(err.Error()) != "" {
			t.Errorf("breaking down: %v", err)
		}
		o.StopAt(nil)
		pass := o.run()
		equal(t, "taken", []bool{pass.Count(db.Accepted) > 0, pass.Count(db.Returned) > 5}, []bool{true, true})
		o.LogTaken(jobs.Taken{Decision: jobs.Decision{Name: "x.xlsx", SHA256: "12", Agency: "BKPP", Findings: []reconcile.Finding{{
			Code: reconcile.RowsUnaccounted, Source: reconcile.Source{Sheet: "S", Cell: "A40"}, Message: secret}}}})
		if s := reveals(said.String()); s != "" {
			t.Errorf("%s in the log:\n%s", s, said.String())
		}
		if s := reveals(scrape(t, o.Metrics)); s != "" {
			t.Errorf("%s in the metrics", s)
		}
		if reveals(all.String()) == "" {
			t.Error("nor in the log for debugging: there is no secret to be kept")
		}
		for line := range strings.Lines(said.String()) {
			var event map[string]any
			if err := json.Unmarshal([]byte(line), &event); err != nil {
				t.Fatal(err)
			}
			for _, key := range []string{"file", "sha256", "agency", "year", "quarter"} {
				if _, ok := event[key]; !ok {
					t.Errorf("no %s: %s", key, line)
				}
			}
		}
	})
}
