package bot

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"planbot/answer"
	"planbot/bot/telegramtest"
	"planbot/config"
)

// A question is answered once whatever becomes of the first tries to answer.
func TestSendFaults(t *testing.T) {
	engine := example(t)
	const send = "sendMessage"
	for _, c := range []struct {
		name   string
		faults []telegramtest.Fault
		tries  int
		want   int // messages that arrive
		plain  bool
	}{
		{"flood", []telegramtest.Fault{{Method: send, Times: 12, Code: 429, RetryAfter: 1, Description: "Too Many Requests: retry after 1"}}, 13, 1, false},
		{"5xx", []telegramtest.Fault{{Method: send, Times: 3, Code: 500, Description: "Internal Server Error"}}, 4, 1, false},
		{"proxy's page", []telegramtest.Fault{{Method: send, Times: 2, Code: 502, Body: "<html>Bad Gateway</html>"}}, 3, 1, false},
		{"nonsense", []telegramtest.Fault{{Method: send, Code: 200, Body: "null"}, {Method: send, Code: 200, Body: `{"ok":true,"result":7}`}}, 3, 1, false},
		{"cut before", []telegramtest.Fault{{Method: send, Times: 2, Drop: true}}, 3, 1, false},
		{"cut after", []telegramtest.Fault{{Method: send, Cut: true}}, 2, 2, false},
		{"can't parse", []telegramtest.Fault{{Method: send, Code: 400, Description: "Bad Request: can't parse entities: Unsupported start tag"}}, 2, 1, true},
		{"button", []telegramtest.Fault{{Method: send, Code: 400, Description: "Bad Request: inline keyboard button URL 'x' is invalid: Wrong HTTP URL"}}, 2, 1, false},
		{"typing fails", []telegramtest.Fault{{Method: "sendChatAction", Code: 500, Description: "Internal Server Error"}}, 1, 1, false},
		{"5xx for ever", []telegramtest.Fault{{Method: send, Times: sendAttempts, Code: 500, Description: "Internal Server Error"}}, sendAttempts, 0, false},
		{"blocked", []telegramtest.Fault{{Method: send, Code: 403, Description: "Forbidden: bot was blocked by the user"}}, 1, 0, false},
		{"topic closed", []telegramtest.Fault{{Method: send, Code: 400, Description: "Bad Request: TOPIC_CLOSED"}}, 1, 0, false},
		{"no rights", []telegramtest.Fault{{Method: send, Chat: alice.ID, Times: -1, Code: 400, Description: "Bad Request: not enough rights to send text messages to the chat"}}, 1, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := telegramtest.New(t)
			s.Script(c.faults...)
			run(t, s, engine, withPublic)
			s.Say(telegramtest.Private(alice), alice, asking, nil)
			s.AwaitConfirmed()
			tries, sent := s.Requests(send), s.Sent()
			if len(tries) != c.tries || len(sent) != c.want {
				t.Fatalf("%d tries, %d arrived", len(tries), len(sent))
			}
			for _, r := range sent {
				if !strings.Contains(r.Text(), "3000") {
					t.Errorf("got %q", r.Text())
				}
				if _, html := r.Params["parse_mode"]; html == c.plain {
					t.Errorf("sent %v", r.Params)
				}
			}
			// Nobody else is affected.
			s.Say(telegramtest.Private(bob), bob, asking, nil)
			s.AwaitSent(c.want + 1)
		})
	}
}

// An answer follows a group that has become a supergroup.
func TestMigrate(t *testing.T) {
	s := telegramtest.New(t)
	old, moved := telegramtest.Chat{ID: -55, Type: "group", Title: "群"}, telegramtest.Group(1<<50)
	s.Join(moved)
	s.Script(telegramtest.Fault{Method: "sendMessage", Chat: old.ID, Times: -1, Code: 400, MigrateTo: moved.ID, Description: "Bad Request: group chat was upgraded to a supergroup chat"})
	run(t, s, echo, nil)
	s.Say(old, alice, "/ask 谁牵头", nil)
	if r := s.AwaitSent(1)[0]; r.Chat() != moved.ID {
		t.Errorf("sent to %d", r.Chat())
	}
	s.AwaitConfirmed()
}

// Two groups that each say that they are the other end nobody.
func TestMigrateInCircles(t *testing.T) {
	s := telegramtest.New(t)
	a, b := telegramtest.Group(1), telegramtest.Group(2)
	s.Join(b)
	s.Script(telegramtest.Fault{Method: "sendMessage", Chat: a.ID, Times: -1, Code: 400, MigrateTo: b.ID, Description: "Bad Request: upgraded"},
		telegramtest.Fault{Method: "sendMessage", Chat: b.ID, Times: -1, Code: 400, MigrateTo: a.ID, Description: "Bad Request: upgraded"})
	run(t, s, echo, nil)
	s.Say(a, alice, "/ask 谁牵头", nil)
	s.AwaitConfirmed()
}

// A press whose answer fails, or is too old to answer, is still asked.
func TestCallbackFaults(t *testing.T) {
	engine := example(t)
	for _, f := range []telegramtest.Fault{
		{Code: 400, Description: "Bad Request: query is too old and response timeout expired or query ID is invalid"},
		{Code: 500, Description: "Internal Server Error", Times: startAttempts},
		{Cut: true},
	} {
		f.Method = "answerCallbackQuery"
		s := telegramtest.New(t)
		s.Script(f)
		run(t, s, engine, nil)
		s.Say(telegramtest.Private(alice), alice, "/help", nil)
		m := s.AwaitSent(1)[0].Message
		s.Press(alice, m, m.Buttons()[0].Data)
		s.AwaitSent(2)
		s.AwaitConfirmed()
	}
}

// A token that Telegram does not know ends the bot with one line for people.
func TestTokenRefused(t *testing.T) {
	s := telegramtest.New(t)
	for _, token := range []config.Secret{"1:another", "not a token", ""} {
		b, err := New(Options{Token: token, API: s.URL, Current: func() Asker { return echo }, Logger: slog.New(slog.DiscardHandler)})
		if err == nil {
			err = b.Run(t.Context())
		}
		if !errors.Is(err, ErrToken) || strings.Contains(err.Error(), "another") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v", token.Reveal(), err)
		}
	}
	for _, code := range []int{401, 404} {
		s.Script(telegramtest.Fault{Method: "getMe", Code: code, Description: "Refused"})
		b, err := New(Options{Token: telegramtest.Token, API: s.URL, Current: func() Asker { return echo }, Logger: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Run(t.Context()); !errors.Is(err, ErrToken) {
			t.Errorf("%d: %v", code, err)
		}
	}
}

// A token that is withdrawn ends the bot too.
func TestTokenWithdrawn(t *testing.T) {
	s := telegramtest.New(t)
	s.Script(telegramtest.Fault{Method: "getUpdates", Code: 401, Description: "Unauthorized"})
	r := run(t, s, echo, nil)
	r.end = nil
	select {
	case err := <-r.done:
		if !errors.Is(err, ErrToken) {
			t.Errorf("Run: %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the bot goes on")
	}
}

// An error of the engine is said sorry for; it is no reason to ask again.
func TestEngineError(t *testing.T) {
	s := telegramtest.New(t)
	asker := asks(func(context.Context, string, answer.State) (answer.Answer, error) {
		return answer.Answer{}, errors.New("index closed")
	})
	r := run(t, s, asker, nil)
	s.Say(telegramtest.Private(alice), alice, "问", nil)
	if got := s.AwaitSent(1)[0].Text(); !strings.Contains(got, "抱歉") || strings.Contains(got, "index") {
		t.Errorf("got %q", got)
	}
	s.AwaitConfirmed()
	if r.log.count("index closed") != 1 {
		t.Error("the error was not logged")
	}
}
