package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"planbot/alert"
	"planbot/corpus"
)

func diffCommand() *cobra.Command {
	asJSON := false
	cmd := &cobra.Command{
		Use:     "diff 旧文件 新文件",
		Short:   "比较两份工作要点：同一份的两个版本，或者前后两年的两份",
		Example: "  planbot diff 工作要点.txt 工作要点-更正.txt",
		RunE: func(cmd *cobra.Command, files []string) error {
			look, err := lookOf(cmd)
			if err != nil {
				return err
			}
			if len(files) != 2 {
				return usage("请在 diff 后面写上两个文件名，先旧后新，例如：planbot diff 旧.txt 新.txt")
			}
			before, err := readPlan(files[0])
			if err != nil {
				return err
			}
			after, err := readPlan(files[1])
			if err != nil {
				return err
			}
			changes := corpus.Diff(before, after)
			if asJSON {
				if changes == nil {
					changes = []corpus.Change{}
				}
				return encoder(cmd.OutOrStdout()).Encode(map[string]any{"changes": changes})
			}
			return writeChanges(cmd.OutOrStdout(), look, before, after, changes)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "输出 JSON")
	lookFlags(cmd)
	return cmd
}

// writeChanges writes what differs between two texts, item by item.
func writeChanges(w io.Writer, l look, before, after *corpus.Plan, changes []corpus.Change) error {
	p := newPrinter(w, l)
	p.paragraph("", 2, p.paint.heading(orUnknown(after.Head.Title)))
	rows := [][]string{{"旧", nameOf(before)}, {"新", nameOf(after)}, {"变化", counted(changes)}}
	if corpus.Succession(before, after) {
		rows = append(rows, []string{"说明", "这是前后两年的两份文件：目标值与目标值比较，只因年份不同的文字和时限不算变化。"}, []string{"任务", carried(before, after)})
	}
	p.columns("  ", rows, p.paint.label)
	p.diff(changes, before, after)
	return p.err
}

// diff writes changes item by item; of a succession what is new and what is
// gone stands in lists.
func (p *printer) diff(changes []corpus.Change, before, after *corpus.Plan) {
	if !corpus.Succession(before, after) {
		p.changes(changes, before, after)
		return
	}
	kept := slices.DeleteFunc(slices.Clone(changes), func(c corpus.Change) bool {
		return c.Kind == corpus.ChangeAdded || c.Kind == corpus.ChangeRemoved
	})
	p.changes(kept, before, after)
	p.names("新列入", corpus.ChangeAdded, changes, before, after)
	p.names("不再列入", corpus.ChangeRemoved, changes, before, after)
}

func nameOf(plan *corpus.Plan) string {
	return fmt.Sprintf("%s（编号 %s，版本 %s）", orUnknown(plan.Head.Title), plan.ID, plan.Version())
}

// counted says how many changes there are, by kind.
func counted(changes []corpus.Change) string {
	if len(changes) == 0 {
		return "没有变化"
	}
	n := map[corpus.ChangeKind]int{}
	for _, c := range changes {
		n[c.Kind]++
	}
	var parts []string
	for _, k := range corpus.ChangeKinds {
		if n[k] > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", alert.KindName(k), n[k]))
		}
	}
	return fmt.Sprintf("%d 处：%s", len(changes), strings.Join(parts, "，"))
}

// carried says what became of the older plan's tasks and indicators.
func carried(before, after *corpus.Plan) string {
	pairs := corpus.PairItems(before, after)
	var tasks, indicators int
	for a := range pairs.ToOld {
		if after.Task(a) != nil {
			tasks++
		}
		if after.Indicator(a) != nil {
			indicators++
		}
	}
	return fmt.Sprintf("延续 %d 项，不再列入 %d 项，新增 %d 项；指标延续 %d 个，不再列入 %d 个，新增 %d 个",
		tasks, len(before.Tasks)-tasks, len(after.Tasks)-tasks, indicators, len(before.Indicators)-indicators, len(after.Indicators)-indicators)
}

// names lists the items that are new or gone.
func (p *printer) names(heading string, kind corpus.ChangeKind, changes []corpus.Change, before, after *corpus.Plan) {
	n := 0
	for i := range changes {
		if c := &changes[i]; c.Kind == kind {
			if n++; n == 1 {
				p.line("\n%s", p.paint.heading(heading))
			}
			p.paragraph("  ", 2, itemName(c, before, after))
		}
	}
}

// changes writes changes below the items that they are of.
func (p *printer) changes(changes []corpus.Change, before, after *corpus.Plan) {
	last := ""
	for i := range changes {
		c := &changes[i]
		if name := itemName(c, before, after); name != last {
			last = name
			p.line("")
			p.paragraph("", 2, p.paint.heading(name))
		}
		was, is := alert.BeforeAfter(*c)
		switch c.Kind {
		case corpus.ChangeAdded:
			p.paragraph("  ", 2, "新增："+oneLine(c.QuoteAfter))
		case corpus.ChangeRemoved:
			p.paragraph("  ", 2, "删除："+oneLine(c.QuoteBefore))
		default:
			text := alert.What(*c) + "：" + oneLine(was) + " → " + oneLine(is)
			if more := alert.Difference(*c, alert.Chinese); more != "" {
				text += "（" + more + "）"
			}
			p.paragraph("  ", 2, text)
			if len(c.Also) > 0 {
				p.paragraph("    ", 0, fmt.Sprintf("同一格的还有 %d 个指标", len(c.Also)))
			}
			var quotes [][]string
			if c.Kind != corpus.ChangeWording {
				for _, q := range [][]string{{"旧文", oneLine(c.QuoteBefore)}, {"新文", oneLine(c.QuoteAfter)}} {
					if q[1] != "" {
						quotes = append(quotes, q)
					}
				}
			}
			p.columns("    ", quotes, p.paint.label, p.paint.soft)
		}
	}
}

// itemName names the item of a change as people look for it.
func itemName(c *corpus.Change, before, after *corpus.Plan) string {
	in := after
	if c.Kind == corpus.ChangeRemoved {
		in = before
	}
	a := c.Item.Anchor
	kind, number, _ := strings.Cut(string(a), "-")
	name := map[string]string{"task": "任务", "indicator": "指标", "section": "章节", "annex": "附件", "note": "脚注", "head": "文件"}[kind]
	if t := in.Task(a); t != nil && t.Number != "" {
		number = t.Number
	}
	if kind == "head" {
		return "文件首部"
	}
	return strings.TrimSpace(name + " " + number + "　" + c.Title)
}
