package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/go-telegram/bot/models"
)

const (
	longPoll    = 50 * time.Second // Telegram's own limit
	pollTimeout = longPoll + 15*time.Second
)

// poll reads updates and dispatches them until ctx ends or the token is
// refused.
func (b *Bot) poll(ctx context.Context, d *dispatcher) error {
	wait := b.pace.backoff
	for ctx.Err() == nil {
		if b.intake != nil {
			b.intake.awaitRoom(ctx)
		}
		batch, err := b.getUpdates(ctx, longPoll, 0)
		b.note(ctx, err)
		if err != nil {
			f := b.fault(err)
			if f.kind == badToken {
				return asTokenError(f)
			}
			if err := sleep(ctx, b.pause(f, &wait)); err != nil {
				return err
			}
			continue
		}
		if err := b.accept(ctx, batch, d); err != nil { // the intake has logged it
			if err := sleep(ctx, b.pause(&fault{}, &wait)); err != nil {
				return err
			}
			continue
		}
		wait = b.pace.backoff
		switch {
		case b.updates.unfinished():
			b.awaitFinished(ctx)
		case len(batch) == 0:
			b.updates.settle()
		}
	}
	return ctx.Err()
}

// accept dispatches the updates that are new. Where there is an inbox, they are
// finished for the poll when they are stored.
func (b *Bot) accept(ctx context.Context, batch []received, d *dispatcher) error {
	slices.SortFunc(batch, func(x, y received) int { return cmp.Compare(x.ID, y.ID) })
	if b.intake != nil {
		if err := b.intake.take(ctx, batch); err != nil {
			return err
		}
	}
	for _, u := range batch {
		switch fresh := b.updates.accept(u.ID); {
		case b.intake != nil:
			b.updates.finish(u.ID)
		case fresh:
			d.add(chatOf(u.Update), u.Update)
		}
	}
	return nil
}

// awaitFinished waits until an update is finished, or for a short time: with
// updates unconfirmed, Telegram returns at once and would be asked in a rush.
func (b *Bot) awaitFinished(ctx context.Context) {
	t := time.NewTimer(b.pace.recheck)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-b.finished:
	case <-t.C:
	}
}

// finish marks an update as done and wakes the poll.
func (b *Bot) finish(id int64) {
	if b.intake != nil {
		b.intake.finish(id)
		return
	}
	b.updates.finish(id)
	select {
	case b.finished <- struct{}{}:
	default:
	}
}

// confirm tells Telegram at a stop what is finished.
func (b *Bot) confirm(ctx context.Context) {
	if b.updates.offset() == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, b.pace.confirm)
	defer cancel()
	if _, err := b.getUpdates(ctx, 0, 1); err != nil {
		b.log.Warn("停止前未能向 Telegram 确认已处理的消息，重启后个别消息可能回答两次", "error", b.fault(err))
	}
}

// allowedUpdates are the kinds of updates that the bot asks for. Telegram keeps
// them: they are sent each time. Channel posts and the rest are not asked for.
var allowedUpdates = []string{
	models.AllowedUpdateMessage, models.AllowedUpdateEditedMessage,
	models.AllowedUpdateCallbackQuery, models.AllowedUpdateMyChatMember, models.AllowedUpdateInlineQuery,
}

type updatesRequest struct {
	Offset         int64    `json:"offset,omitempty"`
	Limit          int      `json:"limit,omitempty"`
	Timeout        int      `json:"timeout"`
	AllowedUpdates []string `json:"allowed_updates"`
}

// getUpdates asks for the updates from the first unfinished one on. limit 0
// means Telegram's own. The client's getUpdates confirms what it has not
// handled, so this is our own.
func (b *Bot) getUpdates(ctx context.Context, timeout time.Duration, limit int) ([]received, error) {
	ctx, cancel := context.WithTimeout(ctx, pollTimeout)
	defer cancel()
	var raw []json.RawMessage
	err := b.call(ctx, "getUpdates", updatesRequest{
		Offset:         b.updates.offset(),
		Limit:          limit,
		Timeout:        int(timeout.Seconds()),
		AllowedUpdates: allowedUpdates,
	}, &raw)
	if err != nil {
		return nil, b.fault(err)
	}
	return b.decode(raw), nil
}

// decode reads the updates one by one.
func (b *Bot) decode(raw []json.RawMessage) []received {
	batch := make([]received, 0, len(raw))
	for _, r := range raw {
		if u := b.decodeOne(r); u != nil {
			batch = append(batch, received{u, r})
		}
	}
	return batch
}

// decodeOne reads an update; nil where it has no ID. One that cannot be read
// keeps its ID alone, so that it is confirmed and does not come again for ever.
func (b *Bot) decodeOne(raw []byte) *models.Update {
	u := new(models.Update)
	err := json.Unmarshal(raw, u)
	if err == nil {
		return u
	}
	var id struct {
		ID int64 `json:"update_id"`
	}
	if json.Unmarshal(raw, &id) != nil {
		return nil
	}
	b.log.Warn("读不懂一条 Telegram 更新，已跳过", "update", id.ID, "error", b.mask(err.Error()))
	return &models.Update{ID: id.ID}
}
