package main

import "github.com/spf13/cobra"

func (a *app) configCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "config",
		Short: "Check the settings and show them complete, passwords masked",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			c, err := a.loadConfig()
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(c)
			}
			a.printf("# %s\n%s", c.File, c)
			return nil
		},
	}
}
