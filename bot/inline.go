package bot

import (
	"context"
	"strings"

	telegram "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"planbot/answer"
)

// What inline mode offers (Bot API, Inline mode): at most so many results, each
// a card that is sent whole with its source.
const (
	maxInline      = 10
	inlineCache    = 60 // seconds that Telegram keeps the results of the same words
	maxInlineTitle = 60
)

// onInline answers the words that somebody types behind the bot's name in any
// chat: what they ask, and what is like it. An empty offer says that there is
// nothing.
func (b *Bot) onInline(ctx context.Context, q *models.InlineQuery) {
	p := &telegram.AnswerInlineQueryParams{InlineQueryID: q.ID, Results: []models.InlineQueryResult{}, CacheTime: inlineCache}
	lang := ""
	if q.From != nil {
		lang = q.From.LanguageCode
	}
	if words := strings.TrimSpace(clean(cut(q.Query, maxText))); words != "" && q.Offset == "" {
		p.Results = b.offers(ctx, words, in(lang))
	}
	err := b.retry(ctx, startAttempts, func(ctx context.Context) error {
		_, err := b.client.AnswerInlineQuery(ctx, p)
		return err
	})
	if err != nil && ctx.Err() == nil {
		b.log.Debug("没能应答行内查询", "error", err)
	}
}

// offers returns the answer to the words, and those to the questions that it
// suggests.
func (b *Bot) offers(ctx context.Context, words string, s speech) []models.InlineQueryResult {
	results := []models.InlineQueryResult{}
	seen := map[string]bool{}
	add := func(a answer.Answer) {
		if a.Status != answer.Answered || len(a.Parts) == 0 || len(a.Citations) == 0 || len(results) == maxInline {
			return
		}
		title := a.Parts[0].Text()
		if seen[title] {
			return
		}
		seen[title] = true
		results = append(results, b.offer(a, title, s))
	}
	a, err := b.ask(ctx, words, answer.State{})
	if err != nil {
		b.log.Error("没能回答一个行内查询", "error", err)
		return results
	}
	add(a)
	for _, question := range a.Suggestions[:min(len(a.Suggestions), maxInline)] {
		if next, err := b.ask(ctx, question, answer.State{}); err == nil {
			add(next)
		}
	}
	return results
}

// offer is one answer as a card: in the list its first line and where it stands,
// in the chat all of it with the source.
func (b *Bot) offer(a answer.Answer, title string, s speech) *models.InlineQueryResultArticle {
	p := paginate(a, 0, maxLines)
	p.speech, p.more = s, 0
	content := &models.InputTextMessageContent{
		MessageText: p.text(true, true, ""), ParseMode: models.ParseModeHTML,
		LinkPreviewOptions: &models.LinkPreviewOptions{IsDisabled: telegram.True()},
	}
	c := a.Citations[0]
	out := &models.InlineQueryResultArticle{
		ID:                  mark(title + string(c.Item.Plan) + string(c.Item.Anchor)),
		Title:               cut(clean(title), maxInlineTitle),
		Description:         cut(clean(oneLine(c.Title+"："+c.Quote)), maxSide),
		InputMessageContent: content,
	}
	if b.public != "" {
		out.ReplyMarkup = keyboard{b.sources(a.Citations[:1], s)}
	}
	return out
}
