package jobs

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rekon/reconcile"
	"rekon/xlsx"
)

// reading does something as the reading of a workbook, within a time.
func reading(limit time.Duration, do func(*xlsx.Stop)) *reconcile.Finding {
	_, problem := xlsx.Guard(limit, "lap.xlsx", "-", func(stop *xlsx.Stop) bool { do(stop); return true }, func(bool) {})
	return problem
}

// TestRoom: what is taken together never exceeds the whole, all get their turn, and
// one that is larger than the whole has it alone.
func TestRoom(t *testing.T) {
	const whole = 10
	var r room
	var mu sync.Mutex
	var work sync.WaitGroup
	taken, done := int64(0), 0
	for i := range 200 {
		n := int64(i%13 + 1)
		work.Go(func() {
			reading(0, func(stop *xlsx.Stop) {
				release := r.reserve(n, whole, stop)
				mu.Lock()
				taken += min(n, whole)
				if taken > whole {
					t.Errorf("%d of %d are taken", taken, whole)
				}
				mu.Unlock()
				mu.Lock()
				taken -= min(n, whole)
				done++
				mu.Unlock()
				release()
				release()
			})
		})
	}
	work.Wait()
	if done != 200 || r.taken != 0 {
		t.Errorf("%d were done, %d are still taken", done, r.taken)
	}
}

// TestQueueIsNoReading: those that wait for room have as much time for reading as
// the first, however many they are.
func TestQueueIsNoReading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r room
		var work sync.WaitGroup
		for range 20 {
			work.Go(func() {
				problem := reading(time.Minute, func(stop *xlsx.Stop) {
					time.Sleep(9 * time.Second)
					defer r.reserve(10, 10, stop)()
					time.Sleep(50 * time.Second)
				})
				if problem != nil {
					t.Error(problem.Message)
				}
			})
		}
		work.Wait()
	})
}

// TestQueueKeepsTime: who has waited for room has no longer for reading than others,
// and gives the room back when that is over.
func TestQueueKeepsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r room
		release := r.reserve(10, 10, nil)
		time.AfterFunc(30*time.Second, release)
		problem := reading(time.Minute, func(stop *xlsx.Stop) {
			time.Sleep(30 * time.Second)
			defer r.reserve(10, 10, stop)()
			time.Sleep(2 * time.Minute)
		})
		if problem == nil || problem.Code != reconcile.TooLarge {
			t.Errorf("%+v", problem)
		}
		time.Sleep(time.Hour)
		if r.taken != 0 {
			t.Errorf("%d are still taken", r.taken)
		}
	})
}

// TestHangingReader: one that never gives its room back does not have all others
// wait for ever, and those leave the queue.
func TestHangingReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r room
		r.reserve(10, 10, nil)
		got := false
		problem := reading(time.Minute, func(stop *xlsx.Stop) {
			r.reserve(3, 10, stop)()
			got = true
		})
		if problem == nil || problem.Code != reconcile.TooLarge {
			t.Errorf("%+v", problem)
		}
		synctest.Wait()
		if !got || r.taken != 10 {
			t.Errorf("it still waits: %v; %d are taken", !got, r.taken)
		}
	})
}
