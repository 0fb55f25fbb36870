package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"time"
	_ "time/tzdata" // Jakarta's clock, also where the system knows no zones

	"github.com/robfig/cron/v3"
	"github.com/spf13/cobra"

	"rekon/config"
	"rekon/db"
	"rekon/jobs"
)

func (a *app) serveCommand() *cobra.Command {
	var listen string
	var debug bool
	command := &cobra.Command{
		Use:   "serve",
		Short: "Work on schedule until told to stop",
		Long: "Do what `rekon run`, `rekon closeout`, `rekon remind` and `rekon notify` do whenever\n" +
			"the schedule in rekon.yaml says so, until told to stop: take what lies in masuk/ every\n" +
			"minute, look every night for quarters to close out and every working day for who is\n" +
			"to be reminded, and send letters every minute, unless changed there. A close-out or\n" +
			"reminder that was missed while nobody was there is made up for at the start, once.\n" +
			"A mail server that is away holds up none of the others. The log on standard error is\n" +
			"JSON. While the database or the share cannot be reached it says so once, waits and\n" +
			"goes on by itself. SIGTERM or an interrupt finishes the file in hand, a second one stops at\n" +
			"once; in either case nothing is lost, and the next start goes on. With --listen it\n" +
			"answers /healthz, /readyz and, for Prometheus, /metrics.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := a.loadConfig()
			if err != nil {
				return err
			}
			if debug {
				a.level = slog.LevelDebug
			}
			return a.serve(cmd.Context(), c, listen)
		},
	}
	command.Flags().StringVar(&listen, "listen", "", "answer who watches over the worker on this `HOST:PORT`, such as 127.0.0.1:9180")
	command.Flags().BoolVar(&debug, "debug", false, "log details too, such as findings; they quote what stands in cells")
	return command
}

// serve works, and answers on the address to listen on, if there is one.
func (a *app) serve(ctx context.Context, c config.Config, listen string) error {
	l, err := listener(ctx, listen)
	if err != nil {
		return err
	}
	a.metrics = jobs.NewMetrics(versionName())
	w, err := a.worker(c)
	switch {
	case err != nil:
		return err
	case l == nil:
		return w.Serve(ctx)
	}
	return a.watched(ctx, c, w, l)
}

// worker has the tasks that the settings ask for.
func (a *app) worker(c config.Config) (*jobs.Worker, error) {
	w := &jobs.Worker{
		Grace: c.Schedule.StopWithin, Clock: jobs.NewClock(), Now: time.Now,
		Log: slog.New(slog.NewJSONHandler(a.err, &slog.HandlerOptions{Level: a.level})),
	}
	add := func(spec string, t jobs.Task) (err error) {
		if spec == config.Never {
			return nil
		}
		t.Schedule, err = jobs.ParseSchedule(spec)
		if t.Name == jobs.CloseOutJob || t.Name == jobs.ReminderJob {
			t.Missed = a.missed(c, t.Name, t.Schedule)
		}
		w.Tasks = append(w.Tasks, t)
		return err
	}
	err := errors.Join(
		add(c.Schedule.Intake, jobs.Task{Name: jobs.IntakeJob, AtStart: true, Do: a.task(c, intake)}),
		add(c.Schedule.CloseOut, jobs.Task{Name: jobs.CloseOutJob, Do: a.task(c, closeOut)}),
		add(c.Schedule.Reminder, jobs.Task{Name: jobs.ReminderJob, Do: a.task(c, remind)}))
	if c.Mail.Server != "" {
		err = errors.Join(err, add(c.Schedule.Mail, jobs.Task{Name: jobs.MailJob, Beside: true, Do: a.task(c, sendMail)}))
	}
	return w, err
}

// task opens database and share each time: what was not there is found once it is, and
// a share that was mounted meanwhile is the one that is worked on.
func (a *app) task(c config.Config, do func(context.Context, *office, db.Run) error) func(context.Context, jobs.Occasion) error {
	return func(ctx context.Context, at jobs.Occasion) error {
		o, err := a.openOffice(ctx, c, true)
		if err != nil {
			return err
		}
		o.job.Log = at.Log
		run := newRun()
		run.ID, run.Why, run.ScheduledFor = at.Run, at.Why, at.ScheduledFor
		return errors.Join(do(ctx, o, run), o.close())
	}
}

func intake(ctx context.Context, o *office, run db.Run) error {
	pass, err := o.job.Intake(ctx, run)
	if len(pass.Taken)+len(pass.Published) > 0 {
		returned := pass.Count(db.Returned)
		o.job.Log.Info("pass", "taken", len(pass.Taken)-returned, "returned", returned, "left", len(pass.Left), "published", len(pass.Published))
	}
	return err
}

func closeOut(ctx context.Context, o *office, run db.Run) error {
	return o.job.Once(ctx, jobs.CloseOutJob, run.ScheduledFor, func(ctx context.Context) error {
		closed, err := o.job.CloseOutRecorded(ctx, run)
		if err == nil {
			o.job.Log.Info("close-out", "why", run.Why, "quarters", len(closed))
		}
		return err
	})
}

func remind(ctx context.Context, o *office, run db.Run) error {
	return o.job.Once(ctx, jobs.ReminderJob, run.ScheduledFor, func(ctx context.Context) error {
		reminded, err := o.job.RemindRecorded(ctx, run)
		if err == nil {
			o.job.Log.Info("reminder", "why", run.Why, "agencies", len(reminded))
		}
		return err
	})
}

func sendMail(ctx context.Context, o *office, run db.Run) error {
	done, err := o.job.SendMailRecorded(ctx, run)
	if done != (jobs.Mailing{}) {
		o.job.Log.Info("mailing", "sent", done.Sent, "deferred", done.Deferred, "given_up", done.GivenUp, "superseded", done.Superseded)
	}
	return err
}

func (a *app) missed(c config.Config, job string, when cron.Schedule) func(context.Context) (time.Time, error) {
	return func(ctx context.Context) (time.Time, error) {
		o, err := a.openOffice(ctx, c, false)
		if err != nil {
			return time.Time{}, err
		}
		at, err := o.job.Missed(ctx, job, when)
		return at, errors.Join(err, o.close())
	}
}

// newRun is the record of a run by this process, asked for by a command.
func newRun() db.Run {
	host, _ := os.Hostname() // nothing is known of it where this fails
	return db.Run{ID: jobs.NewRunID(), Why: db.Asked, Host: host, PID: os.Getpid()}
}

// asked is the record of a run that a command asks for; the log names it.
func (o *office) asked(job string) db.Run {
	run := newRun()
	o.job.Log = o.job.Log.With("job", job, "run", run.ID)
	return run
}
