package db

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

// A MySQL migration holds one statement, since MySQL commits each by itself, and
// can be run again after a crash between the statement and its bookkeeping.
//
//go:embed migrations
var migrations embed.FS

// Migrate brings the schema up to date and gives the versions before and after;
// they are equal when there was nothing to do. There is no way back. A schema of
// a newer program is refused with [ErrNewerSchema].
func (d *DB) Migrate(ctx context.Context) (from, to int64, err error) {
	if from, err = d.Version(ctx); err != nil {
		return 0, 0, err
	}
	p, err := d.provider()
	if err != nil {
		return from, from, err
	}
	if from > newest(p) {
		return from, from, fmt.Errorf("database %s: %w", d, ErrNewerSchema)
	}
	if _, err = p.Up(ctx); err != nil {
		to, _ = d.Version(ctx)
		return from, to, fmt.Errorf("database %s: migrating: %w", d, err)
	}
	return from, newest(p), d.backfill(ctx)
}

// Version is the version of the schema, 0 for an empty database.
func (d *DB) Version(ctx context.Context) (int64, error) {
	if d.absent() {
		return 0, nil
	}
	var tables, version []int64 // one row each
	err := d.list(ctx, &tables, d.dialect.tableExists, goose.DefaultTablename)
	if err == nil && tables[0] > 0 {
		err = d.list(ctx, &version, `SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version`)
	}
	if err != nil || len(version) == 0 {
		return 0, d.wrap(err, "reading the schema's version")
	}
	return version[0], nil
}

// CheckSchema reports whether the schema is the one this program works with:
// nil, [ErrNotMigrated] or [ErrNewerSchema].
func (d *DB) CheckSchema(ctx context.Context) error {
	version, err := d.Version(ctx)
	if err != nil {
		return err
	}
	p, err := d.provider()
	switch {
	case d.absent() || err == nil && version < newest(p):
		return fmt.Errorf("database %s: %w", d, ErrNotMigrated)
	case err == nil && version > newest(p):
		return fmt.Errorf("database %s: %w", d, ErrNewerSchema)
	}
	return err
}

func (d *DB) provider() (*goose.Provider, error) {
	folder, err := fs.Sub(migrations, "migrations/"+d.dialect.name)
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(d.dialect.goose, d.x.DB, folder,
		goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
}

func newest(p *goose.Provider) int64 {
	sources := p.ListSources()
	return sources[len(sources)-1].Version
}
