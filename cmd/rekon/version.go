package main

import (
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is set when a release is built.
var version = "dev"

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Show the version",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			v := versionName()
			if a.json {
				return a.printJSON(map[string]string{"version": v, "go": runtime.Version()})
			}
			a.printf("rekon %s (%s)\n", v, runtime.Version())
			return nil
		},
	}
}

// versionName is the version of a release, else that of the module as it was built.
func versionName() string {
	if info, ok := debug.ReadBuildInfo(); ok && version == "dev" && info.Main.Version != "" {
		return info.Main.Version
	}
	return version
}
