package main

import (
	"context"
	"errors"
	"log/slog"
	_ "time/tzdata" // Jakarta's clock, also where the system knows no zones

	"github.com/spf13/cobra"

	"rekon/config"
	"rekon/db"
	"rekon/jobs"
)

func (a *app) serveCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: "Work on schedule until told to stop",
		Long: "Do what `rekon run` does whenever the schedule in rekon.yaml says so, every minute\n" +
			"unless changed there, until told to stop. The log on standard error is JSON. While\n" +
			"the database or the share cannot be reached it says so once, waits and goes on by\n" +
			"itself. SIGTERM or an interrupt finishes the file in hand, a second one stops at\n" +
			"once; in either case nothing is lost, and the next start goes on.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := a.loadConfig()
			if err != nil {
				return err
			}
			w, err := a.worker(c)
			if err != nil {
				return err
			}
			return w.Serve(cmd.Context())
		},
	}
}

// worker has the tasks that the settings ask for.
func (a *app) worker(c config.Config) (*jobs.Worker, error) {
	w := &jobs.Worker{
		Grace: c.Schedule.StopWithin, Clock: jobs.NewClock(),
		Log: slog.New(slog.NewJSONHandler(a.err, nil)),
	}
	if c.Schedule.Intake != config.Never {
		when, err := jobs.ParseSchedule(c.Schedule.Intake)
		if err != nil {
			return nil, err
		}
		w.Tasks = append(w.Tasks, jobs.Task{Name: "intake", Schedule: when, AtStart: true, Do: a.intake(c)})
	}
	return w, nil
}

// intake is `rekon run` as a task. Database and share are opened each time: what was
// not there is found once it is, and a share that was mounted meanwhile is the one
// that is worked on.
func (a *app) intake(c config.Config) func(context.Context, jobs.Occasion) error {
	return func(ctx context.Context, at jobs.Occasion) error {
		o, err := a.openOffice(ctx, c, true)
		if err != nil {
			return err
		}
		o.job.Log = at.Log
		pass, err := o.job.Run(ctx)
		if len(pass.Taken)+len(pass.Published) > 0 {
			returned := pass.Count(db.Returned)
			at.Log.Info("pass", "taken", len(pass.Taken)-returned, "returned", returned, "left", len(pass.Left), "published", len(pass.Published))
		}
		return errors.Join(err, o.close())
	}
}
