package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
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
		{"no rights", []telegramtest.Fault{{Method: send, Chat: alice.ID, Times: -1, Code: 400, Description: "Bad Request: not enough rights to send text messages to the chat"}}, 4, 0, false},
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

// Options that cannot be are refused before anything is sent, without the
// token.
func TestOptions(t *testing.T) {
	good := Options{Token: telegramtest.Token, Current: func() Asker { return echo }}
	for name, change := range map[string]func(*Options){
		"no engine":      func(o *Options) { o.Current = nil },
		"an API's path":  func(o *Options) { o.API = "/bot" + telegramtest.Token },
		"another scheme": func(o *Options) { o.API = "ftp://" + telegramtest.Token },
		"public path":    func(o *Options) { o.PublicURL = "plans" },
	} {
		o := good
		change(&o)
		if _, err := New(o); err == nil || strings.Contains(err.Error(), "TEST_") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if b, err := New(good); err != nil || b.api != defaultAPI {
		t.Errorf("New: %v", err)
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

// Whatever becomes of the polls, the bot goes on, and says so once.
func TestPollFaults(t *testing.T) {
	const poll = "getUpdates"
	for _, c := range []struct {
		name  string
		fault telegramtest.Fault
		line  string
	}{
		{"conflict", telegramtest.Fault{Method: poll, Times: 3, Code: 409, Description: "Conflict: terminated by other getUpdates request"}, "另一个程序"},
		{"webhook", telegramtest.Fault{Method: poll, Times: 3, Code: 409, Description: "Conflict: can't use getUpdates method while webhook is active"}, "另一个程序"},
		{"5xx", telegramtest.Fault{Method: poll, Times: 3, Code: 500, Description: "Internal Server Error"}, "暂时连不上"},
		{"proxy's page", telegramtest.Fault{Method: poll, Times: 3, Code: 504, Body: "<html>"}, "暂时连不上"},
		{"flood", telegramtest.Fault{Method: poll, Times: 3, Code: 429, RetryAfter: 2, Description: "Too Many Requests: retry after 2"}, "暂时连不上"},
		{"cut", telegramtest.Fault{Method: poll, Times: 3, Drop: true}, "暂时连不上"},
		{"answer lost", telegramtest.Fault{Method: poll, Times: 3, Cut: true}, "暂时连不上"},
		{"not found", telegramtest.Fault{Method: poll, Times: 3, Code: 404, Description: "Not Found"}, "暂时连不上"},
		{"getMe", telegramtest.Fault{Method: "getMe", Times: 3, Code: 502, Body: "Bad Gateway"}, "暂时连不上"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := telegramtest.New(t)
			s.Script(c.fault)
			s.Say(telegramtest.Private(alice), alice, "问", nil)
			r := run(t, s, echo, nil)
			s.AwaitSent(1)
			s.AwaitConfirmed()
			r.stop()
			if n := len(s.Sent()); n != 1 {
				t.Errorf("answered %d times", n)
			}
			if n := r.log.count(c.line); n != 1 {
				t.Errorf("%d lines say %q:\n%s", n, c.line, r.log.bytes())
			}
		})
	}
}

// A long outage, before the start or after, ends with every question answered.
func TestOutage(t *testing.T) {
	s := telegramtest.New(t)
	s.Down(true)
	r := run(t, s, echo, nil)
	time.Sleep(20 * fast.maxBackoff)
	s.Down(false)
	s.Say(telegramtest.Private(alice), alice, "一", nil)
	s.AwaitSent(1)
	s.Down(true)
	for i := range 5 {
		s.Say(telegramtest.Private(alice), alice, fmt.Sprint("二", i), nil)
	}
	time.Sleep(20 * fast.maxBackoff)
	s.Down(false)
	s.AwaitSent(6)
	s.AwaitConfirmed()
	if n := r.log.count("暂时连不上"); n != 2 {
		t.Errorf("%d lines for two outages", n)
	}
	if n := r.log.count("已恢复"); n != 2 {
		t.Errorf("%d lines for two ends", n)
	}
}

// A send for which no connection comes about waits for as long as it takes.
func TestUnreachable(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "http://" + l.Addr().String()
	_ = l.Close()
	s := telegramtest.New(t)
	r := run(t, s, echo, func(o *Options) { o.API = address })
	time.Sleep(20 * fast.maxBackoff)
	r.stop()
	if n := r.log.count("暂时连不上"); n != 1 {
		t.Errorf("%d lines:\n%s", n, r.log.bytes())
	}
	tries := 0
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	err = r.bot.retry(ctx, 2, func(context.Context) error {
		if tries++; tries > 20 {
			cancel()
		}
		return &net.OpError{Op: "dial", Err: errors.New("no route to host")}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("gave up after %d tries: %v", tries, err)
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

// Hostile texts are answered, or refused politely; the bot's own requests stay
// as the Bot API has them.
func TestHostileTexts(t *testing.T) {
	engine := example(t)
	s := telegramtest.New(t)
	run(t, s, engine, nil)
	in := telegramtest.Private(alice)
	texts := []string{
		strings.Repeat("😀", 4096),
		"<b>谁</b>牵头<script>&amp;</script>",
		"\u202e头牵谁\u200f\u2066",
		"谁\x00牵\x00头",
		"谁牵头\xff\xfe\xed\xa0\x80",
		strings.Repeat("谁牵头", 350_000/9*10),
		"/ask@planbot " + strings.Repeat("/ask ", 1000),
		"\ufeff\u00a0\u3000",
		strings.Repeat("\n", 4000) + "谁牵头",
		"%s%d%!v(MISSING) ${jndi:ldap://x} '; DROP TABLE plans; --",
		strings.Repeat("👨‍👩‍👧‍👦", 500),
	}
	for i, text := range texts {
		s.Say(in, alice, text, nil)
		if got := s.AwaitSent(i + 1)[i].Text(); got == "" || strings.Contains(got, "<script") {
			t.Errorf("%.40q: got %q", text, got)
		}
	}
	before := len(s.Requests("answerCallbackQuery"))
	for i, data := range []string{"", "x", "q:", "q:\x00", "h:", "m:", "m:-1", "m:99999999999999999999", "m:5", strings.Repeat("q:问", 1000)} {
		s.Press(alice, s.Sent()[0].Message, data)
		s.Await("the press to be answered", func() bool { return len(s.Requests("answerCallbackQuery")) > before+i })
	}
	for _, raw := range []any{7, "x", []int{1}, map[string]any{"message_id": "x"}, map[string]any{"chat": map[string]any{"id": 1}}, nil, map[string]any{}} {
		s.Deliver("message", raw)
		s.Deliver("callback_query", raw)
	}
	s.AwaitConfirmed()
	s.TakeProblems() // answers to presses that nobody made
}
