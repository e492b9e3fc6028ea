// Command planbot answers questions from government work plans, on the command
// line, on the web and in Telegram.
//
// Exit codes: 0 when it did what was asked, 2 where the input or a setting was
// wrong, 1 for anything else. What is for the user goes to standard output,
// what is for the operator to standard error.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// version is set when a release is built.
var version = ""

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run carries out one command line and returns the exit code.
func run(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	root := rootCommand() //nolint:contextcheck // commands take theirs from cmd.Context, which is ctx
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errOut)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	fmt.Fprintln(errOut, err)
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
		Use:                        "planbot",
		Short:                      "从工作要点里准确回答问题，并给出原文出处",
		SilenceUsage:               true,
		SilenceErrors:              true,
		SuggestionsMinimumDistance: 2,
		CompletionOptions:          cobra.CompletionOptions{DisableDefaultCmd: true},
		Args:                       knownCommand,
		RunE:                       func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.AddCommand(askCommand(), checkCommand(), parseCommand(),
		diffCommand(), serveCommand(), versionCommand(),
		importCommand(), historyCommand(), exportCommand(), removeCommand(),
		backupCommand(), restoreCommand(), alertsCommand(), questionsCommand())
	root.SetFlagErrorFunc(wrongFlag)
	speakChinese(root)
	return root
}

// knownCommand refuses what stands in the place of a command and is none.
func knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := "用 planbot --help 查看全部命令。"
	if near := cmd.Root().SuggestionsFor(args[0]); len(near) > 0 {
		hint = "是不是想写 " + strings.Join(near, " 或 ") + "？"
	}
	return usage("planbot 没有“%s”这个命令。%s", args[0], hint)
}

// wrongFlag says what pflag found wrong.
func wrongFlag(cmd *cobra.Command, err error) error {
	var (
		missing *pflag.NotExistError
		empty   *pflag.ValueRequiredError
		invalid *pflag.InvalidValueError
		syntax  *pflag.InvalidSyntaxError
	)
	see := fmt.Sprintf("用 %s --help 查看全部参数。", cmd.CommandPath())
	switch {
	case errors.As(err, &missing):
		return usage("%s 没有参数 %s。%s", cmd.CommandPath(), dashed(missing.GetSpecifiedName(), missing.GetSpecifiedShortnames()), see)
	case errors.As(err, &empty):
		return usage("参数 %s 后面要写一个值。%s", dashed(empty.GetSpecifiedName(), empty.GetSpecifiedShortnames()), see)
	case errors.As(err, &invalid):
		return usage("参数 --%s 的值“%s”不对。%s", invalid.GetFlag().Name, invalid.GetValue(), see)
	case errors.As(err, &syntax):
		return usage("参数“%s”写得不对。%s", syntax.GetSpecifiedFlag(), see)
	}
	return usage("参数写得不对（%w）。%s", err, see)
}

// dashed writes a flag's name as it was typed.
func dashed(name, shorthands string) string {
	if shorthands != "" {
		return "-" + name
	}
	return "--" + name
}

// noArgs refuses arguments of a command that takes none.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage("%s 后面不用再写“%s”。", cmd.CommandPath(), args[0])
	}
	return nil
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "显示版本",
		Args:  noArgs,
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
