package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"planbot/answer"
	"planbot/config"
	"planbot/store"
)

// mostQuestions is how many questions are listed.
const mostQuestions = 1000

func questionsCommand() *cobra.Command {
	unanswered, bad, asJSON := false, false, false
	days := 30
	cmd := &cobra.Command{
		Use:     "questions",
		Short:   "列出没有答上来的问题和大家对回答的评价",
		Example: "  planbot questions --unanswered",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			look, err := lookOf(cmd)
			if err != nil {
				return err
			}
			return withStore(cmd, false, func(ctx context.Context, st *store.Store) error {
				all, err := st.Questions(ctx, time.Now().AddDate(0, 0, -days), mostQuestions)
				if err != nil {
					return err
				}
				out := newPrinter(cmd.OutOrStdout(), look)
				shown := 0
				for _, q := range all {
					if unanswered && q.Status != string(answer.NotFound) || bad && q.Rating >= 0 {
						continue
					}
					shown++
					if asJSON {
						if err := encoder(cmd.OutOrStdout()).Encode(q); err != nil {
							return err
						}
						continue
					}
					mark := map[int]string{1: "👍 ", -1: "👎 "}[q.Rating]
					out.paragraph("", 2, fmt.Sprintf("%s  %s%s", clock(q.At), mark, oneLine(q.Question)))
					out.paragraph("    ", 0, oneLine(q.Answer))
				}
				if shown == 0 && !asJSON {
					out.line("最近 %d 天没有这样的问题。", days)
				}
				return out.err
			})
		},
	}
	config.Flags(cmd.Flags(), "store")
	cmd.Flags().BoolVar(&unanswered, "unanswered", false, "只列没有答上来的")
	cmd.Flags().BoolVar(&bad, "bad", false, "只列评价不好的")
	cmd.Flags().BoolVar(&asJSON, "json", false, "输出 JSON，一行一个")
	cmd.Flags().IntVar(&days, "days", days, "最近多少`天`")
	lookFlags(cmd)
	return cmd
}
