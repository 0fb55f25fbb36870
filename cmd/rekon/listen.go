package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"time"

	"rekon/config"
	"rekon/jobs"
)

// listener opens the address of --listen before any work begins; nil for none.
func listener(ctx context.Context, address string) (net.Listener, error) {
	if address == "" {
		return nil, nil
	}
	_, port, err := net.SplitHostPort(address)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		return nil, usage("serve: --listen %q: give HOST:PORT, such as 127.0.0.1:9180", address)
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("serve: --listen %s: %w: does another program use it? Choose another port", address, err)
	}
	return l, nil
}

// watched works while a watch answers on the listener. The watch goes last, so that it
// can be seen how the worker stops.
func (a *app) watched(ctx context.Context, c config.Config, w *jobs.Worker, l net.Listener) error {
	watch := a.watch(c, w)
	watch.Start(ctx)
	server := &http.Server{
		Handler: watch.Handler(a.metrics), ErrorLog: slog.NewLogLogger(w.Log.Handler(), slog.LevelWarn),
		ReadTimeout: 5 * time.Second, WriteTimeout: 15 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10,
	}
	go func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			w.Log.Error("does not listen any more; the work goes on", "error", err.Error())
		}
	}()
	w.Log.Info("listening", "address", l.Addr().String())
	err := w.Serve(ctx)
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if server.Shutdown(closing) != nil { // who asked is slow
		_ = server.Close()
	}
	return err
}

// watch looks at what the worker stands on, and at once after each of its runs.
func (a *app) watch(c config.Config, worker *jobs.Worker) *jobs.Watch {
	w := &jobs.Watch{
		Jobs: regulars(worker), Now: worker.Now, WithShare: a.withShare(c),
		WithDatabase: a.withDatabase(c),
	}
	for i := range worker.Tasks {
		do := worker.Tasks[i].Do
		worker.Tasks[i].Do = func(ctx context.Context, at jobs.Occasion) error {
			defer w.Again()
			return do(ctx, at)
		}
	}
	return w
}

// regulars are the jobs that a worker does.
func regulars(w *jobs.Worker) (out []jobs.Regular) {
	for _, t := range w.Tasks {
		out = append(out, jobs.Regular{Name: t.Name, Schedule: t.Schedule})
	}
	return out
}

// withDatabase opens the database for a job without a share.
func (a *app) withDatabase(c config.Config) func(context.Context, func(*jobs.Job) error) error {
	return func(ctx context.Context, do func(*jobs.Job) error) error {
		o, err := a.openOffice(ctx, c, false)
		if err != nil {
			return err
		}
		return errors.Join(do(o.job), o.close())
	}
}

// withShare opens the share for a job without a database.
func (a *app) withShare(c config.Config) func(func(*jobs.Job) error) error {
	return func(do func(*jobs.Job) error) error {
		share, err := openShare(c)
		if err != nil {
			return err
		}
		j := a.newJob(c, nil)
		j.Share = share
		return errors.Join(do(j), share.Close())
	}
}
