package jobs_test

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path"
	"strings"
	"testing"
	"time"

	"rekon/jobs"
)

// unmarkable is a workbook that is not what its name says, and so is left alone.
func unmarkable(t testing.TB, data []byte) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		part, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == "[Content_Types].xml" {
			part = bytes.Replace(part, []byte("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"), []byte("application/vnd.ms-excel.sheet.macroEnabled.main+xml"), 1)
		}
		to, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := to.Write(part); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestMendedReturn: what came back marked is mended and dropped as it is; while it
// is not right it comes back under the same name, once it is it is gone.
func TestMendedReturn(t *testing.T) {
	eachPlanned(t, func(o *office) {
		const name = "tw1 - PERBAIKAN.xlsx"
		second := "PROGRAM KEGIATAN!G7"
		good := fixture(o.t, tw1)
		o.drop("tw1.xlsx", edited(o.t, good, map[string]any{spent: "12,x", second: "5 Rupiah"}))
		o.run()
		equal(o.t, "given back", o.files("perbaikan"), []string{"BKPP/" + name})
		marked := []byte(o.read("perbaikan/BKPP/" + name))

		half := edited(o.t, marked, map[string]any{spent: 12195000})
		o.later(time.Hour)
		o.drop(name, half)
		pass := o.run()
		equal(o.t, "outcomes", outcomes(pass), []string{name + " returned"})
		equal(o.t, "errors left", pass.Taken[0].Errors(), 1)
		equal(o.t, "given back", o.files("perbaikan"), []string{"BKPP/" + name})
		equal(o.t, "as dropped", o.read("arsip/"+hash(half)[:2]+"/"+hash(half)+".xlsx"), string(half))
		list := o.cells("perbaikan/BKPP/"+name, "Perbaikan")
		if !strings.Contains(list, "HARUS DIPERBAIKI: 1") || !strings.Contains(list, "Berkas: tw1.xlsx") {
			o.t.Error(list)
		}

		o.later(time.Hour)
		o.drop(name, edited(o.t, []byte(o.read("perbaikan/BKPP/"+name)), map[string]any{second: "5 Org"}))
		equal(o.t, "outcomes", outcomes(o.run()), []string{name + " accepted 1"})
		equal(o.t, "given back", o.files("perbaikan"), nil)
	})
}

// TestMendedCopy: a copy of what came back, made in Windows, is that workbook still.
func TestMendedCopy(t *testing.T) {
	eachPlanned(t, func(o *office) {
		const name = "tw1 - PERBAIKAN.xlsx"
		o.drop("tw1.xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{spent: "12,x"}))
		o.run()
		marked := []byte(o.read("perbaikan/BKPP/" + name))
		o.later(time.Hour)
		o.drop("tw1 - PERBAIKAN - Salin.xlsx", edited(o.t, marked, map[string]any{spent: "13,x"}))
		o.run()
		equal(o.t, "given back", o.files("perbaikan"), []string{"BKPP/" + name})
		o.later(time.Hour)
		o.drop("tw1 - PERBAIKAN (1).xlsx", edited(o.t, marked, map[string]any{spent: 12195000}))
		equal(o.t, "outcomes", outcomes(o.run()), []string{"tw1 - PERBAIKAN (1).xlsx accepted 1"})
		equal(o.t, "given back", o.files("perbaikan"), nil)
	})
}

// TestPlainName: marks go, with what a copy puts behind them; what she calls her
// files stays.
func TestPlainName(t *testing.T) {
	for name, want := range map[string]string{
		"tw1 - PERBAIKAN.xlsx":                         "tw1.xlsx",
		"tw1 - perbaikan - PERBAIKAN.xlsx":             "tw1.xlsx",
		"tw1 - PERBAIKAN (1).xlsx":                     "tw1.xlsx",
		"tw1 - PERBAIKAN(12).xlsm":                     "tw1.xlsm",
		"tw1 - PERBAIKAN - Copy.xlsx":                  "tw1.xlsx",
		"tw1 - PERBAIKAN - Copy (3).xlsx":              "tw1.xlsx",
		"tw1 - PERBAIKAN - Salin.xlsx":                 "tw1.xlsx",
		"tw1 - PERBAIKAN - Salinan (2).xlsx":           "tw1.xlsx",
		"tw1 - PERBAIKAN - Copy - Copy.xlsx":           "tw1.xlsx",
		"tw1 - PERBAIKAN (1) - PERBAIKAN - Salin.xlsx": "tw1.xlsx",
		"tw1 (1) - PERBAIKAN (2).xlsx":                 "tw1 (1).xlsx",
		"tw1 (1).xlsx":                                 "tw1 (1).xlsx",
		"tw1 - Copy.xlsx":                              "tw1 - Copy.xlsx",
		"tw1 - PERBAIKAN akhir.xlsx":                   "tw1 - PERBAIKAN akhir.xlsx",
		"tw1 - PERBAIKAN - Copy akhir.xlsx":            "tw1 - PERBAIKAN - Copy akhir.xlsx",
		"tw1 - PERBAIKAN (2021).xlsx":                  "tw1 - PERBAIKAN (2021).xlsx",
		" - PERBAIKAN.xlsx":                            " - PERBAIKAN.xlsx",
	} {
		equal(t, name, jobs.PlainName(name), want)
	}
}

// TestReturnKinds: a file comes back in one of three ways, and another way leaves
// nothing of the one before.
func TestReturnKinds(t *testing.T) {
	eachPlanned(t, func(o *office) {
		bad := edited(o.t, fixture(o.t, tw1), map[string]any{spent: "12,x"})
		odd := unmarkable(o.t, bad)
		for _, step := range []struct {
			what string
			data []byte
			want []string
		}{
			{"marked", bad, []string{"tw1 - PERBAIKAN.xlsx"}},
			{"beside a list", odd, []string{"tw1 - PERBAIKAN.xlsx", "tw1.xlsx"}},
			{"no workbook", []byte("%PDF-1.4"), []string{"tw1.xlsx", "tw1.xlsx - PERBAIKAN.txt"}},
			{"marked again", bad, []string{"tw1 - PERBAIKAN.xlsx"}},
			{"no workbook again", nil, []string{"tw1.xlsx", "tw1.xlsx - PERBAIKAN.txt"}},
			{"beside a list again", odd, []string{"tw1 - PERBAIKAN.xlsx", "tw1.xlsx"}},
		} {
			o.later(time.Hour)
			o.drop("bkpp/tw1.xlsx", step.data)
			pass := o.run()
			equal(o.t, step.what, o.files("perbaikan/bkpp"), step.want)
			if len(step.want) == 2 {
				equal(o.t, step.what+", as it came", hash([]byte(o.read("perbaikan/bkpp/tw1.xlsx"))), hash(step.data))
			}
			equal(o.t, step.what+", paths", len(pass.Taken[0].Paths), len(step.want))
			for _, p := range pass.Taken[0].Paths {
				_ = o.read(p)
			}
		}
		o.later(time.Hour)
		o.drop("bkpp/tw1 - PERBAIKAN.xlsx", []byte(o.read("perbaikan/bkpp/tw1 - PERBAIKAN.xlsx")))
		o.run()
		equal(o.t, "the list itself", o.files("perbaikan/bkpp"), []string{"tw1 - PERBAIKAN.xlsx", "tw1 - PERBAIKAN.xlsx - PERBAIKAN.txt", "tw1.xlsx"})
		equal(o.t, "her workbook", hash([]byte(o.read("perbaikan/bkpp/tw1.xlsx"))), hash(odd))
	})
}

// TestReturnInTheWay: a folder that bears the name of a return, or a file that
// bears the name of its folder, keeps nothing from being finished.
func TestReturnInTheWay(t *testing.T) {
	eachPlanned(t, func(o *office) {
		good := fixture(o.t, tw1)
		bad := edited(o.t, good, map[string]any{spent: "12,x"})
		for _, name := range []string{"perbaikan/bkpp/tw1 - PERBAIKAN.xlsx/isi", "perbaikan/bkpp/tw1.xlsx/isi", "perbaikan/lain/x"} {
			if err := os.MkdirAll(o.path(path.Dir(name)), 0o775); err != nil {
				o.t.Fatal(err)
			}
			o.put(name, []byte("isi"), o.now)
		}
		o.put("perbaikan/berkas", []byte("isi"), o.now)
		o.drop("bkpp/tw1.xlsx", bad)
		o.drop("berkas/tw1.xlsx", bad)
		o.drop("lain", []byte("bukan buku kerja"))
		pass := o.run()
		equal(o.t, "taken", len(pass.Taken), 3)
		equal(o.t, "inbox", o.files("masuk"), nil)
		for _, x := range pass.Taken {
			for _, p := range x.Paths {
				_ = o.read(p)
			}
		}
		o.later(time.Hour)
		o.drop("bkpp/tw1.xlsx", good)
		o.drop("berkas/tw1.xlsx", edited(o.t, good, map[string]any{spent: 1}))
		equal(o.t, "outcomes", outcomes(o.run()), []string{"berkas/tw1.xlsx accepted 2", "bkpp/tw1.xlsx accepted 1"})
		equal(o.t, "left", o.files("perbaikan/bkpp"), []string{"tw1 - PERBAIKAN.xlsx/isi", "tw1.xlsx/isi"})
		equal(o.t, "unmarked", o.files("perbaikan/berkas"), []string{"perbaikan/berkas"})
	})
}

// TestNotes: what is no workbook comes back with the steps for its kind.
func TestNotes(t *testing.T) {
	each(t, func(o *office) {
		whole := fixture(o.t, tw1)
		for name, want := range map[string]struct {
			data  []byte
			words string
		}{
			"kosong.xlsx":   {nil, "0 bita"},
			"pindaian.xlsx": {[]byte("%PDF-1.7"), "PDF"},
			"separuh.xlsx":  {whole[:len(whole)/2], "terpotong"},
			"data.csv":      {[]byte("a;b;c"), ".csv"},
			"isi.zip":       {zipped(o.t, "a.txt"), "Ekstrak"},
			"lama.xls":      {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600)), "97-2003"},
			"lain.ods":      {zippedText(o.t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet"), "OpenDocument"},
		} {
			o.drop(name, want.data)
			o.run()
			note := o.read("perbaikan/" + name + " - PERBAIKAN.txt")
			if !strings.Contains(note, want.words) || !strings.Contains(note, "  1. ") || !strings.Contains(note, "folder masuk") || !strings.Contains(note, hash(want.data)) {
				o.t.Errorf("%s:\n%s", name, note)
			}
			if strings.Contains(note, "Keterangan") || strings.Contains(note, "Berkas "+name+":") {
				o.t.Errorf("%s says it twice:\n%s", name, note)
			}
		}
		o.Limits.Bytes = 1 << 10
		for _, c := range []struct {
			name, words string
			size        int
		}{{"rusak.xlsx", "berkas ini bukan buku kerja", 10}, {"besar.xlsx", "paling besar 1 KB", 1025}} {
			o.drop(c.name, bytes.Repeat([]byte("x"), c.size))
			o.run()
			if note := o.read("perbaikan/" + c.name + " - PERBAIKAN.txt"); !strings.Contains(note, c.words) {
				o.t.Errorf("%s does not say why:\n%s", c.name, note)
			}
		}
	})
}

func zippedText(t testing.TB, name, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
