package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// TestMain makes planbot a command of the scripts, and of PATH.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"planbot": main})
}

// fixture is the plan that every script finds in its folder.
const fixture = "qingxi-2024.txt"

// fixtureTarget is a promise that the fixture makes.
const fixtureTarget = "5G基站不少于120"

func TestScripts(t *testing.T) {
	plan, err := os.ReadFile("testdata/" + fixture)
	if err != nil {
		t.Fatal(err)
	}
	newer, err := os.ReadFile("testdata/newer.db") // a database whose schema has the version 99999, and nothing more
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("LONG", strings.Repeat("无人机谁牵头", 834)[:5000*len("无")])
			e.Setenv("BROKEN", "无人机\xe6\x97\xff由谁\xc3负责")
			e.Setenv("NOISE", "\xff\xfe\x01\x02\x80")
			long := `{"id":"long","turns":["` + strings.Repeat("无", maxLine) + "\"]}\n" + `{"id":"last","turns":["无人机"]}`
			return errors.Join(
				os.WriteFile(e.WorkDir+"/"+fixture, plan, 0o600),
				os.WriteFile(e.Getenv("TMPDIR")+"/newer.db", newer, 0o600),
				os.WriteFile(e.Getenv("TMPDIR")+"/long.jsonl", []byte(long), 0o600),
			)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"refused": refused,
			"sparse":  sparse,
			"binary":  binary,
			"encode":  encode,
			"edit":    edit,
		},
	})
}

// refused runs planbot, which must write nothing to standard output and end
// with exit code 2.
func refused(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("unsupported: ! refused")
	}
	err := ts.Exec("planbot", args...)
	exit := (*exec.ExitError)(nil)
	if !errors.As(err, &exit) || exit.ExitCode() != 2 {
		ts.Fatalf("planbot %s: %v, want exit code 2", strings.Join(args, " "), err)
	}
	if out := ts.ReadFile("stdout"); out != "" {
		ts.Fatalf("standard output: %s", out)
	}
}

// sparse makes a file of a size that takes no room.
func sparse(ts *testscript.TestScript, _ bool, args []string) {
	size, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), nil, 0o600))
	ts.Check(os.Truncate(ts.MkAbs(args[0]), size))
}

// binary makes a file of all bytes.
func binary(ts *testscript.TestScript, _ bool, args []string) {
	all := make([]byte, 4096)
	for i := range all {
		all[i] = byte(i * 7)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), all, 0o600))
}

// encode writes a UTF-8 file in another form.
func encode(ts *testscript.TestScript, _ bool, args []string) {
	data := []byte(ts.ReadFile(args[1]))
	codes := map[string]encoding.Encoding{
		"gbk":     simplifiedchinese.GBK,
		"utf16":   unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
		"utf16le": unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM),
		"utf16be": unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
	}
	switch args[0] {
	case "bom":
		data = append([]byte("\ufeff"), data...)
	case "crlf":
		data = bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))
	default:
		encoded, err := codes[args[0]].NewEncoder().Bytes(data)
		ts.Check(err)
		data = encoded
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), data, 0o600))
}

// edit changes one target of the fixture in a file.
func edit(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[0])
	edited := strings.Replace(text, fixtureTarget, fixtureTarget+"0", 1)
	if edited == text {
		ts.Fatalf("%s does not hold %q", args[0], fixtureTarget)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(edited), 0o600))
}
