package bot

import (
	"context"
	"strings"
	"testing"

	"planbot/answer"
	"planbot/bot/telegramtest"
)

// A follow-up follows the answer that it replies to, else the person's last
// one in the same topic; nobody else's.
func TestFollowUps(t *testing.T) {
	asker := asks(func(_ context.Context, q string, prev answer.State) (answer.Answer, error) {
		a := says(q + "｜" + prev.Unit)
		a.State.Unit = q
		return a, nil
	})
	s := telegramtest.New(t)
	run(t, s, asker, nil)
	n := 0
	in := func(topic int) func(*telegramtest.Message) {
		return func(m *telegramtest.Message) { m.Thread, m.IsTopic = topic, topic != 0 }
	}
	next := func() telegramtest.Message {
		t.Helper()
		n++
		return s.AwaitSent(n)[n-1].Message
	}
	expect := func(m telegramtest.Message, want string) {
		t.Helper()
		if got := strings.TrimSpace(m.Text); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	question := s.Say(group, alice, "/ask a1", nil)
	a1 := next()
	s.Say(group, bob, "/ask b1", nil)
	b1 := next()
	expect(b1, "b1｜")
	s.Say(group, alice, "/ask a2", nil)
	expect(next(), "a2｜a1")
	s.Reply(bob, a1, "b2")
	expect(next(), "b2｜a1")
	s.Say(group, bob, "@planbot b3", nil)
	expect(next(), "b3｜b2")
	s.Say(group, alice, "/ask a3", in(7))
	topic := next()
	expect(topic, "a3｜")
	if topic.Thread != 7 {
		t.Errorf("answered in topic %d, not 7", topic.Thread)
	}
	s.Reply(bob, question, "/ask b4")
	expect(next(), "b4｜a1")
	forgotten := a1
	forgotten.ID = 5
	s.Reply(alice, forgotten, "a4")
	expect(next(), "a4｜")
}

// Help is given where it is asked for, with questions that can be pressed and
// are answered.
func TestHelp(t *testing.T) {
	engine := example(t)
	s := telegramtest.New(t)
	run(t, s, engine, nil)
	private := telegramtest.Private(alice)
	texts := []string{"/start", "/start abc", "/help", "/ask", "/HELP@planbot", "/nothing"}
	for i, text := range texts {
		s.Say(private, alice, text, nil)
		m := s.AwaitSent(i + 1)[i].Message
		if !strings.Contains(m.Text, "/ask") || len(m.Buttons()) != 2 {
			t.Errorf("%s: %q with %v", text, m.Text, m.Buttons())
		}
	}
	m := s.Sent()[0].Message
	for i, b := range m.Buttons() {
		s.Press(alice, m, b.Data)
		if r := s.AwaitSent(len(texts) + i + 1)[len(texts)+i]; !hasQuote(r) {
			t.Errorf("the example %q is not answered: %q", b.Text, r.Text())
		}
	}
	s.Await("the menus", func() bool { return len(s.Requests("setMyCommands")) == 4 })
}
