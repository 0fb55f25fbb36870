package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"rekon/jobs/smtptest"
)

// mailOffice is an office that sends by a server, with its password in the environment.
func mailOffice(t *testing.T, s *smtptest.Server) *worker {
	t.Helper()
	w := &worker{t: t, office: t.TempDir()}
	must(t, os.WriteFile(w.office+"/ca.pem", s.Certificate(), 0o600))
	t.Setenv("SSL_CERT_FILE", w.office+"/ca.pem")
	t.Setenv("REKON_MAIL_PASSWORD", "rahasia")
	must(t, os.WriteFile(w.office+"/rekon.yaml", fmt.Appendf(nil, `settle: 0s
schedule: {intake: '* * * * * *', mail: '* * * * * *', close_out: none, reminder: none, stop_within: 5m}
mail: {server: "%s:%d", user: rekon, from: rekon <rekon@example.test>, administrator: admin@example.test}
agencies:
  - {code: BKPP, name: Badan Kepegawaian, recipients: [staf@example.test], head_mail: [kepala@example.test]}
`, s.Host, s.Port), 0o600))
	w.rekon("init")
	w.rekon("plan", "import", fixturePath(t, "rencana-aksi-2020.xlsx"), "--agency", "BKPP", "--year", "2020")
	return w
}

// arrived are recipients and subjects, sorted.
func arrived(s *smtptest.Server) (out []string) {
	for _, l := range s.Letters() {
		out = append(out, l.To+" "+l.Header.Get("Subject"))
	}
	slices.Sort(out)
	return out
}

// TestNotify: the program as it is shipped sends over STARTTLS, with a password that
// neither the settings nor the output hold, and says what it did.
func TestNotify(t *testing.T) {
	s := smtptest.Start(t, smtptest.Options{User: "rekon", Password: "rahasia", Answer: func(to string, nth int) smtptest.Answer {
		switch {
		case to == "admin@example.test":
			return smtptest.RejectRecipient
		case nth == 1:
			return smtptest.DeferRecipient
		}
		return smtptest.Accept
	}})
	w := mailOffice(t, s)
	w.drop("tw1.xlsx", "realisasi-tw1-tunggal.xlsx")
	w.rekon("run")
	w.drop("x.xlsx", "rencana-aksi-2020.xlsx")
	notify := func(args ...string) string {
		t.Helper()
		c := exec.Command(rekonBinary, append([]string{"notify", "--json"}, args...)...)
		c.Dir, c.Stderr = w.office, os.Stderr
		out, _ := c.Output()
		return strings.Join(strings.Fields(string(out)), " ")
	}
	if got, want := notify(), `{ "sent": 0, "deferred": 1, "given_up": 0, "superseded": 0 }`; got != want {
		t.Errorf("first: %s, want %s", got, want)
	}
	run := exec.Command(rekonBinary, "run")
	run.Dir = w.office
	if _, err := run.Output(); run.ProcessState.ExitCode() != 3 {
		t.Fatal(err)
	}
	if got, want := notify("--again"), `{ "sent": 1, "deferred": 0, "given_up": 1, "superseded": 0 }`; got != want {
		t.Errorf("again: %s, want %s", got, want)
	}
	if got, want := arrived(s), []string{"staf@example.test Diterima: laporan BKPP Triwulan I 2020, revisi 1"}; !slices.Equal(got, want) {
		t.Errorf("arrived %q, want %q", got, want)
	}
	var left []struct {
		To, State string
		LastError string `json:"last_error"`
	}
	if err := json.Unmarshal([]byte(notify("--dry-run")), &left); err != nil || len(left) != 1 || left[0].To != "admin@example.test" ||
		left[0].State != "gagal" || !strings.Contains(left[0].LastError, "no such mailbox") {
		t.Errorf("left %+v, %v", left, err)
	}
}

// TestServeSends: the worker sends by itself; one server that says nothing any more
// holds up no intake, and telling the worker to stop does not lose the letter.
func TestServeSends(t *testing.T) {
	s := smtptest.Start(t, smtptest.Options{User: "rekon", Password: "rahasia", Answer: func(_ string, nth int) smtptest.Answer {
		if nth == 2 {
			return smtptest.Stall
		}
		return smtptest.Accept
	}})
	w := mailOffice(t, s)
	w.start()
	w.drop("tw1.xlsx", "realisasi-tw1-tunggal.xlsx")
	w.until("a letter arrived", func() bool { return len(s.Letters()) == 1 })
	w.drop("tw2.xlsx", "realisasi-tw2-lebar.xlsx")
	w.until("the server says nothing", func() bool { return s.Count(smtptest.Stall) == 1 })
	w.drop("x.xlsx", "rencana-aksi-2020.xlsx")
	w.until("given back meanwhile", func() bool { return w.found("perbaikan/*") > 0 && w.found("masuk/*") == 0 })
	must(t, w.Process.Kill())
	_ = w.Wait()
	if got := arrived(s); len(got) != 1 {
		t.Errorf("arrived %q", got)
	}
	out := exec.Command(rekonBinary, "notify", "--dry-run", "--json")
	out.Dir = w.office
	data, err := out.Output()
	must(t, err)
	if n := strings.Count(string(data), `"state": "menunggu"`); n != 2 {
		t.Errorf("%d letters wait:\n%s", n, data)
	}
}
