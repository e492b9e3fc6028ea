package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"planbot/answer"
	"planbot/bot/telegramtest"
)

func person(i int) telegramtest.User {
	return telegramtest.User{ID: int64(1000 + i), FirstName: fmt.Sprint("人", i)}
}

// answersByQuestion counts the answers of echo by the question.
func answersByQuestion(s *telegramtest.Server) map[string]int {
	count := map[string]int{}
	for _, r := range s.Sent() {
		count[strings.TrimSpace(r.Message.Text)]++
	}
	return count
}

// The questions of a chat are answered in order while chats go in parallel,
// and a chat that is stuck holds up no other.
func TestOrder(t *testing.T) {
	const chats, each = 12, 6
	s := telegramtest.New(t)
	slow := make(chan struct{})
	var now, most atomic.Int32
	asker := asks(func(_ context.Context, q string, _ answer.State) (answer.Answer, error) {
		most.Store(max(most.Load(), now.Add(1)))
		defer now.Add(-1)
		if q == "0-0" {
			<-slow
		}
		time.Sleep(2 * time.Millisecond)
		return says(q), nil
	})
	for n := range each {
		for c := range chats {
			s.Say(telegramtest.Private(person(c)), person(c), fmt.Sprintf("%d-%d", c, n), nil)
		}
	}
	run(t, s, asker, nil)
	s.AwaitSent((chats - 1) * each)
	close(slow)
	s.AwaitConfirmed()
	got := map[int64][]string{}
	for _, r := range s.Sent() {
		got[r.Chat()] = append(got[r.Chat()], strings.TrimSpace(r.Message.Text))
	}
	for c := range chats {
		var want []string
		for n := range each {
			want = append(want, fmt.Sprintf("%d-%d", c, n))
		}
		if !slices.Equal(got[person(c).ID], want) {
			t.Errorf("chat %d: %v", c, got[person(c).ID])
		}
	}
	if most.Load() < 2 {
		t.Error("chats do not go in parallel")
	}
}

// A chat that Telegram tells to wait holds up no other.
func TestFloodedChat(t *testing.T) {
	s := telegramtest.New(t)
	run(t, s, echo, func(o *Options) { o.PublicURL = public })
	s.Script(telegramtest.Fault{Method: "sendMessage", Chat: alice.ID, Code: 429, Description: "Too Many Requests: retry after 300", RetryAfter: 300})
	s.Say(telegramtest.Private(alice), alice, "先", nil)
	s.Await("the flood", func() bool { return len(s.Requests("sendMessage")) == 1 })
	begin := s.Requests("sendMessage")[0].At
	for i := range 20 {
		s.Say(telegramtest.Private(bob), bob, fmt.Sprint("后", i), nil)
	}
	sent := s.AwaitSent(21)
	if sent[20].Chat() != alice.ID {
		t.Error("the others waited too")
	}
	if waited := sent[20].At.Sub(begin); waited < 300*fast.second {
		t.Errorf("waited %v, told to wait %v", waited, 300*fast.second)
	}
}

// A panic ends the update that it came with, which is not asked again, and
// says sorry.
func TestPanic(t *testing.T) {
	asker := asks(func(_ context.Context, q string, _ answer.State) (answer.Answer, error) {
		if strings.HasPrefix(q, "坏") {
			panic("boom")
		}
		return says(q), nil
	})
	s := telegramtest.New(t)
	r := run(t, s, asker, nil)
	for i := range 10 {
		s.Say(telegramtest.Private(person(i%3)), person(i%3), fmt.Sprint([]string{"好", "坏"}[i%2], i), nil)
	}
	s.AwaitSent(10)
	s.AwaitConfirmed()
	count := answersByQuestion(s)
	for i := 0; i < 10; i += 2 {
		if count[fmt.Sprint("好", i)] != 1 {
			t.Errorf("%d was answered %d times", i, count[fmt.Sprint("好", i)])
		}
	}
	if r.log.count("boom") != 5 || len(s.Sent()) != 10 {
		t.Errorf("%d panics logged, %d messages", r.log.count("boom"), len(s.Sent()))
	}
}

// A panic outside the engine is held as well.
func TestPanicElsewhere(t *testing.T) {
	s := telegramtest.New(t)
	var calls atomic.Int32
	r := run(t, s, nil, func(o *Options) {
		o.Current = func() Asker {
			if calls.Add(1) == 1 {
				panic("no engine")
			}
			return echo
		}
	})
	s.Say(telegramtest.Private(alice), alice, "/help", nil)
	s.AwaitConfirmed()
	s.Say(telegramtest.Private(alice), alice, "问", nil)
	s.AwaitSent(1)
	s.AwaitConfirmed()
	if r.log.count("no engine") != 1 {
		t.Error("the panic was not logged")
	}
}

// An update that comes twice is answered once. After a quiet time the IDs may
// begin anew below the old ones, and the bot must not hide them from itself.
func TestStaleAndLowerIDs(t *testing.T) {
	s := telegramtest.New(t)
	s.ShortPolls(5 * time.Millisecond)
	run(t, s, echo, nil)
	in := telegramtest.Private(alice)
	message := func(text string) telegramtest.Message {
		return telegramtest.Message{ID: 300, From: &alice, Chat: in, Date: 1, Text: text}
	}
	quiet := func() {
		t.Helper()
		s.AwaitConfirmed()
		s.Await("a poll for any update", func() bool {
			polls := s.Requests("getUpdates")
			return polls[len(polls)-1].Params["offset"] == nil
		})
	}
	s.Say(in, alice, "一", nil)
	s.AwaitSent(1)
	quiet()
	s.DeliverAs(1001, "message", message("一"))
	s.DeliverAs(50, "message", message("二"))
	s.DeliverAs(51, "message", message("三"))
	s.AwaitSent(3)
	quiet()
	if count := answersByQuestion(s); count["一"] != 1 || count["二"] != 1 || count["三"] != 1 {
		t.Errorf("answers: %v", count)
	}
}
