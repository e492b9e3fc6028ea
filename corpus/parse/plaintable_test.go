package parse

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// plainTables are plans with tables in plain text. Behind a line ---- stands
// what is read of each: its indicators, tasks and warnings. With -update that
// is written anew, to be read in the change.
func plainTables(t testing.TB) []string {
	files, err := filepath.Glob("testdata/tables/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d plans, %v", len(files), err)
	}
	return files
}

const goldenMark = "----\n"

func TestPlainTables(t *testing.T) {
	for _, file := range plainTables(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			source, want, _ := strings.Cut(string(data), goldenMark)
			got := tableRows(readText(t, source))
			if *update {
				if err := os.WriteFile(file, []byte(source+goldenMark+got), 0o600); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
