package main

import (
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"rekon/config"
	"rekon/db"
	"rekon/db/dbtest"
	"rekon/jobs"
)

// startListening starts the worker, and gives where it answers.
func (w *worker) startListening() (address string) {
	w.t.Helper()
	w.start("--listen", "127.0.0.1:0")
	w.until("it listens", func() bool { return w.saidTimes("listening") == 1 && w.saidTimes("started") == 1 })
	data, err := os.ReadFile(w.office + "/log")
	must(w.t, err)
	for line := range strings.Lines(string(data)) {
		var l struct{ Msg, Address string }
		must(w.t, json.Unmarshal([]byte(line), &l))
		if l.Msg == "listening" {
			return "http://" + l.Address
		}
	}
	return ""
}

func fetch(t *testing.T, url string) (status int, body string) {
	t.Helper()
	answer, err := http.Get(url)
	must(t, err)
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	must(t, err)
	return answer.StatusCode, string(data)
}

// measures waits until the metrics hold all the lines.
func (w *worker) measures(address string, lines ...string) {
	w.t.Helper()
	var last string
	defer func() {
		if w.t.Failed() {
			w.t.Log(last)
		}
	}()
	w.until(strings.Join(lines, ", "), func() bool {
		_, last = fetch(w.t, address+"/metrics")
		for _, l := range lines {
			if !strings.Contains(last, "\n"+l+"\n") {
				return false
			}
		}
		return true
	})
}

// TestServeListens: who watches over the worker learns whether it lives, whether it
// can reach what it needs, and what it did; also after it began anew.
func TestServeListens(t *testing.T) {
	t.Parallel()
	w := newServing(t)
	at := w.startListening()
	if status, body := fetch(t, at+"/healthz"); status != 200 || body != "ok\n" {
		t.Errorf("healthz: %d %q", status, body)
	}
	if status, body := fetch(t, at+"/readyz"); status != 200 || body != "database: ok\nshare: ok\n" {
		t.Errorf("readyz: %d %q", status, body)
	}
	w.drop("tw1.xlsx", "realisasi-tw1-tunggal.xlsx")
	w.drop("x.xlsx", "rencana-aksi-2020.xlsx")
	w.measures(at, `rekon_files_total{outcome="accepted",reason=""} 1`, `rekon_files_total{outcome="returned",reason="not-a-realization"} 1`,
		`rekon_agencies_unreported{quarter="1",year="2020"} 0`, `rekon_agencies_unreported{quarter="2",year="2020"} 1`,
		`rekon_stage_duration_seconds_count{stage="variance"} 1`, `rekon_inbox_files 0`, `rekon_inbox_oldest_file_age_seconds 0`,
		`rekon_reachable{what="database"} 1`, `rekon_reachable{what="share"} 1`)
	_, metrics := fetch(t, at+"/metrics")
	t.Run("promtool", func(t *testing.T) { promtool(t, metrics, "check", "metrics") })

	must(t, os.Rename(w.office+"/share", w.office+"/away"))
	if status, body := fetch(t, at+"/readyz"); status != 503 || !strings.Contains(body, "database: ok\nshare: NOT REACHED: ") {
		t.Errorf("readyz without the share: %d %q", status, body)
	}
	w.measures(at, `rekon_reachable{what="share"} 0`)
	must(t, os.Rename(w.office+"/away", w.office+"/share"))
	must(t, os.Rename(w.office+"/rekon.db", w.office+"/away.db"))
	if status, body := fetch(t, at+"/readyz"); status != 503 || !strings.Contains(body, "database: NOT REACHED: ") || !strings.HasSuffix(body, "share: ok\n") {
		t.Errorf("readyz without the database: %d %q", status, body)
	}
	w.drop("menunggu.xlsx", "realisasi-tw2-lebar.xlsx") // it is seen to wait, though no pass gets that far
	w.measures(at, `rekon_inbox_files 1`, `rekon_reachable{what="database"} 0`)
	if status, _ := fetch(t, at+"/healthz"); status != 200 {
		t.Errorf("healthz: %d", status)
	}
	must(t, os.Rename(w.office+"/away.db", w.office+"/rekon.db"))
	w.measures(at, `rekon_inbox_files 0`, `rekon_agencies_unreported{quarter="2",year="2020"} 0`)
	must(t, w.stop())
	if _, err := http.Get(at + "/healthz"); err == nil {
		t.Error("it still answers")
	}
	must(t, os.WriteFile(w.office+"/rekon.yaml", []byte("schedule: {intake: '0 0 1 1 *', close_out: none}\n"), 0o600))
	must(t, os.Rename(w.office+"/share", w.office+"/away")) // so that no run succeeds
	at = w.startListening()
	w.until("the success before is known", func() bool {
		_, metrics := fetch(t, at+"/metrics")
		return strings.Contains(metrics, "\nrekon_job_last_success_timestamp_seconds{name=\"intake\"} 1.")
	})
	must(t, w.stop())
}

// TestServeAddress: an address that is taken or is none ends it before it works.
func TestServeAddress(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer taken.Close()
	w := newServing(t)
	w.drop("tw1.xlsx", "realisasi-tw1-tunggal.xlsx")
	for address, want := range map[string]int{taken.Addr().String(): exitFailed, "127.0.0.1": exitUsage, "127.0.0.1:70000": exitUsage, ":": exitUsage} {
		c := exec.Command(rekonBinary, "serve", "--listen", address)
		c.Dir = w.office
		said, err := c.CombinedOutput()
		var ended *exec.ExitError
		if !errors.As(err, &ended) || ended.ExitCode() != want || !strings.HasPrefix(string(said), "rekon: serve: --listen ") {
			t.Errorf("%s: %v: %s", address, err, said)
		}
	}
	if w.found("masuk/*") != 1 || w.runs() != 0 {
		t.Error("it worked")
	}
}

// TestServeDatabaseHangs: a database server that takes calls and never answers holds up
// neither those who ask nor the end.
func TestServeDatabaseHangs(t *testing.T) {
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer silent.Close()
	var calls atomic.Int64
	go func() {
		for {
			conn, err := silent.Accept()
			if err != nil {
				return
			}
			calls.Add(1)
			go func() { _, _ = io.Copy(io.Discard, conn) }()
		}
	}()
	w := newServing(t)
	must(t, os.WriteFile(w.office+"/rekon.yaml", []byte("schedule: {intake: '0 0 1 1 *', close_out: none}\ndatabase: mysql://a:b@"+silent.Addr().String()+"/c\n"), 0o600))
	at := w.startListening()
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if status, body := fetch(t, at+"/readyz"); status != 503 || !strings.HasPrefix(body, "database: NOT REACHED: ") || !strings.HasSuffix(body, "share: ok\n") {
				t.Errorf("%d %q", status, body)
			}
		})
	}
	all.Wait()
	if n := calls.Load(); n > 10 {
		t.Errorf("the database was called %d times", n)
	}
	must(t, w.stop())
}

// TestRetriesAreCounted: what the database has to be asked again is seen in the metrics.
func TestRetriesAreCounted(t *testing.T) {
	a := &app{metrics: jobs.NewMetrics("test")}
	database := &db.DB{}
	a.newJob(config.Default(), database)
	database.OnRetry(errors.New("deadlock"))
	out := httptest.NewRecorder()
	a.metrics.Handler().ServeHTTP(out, httptest.NewRequest("GET", "/metrics", nil))
	if !strings.Contains(out.Body.String(), "\nrekon_database_retries_total 1\n") {
		t.Error(out.Body)
	}
}

// TestServeKeepsThePassword of the database to itself, be it right or wrong.
func TestServeKeepsThePassword(t *testing.T) {
	const password = "SandiRahasia42"
	server := strings.TrimPrefix(dbtest.MariaDB(t), "mysql://root@/")
	schema, socket, _ := strings.Cut(server, "?socket=")
	admin, err := sql.Open("mysql", "root@unix("+socket+")/")
	must(t, err)
	user := func(statements ...string) {
		for _, s := range statements {
			_, err := admin.Exec(s)
			must(t, err)
		}
	}
	t.Cleanup(func() {
		user("DROP USER 'sandi'@'localhost'")
		must(t, admin.Close())
	})
	user("CREATE USER 'sandi'@'localhost' IDENTIFIED BY '"+password+"'", "GRANT ALL ON "+schema+".* TO 'sandi'@'localhost'")
	w := &worker{t: t, office: t.TempDir()}
	settings := "settle: 0s\nschedule: {intake: '* * * * * *', close_out: none}\ndatabase: mysql://sandi:" + password + "@/" + server + "\n"
	must(t, os.WriteFile(w.office+"/rekon.yaml", []byte(settings), 0o600))
	w.rekon("init")

	at := w.startListening()
	w.measures(at, `rekon_reachable{what="database"} 1`)
	user("ALTER USER 'sandi'@'localhost' IDENTIFIED BY 'another'")
	w.until("it is turned away", func() bool { return w.saidTimes("could not; it is tried again at its next time") > 0 }) // each of its jobs says so
	status, body := fetch(t, at+"/readyz")
	if status != 503 || !strings.Contains(body, "Access denied") {
		t.Errorf("readyz: %d %q", status, body)
	}
	_, metrics := fetch(t, at+"/metrics")
	must(t, w.stop())
	log, err := os.ReadFile(w.office + "/log")
	must(t, err)
	if strings.Contains(string(log)+body+metrics, password) {
		t.Errorf("%s%s", log, body)
	}
}

// promtool has Prometheus itself check what is meant for it.
func promtool(t *testing.T, input string, args ...string) {
	t.Helper()
	if _, err := exec.LookPath("promtool"); err != nil && os.Getenv("REKON_REQUIRE_PROMETHEUS") != "1" {
		t.Skip("promtool not found: not run")
	}
	c := exec.Command("promtool", args...)
	c.Stdin = strings.NewReader(input)
	if said, err := c.CombinedOutput(); err != nil || strings.Contains(string(said), "error") {
		t.Errorf("promtool %v: %v\n%s", args, err, said)
	}
}
