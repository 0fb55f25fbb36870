package main

import (
	"errors"

	"github.com/spf13/cobra"

	"rekon/db"
)

func (a *app) migrateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "migrate",
		Short: "Bring the database up to date",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := a.loadConfig()
			if err != nil {
				return err
			}
			database, err := db.Open(cmd.Context(), c.Database.URL())
			if err != nil {
				return err
			}
			database.By = actor()
			from, to, err := database.Migrate(cmd.Context())
			if err = errors.Join(err, database.Close()); err != nil {
				return err
			}
			if a.json {
				return a.printJSON(map[string]int64{"from": from, "to": to})
			}
			a.printf("%s: skema %d -> %d\n", c.Database, from, to)
			return nil
		},
	}
}
