package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"rekon/config"
	"rekon/db"
	"rekon/jobs"
	"rekon/reconcile"
	"rekon/xlsx"
)

// app holds what all commands share.
type app struct {
	out, err   io.Writer
	configFile string
	json       bool
	level      slog.Level       // of the worker's log
	metrics    *jobs.Metrics    // of the worker, else nil
	now        func() time.Time // nil for the clock of the computer
}

// clock is what tells the time.
func (a *app) clock() func() time.Time {
	if a.now != nil {
		return a.now
	}
	return time.Now
}

// loadConfig reads the settings. A wrong or missing file is a matter of usage.
func (a *app) loadConfig() (config.Config, error) {
	c, err := config.Load(cmp.Or(a.namedConfig(), "rekon.yaml"), os.Getenv)
	if err != nil {
		return c, &exitError{exitUsage, err}
	}
	return c, nil
}

// namedConfig is the file that the user names, "" for none.
func (a *app) namedConfig() string { return cmp.Or(a.configFile, os.Getenv("REKON_CONFIG")) }

// configHere reads the settings where there are any, for a command that needs none.
func (a *app) configHere() (config.Config, error) {
	if _, err := os.Stat("rekon.yaml"); err != nil && a.namedConfig() == "" {
		return config.Default(), nil
	}
	return a.loadConfig()
}

// office is an opened set of settings, database and, when asked for, share.
type office struct {
	config config.Config
	job    *jobs.Job
}

// open opens the database, and the share when the command works on it. Close the
// office.
func (a *app) open(ctx context.Context, withShare bool) (*office, error) {
	c, err := a.loadConfig()
	if err != nil {
		return nil, err
	}
	return a.openOffice(ctx, c, withShare)
}

// openOffice is open with settings that were read before.
func (a *app) openOffice(ctx context.Context, c config.Config, withShare bool) (*office, error) {
	database, err := db.Open(ctx, c.Database.URL())
	if err != nil {
		return nil, err
	}
	o := &office{config: c, job: a.newJob(c, database)}
	if withShare {
		if o.job.Share, err = openShare(c); err != nil {
			return nil, errors.Join(err, database.Close())
		}
	}
	if err := database.CheckSchema(ctx); err != nil {
		return nil, errors.Join(err, o.close())
	}
	return o, nil
}

func openShare(c config.Config) (*os.Root, error) {
	share, err := os.OpenRoot(c.Share)
	if err != nil {
		return nil, fmt.Errorf("share %s: %w: is it mounted? `rekon init` makes it", c.Share, err)
	}
	return share, nil
}

func (o *office) close() error {
	var err error
	if o.job.Share != nil {
		err = o.job.Share.Close()
	}
	return errors.Join(err, o.job.DB.Close())
}

// with opens an office for the length of a call.
func (a *app) with(ctx context.Context, withShare bool, do func(*office) error) error {
	o, err := a.open(ctx, withShare)
	if err != nil {
		return err
	}
	return errors.Join(do(o), o.close())
}

func (a *app) newJob(c config.Config, database *db.DB) *jobs.Job {
	f := c.Folders
	if os.Getenv("GOMEMLIMIT") == "" { // garbage is collected before it adds to what is read
		debug.SetMemoryLimit(c.Limits.Memory*7/8 + 32<<20)
	}
	if database != nil {
		database.OnRetry, database.By = a.metrics.Retried, actor()
	}
	return &jobs.Job{
		DB:       database,
		Metrics:  a.metrics,
		Folders:  jobs.Folders{Masuk: f.Masuk, Perbaikan: f.Perbaikan, Hasil: f.Hasil, Arsip: f.Arsip, Templat: f.Templat},
		Settle:   c.Settle,
		ReadTime: c.Limits.Time,
		Grace:    c.Schedule.StopWithin,
		Lease:    c.Schedule.Lease,
		Limits:   limits(c),
		Settings: settings(c),
		Agencies: agencies(c),
		Heads:    heads(c),
		Same:     sameLines(c),
		Now:      a.clock(),
		Sleep:    jobs.Sleep,
		Mail:     mailOf(c),
		Program:  versionName(),

		ReminderDays: c.Schedule.ReminderDays,
		Log:          slog.New(slog.NewJSONHandler(a.err, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}
}

// mailOf is nil where the settings name no mail server.
func mailOf(c config.Config) *jobs.Mail {
	m := c.Mail
	if m.Server == "" {
		return nil
	}
	host, port, _ := net.SplitHostPort(m.Server) // config has checked it
	n, _ := strconv.Atoi(port)
	out := &jobs.Mail{
		SMTP: jobs.SMTP{Host: host, Port: n, Security: jobs.Security(m.Security), User: m.User, Password: m.Password.Reveal(), Timeout: m.Timeout},
		From: m.From, Administrator: m.Administrator, Attachments: m.Attachments, GiveUp: m.GiveUp,
		Addresses: map[string]jobs.Addresses{},
	}
	for _, a := range c.Agencies {
		out.Addresses[a.Code] = jobs.Addresses{Staff: a.Recipients, Head: a.HeadMail}
	}
	return out
}

func limits(c config.Config) xlsx.Limits {
	return xlsx.Limits{Bytes: c.Limits.FileBytes, Unpacked: c.Limits.UnpackedBytes,
		Rows: c.Limits.Rows, Columns: c.Limits.Columns, Sheets: c.Limits.Sheets, Memory: c.Limits.Memory}
}

// heads are those who sign for the agencies.
func heads(c config.Config) map[string]reconcile.Head {
	out := map[string]reconcile.Head{}
	for _, x := range c.Agencies {
		out[x.Code] = reconcile.Head{Name: x.Head, NIP: x.NIP}
	}
	return out
}

// sameLines are the older codes of lines of changed plans that a person confirmed, by
// agency and by code or name.
func sameLines(c config.Config) map[string]map[string]string {
	out := map[string]map[string]string{}
	for _, s := range c.Same {
		if out[s.Agency] == nil {
			out[s.Agency] = map[string]string{}
		}
		out[s.Agency][s.New] = s.Old
	}
	return out
}

func agencies(c config.Config) []xlsx.Known {
	var out []xlsx.Known
	for _, x := range c.Agencies {
		out = append(out, xlsx.Known{Agency: reconcile.Agency{Code: x.Code, Name: x.Name}, Aliases: x.Aliases})
	}
	return out
}

func settings(c config.Config) xlsx.Settings {
	set := xlsx.Settings{Rules: rules(c), Lines: map[string]xlsx.LineSetting{}, Headings: xlsx.Headings{}}
	for _, l := range c.Lines {
		set.Lines[l.Code] = xlsx.LineSetting{Aggregation: reconcile.Aggregation(l.Aggregation),
			Polarity: reconcile.Polarity(l.Polarity), Scale: l.Scale}
	}
	for _, l := range c.Layouts {
		set.Headings[l.Field] = l.Words
	}
	return set
}

// rules turns the settings into the rules of reconcile; config has checked the
// shape of every number.
func rules(c config.Config) reconcile.Rules {
	r := reconcile.DefaultRules()
	d := decimal.RequireFromString
	tolerance := func(t config.Tolerance) reconcile.Tolerance {
		return reconcile.Tolerance{Absolute: d(t.Absolute), Percent: d(t.Percent)}
	}
	r.PhysicalTolerance, r.MoneyTolerance = tolerance(c.Rules.PhysicalTolerance), tolerance(c.Rules.MoneyTolerance)
	if c.Rules.CapaianCap != config.NoCap {
		r.CapaianCap = decimal.NewNullDecimal(d(c.Rules.CapaianCap))
	}
	r.NegativeRatio = c.Rules.NegativeFormula == config.Ratio
	r.CapaianExtreme, r.EfisiensiBand, r.DueDay = d(c.Rules.CapaianExtreme), d(c.Rules.EfisiensiBand), c.Rules.DueDay
	r.Bands = nil
	for _, b := range c.Rules.Bands {
		r.Bands = append(r.Bands, reconcile.Band{Name: b.Name, Min: d(b.Min)})
	}
	for _, s := range c.Rules.Scales {
		for i := range r.Scales {
			if r.Scales[i].Name == s.Name {
				r.Scales[i].Words = s.Words
			}
		}
	}
	for _, u := range c.Units {
		r.AddUnit(u.Name, u.Aliases, u.Counted)
	}
	r.Names = c.Names
	return r
}

// readFile takes in a workbook named on the command line, one byte past the limit
// at most, and gives the SHA-256 of the whole.
func readFile(name string, limit int64) (data []byte, sum string, err error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, "", fmt.Errorf("%w: check the name", err)
	}
	if !info.Mode().IsRegular() {
		return nil, "", fmt.Errorf("%s is not a file: name a workbook", name)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = f.Close() }()
	h := sha256.New()
	if data, err = io.ReadAll(io.LimitReader(io.TeeReader(f, h), limit+1)); err == nil {
		_, err = io.Copy(h, io.LimitReader(f, info.Size())) // it may grow meanwhile
	}
	return data, hex.EncodeToString(h.Sum(nil)), err
}

// agency is the code of an agency that is known, as it is stored or else configured: codes are
// the same without regard to case. While none is known the commands say what is missing.
func (o *office) agency(ctx context.Context, code string) (string, error) {
	codes, err := o.agencies(ctx)
	if err != nil || len(codes) == 0 {
		return code, err
	}
	if i := slices.IndexFunc(codes, func(c string) bool { return strings.EqualFold(c, code) }); i >= 0 {
		return codes[i], nil
	}
	return "", unknownAgency(code, codes)
}

// unknownAgency names the agencies that may be meant.
func unknownAgency(code string, known []string) error {
	const shown = 30
	slices.Sort(known)
	known = slices.CompactFunc(known, strings.EqualFold)
	are := strings.Join(known[:min(len(known), shown)], ", ")
	if len(known) > shown {
		are += fmt.Sprintf(" and %d more", len(known)-shown)
	}
	return usage("no agency has the code %q. Known: %s. `rekon plan import` brings another", code, are)
}

// newAgency is the code of an agency that may not be known yet.
func (o *office) newAgency(ctx context.Context, code string) (string, error) {
	codes, err := o.agencies(ctx)
	if i := slices.IndexFunc(codes, func(c string) bool { return strings.EqualFold(c, code) }); i >= 0 {
		return codes[i], err
	}
	return code, err
}

// agencies are the codes of all that are stored or configured.
func (o *office) agencies(ctx context.Context) (codes []string, err error) {
	known, err := o.job.DB.Agencies(ctx)
	for _, a := range known {
		codes = append(codes, a.Code)
	}
	for _, a := range o.config.Agencies {
		codes = append(codes, a.Code)
	}
	return codes, err
}

// standing says of a result what `rekon status` says, where the result does not: that its
// quarter was closed after it was computed, or what became of the one without a report.
func (o *office) standing(ctx context.Context, agency string, r *reconcile.Result) error {
	stand, err := o.job.DB.AgencyQuarters(ctx, db.QuarterFilter{Agency: agency, Year: r.Period.Year, Quarter: r.Period.Quarter})
	if len(stand) == 1 && (stand[0].Status == reconcile.Ditutup || r.Report.Revision == 0) {
		r.Status = stand[0].Status
	}
	return err
}

// printJSON writes an answer for machines.
func (a *app) printJSON(v any) error {
	e := json.NewEncoder(a.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

func (a *app) printf(format string, args ...any) { fmt.Fprintf(a.out, format, args...) }

// inbox gives the path of a file inside the office's inbox, its base name when it
// lies elsewhere.
func (o *office) inbox(file string) string {
	abs, err1 := filepath.Abs(file)
	masuk, err2 := filepath.Abs(filepath.Join(o.config.Share, o.config.Folders.Masuk))
	if err1 == nil && err2 == nil {
		if rel, err := filepath.Rel(masuk, abs); err == nil && filepath.IsLocal(rel) {
			return filepath.ToSlash(rel)
		}
	}
	return filepath.Base(file)
}
