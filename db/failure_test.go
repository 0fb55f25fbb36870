package db_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"rekon/db"
	"rekon/db/dbtest"
	"rekon/reconcile"
)

// write is one of the writes of the package, for an agency with an accepted report
// and a run of its name, and what it answers.
type write struct {
	name string
	do   func(ctx context.Context, d *db.DB, s db.State) (any, error)
}

var writes = []write{
	{"Claim and Accept", func(ctx context.Context, d *db.DB, s db.State) (any, error) {
		a := acceptance(s, sampleReport(s.Plans[0], 1, 2))
		drop, err := claimed(ctx, d, s, a.Report.SHA256)
		if a.Drop = drop; err != nil {
			return nil, err
		}
		return number(d.Accept(ctx, a))
	}},
	{"Claim and Return", func(ctx context.Context, d *db.DB, s db.State) (any, error) {
		drop, err := claimed(ctx, d, s, hash)
		if err != nil {
			return nil, err
		}
		return number(d.Return(ctx, drop, nil))
	}},
	{"Claim, Duplicate and MarkDropPublished", func(ctx context.Context, d *db.DB, s db.State) (any, error) {
		drop, err := claimed(ctx, d, s, hash)
		if err != nil {
			return nil, err
		}
		if drop.ID, err = d.Duplicate(ctx, drop); err != nil {
			return nil, err
		}
		return nil, d.MarkDropPublished(ctx, drop, noon)
	}},
	{"SavePlan", func(ctx context.Context, d *db.DB, s db.State) (any, error) {
		p := samplePlan(s.Agency.Code, 3)
		p.Decree = "DPPA"
		return planAnswer(d.SavePlan(ctx, p, noon, due))
	}},
	{"SavePlan of a new agency", func(ctx context.Context, d *db.DB, s db.State) (any, error) {
		return planAnswer(d.SavePlan(ctx, samplePlan(s.Agency.Code+".new", 3), noon, due))
	}},
	{"CloseOut", func(ctx context.Context, d *db.DB, s db.State) (any, error) {
		return d.CloseOut(ctx, s.Agency.Code, quarter(1), noon, 3)
	}},
	{"Withdraw", func(ctx context.Context, d *db.DB, s db.State) (any, error) {
		w := withdrawal(1)
		w.Agency = s.Agency.Code
		return nil, d.Withdraw(ctx, w, db.Update{Agency: s.Agency.Code, Year: year, Version: s.Version})
	}},
	{"CloseQuarter", func(ctx context.Context, d *db.DB, s db.State) (any, error) {
		c := closing(1)
		c.Agency = s.Agency.Code
		return d.CloseQuarter(ctx, c)
	}},
	{"CloseQuarter and Reopen", func(ctx context.Context, d *db.DB, s db.State) (any, error) {
		c := closing(1)
		c.Agency = s.Agency.Code
		_, err := d.CloseQuarter(ctx, c)
		if err != nil {
			return nil, err
		}
		return d.Reopen(ctx, c)
	}},
	{"Remind, Next and Settle", func(ctx context.Context, d *db.DB, s db.State) (any, error) {
		m := db.Message{MessageID: s.Agency.Code, Kind: db.ReminderMessage, To: "a@b.id", Agency: s.Agency.Code, Period: quarter(2), QueuedAt: noon, GiveUpAt: noon}
		box := d.Outbox(s.Agency.Code, time.Hour)
		queued, err1 := d.Remind(ctx, s.Agency.Code, quarter(2), []db.Message{m})
		got, ok, err2 := box.Next(ctx, noon)
		got.State, got.Attempts, got.EndedAt, got.NextAt = db.Sent, 1, noon, time.Time{}
		return []any{len(queued), ok, got.Agency == s.Agency.Code}, errors.Join(err1, err2, box.Settle(ctx, got))
	}},
	{"BeginRun", func(ctx context.Context, d *db.DB, s db.State) (any, error) {
		return nil, d.BeginRun(ctx, db.Run{ID: s.Agency.Code + ".new", Job: "intake", Why: db.Asked, StartedAt: noon})
	}},
	{"EndRun", func(ctx context.Context, d *db.DB, s db.State) (any, error) {
		return nil, d.EndRun(ctx, db.Run{ID: s.Agency.Code, FinishedAt: noon, Outcome: db.Failed, Error: "teks", Taken: 2})
	}},
	{"ForgetRuns", func(ctx context.Context, d *db.DB, s db.State) (any, error) {
		return nil, d.ForgetRuns(ctx, s.Agency.Code, noon.Add(time.Hour), true)
	}},
	{"MarkResultPublished", func(ctx context.Context, d *db.DB, s db.State) (any, error) {
		p := db.Publication{Agency: s.Agency.Code, Period: quarter(1), Version: s.Version}
		return nil, d.MarkResultPublished(ctx, p, noon, hash)
	}},
	{"Republish", func(ctx context.Context, d *db.DB, s db.State) (any, error) {
		return nil, d.Republish(ctx, s.Agency.Code, quarter(1))
	}},
	{"SaveResults", func(ctx context.Context, d *db.DB, s db.State) (any, error) {
		u := acceptance(s, s.Reports[0]).Update
		u.Results[0].Totals.Capaian.Count = 77
		err := d.SaveResults(ctx, u)
		if errors.Is(err, db.ErrConflict) { // then the caller looks what is stored
			err = nil
		}
		return nil, err
	}},
}

// claimed is a drop of an agency on a claim of its holder.
func claimed(ctx context.Context, d *db.DB, s db.State, sha256 string) (db.Drop, error) {
	h := db.Holder{ID: s.Agency.Code, Lease: time.Minute}
	drop := db.Drop{Name: s.Agency.Code + "/baru.xlsx", SHA256: sha256, ReceivedAt: noon, DecidedAt: noon,
		Agency: s.Agency.Code, Period: quarter(1), Revision: 1, Holder: h.ID}
	_, err := d.Claim(ctx, h, noon, []db.Item{{Kind: db.InboxFile, Name: drop.Name}})
	return drop, err
}

// number is an answer that only has to be there.
func number(id int64, err error) (any, error) { return id > 0, err }

func planAnswer(revision int, changed bool, err error) (any, error) {
	return fmt.Sprint(revision, " ", changed), err
}

// prepared is an agency that the writes can be tried on.
func prepared(t *testing.T, d *db.DB, agency string) db.State {
	t.Helper()
	give(t, d, agency, 3)
	if err := d.BeginRun(t.Context(), db.Run{ID: agency, Job: agency, Why: db.Asked, StartedAt: noon}); err != nil {
		t.Fatal(err)
	}
	return state(t, d, agency)
}

// passing is what a second attempt may change: version and the numbers of drops.
var passing = regexp.MustCompile(` (version|id|drop_id|number|before_hash|hash)=\w+`)

// rowsOf are the rows that name an agency, which is called X.
func rowsOf(dump []string, agency string) (out []string) {
	for _, row := range dump {
		if strings.Contains(row, agency) && !strings.HasPrefix(row, "claims ") {
			out = append(out, strings.ReplaceAll(passing.ReplaceAllString(row, ""), agency, "X"))
		}
	}
	slices.Sort(out)
	return out
}

// TestCutAtEveryRequest cuts the connection at each request of each write in turn,
// before the server has it and after it has done it, the commit among them: the write
// answers and stores what it does undisturbed.
func TestCutAtEveryRequest(t *testing.T) {
	dsn := dbtest.MariaDB(t)
	direct := dbtest.Open(t, dsn)
	agencies := 0
	for _, w := range writes {
		t.Run(w.name, func(t *testing.T) {
			cut := map[string]string{} // where, by agency
			try := func(d *db.DB, where string) any {
				agencies++
				agency := fmt.Sprintf("OPD%03d", agencies)
				cut[agency] = where
				answer, err := w.do(t.Context(), d, prepared(t, direct, agency))
				if err != nil {
					t.Errorf("%s: %v", where, err)
				}
				return answer
			}
			calm := fmt.Sprintf("OPD%03d", agencies+1)
			want := try(direct, "undisturbed")
			for _, done := range []bool{false, true} {
				p := dbtest.NewProxy(t, dsn)
				d := open(t, p.DSN())
				for nth := 1; nth == 1 || p.Reached(); nth++ {
					p.CutAt(nth, done)
					where := fmt.Sprintf("cut at request %d, done: %v", nth, done)
					equal(t, where, try(d, where), want)
				}
			}
			if len(cut) < 8 {
				t.Errorf("only %d were tried", len(cut))
			}
			dump := dbtest.Dump(t, dsn)
			for agency, where := range cut {
				equal(t, where, rowsOf(dump, agency), rowsOf(dump, calm))
			}
		})
	}
}

// reads are those of the package, and what they answer.
var reads = []struct {
	name string
	do   func(context.Context, *db.DB) (any, error)
}{
	{"State", func(ctx context.Context, d *db.DB) (any, error) { return d.State(ctx, "BKPP", year) }},
	{"Result", func(ctx context.Context, d *db.DB) (any, error) {
		r, ok, err := d.Result(ctx, "BKPP", quarter(1))
		return r, errors.Join(err, missing(ok))
	}},
	{"LastSuccess", func(ctx context.Context, d *db.DB) (any, error) {
		r, ok, err := d.LastSuccess(ctx, "BKPP")
		return r, errors.Join(err, missing(ok))
	}},
	{"AgencyQuarters", func(ctx context.Context, d *db.DB) (any, error) { return d.AgencyQuarters(ctx, db.QuarterFilter{}) }},
	{"DueQuarters", func(ctx context.Context, d *db.DB) (any, error) { return d.DueQuarters(ctx, noon.AddDate(9, 0, 0)) }},
	{"PendingDrops", func(ctx context.Context, d *db.DB) (any, error) { return d.PendingDrops(ctx) }},
	{"DropsSince", func(ctx context.Context, d *db.DB) (any, error) { return d.DropsSince(ctx, noon.AddDate(-9, 0, 0)) }},
	{"Returns", func(ctx context.Context, d *db.DB) (any, error) { return d.Returns(ctx, noon.AddDate(-9, 0, 0)) }},
	{"Rivals", func(ctx context.Context, d *db.DB) (any, error) { return d.Rivals(ctx, db.Holder{ID: "another"}) }},
	{"Messages", func(ctx context.Context, d *db.DB) (any, error) { return d.Messages(ctx) }},
	{"CountMessages", func(ctx context.Context, d *db.DB) (any, error) { return d.CountMessages(ctx) }},
	{"IsFollowed", func(ctx context.Context, d *db.DB) (any, error) {
		return d.IsFollowed(ctx, db.Message{To: "a@b.id", Agency: "BKPP", Period: quarter(2)})
	}},
	{"Originals", func(ctx context.Context, d *db.DB) (any, error) { return d.Originals(ctx) }},
	{"SummaryStates", func(ctx context.Context, d *db.DB) (any, error) { return d.SummaryStates(ctx, db.QuarterFilter{}) }},
	{"Summaries", func(ctx context.Context, d *db.DB) (any, error) { return d.Summaries(ctx, quarter(1)) }},
	{"CheckSchema", func(ctx context.Context, d *db.DB) (any, error) { return d.Dialect(), d.CheckSchema(ctx) }},
}

func missing(ok bool) error {
	if !ok {
		return errors.New("there is none")
	}
	return nil
}

// readable is a database in which every read finds something.
func readable(t *testing.T, d *db.DB) {
	t.Helper()
	s := prepared(t, d, "BKPP")
	drop, err1 := claimed(t.Context(), d, s, hash)
	returned, err2 := d.Return(t.Context(), drop, nil)
	drop.ID, drop.Holder = returned, ""
	err3 := d.MarkDropPublished(t.Context(), drop, noon)
	letter := db.Message{MessageID: "x", Kind: db.ReminderMessage, To: "a@b.id", Agency: "BKPP", Period: quarter(2), QueuedAt: noon}
	toHead := letter
	toHead.MessageID, toHead.Kind = "y", db.PlanSummaryMessage
	_, err4 := d.Remind(t.Context(), "BKPP", quarter(2), []db.Message{letter, toHead})
	err := errors.Join(err1, err2, err3, err4,
		d.EndRun(t.Context(), db.Run{ID: "BKPP", Job: "BKPP", FinishedAt: noon, Outcome: db.Succeeded}),
		d.SaveSummary(t.Context(), db.Summary{Agency: "BKPP", Period: quarter(1), Stamp: "one", SHA256: hash}))
	if err != nil {
		t.Fatal(err)
	}
}

// TestReadsAreTriedAgain cuts the connection at each request of each read in turn, the
// commit among them: it answers as undisturbed.
func TestReadsAreTriedAgain(t *testing.T) {
	dsn := dbtest.MariaDB(t)
	direct := dbtest.Open(t, dsn)
	readable(t, direct)
	for _, r := range reads {
		want, err := r.do(t.Context(), direct)
		if v := reflect.ValueOf(want); err != nil || v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0 {
			t.Fatalf("%s: %v, %v", r.name, want, err)
		}
		for _, done := range []bool{false, true} {
			p := dbtest.NewProxy(t, dsn)
			d := open(t, p.DSN())
			for nth := 1; nth == 1 || p.Reached(); nth++ {
				p.CutAt(nth, done)
				got, err := r.do(t.Context(), d)
				if err != nil {
					t.Errorf("%s: cut at request %d, done: %v: %v", r.name, nth, done, err)
				}
				equal(t, fmt.Sprintf("%s: cut at request %d, done: %v", r.name, nth, done), got, want)
			}
		}
	}
}

// TestServerGone: what cannot reach the server is given up with an error that says so,
// what follows is not tried at all, and a database opened anew works once the server
// is back.
func TestServerGone(t *testing.T) {
	for name, disturb := range map[string]func(*dbtest.Proxy) (mend func()){
		"refused": func(p *dbtest.Proxy) func() {
			p.Down()
			return func() {
				if err := p.Up(); err != nil {
					t.Error(err)
				}
			}
		},
		"silent": (*dbtest.Proxy).Stall,
	} {
		t.Run(name, func(t *testing.T) {
			dsn := dbtest.MariaDB(t)
			prepared(t, dbtest.Open(t, dsn), "BKPP")
			p := dbtest.NewProxy(t, dsn)
			d, err := db.OpenHasty(t.Context(), p.DSN(), 200*time.Millisecond, 300*time.Millisecond)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = d.Close() })
			told := 0
			d.OnRetry = func(error) { told++ }
			mend := disturb(p)
			_, err = d.State(t.Context(), "BKPP", year)
			if !errors.Is(err, db.ErrUnavailable) || !strings.Contains(err.Error(), "reading BKPP 2020: the database is not available: is the server running? (") ||
				!strings.Contains(err.Error(), fmt.Sprintf("(tried %d times over ", told+1)) || told == 0 {
				t.Errorf("tried %d times again: %v", told, err)
			}
			told = 0
			if err := d.Republish(t.Context(), "BKPP", quarter(1)); !errors.Is(err, db.ErrUnavailable) || told > 0 {
				t.Errorf("at once: tried %d times again: %v", told, err)
			}
			mend()
			if err := open(t, p.DSN()).Republish(t.Context(), "BKPP", quarter(1)); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestServerComesBack: an operation outlasts a server that is away for a while.
func TestServerComesBack(t *testing.T) {
	dsn := dbtest.MariaDB(t)
	want := prepared(t, dbtest.Open(t, dsn), "BKPP")
	p := dbtest.NewProxy(t, dsn)
	d := open(t, p.DSN())
	tries := 0
	d.OnRetry = func(error) {
		if tries++; tries == 5 {
			if err := p.Up(); err != nil {
				t.Error(err)
			}
		}
	}
	p.Down()
	equal(t, "state", state(t, d, "BKPP"), want)
	if tries < 5 {
		t.Errorf("tried %d times again", tries)
	}
}

// TestStoppedWhileTrying: when the context ends nothing is tried again.
func TestStoppedWhileTrying(t *testing.T) {
	dsn := dbtest.MariaDB(t)
	dbtest.Open(t, dsn)
	p := dbtest.NewProxy(t, dsn)
	d := open(t, p.DSN())
	ctx, stop := context.WithCancel(t.Context())
	told := 0
	d.OnRetry = func(error) {
		told++
		stop()
	}
	p.Down()
	if err := d.Republish(ctx, "BKPP", reconcile.Period{Year: year, Quarter: 1}); !errors.Is(err, context.Canceled) || told != 1 {
		t.Errorf("tried %d times again: %v", told, err)
	}
}
