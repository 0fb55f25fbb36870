package main

import (
	"os/exec"
	"strings"
	"testing"
	"time"

	"rekon/db"
	"rekon/jobs"
	"rekon/reconcile"
)

// TestJobWords: a job that should run and does not is told, and so is one that fails.
func TestJobWords(t *testing.T) {
	at := func(hour, minute int) time.Time {
		return time.Date(2020, time.April, 9, hour, minute, 0, 0, reconcile.WIB)
	}
	hourly, err := jobs.ParseSchedule("0 * * * *")
	must(t, err)
	for _, c := range []struct {
		success, now time.Time
		last         db.Run
		want         string
	}{
		{time.Time{}, at(9, 30), db.Run{}, "belum pernah berhasil"},
		{time.Time{}, at(9, 30), db.Run{Outcome: db.Failed, FinishedAt: at(9, 0), Error: "share: a\nshare: b"},
			"belum pernah berhasil; GAGAL 2020-04-09 09.00: share: a; share: b"},
		{at(9, 0), at(9, 59), db.Run{Outcome: db.Succeeded}, "terakhir berhasil 2020-04-09 09.00"},
		{at(9, 0), at(10, 2), db.Run{Outcome: db.Succeeded}, "terakhir berhasil 2020-04-09 09.00"},
		{at(9, 0), at(10, 3), db.Run{Outcome: db.Succeeded}, "terakhir berhasil 2020-04-09 09.00; TERLAMBAT, seharusnya 2020-04-09 10.00"},
		{at(9, 0), at(13, 0), db.Run{Outcome: db.Failed, FinishedAt: at(12, 0), Error: "x"},
			"terakhir berhasil 2020-04-09 09.00; TERLAMBAT, seharusnya 2020-04-09 10.00; GAGAL 2020-04-09 12.00: x"},
		{at(9, 0), at(9, 30), db.Run{Outcome: db.Stopped, FinishedAt: at(9, 10), Error: "x"}, "terakhir berhasil 2020-04-09 09.00"},
	} {
		s := jobs.Standing{Regular: jobs.Regular{Name: jobs.IntakeJob, Schedule: hourly}, Success: c.success, Last: c.last}
		if got := jobWords(s, c.now); got != c.want {
			t.Errorf("success %s, now %s: %q, want %q", c.success, c.now, got, c.want)
		}
	}
}

// TestStandingIsShort: ten lines at most, then the table.
func TestStandingIsShort(t *testing.T) {
	w := newServing(t)
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		w.drop(name+".xlsx", "rencana-aksi-2020.xlsx")
	}
	run := exec.Command(rekonBinary, "run")
	run.Dir = w.office
	_ = run.Run() // they are given back
	status := exec.Command(rekonBinary, "status")
	status.Dir = w.office
	out, err := status.Output()
	must(t, err)
	standing, table, _ := strings.Cut(string(out), "\n\n")
	if lines := strings.Split(standing, "\n"); len(lines) > 10 || !strings.Contains(standing, "5 belum diperbaiki: ") || !strings.Contains(standing, " dan 2 lainnya") {
		t.Errorf("%d lines:\n%s", len(lines), standing)
	}
	if !strings.HasPrefix(table, "TAHUN ") {
		t.Errorf("after it:\n%s", table)
	}
}
