// Command rekon reconciles the realization workbooks that regional agencies drop
// into a shared folder with their Rencana Aksi, and writes variance workbooks and
// status flags. Each command stands in a file of its own; this package alone reads
// flags, the environment, signals and the clock, and joins the others.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
)

// The exit codes.
const (
	exitDone     = 0
	exitFailed   = 1
	exitUsage    = 2 // wrong usage or config
	exitRejected = 3 // done, and some workbook was rejected or has an error finding
)

// exitError carries an exit code to main. Without an error it is silent.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// usage marks an error as wrong usage.
func usage(format string, args ...any) error {
	return &exitError{exitUsage, fmt.Errorf(format, args...)}
}

// rejected ends a command that has said what is wrong.
func rejected() error { return &exitError{code: exitRejected} }

func main() { os.Exit(run(untilSignal(), os.Args[1:], os.Stdout, os.Stderr)) }

func run(ctx context.Context, args []string, out, errs io.Writer) int {
	return (&app{out: plain{out}, err: plain{errs}}).run(ctx, args)
}

// run carries out one command, and gives its exit code.
func (a *app) run(ctx context.Context, args []string) int {
	root := newRoot(a)
	root.SetArgs(args)
	root.SetOut(a.out)
	root.SetErr(a.err)
	err := root.ExecuteContext(ctx)
	var e *exitError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &e):
		if e.err != nil {
			fmt.Fprintln(a.err, "rekon:", err)
		}
		return e.code
	default:
		fmt.Fprintln(a.err, "rekon:", err)
		return exitFailed
	}
}

func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:           "rekon",
		Short:         "Reconcile realization workbooks with the Rencana Aksi",
		Long:          "rekon takes the realization workbooks that agencies drop into a shared folder,\nreconciles them line by line with the planned targets, and writes variance\nworkbooks and status flags. Start with: rekon demo",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.PersistentFlags().StringVar(&a.configFile, "config", "", "settings `FILE` (else $REKON_CONFIG, else ./rekon.yaml)")
	root.PersistentFlags().BoolVar(&a.json, "json", false, "answer in JSON, for machines")
	root.AddCommand(a.demoCommand(), a.initCommand(), a.planCommand(), a.templateCommand(), a.checkCommand(),
		a.runCommand(), a.serveCommand(), a.closeoutCommand(), a.restoreCommand(), a.remindCommand(), a.notifyCommand(), a.statusCommand(), a.varianceCommand(), a.explainCommand(), a.formCommand(),
		a.verifyCommand(), a.historyCommand(), a.publishCommand(), a.withdrawCommand(), a.closeCommand(), a.reopenCommand(),
		a.migrateCommand(), a.configCommand(), a.versionCommand())
	asUsage := func(_ *cobra.Command, err error) error { return usage("%w: see --help", err) }
	root.SetFlagErrorFunc(asUsage)
	markArgs(root)
	return root
}

// name begins a message about a command: "plan check: ".
func name(c *cobra.Command) string {
	_, below, _ := strings.Cut(c.CommandPath()+": ", " ")
	return below
}

// markArgs makes wrong arguments of any command a matter of usage.
func markArgs(c *cobra.Command) {
	if check := c.Args; check != nil {
		c.Args = func(cmd *cobra.Command, args []string) error {
			if err := check(cmd, args); err != nil {
				return usage("%s%w: see --help", name(cmd), err)
			}
			return nil
		}
	}
	for _, sub := range c.Commands() {
		markArgs(sub)
	}
}
