package jobs

// What the tests reach beyond the package's surface.

// StopAt has at called between any two steps that a kill may part.
func (j *Job) StopAt(at func(point string) error) { j.at = at }
