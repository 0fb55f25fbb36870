package jobs

import (
	"sync"
	"testing"
)

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
			release := r.reserve(n, whole)
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
	}
	work.Wait()
	if done != 200 || r.taken != 0 {
		t.Errorf("%d were done, %d are still taken", done, r.taken)
	}
}
