package jobs_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rekon/db"
	"rekon/db/dbtest"
	"rekon/jobs"
	"rekon/reconcile"
)

// behind is a database that is changed behind rekon's back, and put back again.
type behind struct {
	*office
	exec func(statement string)
}

// differingAfter are the differences that a change of a table makes, in short.
func (b behind) differingAfter(table, change string) []jobs.Difference {
	b.t.Helper()
	b.exec(`CREATE TABLE spare AS SELECT * FROM ` + table)
	b.exec(change)
	found := b.verified(db.QuarterFilter{}).Differences
	b.exec(`DELETE FROM ` + table)
	b.exec(`INSERT INTO ` + table + ` SELECT * FROM spare`)
	b.exec(`DROP TABLE spare`)
	return found
}

// storyOffice has a year with something in every table that is derived: a plan and its change,
// reports with readings and figures s.d. triwulan, one given back, corrections behind
// close-outs, withdrawals, a closed quarter.
func storyOffice(o *office) {
	o.t.Helper()
	changeOffice(o)
	o.closeOut()
	o.importChange(4, append(slices.Clone(changedPlan), "5.01.02.2.05|Uji Kompetensi|Orang|||||||2|1000000|3|2000000")...)
	o.drop("salah.xlsx", reportBook(o.t, 2, "5.01.02.2.01|Penempatan Pegawai|1,2,x|9500000"))
	o.drop("tw2 betul.xlsx", reportBook(o.t, 2, "5.01.02.2.01|Penempatan Pegawai|8 Orang|9500000", "5.01.02.2.02|Pelatihan Bendahara|1|1500000,125"))
	o.drop("tw3 lain.xlsx", reportBook(o.t, 3, "5.01.02.2.01|Penempatan Pegawai|8|9500001"))
	o.run()
	o.later(time.Hour)
	order := jobs.WithdrawOrder{Agency: "BKPP", Period: reconcile.Period{Year: 2020, Quarter: 3}, Reason: "salah kirim"}
	for range 2 {
		if _, err := o.Withdraw(o.t.Context(), order); err != nil {
			o.t.Fatal(err)
		}
	}
	o.later(time.Hour)
	o.drop("tw3 lagi.xlsx", reportBook(o.t, 3, "5.01.02.2.01|Penempatan Pegawai|9|9500002"))
	o.drop("tw4.xlsx", bookFrom(o.t, "LAPORAN REALISASI TRIWULAN IV TAHUN 2020", "BADAN KEPEGAWAIAN DAERAH", "Alasan perbaikan: |salah jumlah",
		"Kode|Program / Kegiatan|Realisasi s.d. Triwulan IV|Realisasi (Rp) s.d. Triwulan IV", "5.01.02.2.01|Penempatan Pegawai|35|36000000"))
	equal(o.t, "the fourth quarter", outcomes(o.run()), []string{"tw3 lagi.xlsx accepted 3", "tw4.xlsx accepted 1"})
	if _, err := o.CloseQuarter(o.t.Context(), jobs.CloseOrder{Period: tw1Of2020, Reason: "selesai"}); err != nil {
		o.t.Fatal(err)
	}
}

// edits are changes of rows: what is set where, and what is found.
var edits = []struct{ table, set, where, want string }{
	{"plans", "decree = 'DPPA 13/2020'", "revision = 2", "stored 0: kolom decree"},
	{"plans", "file = 'lain.xlsx'", "revision = 1", "stored 0: kolom file"},
	{"plans", "from_quarter = 3", "revision = 2", "stored 0: kolom from_quarter"},
	{"plan_lines", "unit = 'Dokumen'", "revision = 1 AND line_code = '5.01.02.2.01'", "stored 0 5.01.02.2.01: kolom unit"},
	{"plan_lines", "polarity = 'negatif'", "revision = 1 AND line_code = '5.01.02.2.01'", "stored 0 5.01.02.2.01: kolom polarity"},
	{"plan_figures", "target_value = '6'", "revision = 1 AND line_code = '5.01.02.2.01' AND slot = 1", "stored 0 5.01.02.2.01 target.q1: kolom target_value"},
	{"plan_figures", "budget_value = '41000000'", "revision = 1 AND line_code = '5.01.02.2.01' AND slot = 5", "stored 0 5.01.02.2.01 budget.year: kolom budget_value"},
	{"submissions", "sha256 = '" + hex64 + "'", "quarter = 2 AND revision = 2", "stored 2: kolom sha256"},
	{"submissions", "received_at = '2020-10-01 01:00:00'", "quarter = 2 AND revision = 2", "stored 2: kolom received_at"},
	{"realizations", "money_value = '9500009'", "quarter = 2 AND revision = 2 AND line_code = '5.01.02.2.01'", "stored 2 5.01.02.2.01 money.actual: kolom money_value"},
	{"realizations", "physical_value = '9'", "quarter = 1 AND revision = 1 AND line_code = '5.01.02.2.01'", "stored 1 5.01.02.2.01 physical.actual: kolom physical_value"},
	{"realizations", "money_cell = 'Z9'", "quarter = 1 AND line_code = '5.01.02.2.01'", "stored 1 5.01.02.2.01: kolom money_cell"},
	{"readings", "physical = 'begitu saja'", "quarter = 2 AND revision = 2", "stored 2 5.01.02.2.01: kolom physical"},
	{"submission_reasons", "reason = 'lain'", "quarter = 4", "stored 4: kolom reason"},
	{"todate_readings", "money_less = '1'", "quarter = 4", "stored 4 5.01.02.2.01: kolom money_less"},
	{"variances", "money_actual = '1'", "quarter = 1 AND line_code = '5.01.02.2.01'", "stored 1 5.01.02.2.01 money.actual: kolom money_actual"},
	{"variances", "physical_ytd_status = 'Tercapai'", "quarter = 4 AND line_code = '5.01.02.2.01'", "stored 4 5.01.02.2.01 physical_ytd.status: kolom physical_ytd_status"},
	{"variances", "predikat = 'Sangat Tinggi'", "quarter = 2 AND line_code = '5.01.02.2.03'", "stored 2 5.01.02.2.03 predikat: kolom predikat"},
	{"variances", "rest = REPLACE(rest, '\"Aggregation\":\"akumulatif\"', '\"Aggregation\":\"tetap\"')", "quarter = 1 AND line_code = '5.01.02.2.01'", "stored 1 5.01.02.2.01: kolom rest.Line.Aggregation"},
	{"results", "money_ytd_actual = '1'", "quarter = 4", "stored 4 totals.actual_ytd: kolom money_ytd_actual"},
	{"results", "plan_revision = 1", "quarter = 4", "stored 4: kolom plan_revision"},
	{"results", "stale = 1, money_actual = '1'", "quarter = 1", "stored 1: kolom stale"},
	{"results", "stale = 1, money_actual = '1'", "quarter = 1", "stored 1 totals.actual: kolom money_actual"},
	{"results", "status = 'Ditolak'", "quarter = 1", "stored 1 status: kolom status"},
	{"result_findings", "message = 'tidak apa-apa'", "quarter = 2 AND ord = 0", "stored 2"},
	{"agency_quarters", "status = 'Diterima'", "quarter = 4", "stored 4 status: kolom status"},
	{"agency_quarters", "late_days = 9", "quarter = 3", "stored 3: kolom late_days"},
	{"agency_quarters", "due_at = '2020-12-31 17:00:00'", "quarter = 3", "stored 3: kolom due_at"},
	{"closeouts", "money_actual = '1'", "quarter = 2", "stored 2 totals.actual: kolom money_actual"},
	{"amendments", "reason = 'begitu saja'", "quarter = 2 AND number = 1", "stored 2: kolom reason"},
	{"changes", "is_value = '1'", "quarter = 2 AND figure = 'money.actual' AND line_code = '5.01.02.2.01'", "stored 2 5.01.02.2.01: kolom is_value"},
	{"summaries", `card = REPLACE(card, '"Actual":"12000000"', '"Actual":"13000000"')`, "quarter = 1", "stored 1 totals.actual: kolom card.Quarter.Actual"},
	{"summaries", `card = REPLACE(card, '"Actual":"12000000"', '"Actual":"13000000"')`, "quarter = 1", "stored 1 totals.actual_ytd: kolom card.YTD.Actual"},
	{"summaries", `card = REPLACE(card, '"Status":"Ditutup"', '"Status":"Diterima"')`, "quarter = 1", "stored 1 status: kolom card.Standing.Status"},
	{"summaries", `card = REPLACE(card, '"Corrections":5', '"Corrections":0')`, "quarter = 3", "stored 3: kolom card.Corrections"},
	{"findings", "message = 'tidak apa-apa'", "drop_id = 5 AND ord = 0", "stored 2"},
	{"drops", "name = 'lain.xlsx'", "id = 1", "history 1"},
	{"drops", "outcome = 'accepted'", "outcome = 'returned'", "history 2"},
	{"withdrawals", "reason = 'lain'", "revision = 2", "history 3"},
	{"closings", "reason = 'lain'", "quarter = 1", "history 1"},
	{"history", "reason = 'lain'", "kind = 'withdrawn' AND revision = 2", "history 3"},
}

const hex64 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// TestVerifyFindsEdits: a value that is changed in the database is found at its place, and
// nothing else is said of it but by the history and the journal.
func TestVerifyFindsEdits(t *testing.T) {
	each(t, func(o *office) {
		storyOffice(o)
		o.clean("before")
		b := behind{o, dbtest.Behind(o.t, o.dsn)}
		for _, e := range edits {
			found := b.differingAfter(e.table, fmt.Sprintf("UPDATE %s SET %s WHERE %s", e.table, e.set, e.where))
			if !slices.ContainsFunc(found, func(d jobs.Difference) bool { return strings.HasPrefix(shortly(d), e.want) }) {
				o.t.Errorf("%s, %s: not found among %d", e.table, e.set, len(found))
			}
			for _, d := range found {
				if !strings.Contains(d.Place, "tabel "+e.table+",") && !strings.Contains(d.Place, "arsip/catatan/") && d.Kind != jobs.HistoryDiffers {
					o.t.Errorf("%s, %s: also %s (%s)", e.table, e.set, shortly(d), d.Place)
				}
			}
		}
		o.clean("afterwards")
		for _, table := range []struct{ name, column string }{{"results", "rest"}, {"amendments", "withdrawn"}} {
			found := b.differingAfter(table.name, fmt.Sprintf(`UPDATE %s SET %s = REPLACE(%[2]s, '"Recognised":0}}]', '"Recognised":3}}]')`, table.name, table.column))
			equal(o.t, "what "+table.name+" once kept of earlier reports by chance", len(found), 0)
		}
		broken := b.differingAfter("results", `UPDATE results SET rest = 'x' WHERE quarter = 4`)
		if len(broken) == 0 || broken[0].Kind != jobs.StoredDiffers || !strings.Contains(broken[0].Message, `"rest"`) {
			o.t.Errorf("a column that cannot be read: %+v", broken)
		}
		found := b.differingAfter("variances", `UPDATE variances SET money_actual = '1.5' WHERE quarter = 1 AND line_code = '5.01.02.2.01'`)
		equal(o.t, "in words", found[0].Message, "Triwulan I 2020, baris 5.01.02.2.01: Realisasi anggaran triwulan tersimpan Rp1,50, dari berkas asli Rp9.000.000.")
	})
}

// shortly is a difference in short: "stored 1 1.02 money.actual: kolom money_actual".
func shortly(d jobs.Difference) string {
	out := fmt.Sprint(d.Kind, " ", d.Period.Quarter)
	for _, s := range []string{d.Line, d.Figure} {
		if s != "" {
			out += " " + s
		}
	}
	if _, column, ok := strings.Cut(d.Place, ", kolom "); ok {
		out += ": kolom " + column
	}
	return out
}

// TestVerifyFindsRows: a row that is gone is found, and one that is added.
func TestVerifyFindsRows(t *testing.T) {
	each(t, func(o *office) {
		storyOffice(o)
		b := behind{o, dbtest.Behind(o.t, o.dsn)}
		for _, table := range []string{"plans", "plan_lines", "plan_figures", "plan_findings", "submissions", "submission_reasons", "realizations", "readings",
			"todate_readings", "drops", "findings", "results", "variances", "result_findings", "agency_quarters", "closeouts",
			"amendments", "changes", "withdrawals", "closings", "history"} {
			if found := b.differingAfter(table, `DELETE FROM `+table); !names(found, table) {
				o.t.Errorf("all rows of %s gone: %d found", table, len(found))
			}
		}
		for table, change := range map[string]string{
			"plan_lines":      `revision = revision, line_code = '9.99'`,
			"realizations":    `line_code = '5.01.02', ord = 99`,
			"variances":       `line_code = '9.99', ord = 99`,
			"result_findings": `ord = 99`,
			"closeouts":       `quarter = 4`,
			"withdrawals":     `quarter = 2, revision = 1`,
			"closings":        `quarter = 3`,
			"history":         `number = 999`,
			"summaries":       `quarter = 5`, // which no plan holds for
		} {
			b.exec(`CREATE TABLE added AS SELECT * FROM ` + table + ` LIMIT 1`)
			b.exec(`UPDATE added SET ` + change)
			if found := b.differingAfter(table, `INSERT INTO `+table+` SELECT * FROM added`); !names(found, table) {
				o.t.Errorf("a row more in %s: %v", table, found)
			}
			b.exec(`DROP TABLE added`)
		}
		o.clean("afterwards")
	})
}

// names: a difference names the table, or it is one that the history tells of.
func names(found []jobs.Difference, table string) bool {
	return slices.ContainsFunc(found, func(d jobs.Difference) bool {
		return strings.Contains(d.Place, "tabel "+table+",") || d.Kind == jobs.HistoryDiffers && slices.Contains([]string{"drops", "withdrawals", "closings", "history", "plans"}, table)
	})
}
