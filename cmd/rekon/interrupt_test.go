package main

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestInterrupted: an interrupt ends a pass in order, with exit code 1.
func TestInterrupted(t *testing.T) {
	office := t.TempDir()
	must(t, os.WriteFile(office+"/rekon.yaml", []byte("settle: 1m\n"), 0o600))
	run := func(args ...string) *exec.Cmd {
		c := exec.Command(rekonBinary, append(args, "--config", office+"/rekon.yaml")...)
		return c
	}
	if out, err := exec.Command(rekonBinary, "init", office).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	must(t, os.WriteFile(office+"/share/masuk/baru.xlsx", []byte("segar"), 0o600))
	for delay := 100 * time.Millisecond; ; delay *= 2 {
		waiting := run("run", "--json")
		var out, errs strings.Builder
		waiting.Stdout, waiting.Stderr = &out, &errs
		must(t, waiting.Start())
		time.Sleep(delay) // by now the database is open and the file is waited for, else once more
		must(t, waiting.Process.Signal(os.Interrupt))
		err := waiting.Wait()
		var ended *exec.ExitError
		if early := errors.As(err, &ended) && out.Len() == 0; early && delay < 20*time.Second {
			continue
		}
		if !errors.As(err, &ended) || ended.ExitCode() != exitFailed {
			t.Errorf("ended with %v", err)
		}
		if !json.Valid([]byte(out.String())) || !strings.Contains(errs.String(), "context canceled") {
			t.Errorf("stdout %q, stderr %q", out.String(), errs.String())
		}
		return
	}
}
