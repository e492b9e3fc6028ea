package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"planbot/alert"
	"planbot/config"
	"planbot/corpus"
	"planbot/store"
)

func historyCommand() *cobra.Command {
	number := 0
	cmd := &cobra.Command{
		Use:     "history [编号]",
		Short:   "列出已发布的工作要点和它们的版本；--changes 看一版改了什么",
		Example: "  planbot history\n  planbot history ganzhou-2023-digital-economy\n  planbot history ganzhou-2023-digital-economy --changes 2",
		RunE: func(cmd *cobra.Command, args []string) error {
			look, err := lookOf(cmd)
			if err != nil {
				return err
			}
			if len(args) > 1 || cmd.Flags().Changed("changes") && (len(args) == 0 || number < 1) {
				return usage("history 后面写一个编号，例如：planbot history ganzhou-2023-digital-economy")
			}
			return withStore(cmd, false, func(ctx context.Context, st *store.Store) error {
				out := newPrinter(cmd.OutOrStdout(), look)
				switch {
				case len(args) == 0:
					return out.plans(ctx, st)
				case number > 0:
					return out.changesOf(ctx, st, corpus.PlanID(args[0]), number)
				}
				return out.history(ctx, st, corpus.PlanID(args[0]))
			})
		},
	}
	config.Flags(cmd.Flags(), "store")
	cmd.Flags().IntVar(&number, "changes", 0, "第几`版`改了什么")
	lookFlags(cmd)
	return cmd
}

// plans lists what is published.
func (p *printer) plans(ctx context.Context, st *store.Store) error {
	all, err := st.Plans(ctx)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		p.line("还没有发布任何工作要点。用 planbot import 发布。")
	}
	for _, v := range all {
		p.paragraph("", 2, p.paint.heading(orUnknown(v.Title)))
		p.columns("  ", [][]string{{"编号", string(v.Plan)}, {"现行", versionLine(v)}}, p.paint.label)
	}
	return p.err
}

func versionLine(v store.Version) string {
	return fmt.Sprintf("第 %d 版  %s  %s  %s 发布  %s", v.Number, v.Hash, clock(v.At), orUnknown(v.By), v.File)
}

// history lists a plan's versions, the newest first.
func (p *printer) history(ctx context.Context, st *store.Store, id corpus.PlanID) error {
	all, err := st.History(ctx, id)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return usage("没有编号为“%s”的工作要点。用 planbot history 查看全部。", id)
	}
	for _, v := range all {
		changes, err := st.Changes(ctx, id, v.Number)
		if err != nil {
			return err
		}
		state := ""
		if v.Active {
			state = "（现行）"
		}
		p.paragraph("", 2, versionLine(v)+state)
		what := counted(changes)
		if v.Number == 1 && v.Was != "" {
			what = fmt.Sprintf("接续 %s 第 %d 版，%s", v.Was, v.WasNumber, what)
		}
		p.paragraph("    ", 0, what)
	}
	return p.err
}

// changesOf writes what a version changed.
func (p *printer) changesOf(ctx context.Context, st *store.Store, id corpus.PlanID, number int) error {
	after, err := st.Plan(ctx, id, number)
	if errors.Is(err, store.ErrNotFound) {
		return usage("编号“%s”没有第 %d 版。", id, number)
	}
	if err != nil {
		return err
	}
	changes, err := st.Changes(ctx, id, number)
	if err != nil {
		return err
	}
	before := &corpus.Plan{}
	was, wasNumber := id, number-1
	if number == 1 {
		was, wasNumber = after.Was, after.WasNumber
	}
	if was != "" && wasNumber > 0 {
		old, err := st.Plan(ctx, was, wasNumber)
		if err != nil {
			return err
		}
		before = old.Parsed
	}
	p.paragraph("", 2, versionLine(after.Version))
	p.line("  %s", counted(changes))
	p.diff(changes, before, after.Parsed)
	return p.err
}

func exportCommand() *cobra.Command {
	number, file := 0, ""
	cmd := &cobra.Command{
		Use:     "export 编号",
		Short:   "取出已发布的原文件，一个字节都不改；--version 取某一版",
		Example: "  planbot export ganzhou-2023-digital-economy --output 原文.txt",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("请在 export 后面写上一个编号，例如：planbot export ganzhou-2023-digital-economy")
			}
			return withStore(cmd, false, func(ctx context.Context, st *store.Store) error {
				one, err := st.Plan(ctx, corpus.PlanID(args[0]), number)
				if errors.Is(err, store.ErrNotFound) && number == 0 { // out of service
					one, err = st.Last(ctx, corpus.PlanID(args[0]))
				}
				if errors.Is(err, store.ErrNotFound) {
					return usage("没有发布过编号为“%s”的这一版。用 planbot history 查看。", args[0])
				}
				if err != nil {
					return err
				}
				if file == "" {
					_, err = cmd.OutOrStdout().Write(one.Data)
					return err
				}
				return writeNew(file, one.Data)
			})
		},
	}
	config.Flags(cmd.Flags(), "store")
	cmd.Flags().IntVar(&number, "version", 0, "第几`版`；不写时取现行版")
	cmd.Flag("version").DefValue = ""
	cmd.Flags().StringVarP(&file, "output", "o", "", "写到`文件`；不写时写到标准输出")
	return cmd
}

// writeNew writes a file that must not be there yet.
func writeNew(file string, data []byte) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return usage("%s：文件已存在，没有覆盖。", file)
	}
	if err != nil {
		return usage("%s：写不了（%w）。", file, err)
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}

func removeCommand() *cobra.Command {
	by := ""
	cmd := &cobra.Command{
		Use:   "remove 编号",
		Short: "停用一份工作要点：不再用它回答，历史保留，重新 import 即可恢复",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("请在 remove 后面写上一个编号。用 planbot history 查看全部。")
			}
			return withStore(cmd, false, func(ctx context.Context, st *store.Store) error {
				err := st.Remove(ctx, corpus.PlanID(args[0]), publisher(by), time.Now())
				if errors.Is(err, store.ErrNotFound) {
					return usage("没有正在使用的编号为“%s”的工作要点。用 planbot history 查看全部。", args[0])
				}
				if err != nil {
					return err
				}
				out := plainPrinter(cmd.OutOrStdout())
				out.line("已停用：%s", args[0])
				return out.err
			})
		},
	}
	config.Flags(cmd.Flags(), "store")
	cmd.Flags().StringVar(&by, "by", "", "停用人的`名字`；不写时用登录名")
	return cmd
}

func backupCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "backup 文件",
		Short:   "把数据库备份成一个文件，不用停止服务",
		Example: "  planbot backup planbot-备份.db",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("请在 backup 后面写上备份文件的名字。")
			}
			return withStore(cmd, false, func(ctx context.Context, st *store.Store) error {
				err := st.Backup(ctx, args[0])
				if errors.Is(err, store.ErrExists) {
					return usage("%s：文件已存在，没有覆盖。", args[0])
				}
				return err
			})
		},
	}
	config.Flags(cmd.Flags(), "store")
	return cmd
}

func restoreCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "restore 文件",
		Short:   "从备份恢复到一个空的数据库",
		Example: "  planbot restore planbot-备份.db --store 新库.db",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("请在 restore 后面写上备份文件的名字。")
			}
			settings, err := config.Load(cmd.Flags())
			if err != nil {
				return usageError{err}
			}
			err = store.Restore(cmd.Context(), args[0], settings.Store.Reveal())
			if errors.Is(err, store.ErrNotEmpty) {
				return usage("数据库里已经有内容，没有恢复。请用 --store 指定一个空的。")
			}
			return storeError(err)
		},
	}
	config.Flags(cmd.Flags(), "store")
	return cmd
}

func alertsCommand() *cobra.Command {
	revive, all := "", false
	cmd := &cobra.Command{
		Use:     "alerts",
		Short:   "列出没有送达的提醒；--retry 再发一次",
		Example: "  planbot alerts\n  planbot alerts --retry 7KQ2MXAB",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			look, err := lookOf(cmd)
			if err != nil {
				return err
			}
			return withStore(cmd, false, func(ctx context.Context, st *store.Store) error {
				out := newPrinter(cmd.OutOrStdout(), look)
				if revive == "" {
					return out.alerts(ctx, st, all)
				}
				err := st.Revive(ctx, revive, time.Now())
				if errors.Is(err, store.ErrNotFound) {
					return usage("没有编号为“%s”的、没有送达的提醒。", revive)
				}
				if err == nil {
					out.line("将再发一次：%s", revive)
				}
				return errors.Join(err, out.err)
			})
		},
	}
	config.Flags(cmd.Flags(), "store")
	cmd.Flags().StringVar(&revive, "retry", "", "再发一次这个`编号`的提醒")
	cmd.Flags().BoolVar(&all, "all", false, "也列出已送达的")
	lookFlags(cmd)
	return cmd
}

// stateNames are how the states of a delivery are shown.
var stateNames = map[alert.State]string{alert.Pending: "待发", alert.Dead: "没有送达", alert.Sent: "已送达", alert.Canceled: "已取消"}

// alerts lists alerts, the newest first.
func (p *printer) alerts(ctx context.Context, st *store.Store, all bool) error {
	states := []alert.State{alert.Pending, alert.Dead}
	if all {
		states = append(states, alert.Sent, alert.Canceled)
	}
	list, err := st.Alerts(ctx, states...)
	if err != nil {
		return err
	}
	pending, dead, err := st.Waiting(ctx)
	if err != nil {
		return err
	}
	p.line("待发 %d 条，没有送达 %d 条。", pending, dead)
	for i := range list {
		d := &list[i]
		place := fmt.Sprintf("聊天 %d", d.Alert.Place.Chat)
		if d.Alert.Place.Topic != 0 {
			place += fmt.Sprintf(" 话题 %d", d.Alert.Place.Topic)
		}
		text := fmt.Sprintf("%s  %s  %s  %d 处变化  %s 起发", d.Alert.ID, stateNames[d.State], place, d.Alert.Count(), clock(d.Alert.Due))
		if d.Attempts > 0 {
			text += fmt.Sprintf("  已试 %d 次", d.Attempts)
		}
		if d.Ambiguous {
			text += "  可能已送达"
		}
		p.paragraph("", 2, text)
		if d.Error != "" {
			p.paragraph("    ", 0, d.Error)
		}
	}
	return p.err
}
