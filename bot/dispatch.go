package bot

import (
	"sync"

	"github.com/go-telegram/bot/models"
)

// dispatcher hands updates to a function: those of a chat in order, chats in
// parallel. What waits is bounded by Telegram, which shows at most 100
// unconfirmed updates.
type dispatcher struct {
	handle func(*models.Update)
	wg     sync.WaitGroup

	mu     sync.Mutex
	queues map[int64][]*models.Update // of the chats that have a goroutine
	last   int64                      // the highest ID that was begun
	closed bool
}

func newDispatcher(handle func(*models.Update)) *dispatcher {
	return &dispatcher{handle: handle, queues: map[int64][]*models.Update{}}
}

// add queues an update. It must not be called after close.
func (d *dispatcher) add(chat int64, u *models.Update) {
	d.mu.Lock()
	defer d.mu.Unlock()
	queue, running := d.queues[chat]
	d.queues[chat] = append(queue, u)
	if !running {
		d.wg.Go(func() {
			for u := d.take(chat); u != nil; u = d.take(chat) {
				d.handle(u)
			}
		})
	}
}

// take removes a chat's next update. It returns nil, and forgets the chat,
// where there is none. When the dispatcher is closed, those are still taken
// that came before one already begun: left out, they would be a gap, and all
// behind the gap would come a second time after the restart.
func (d *dispatcher) take(chat int64) *models.Update {
	d.mu.Lock()
	defer d.mu.Unlock()
	queue := d.queues[chat]
	if len(queue) == 0 || d.closed && queue[0].ID > d.last {
		delete(d.queues, chat)
		return nil
	}
	d.queues[chat] = queue[1:]
	d.last = max(d.last, queue[0].ID)
	return queue[0]
}

// close begins no update more than it must. The channel it returns is closed
// when those begun have ended.
func (d *dispatcher) close() <-chan struct{} {
	d.mu.Lock()
	d.closed = true
	d.mu.Unlock()
	done := make(chan struct{})
	go func() {
		d.wg.Wait()
		close(done)
	}()
	return done
}

// chatOf returns the chat in whose order an update stands, 0 where there is
// none.
func chatOf(u *models.Update) int64 {
	switch {
	case u.Message != nil:
		return u.Message.Chat.ID
	case u.CallbackQuery != nil:
		if at, ok := pressedAt(u.CallbackQuery); ok {
			return at.chat
		}
		return u.CallbackQuery.From.ID
	case u.InlineQuery != nil && u.InlineQuery.From != nil:
		return u.InlineQuery.From.ID
	case u.MyChatMember != nil:
		return u.MyChatMember.Chat.ID
	}
	return 0
}
