package bot

import (
	"sync"

	"github.com/go-telegram/bot/models"
)

// dispatcher hands updates to a function: those of a chat in order, chats in
// parallel, at most so many at a time. What waits is bounded by Telegram, which
// shows at most 100 unconfirmed updates, or by the intake.
type dispatcher struct {
	handle  func(*models.Update)
	wg      sync.WaitGroup
	slots   chan struct{} // of the workers, each filled while one works
	durable bool          // what waits at a stop is kept

	mu     sync.Mutex
	queues map[int64][]*models.Update // of the chats that have a goroutine
	last   int64                      // the highest ID that was begun
	closed bool
}

func newDispatcher(slots chan struct{}, durable bool, handle func(*models.Update)) *dispatcher {
	return &dispatcher{
		handle: handle, slots: slots, durable: durable,
		queues: map[int64][]*models.Update{},
	}
}

// add queues an update. After close it does nothing.
func (d *dispatcher) add(chat int64, u *models.Update) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return
	}
	queue, running := d.queues[chat]
	d.queues[chat] = append(queue, u)
	if !running {
		d.wg.Go(func() {
			for d.next(chat) {
			}
		})
	}
}

// next handles a chat's next update, and reports whether there was one.
func (d *dispatcher) next(chat int64) bool {
	d.slots <- struct{}{}
	defer func() { <-d.slots }()
	u := d.take(chat)
	if u != nil {
		d.handle(u)
	}
	return u != nil
}

// take removes a chat's next update. It returns nil, and forgets the chat,
// where there is none. When the dispatcher is closed, those are still taken
// that came before one already begun: left out, they would be a gap, and all
// behind the gap would come a second time after the restart. An inbox has no
// gaps.
func (d *dispatcher) take(chat int64) *models.Update {
	d.mu.Lock()
	defer d.mu.Unlock()
	queue := d.queues[chat]
	if len(queue) == 0 || d.closed && (d.durable || queue[0].ID > d.last) {
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
	case u.EditedMessage != nil:
		return u.EditedMessage.Chat.ID
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
