//go:build killpoints

package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"

	"rekon/jobs"
)

// init lets a test decide where this process dies. REKON_KILL_AT names the point and
// which time it is reached: "stored:3". REKON_POINTS names a file that gets a line for
// each point reached.
func init() {
	point, n, _ := strings.Cut(os.Getenv("REKON_KILL_AT"), ":")
	nth, _ := strconv.Atoi(n)
	var list *os.File
	if name := os.Getenv("REKON_POINTS"); name != "" {
		var err error
		if list, err = os.Create(name); err != nil {
			panic(err)
		}
	}
	var turn sync.Mutex
	times := 0
	jobs.Reached = func(at string) {
		turn.Lock()
		defer turn.Unlock()
		if list != nil {
			fmt.Fprintln(list, at)
		}
		if at == point {
			times++
		}
		if at == point && times == nth {
			die()
		}
	}
}

// die ends the process as SIGKILL does: nothing is told, nothing is put in order.
func die() {
	if self, err := os.FindProcess(os.Getpid()); err == nil {
		_ = self.Kill()
	}
	select {} // the signal is on its way
}
