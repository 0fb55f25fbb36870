package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"rekon/config"
	"rekon/db"
)

func (a *app) initCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "init [DIR]",
		Short: "Make rekon.yaml, the share and the database",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := "."
			if len(args) == 1 {
				dir = args[0]
			}
			return a.init(cmd.Context(), dir)
		},
	}
}

// init keeps a rekon.yaml that is there already, and makes what it names.
func (a *app) init(ctx context.Context, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	file := filepath.Join(dir, "rekon.yaml")
	made, err := createFile(file, config.Template())
	if err != nil {
		return err
	}
	c, err := config.Load(file, os.Getenv)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	if err := os.MkdirAll(c.Share, 0o775); err != nil {
		return err
	}
	database, err := db.Open(ctx, c.Database.URL())
	if err != nil {
		return err
	}
	job := a.newJob(c, database)
	if job.Share, err = os.OpenRoot(c.Share); err != nil {
		return errors.Join(err, database.Close())
	}
	_, version, err := database.Migrate(ctx)
	if err = errors.Join(err, job.Prepare(), job.Share.Close(), database.Close()); err != nil {
		return err
	}
	if a.json {
		return a.printJSON(map[string]any{"config": file, "config_created": made, "share": c.Share, "database": c.Database.String(), "schema": version})
	}
	word := "dibuat"
	if !made {
		word = "sudah ada, tidak diubah"
	}
	a.printf("%s: %s\nShare: %s\nBasis data: %s (skema %d)\n\nLanjutkan dengan: rekon plan import FILE --agency KODE --year TAHUN\n", file, word, c.Share, c.Database, version)
	return nil
}

// createFile writes a file unless it exists.
func createFile(name string, data []byte) (made bool, err error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o640)
	if errors.Is(err, os.ErrExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("making the settings: %w", err)
	}
	_, err = f.Write(data)
	return true, errors.Join(err, f.Close())
}
