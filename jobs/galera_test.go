package jobs_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/google/go-cmp/cmp"

	"rekon/db"
	"rekon/db/dbtest"
	"rekon/jobs"
	"rekon/reconcile"
)

// TestGalera: several workers on a cluster of three nodes, any of which may answer.
func TestGalera(t *testing.T) {
	t.Parallel()
	c := dbtest.Galera(t)
	dbtest.Open(t, c.DSN()) // migrates by way of HAProxy
	t.Run("crowd", func(t *testing.T) {
		crowd{agencies: 3, revisions: 8, workers: 3, kills: 1}.run(t, c)
	})
	t.Run("what one node took another knows", func(t *testing.T) { readYourWrites(t, c) })
	t.Run("one plan after the other", func(t *testing.T) { samePlanOnAllNodes(t, c) })
	t.Run("not ready", func(t *testing.T) { notReady(t, c) })
}

// readYourWrites ends on one node each run that was begun on another.
func readYourWrites(t *testing.T, c *dbtest.Cluster) {
	nodes := onNodes(t, c)
	for i := range 60 {
		run := db.Run{ID: fmt.Sprint("run ", i), Job: "intake", Why: db.Asked, StartedAt: april, FinishedAt: april, Outcome: db.Failed}
		if err := nodes[i%3].BeginRun(t.Context(), run); err != nil {
			t.Fatal(err)
		}
		if err := nodes[(i+1)%3].EndRun(t.Context(), run); err != nil {
			t.Fatal(err)
		}
	}
}

// onNodes opens the database on each node, past HAProxy.
func onNodes(t *testing.T, c *dbtest.Cluster) (nodes []*db.DB) {
	t.Helper()
	for n := range dbtest.Nodes {
		d, err := db.Open(t.Context(), c.NodeDSN(n))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = d.Close() })
		nodes = append(nodes, d)
	}
	return nodes
}

// samePlanOnAllNodes has all nodes store plans of one agency at once. What they do not
// know of each other shows when they commit: all but one are undone and try again, and
// each plan becomes one revision.
func samePlanOnAllNodes(t *testing.T, c *dbtest.Cluster) {
	const each = 10
	var told tally
	var work sync.WaitGroup
	revisions := make([]atomic.Int64, 1+each*dbtest.Nodes)
	for n, d := range onNodes(t, c) {
		d.OnRetry = told.count
		work.Go(func() {
			for i := range each {
				p := reconcile.Plan{Agency: reconcile.Agency{Code: "DINKES", Name: "Dinas Kesehatan"}, Year: 2020, FromQuarter: 1,
					SHA256: strings.Repeat("0", 64), Decree: fmt.Sprint("SK ", n, " ", i)}
				due := func(p reconcile.Period) time.Time { return reconcile.Due(p, reconcile.DefaultRules()) }
				revision, changed, err := d.SavePlan(t.Context(), p, april, due)
				if err != nil || !changed {
					t.Error(changed, err)
					return
				}
				revisions[revision].Add(1)
			}
		})
	}
	work.Wait()
	for r := 1; r < len(revisions); r++ {
		if n := revisions[r].Load(); n != 1 {
			t.Errorf("revision %d was given %d times", r, n)
		}
	}
	faults, err := onNodes(t, c)[0].HistoryFaults(t.Context())
	if err != nil || len(faults) > 0 {
		t.Error("the history is not whole:", faults, err)
	}
	t.Log("tried again after", told.String())
	if told.of(1213) == 0 {
		t.Error("no two nodes were in each other's way: the test shows nothing")
	}
}

// notReady cuts a node off from the others: who speaks to it is answered 1047, and
// succeeds once it is back.
func notReady(t *testing.T, c *dbtest.Cluster) {
	d := onNodes(t, c)[2]
	var told tally
	d.OnRetry = func(err error) {
		told.count(err)
		if told.of(1047) == 3 {
			c.Do(2, `SET GLOBAL wsrep_provider_options = 'gmcast.isolate=0'`)
		}
	}
	c.Do(2, `SET GLOBAL wsrep_provider_options = 'gmcast.isolate=1'`)
	c.AwaitStatus(2, "wsrep_ready", "OFF")
	run := db.Run{ID: "cut off", Job: "intake", Why: db.Asked, StartedAt: april}
	if err := d.BeginRun(t.Context(), run); err != nil {
		t.Error(err)
	}
	t.Log("tried again after", told.String())
	if told.of(1047) < 3 {
		t.Error("the node was ready all the time: the test shows nothing")
	}
	c.AwaitSynced(2)
}

// tally counts errors by their number; 0 is a connection that was lost.
type tally struct {
	mu sync.Mutex
	n  map[uint16]int
}

func (t *tally) count(err error) {
	var e *mysql.MySQLError
	number := uint16(0)
	if errors.As(err, &e) {
		number = e.Number
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.n == nil {
		t.n = map[uint16]int{}
	}
	t.n[number]++
}

func (t *tally) of(number uint16) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.n[number]
}

func (t *tally) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return fmt.Sprint(t.n)
}

// crowd is a folder of reports, the workers over it, and how often a node is killed
// meanwhile.
type crowd struct {
	agencies, revisions, workers, kills int
}

func (w crowd) agency(i int) string { return fmt.Sprintf("OPD%d", i+1) }

// fill imports the plans and drops the reports: revisions of one quarter of each agency
// in turn, and with each turn a workbook that cannot be taken and one that was there.
func (w crowd) fill(o *office) {
	o.t.Helper()
	var first [][]byte
	for a := range w.agencies {
		name := "Badan " + w.agency(a)
		o.importPlan(of(o.t, name, fixture(o.t, plan)), w.agency(a))
		first = append(first, of(o.t, name, fixture(o.t, tw1)))
	}
	for r := range w.revisions {
		for a, report := range first {
			o.drop(fmt.Sprintf("%s/laporan %03d.xlsx", w.agency(a), r+1), edited(o.t, report, map[string]any{spent: 1000*a + r + 1}))
		}
		o.drop(fmt.Sprintf("rusak %03d.xlsx", r+1), fmt.Appendf(nil, "rusak %d", r))
		o.drop(fmt.Sprintf("salinan %03d.xlsx", r+1), edited(o.t, first[0], map[string]any{spent: 1}))
	}
}

func (w crowd) files() int { return w.revisions * (w.agencies + 2) }

// calm is the crowd's office after one worker has done all of it on SQLite.
func (w crowd) calm(t *testing.T) *office {
	t.Helper()
	dsn := dbtest.SQLite(t)
	dbtest.Open(t, dsn)
	o := openOffice(t, dsn, t.TempDir())
	if err := o.Prepare(); err != nil {
		t.Fatal(err)
	}
	w.fill(o)
	o.run()
	equal(t, "inbox of the undisturbed", o.files("masuk"), nil)
	return o
}

// run has the workers take the folder while a node is killed and comes back, and
// compares what they leave with what one undisturbed worker leaves.
func (w crowd) run(t *testing.T, c *dbtest.Cluster) {
	calm := w.calm(t)
	o := openOffice(t, c.DSN(), t.TempDir())
	if err := o.Prepare(); err != nil {
		t.Fatal(err)
	}
	w.fill(o)
	var told tally
	var stored, troubled atomic.Int64
	var work, nature sync.WaitGroup
	disturb := make(chan struct{}, 2*w.kills)
	nature.Go(func() { w.disturb(t, c, disturb) })
	for i := range w.workers {
		worker := openOffice(t, c.DSN(), o.dir)
		worker.Settle, worker.Sleep, worker.DB.OnRetry = 10*time.Millisecond, jobs.Sleep, told.count
		worker.StopAt(func(point string) error {
			if point != "stored" {
				return nil
			}
			step := w.files() / (2*w.kills + 1)
			if n := int(stored.Add(1)); n%step == 0 && n/step <= 2*w.kills {
				disturb <- struct{}{}
			}
			return nil
		})
		work.Go(func() {
			for range 60 {
				_, err := worker.Run(t.Context())
				if err == nil && len(worker.files("masuk")) == 0 {
					return
				}
				if err != nil {
					troubled.Add(1)
					t.Logf("worker %d: %v", i+1, err)
					time.Sleep(time.Second) // until its schedule's next time
				}
			}
			t.Errorf("worker %d does not come to an end", i+1)
		})
	}
	work.Wait()
	close(disturb)
	nature.Wait()
	o.run()
	t.Logf("%d files, %d workers, %d troubled passes, tried again after %s", w.files(), w.workers, troubled.Load(), told.String())
	for n := range dbtest.Nodes {
		c.AwaitSynced(n)
	}
	o.dsn = c.NodeDSN(0)
	w.compare(o, calm)
	for n := 1; n < dbtest.Nodes; n++ {
		if diff := cmp.Diff(dbtest.Dump(t, c.NodeDSN(0)), dbtest.Dump(t, c.NodeDSN(n))); diff != "" {
			t.Errorf("node %d holds something else than node 1: %s", n+1, diff)
		}
	}
}

// disturb kills a node when told to, and starts it again the next time; each time
// another one.
func (w crowd) disturb(t *testing.T, c *dbtest.Cluster, told <-chan struct{}) {
	for n := 1; ; n++ {
		if _, more := <-told; !more {
			return
		}
		for other := range dbtest.Nodes { // two of three must be left
			c.AwaitSynced(other)
		}
		t.Logf("node %d is killed while it serves %s", 1+n%dbtest.Nodes, c.Status(n%dbtest.Nodes, "Threads_connected"))
		c.Kill(n % dbtest.Nodes)
		<-told
		c.Start(n % dbtest.Nodes)
	}
}

// compare: every file has the outcome that it has undisturbed and no other, the figures
// are the same, and so are all files on the share.
func (w crowd) compare(o, calm *office) {
	o.t.Helper()
	equal(o.t, "inbox", o.files("masuk"), nil)
	equal(o.t, "outcomes", o.sorted("drops", "outcome", "agency", "revision", "sha256"), calm.sorted("drops", "outcome", "agency", "revision", "sha256"))
	equal(o.t, "not published", o.unpublished(), 0)
	for a := range w.agencies {
		p := reconcile.Period{Year: 2020, Quarter: 1}
		got, _, err := o.DB.Result(o.t.Context(), w.agency(a), p)
		want, _, err2 := calm.DB.Result(calm.t.Context(), w.agency(a), p)
		if err := errors.Join(err, err2); err != nil {
			o.t.Error(err)
		}
		equal(o.t, "figures of "+w.agency(a), got, want)
	}
	equal(o.t, "files", o.shared(), calm.shared())
	o.whole()
}

// shared are the files on the share with what they hold. The status page tells when it was
// written, and receipts for what was there bear numbers that nodes give with gaps.
func (o *office) shared() map[string]string {
	o.t.Helper()
	s := o.snapshot()
	s.forgetDrafts()
	files := s.Files
	for name := range files {
		if strings.HasSuffix(name, "index.html") || strings.Contains(name, "no. N") {
			files[name] = ""
		}
	}
	return files
}

// unpublished is how many drops and results wait for their effects.
func (o *office) unpublished() int {
	o.t.Helper()
	drops, err := o.DB.PendingDrops(o.t.Context())
	results, err2 := o.DB.PendingResults(o.t.Context())
	if err := errors.Join(err, err2); err != nil {
		o.t.Fatal(err)
	}
	return len(drops) + len(results)
}
