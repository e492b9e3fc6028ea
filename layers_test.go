package planbot_test

import (
	"cmp"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// floors lists every house, the lowest first. A package imports only houses
// on floors below its own. What stands below a house's folder is part of it
// and imported by it alone.
//
// corpus/fold is by its subject on one floor with corpus/parse, index and
// answer; they all compare words, so it stands below them as a foundation.
// plans is data.
var floors = [][]string{
	{"corpus", "config", "plans"},
	{"corpus/fold"},
	{"corpus/parse", "index", "answer", "alert"},
	{"store", "web", "bot"},
	{"cmd"},
}

// only names the one house that may import a library, in tests too.
var only = map[string]string{
	"github.com/blevesearch/": "index",
	"github.com/spf13/viper":  "config",
	"github.com/go-telegram/": "bot",
	"github.com/jackc/pgx/":   "store",
	"github.com/pressly/":     "store",
	"modernc.org/sqlite":      "store",
}

// standardOnly are the houses that import nothing but the standard library.
var standardOnly = []string{"corpus"}

const module = "planbot/"

// wrong says why a package may not import another, "" where it may. from is a
// folder of this module; imported is an import path.
func wrong(from, imported string, inTest bool) string {
	home, floor := house(from)
	if floor < 0 {
		return "stands on no floor: name it in floors and in .golangci.yml"
	}
	for library, owner := range only {
		if strings.HasPrefix(imported, library) && home != owner {
			return "only " + owner + " imports " + library
		}
	}
	if inTest {
		return ""
	}
	target, ours := strings.CutPrefix(imported, module)
	if !ours {
		domain, _, _ := strings.Cut(imported, "/")
		if slices.Contains(standardOnly, from) && strings.Contains(domain, ".") {
			return from + " imports the standard library only"
		}
		return ""
	}
	theirs, below := house(target)
	switch {
	case theirs == home:
		return ""
	case theirs != target:
		return target + " belongs to " + theirs
	case below >= floor:
		return fmt.Sprintf("%s stands on floor %d, not below floor %d", theirs, below, floor)
	}
	return ""
}

// house returns the house that a folder belongs to and its floor, -1 where
// there is none.
func house(dir string) (string, int) {
	for d := dir; d != "."; d = path.Dir(d) {
		for i, houses := range floors {
			if slices.Contains(houses, d) && (d == dir || d != "corpus") { // corpus has no parts: what is below is named
				return d, i
			}
		}
	}
	return "", -1
}

func TestFloors(t *testing.T) {
	packages := 0
	err := fs.WalkDir(os.DirFS("."), ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if file != "." && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") || strings.HasPrefix(d.Name(), "_") || isModule(file)) {
				return fs.SkipDir
			}
			return nil
		}
		dir := path.Dir(file)
		if dir == "." || path.Ext(file) != ".go" {
			return nil
		}
		packages++
		for _, imported := range importsOf(t, file) {
			if why := wrong(dir, imported, strings.HasSuffix(file, "_test.go")); why != "" {
				t.Errorf("%s imports %s: %s", file, cmp.Or(imported, "nothing"), why)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if packages == 0 {
		t.Error("no Go file was read")
	}
}

// importsOf returns a file's imports; "" stands for the file itself, so that
// one without imports is looked at too.
func importsOf(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	all := []string{""}
	for _, spec := range parsed.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, imported)
	}
	return all
}

// isModule tells a folder that is a module of its own.
func isModule(dir string) bool {
	_, err := os.Stat(path.Join(dir, "go.mod"))
	return err == nil
}

// The test of the floors can fail.
func TestWrong(t *testing.T) {
	for _, c := range []struct {
		from, imported string
		inTest, wrong  bool
	}{
		{"corpus", "strings", false, false},
		{"corpus", "golang.org/x/text/width", false, true},
		{"corpus", "github.com/google/go-cmp/cmp", true, false},
		{"corpus", "planbot/config", false, true},
		{"corpus/fold", "golang.org/x/text/unicode/norm", false, false},
		{"corpus/parse", "planbot/corpus", false, false},
		{"corpus/parse", "planbot/corpus/fold", false, false},
		{"corpus/parse", "planbot/corpus/parse/text", false, false},
		{"corpus/parse/text", "planbot/corpus", false, false},
		{"corpus/parse/text", "planbot/index", false, true},
		{"corpus/fold", "planbot/corpus/parse", false, true},
		{"index", "planbot/corpus/parse/text", false, true},
		{"index", "planbot/answer", false, true},
		{"index", "planbot/answer", true, false},
		{"index", "github.com/blevesearch/bleve/v2", false, false},
		{"answer", "github.com/blevesearch/bleve/v2", true, true},
		{"answer", "planbot/web", false, true},
		{"web", "planbot/answer", false, false},
		{"store", "github.com/jackc/pgx/v5", false, false},
		{"store/storetest", "github.com/jackc/pgx/v5", false, false},
		{"store", "planbot/alert", false, false},
		{"store", "planbot/bot", false, true},
		{"bot", "planbot/store/storetest", false, true},
		{"bot", "planbot/store/storetest", true, false},
		{"bot", "modernc.org/sqlite", true, true},
		{"web", "planbot/bot", false, true},
		{"cmd/planbot", "planbot/bot", false, false},
		{"cmd/planbot", "github.com/spf13/viper", false, true},
		{"bot", "planbot/cmd/planbot", false, true},
		{"util", "", false, true},
		{"corpus/other", "", false, true},
	} {
		if why := wrong(c.from, c.imported, c.inTest); (why != "") != c.wrong {
			t.Errorf("%s imports %s (test: %v): %q", c.from, c.imported, c.inTest, why)
		}
	}
}
