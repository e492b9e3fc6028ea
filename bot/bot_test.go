package bot

import (
	"context"
	"slices"
	"strings"
	"testing"

	"planbot/answer"
	"planbot/bot/telegramtest"
)

const (
	public = "https://plan.example.cn"
	asking = "5G基站今年要建多少个"
)

func withPublic(o *Options) { o.PublicURL = public }

// A person asks in every way there is, of the real engine over the plan that
// ships with planbot. The server holds each request against the Bot API.
func TestEndToEnd(t *testing.T) {
	engine := example(t)
	for _, c := range []struct {
		name   string
		change func(*Options)
		source func(telegramtest.Request) bool
	}{
		{"linked", withPublic, hasLink},
		{"quoted", nil, hasQuote},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := telegramtest.New(t)
			run(t, s, engine, c.change)
			private := telegramtest.Private(alice)
			asked := []telegramtest.Message{
				s.Say(group, alice, "@planbot "+asking, nil),
				s.Say(private, alice, asking, nil),
				s.Say(group, bob, "/ask@PlanBot "+asking, nil),
				s.Say(group, bob, "/ask "+asking, nil),
				s.Say(private, alice, "请问 /ask "+asking, nil),
			}
			sent := s.AwaitSent(len(asked))
			for _, q := range asked {
				i := slices.IndexFunc(sent, func(r telegramtest.Request) bool {
					return r.Chat() == q.Chat.ID && r.Message.ReplyTo != nil && r.Message.ReplyTo.ID == q.ID
				})
				if i < 0 {
					t.Fatalf("%q was not replied to", q.Text)
				}
				if r := sent[i]; !strings.Contains(r.Text(), "3000") || !c.source(r) {
					t.Errorf("%q: %q with %v", q.Text, r.Text(), r.Message.Buttons())
				}
			}
			s.Reply(bob, sent[0].Message, "谁牵头？")
			if r := s.AwaitSent(len(asked) + 1)[len(asked)]; !strings.Contains(r.Text(), "市工信局") || !c.source(r) {
				t.Errorf("follow-up: %q", r.Text())
			}
			for _, r := range s.Requests("sendMessage") {
				if options, _ := r.Params["link_preview_options"].(map[string]any); options["is_disabled"] != true {
					t.Error("link previews are not off")
				}
			}
			if typing := s.Requests("sendChatAction"); len(typing) != len(asked)+1 {
				t.Errorf("%d times typing", len(typing))
			}
		})
	}
}

func hasLink(r telegramtest.Request) bool {
	return slices.ContainsFunc(r.Message.Buttons(), func(b telegramtest.Button) bool {
		return strings.HasPrefix(b.URL, public+"/plans/ganzhou-2023-digital-economy?at=") && strings.Contains(b.URL, "#task-16")
	})
}

func hasQuote(r telegramtest.Request) bool {
	return strings.Contains(r.Text(), "<blockquote expandable>") && !strings.Contains(r.Text(), "href")
}

// Questions that an answer offers are asked when pressed, also of a bot that
// has forgotten all, and by somebody else.
func TestPress(t *testing.T) {
	engine := example(t)
	s := telegramtest.New(t)
	first := run(t, s, engine, nil)
	s.Say(group, alice, "@planbot 6G基站要建多少个", nil)
	offer := s.AwaitSent(1)[0].Message
	if len(offer.Buttons()) == 0 {
		t.Fatalf("nothing offered with %q", offer.Text)
	}
	sent := 1
	press := func() {
		t.Helper()
		for _, b := range offer.Buttons() {
			id := s.Press(bob, offer, b.Data)
			sent++
			r := s.AwaitSent(sent)[sent-1]
			if !s.Pressed(id) {
				t.Error("the callback was not answered before the message")
			}
			if r.Message.ReplyTo == nil || r.Message.ReplyTo.ID != offer.ID || !hasQuote(r) {
				t.Errorf("pressed %q: %q", b.Text, r.Text())
			}
		}
	}
	press()
	first.stop()
	run(t, s, engine, nil)
	press()
}

// A question that is too long for a button's data is read from the label.
func TestPressLong(t *testing.T) {
	s := telegramtest.New(t)
	long := strings.Repeat("很长的名称", 8) + "的目标是多少"
	var prev []answer.State
	asker := asks(func(_ context.Context, q string, p answer.State) (answer.Answer, error) {
		prev = append(prev, p)
		a := says("问的是" + q)
		a.State = answer.State{Plan: "p", Item: "task-1"}
		a.Suggestions = []string{long}
		return a, nil
	})
	first := run(t, s, asker, nil)
	s.Say(telegramtest.Private(alice), alice, "目标", nil)
	offer := s.AwaitSent(1)[0].Message
	first.stop()
	run(t, s, asker, nil)
	s.Press(alice, offer, offer.Buttons()[0].Data)
	if got := s.AwaitSent(2)[1].Text(); !strings.Contains(got, long) {
		t.Errorf("got %q", got)
	}
	again := s.Sent()[1].Message
	s.Press(alice, again, again.Buttons()[0].Data)
	s.AwaitSent(3)
	if prev[2] != (answer.State{Plan: "p"}) {
		t.Errorf("an offered question follows %+v", prev[2])
	}
	offer.ReplyMarkup = nil
	inaccessible := map[string]any{"chat": offer.Chat, "message_id": offer.ID, "date": 0}
	for _, on := range []any{offer, inaccessible, nil} {
		before := len(s.Requests("answerCallbackQuery"))
		update := map[string]any{"id": "callback-0", "from": alice, "chat_instance": "1", "data": again.Buttons()[0].Data}
		if on != nil {
			update["message"] = on
		}
		s.Deliver("callback_query", update)
		s.Await("the press to be answered", func() bool { return len(s.Requests("answerCallbackQuery")) > before })
		if r := s.Requests("answerCallbackQuery")[before]; r.Text() == "" {
			t.Errorf("a forgotten button is answered with nothing: %+v", r.Params)
		}
	}
	s.AwaitConfirmed()
	if n := len(s.Sent()); n != 3 {
		t.Errorf("%d messages sent, not 3", n)
	}
}

// A long list is cut at whole lines; a button brings the rest, until the bot
// has forgotten what it was of.
func TestLongList(t *testing.T) {
	var lines []string
	for i := range 130 {
		lines = append(lines, strings.Repeat("事", 50)+string(rune('A'+i%26)))
	}
	asker := asks(func(_ context.Context, q string, _ answer.State) (answer.Answer, error) {
		if q != "清单" {
			return says("没有"), nil
		}
		return says(lines...), nil
	})
	s := telegramtest.New(t)
	r := run(t, s, asker, nil)
	s.Say(telegramtest.Private(alice), alice, "清单", nil)
	var got []string
	var last telegramtest.Message
	for n := 1; ; n++ {
		last = s.AwaitSent(n)[n-1].Message
		for line := range strings.Lines(last.Text) {
			if line = strings.TrimSpace(line); !strings.HasPrefix(line, "……") {
				got = append(got, line)
			}
		}
		buttons := last.Buttons()
		if len(buttons) == 0 {
			break
		}
		if !strings.Contains(last.Text, "还有") {
			t.Errorf("page %d does not say how many more", n)
		}
		s.Press(alice, last, buttons[0].Data)
	}
	if !slices.Equal(got, lines) {
		t.Errorf("the pages hold %d lines, not %d", len(got), len(lines))
	}
	first := s.Sent()[0].Message
	r.stop()
	run(t, s, asker, nil)
	id := s.Press(alice, first, first.Buttons()[0].Data)
	s.Await("the press to be answered", func() bool { return s.Pressed(id) })
	if all := s.Requests("answerCallbackQuery"); all[len(all)-1].Text() == "" {
		t.Error("a forgotten list is answered with nothing")
	}
}
