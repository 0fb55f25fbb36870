package db_test

import (
	"testing"
	"time"

	"rekon/db"
	"rekon/db/dbtest"
	"rekon/reconcile"
)

func returned() db.Drop {
	return db.Drop{
		Name: "bkpp/tw1 (2).xlsx", SHA256: hash, ReceivedAt: noon, DecidedAt: noon.Add(time.Second),
		Agency: "BKPP", Period: quarter(1), Findings: []reconcile.Finding{
			{Code: reconcile.LineDuplicate, Source: reconcile.Source{File: "tw1 (2).xlsx", SHA256: hash, Sheet: "A", Cell: "B7"}, Message: "dua kali 😀"},
			{Code: reconcile.HiddenRows},
		},
	}
}

func TestDropsWaitUntilPublished(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, a := give(t, d, "BKPP", 1)
		back, same := returned(), db.Drop{Name: "x", SHA256: a.Report.SHA256, ReceivedAt: noon, DecidedAt: noon, Agency: "BKPP", Period: quarter(1), Revision: 1}
		backID, err := d.Return(t.Context(), back, nil)
		if err != nil {
			t.Fatal(err)
		}
		sameID, err := d.Duplicate(t.Context(), same)
		if err != nil {
			t.Fatal(err)
		}
		unknown := db.Drop{Name: "gambar.xlsx", SHA256: hash, ReceivedAt: noon, DecidedAt: noon}
		if _, err := d.Return(t.Context(), unknown, nil); err != nil {
			t.Fatal(err)
		}
		got, err := d.PendingDrops(t.Context())
		if err != nil || len(got) != 4 {
			t.Fatal(len(got), err)
		}
		accepted := a.Drop
		accepted.Outcome, accepted.Agency, accepted.Period, accepted.Revision = db.Accepted, "BKPP", quarter(1), 1
		accepted.Findings = a.Report.Findings
		back.Outcome, same.Outcome, unknown.Outcome = db.Returned, db.Duplicate, db.Returned
		for i, want := range []db.Drop{accepted, back, same, unknown} {
			want.ID = got[i].ID
			want.ReceivedAt, want.DecidedAt = want.ReceivedAt.Truncate(time.Microsecond), want.DecidedAt.Truncate(time.Microsecond)
			equal(t, "drop", got[i], want)
		}
		for _, id := range []int64{got[0].ID, backID, sameID} {
			if err := d.MarkDropPublished(t.Context(), db.Drop{ID: id}, noon); err != nil {
				t.Error(err)
			}
		}
		if got, err := d.PendingDrops(t.Context()); err != nil || len(got) != 1 || got[0].Name != unknown.Name {
			t.Errorf("pending: %v %v", got, err)
		}
		given, err := d.Returns(t.Context(), noon)
		if err != nil || len(given) != 1 || given[0].ID != backID || given[0].Agency != "BKPP" || given[0].Period != quarter(1) {
			t.Errorf("given back: %v %v", given, err)
		}
		if given, err = d.Returns(t.Context(), noon.Add(time.Second)); err != nil || len(given) > 0 {
			t.Errorf("given back since: %v %v", given, err)
		}
		if err := d.MarkDropPublished(t.Context(), db.Drop{ID: 4711}, noon); err == nil {
			t.Error("a drop that does not exist was marked")
		}
	})
}

// TestReturnedStanding: what was given back shows only where nothing was accepted.
func TestReturnedStanding(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, a := give(t, d, "BKPP", 1)
		rejected := func(q int) *db.AgencyQuarter {
			return &db.AgencyQuarter{Agency: reconcile.Agency{Code: "BKPP", Name: "Badan BKPP"}, Period: quarter(q), Status: reconcile.Ditolak,
				Due: due(quarter(q)), ReceivedAt: noon.Truncate(time.Microsecond), LateDays: 1, Errors: 4, Warnings: 5}
		}
		for q := 1; q <= 2; q++ {
			if _, err := d.Return(t.Context(), returned(), rejected(q)); err != nil {
				t.Fatal(err)
			}
		}
		s := state(t, d, "BKPP")
		equal(t, "accepted before", s.Quarters[0], a.Quarters[0])
		equal(t, "nothing accepted", s.Quarters[1], *rejected(2))
		elsewhere := *rejected(1)
		elsewhere.Agency.Code = "TANPA RENCANA"
		if _, err := d.Return(t.Context(), returned(), &elsewhere); err != nil {
			t.Errorf("an agency without a plan: %v", err)
		}
	})
}

func TestSubmissionByHash(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, a := give(t, d, "BKPP", 1)
		find := func(sha256 string) (db.Submission, bool) {
			s, ok, err := d.SubmissionByHash(t.Context(), sha256)
			if err != nil {
				t.Fatal(err)
			}
			s.Drop = 0
			return s, ok
		}
		if _, ok := find(hash); ok {
			t.Error("bytes that never came are found")
		}
		want := db.Submission{Agency: "BKPP", Period: quarter(1), Revision: 1, Latest: true, File: a.Report.File,
			SHA256: a.Report.SHA256, ReceivedAt: a.Report.ReceivedAt, PlanRevision: 1}
		got, _ := find(a.Report.SHA256)
		equal(t, "submission", got, want)
		accept(t, d, acceptance(state(t, d, "BKPP"), sampleReport(p, 1, 2)))
		want.Latest = false
		got, _ = find(a.Report.SHA256)
		equal(t, "replaced", got, want)
	})
}
