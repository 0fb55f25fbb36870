package db_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rekon/db"
	"rekon/db/dbtest"
	"rekon/reconcile"
)

var sari = db.Actor{Host: "srv-é", User: "sari"}

// story has one of everything that the history tells of an agency and of nobody known.
func story(t *testing.T, d *db.DB) {
	t.Helper()
	d.By = sari
	p, a := give(t, d, "BKPP", 3)
	accept(t, d, acceptance(state(t, d, "BKPP"), sampleReport(p, 2, 1)))
	mended := acceptance(state(t, d, "BKPP"), sampleReport(p, 1, 2))
	later := sampleReport(p, 2, 1)
	mended.Results = append(mended.Results, sampleResult(p, later))
	mended.Quarters = append(mended.Quarters, standing("BKPP", later))
	accept(t, d, mended)
	p.Decree, p.FromQuarter = "DPPA 12/2020", 2
	savePlan(t, d, p)
	again := acceptance(state(t, d, "BKPP"), later).Update
	again.Results[0].Plan.Revision = 2
	bad := reconcile.Finding{Code: reconcile.AmountUnreadable}
	drop := db.Drop{Name: "entah\xff.xlsx", SHA256: hash, ReceivedAt: noon, DecidedAt: noon.Add(time.Hour)}
	known := drop
	known.Agency, known.Period, known.Findings = "BKPP", quarter(3), []reconcile.Finding{bad, bad}
	same := drop
	same.Agency, same.Period, same.Revision, same.SHA256 = "BKPP", quarter(1), 1, a.Report.SHA256
	for _, step := range []func(context.Context) error{
		func(ctx context.Context) error { return d.SaveResults(ctx, again) },
		func(ctx context.Context) error { _, err := d.Return(ctx, drop, nil); return err },
		func(ctx context.Context) error { _, err := d.Return(ctx, known, nil); return err },
		func(ctx context.Context) error { _, err := d.Duplicate(ctx, same); return err },
		func(ctx context.Context) error { _, err := d.CloseOut(ctx, "BKPP", quarter(2), noon, 3); return err },
		func(ctx context.Context) error { _, err := d.CloseOut(ctx, "BKPP", quarter(3), noon, 3); return err },
		func(ctx context.Context) error {
			w := withdrawal(2)
			return d.Withdraw(ctx, w, db.Update{Agency: "BKPP", Year: year, Version: state(t, d, "BKPP").Version, Results: []reconcile.Result{sampleResult(p, a.Report)}})
		},
		func(ctx context.Context) error { _, err := d.CloseQuarter(ctx, closing(1)); return err },
	} {
		if err := step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// lines are what a person sees of entries, without what the filler made up.
func lines(events []db.Event) (out []string) {
	for _, e := range events {
		line := fmt.Sprintf("%s %d %s %d/%d r%d %q %q", e.Agency, e.Number, e.Kind, e.Period.Year, e.Period.Quarter, e.Revision, e.Reason, e.Detail)
		line = madeUpText.ReplaceAllString(line, "T")
		out = append(out, madeUpAmount.ReplaceAllString(madeUpTime.ReplaceAllString(line, "masuk THEN"), "RpN"))
	}
	return out
}

var (
	madeUpText   = regexp.MustCompile(`teks \d+ é 😀`)
	madeUpTime   = regexp.MustCompile(`masuk 2020-04-1\d .* WIB`)
	madeUpAmount = regexp.MustCompile(`Rp[0-9.,]+`)
)

func events(t *testing.T, d *db.DB, f db.QuarterFilter) []db.Event {
	t.Helper()
	out, err := d.History(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// faults are the messages of all faults.
func faults(t *testing.T, d *db.DB) (out []string) {
	t.Helper()
	found, err := d.HistoryFaults(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		out = append(out, strings.TrimSpace(f.Agency+" "+f.Message))
	}
	return out
}

func TestHistory(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		story(t, d)
		equal(t, "faults", faults(t, d), nil)
		all := events(t, d, db.QuarterFilter{})
		equal(t, "history", lines(all), []string{
			` 1 returned 0/0 r0 "" "entah` + "\uFFFD" + `.xlsx, masuk 2020-04-09 12.30.15 WIB"`,
			`BKPP 1 plan 2020/1 r1 "T" "T"`,
			`BKPP 2 accepted 2020/1 r1 "T T" "bkpp/T, masuk THEN"`,
			`BKPP 3 accepted 2020/2 r1 "T T" "bkpp/T, masuk THEN"`,
			`BKPP 4 accepted 2020/1 r2 "T T" "bkpp/T, masuk THEN"`,
			`BKPP 5 recomputed 2020/2 r1 "laporan Triwulan I revisi 2 diterima" "rencana revisi 1, laporan revisi 1"`,
			`BKPP 6 plan 2020/2 r2 "DPPA 12/2020" "T"`,
			`BKPP 7 recomputed 2020/2 r1 "rencana revisi 1 menjadi 2" "rencana revisi 2, laporan revisi 1"`,
			`BKPP 8 returned 2020/3 r0 "amount-unreadable" "entah` + "\uFFFD" + `.xlsx, masuk 2020-04-09 12.30.15 WIB"`,
			`BKPP 9 duplicate 2020/1 r1 "" "entah` + "\uFFFD" + `.xlsx, masuk 2020-04-09 12.30.15 WIB"`,
			`BKPP 10 closed-out 2020/2 r1 "" "Diterima, terlambat 2 hari, realisasi s.d. triwulan RpN"`,
			`BKPP 11 closed-out 2020/3 r0 "" "Belum Lapor, terlambat 3 hari"`,
			`BKPP 12 withdrawn 2020/1 r2 "salah kamar" "T"`,
			`BKPP 13 recomputed 2020/1 r1 "laporan Triwulan I revisi 2 ditarik" "rencana revisi 1, laporan revisi 1"`,
			`BKPP 14 closed 2020/1 r0 "sudah diperiksa" ""`,
		})
		for _, e := range all {
			equal(t, "actor", e.Actor, sari)
			if sum := digest(e); e.Hash != sum {
				t.Errorf("%s %d: hash %s, as documented %s", e.Agency, e.Number, e.Hash, sum)
			}
		}
		equal(t, "of the first quarter", lines(events(t, d, db.QuarterFilter{Agency: "BKPP", Year: year, Quarter: 1})),
			lines(pick(all, 1, 2, 4, 9, 12, 13, 14)))
		equal(t, "of another year", events(t, d, db.QuarterFilter{Year: year + 1}), nil)
	})
}

func pick(all []db.Event, at ...int) (out []db.Event) {
	for _, i := range at {
		out = append(out, all[i])
	}
	return out
}

// digest is the hash as docs/adr/0009 tells another program to compute it.
func digest(e db.Event) string {
	b := ""
	for _, v := range []any{"rekon history 1", e.Agency, e.Number, e.At.UTC().Format("2006-01-02T15:04:05.000000") + "Z", e.Host, e.User, e.Kind,
		e.Period.Year, e.Period.Quarter, e.Revision, e.Drop, e.SHA256, e.Reason, e.Detail, e.Before} {
		s := fmt.Sprint(v)
		b += fmt.Sprint(len(s), ":", s, ",")
	}
	sum := sha256.Sum256([]byte(b))
	return hex.EncodeToString(sum[:])
}

// TestHistoryOfManyAtOnce has writers with pools of their own add to the chain of nobody
// known and to that of one agency.
func TestHistoryOfManyAtOnce(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		first := dbtest.Open(t, dsn)
		p, _ := give(t, first, "BKPP", 1)
		const writers, drops = 6, 5
		var wg sync.WaitGroup
		for i := range writers {
			d := dbtest.Open(t, dsn)
			wg.Go(func() {
				for n := range drops {
					drop := db.Drop{Name: fmt.Sprintf("%d-%d.xlsx", i, n), SHA256: hash, ReceivedAt: noon, DecidedAt: noon}
					known := drop
					known.Agency = "BKPP"
					_, err1 := d.Return(t.Context(), drop, nil)
					_, err2 := d.Return(t.Context(), known, nil)
					if err1 != nil || err2 != nil {
						t.Error(err1, err2)
					}
				}
				plan := p
				plan.Year, plan.Decree = year+1, fmt.Sprint(i)
				if _, _, err := d.SavePlan(t.Context(), plan, noon, due); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		equal(t, "faults", faults(t, first), nil)
		equal(t, "entries", len(events(t, first, db.QuarterFilter{})), 2+writers*(2*drops+1))
	})
}

// TestHistoryTamperedWith changes database and history in every way that has to show, one
// after the other, each in the database as it was.
func TestHistoryTamperedWith(t *testing.T) {
	for _, c := range []struct{ statement, want string }{
		{`UPDATE history SET reason = 'x' WHERE agency = 'BKPP' AND number = 6`, "BKPP entri 6 diubah sesudah dicatat: isinya tidak cocok dengan sidiknya"},
		{`UPDATE history SET user = 'budi' WHERE agency = 'BKPP' AND number = 5`, "BKPP entri 5 diubah sesudah dicatat"},
		{`UPDATE history SET at = '2020-04-09 05:30:16.000000' WHERE agency = '' AND number = 1`, "entri 1 diubah sesudah dicatat"},
		{`UPDATE history SET hash = before_hash WHERE agency = 'BKPP' AND number = 3`, "BKPP entri 4 tidak menyambung ke entri 3: salah satunya diganti"},
		{`DELETE FROM history WHERE agency = 'BKPP' AND number = 5`, "BKPP entri 5 tidak ada"},
		{`DELETE FROM history WHERE agency = 'BKPP' AND number IN (4, 5)`, "BKPP entri 4 sampai 5 tidak ada"},
		{`DELETE FROM history WHERE agency = 'BKPP' AND number = 1`, "BKPP entri 1 tidak ada"},
		{`DELETE FROM history WHERE agency = 'BKPP' AND number >= 11`, "BKPP tutup buku (Triwulan III 2020) tersimpan tanpa entri riwayat"},
		{`DELETE FROM history WHERE agency = 'BKPP' AND number >= 12`, "BKPP triwulan ditutup (Triwulan I 2020) tersimpan tanpa entri riwayat"},
		{`DELETE FROM history WHERE agency = 'BKPP' AND number >= 12`, "BKPP laporan ditarik (Triwulan I 2020) tersimpan tanpa entri riwayat"},
		{`UPDATE withdrawals SET reason = 'lain'`, "alasan tercatat salah kamar, tersimpan lain"},
		{`UPDATE withdrawals SET user = 'budi'`, "oleh tercatat {srv-é sari}, tersimpan {srv-é budi}"},
		{`DELETE FROM withdrawals`, "entri 12: laporan ditarik (Triwulan I 2020) tidak ada lagi di basis data"},
		{`DELETE FROM closings`, "entri 14: triwulan ditutup (Triwulan I 2020) tidak ada lagi di basis data"},
		{`DELETE FROM history WHERE agency = ''`, "berkas no. 4 (entah\uFFFD.xlsx, masuk 2020-04-09 12.30.15 WIB) tersimpan tanpa entri riwayat"},
		{`UPDATE drops SET sha256 = 'x' WHERE outcome = 'returned' AND agency IS NULL`, "entri 1: berkas no. 4 (entah\uFFFD.xlsx, masuk 2020-04-09 12.30.15 WIB) tidak sama dengan yang tersimpan: SHA-256 tercatat " + hash + ", tersimpan x"},
		{`UPDATE drops SET outcome = 'returned', agency = NULL WHERE outcome = 'duplicate'`, "perangkat daerah tercatat BKPP, tersimpan ; peristiwa tercatat sudah pernah diterima, tersimpan dikembalikan"},
		{`UPDATE drops SET received_at = '2020-04-09 05:30:14.000000' WHERE outcome = 'duplicate'`, "keterangan tercatat entah\uFFFD.xlsx, masuk 2020-04-09 12.30.15 WIB, tersimpan entah\uFFFD.xlsx, masuk 2020-04-09 12.30.14 WIB"},
		{`UPDATE drops SET quarter = 2 WHERE outcome = 'duplicate'`, "triwulan tercatat 1, tersimpan 2"},
		{`UPDATE plans SET decree = 'DPPA 13/2020' WHERE revision = 2`, "rencana revisi 2 tahun 2020 tidak sama dengan yang tersimpan: alasan tercatat DPPA 12/2020, tersimpan DPPA 13/2020"},
		{`UPDATE plans SET from_quarter = 3 WHERE revision = 2`, "triwulan tercatat 2, tersimpan 3"},
		{`UPDATE closeouts SET money_actual = '1.00' WHERE quarter = 2`, "entri 10: tutup buku (Triwulan II 2020) tidak sama dengan yang tersimpan: SHA-256"},
		{`UPDATE closeouts SET late_days = 0 WHERE quarter = 3`, "keterangan tercatat Belum Lapor, terlambat 3 hari, tersimpan Belum Lapor"},
		{`DELETE FROM closeouts WHERE quarter = 3`, "BKPP entri 11: tutup buku (Triwulan III 2020) tidak ada lagi di basis data"},
	} {
		t.Run(c.statement, func(t *testing.T) {
			t.Parallel()
			d := dbtest.Open(t, dbtest.SQLite(t)) // TestHistory shows that both engines read back what was recorded
			story(t, d)
			if _, err := d.SQL().Exec(c.statement); err != nil {
				t.Fatal(err)
			}
			if got := faults(t, d); !slices.ContainsFunc(got, func(f string) bool { return strings.Contains(f, c.want) }) {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
}

// TestHistoryOfAnOlderDatabase: what was stored before there was a history gets its
// entries when the schema is brought up to date, once, and marked so.
func TestHistoryOfAnOlderDatabase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		story(t, d)
		if _, err := d.SQL().Exec(`DELETE FROM history`); err != nil {
			t.Fatal(err)
		}
		d.By = db.Actor{Host: "srv", User: "admin"}
		for range 2 {
			if _, _, err := d.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			equal(t, "faults", faults(t, d), nil)
		}
		all := events(t, d, db.QuarterFilter{})
		equal(t, "entries", len(all), 12) // all but what was recomputed
		for i, e := range all {
			if !strings.HasSuffix(e.Detail, " (dicatat kemudian)") || e.User != "admin" && e.Kind != db.WithdrawnEvent && e.Kind != db.ClosedEvent || i > 1 && e.At.Before(all[i-1].At) {
				t.Errorf("%+v", e)
			}
		}
	})
}
