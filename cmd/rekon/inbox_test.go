package main

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const (
	planBook  = "rencana-aksi-2020.xlsx"
	firstBook = "realisasi-tw1-tunggal.xlsx"
	wideBook  = "realisasi-tw2-lebar.xlsx" // of TW II
	ownerName = "BADAN KEPEGAWAIAN, PENDIDIKAN DAN PELATIHAN KABUPATEN BENGKALIS"
	spentCell = `t="n"><v>12195000</v>` // the first kegiatan's rupiah in firstBook
	uji       = "DINAS UJI KABUPATEN CONTOH"
)

func fixtureBytes(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(fixturePath(t, name))
	must(t, err)
	return data
}

// retyped is a workbook with texts of its sheets replaced, old and new in turn. Each has
// to be there.
func retyped(t testing.TB, data []byte, oldNew ...string) []byte {
	t.Helper()
	old, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	must(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	found := map[string]bool{}
	for _, part := range old.File {
		if !strings.HasPrefix(part.Name, "xl/worksheets/sheet") {
			must(t, w.Copy(part))
			continue
		}
		text := partText(t, part)
		for i := 0; i < len(oldNew); i += 2 {
			found[oldNew[i]] = found[oldNew[i]] || strings.Contains(text, oldNew[i])
		}
		f, err := w.Create(part.Name)
		must(t, err)
		_, err = io.WriteString(f, strings.NewReplacer(oldNew...).Replace(text))
		must(t, err)
	}
	must(t, w.Close())
	for i := 0; i < len(oldNew); i += 2 {
		if !found[oldNew[i]] {
			t.Fatalf("no %q in the workbook", oldNew[i])
		}
	}
	return out.Bytes()
}

func partText(t testing.TB, part *zip.File) string {
	t.Helper()
	in, err := part.Open()
	must(t, err)
	defer func() { _ = in.Close() }()
	text, err := io.ReadAll(in)
	must(t, err)
	return string(text)
}

// padded is a workbook made heavy by a part that nobody reads.
func padded(t testing.TB, data []byte, size int) []byte {
	t.Helper()
	old, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	must(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, part := range old.File {
		must(t, w.Copy(part))
	}
	f, err := w.CreateHeader(&zip.FileHeader{Name: "docProps/pad.bin", Method: zip.Store})
	must(t, err)
	_, err = f.Write(make([]byte, size))
	must(t, err)
	must(t, w.Close())
	return out.Bytes()
}

// spending is the report of TW I with another amount.
func spending(t testing.TB, amount string) []byte {
	t.Helper()
	return retyped(t, fixtureBytes(t, firstBook), spentCell, strings.Replace(spentCell, "12195000", amount, 1))
}

// plans imports those of two agencies, and one for the running year, so that entry
// workbooks are put out.
func (s *site) plans() {
	s.t.Helper()
	plan := fixtureBytes(s.t, planBook)
	for _, p := range []struct {
		agency, year string
		data         []byte
	}{
		{"BKPP", "2020", plan},
		{"UJI", "2020", retyped(s.t, plan, ownerName, uji)},
		{"BKPP", thisYear(), retyped(s.t, plan, "RENCANA AKSI 2020", "RENCANA AKSI "+thisYear(), "KEGIATAN 2020", "KEGIATAN "+thisYear())},
	} {
		file := filepath.Join(s.t.TempDir(), "plan.xlsx")
		must(s.t, os.WriteFile(file, p.data, 0o600))
		s.rekon("plan", "import", file, "--agency", p.agency, "--year", p.year)
	}
}

func thisYear() string { return time.Now().Format("2006") }

// busy prepares a site with a report that was given back, and an inbox with one of
// everything: mended, revised, of a later quarter, the same again, faulty, of another
// agency, heavy, too large, a plan, and no workbook at all.
func (s *site) busy() {
	s.t.Helper()
	s.plans()
	first, wide := fixtureBytes(s.t, firstBook), fixtureBytes(s.t, wideBook)
	wrong := retyped(s.t, first, spentCell, `t="inlineStr"><is><t>12,x</t></is>`)
	s.drop("bkpp/tw1.xlsx", wrong, 2*time.Hour)
	s.rekon("run")
	must(s.t, os.RemoveAll(s.share("templat/"+thisYear()))) // for the pass to put out
	for i, f := range []struct {
		name string
		data []byte
	}{
		{"bkpp/tw1.xlsx", first}, // mended
		{"bkpp/tw2.xlsx", wide},
		{"catatan.txt", []byte("halo")},
		{"bkpp/tw1 baru.xlsx", spending(s.t, "12195001")},
		{"salinan.xlsx", first},
		{"bkpp/keliru.xlsx", retyped(s.t, wrong, "TRIWULAN I TAHUN", "TRIWULAN I  TAHUN")},
		{"bkpp/keliru - PERBAIKAN.xlsx", spending(s.t, "12195002")},
		{"rencana.xlsx", fixtureBytes(s.t, planBook)},
		{"uji/tw1.xlsx", retyped(s.t, first, ownerName, uji)},
		{"rusak.xlsx", []byte("bukan buku kerja")},
		{"bkpp/berat.xlsx", padded(s.t, spending(s.t, "12195003"), 265<<10)},
		{"besar.xlsx", bytes.Repeat([]byte("besar "), 60<<10)},
		{"uji/tw1 lagi.xlsx", retyped(s.t, first, ownerName, uji)},
	} {
		s.drop(f.name, f.data, time.Hour-time.Duration(i)*time.Second)
	}
}
