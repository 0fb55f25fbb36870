package config

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestTemplateIsDefault(t *testing.T) {
	d := &decoder{file: "rekon.yaml"}
	got := d.read(Template())
	if err := d.problems.err(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Default(), got); diff != "" {
		t.Error(diff)
	}
}

const full = `
share: /srv/rekon
folders: {masuk: in, perbaikan: fix, hasil: out, arsip: keep, templat: forms}
database: mysql://rekon:s3cret@db:3306/rekon?tls=true&socket=/run/m.sock
settle: 1m30s
schedule: {intake: "*/5 7-18 * * 1-5", close_out: none, reminder: "0 8 * * *", reminder_days: [14, 3], mail: "*/2 * * * *", stop_within: 1m, lease: 45s}
mail: {server: "[::1]", security: none, from: rekon <r@b.go.id>, administrator: a@b.go.id, timeout: 5s, attachments: 1MB, give_up: 24h}
limits: {file_size: 1MB, unpacked_size: 9MB, rows: 10, columns: 11, sheets: 12, memory: 64MB, time: 2s}
rules:
  tolerance: {physical: {absolute: 0.5, percent: 1}, money: {absolute: 0, percent: "2.5"}}
  capaian_cap: 120
  negative_formula: T/R
  capaian_extreme: 200
  efisiensi_band: 2.5
  due_day: 15
  bands: {Baik: 75.5, Kurang: 0}
  scales: {IKM: [kepuasan]}
units:
  Orang: [Pegawai]
  Ekor: {aliases: [Ekr], counted: true}
names:
  - [PNS, ASN, Pegawai Negeri Sipil]
  - - Diklat
    - Pendidikan dan Pelatihan
agencies:
  - {code: "5.03", name: Badan A, aliases: [A], head: "Kepala, S.Sos", nip: 197001011990011001, recipients: [a@b.go.id], head_mail: [k@b.go.id]}
  - {code: 007, name: Badan B}
lines:
  5.03.02.2.01: {aggregation: tetap, polarity: negatif, scale: SAKIP}
  "7": {}
layouts:
  realisasi_rupiah: [SP2D, Keuangan / Terpakai]
  abaikan: [Versi Bidang]
`

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rekon.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// load reads a text as a file, without an environment.
func load(t *testing.T, text string) (Config, error) {
	t.Helper()
	return Load(write(t, text), nil)
}

func TestLoadFull(t *testing.T) {
	path := write(t, full)
	got, err := Load(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	yes := true
	want := Config{
		File: path, Share: "/srv/rekon", Settle: 90 * time.Second, Schedule: Schedule{"*/5 7-18 * * 1-5", Never, "0 8 * * *", "*/2 * * * *", []int{14, 3}, time.Minute, 45 * time.Second},
		Mail: Mail{
			Server: "[::1]:25", Security: NoSecurity, From: "rekon <r@b.go.id>", Administrator: "a@b.go.id",
			Timeout: 5 * time.Second, Attachments: 1 << 20, GiveUp: 24 * time.Hour,
		},
		Folders: Folders{"in", "fix", "out", "keep", "forms"},
		Database: Database{
			Engine: MySQL, User: "rekon", Password: "s3cret", Address: "db:3306", Name: "rekon",
			Options: url.Values{"tls": {"true"}, "socket": {"/run/m.sock"}},
		},
		Limits: Limits{1 << 20, 9 << 20, 10, 11, 12, 64 << 20, 2 * time.Second},
		Rules: Rules{
			PhysicalTolerance: Tolerance{"0.5", "1"}, MoneyTolerance: Tolerance{"0", "2.5"},
			CapaianCap: "120", NegativeFormula: Ratio, CapaianExtreme: "200", EfisiensiBand: "2.5", DueDay: 15,
			Bands:  []Band{{"Baik", "75.5"}, {"Kurang", "0"}},
			Scales: []Scale{{"SAKIP", []string{"akuntabilitas", "sakip", "akip"}}, {"IKM", []string{"kepuasan"}}},
		},
		Units: []Unit{{Name: "Orang", Aliases: []string{"Pegawai"}}, {"Ekor", []string{"Ekr"}, &yes}},
		Names: [][]string{{"PNS", "ASN", "Pegawai Negeri Sipil"}, {"Diklat", "Pendidikan dan Pelatihan"}},
		Agencies: []Agency{
			{"5.03", "Badan A", []string{"A"}, "Kepala, S.Sos", "197001011990011001", []string{"a@b.go.id"}, []string{"k@b.go.id"}},
			{Code: "007", Name: "Badan B"},
		},
		Lines:   []Line{{"5.03.02.2.01", "tetap", "negatif", "SAKIP"}, {Code: "7"}},
		Layouts: []Layout{{"realisasi_rupiah", []string{"SP2D", "Keuangan / Terpakai"}}, {"abaikan", []string{"Versi Bidang"}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got, want := got.Database.URL(), "mysql://rekon:s3cret@db:3306/rekon?"; !strings.HasPrefix(got, want) {
		t.Errorf("URL %s, want %s...", got, want)
	}
}

func TestPathsAreRelativeToTheFile(t *testing.T) {
	path := write(t, "share: ../bersama\n")
	got, err := Load(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Dir(path)
	if want := filepath.Join(filepath.Dir(dir), "bersama"); got.Share != want {
		t.Errorf("share %s, want %s", got.Share, want)
	}
	if want := "sqlite:" + filepath.Join(dir, "rekon.db"); got.Database.URL() != want {
		t.Errorf("database %s, want %s", got.Database.URL(), want)
	}
}

// What rekon config prints can be read again, and says the same.
func TestStringReadsBack(t *testing.T) {
	for _, text := range []string{"", string(Template()), strings.Replace(full, ":s3cret", "", 1)} {
		path := write(t, text)
		first, err := Load(path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(first.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		second, err := Load(path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(first, second); diff != "" {
			t.Error(diff)
		}
	}
}
