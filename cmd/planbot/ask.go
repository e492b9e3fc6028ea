package main

import (
	"bufio"
	"bytes"
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
	var asJSON, asLines, explain bool
	cmd := &cobra.Command{
		Use:   "ask 问题",
		Short: "回答一个问题；--jsonl 从标准输入逐行读取多组问题",
		Example: "  planbot ask 网络零售额目标是多少\n" +
			"  echo '{\"id\":\"1\",\"turns\":[\"网络零售额目标是多少\",\"谁牵头\"]}' | planbot ask --jsonl",
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case asJSON && asLines, asLines && explain, asJSON && explain:
				return usage("--json、--jsonl 和 --explain 只能用一个。")
			case asLines && len(args) > 0:
				return usage("--jsonl 从标准输入读取问题，命令后面不用再写问题。")
			case !asLines && len(args) == 0:
				return usage("请在 ask 后面写上问题，例如：planbot ask 网络零售额目标是多少")
			}
			settings, err := config.Load(cmd.Flags())
			if err != nil {
				return usageError{err}
			}
			st, err := openStore(cmd.Context(), settings, false)
			if err != nil {
				return err
			}
			if st != nil {
				defer func() { _ = st.Close() }()
			}
			live, err := openLive(cmd.Context(), settings, st, cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			engine := live.engine()
			if asLines {
				b := &batch{engine: engine, base: settings.PublicURL, in: bufio.NewReaderSize(cmd.InOrStdin(), maxLine), out: bufio.NewWriter(cmd.OutOrStdout())}
				return errors.Join(b.run(cmd.Context()), b.out.Flush())
			}
			question := strings.Join(args, " ")
			if explain {
				out := plainPrinter(cmd.OutOrStdout())
				out.line("%s", engine.Explain(question, answer.State{}))
				return out.err
			}
			a, err := engine.Ask(cmd.Context(), question, answer.State{})
			if err != nil {
				return err
			}
			if asJSON {
				return encoder(cmd.OutOrStdout()).Encode(a.JSON(settings.PublicURL))
			}
			return printAnswer(cmd.OutOrStdout(), a, settings.PublicURL)
		},
	}
	config.Flags(cmd.Flags(), "plans", "store", "default-plan", "index", "public-url")
	cmd.Flags().BoolVar(&asJSON, "json", false, "输出 JSON")
	cmd.Flags().BoolVar(&explain, "explain", false, "不回答，只显示这个问题是怎样理解的")
	cmd.Flags().BoolVar(&asLines, "jsonl", false, "从标准输入逐行读取 {\"id\",\"turns\"}，逐行输出 {\"id\",\"answers\"}")
	return cmd
}

func encoder(w io.Writer) *json.Encoder {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc
}

// printAnswer writes an answer for the terminal, its sources below. Links are
// shown where the web has a public address.
func printAnswer(w io.Writer, a answer.Answer, base string) error {
	out := plainPrinter(w)
	out.line("%s", a.Text())
	for _, c := range a.Citations {
		out.line("\n出处  %s（%s）\n      %s", c.Title, c.Item, oneLine(c.Quote))
		if base != "" {
			out.line("      %s", base+c.Path())
		}
	}
	if len(a.Suggestions) > 0 {
		out.line("\n可以这样问")
	}
	for _, s := range a.Suggestions {
		out.line("      %s", s)
	}
	return out.err
}

// maxLine is the longest line of --jsonl, in bytes.
const maxLine = 1 << 20

// lineForm is what a line of --jsonl looks like.
const lineForm = `{"id": "…", "turns": ["…", "…"]}`

// conversation is a line of --jsonl: turns that follow each other.
type conversation struct {
	ID    string   `json:"id"`
	Turns []string `json:"turns"`
}

// reply is the line that answers it.
type reply struct {
	ID      string        `json:"id"`
	Answers []answer.JSON `json:"answers"`
}

// batch answers conversations, one a line, each from a fresh start.
type batch struct {
	engine *answer.Engine
	base   string
	in     *bufio.Reader
	out    *bufio.Writer
}

// run answers every line. A broken line is named in the error and the rest is
// answered all the same. Answers are written out whenever no line is waiting.
func (b *batch) run(ctx context.Context) error {
	var broken []error
	enc := encoder(b.out)
	for n := 1; ; n++ {
		line, err := b.line()
		if len(bytes.TrimSpace(line)) > 0 || errors.Is(err, bufio.ErrBufferFull) {
			c, wrong := conversationIn(line, err)
			if wrong != "" {
				broken = append(broken, usage("标准输入第 %d 行%s", n, wrong))
			} else if failed := b.answer(ctx, enc, c); failed != nil {
				return failed
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return errors.Join(broken...)
		case err != nil && !errors.Is(err, bufio.ErrBufferFull):
			return fmt.Errorf("read questions: %w", err)
		}
		if b.in.Buffered() == 0 {
			if err := b.out.Flush(); err != nil {
				return fmt.Errorf("write answers: %w", err)
			}
		}
	}
}

// line reads a line. Of one that is too long the rest is passed over, and
// bufio.ErrBufferFull returned.
func (b *batch) line() ([]byte, error) {
	line, err := b.in.ReadSlice('\n')
	if !errors.Is(err, bufio.ErrBufferFull) {
		return line, err
	}
	rest := err
	for errors.Is(rest, bufio.ErrBufferFull) {
		_, rest = b.in.ReadSlice('\n')
	}
	if rest != nil && !errors.Is(rest, io.EOF) {
		return nil, rest
	}
	return nil, bufio.ErrBufferFull // at the end of input the next read says so
}

// conversationIn reads a line that line returned; wrong completes 第 n 行….
func conversationIn(line []byte, err error) (c conversation, wrong string) {
	if errors.Is(err, bufio.ErrBufferFull) {
		return c, fmt.Sprintf("超过 %d MB 的上限。", maxLine>>20)
	}
	line = bytes.TrimPrefix(line, []byte("\ufeff"))
	if json.Unmarshal(line, &c) != nil {
		return c, "不是 " + lineForm + " 形式的 JSON。"
	}
	if len(c.Turns) == 0 {
		return c, "没有问题（turns 是空的），应当是 " + lineForm + "。"
	}
	return c, ""
}

// answer writes the answers to one conversation.
func (b *batch) answer(ctx context.Context, enc *json.Encoder, c conversation) error {
	r := reply{ID: c.ID, Answers: []answer.JSON{}}
	var state answer.State
	for _, turn := range c.Turns {
		a, err := b.engine.Ask(ctx, turn, state)
		if err != nil {
			return fmt.Errorf("answer %q: %w", c.ID, err)
		}
		state = a.State
		r.Answers = append(r.Answers, a.JSON(b.base))
	}
	if err := enc.Encode(r); err != nil {
		return fmt.Errorf("write answers: %w", err)
	}
	return nil
}
