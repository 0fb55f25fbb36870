package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"rekon/jobs"
)

// terminal is the file behind a writer.
func terminal(w io.Writer) (*os.File, bool) {
	if p, ok := w.(plain); ok {
		w = p.Writer
	}
	f, ok := w.(*os.File)
	return f, ok
}

// progress tells on a terminal what is being worked on once it takes over a
// second. It returns what ends it.
func (a *app) progress(j *jobs.Job) (stop func()) { return a.progressIn(j, "berkas") }

// progressIn is progress that is counted in something else.
func (a *app) progressIn(j *jobs.Job, what string) (stop func()) {
	f, ok := terminal(a.err)
	if !ok {
		return func() {}
	}
	if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return func() {}
	}
	begun, shown := time.Now(), false
	var mu sync.Mutex // the job's workers tell side by side
	j.Progress = func(done, of int) {
		mu.Lock()
		defer mu.Unlock()
		if time.Since(begun) > time.Second {
			shown = true
			fmt.Fprintf(f, "\r%d dari %d %s", done, of, what)
		}
	}
	return func() {
		if shown {
			fmt.Fprint(f, "\r\033[K")
		}
	}
}
