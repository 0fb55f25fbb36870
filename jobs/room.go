package jobs

import (
	"sync"

	"rekon/xlsx"
)

// room is the memory that heavy workbooks share: together those that are read at
// once take no more than one alone may. Light ones, which almost all are, do not
// ask.
type room struct {
	mu    sync.Mutex
	freed *sync.Cond
	taken int64
}

// reserve waits until so much of the whole is free, and gives what returns it.
func (r *room) reserve(n, whole int64) (release func()) {
	n = min(n, whole)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.freed == nil {
		r.freed = sync.NewCond(&r.mu)
	}
	for r.taken+n > whole {
		r.freed.Wait()
	}
	r.taken += n
	return sync.OnceFunc(func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.taken -= n
		r.freed.Broadcast()
	})
}

// isHeavy: more of this size must not be held than are read at once. The light ones
// of a chunk take half of what one workbook may.
func (j *Job) isHeavy(size int64) bool {
	return j.Limits.Memory > 0 && size > j.Limits.Memory/(2*chunk)
}

// limits are those for one reading, which takes times the memory of opening.
func (j *Job) limits(stop *xlsx.Stop, times int64) xlsx.Limits {
	l := j.Limits
	l.Stop = stop
	l.Reserve = func(n int64) func() {
		if !j.isHeavy(n) {
			return func() {}
		}
		return j.room.reserve(n*times, l.Memory)
	}
	return l
}
