package jobs_test

import (
	"strings"
	"testing"
	"time"

	"rekon/reconcile"
)

// TestFixtures takes both fixtures in one pass: figures to the sen, the stored
// quarter standing against the second workbook's other figures for it.
func TestFixtures(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.drop("bkpp/tw1.xlsx", fixture(o.t, tw1))
		o.drop("bkpp/tw2.xlsx", fixture(o.t, tw2))
		pass := o.run()
		equal(o.t, "outcomes", outcomes(pass), []string{"bkpp/tw1.xlsx accepted 1", "bkpp/tw2.xlsx accepted 1"})
		equal(o.t, "inbox", o.files("masuk"), nil)
		equal(o.t, "results", o.files("hasil"), []string{
			"2020/TW1/BKPP/MANIFES.sha256", "2020/TW1/BKPP/Ringkasan BKPP 2020 TW1.xlsx", "2020/TW1/BKPP/Tanda terima 2020-04-09 09.30.00 (revisi 1).txt",
			"2020/TW1/BKPP/Variansi BKPP 2020 TW1.xlsx", "2020/TW1/MANIFES.sha256", "2020/TW1/Ringkasan 2020 TW1.xlsx",
			"2020/TW2/BKPP/MANIFES.sha256", "2020/TW2/BKPP/Ringkasan BKPP 2020 TW2.xlsx", "2020/TW2/BKPP/Tanda terima 2020-04-09 09.30.00 (revisi 1).txt",
			"2020/TW2/BKPP/Variansi BKPP 2020 TW2.xlsx", "index.html"})
		equal(o.t, "published", pass.Published, []string{
			"hasil/2020/TW1/BKPP/Variansi BKPP 2020 TW1.xlsx", "hasil/2020/TW2/BKPP/Variansi BKPP 2020 TW2.xlsx"})
		equal(o.t, "returns", o.files("perbaikan"), nil)
		equal(o.t, "TW I", o.result(1).Totals.Actual.Decimal.String(), "1612714265.5")
		equal(o.t, "TW II", o.result(2).Totals.Actual.Decimal.String(), "2051408090.37")
		equal(o.t, "standing", o.rows("agency_quarters", "quarter", "status", "revision"), []string{
			"1 Diterima 1", "2 Diterima 1", "3 Belum 0", "4 Belum 0"})
		equal(o.t, "with questions", o.standing(2).Status, reconcile.DiterimaCatatan)
		differs := 0
		for _, f := range o.result(2).Findings {
			if f.Code == reconcile.EarlierQuarterDiffers {
				differs++
			}
		}
		equal(o.t, "earlier-quarter-differs", differs, 18)
		equal(o.t, "workbooks noted", o.rows("results", "quarter", "workbook_sha256"), []string{
			"1 " + hash([]byte(o.read("hasil/2020/TW1/BKPP/Variansi BKPP 2020 TW1.xlsx"))),
			"2 " + hash([]byte(o.read("hasil/2020/TW2/BKPP/Variansi BKPP 2020 TW2.xlsx")))})
	})
}

// TestOriginals keeps every drop in arsip/ under its hash, byte for byte, and the
// plan too.
func TestOriginals(t *testing.T) {
	eachPlanned(t, func(o *office) {
		good, bad := fixture(o.t, tw1), []byte("bukan buku kerja")
		o.drop("Laporan.XLSX", good)
		o.drop("catatan.txt", bad)
		o.drop("tanpa akhiran", []byte("x"))
		o.run()
		for name, data := range map[string][]byte{".xlsx": good, ".txt": bad, "": []byte("x")} {
			sum := hash(data)
			if got := o.read("arsip/" + sum[:2] + "/" + sum + name); got != string(data) {
				o.t.Errorf("arsip%s: %d bytes, want %d", name, len(got), len(data))
			}
		}
		sum := hash(fixture(o.t, plan))
		equal(o.t, "plan", o.read("arsip/"+sum[:2]+"/"+sum+".xlsx"), string(fixture(o.t, plan)))
		equal(o.t, "archived", len(o.originals()), 4)
	})
}

// TestLateReceipt: who is late is told by how many days, counted from the due date,
// 10 April; who is in time is not, nor told of a revision before the first.
func TestLateReceipt(t *testing.T) {
	for _, c := range []struct {
		day  int
		want string
	}{{10, ""}, {11, "Terlambat     : 1 hari, batas waktunya 10 April 2020\r\n"}, {13, "Terlambat     : 3 hari, batas waktunya 10 April 2020\r\n"}} {
		eachPlanned(t, func(o *office) {
			o.now = time.Date(2020, time.April, c.day, 23, 59, 0, 0, reconcile.WIB)
			o.drop("tw1.xlsx", fixture(o.t, tw1))
			text := o.read(o.run().Taken[0].Paths[0])
			if !strings.Contains(text, c.want) || strings.Contains(text, "Terlambat") != (c.want != "") || strings.Contains(text, "Menggantikan") {
				o.t.Errorf("%d April:\n%s", c.day, text)
			}
		})
	}
}

// TestRevisions: another report of the quarter replaces the first, and the same
// bytes again, be they the older ones, change nothing and say so.
func TestRevisions(t *testing.T) {
	eachPlanned(t, func(o *office) {
		first := fixture(o.t, tw1)
		second := edited(o.t, first, map[string]any{spent: 12195001, "PROGRAM KEGIATAN!A3": "Alasan perbaikan: SPJ Maret salah ketik"})
		o.drop("tw1.xlsx", first)
		o.run()
		o.later(time.Hour)
		o.drop("tw1 benar.xlsx", second)
		pass := o.run()
		equal(o.t, "outcomes", outcomes(pass), []string{"tw1 benar.xlsx accepted 2"})
		text := o.read(pass.Taken[0].Paths[0])
		if !strings.Contains(text, "Menggantikan  : revisi 1, jumlah realisasi Rp1.612.714.265,50 menjadi Rp1.612.714.266,50\r\n") ||
			!strings.Contains(text, ": SPJ Maret salah ketik\r\n") || strings.Contains(text, "Terlambat") {
			o.t.Errorf("receipt:\n%s", text)
		}
		r := o.result(1)
		equal(o.t, "revision", r.Report.Revision, 2)
		equal(o.t, "total", r.Totals.Actual.Decimal.String(), "1612714266.5")

		workbook := o.read("hasil/2020/TW1/BKPP/Variansi BKPP 2020 TW1.xlsx")
		before := []string{}
		for _, table := range []string{"submissions", "realizations", "results", "variances", "result_findings", "agency_quarters", "agency_years"} {
			before = append(before, o.rows(table, "")...)
		}
		o.later(time.Hour)
		o.drop("lama.xlsx", first)
		o.drop("baru.xlsx", second)
		pass = o.run()
		equal(o.t, "outcomes", outcomes(pass), []string{"baru.xlsx duplicate 2", "lama.xlsx duplicate 1"})
		equal(o.t, "published", len(pass.Published), 0)
		after := []string{}
		for _, table := range []string{"submissions", "realizations", "results", "variances", "result_findings", "agency_quarters", "agency_years"} {
			after = append(after, o.rows(table, "")...)
		}
		equal(o.t, "stored", after, before)
		equal(o.t, "workbook", o.read("hasil/2020/TW1/BKPP/Variansi BKPP 2020 TW1.xlsx"), workbook)
		equal(o.t, "drops", o.rows("drops", "name", "outcome", "revision"), []string{
			"tw1.xlsx accepted 1", "tw1 accepted 2", "lama.xlsx duplicate 1", "baru.xlsx duplicate 2"})
		for i, words := range []string{"sama persis dengan laporan revisi 1", "sama persis dengan laporan revisi 2"} {
			if text := o.read(pass.Taken[i].Paths[0]); !strings.Contains(text, words) || !strings.Contains(text, "Tidak ada yang berubah") {
				o.t.Errorf("receipt:\n%s", text)
			}
		}
	})
}

// TestTwoOfOneAgency: of two reports in one pass the later one stands, whatever
// their names, and both are recorded.
func TestTwoOfOneAgency(t *testing.T) {
	eachPlanned(t, func(o *office) {
		first := fixture(o.t, tw1)
		later := edited(o.t, first, map[string]any{spent: 12195001})
		o.drop("z.xlsx", first)
		o.drop("a.xlsx", later)
		o.drop("b.xlsx", later)
		equal(o.t, "outcomes", outcomes(o.run()), []string{"a.xlsx accepted 2", "b.xlsx duplicate 2", "z.xlsx accepted 1"})
		equal(o.t, "stands", o.result(1).Report.SHA256, hash(later))
		equal(o.t, "submissions", o.rows("submissions", "revision", "sha256"), []string{"1 " + hash(first), "2 " + hash(later)})
		equal(o.t, "published", o.rows("drops", "published_at"), []string{"2020-04-09", "2020-04-09", "2020-04-09"})
	})
}

// TestManyOfTheSame: the same bytes under many names, archived side by side.
func TestManyOfTheSame(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.Workers = 8
		for i := range 12 {
			o.drop("salinan "+string(rune('a'+i))+".xlsx", fixture(o.t, tw1))
			o.drop("rusak "+string(rune('a'+i))+".xlsx", []byte("sama saja"))
		}
		pass := o.run()
		counts := map[string]int{}
		for _, t := range pass.Taken {
			counts[string(t.Outcome)]++
		}
		equal(o.t, "outcomes", counts, map[string]int{"accepted": 1, "duplicate": 11, "returned": 12})
		equal(o.t, "receipts, workbooks and their manifest", len(o.files("hasil/2020/TW1/BKPP")), 1+11+2+1)
		equal(o.t, "archived", len(o.originals()), 3)
	})
}

// TestRevisedQuarter: a revised TW I changes the figures to date of TW II, which
// is computed and published anew; its own question about a revision stays.
func TestRevisedQuarter(t *testing.T) {
	eachPlanned(t, func(o *office) {
		first, second := fixture(o.t, tw1), fixture(o.t, tw2)
		o.drop("tw1.xlsx", first)
		o.drop("tw2.xlsx", second)
		o.drop("tw2 kurang.xlsx", edited(o.t, second, map[string]any{"PROGRAM KEGIATAN!K7": nil, "PROGRAM KEGIATAN!M7": nil}))
		o.run()
		before := o.result(2)
		workbook := o.read("hasil/2020/TW2/BKPP/Variansi BKPP 2020 TW2.xlsx")
		o.later(time.Hour)
		o.drop("tw1 benar.xlsx", edited(o.t, first, map[string]any{spent: 12195001}))
		pass := o.run()
		equal(o.t, "published", pass.Published, []string{
			"hasil/2020/TW1/BKPP/Variansi BKPP 2020 TW1.xlsx", "hasil/2020/TW2/BKPP/Variansi BKPP 2020 TW2.xlsx"})
		after := o.result(2)
		equal(o.t, "to date", after.Totals.ActualYTD.Decimal.Sub(before.Totals.ActualYTD.Decimal).String(), "1")
		equal(o.t, "quarter", after.Totals.Actual.Decimal.String(), before.Totals.Actual.Decimal.String())
		equal(o.t, "asks for the line that was there before", codes(after, reconcile.FewerLines), codes(before, reconcile.FewerLines))
		equal(o.t, "asked at all", codes(before, reconcile.FewerLines), 1)
		if o.read("hasil/2020/TW2/BKPP/Variansi BKPP 2020 TW2.xlsx") == workbook {
			o.t.Error("the workbook of TW II is the old one")
		}
	})
}

func codes(r reconcile.Result, code reconcile.Code) (n int) {
	for _, f := range r.Findings {
		if f.Code == code {
			n++
		}
	}
	return n
}

// TestRevisedPlan recomputes what was reported, and the same plan again nothing.
func TestRevisedPlan(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		o.drop("tw2.xlsx", fixture(o.t, tw2))
		o.run()
		before := o.result(2)
		template := o.read("templat/2020/BKPP/Realisasi BKPP 2020 TW1.xlsx")
		o.later(time.Hour)
		changed := edited(o.t, fixture(o.t, plan), map[string]any{"PROGRAM KEGIATAN!E9": "Jumlah Pegawai ASN yang dilatih"})
		got := o.importPlan(changed, "BKPP")
		equal(o.t, "revision", got.Plan.Revision, 2)
		equal(o.t, "changed", got.Changed, true)
		after := o.result(2)
		equal(o.t, "plan revision", after.Plan.Revision, 2)
		equal(o.t, "codes", lineCodes(after.Plan), lineCodes(before.Plan))
		equal(o.t, "total", after.Totals.Actual.Decimal.String(), before.Totals.Actual.Decimal.String())
		equal(o.t, "pending", o.rows("results", "published_at"), []string{"2020-04-09", "2020-04-09"})
		if o.read("templat/2020/BKPP/Realisasi BKPP 2020 TW1.xlsx") == template {
			o.t.Error("the entry workbook is of the old plan")
		}

		o.later(time.Hour)
		workbook := o.read("hasil/2020/TW2/BKPP/Variansi BKPP 2020 TW2.xlsx")
		again := o.importPlan(changed, "BKPP")
		equal(o.t, "changed", again.Changed, false)
		equal(o.t, "revision", again.Plan.Revision, 2)
		equal(o.t, "workbook", o.read("hasil/2020/TW2/BKPP/Variansi BKPP 2020 TW2.xlsx"), workbook)
		equal(o.t, "plans", o.rows("plans", "revision"), []string{"1", "2"})
	})
}

func lineCodes(p reconcile.Plan) (out []string) {
	for _, l := range p.Lines {
		out = append(out, l.Code)
	}
	return out
}

// TestStanding: given back, then accepted, then given back again, which changes
// nothing that is stored.
func TestStanding(t *testing.T) {
	eachPlanned(t, func(o *office) {
		good := fixture(o.t, tw1)
		bad := edited(o.t, good, map[string]any{spent: "12,x"})
		equal(o.t, "at first", o.standing(1).Status, reconcile.BelumLapor)
		o.drop("tw1.xlsx", bad)
		o.run()
		s := o.standing(1)
		equal(o.t, "given back", s.Status, reconcile.Ditolak)
		equal(o.t, "errors", s.Errors, 1)
		equal(o.t, "revision", s.Revision, 0)
		o.later(time.Hour)
		o.drop("tw1.xlsx", good)
		o.run()
		accepted := o.standing(1)
		equal(o.t, "accepted", accepted.Status, reconcile.Diterima)
		o.later(time.Hour)
		results := o.rows("results", "")
		o.drop("tw1.xlsx", edited(o.t, good, map[string]any{spent: "13,x"}))
		equal(o.t, "outcomes", outcomes(o.run()), []string{"tw1.xlsx returned"})
		equal(o.t, "given back later", o.standing(1), accepted)
		equal(o.t, "results", o.rows("results", ""), results)
		o.now = time.Date(2020, 4, 11, 0, 0, 0, 0, reconcile.WIB)
		o.drop("tw1.xlsx", edited(o.t, good, map[string]any{spent: 1}))
		o.run()
		equal(o.t, "late", o.standing(1).Status, reconcile.Terlambat)
		equal(o.t, "late by", o.standing(1).LateDays, 1)
	})
}

// TestTwoAgencies: each has its own results, and a workbook in the other's folder
// is given back.
func TestTwoAgencies(t *testing.T) {
	eachPlanned(t, func(o *office) {
		const name = "DINAS KESEHATAN KABUPATEN BENGKALIS"
		o.importPlan(of(o.t, name, fixture(o.t, plan)), "DINKES")
		o.drop("a.xlsx", fixture(o.t, tw1))
		o.drop("b.xlsx", of(o.t, name, fixture(o.t, tw1)))
		o.drop("dinkes/c.xlsx", edited(o.t, fixture(o.t, tw1), map[string]any{spent: 1}))
		o.drop("d.xlsx", of(o.t, name, fixture(o.t, tw2)))
		pass := o.run()
		equal(o.t, "outcomes", outcomes(pass), []string{"a.xlsx accepted 1", "b.xlsx accepted 1", "d.xlsx accepted 1", "dinkes/c.xlsx returned"})
		equal(o.t, "submissions", o.rows("submissions", "agency", "quarter"), []string{"BKPP 1", "DINKES 1", "DINKES 2"})
		equal(o.t, "why", o.sorted("drops", "name", "errors"), []string{"a.xlsx <nil>", "b.xlsx <nil>", "d.xlsx <nil>", "dinkes/c.xlsx agency-conflict"})
	})
}
