package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"planbot/corpus"
	"planbot/corpus/parse"
)

func parseCommand() *cobra.Command {
	asJSON := false
	cmd := &cobra.Command{
		Use:   "parse FILE…",
		Short: "读一份工作要点，列出读到的任务、指标、责任单位和疑点，不保存",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, files []string) error {
			for _, file := range files {
				plan, err := readPlan(file)
				if err != nil {
					return err
				}
				if err := writePlan(cmd.OutOrStdout(), plan, asJSON); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "输出 JSON")
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
		return nil, usage("%s：打不开（%v）。", file, err)
	case info.IsDir():
		return nil, usage("%s：这是文件夹，不是文件。", file)
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, usage("%s：打不开（%v）。", file, err)
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, parse.MaxSize+1))
	if err != nil {
		return nil, usage("%s：读取中断（%v）。", file, err)
	}
	plan, err := parse.File(file, data)
	if err != nil {
		return nil, usageError{err}
	}
	return plan, nil
}

func writePlan(w io.Writer, plan *corpus.Plan, asJSON bool) error {
	if !asJSON {
		return writeReport(w, plan)
	}
	return encoder(w).Encode(planJSON(plan))
}

// writeReport writes what was read for the editor to check.
func writeReport(w io.Writer, plan *corpus.Plan) error {
	out := &printer{w: w}
	h := plan.Head
	out.line("%s", orUnknown(h.Title))
	out.line("  文号 %s　发文单位 %s　日期 %s", orUnknown(h.Number), orUnknown(h.Issuer), orUnknown(h.Date.String()))
	out.line("  %d 个章节，%d 项任务，%d 个指标，%d 条脚注", len(plan.Sections), len(plan.Tasks), len(plan.Indicators), len(plan.Notes))
	section := corpus.Anchor("-")
	for i := range plan.Tasks {
		task := &plan.Tasks[i]
		if task.Section != section {
			section = task.Section
			out.section(plan, section)
		}
		out.task(plan, task)
	}
	if len(plan.Indicators) > 0 {
		out.line("\n指标")
	}
	for i := range plan.Indicators {
		out.indicator(&plan.Indicators[i])
	}
	for _, note := range plan.Notes {
		out.line("\n脚注 %s %s", note.Mark, note.Text)
	}
	if len(plan.Warnings) > 0 {
		out.line("\n请核对（%d 处）", len(plan.Warnings))
	}
	for _, warning := range plan.Warnings {
		out.line("  第 %d 行：%s", warning.Line, warning.Message)
	}
	return out.err
}

// printer writes lines and keeps the first error.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

func (p *printer) section(plan *corpus.Plan, anchor corpus.Anchor) {
	if s := plan.Section(anchor); s != nil {
		p.line("\n%s %s", s.Number, s.Title)
	}
}

func (p *printer) task(plan *corpus.Plan, task *corpus.Task) {
	p.line("  %s. %s", task.Number, task.Title)
	for _, a := range task.Assignments {
		p.line("     责任 %s", plan.Quote(a.Span))
	}
	for _, c := range task.Commitments {
		p.line("     目标 %s", plan.Quote(c.Span))
	}
}

func (p *printer) indicator(n *corpus.Indicator) {
	values := ""
	for _, v := range n.Values {
		raw := v.Raw
		if raw == "" {
			raw = "无"
		}
		values += fmt.Sprintf("　%d年 %s", v.Year, raw)
	}
	p.line("  %s（%s）%s　牵头 %v", n.Name, orUnknown(n.Measure), values, n.Leads)
}

func orUnknown(s string) string {
	if s == "" {
		return "（未写明）"
	}
	return s
}
