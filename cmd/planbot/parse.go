package main

import (
	"errors"
	"io"
	"os"

	"github.com/spf13/cobra"

	"planbot/corpus"
	"planbot/corpus/parse"
)

func parseCommand() *cobra.Command {
	asJSON := false
	cmd := &cobra.Command{
		Use:     "parse 文件…",
		Short:   "读工作要点，列出读到的任务、指标、责任单位和提醒，不保存",
		Example: "  planbot parse 工作要点.txt\n  planbot parse --json 2022.txt 2023.txt > plans.jsonl",
		RunE: func(cmd *cobra.Command, files []string) error {
			write := writeReport
			if asJSON {
				write = func(w io.Writer, plan *corpus.Plan) error { return encoder(w).Encode(planJSON(plan)) }
			}
			return eachPlan(cmd, files, len(files) > 1 && !asJSON, write)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "输出 JSON，一份文件一行")
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

// eachPlan writes of each file's plan, under the file's name where named. A
// file that cannot be read is told at the end; the others are written.
func eachPlan(cmd *cobra.Command, files []string, named bool, write func(io.Writer, *corpus.Plan) error) error {
	if len(files) == 0 {
		return usage("请在 %s 后面写上文件名，例如：%s 工作要点.txt", cmd.Name(), cmd.CommandPath())
	}
	var problems []error
	for i, file := range files {
		plan, err := readPlan(file)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		if named {
			if err := writeFileName(cmd.OutOrStdout(), file, i == 0); err != nil {
				return err
			}
		}
		if err := write(cmd.OutOrStdout(), plan); err != nil {
			return err
		}
	}
	return errors.Join(problems...)
}

// writeFileName tells the reports of several files apart.
func writeFileName(w io.Writer, file string, first bool) error {
	out := &printer{w: w}
	if !first {
		out.line("")
	}
	out.line("── %s ──", file)
	return out.err
}
