package jobs

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"rekon/db"
	"rekon/reconcile"
)

// Beside the originals arsip/ keeps a journal of how they came: arsip/catatan/YYYY-MM/
// holds a small JSON file for each drop and each import of a plan, written before the
// database is told, and for each closing, reopening and withdrawal, written after it. With
// it arsip/ alone leads back from an older database to today's (see [Job.Restore]).

const journalFolder = "catatan"

// entry is one time that an original came in, or that something was done to a quarter.
type entry struct {
	SHA256     string       `json:"sha256"`
	Name       string       `json:"name"` // in the inbox; of a plan, its file's
	At         time.Time    `json:"at"`   // of receipt, import or event, in UTC to the microsecond
	ModifiedAt *time.Time   `json:"modified_at,omitempty"`
	Plan       *planEntry   `json:"plan,omitempty"`  // what the import was told
	Event      *eventOfYear `json:"event,omitempty"` // what was done to a quarter

	path string // where it was read
}

// eventOfYear is a closing, a reopening or a withdrawal.
type eventOfYear struct {
	Kind     db.EventKind `json:"kind"`
	Agency   string       `json:"agency"`
	Year     int          `json:"year"`
	Quarter  int          `json:"quarter"`
	Revision int          `json:"revision,omitempty"` // of the report that was taken back
	Host     string       `json:"host"`
	User     string       `json:"user"`
	Reason   string       `json:"reason"`
}

func eventEntry(e db.Event) entry {
	return entry{SHA256: e.SHA256, Name: e.Detail, At: e.At, Event: &eventOfYear{
		e.Kind, e.Agency, e.Period.Year, e.Period.Quarter, e.Revision, e.Host, e.User, e.Reason}}
}

func (e eventOfYear) period() reconcile.Period {
	return reconcile.Period{Year: e.Year, Quarter: e.Quarter}
}

// event names what an entry tells, as the history has it.
func (e entry) event() db.Event {
	return db.Event{Agency: e.Event.Agency, At: e.At, Kind: e.Event.Kind, Period: e.Event.period(), Revision: e.Event.Revision}
}

type planEntry struct {
	Agency      string `json:"agency"`
	Year        int    `json:"year"`
	FromQuarter int    `json:"from_quarter"`
	Decree      string `json:"decree,omitempty"`
}

func (e entry) original() db.Original { return db.Original{SHA256: e.SHA256, At: e.At} }

func (j *Job) journalPath(e entry) string {
	what := e.SHA256[:min(16, len(e.SHA256))] + "-" + digest(e.Name)
	if v := e.Event; v != nil {
		what = fmt.Sprintf("%s-%s", v.Kind, digest(fmt.Sprint(v.Agency, "/", v.Year, "/", v.Quarter)))
	}
	name := e.At.Format(journalTime) + "-" + what + ".json"
	return path.Join(j.Folders.Arsip, journalFolder, e.At.Format("2006-01"), name)
}

// journalTime begins the name of an entry.
const journalTime = "20060102T150405.000000"

// nameTime is the time in the name of an entry.
func nameTime(name string) (time.Time, bool) {
	at, _, _ := strings.Cut(path.Base(name), "-")
	t, err := time.Parse(journalTime, at)
	return t, err == nil
}

// journal writes an entry. Doing it again writes the same.
func (j *Job) journal(e entry) error {
	data, err := json.MarshalIndent(e, "", "  ")
	if err != nil {
		return err
	}
	return j.writeFile(j.journalPath(e), append(data, '\n'))
}

func dropEntry(in *incoming) entry {
	modified := in.file.time.UTC()
	return entry{SHA256: in.sha256, Name: in.file.name, At: in.receivedAt, ModifiedAt: &modified}
}

func importEntry(p reconcile.Plan, name string, at time.Time) entry {
	return entry{SHA256: p.SHA256, Name: name, At: at.UTC().Truncate(time.Microsecond),
		Plan: &planEntry{p.Agency.Code, p.Year, p.FromQuarter, p.Decree}}
}

// entries reads the whole journal, in the order in which all came in.
func (j *Job) entries() ([]entry, error) {
	var out []entry
	var errs []error
	top := path.Join(j.Folders.Arsip, journalFolder)
	err := fs.WalkDir(j.Share.FS(), top, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			if name == top && errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			return shareError(name, err)
		}
		if d.Type().IsRegular() && path.Ext(name) == ".json" && !strings.HasPrefix(d.Name(), ".") {
			e, err := j.entry(name)
			out, errs = append(out, e), append(errs, err)
		}
		return nil
	})
	slices.SortFunc(out, func(a, b entry) int {
		return cmp.Or(a.At.Compare(b.At), a.modified().Compare(b.modified()), cmp.Compare(a.Name, b.Name))
	})
	return out, errors.Join(append(errs, err)...)
}

func (e entry) modified() time.Time {
	if e.ModifiedAt == nil {
		return time.Time{}
	}
	return *e.ModifiedAt
}

// isWhole reports whether all is there that leads back.
func (e entry) isWhole() bool {
	if v := e.Event; v != nil {
		return v.Agency != "" && v.Year > 0 && v.Quarter > 0 && !e.At.IsZero()
	}
	return len(e.SHA256) == 64 && !e.At.IsZero() && fs.ValidPath(e.Name)
}

func (j *Job) entry(name string) (e entry, err error) {
	data, err := fs.ReadFile(j.Share.FS(), name)
	if err != nil {
		return e, shareError(name, err)
	}
	if err := json.Unmarshal(data, &e); err != nil || !e.isWhole() {
		return e, errors.Join(err, fmt.Errorf("share, %s: not an entry of the journal: restore it from the backup, or remove it", name))
	}
	e.path = name
	return e, nil
}
