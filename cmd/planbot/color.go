package main

import (
	"io"
	"os"
	"regexp"

	"github.com/fatih/color"
	"golang.org/x/term"
)

// paint colours a text that is already as wide as it is to be.
type paint func(string) string

// palette are the colours of reports. On anything but a terminal, and where
// NO_COLOR is set or the terminal is dumb, they change nothing.
type palette struct{ heading, label, soft, place, fault paint }

// paletteFor returns the colours for a writer.
func paletteFor(w io.Writer) palette {
	if !isTerminal(w) || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		same := func(s string) string { return s }
		return palette{same, same, same, same, same}
	}
	of := func(attributes ...color.Attribute) paint {
		c := color.New(attributes...)
		c.EnableColor()
		return func(s string) string { return c.Sprint(s) }
	}
	red := of(color.FgRed)
	return palette{
		heading: of(color.Bold),
		label:   of(color.FgCyan),
		soft:    of(color.Faint),
		place:   of(color.FgYellow),
		fault:   func(s string) string { return wordsAtFault.ReplaceAllStringFunc(s, red) },
	}
}

// wordsAtFault matches the plan's own words in a warning.
var wordsAtFault = regexp.MustCompile(`“[^“”]*”|：[^：]*$`)

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
