//go:build killpoints

package jobs

// Reached is told of each point between two steps that a kill may part. Only the builds
// that tests kill have it.
var Reached = func(_ string) {}

// reached is called between any two steps that a kill may part.
func (j *Job) reached(point string) error {
	Reached(point)
	if j.at == nil {
		return nil
	}
	return j.at(point)
}
