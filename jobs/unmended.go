package jobs

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"path"
	"slices"
	"time"

	"rekon/db"
)

// UnmendedDays is for how many days what was given back is waited for.
const UnmendedDays = 92

// Unmended lists what was given back of late and has not been mended since, the oldest
// first: neither a report of the agency for that quarter was taken, nor a file of that
// name.
func (j *Job) Unmended(ctx context.Context) ([]db.Drop, error) {
	drops, err := j.DB.DropsSince(ctx, j.Now().Add(-UnmendedDays*24*time.Hour))
	owed := map[string]db.Drop{}
	for _, d := range drops {
		name := path.Join(path.Dir(d.Name), plainName(path.Base(d.Name)))
		key := name
		if d.Agency != "" && d.Period.Year > 0 && d.Period.Quarter > 0 {
			key = fmt.Sprintf("/%s/%d/%d", d.Agency, d.Period.Year, d.Period.Quarter) // no name in the inbox begins so
		}
		delete(owed, name)
		if delete(owed, key); d.Outcome == db.Returned {
			owed[key] = d
		}
	}
	return slices.SortedFunc(maps.Values(owed), func(a, b db.Drop) int {
		return cmp.Or(a.ReceivedAt.Compare(b.ReceivedAt), cmp.Compare(a.ID, b.ID))
	}), err
}
