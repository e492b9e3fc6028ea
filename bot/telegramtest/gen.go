//go:build ignore

// Gen writes api.json: of the Bot API's methods and the types that their
// parameters use, the names of the fields, their types, and "!" before what is
// required. It reads the api.json of
// https://github.com/PaulSonOfLars/telegram-bot-api-spec:
//
//	go run gen.go < SPEC > api.json
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"
)

type field struct {
	Name     string
	Types    []string
	Required bool
}

type entry struct {
	Fields   []field
	Subtypes []string
}

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		slog.Error("gen", "error", err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	var spec struct {
		Version        string
		Methods, Types map[string]entry
	}
	if err := json.NewDecoder(in).Decode(&spec); err != nil {
		return err
	}
	used := map[string]entry{}
	var use func(e entry)
	use = func(e entry) {
		names := slices.Clone(e.Subtypes)
		for _, f := range e.Fields {
			names = append(names, f.Types...)
		}
		for _, name := range names {
			name = name[strings.LastIndex(name, " ")+1:] // Array of Array of X
			if t, ok := spec.Types[name]; ok {
				if _, seen := used[name]; !seen {
					used[name] = t
					use(t)
				}
			}
		}
	}
	for _, m := range spec.Methods {
		use(m)
	}
	w := bufio.NewWriter(out)
	fmt.Fprintf(w, "{\"version\":%q,\n\"methods\":{\n", spec.Version)
	write(w, spec.Methods)
	fmt.Fprint(w, "},\n\"types\":{\n")
	write(w, used)
	fmt.Fprint(w, "}}\n")
	return w.Flush()
}

// write writes an entry a line; a union of types is a list of their names.
func write(w io.Writer, entries map[string]entry) {
	for i, name := range slices.Sorted(maps.Keys(entries)) {
		if i > 0 {
			fmt.Fprint(w, ",\n")
		}
		e := entries[name]
		fmt.Fprintf(w, "%q:", name)
		if len(e.Subtypes) > 0 {
			fmt.Fprintf(w, "[\"%s\"]", strings.Join(e.Subtypes, `","`))
			continue
		}
		fields := make([]string, len(e.Fields))
		for j, f := range e.Fields {
			mark := ""
			if f.Required {
				mark = "!"
			}
			fields[j] = fmt.Sprintf("%q:%q", f.Name, mark+strings.Join(f.Types, "|"))
		}
		fmt.Fprintf(w, "{%s}", strings.Join(fields, ","))
	}
	fmt.Fprint(w, "\n")
}
