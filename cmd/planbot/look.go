package main

import (
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/fatih/color"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// look is how reports appear: how wide, and whether in colour.
type look struct {
	width    int // in terminal columns, 0 for any
	color    bool
	terminal bool
}

const (
	pipeWidth   = 100 // of reports that go to a file or to another program
	leastWidth  = 40  // what is narrower is printed as if it were as wide
	widestWidth = 500
	helpWidth   = 80
)

// colorModes are the values of --color.
var colorModes = []string{"auto", "always", "never"}

// lookFlags gives a command the flags that change how its reports appear.
func lookFlags(cmd *cobra.Command) {
	cmd.Flags().String("color", "auto", "用颜色的`方式`：auto 只在终端里用，always 总用，never 不用")
	cmd.Flags().Int("width", 0, "每行最多多少`列`，一个汉字两列；不写时随终端，不是终端时 "+strconv.Itoa(pipeWidth)+" 列")
	cmd.Flag("width").DefValue = ""
}

// lookOf returns how a command's reports appear, by its flags, the environment
// (NO_COLOR, TERM, COLUMNS) and the terminal.
func lookOf(cmd *cobra.Command) (look, error) {
	mode, err := cmd.Flags().GetString("color")
	if err != nil {
		return look{}, err
	}
	if !slices.Contains(colorModes, mode) {
		return look{}, usage("参数 --color 的值“%s”不对，可以写 %s。", mode, strings.Join(colorModes, "、"))
	}
	columns, err := cmd.Flags().GetInt("width")
	if err != nil {
		return look{}, err
	}
	if cmd.Flags().Changed("width") && (columns < leastWidth || columns > widestWidth) {
		return look{}, usage("参数 --width 的值“%d”不对，可以写 %d 到 %d。", columns, leastWidth, widestWidth)
	}
	width, terminal := widthOf(cmd.OutOrStdout())
	if columns > 0 {
		width = columns
	}
	return look{width: width, color: wantsColor(mode, terminal, os.LookupEnv), terminal: terminal}, nil
}

// wantsColor tells whether colours are used. What was asked for on the command
// line comes before the environment: NO_COLOR (https://no-color.org), if it is
// not empty, and a terminal that knows no colours.
func wantsColor(mode string, terminal bool, env func(string) (string, bool)) bool {
	if mode != "auto" {
		return mode == "always"
	}
	if no, _ := env("NO_COLOR"); no != "" {
		return false
	}
	kind, known := env("TERM")
	return terminal && kind != "dumb" && (known || os.PathSeparator == '\\')
}

// widthOf returns how many columns a writer shows, and whether it is a terminal.
func widthOf(w io.Writer) (columns int, terminal bool) {
	columns, _ = strconv.Atoi(os.Getenv("COLUMNS"))
	if isTerminal(w) {
		terminal = true
		if wide, _, err := term.GetSize(int(w.(*os.File).Fd())); err == nil && wide > 0 {
			columns = wide
		}
	}
	if columns <= 0 || columns > widestWidth {
		columns = pipeWidth
	}
	return max(columns, leastWidth), terminal
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// paint colours a text that is already as wide as it is to be.
type paint func(string) string

// palette are the colours of reports; without colour they change nothing.
type palette struct{ heading, label, soft, place, fault paint }

func paletteOf(colored bool) palette {
	if !colored {
		same := func(s string) string { return s }
		return palette{same, same, same, same, same}
	}
	of := func(attributes ...color.Attribute) paint {
		c := color.New(attributes...)
		c.EnableColor()
		return func(s string) string { return c.Sprint(s) }
	}
	return palette{
		heading: of(color.Bold),
		label:   of(color.FgCyan),
		soft:    of(color.Faint),
		place:   of(color.FgYellow),
		fault:   of(color.FgRed, color.Bold),
	}
}
