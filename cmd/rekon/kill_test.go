package main

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"rekon/db/dbtest"
)

// reports are the workbooks of the test below: revisions of one quarter.
const reports = 20

// TestKilledBinary kills the program at some moments of one pass over twenty
// workbooks, and each run that goes on with it; in the end every workbook is
// exactly one accepted drop, and its original is there.
func TestKilledBinary(t *testing.T) {
	office := t.TempDir()
	rekon := func(args ...string) *exec.Cmd {
		c := exec.Command(rekonBinary, args...)
		c.Dir = office
		return c
	}
	must(t, os.WriteFile(office+"/rekon.yaml", []byte("settle: 0s\n"), 0o600))
	for _, args := range [][]string{{"init"}, {"plan", "import", fixturePath(t, "rencana-aksi-2020.xlsx"), "--agency", "BKPP", "--year", "2020"}} {
		if out, err := rekon(args...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", args, err, out)
		}
	}
	dropReports(t, office+"/share/masuk")
	begun := time.Now()
	calm := rekon("check", fixturePath(t, "realisasi-tw1-tunggal.xlsx"))
	if out, err := calm.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	one := time.Since(begun) // to start and to read one workbook
	seed := uint64(begun.UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	killed := 0
	for range 10 {
		run := rekon("run")
		must(t, run.Start())
		time.Sleep(time.Duration(random.Int64N(int64(2 * one))))
		_ = run.Process.Kill()
		if err := run.Wait(); err != nil {
			killed++
		}
		checkArchive(t, office)
	}
	t.Logf("killed %d times", killed)
	out, err := rekon("run", "--json").Output()
	if err != nil {
		t.Fatalf("the last run: %v\n%s", err, out)
	}
	checkArchive(t, office)
	checkReports(t, office)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func fixturePath(t testing.TB, name string) string {
	t.Helper()
	p, err := filepath.Abs(filepath.Join("..", "..", "testdata", name))
	must(t, err)
	return p
}

// dropReports writes workbooks that differ in one amount, the oldest first.
func dropReports(t *testing.T, inbox string) {
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
	}
}

// checkArchive: what a drop's figures rest on is in arsip/, whole, and no file
// under its final name is half-written.
func checkArchive(t *testing.T, office string) {
	t.Helper()
	archived := map[string]bool{}
	share := os.DirFS(office + "/share")
	must(t, fs.WalkDir(share, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".rekon-") {
			return err
		}
		data, err := fs.ReadFile(share, name)
		sum := fmt.Sprintf("%x", sha256.Sum256(data))
		switch {
		case strings.HasPrefix(name, "arsip/"):
			archived[sum] = true
			if strings.TrimSuffix(d.Name(), path.Ext(name)) != sum {
				t.Errorf("%s is not what its name says", name)
			}
		case path.Ext(name) == ".xlsx":
			f, err := excelize.OpenFile(office + "/share/" + name)
			if err != nil {
				t.Errorf("%s is half-written: %v", name, err)
				break
			}
			_ = f.Close()
		case len(data) == 0:
			t.Errorf("%s is empty", name)
		}
		return err
	}))
	for _, row := range dbtest.Dump(t, "sqlite:"+office+"/rekon.db") {
		if _, after, is := strings.Cut(row, " sha256="); is && strings.HasPrefix(row, "submissions ") {
			if sum, _, _ := strings.Cut(after, " "); !archived[sum] {
				t.Errorf("figures without their original: %s", row)
			}
		}
	}
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

// TestInterrupted: an interrupt ends a pass in order, with exit code 1.
func TestInterrupted(t *testing.T) {
	office := t.TempDir()
	must(t, os.WriteFile(office+"/rekon.yaml", []byte("settle: 1m\n"), 0o600))
	run := func(args ...string) *exec.Cmd {
		c := exec.Command(rekonBinary, append(args, "--config", office+"/rekon.yaml")...)
		return c
	}
	if out, err := exec.Command(rekonBinary, "init", office).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	must(t, os.WriteFile(office+"/share/masuk/baru.xlsx", []byte("segar"), 0o600))
	for delay := 100 * time.Millisecond; ; delay *= 2 {
		waiting := run("run", "--json")
		var out, errs strings.Builder
		waiting.Stdout, waiting.Stderr = &out, &errs
		must(t, waiting.Start())
		time.Sleep(delay) // by now the database is open and the file is waited for, else once more
		must(t, waiting.Process.Signal(os.Interrupt))
		err := waiting.Wait()
		var ended *exec.ExitError
		if early := errors.As(err, &ended) && out.Len() == 0; early && delay < 20*time.Second {
			continue
		}
		if !errors.As(err, &ended) || ended.ExitCode() != exitFailed {
			t.Errorf("ended with %v", err)
		}
		if !json.Valid([]byte(out.String())) || !strings.Contains(errs.String(), "context canceled") {
			t.Errorf("stdout %q, stderr %q", out.String(), errs.String())
		}
		return
	}
}
