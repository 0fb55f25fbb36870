package jobs_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"rekon/jobs"
)

// left lists what a pass left in the inbox and why.
func left(p jobs.Pass) map[string]string {
	out := map[string]string{}
	for _, s := range p.Left {
		out[s.Name] = s.Reason
	}
	return out
}

const copying, opened = "masih disalin", "masih dibuka di Excel"

// TestFreshFiles: every file is looked at twice, whatever time it bears.
func TestFreshFiles(t *testing.T) {
	eachPlanned(t, func(o *office) {
		now := o.now
		o.put("masuk/tenang.xlsx", fixture(o.t, tw1), now.Add(-time.Second))
		o.put("masuk/tua.xlsx", fixture(o.t, tw2)[:1000], now.Add(-24*time.Hour))
		o.put("masuk/tumbuh.xlsx", fixture(o.t, tw2)[:1000], now.Add(-time.Second))
		o.put("masuk/sentuh.xlsx", fixture(o.t, tw2), now.Add(-time.Second))
		o.put("masuk/pergi.xlsx", fixture(o.t, tw2), now.Add(-time.Second))
		o.put("masuk/jam server.txt", []byte("dari masa depan"), now.Add(time.Hour))
		var waited time.Duration
		o.Sleep = func(_ context.Context, d time.Duration) error {
			waited += d
			o.put("masuk/tumbuh.xlsx", fixture(o.t, tw2)[:2000], now.Add(-time.Second))
			o.put("masuk/tua.xlsx", fixture(o.t, tw2)[:2000], now.Add(-24*time.Hour))
			o.put("masuk/sentuh.xlsx", fixture(o.t, tw2), now)
			o.put("masuk/datang.xlsx", fixture(o.t, tw2), now.Add(-time.Hour))
			return os.Remove(o.path("masuk/pergi.xlsx"))
		}
		pass := o.run()
		equal(o.t, "waited", waited, 5*time.Second)
		equal(o.t, "outcomes", outcomes(pass), []string{"jam server.txt returned", "tenang.xlsx accepted 1"})
		equal(o.t, "left", left(pass), map[string]string{"tumbuh.xlsx": copying, "sentuh.xlsx": copying, "datang.xlsx": copying, "tua.xlsx": copying})

		o.Sleep = func(context.Context, time.Duration) error { return context.Canceled }
		if _, err := o.Run(o.t.Context()); !errors.Is(err, context.Canceled) {
			o.t.Errorf("the wait was cut short: %v", err)
		}
		equal(o.t, "inbox", len(o.files("masuk")), 4)
	})
}

// TestOwnerFiles: what is open in Excel waits.
func TestOwnerFiles(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.drop("bkpp/tw1.xlsx", fixture(o.t, tw1))
		o.drop("bkpp/~$tw1.xlsx", []byte("BKPP"))
		o.drop("bkpp/Laporan Triwulan II.xlsx", fixture(o.t, tw2))
		o.drop("bkpp/~$poran Triwulan II.xlsx", []byte("BKPP"))
		o.drop("~$rusak.xlsx", []byte("BKPP"))
		o.drop("bkpp/rusak.xlsx", []byte("rusak"))
		pass := o.run()
		equal(o.t, "outcomes", outcomes(pass), []string{"bkpp/rusak.xlsx returned"})
		equal(o.t, "left", left(pass), map[string]string{"bkpp/tw1.xlsx": opened, "bkpp/Laporan Triwulan II.xlsx": opened})
		for _, name := range []string{"~$tw1.xlsx", "~$poran Triwulan II.xlsx"} {
			if err := os.Remove(o.path("masuk/bkpp/" + name)); err != nil {
				o.t.Fatal(err)
			}
		}
		equal(o.t, "outcomes", outcomes(o.run()), []string{"bkpp/Laporan Triwulan II.xlsx accepted 1", "bkpp/tw1.xlsx accepted 1"})
	})
}

// TestTornWorkbook: half a workbook may still be arriving, for two minutes.
func TestTornWorkbook(t *testing.T) {
	eachPlanned(t, func(o *office) {
		half := fixture(o.t, tw1)[:9000]
		o.put("masuk/tw1.xlsx", half, o.now.Add(-119*time.Second))
		pass := o.run()
		equal(o.t, "left", left(pass), map[string]string{"tw1.xlsx": copying})
		equal(o.t, "archived", len(o.originals()), 1)
		o.later(2 * time.Second)
		equal(o.t, "outcomes", outcomes(o.run()), []string{"tw1.xlsx returned"})
		equal(o.t, "why", o.rows("drops", "errors"), []string{"not-a-workbook"})
		equal(o.t, "given back", o.read("perbaikan/tw1.xlsx"), string(half))
	})
}

// TestUnfinishedWorkbook: what misses its beginning or its middle may still be arriving,
// too; copying does not always go from front to back. What is no workbook at all does not.
func TestUnfinishedWorkbook(t *testing.T) {
	eachPlanned(t, func(o *office) {
		whole := fixture(o.t, tw1)
		hole := func(from, to int) []byte {
			data := bytes.Clone(whole)
			clear(data[from:to])
			return data
		}
		at := o.now.Add(-119 * time.Second)
		o.put("masuk/awal.xlsx", hole(0, 4096), at)
		o.put("masuk/tengah.xlsx", hole(4096, 8192), at)
		o.put("masuk/huruf.xlsx", whole[:1], at)
		o.put("masuk/teks.xlsx", []byte("bukan buku kerja"), at)
		o.put("masuk/kosong.xlsx", nil, at)
		pass := o.run()
		equal(o.t, "left", left(pass), map[string]string{"awal.xlsx": copying, "tengah.xlsx": copying, "huruf.xlsx": copying})
		equal(o.t, "outcomes", outcomes(pass), []string{"kosong.xlsx returned", "teks.xlsx returned"})
		o.put("masuk/awal.xlsx", whole, at)
		o.later(2 * time.Second)
		equal(o.t, "outcomes", outcomes(o.run()), []string{"awal.xlsx accepted 1", "huruf.xlsx returned", "tengah.xlsx returned"})
	})
}

// TestClearedOnlyIfSame: that only the times of a file changed makes no new drop of it,
// nor of what a killed pass left.
func TestClearedOnlyIfSame(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.StopAt(func(at string) error {
			if at != "published" {
				return nil
			}
			return os.Chtimes(o.path("masuk/tw1.xlsx"), o.now, o.now)
		})
		equal(o.t, "outcomes", outcomes(o.run()), []string{"tw1.xlsx accepted 1"})
		equal(o.t, "inbox", o.files("masuk"), nil)
	})
}

// TestExcelTemporary: the name under which Excel saves is left alone while somebody has
// a workbook open beside it.
func TestExcelTemporary(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.drop("bkpp/~$tw1.xlsx", []byte("BKPP"))
		o.drop("bkpp/8C2F4A00", fixture(o.t, tw1))
		o.drop("lain/8C2F4A01", []byte("tidak ada yang membuka apa pun di sini"))
		pass := o.run()
		equal(o.t, "outcomes", outcomes(pass), []string{"lain/8C2F4A01 returned"})
		equal(o.t, "left", left(pass), map[string]string{"bkpp/8C2F4A00": "berkas sementara Excel"})
		if err := errors.Join(os.Rename(o.path("masuk/bkpp/8C2F4A00"), o.path("masuk/bkpp/tw1.xlsx")), os.Remove(o.path("masuk/bkpp/~$tw1.xlsx"))); err != nil {
			o.t.Fatal(err)
		}
		equal(o.t, "outcomes", outcomes(o.run()), []string{"bkpp/tw1.xlsx accepted 1"})
	})
}

// TestNotFiles: only regular files are taken, and nothing is followed.
func TestNotFiles(t *testing.T) {
	eachPlanned(t, func(o *office) {
		outside := filepath.Join(o.t.TempDir(), "luar.xlsx")
		errs := []error{
			os.WriteFile(outside, fixture(o.t, tw1), 0o600),
			os.Symlink(outside, o.path("masuk/tautan.xlsx")),
			os.Symlink(filepath.Dir(outside), o.path("masuk/folder tautan")),
			os.Symlink("tidak ada", o.path("masuk/putus.xlsx")),
			syscall.Mkfifo(o.path("masuk/pipa.xlsx"), 0o600),
			os.MkdirAll(o.path("masuk/folder.xlsx/kosong"), 0o700),
		}
		if err := errors.Join(errs...); err != nil {
			o.t.Fatal(err)
		}
		for _, name := range []string{".tersembunyi.xlsx", ".folder/tw1.xlsx", "unduhan.tmp", "tw1.xlsx.crdownload", "x.PART", "Thumbs.db", "desktop.INI", "pintasan.lnk"} {
			o.drop(name, fixture(o.t, tw1))
		}
		before := o.files("masuk")
		pass := o.run()
		equal(o.t, "taken", len(pass.Taken), 0)
		const odd = "bukan berkas biasa"
		equal(o.t, "left", left(pass), map[string]string{"tautan.xlsx": odd, "folder tautan": odd, "putus.xlsx": odd, "pipa.xlsx": odd})
		equal(o.t, "inbox", o.files("masuk"), before)
		equal(o.t, "drops", len(o.rows("drops", "name")), 0)
	})
}

// oddNames are names that a file server may hand us.
func oddNames() map[string]string {
	long := strings.Repeat("panjang ", 30)
	return map[string]string{
		"baris\nbaru.xlsx":            "newline",
		long + "seperempat.xlsx":      "251 bytes",
		long + "setengah12.xlsx":      "as long, and the same at first",
		"..xlsx ..":                   "dots",
		"a..b/..c/lap.xlsx":           "",
		"\u202exslx.exe":              "right to left",
		"CON.xlsx":                    "reserved on Windows",
		"nul":                         "reserved on Windows",
		"titik.":                      "ends in a dot",
		"kutip \"dua\" <x>|?*.xlsx":   "not for Windows",
		"laporan.xls":                 "same stem",
		"laporan.xlsx":                "same stem",
		"tanda é 😀 \xff\xfe.xlsx":     "not text",
		"%s%n%d.xlsx":                 "format",
		"'; DROP TABLE drops; --.xls": "SQL",
	}
}

// TestOddNames gives workbooks of any name back under it, each with its list, and
// takes the list away when the mended one is accepted.
func TestOddNames(t *testing.T) {
	each(t, func(o *office) {
		names := oddNames()
		delete(names, "..xlsx ..") // hidden, like all that begins with a dot
		delete(names, "a..b/..c/lap.xlsx")
		names["a..b/c../lap.xlsx"] = "dots"
		for name := range names {
			o.drop(name, []byte("isi "+name))
		}
		pass := o.run()
		equal(o.t, "taken", len(pass.Taken), len(names))
		equal(o.t, "inbox", o.files("masuk"), nil)
		equal(o.t, "given back", len(o.files("perbaikan")), 2*len(names))
		for _, x := range pass.Taken {
			equal(o.t, "paths", len(x.Paths), 2)
			equal(o.t, x.Name, o.read(x.Paths[0]), "isi "+x.Name)
			if list := o.read(x.Paths[1]); !strings.Contains(list, x.SHA256) || strings.Count(list, "\nBerkas  ") != 1 {
				o.t.Errorf("list of %q:\n%s", x.Name, list)
			}
		}
		o.importPlan(fixture(o.t, plan), "BKPP")
		o.later(time.Hour)
		n := 0
		for name := range names {
			n++
			o.drop(name, edited(o.t, fixture(o.t, tw1), map[string]any{spent: n}))
		}
		for _, x := range o.run().Taken {
			equal(o.t, x.Name, string(x.Outcome), "accepted")
		}
		equal(o.t, "given back", o.files("perbaikan"), nil)
	})
}

// TestReplacedWhileRead: what is saved over a file while that is worked on is
// another drop, and is not removed with the first.
func TestReplacedWhileRead(t *testing.T) {
	eachPlanned(t, func(o *office) {
		first := fixture(o.t, tw1)
		second := edited(o.t, first, map[string]any{spent: 12195001})
		for _, point := range []string{"archived", "stored", "published"} {
			o.later(time.Hour)
			o.drop("tw1.xlsx", first)
			o.StopAt(func(at string) error {
				if at == point {
					o.StopAt(nil)
					o.drop("tw1.xlsx", second)
				}
				return nil
			})
			equal(o.t, point, len(o.run().Taken), 1)
			equal(o.t, point, o.read("masuk/tw1.xlsx"), string(second))
			equal(o.t, point, len(o.run().Taken), 1)
			equal(o.t, point, o.files("masuk"), nil)
			first, second = edited(o.t, first, map[string]any{spent: o.now.Unix()}), edited(o.t, first, map[string]any{spent: -o.now.Unix()})
		}
	})
}

// TestReplacedBeforeRead: between the list and the reading another file may take
// the name, or take it away. Each is taken once.
func TestReplacedBeforeRead(t *testing.T) {
	eachPlanned(t, func(o *office) {
		second := fixture(o.t, tw1)
		o.drop("tw1.xlsx", fixture(o.t, tw2)[:8000])
		o.drop("tw2.xlsx", fixture(o.t, tw2))
		o.Progress = func(int, int) { // the list has been made
			o.drop("tw1.xlsx", second)
			if err := os.Remove(o.path("masuk/tw2.xlsx")); err != nil {
				o.t.Error(err)
			}
		}
		pass := o.run()
		o.Progress = nil
		equal(o.t, "left", left(pass), map[string]string{"tw1.xlsx": copying, "tw2.xlsx": "sudah tidak ada"})
		equal(o.t, "outcomes", outcomes(o.run()), []string{"tw1.xlsx accepted 1"})
		equal(o.t, "drops", len(o.rows("drops", "name")), 1)
	})
}
