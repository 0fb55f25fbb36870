package jobs_test

import (
	"archive/zip"
	"bytes"
	"path"
	"strings"
	"testing"
	"time"

	"rekon/jobs"
	"rekon/jobs/smtptest"
	"rekon/reconcile"
)

// TestReturn: what cannot be taken comes back in the folder it came from, as it
// was, with a list that names the cell; once mended it is gone from there.
func TestReturn(t *testing.T) {
	eachPlanned(t, func(o *office) {
		good := fixture(o.t, tw1)
		bad := edited(o.t, good, map[string]any{spent: "12,x", "PROGRAM KEGIATAN!G7": "5 Rupiah"})
		o.drop("bkpp/triwulan 1/tw1.xlsx", bad)
		o.drop("bkpp/tw2.xlsx", fixture(o.t, tw2))
		pass := o.run()
		equal(o.t, "outcomes", outcomes(pass), []string{"bkpp/triwulan 1/tw1.xlsx returned", "bkpp/tw2.xlsx accepted 1"})
		const folder = "perbaikan/bkpp/triwulan 1/"
		equal(o.t, "paths", pass.Taken[0].Paths, []string{folder + "tw1 - PERBAIKAN.xlsx"})
		equal(o.t, "given back", o.files("perbaikan"), []string{"bkpp/triwulan 1/tw1 - PERBAIKAN.xlsx"})
		list := o.cells(folder+"tw1 - PERBAIKAN.xlsx", "Perbaikan")
		for _, words := range []string{
			"tw1.xlsx", "9 April 2020 pukul 09.30 WIB", "BKPP", "Triwulan I Tahun 2020",
			"HARUS DIPERBAIKI: 2", "Lembar PROGRAM KEGIATAN, sel I7", "12,x", "Lembar PROGRAM KEGIATAN, sel G7",
		} {
			if !strings.Contains(list, words) {
				o.t.Errorf("%q is not in the list:\n%s", words, list)
			}
		}
		equal(o.t, "stored", o.rows("submissions", "quarter"), []string{"2"})

		o.later(time.Hour)
		o.drop("bkpp/triwulan 1/tw1.xlsx", good)
		o.run()
		equal(o.t, "given back", o.files("perbaikan"), nil)
		equal(o.t, "archived", len(o.originals()), 4)
	})
}

// TestReturnedAgain: the same faulty bytes are judged anew, since the plan or the
// settings may have changed, and the list is the latest.
func TestReturnedAgain(t *testing.T) {
	each(t, func(o *office) {
		good := fixture(o.t, tw1)
		o.drop("tw1.xlsx", good)
		equal(o.t, "no agency", outcomes(o.run()), []string{"tw1.xlsx returned"})
		o.importPlan(edited(o.t, fixture(o.t, plan), map[string]any{"RENCANA AKSI!A1": "RENCANA AKSI 2020"}), "BKPP")
		o.drop("tw1.xlsx", edited(o.t, good, map[string]any{
			"RENCANA AKSI!A1": "LAPORAN REALISASI TRIWULAN I TAHUN 2021", "PROGRAM KEGIATAN!A1": "LAPORAN REALISASI TRIWULAN I TAHUN 2021"}))
		equal(o.t, "no plan of that year", outcomes(o.run()), []string{"tw1.xlsx returned"})
		equal(o.t, "why", o.rows("drops", "errors"), []string{"agency-unknown", "plan-missing"})
		o.drop("tw1.xlsx", good)
		equal(o.t, "outcomes", outcomes(o.run()), []string{"tw1.xlsx accepted 1"})
		equal(o.t, "given back", o.files("perbaikan"), nil)
	})
}

// TestRefused: each kind of file that is no report comes back saying what it is,
// and none stops the good one.
func TestRefused(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.Limits.Bytes = 300_000
		ole := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600)
		files := map[string]struct {
			data []byte
			code reconcile.Code
		}{
			"kosong.xlsx":     {nil, reconcile.NotAWorkbook},
			"catatan.txt":     {[]byte("halo"), reconcile.NotAWorkbook},
			"pindaian.pdf":    {[]byte("%PDF-1.4"), reconcile.NotAWorkbook},
			"arsip.zip":       {zipped(o.t, "a.txt"), reconcile.NotAWorkbook},
			"lama.xls":        {[]byte(ole), reconcile.LegacyFormat},
			"sandi.xlsx":      {[]byte(ole + "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"), reconcile.Encrypted},
			"besar.xlsx":      {append(zipped(o.t, "b.txt"), make([]byte, 400_000)...), reconcile.TooLarge},
			"rencana.xlsx":    {fixture(o.t, plan), reconcile.NotARealization},
			"isi/tanpa.xlsx":  {zipped(o.t, "[Content_Types].xml"), reconcile.NotAWorkbook},
			"asing.xlsx":      {of(o.t, "DINAS YANG TIDAK ADA", fixture(o.t, tw1)), reconcile.AgencyUnknown},
			"triwulan 3.xlsx": {edited(o.t, fixture(o.t, tw1), map[string]any{spent: 1}), reconcile.PeriodConflict},
		}
		for name, f := range files {
			o.drop(name, f.data)
		}
		o.drop("baik.xlsx", fixture(o.t, tw1))
		pass := o.run()
		equal(o.t, "taken", len(pass.Taken), len(files)+1)
		for _, x := range pass.Taken {
			f, refused := files[x.Name]
			if !refused {
				equal(o.t, x.Name, string(x.Outcome), "accepted")
				continue
			}
			equal(o.t, x.Name, string(x.Outcome), "returned")
			equal(o.t, x.Name, x.Findings[0].Code, f.code)
			equal(o.t, x.Name+" hash", x.SHA256, hash(f.data))
			if f.code == reconcile.NotAWorkbook || f.code == reconcile.LegacyFormat || f.code == reconcile.Encrypted || f.code == reconcile.TooLarge {
				equal(o.t, x.Name+" given back", hash([]byte(o.read(x.Paths[0]))), hash(f.data))
				equal(o.t, x.Name+" note", x.Paths[1], "perbaikan/"+x.Name+" - PERBAIKAN.txt")
			} else {
				equal(o.t, x.Name+" marked", path.Base(x.Paths[0]), strings.TrimSuffix(x.Name, ".xlsx")+" - PERBAIKAN.xlsx")
			}
			if x.Findings[0].Source.Cell == "" || x.Findings[0].Message == "" {
				o.t.Errorf("%s: %+v", x.Name, x.Findings[0])
			}
		}
		equal(o.t, "inbox", o.files("masuk"), nil)
		equal(o.t, "archived", len(o.originals()), len(files)+1) // the plan is there already
	})
}

func zipped(t testing.TB, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		if _, err := z.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestTooLargeToStore: a report whose figures are beyond a column comes back at
// its largest cell, instead of failing every pass.
func TestTooLargeToStore(t *testing.T) {
	each(t, func(o *office) {
		o.importPlan(edited(o.t, fixture(o.t, plan), map[string]any{"PROGRAM KEGIATAN!F9": "0,000000001 Org"}), "BKPP")
		o.drop("tw1.xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{"PROGRAM KEGIATAN!G7": "999.999.999.999 Org"}))
		pass := o.run()
		equal(o.t, "outcomes", outcomes(pass), []string{"tw1.xlsx returned"})
		last := pass.Taken[0].Findings[len(pass.Taken[0].Findings)-1]
		equal(o.t, "code", last.Code, reconcile.TargetUnreadable)
		equal(o.t, "message", last.Message, "Lembar PROGRAM KEGIATAN, sel G7: angka ini terlalu besar untuk disimpan. Periksa jumlah angkanya, lalu kirim lagi.")
		equal(o.t, "standing", o.standing(1).Status, reconcile.Ditolak)
		equal(o.t, "inbox", o.files("masuk"), nil)
	})
}

// TestUntouchedTemplate: the entry workbook as it was put out holds no report.
func TestUntouchedTemplate(t *testing.T) {
	eachPlanned(t, func(o *office) {
		const name = "templat/2020/BKPP/Realisasi BKPP 2020 TW1.xlsx"
		o.drop("Realisasi BKPP 2020 TW1.xlsx", []byte(o.read(name)))
		pass := o.run()
		equal(o.t, "outcomes", outcomes(pass), []string{"Realisasi BKPP 2020 TW1.xlsx returned"})
		equal(o.t, "why", pass.Taken[0].Findings[0].Code, reconcile.NotARealization)
	})
}

// TestStepsThatHelp: what no change of a cell turns into a report comes back with what does
// help, on the list and in the letter; an entry workbook with nothing filled in is to be
// filled in where it is.
func TestStepsThatHelp(t *testing.T) {
	eachPlanned(t, func(o *office) {
		s := o.mailed(smtptest.Options{Plain: true})
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.run()
		if _, err := o.CloseQuarter(o.t.Context(), jobs.CloseOrder{Period: tw1Of2020}); err != nil {
			o.t.Fatal(err)
		}
		o.sendMail()
		const closed, mend = "minta administrator rekon membuka triwulan itu lagi", "1. Perbaiki selnya langsung dalam berkas ini"
		var blank bytes.Buffer
		if err := o.WriteTemplate(o.t.Context(), &blank, "BKPP", reconcile.Period{Year: 2020, Quarter: 2}); err != nil {
			o.t.Fatal(err)
		}
		o.later(time.Minute)
		for _, c := range []struct {
			name string
			data []byte
			says []string
		}{
			{"rencana.xlsx", fixture(o.t, plan), []string{"1. Berkas ini rencana aksi", "diserahkan kepada administrator rekon", "2. Untuk melapor, isi buku kerja isian", "3. Simpan, lalu salin buku kerja itu, bukan berkas ini, ke folder masuk."}},
			{"hasil.xlsx", []byte(o.read(variance1)), []string{"1. Berkas ini dibuat rekon dan tidak perlu dikirim", "2. Untuk melapor", "3. Simpan, lalu salin buku kerja itu"}},
			{"tw1 baru.xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{spent: 12195001}), []string{closed, "3. Setelah dibuka, salin lagi laporannya ke folder masuk."}},
			{"Realisasi BKPP 2020 TW2.xlsx", blank.Bytes(), []string{mend}},
		} {
			sent := len(s.Letters())
			o.drop(c.name, c.data)
			pass := o.run()
			equal(o.t, "outcomes", outcomes(pass), []string{c.name + " returned"})
			list := o.cells(pass.Taken[0].Paths[0], "Perbaikan")
			o.sendMail()
			_, all := o.letters(s, sent)
			for i, words := range c.says {
				if !strings.Contains(list, words) {
					o.t.Errorf("%s: %q is not in the list:\n%.900s", c.name, words, list)
				}
				if _, words, _ = strings.Cut(words, ". "); c.says[0] != mend && i > 0 && !strings.Contains(all[0].Text, words) {
					o.t.Errorf("%s: %q is not in the letter:\n%.900s", c.name, words, all[0].Text)
				}
			}
			if wrong := strings.Contains(list, "Perbaiki selnya"); wrong != (c.says[0] == mend) {
				o.t.Errorf("%s: to be mended in its cells: %v", c.name, wrong)
			}
			o.later(time.Minute)
		}
		o.clean("afterwards")
	})
}
