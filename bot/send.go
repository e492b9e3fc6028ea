package bot

import (
	"context"
	"errors"
	"strings"
)

// send sends a message in the first of its forms that Telegram takes. Where it
// takes none, the key is zero and the log says why. The only error is ctx's.
func (b *Bot) send(ctx context.Context, at place, forms []form) (messageKey, error) {
	for moved := false; ; {
		id, err := b.sendForm(ctx, at, forms[0])
		if err == nil {
			return messageKey{at.chat, id}, nil
		}
		f, refused := errors.AsType[*fault](err)
		if !refused {
			return messageKey{}, err
		}
		if f.kind == migrated && !moved {
			moved, at.chat, at.replyTo = true, f.chat, 0 // the new group numbers its messages afresh
			continue
		}
		if forms = plainer(forms, f); len(forms) == 0 {
			b.log.Warn("消息没有送达", "chat", at.chat, "error", f)
			return messageKey{}, nil
		}
		b.log.Warn("Telegram 不接受这条消息，换个形式重发", "chat", at.chat, "error", f)
	}
}

// plainer returns the forms that are left to try after a refusal, none where
// no form would help.
func plainer(forms []form, f *fault) []form {
	about := strings.ToLower(f.text)
	if f.kind != badRequest || noTopic(about) || ofChat(about) {
		return nil
	}
	for forms = forms[1:]; len(forms) > 0 && forms[0].html && strings.Contains(about, "can't parse entities"); {
		forms = forms[1:]
	}
	return forms
}

// sendForm sends a message in one form, through floods and outages. What may
// or may not have arrived is sent again.
func (b *Bot) sendForm(ctx context.Context, at place, f form) (int, error) {
	p := sendParams(at, f)
	id := 0
	err := b.retry(ctx, sendAttempts, func(ctx context.Context) error {
		var m sentMessage
		err := b.call(ctx, "sendMessage", p, &m)
		if err == nil {
			id = m.ID
		}
		return err
	})
	return id, err
}
