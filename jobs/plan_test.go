package jobs_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"rekon/db"
	"rekon/jobs"
	"rekon/jobs/smtptest"
	"rekon/reconcile"
	"rekon/xlsx"
)

// TestPlanRefused: what contradicts the import is not stored, and told whole.
func TestPlanRefused(t *testing.T) {
	eachPlanned(t, func(o *office) {
		cases := map[string]struct {
			data []byte
			in   jobs.PlanImport
			code reconcile.Code
		}{
			"another year":      {fixture(o.t, plan), jobs.PlanImport{Agency: "BKPP", Year: 2021, FromQuarter: 1}, reconcile.PeriodConflict},
			"another's name":    {fixture(o.t, plan), jobs.PlanImport{Agency: "DINKES", Year: 2020, FromQuarter: 1}, reconcile.AgencyConflict},
			"no workbook":       {[]byte("x"), jobs.PlanImport{Agency: "BKPP", Year: 2020, FromQuarter: 1}, reconcile.NotAWorkbook},
			"unreadable figure": {edited(o.t, fixture(o.t, plan), map[string]any{"PROGRAM KEGIATAN!G10": "12,x"}), jobs.PlanImport{Agency: "BKPP", Year: 2020, FromQuarter: 1}, reconcile.AmountUnreadable},
		}
		before := o.snapshot()
		for name, c := range cases {
			_, err := o.ImportPlan(o.t.Context(), "rencana.xlsx", c.data, c.in)
			var refused *jobs.RejectedPlan
			if !errors.As(err, &refused) {
				o.t.Errorf("%s: %v", name, err)
				continue
			}
			found := false
			for _, f := range refused.Findings {
				found = found || f.Code == c.code
			}
			equal(o.t, name, found, true)
		}
		equal(o.t, "stored", o.snapshot(), before)
	})
}

// TestAliases: a workbook may call its agency by a name from the settings.
func TestAliases(t *testing.T) {
	eachPlanned(t, func(o *office) {
		report := of(o.t, "KANTOR PEGAWAI DAERAH", fixture(o.t, tw1))
		o.drop("tw1.xlsx", report)
		equal(o.t, "unknown", outcomes(o.run()), []string{"tw1.xlsx returned"})
		o.Agencies = []xlsx.Known{{Agency: reconcile.Agency{Code: "BKPP"}, Aliases: []string{"KANTOR PEGAWAI DAERAH"}}}
		o.drop("tw1.xlsx", report)
		equal(o.t, "known", outcomes(o.run()), []string{"tw1.xlsx accepted 1"})
	})
}

// TestReadTime: a workbook that takes too long to read comes back.
func TestReadTime(t *testing.T) {
	eachPlanned(t, func(o *office) {
		o.ReadTime = time.Nanosecond
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		equal(o.t, "outcomes", outcomes(o.run()), []string{"tw1.xlsx returned"})
		equal(o.t, "why", o.rows("drops", "errors"), []string{"too-large"})
	})
}

// TestOpenQuarter: the entry workbooks put out are those of the quarter that is
// being reported, also when the year has turned.
func TestOpenQuarter(t *testing.T) {
	eachPlanned(t, func(o *office) {
		const folder = "templat/2020/BKPP"
		equal(o.t, "in April", o.files(folder), []string{"Realisasi BKPP 2020 TW1.xlsx"})
		for _, c := range []struct {
			at      time.Time
			quarter int
			ended   bool
		}{
			{time.Date(2020, 1, 1, 0, 0, 0, 0, reconcile.WIB), 1, false},
			{time.Date(2020, 4, 10, 23, 59, 59, 0, reconcile.WIB), 1, true},
			{time.Date(2020, 4, 11, 0, 0, 0, 0, reconcile.WIB), 2, false},
			{time.Date(2020, 12, 31, 16, 59, 59, 0, time.UTC), 4, false},
			{time.Date(2020, 12, 31, 17, 0, 0, 0, time.UTC), 4, true},
		} {
			o.now = c.at
			p := o.OpenQuarter(2020)
			equal(o.t, c.at.String(), p.Quarter, c.quarter)
			equal(o.t, c.at.String(), jobs.Ended(p, c.at), c.ended)
		}
		o.now = time.Date(2021, 1, 5, 9, 0, 0, 0, reconcile.WIB)
		o.run()
		equal(o.t, "in January", o.files(folder), []string{"Realisasi BKPP 2020 TW1.xlsx", "Realisasi BKPP 2020 TW4.xlsx"})
		o.now = time.Date(2021, 1, 11, 9, 0, 0, 0, reconcile.WIB)
		o.run()
		equal(o.t, "after that", len(o.files("templat")), 2)
	})
}

// TestPlanFromALaterQuarter: who has a plan from TW III on owes nothing for TW I and II:
// is not reminded, closed out or counted there, and nothing waits for it. A plan for the
// quarters before, imported later, opens them.
func TestPlanFromALaterQuarter(t *testing.T) {
	eachPlanned(t, func(o *office) {
		s := o.mailed(smtptest.Options{Plain: true})
		o.ReminderDays = []int{7}
		dinkes := of(o.t, "Dinas Kesehatan", fixture(o.t, plan))
		_, err := o.ImportPlan(o.t.Context(), "rencana.xlsx", dinkes, jobs.PlanImport{Agency: "DINKES", Year: 2020, FromQuarter: 3})
		if err != nil {
			o.t.Fatal(err)
		}
		equal(o.t, "entry workbooks", o.files("templat"), []string{"2020/BKPP/Realisasi BKPP 2020 TW1.xlsx"})
		equal(o.t, "reminded", o.reminded(), []string{"BKPP I 7ns staf@rekon.test"})
		o.drop("dinkes.xlsx", of(o.t, "Dinas Kesehatan", fixture(o.t, tw1)))
		o.drop("tw1.xlsx", fixture(o.t, tw1))
		equal(o.t, "outcomes", outcomes(o.run()), []string{"dinkes.xlsx returned", "tw1.xlsx accepted 1"})
		equal(o.t, "why", o.sorted("drops", "name", "errors")[0], "dinkes.xlsx plan-missing") // whichever was first
		o.now = night
		closed := "BKPP 1 " + string(o.standing(1).Status) + " 0"
		equal(o.t, "closed out", o.closeOut(), []string{closed})
		equal(o.t, "of the page", shown(o.read("hasil/index.html"))[1], "Dinas Kesehatan DINKES | Tanpa Rencana | –")
		if got := o.cells("hasil/2020/TW1/Ringkasan 2020 TW1.xlsx", "Ringkasan"); !strings.Contains(got, "1 dari 1 perangkat daerah sudah melapor") {
			o.t.Errorf("the overview:\n%s", got)
		}
		equal(o.t, "mailing", o.sendMail(), jobs.Mailing{Sent: 3, Superseded: 1})
		equal(o.t, "letters", len(s.Letters()), 3)
		for _, q := range o.summaryStates() {
			if q.Period.Quarter == 1 && q.Stamp == "" {
				o.t.Errorf("%s waits for its summary", q.Agency.Code)
			}
		}

		o.importPlan(dinkes, "DINKES")
		equal(o.t, "closed out once its plan is there", o.closeOut(), []string{"DINKES 1 Belum Lapor 1"})
		o.drop("dinkes.xlsx", of(o.t, "Dinas Kesehatan", fixture(o.t, tw1)))
		equal(o.t, "outcomes", outcomes(o.run()), []string{"dinkes.xlsx accepted 1"})
	})
}

func (o *office) summaryStates() []db.SummaryState {
	o.t.Helper()
	states, err := o.DB.SummaryStates(o.t.Context(), db.QuarterFilter{})
	if err != nil {
		o.t.Fatal(err)
	}
	return states
}
