package bot

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"planbot/answer"
	"planbot/bot/telegramtest"
)

// An edited question edits its answer, in its place; an edit of anything else
// is no question.
func TestEdited(t *testing.T) {
	_, inbox := withInbox(t, filepath.Join(t.TempDir(), "edge.db"))
	s := telegramtest.New(t)
	r := run(t, s, echo, inbox)
	chat := telegramtest.Private(alice)
	first := s.Say(chat, alice, "第一问", nil)
	second := s.Say(group, bob, "@planbot 第二问", nil)
	aside := s.Say(group, bob, "谁也没问", nil)
	answers := map[int64]telegramtest.Message{}
	for _, m := range s.AwaitSent(2) {
		answers[m.Chat()] = m.Message
	}
	edits := func() []telegramtest.Request { return s.Requests("editMessageText") }
	s.Edit(aside, "@planbot 现在问了")
	s.Edit(first, "第一问") // nothing changed but a mark
	s.Edit(first, "第一问改了")
	s.Await("an edit", func() bool { return len(edits()) == 1 })
	s.Script(telegramtest.Fault{Method: "editMessageText", Code: 400, Description: "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"})
	s.Edit(second, "@planbot 第二问改了")
	s.Await("another edit", func() bool { return len(edits()) == 2 })
	s.AwaitConfirmed()
	r.stop()
	for i, want := range []struct {
		chat int64
		text string
	}{{alice.ID, "第一问改了"}, {group.ID, "第二问改了"}} {
		e := edits()[i]
		if e.Chat() != want.chat || !strings.Contains(e.Text(), want.text) || fmt.Sprint(e.Params["message_id"]) != fmt.Sprint(answers[want.chat].ID) {
			t.Errorf("edited %v, not message %d", e.Params, answers[want.chat].ID)
		}
	}
	if n := s.SentCount(); n != 2 || len(edits()) != 2 {
		t.Errorf("%d messages, %d edits", n, len(edits()))
	}
	run(t, s, echo, inbox) // one that has forgotten the answers
	s.Edit(first, "第一问又改了")
	s.AwaitConfirmed()
	s.Say(chat, alice, "新的", nil)
	s.AwaitSent(3)
	if n := len(edits()); n != 2 {
		t.Errorf("%d edits", n)
	}
}

// Who asks too fast is told so once, and answered again when time has passed;
// others are not affected, until their group is too fast.
func TestLimits(t *testing.T) {
	s := telegramtest.New(t)
	r := run(t, s, echo, func(o *Options) { o.Limits = Limits{Person: 3, Group: 5} })
	begin := time.Now().Unix()
	say := func(who telegramtest.User, after int64, text string) {
		s.DeliverAs(s.NextUpdate(), "message", telegramtest.Message{ID: 500, From: &who, Chat: group, Date: begin + after, Text: "/ask " + text})
	}
	s.Join(group)
	for i := range 6 {
		say(alice, 0, fmt.Sprint("甲", i)) // 3 answers, a line, silence
	}
	for i := range 6 {
		say(bob, 0, fmt.Sprint("乙", i)) // 2 answers, the group's line, silence
	}
	say(alice, 21, "甲又问")  // a third of a minute: one more
	say(alice, 22, "甲太快")  // told again, as the limit was free between
	say(alice, 23, "甲还太快") // silence
	s.AwaitConfirmed()
	r.stop()
	var got []string
	for _, m := range s.Sent() {
		got = append(got, strings.TrimSpace(m.Message.Text))
	}
	slow := in("").say("too_fast")
	want := []string{"甲0", "甲1", "甲2", slow, "乙0", "乙1", slow, "甲又问", slow}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// At a stop an update whose answer Telegram has refused so far is given back;
// one whose answer may have arrived is not answered again.
func TestGiveBack(t *testing.T) {
	hold := make(chan struct{})
	defer close(hold)
	for _, c := range []struct {
		name  string
		fault telegramtest.Fault
		count [4]int
		sent  int
	}{
		{"refused", telegramtest.Fault{Method: "sendMessage", Code: 429, RetryAfter: 1_000_000, Description: "Too Many Requests: retry after 1000000"}, [4]int{1, 0, 0, 0}, 1},
		{"held", telegramtest.Fault{Method: "sendMessage", Hold: hold}, [4]int{0, 1, 0, 0}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			store, inbox := withInbox(t, filepath.Join(t.TempDir(), "edge.db"))
			s := telegramtest.New(t)
			s.Script(c.fault)
			var asked atomic.Int32
			asker := asks(func(_ context.Context, q string, _ answer.State) (answer.Answer, error) {
				asked.Add(1)
				return says(q), nil
			})
			first := run(t, s, asker, inbox, func(p *pace) { p.grace = 300 * time.Millisecond })
			s.Say(telegramtest.Private(alice), alice, "问", nil)
			s.AwaitConfirmed()
			for count, err := store.Updates(t.Context()); count[2] == 0 && err == nil; count, err = store.Updates(t.Context()) {
				_ = sleep(t.Context(), time.Millisecond)
			}
			first.stop()
			if count, err := store.Updates(t.Context()); err != nil || count != c.count {
				t.Errorf("the inbox holds %v, %v", count, err)
			}
			second := run(t, s, asker, inbox)
			s.AwaitSent(c.sent)
			settle(t, store)
			second.stop()
			if n := s.SentCount(); n != c.sent {
				t.Errorf("%d answers", n)
			}
		})
	}
}

// broken is an inbox that fails as often as it is told.
type broken struct {
	Inbox
	fails atomic.Int32
}

func (b *broken) CommitUpdates(ctx context.Context, owner string, take []Update, begin, giveBack, done []int64) ([]int64, []int64, error) {
	if b.fails.Add(-1) >= 0 {
		return nil, nil, errors.New("disk full")
	}
	return b.Inbox.CommitUpdates(ctx, owner, take, begin, giveBack, done)
}

// While the inbox cannot store, nothing is confirmed and nothing is sent; then
// all is answered once.
func TestInboxFails(t *testing.T) {
	for _, hook := range []bool{false, true} {
		t.Run(fmt.Sprint("hook ", hook), func(t *testing.T) {
			store, _ := withInbox(t, filepath.Join(t.TempDir(), "edge.db"))
			bad := &broken{Inbox: store}
			inbox := func(o *Options) { o.Inbox = bad }
			s := telegramtest.New(t)
			for i := range 20 {
				s.Say(telegramtest.Private(person(i%4)), person(i%4), fmt.Sprint("问", i), nil)
			}
			bad.fails.Store(7)
			if hook {
				runHooked(t, s, echo, inbox)
			} else {
				run(t, s, echo, inbox)
			}
			s.AwaitSent(10)
			bad.fails.Store(5)
			s.AwaitSent(20)
			s.AwaitConfirmed()
			for q, n := range answersByQuestion(s) {
				if n != 1 {
					t.Errorf("%q was answered %d times", q, n)
				}
			}
			if hook && !slices.ContainsFunc(s.Calls(), func(c telegramtest.Call) bool { return c.Code == http.StatusServiceUnavailable }) {
				t.Error("no call was answered with 503")
			}
		})
	}
}

// Two processes share a PostgreSQL behind one webhook, and one is stopped and
// started while updates come.
// Each question is answered once and each chat's order kept.
func TestReplicas(t *testing.T) {
	const updates, chats = 120, 6
	_, inbox := withInbox(t, databases["postgres"](t))
	s := telegramtest.New(t)
	var turn atomic.Int64
	var replicas [2]atomic.Pointer[running]
	front := newFront(t, func(w http.ResponseWriter, q *http.Request) {
		r := replicas[turn.Add(1)%2].Load()
		if r == nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		r.bot.ServeHTTP(w, q)
	})
	start := func(i int) {
		r := run(t, s, echo, func(o *Options) {
			inbox(o)
			o.Hook = Webhook{URL: front, Secret: hookSecret}
		})
		replicas[i].Store(r)
	}
	start(0)
	start(1)
	asked := map[int64][]string{}
	for i := range updates {
		p := person(i % chats)
		text := fmt.Sprintf("问%d的第%d", p.ID, i)
		asked[p.ID] = append(asked[p.ID], text)
		s.Say(telegramtest.Private(p), p, text, nil)
		if i == updates/2 {
			s.AwaitSent(updates / 4)
			replicas[0].Swap(nil).stop()
			start(0)
		}
	}
	s.AwaitSent(updates)
	s.AwaitConfirmed()
	checkOrder(t, s, asked, 0)
}
