package jobs_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"rekon/db/dbtest"
	"rekon/jobs/smtptest"
	"rekon/reconcile"
)

// postbag is one letter of each kind, by a name for it: as an agency gets them that
// was reminded, had a report given back, reported late and corrected it.
func postbag(t *testing.T) map[string]readLetter {
	t.Helper()
	dsn := dbtest.SQLite(t)
	dbtest.Open(t, dsn)
	o := openOffice(t, dsn, t.TempDir())
	if err := o.Prepare(); err != nil {
		t.Fatal(err)
	}
	s := o.mailed(smtptest.Options{Plain: true})
	o.Workers, o.ReminderDays = 1, []int{7}
	o.importPlan(fixture(t, plan), "BKPP")
	if err := o.PublishTemplates(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.reminded()
	o.sendMail()
	o.drop("Laporan BKPP.xlsx", edited(t, fixture(t, tw1), map[string]any{spent: "12,x", "PROGRAM KEGIATAN!I9": "221.190"}))
	o.run()
	o.now = time.Date(2020, time.July, 11, 1, 0, 0, 0, reconcile.WIB)
	o.closeOut()
	o.sendMail()
	o.later(60 * time.Hour)
	o.drop("Laporan BKPP.xlsx", fixture(t, tw1))
	o.drop("Laporan BKPP TW II.xlsx", fixture(t, tw2))
	o.run()
	o.sendMail()
	o.later(time.Hour)
	o.drop("Laporan BKPP.xlsx", edited(t, fixture(t, tw1), map[string]any{spent: 12_195_001}))
	o.run()
	o.sendMail()
	out := map[string]readLetter{}
	_, all := o.letters(s, 0)
	for i, name := range []string{"pengingat", "pengembalian", "telat", "kepala-belum", "telat-2", "kepala-belum-2", "terima", "kepala-1", "terima-catatan", "kepala", "terima-koreksi", "kepala-koreksi"} {
		out[name] = all[i]
	}
	return out
}

// TestLettersInChromium: on a phone and on a desk, in light and dark, every letter can
// be read, does not scroll sideways and asks for nothing but itself.
func TestLettersInChromium(t *testing.T) {
	b := openBrowser(t)
	dir := t.TempDir()
	for name, l := range postbag(t) {
		file := filepath.Join(dir, name+".html")
		if err := os.WriteFile(file, []byte(l.HTML), 0o600); err != nil {
			t.Fatal(err)
		}
		b.open(file)
		for _, scheme := range []string{"light", "dark"} {
			for _, width := range []int64{1200, 375, 320} {
				b.look(width, scheme)
				got := eval[contrast](b, contrasts)
				t.Logf("%s, %s, %d wide: the weakest of %d pairs of colours stands out by %.2f to 1", name, scheme, width, got.Pairs, got.Least)
				if got.Pairs < 4 || len(got.Weak) > 0 {
					t.Errorf("%s, %s, %d wide: %d pairs of colours, %v", name, scheme, width, got.Pairs, got.Weak)
				}
				equal(t, fmt.Sprintf("%s scrolls sideways at %d", name, width), eval[bool](b, `document.documentElement.scrollWidth > innerWidth`), false)
				if *looks != "" {
					b.keep(fmt.Sprintf("surat-%s-%d-%s.png", name, width, scheme), run(b, chromedp.FullScreenshot(100)))
				}
			}
		}
	}
	if *looks != "" {
		b.open(filepath.Join(dir, "kepala.html"))
		b.look(480, "light")
		b.keep("surat.png", run(b, chromedp.CaptureScreenshot()))
	}
	equal(t, "complaints", b.complaints, nil)
	for _, r := range b.requests {
		if !strings.HasPrefix(r, fileURL(dir)+"/") {
			t.Errorf("asked for %s", r)
		}
	}
}
