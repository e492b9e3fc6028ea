package main

import (
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// settingsShown marks a command whose Long explains the settings; its flags of
// the same names are not listed again.
const settingsShown = "settings shown"

// speakChinese makes the help of every command Chinese.
func speakChinese(root *cobra.Command) {
	root.SetHelpCommand(&cobra.Command{
		Use:   "help [命令]",
		Short: "显示一个命令的说明",
		RunE: func(cmd *cobra.Command, args []string) error {
			target, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return knownCommand(cmd, args)
			}
			return target.Help()
		},
	})
	root.InitDefaultHelpCmd()
	for _, cmd := range append(root.Commands(), root) {
		cmd.Flags().BoolP("help", "h", false, "显示这份说明")
		cmd.DisableFlagsInUseLine = true
	}
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { writeHelp(cmd.OutOrStdout(), cmd) })
}

func writeHelp(w io.Writer, cmd *cobra.Command) {
	out := newPrinter(w, look{width: helpWidth})
	about := cmd.Long
	if about == "" {
		about = cmd.Short
	}
	for l := range strings.SplitSeq(strings.TrimSpace(about), "\n") {
		text := strings.TrimLeft(l, " ")
		out.paragraph(l[:len(l)-len(text)], 0, text)
	}
	out.line("\n用法\n  %s [参数]", cmd.UseLine())
	if cmd.HasAvailableSubCommands() {
		out.line("  planbot 命令 --help　查看一个命令的说明\n\n命令")
		var rows [][]string
		for _, sub := range cmd.Commands() {
			rows = append(rows, []string{sub.Name(), sub.Short})
		}
		out.columns("  ", rows)
	}
	if cmd.HasExample() {
		out.line("\n例子\n%s", cmd.Example)
	}
	out.line("\n参数")
	_, shown := cmd.Annotations[settingsShown]
	var rows [][]string
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !shown || f.Name == "help" {
			rows = append(rows, flagRow(f))
		}
	})
	out.columns("  ", rows)
	if shown {
		out.paragraph("  ", 0, "除 telegram-token 外，上面每项设置都可以写成参数，例如 --listen 127.0.0.1:8081")
	}
}

// flagRow returns a flag as it is typed, and what it does.
func flagRow(f *pflag.Flag) []string {
	value, does := pflag.UnquoteUsage(f)
	typed := "--" + f.Name
	if f.Shorthand != "" {
		typed = "-" + f.Shorthand + ", " + typed
	}
	if value != "" {
		typed += " " + value
	}
	if f.Value.Type() != "bool" && f.DefValue != "" {
		does += "（默认 " + f.DefValue + "）"
	}
	return []string{typed, does}
}
