package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"planbot/corpus"
	"planbot/corpus/parse"
)

func parseCommand() *cobra.Command {
	asJSON := false
	cmd := &cobra.Command{
		Use:     "parse 文件或文件夹…",
		Short:   "读工作要点，列出读到的任务、指标、责任单位和提醒，不保存",
		Example: "  planbot parse 工作要点.txt\n  planbot parse --json 2022.txt 2023.txt > plans.jsonl",
		RunE: func(cmd *cobra.Command, files []string) error {
			look, err := lookOf(cmd)
			if err != nil {
				return err
			}
			write := func(w io.Writer, plan *corpus.Plan) error { return writeReport(w, look, plan) }
			if asJSON {
				write = func(w io.Writer, plan *corpus.Plan) error { return encoder(w).Encode(planJSON(plan)) }
			}
			return eachPlan(cmd, files, look, !asJSON, write)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "输出 JSON，一份文件一行")
	lookFlags(cmd)
	return cmd
}

// readPlan reads the plan in a file. A file that cannot be read is a usage
// error: its sentence is for people.
func readPlan(file string) (*corpus.Plan, error) {
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, usage("%s：没有这个文件。", file)
	case err != nil:
		return nil, usage("%s：打不开（%w）。", file, err)
	case info.IsDir():
		return nil, usage("%s：这是文件夹，不是文件。", file)
	case info.Mode().IsRegular() && info.Size() > parse.MaxSize:
		return nil, usage("%s：文件超过 %d MB 的上限，没有读取。", file, parse.MaxSize>>20)
	}
	f, err := os.Open(file)
	switch {
	case errors.Is(err, os.ErrPermission):
		return nil, usage("%s：没有读取这个文件的权限。", file)
	case err != nil:
		return nil, usage("%s：打不开（%w）。", file, err)
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, parse.MaxSize+1))
	if err != nil {
		return nil, usage("%s：读取中断（%w）。", file, err)
	}
	plan, err := parse.File(file, data)
	if refused := (*parse.Error)(nil); errors.As(err, &refused) {
		return nil, usage("%s：%s", file, refused.Sentence)
	}
	return plan, err
}

// eachPlan writes of each file's plan, of several under the file's name where
// named. A file that cannot be read is told at the end; the others are written.
func eachPlan(cmd *cobra.Command, files []string, l look, named bool, write func(io.Writer, *corpus.Plan) error) error {
	if len(files) == 0 {
		return usage("请在 %s 后面写上文件名，例如：%s 工作要点.txt", cmd.Name(), cmd.CommandPath())
	}
	files, err := inFolders(files)
	if err != nil {
		return err
	}
	named = named && len(files) > 1
	plans := make([]*corpus.Plan, len(files))
	failed := make([]error, len(files))
	step := progress(cmd.ErrOrStderr(), len(files))
	for i, file := range files { // all first, so that the bar is gone before a report comes
		plans[i], failed[i] = readPlan(file)
		step()
	}
	for i, plan := range plans {
		if plan == nil {
			continue
		}
		if named {
			if err := writeFileName(cmd.OutOrStdout(), l, files[i], i == 0); err != nil {
				return err
			}
		}
		if err := write(cmd.OutOrStdout(), plan); err != nil {
			return err
		}
	}
	if named {
		if err := writeSummary(cmd.OutOrStdout(), l, files, plans, failed); err != nil {
			return err
		}
		if n := countErrors(failed); n > 0 && l.terminal && isTerminal(cmd.ErrOrStderr()) { // said above, each with its reason
			return usage("有 %d 份文件没有读取，原因见上表。", n)
		}
	}
	return errors.Join(failed...)
}

func countErrors(all []error) int {
	n := 0
	for _, err := range all {
		if err != nil {
			n++
		}
	}
	return n
}

// writeSummary writes what was read of each of several files, a line each, and
// why the others were not.
func writeSummary(w io.Writer, l look, files []string, plans []*corpus.Plan, failed []error) error {
	out := newPrinter(w, l)
	read := len(files) - countErrors(failed)
	out.line("")
	out.title("", "汇总：%d 份文件，读取 %d 份，没有读取 %d 份", len(files), read, len(files)-read)
	out.line("")
	var rows []row
	for i, plan := range plans {
		r := row{cells: []string{files[i], "", "", "", "", reason(failed[i], files[i])}}
		if plan != nil {
			r.cells = []string{files[i]}
			for _, n := range []int{len(plan.Tasks), len(plan.Indicators), len(plan.Assignments()), len(plan.Warnings)} {
				r.cells = append(r.cells, strconv.Itoa(n))
			}
			r.cells = append(r.cells, "")
		}
		rows = append(rows, r)
	}
	out.tableOrList([]column{
		{head: "文件", least: 16}, {head: "任务", least: 4}, {head: "指标", least: 4}, {head: "责任分工", least: 8},
		{head: "提醒", least: 4, paint: out.paint.place}, {head: "没有读取的原因", least: 16, paint: out.paint.fault},
	}, rows)
	return out.err
}

// reason is an error's sentence without the file's name before it.
func reason(err error, file string) string {
	if err == nil {
		return ""
	}
	return strings.TrimPrefix(err.Error(), file+"：")
}

// inFolders puts the files that may hold plans in the place of their folder.
func inFolders(files []string) ([]string, error) {
	var out []string
	for _, file := range files {
		if info, err := os.Stat(file); err != nil || !info.IsDir() {
			out = append(out, file)
			continue
		}
		entries, err := os.ReadDir(file)
		if err != nil {
			return nil, usage("%s：打不开这个文件夹（%w）。", file, err)
		}
		before := len(out)
		for _, e := range entries {
			if !e.IsDir() && !strings.HasPrefix(e.Name(), ".") && parse.CanRead(e.Name()) {
				out = append(out, filepath.Join(file, e.Name()))
			}
		}
		if len(out) == before {
			return nil, usage("%s：文件夹里没有可以读取的文件（%s）。", file, strings.Join(parse.Endings(), "、"))
		}
	}
	return out, nil
}

// manyFiles is how many files it takes for a progress bar.
const manyFiles = 4

// progress returns what is called after each file. On a terminal it moves a bar.
func progress(w io.Writer, files int) func() {
	if files < manyFiles || !isTerminal(w) {
		return func() {}
	}
	bar := progressbar.NewOptions(files, progressbar.OptionSetWriter(w), progressbar.OptionSetDescription("读取"),
		progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())
	return func() { _ = bar.Add(1) }
}

// writeFileName tells the reports of several files apart.
func writeFileName(w io.Writer, l look, file string, first bool) error {
	out := newPrinter(w, l)
	if !first {
		out.line("")
	}
	out.line("%s", out.paint.heading("── "+file+" ──"))
	return out.err
}
