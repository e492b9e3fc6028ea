package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"planbot/answer"
	"planbot/corpus"
)

func checkCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "check 文件…",
		Short:   "核对工作要点前后是否一致：表格与正文、增速与数值、超过 100% 的比例",
		Example: "  planbot check 工作要点.txt",
		RunE: func(cmd *cobra.Command, files []string) error {
			look, err := lookOf(cmd)
			if err != nil {
				return err
			}
			return eachPlan(cmd, files, look, true, func(w io.Writer, plan *corpus.Plan) error { return writeFindings(w, look, plan) })
		},
	}
	lookFlags(cmd)
	return cmd
}

// findingNames are the headings of the kinds of finding, in order.
var findingNames = []struct {
	kind answer.FindingKind
	name string
}{
	{answer.FindingNumber, "同一件事，数值不同"},
	{answer.FindingWording, "同一个数，写法不同"},
	{answer.FindingGrowth, "增速与两年的数值对不上"},
	{answer.FindingPercent, "超过 100% 的比例"},
	{answer.FindingTwice, "表格与正文都写了，一致"},
}

// writeFindings writes what a plan says twice or does not agree on, each with
// the plan's own words.
func writeFindings(w io.Writer, l look, plan *corpus.Plan) error {
	out := newPrinter(w, l)
	found := answer.Check(plan)
	out.line("%s：%d 处", out.paint.heading(orUnknown(plan.Head.Title)), len(found))
	for _, group := range findingNames {
		n := 0
		for _, f := range found {
			if f.Kind != group.kind {
				continue
			}
			if n++; n == 1 {
				out.line("\n%s", out.paint.heading(group.name))
			}
			out.paragraph(fmt.Sprintf("  %d. ", n), 0, f.Message)
			var rows [][]string
			for _, c := range f.Citations {
				rows = append(rows, []string{string(c.Item.Anchor), oneLine(c.Quote)})
			}
			out.columns("     ", rows, out.paint.place, out.paint.soft)
		}
	}
	return out.err
}
