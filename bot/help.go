package bot

import (
	"context"

	"planbot/answer"
)

// help says what the bot does, with questions to press.
func (b *Bot) help(ctx context.Context, at place) []form {
	text := at.say("help")
	if b.desk != nil {
		text += "\n" + at.say("help_following")
	}
	if b.itemOf != nil {
		text += "\n\n" + at.say("help_finding")
	}
	return withAsks(text, b.examples(ctx), in(at.lang))
}

// usage says how to ask.
func (b *Bot) usage(ctx context.Context, at place) []form {
	examples := b.examples(ctx)
	text := at.say("usage")
	if len(examples) > 0 {
		text += at.say("usage_example", "Question", examples[0])
	}
	return withAsks(text, examples, in(at.lang))
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
