package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"planbot/answer"
	"planbot/config"
)

func askCommand() *cobra.Command {
	var asJSON, asLines bool
	cmd := &cobra.Command{
		Use:   "ask 问题",
		Short: "回答一个问题；--jsonl 从标准输入逐行读取多组问题",
		RunE: func(cmd *cobra.Command, args []string) error {
			settings, err := config.Load(cmd.Flags())
			if err != nil {
				return usageError{err}
			}
			engine, err := openEngine(settings)
			if err != nil {
				return err
			}
			if asLines {
				return askLines(cmd.Context(), engine, settings.PublicURL, cmd.InOrStdin(), cmd.OutOrStdout())
			}
			if len(args) == 0 {
				return usage("请在 ask 后面写上问题，例如：planbot ask 网络零售额目标是多少")
			}
			a, err := engine.Ask(cmd.Context(), strings.Join(args, " "), answer.State{})
			if err != nil {
				return err
			}
			if asJSON {
				return encoder(cmd.OutOrStdout()).Encode(a.JSON(settings.PublicURL))
			}
			return printAnswer(cmd.OutOrStdout(), a)
		},
	}
	config.Flags(cmd.Flags(), "plans", "default-plan", "index", "public-url")
	cmd.Flags().BoolVar(&asJSON, "json", false, "输出 JSON")
	cmd.Flags().BoolVar(&asLines, "jsonl", false, "从标准输入逐行读取 {\"id\",\"turns\"}，逐行输出 {\"id\",\"answers\"}")
	return cmd
}

func encoder(w io.Writer) *json.Encoder {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc
}

// printAnswer writes an answer for the terminal, its sources below.
func printAnswer(w io.Writer, a answer.Answer) error {
	out := &printer{w: w}
	out.line("%s", a.Text())
	for _, c := range a.Citations {
		out.line("\n出处 %s（%s）\n  %s", c.Title, c.Item, strings.Join(strings.Fields(c.Quote), " "))
	}
	for _, s := range a.Suggestions {
		out.line("  可以问：%s", s)
	}
	return out.err
}

// maxLine is the longest line of --jsonl, in bytes.
const maxLine = 1 << 20

// askLines answers conversations, one a line, each from a fresh start.
func askLines(ctx context.Context, engine *answer.Engine, base string, in io.Reader, out io.Writer) error {
	type conversation struct {
		ID    string   `json:"id"`
		Turns []string `json:"turns"`
	}
	type reply struct {
		ID      string        `json:"id"`
		Answers []answer.JSON `json:"answers"`
	}
	w := bufio.NewWriter(out)
	enc := encoder(w)
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxLine)
	for n := 1; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var c conversation
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			return errors.Join(usage("标准输入第 %d 行不是 {\"id\",\"turns\"} 形式的 JSON：%v", n, err), w.Flush())
		}
		r := reply{ID: c.ID, Answers: []answer.JSON{}}
		var state answer.State
		for _, turn := range c.Turns {
			a, err := engine.Ask(ctx, turn, state)
			if err != nil {
				return fmt.Errorf("answer %q: %w", c.ID, err)
			}
			state = a.State
			r.Answers = append(r.Answers, a.JSON(base))
		}
		if err := enc.Encode(r); err != nil {
			return fmt.Errorf("write answers: %w", err)
		}
	}
	if err := lines.Err(); err != nil {
		return errors.Join(usage("标准输入有一行超过 %d 字节，没有读完。", maxLine), w.Flush())
	}
	return w.Flush()
}
