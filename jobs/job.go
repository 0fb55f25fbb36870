package jobs

import (
	"context"
	"log/slog"
	"os"
	"runtime"
	"time"

	"rekon/db"
	"rekon/reconcile"
	"rekon/xlsx"
)

// Job is the work over one share and one database, with its seams as fields.
type Job struct {
	DB       *db.DB
	Share    *os.Root
	Folders  Folders
	Settle   time.Duration // how long a file must lie unchanged before it is taken
	Limits   xlsx.Limits
	Settings xlsx.Settings
	Agencies []xlsx.Known                 // names beside those in the database
	Same     map[string]map[string]string // by agency: the older code of a line of a changed plan, by its code or name
	Heads    map[string]reconcile.Head    // who signs, by the agency's code; nil where none is known
	Now      func() time.Time
	Sleep    func(context.Context, time.Duration) error
	Log      *slog.Logger
	Metrics  *Metrics           // nil to count nothing
	Workers  int                // workbooks read at once; 0 for one a core
	ReadTime time.Duration      // to read one workbook; 0 for no bound
	Lease    time.Duration      // what a worker may be silent before others take over; 0 for [DefaultLease]
	Grace    time.Duration      // for the file in hand when the pass is told to stop; 0 for none
	Progress func(done, of int) // told as files are done; nil for nobody
	Mail     *Mail              // nil for none
	Program  string             // the program's version, kept with what it computes
	// ReminderDays are how many days before a due date a reminder goes out.
	ReminderDays []int

	room room // for heavy workbooks

	at func(point string) error // tests stop the work here; nil otherwise
}

// Folders are the names of the folders in the share.
type Folders struct {
	Masuk, Perbaikan, Hasil, Arsip, Templat string
}

// DefaultFolders are the names in the words of staff.
func DefaultFolders() Folders {
	return Folders{Masuk: "masuk", Perbaikan: "perbaikan", Hasil: "hasil", Arsip: "arsip", Templat: "templat"}
}

func (f Folders) all() []string {
	return []string{f.Masuk, f.Perbaikan, f.Hasil, f.Arsip, f.Templat}
}

// Sleep waits for a duration or until the context ends.
func Sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// inHand is the context of the work on one file. Once the pass is told to stop no
// other file is begun, and this one has the job's Grace to be finished.
func (j *Job) inHand(ctx context.Context) (context.Context, context.CancelFunc) {
	if j.Grace <= 0 {
		return ctx, func() {}
	}
	hand, cancel := context.WithCancel(context.WithoutCancel(ctx))
	unhook := context.AfterFunc(ctx, func() {
		_ = Sleep(hand, j.Grace)
		cancel()
	})
	return hand, func() {
		unhook()
		cancel()
	}
}

func (j *Job) rules() reconcile.Rules { return j.Settings.Rules }

func (j *Job) workers() int {
	if j.Workers > 0 {
		return j.Workers
	}
	return runtime.GOMAXPROCS(0)
}

// Prepare makes the folders of the share.
func (j *Job) Prepare() error {
	for _, name := range j.Folders.all() {
		if err := j.Share.MkdirAll(name, 0o775); err != nil {
			return shareError(name, err)
		}
	}
	return nil
}

// known are the agencies a workbook may come from: those of the database, with
// the aliases of the settings.
func (j *Job) known(ctx context.Context) ([]xlsx.Known, error) {
	stored, err := j.DB.Agencies(ctx)
	if err != nil {
		return nil, err
	}
	var out []xlsx.Known
	for _, a := range stored {
		k := xlsx.Known{Agency: a}
		for _, c := range j.Agencies {
			if c.Code == a.Code {
				k.Aliases = append(k.Aliases, c.Aliases...)
				k.Aliases = append(k.Aliases, c.Name)
			}
		}
		out = append(out, k)
	}
	return xlsx.Prepare(out), nil
}

// Ended reports whether a quarter is over, in Jakarta.
func Ended(p reconcile.Period, now time.Time) bool {
	return !now.Before(time.Date(p.Year, time.Month(3*p.Quarter+1), 1, 0, 0, 0, 0, reconcile.WIB))
}
