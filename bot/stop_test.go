package bot

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/go-telegram/bot/models"

	"planbot/answer"
	"planbot/bot/telegramtest"
)

// A bot is stopped in the midst of many updates, and another takes over: every
// question is answered exactly once.
func TestStopLosesNothing(t *testing.T) {
	const updates = 240
	for _, stopAt := range []int{1, 30, 120, 239} {
		t.Run(fmt.Sprint(stopAt), func(t *testing.T) {
			s := telegramtest.New(t)
			asker := asks(func(_ context.Context, q string, _ answer.State) (answer.Answer, error) {
				time.Sleep(time.Duration(len(q)%3) * time.Millisecond)
				return says(q), nil
			})
			for i := range updates {
				p := person(i % 17)
				s.Say(telegramtest.Private(p), p, fmt.Sprint("问题", i), nil)
			}
			first := run(t, s, asker, nil)
			s.AwaitSent(stopAt)
			first.stop()
			run(t, s, asker, nil)
			s.AwaitConfirmed()
			count := answersByQuestion(s)
			for i := range updates {
				if n := count[fmt.Sprint("问题", i)]; n != 1 {
					t.Errorf("question %d was answered %d times", i, n)
				}
			}
		})
	}
}

// After a stop only those updates are begun that came before one already
// begun.
func TestCloseFillsGaps(t *testing.T) {
	var mu sync.Mutex
	var handled []int64
	hold := make(chan struct{})
	d := newDispatcher(make(chan struct{}, 2), false, func(u *models.Update) {
		if u.ID == 1 || u.ID == 4 {
			<-hold
		}
		mu.Lock()
		defer mu.Unlock()
		handled = append(handled, u.ID)
	})
	for id, chat := range []int64{1, 1, 1, 2, 2, 1} {
		d.add(chat, &models.Update{ID: int64(id + 1)})
	}
	for begun := int64(0); begun < 4; {
		d.mu.Lock()
		begun = d.last
		d.mu.Unlock()
	}
	done := d.close()
	close(hold)
	<-done
	slices.Sort(handled)
	if !slices.Equal(handled, []int64{1, 2, 3, 4}) {
		t.Errorf("handled %v", handled)
	}
}

// A stop takes less than 10 seconds, come what may.
func TestPace(t *testing.T) {
	if p := defaultPace; p.grace+p.cut+p.confirm >= 10*time.Second {
		t.Errorf("a stop may take %v", p.grace+p.cut+p.confirm)
	}
}

// A stop does not wait for a chat that Telegram told to wait, nor for a hung
// server; the questions come again.
func TestStopWhileWaiting(t *testing.T) {
	hold := make(chan struct{})
	for name, fault := range map[string]telegramtest.Fault{
		"flood":  {Method: "sendMessage", Code: 429, RetryAfter: 1_000_000, Description: "Too Many Requests: retry after 1000000"},
		"hang":   {Method: "sendMessage", Hold: hold},
		"outage": {Method: "sendMessage", Code: 502, Body: "<html>Bad Gateway</html>", Times: 3},
	} {
		t.Run(name, func(t *testing.T) {
			s := telegramtest.New(t)
			s.Script(fault)
			first := run(t, s, echo, nil, func(p *pace) {
				p.grace = 100 * time.Millisecond
				if name == "outage" {
					p.backoff = time.Hour
				}
			})
			s.Say(telegramtest.Private(alice), alice, "问", nil)
			s.Await("typing", func() bool { return len(s.Requests("sendChatAction")) == 1 })
			begin := time.Now()
			first.stop()
			if took := time.Since(begin); took > 5*time.Second {
				t.Errorf("took %v to stop", took)
			}
			if s.Pending() != 1 {
				t.Errorf("%d updates left, not 1", s.Pending())
			}
			second := run(t, s, echo, nil)
			s.AwaitConfirmed()
			if n := answersByQuestion(s)["问"]; n != 1 && name != "hang" || n < 1 {
				t.Errorf("answered %d times", n)
			}
			second.stop()
		})
	}
}
