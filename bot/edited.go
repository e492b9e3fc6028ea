package bot

import (
	"context"
	"errors"
	"strings"

	telegram "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// onEdited asks an edited question again and puts its new answer in the place
// of the old one. A message that has no answer of ours is left alone, whatever
// it says now: an edit is no new question. The only error is ctx's.
func (b *Bot) onEdited(ctx context.Context, m *models.Message) error {
	r, at := b.read(m), placeOf(m)
	key := messageKey{at.chat, at.replyTo}
	e, ok := b.byMessage.get(key)
	if !ok || e.answer == 0 || r.command != cmdAsk || r.text == "" || r.text == e.question {
		return nil
	}
	at = b.heard(ctx, at)
	if stop, err := b.tooMuch(ctx, at, m); stop || err != nil {
		return err
	}
	prev := e.prev
	prev.Default = at.plan
	a, err := b.ask(ctx, r.text, prev)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		b.log.Error("没能回答一个改过的问题", "error", err)
		return nil
	}
	if err := b.replace(ctx, messageKey{at.chat, e.answer}, b.forms(a, 0, at)); err != nil {
		return err
	}
	if state, ok := b.byPerson.get(at.person()); ok && state == e.state {
		b.byPerson.put(at.person(), a.State)
	}
	e.question, e.state = r.text, a.State
	b.byMessage.put(key, e)
	b.byMessage.put(messageKey{at.chat, e.answer}, e)
	return nil
}

// replace edits one of our messages, in the first of the forms that Telegram
// takes. That it is as it was is no fault. The only error is ctx's.
func (b *Bot) replace(ctx context.Context, key messageKey, forms []form) error {
	for len(forms) > 0 {
		p := editParams(key, forms[0])
		err := b.retry(ctx, sendAttempts, func(ctx context.Context) error {
			_, err := b.client.EditMessageText(ctx, p)
			return err
		})
		f, failed := errors.AsType[*fault](err)
		switch {
		case err == nil || failed && strings.Contains(f.text, "not modified"):
			return nil
		case !failed:
			return err
		}
		b.log.Warn("没能更新一条消息", "chat", key.chat, "error", f)
		forms = plainer(forms, f)
	}
	return nil
}

func editParams(key messageKey, f form) *telegram.EditMessageTextParams {
	p := &telegram.EditMessageTextParams{
		ChatID: key.chat, MessageID: key.id, Text: f.text,
		LinkPreviewOptions: &models.LinkPreviewOptions{IsDisabled: telegram.True()},
	}
	if f.html {
		p.ParseMode = models.ParseModeHTML
	}
	if len(f.keys) > 0 {
		p.ReplyMarkup = keyboard{f.keys}
	}
	return p
}

// tooMuch reports whether a message is beyond its limits, and says so once.
// The only error is ctx's.
func (b *Bot) tooMuch(ctx context.Context, at place, m *models.Message) (bool, error) {
	anonymous := m.From != nil && m.From.IsBot
	return b.refuse(ctx, at, b.limits.ask(at, anonymous, askedAt(m)))
}

func (b *Bot) refuse(ctx context.Context, at place, v verdict) (bool, error) {
	if v != refused {
		return v == ignored, nil
	}
	_, err := b.send(ctx, at, plainForms(at.say("too_fast")))
	return true, err
}
