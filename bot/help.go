package bot

import (
	"context"

	"planbot/answer"
)

// help says what the bot does, with questions to press.
func (b *Bot) help(ctx context.Context) []form {
	return withAsks("我按工作要点的原文回答问题，并附上出处：\n"+
		"· 目标是多少\n· 谁牵头、谁负责\n· 某个单位有哪些任务\n"+
		"文件里没有的，我会直说没有。\n\n"+
		"私聊：直接打字提问。\n群里：@我、回复我，或者\n/ask 加上问题。\n"+
		"可以接着追问，例如：那去年呢"+b.helpOnFollowing(), b.examples(ctx))
}

// helpOnFollowing says how to hear of changes.
func (b *Bot) helpOnFollowing() string {
	if b.desk == nil {
		return ""
	}
	return "\n目标、牵头单位、时限变了要通知：\n按回答下面的“🔔 关注变化”，\n或者 /subscribe 市商务局"
}

// usage says how to ask.
func (b *Bot) usage(ctx context.Context) []form {
	examples := b.examples(ctx)
	text := "请在 /ask 后面写上问题。"
	if len(examples) > 0 {
		text += "例如：\n/ask " + examples[0]
	}
	return withAsks(text, examples)
}

// maxTried bounds the search for an example.
const maxTried = 20

// examples returns questions that the newest plan answers, about a target and
// about a task.
func (b *Bot) examples(ctx context.Context) []string {
	plans := b.current().Plans()
	if len(plans) == 0 {
		return nil
	}
	var targets, leads []string
	for _, n := range plans[0].Indicators {
		targets = append(targets, n.Name+"的目标是多少")
	}
	for _, t := range plans[0].Tasks {
		leads = append(leads, t.Title+"由谁负责")
	}
	return append(b.firstAnswered(ctx, targets), b.firstAnswered(ctx, leads)...)
}

// firstAnswered returns the first question that is answered, none where none
// of the first is.
func (b *Bot) firstAnswered(ctx context.Context, questions []string) []string {
	for _, q := range questions[:min(len(questions), maxTried)] {
		if a, err := b.ask(ctx, q, answer.State{}); err == nil && a.Status == answer.Answered {
			return []string{q}
		}
	}
	return nil
}
