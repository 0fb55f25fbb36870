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
	freed chan struct{} // closed when some of it is given back; nil while none waits
	taken int64
}

// reserve waits until so much of the whole is free, and gives what returns it. A
// reading whose time is up gets nothing.
func (r *room) reserve(n, whole int64, stop *xlsx.Stop) (release func()) {
	n = min(n, whole)
	for {
		freed := r.take(n, whole)
		if freed == nil {
			return sync.OnceFunc(func() { r.giveBack(n) })
		}
		if !stop.Await(freed) {
			return func() {}
		}
	}
}

// take takes so much, or gives what to wait for before trying again.
func (r *room) take(n, whole int64) (freed <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.taken+n <= whole {
		r.taken += n
		return nil
	}
	if r.freed == nil {
		r.freed = make(chan struct{})
	}
	return r.freed
}

func (r *room) giveBack(n int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.taken -= n
	if r.freed != nil {
		close(r.freed)
		r.freed = nil
	}
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
		return j.room.reserve(n*times, l.Memory, stop)
	}
	return l
}
