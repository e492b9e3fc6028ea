// Command planbot answers questions from government work plans, on the command
// line, on the web and in Telegram.
package main

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is set when a release is built.
var version = ""

func main() {
	os.Exit(run(rootCommand()))
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "显示版本",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintln(cmd.OutOrStdout(), "planbot", versionName())
			return err
		},
	}
}

// versionName is the release's version, or that of the module that was built.
func versionName() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "dev"
}

// run executes a command: exit code 0 when it did what was asked, 2 where the
// input or a setting was wrong, 1 for anything else.
func run(cmd *cobra.Command) int {
	err := cmd.Execute()
	if err == nil {
		return 0
	}
	fmt.Fprintln(cmd.ErrOrStderr(), err)
	if wrong := (usageError{}); errors.As(err, &wrong) {
		return 2
	}
	return 1
}

// usageError is an error of what the user gave.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usage(format string, args ...any) error {
	return usageError{fmt.Errorf(format, args...)}
}

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "planbot",
		Short:         "从工作要点里准确回答问题，并给出原文出处",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.AddCommand(askCommand(), parseCommand(), serveCommand(), versionCommand())
	return root
}
