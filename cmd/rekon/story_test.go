package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"rekon/db/dbtest"
)

// storySettings are those of the office whose year is told: letters are queued, and no
// mail server is there to take them.
const storySettings = `
agencies:
  - code: DISPUSIP
    name: Dinas Perpustakaan dan Kearsipan Kabupaten Contoh
    head: Dra. Contoh Kepala, M.Si
    nip: "19700101 199001 1 001"
    recipients: [keuangan@contoh.go.id]
    head_mail: [kepala@contoh.go.id]
mail:
  server: 127.0.0.1:2525
  security: none
  from: rekon@contoh.go.id
  administrator: admin@contoh.go.id
`

// year is the year 2021 of one agency, told by the commands that people gave.
type year struct {
	*desk
	said string // what is being told
}

// TestYearOfAnAgency: plan, four quarters in four layouts, a workbook given back and
// mended, one that went to the wrong quarter, a change from Triwulan IV on, a correction
// after the close-out, closing. After each step all that is stored and published can be
// derived anew, the history is whole, and no rupiah is lost or counted twice. In the end
// rows are changed behind rekon's back, and each is named.
func TestYearOfAnAgency(t *testing.T) {
	onEachEngine(t, func(t *testing.T, e engine) { tellYear(t, e.dsn(t)).tampers() })
}

func tellYear(t testing.TB, dsn string) *year {
	t.Helper()
	y := &year{desk: newDesk(t, dsn, storySettings)}
	y.firstHalf()
	y.secondHalf()
	y.end()
	return y
}

func (y *year) firstHalf() {
	y.on("2021-01-15", "the plan is imported", func() { y.imports("rencana.txt", "1", "DPA 2021") })
	y.on("2021-04-07", "a report with a slip is given back", func() {
		y.drops("tw1.xlsx", bookOf(y.t, y.book("tw1-salah-ketik.txt")), "returned", 1, 0)
	})
	y.on("2021-04-08", "it is mended where it is marked", func() {
		name := "perbaikan/DISPUSIP/tw1 - PERBAIKAN.xlsx"
		marked, err := os.ReadFile(y.share(name))
		must(y.t, err)
		y.drops(filepath.Base(name), changed(y.t, marked, [][2]string{{"REALISASI!H7", "24750000"}}), "accepted", 1, 1)
		y.totals(1, "45125500", "45125500")
	})
	y.on("2021-04-11", "Triwulan I is closed out", func() { y.closesOut(1) })
	y.on("2021-07-07", "the report of Triwulan II goes to Triwulan I", func() {
		y.drops("laporan.xlsx", bookOf(y.t, y.book("tw2-salah-triwulan.txt")), "accepted", 1, 2)
		y.totals(1, "45240000", "45240000")
	})
	y.on("2021-07-08", "it is withdrawn", func() {
		y.does(exitDone, "withdraw", "--agency", "DISPUSIP", "--year", "2021", "--quarter", "1", "--reason", "laporan Triwulan II")
		y.totals(1, "45125500", "45125500")
	})
	y.on("2021-07-09", "Triwulan II is reported", func() {
		y.drops("tw2.xlsx", bookOf(y.t, y.book("tw2-berdampingan.txt")), "accepted", 2, 1)
		y.totals(2, "45240000", "90365500")
	})
	y.on("2021-07-11", "Triwulan II is closed out", func() { y.closesOut(2) })
}

func (y *year) secondHalf() {
	y.on("2021-10-06", "Triwulan III is reported as sums to date", func() {
		y.drops("tw3.xlsx", bookOf(y.t, y.book("tw3-sampai-dengan.txt")), "accepted", 3, 1)
		y.totals(3, "45410000", "135775500")
	})
	y.on("2021-10-11", "Triwulan III is closed out", func() { y.closesOut(3) })
	y.on("2021-10-20", "the plan changes from Triwulan IV on", func() { y.imports("rencana-perubahan.txt", "4", "DPPA 7/2021") })
	y.on("2021-11-15", "Triwulan II is corrected", func() {
		y.drops("tw2 koreksi.xlsx", bookOf(y.t, y.book("tw2-koreksi.txt")), "accepted", 2, 2)
		y.totals(2, "45190000", "90315500")
		y.totals(3, "45410000", "135725500") // of the third quarter as it was read when it came
	})
	y.on("2022-01-06", "Triwulan IV is reported in the entry workbook", func() {
		y.drops("tw4.xlsx", y.filledIn(4, lastQuarter), "accepted", 4, 1)
		y.totals(4, "52550000", "188275500")
	})
	y.on("2022-01-11", "Triwulan IV is closed out", func() { y.closesOut(4) })
}

func (y *year) end() {
	y.on("2022-01-20", "the year is closed", func() {
		for _, q := range []string{"1", "2", "3", "4"} {
			y.does(exitDone, "close", "--year", "2021", "--quarter", q, "--reason", "BA rekonsiliasi 1/2022")
		}
	})
	y.on("2022-02-01", "what comes now is given back", func() {
		y.drops("tw1 lagi.xlsx", bookOf(y.t, y.book("sesudah-ditutup.txt")), "returned", 1, 0)
		y.totals(4, "52550000", "188275500")
	})
	y.on("2022-02-02", "the year is evaluated", func() { y.evaluates() })
}

// on is a step of the year: something happens on a day, and all laws hold after it.
func (y *year) on(day, what string, do func()) {
	y.t.Helper()
	y.said = what
	y.day(day)
	do()
	y.lawful()
	if y.t.Failed() {
		y.t.Fatalf("%s, %s", day, what)
	}
}

// book is the path of a workbook of the story.
func (y *year) book(name string) string { return "../../testdata/story/" + name }

func (y *year) imports(name, from, decree string) {
	y.t.Helper()
	file := filepath.Join(y.dir, strings.TrimSuffix(name, ".txt")+".xlsx")
	must(y.t, os.WriteFile(file, bookOf(y.t, "../../testdata/cases/"+name), 0o600))
	y.does(exitDone, "plan", "import", file, "--agency", "DISPUSIP", "--year", "2021", "--from-quarter", from, "--decree", decree)
}

// drops puts a workbook into masuk/, makes a pass, and says what became of it; revision 0
// for one that was given back.
func (y *year) drops(name string, data []byte, outcome string, quarter, revision int) {
	y.t.Helper()
	y.put(name, data)
	code := exitDone
	if outcome == "returned" {
		code = exitRejected
	}
	var pass passJSON
	y.asks(&pass, code, "run")
	if len(pass.Taken) != 1 {
		y.t.Fatalf("%s: %d taken, left %v", name, len(pass.Taken), pass.Left)
	}
	got := pass.Taken[0]
	if got.Outcome != outcome || got.Quarter == nil || *got.Quarter != quarter || outcome == "accepted" && (got.Revision == nil || *got.Revision != revision) {
		y.t.Fatalf("%s: %+v", name, got)
	}
}

func (y *year) closesOut(quarter int) {
	y.t.Helper()
	var closed []statusJSON
	y.asks(&closed, exitDone, "closeout")
	if len(closed) != 1 || closed[0].Quarter != quarter {
		y.t.Fatalf("closed out %+v, want Triwulan %d", closed, quarter)
	}
}

// filled is what someone types into a line of an entry workbook; "" for nothing.
type filled struct{ line, physical, money string }

// lastQuarter is what is reported of Triwulan IV, in the order of the plan.
var lastQuarter = []filled{
	{"Pengelolaan Perpustakaan Daerah", "155", "29500000"},
	{"Pembudayaan Gemar Membaca dan Literasi", "0.82", "9950000"},
	{"Evaluasi dan Pelaporan", "1", "1000000"},
	{"Pelayanan Jasa Kearsipan", "B", "2500000"},
	{"Pemeliharaan Aplikasi Kearsipan", "12", "1500000"},
	{"Evaluasi dan Pelaporan", "1", "500000"},
	{"Digitalisasi Koleksi Langka", "48", "7600000"},
}

// filledIn is the entry workbook that lies in templat/ for a quarter, filled in line by
// line under its headings.
func (y *year) filledIn(quarter int, lines []filled) []byte {
	y.t.Helper()
	file := filepath.Join(y.dir, "isian.xlsx")
	y.does(exitDone, "template", "--agency", "DISPUSIP", "--year", "2021", "--quarter", string(rune('0'+quarter)), "-o", file)
	data, err := os.ReadFile(file)
	must(y.t, err)
	f, err := excelize.OpenReader(bytes.NewReader(data))
	must(y.t, err)
	defer func() { _ = f.Close() }()
	const sheet, physical, money = "PROGRAM KEGIATAN", "I", "K"
	rows, err := f.GetRows(sheet)
	must(y.t, err)
	var sets [][2]string
	for i, row := range rows {
		if len(lines) == 0 || !slices.Contains(row, lines[0].line) {
			continue
		}
		at := decimal.NewFromInt(int64(i + 1)).String()
		sets = append(sets, [2]string{sheet + "!" + physical + at, lines[0].physical}, [2]string{sheet + "!" + money + at, lines[0].money})
		lines = lines[1:]
	}
	if len(lines) > 0 {
		y.t.Fatalf("the entry workbook has no line %s", lines[0].line)
	}
	return changed(y.t, data, sets)
}

// totals are the rupiah of a quarter and to date, over the lines whose rupiah count.
func (y *year) totals(quarter int, inQuarter, toDate string) {
	y.t.Helper()
	got := y.toDate(quarter)
	sum := decimal.Zero
	for _, line := range got.Lines {
		if line.MoneyYTD.Actual != nil && line.Level == "kegiatan" {
			sum = sum.Add(decimal.RequireFromString(*line.MoneyYTD.Actual))
		}
	}
	if orNothing(got.Totals.Actual) != inQuarter || sum.String() != toDate {
		y.t.Errorf("Triwulan %d: %s, to date %s; want %s and %s", quarter, orNothing(got.Totals.Actual), sum, inQuarter, toDate)
	}
}

func (y *year) toDate(quarter int) (got varianceJSON) {
	y.t.Helper()
	y.asks(&got, exitDone, "variance", "--agency", "DISPUSIP", "--year", "2021", "--quarter", string(rune('0'+quarter)))
	return got
}

// The year as it ends: what was reached and spent, by hand. 98+205+210+155 readers, and
// so on; of Pengelolaan Arsip Dinamis 4.875.500 + 5.050.000 + 4.900.000 before it was gone.
var endOfYear = map[string][2]string{
	"2.23.02.2.01": {"668", "104150000"},
	"2.23.02.2.02": {"82", "39750000"},
	"2.23.02.2.03": {"4", "4000000"},
	"2.24.02.2.01": {"8", "14825500"},
	"2.24.02.2.02": {"B", "9950000"},
	"2.24.02.2.03": {"12", "6000000"},
	"2.24.02.2.04": {"100", "2000000"},
	"2.24.02.2.06": {"48", "7600000"},
}

// evaluates fills Formulir E.81 and compares it with the year by hand.
func (y *year) evaluates() {
	y.t.Helper()
	var form e81JSON
	y.asks(&form, exitDone, "form", "e81", "--agency", "DISPUSIP", "--year", "2021", "-o", filepath.Join(y.dir, "e81.xlsx"))
	got := map[string][2]string{}
	for _, l := range form.Lines {
		if l.Level == "kegiatan" {
			got[l.Code] = [2]string{orNothing(l.Actual.K), orNothing(l.Actual.Rp)}
		}
	}
	if diff := cmp.Diff(endOfYear, got); diff != "" {
		y.t.Errorf("the year (- by hand, + in the form):\n%s", diff)
	}
	if !form.Complete || orNothing(form.Totals.Actual) != "188275500" || orNothing(form.Totals.Target) != "175000000" {
		y.t.Errorf("complete %t, %s of %s", form.Complete, orNothing(form.Totals.Actual), orNothing(form.Totals.Target))
	}
	var letters []letterJSON
	y.asks(&letters, exitDone, "notify", "--dry-run")
	kinds := map[string]int{}
	for _, l := range letters {
		kinds[l.Kind+" "+l.To]++
	}
	// To the head one of each quarter, and one since the correction of Triwulan I was taken
	// back, in the place of that of the correction; that of the second revision of Triwulan
	// II took the place of its first.
	want := map[string]int{
		"pengembalian keuangan@contoh.go.id": 2, "tanda-terima keuangan@contoh.go.id": 6, "penarikan keuangan@contoh.go.id": 1,
		"ringkasan kepala@contoh.go.id": 4, "ringkasan-penarikan kepala@contoh.go.id": 1,
	}
	if diff := cmp.Diff(want, kinds); diff != "" {
		y.t.Errorf("letters:\n%s", diff)
	}
}

// verify looks for what is not as the originals say.
func (d *desk) verify(code int) (v verificationJSON) {
	d.t.Helper()
	d.asks(&v, code, "verify")
	return v
}

// lawful asserts what holds whatever happened.
func (y *year) lawful() {
	y.t.Helper()
	if got := y.rekon("verify"); got.code != exitDone {
		y.t.Errorf("verify: exit code %d\n%s%s", got.code, got.out, got.errs)
	}
	var history historyJSON
	y.asks(&history, exitDone, "history")
	if len(history.Faults) > 0 {
		y.t.Errorf("history: %+v", history.Faults)
	}
	pool := dbtest.Look(y.t, y.dsn)
	defer func() { must(y.t, pool.Close()) }()
	s := &site{t: y.t, dir: y.dir, dsn: y.dsn}
	dropped, told := 0, 0
	must(y.t, eachRow(y.t.Context(), pool, `SELECT name, sha256 FROM drops UNION ALL SELECT file, sha256 FROM plans`, func(scan func(...any) error) error {
		var name, sum string
		dropped++
		if err := scan(&name, &sum); err != nil {
			return err
		}
		return s.kept(name, sum)
	}))
	for _, e := range history.Entries {
		told += btoi(e.Drop != nil || e.Kind == "plan")
	}
	if told < dropped {
		y.t.Errorf("the history tells of %d files, %d came", told, dropped)
	}
	for _, name := range s.published() {
		if err := s.sound(name); err != nil && !strings.HasPrefix(name, "perbaikan/") {
			y.t.Error(err)
		}
	}
	y.conserved()
}

// conserved: the rupiah of the reports in force, added up by hand, are those of the
// results, in each quarter and to date.
func (y *year) conserved() {
	y.t.Helper()
	pool := dbtest.Look(y.t, y.dsn)
	defer func() { must(y.t, pool.Close()) }()
	reported := map[int]decimal.Decimal{}
	must(y.t, eachRow(y.t.Context(), pool, `SELECT r.quarter, r.money_value FROM realizations r WHERE r.money_value IS NOT NULL AND r.revision =
		(SELECT MAX(s.revision) FROM submissions s WHERE s.agency = r.agency AND s.year = r.year AND s.quarter = r.quarter AND NOT EXISTS
			(SELECT 1 FROM withdrawals w WHERE w.agency = s.agency AND w.year = s.year AND w.quarter = s.quarter AND w.revision = s.revision))`,
		func(scan func(...any) error) error {
			var q int
			var money decimal.Decimal
			err := scan(&q, &money)
			reported[q] = reported[q].Add(money)
			return err
		}))
	toDate, results := decimal.Zero, 0
	must(y.t, eachRow(y.t.Context(), pool, `SELECT quarter, money_actual, money_ytd_actual FROM results ORDER BY quarter`, func(scan func(...any) error) error {
		var q int
		var money, ytd decimal.Decimal
		err := scan(&q, &money, &ytd)
		toDate, results = toDate.Add(reported[q]), results+1
		if err == nil && (!money.Equal(reported[q]) || !ytd.Equal(toDate)) {
			y.t.Errorf("Triwulan %d: %s and to date %s, reported are %s and %s", q, money, ytd, reported[q], toDate)
		}
		return err
	}))
	if results != len(reported) {
		y.t.Errorf("%d results for %d quarters reported", results, len(reported))
	}
}
