package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"planbot/alert"
	"planbot/config"
	"planbot/corpus"
	"planbot/corpus/parse"
	"planbot/store"
)

func importCommand() *cobra.Command {
	var yes bool
	var as, by string
	cmd := &cobra.Command{
		Use:   "import 文件…",
		Short: "发布工作要点：先列出提醒和变化，确认后换上新版本，并通知关注的人",
		Example: "  planbot import 工作要点.docx\n" +
			"  planbot import --yes --as ganzhou-2023-digital-economy 更正稿.txt",
		RunE: func(cmd *cobra.Command, files []string) error {
			if len(files) == 0 {
				return usage("请在 import 后面写上文件名，例如：planbot import 工作要点.docx")
			}
			if as != "" && len(files) > 1 {
				return usage("--as 只能和一个文件一起用。")
			}
			if cmd.Flags().Changed("as") && (string(parse.PlanID(as+".txt")) != as || strings.Trim(as, ".-") == "" || len(as) > maxID || strings.ContainsFunc(as, unicode.IsControl)) {
				return usage("参数 --as 的值“%s”不能作编号：只用文字、数字和 -，不超过 %d 个字节。", oneLine(as), maxID)
			}
			look, err := lookOf(cmd)
			if err != nil {
				return err
			}
			return withStore(cmd, true, func(ctx context.Context, st *store.Store) error {
				var problems []error
				for _, file := range files {
					one := importing{cmd: cmd, look: look, store: st, file: file, as: as, by: by, yes: yes}
					problems = append(problems, one.run(ctx))
				}
				return errors.Join(problems...)
			})
		},
	}
	config.Flags(cmd.Flags(), "store")
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "不再询问，直接发布")
	cmd.Flags().StringVar(&as, "as", "", "这份文件的`编号`；不写时用文件名去掉后缀，文号和标题与已发布的相同时用那一份的编号")
	cmd.Flags().StringVar(&by, "by", "", "发布人的`名字`；不写时用登录名")
	lookFlags(cmd)
	return cmd
}

// maxID is the longest id, in bytes.
const maxID = 100

// withStore opens the database for a command.
// Where it is a file that is not there, it is made only where fresh.
func withStore(cmd *cobra.Command, fresh bool, do func(context.Context, *store.Store) error) error {
	settings, err := config.Load(cmd.Flags())
	if err != nil {
		return usageError{err}
	}
	st, err := openStore(cmd.Context(), settings, fresh)
	if err != nil {
		return err
	}
	if st == nil {
		return usage("设置 store：没有数据库文件 %s。还没有发布过工作要点，或者要用 --store 指明它在哪里。", settings.Store.Reveal())
	}
	return errors.Join(storeError(do(cmd.Context(), st)), st.Close())
}

// storeError makes what the database says a sentence for the operator.
func storeError(err error) error {
	var known *store.Error
	if errors.As(err, &known) {
		return usage("%w", err)
	}
	return err
}

// importing is the import of one file.
type importing struct {
	cmd          *cobra.Command
	look         look
	store        *store.Store
	file, as, by string
	yes          bool
}

func (i *importing) run(ctx context.Context) error {
	plan, err := readPlan(i.file)
	if err != nil {
		return err
	}
	data, err := os.ReadFile(i.file)
	if err != nil {
		return usage("%s：打不开（%w）。", i.file, err)
	}
	if i.as != "" {
		plan.SetID(corpus.PlanID(i.as))
	}
	p, err := alert.Look(ctx, i.store, plan, filepath.Base(i.file), data, i.as != "")
	if err != nil {
		return err
	}
	if p.Clash {
		return usage("%s：编号“%s”已经是《%s》，这份《%s》不像是它的新版本，没有发布。请改文件名，或者用 --as 另起一个编号。", i.file, plan.ID, orUnknown(p.From().Title), orUnknown(plan.Head.Title))
	}
	if err := writePreview(i.cmd.OutOrStdout(), i.look, p); err != nil {
		return err
	}
	out := newPrinter(i.cmd.OutOrStdout(), i.look)
	if p.Same {
		out.line("内容与现行版本 %s 完全相同，没有发布。", p.Before.Hash)
		return out.err
	}
	if !i.yes {
		ok, err := i.confirmed()
		if err != nil || !ok {
			return err
		}
	}
	v, err := alert.Publish(ctx, i.store, p, publisher(i.by), time.Now())
	if errors.Is(err, alert.ErrStale) {
		return usage("%s：别人刚刚发布了这份工作要点的另一个版本，请重新导入，核对新的变化。", i.file)
	}
	if err != nil {
		return err
	}
	out.line("已发布：%s 第 %d 版（%s），%d 处变化，将通知 %d 处。", v.Plan, v.Number, v.Hash, len(p.Changes), p.Places)
	return out.err
}

// confirmed asks whether to publish. Without a terminal nobody can be asked.
func (i *importing) confirmed() (bool, error) {
	in, ok := i.cmd.InOrStdin().(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return false, usage("%s：没有发布。核对以后加上 --yes 再运行一次，就会发布。", i.file)
	}
	fmt.Fprint(i.cmd.OutOrStdout(), "发布吗？输入 y 发布，其他不发布：")
	answer, err := bufio.NewReader(in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes", "是", "发布":
		return true, nil
	}
	fmt.Fprintln(i.cmd.OutOrStdout(), "没有发布。")
	return false, nil
}

// publisher is who publishes, for the history.
func publisher(by string) string {
	if by != "" {
		return by
	}
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return ""
}

// writePreview writes what an editor must see before anybody else is told.
func writePreview(w io.Writer, l look, p *alert.Preview) error {
	out := newPrinter(w, l)
	out.paragraph("", 2, out.paint.heading(orUnknown(p.Plan.Head.Title)))
	rows := [][]string{
		{"编号", string(p.Plan.ID)}, {"文号", orUnknown(p.Plan.Head.Number)}, {"版本", p.Plan.Version()},
		{"读到", fmt.Sprintf("%d 项任务，%d 个指标，%d 处提醒", len(p.Plan.Tasks), len(p.Plan.Indicators), len(p.Plan.Warnings))},
	}
	switch {
	case p.Before != nil:
		rows = append(rows, []string{"现行", fmt.Sprintf("第 %d 版（%s，%s 由 %s 发布）", p.Before.Number, p.Before.Hash, clock(p.Before.At), orUnknown(p.Before.By))})
	case p.Retired != nil:
		rows = append(rows, []string{"恢复", fmt.Sprintf("第 %d 版停用过，重新启用", p.Retired.Number)})
	case p.Was != nil:
		rows = append(rows, []string{"上一份", fmt.Sprintf("《%s》（%s，第 %d 版）", p.Was.Title, p.Was.Plan, p.Was.Number)}, []string{"任务", carried(p.Was.Parsed, p.Plan)})
	default:
		rows = append(rows, []string{"说明", "新的一份，没有更早的可以比较。"})
	}
	rows = append(rows, []string{"变化", counted(p.Changes)}, []string{"通知", fmt.Sprintf("%d 处群或个人会收到提醒", p.Places)})
	out.columns("  ", rows, out.paint.label)
	for _, w := range p.Plan.Warnings {
		out.paragraph(fmt.Sprintf("  提醒 第 %d 行  ", w.Line), 0, w.Message)
	}
	if from := p.From(); from != nil && out.err == nil {
		out.diff(p.Changes, from.Parsed, p.Plan)
	}
	out.line("")
	return out.err
}

// clock is a time as an editor reads it.
func clock(t time.Time) string { return t.Local().Format("2006-01-02 15:04") }
