package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"planbot/alert"
	"planbot/bot/telegramtest"
	"planbot/corpus"
)

// sender returns a bot that only sends.
func sender(tb testing.TB, api, public string) *Bot {
	tb.Helper()
	b, err := New(Options{
		Token: telegramtest.Token, API: api, PublicURL: public,
		Current: func() Asker { return echo }, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(b.http.CloseIdleConnections)
	return b
}

// told is an alert to a chat.
func told(chat int64, topic int) *alert.Delivery {
	return &alert.Delivery{Alert: alert.Alert{ID: "ABCD2345", Place: alert.Place{Chat: chat, Topic: topic}, Parts: []alert.Part{{
		Plan: "linjiang", Title: "临江市2026年工作要点", From: "aa", To: "bb",
		Changes: []corpus.Change{{Kind: corpus.ChangeTarget, Title: "5G基站", Before: "100个", After: "120个"}},
	}}}}
}

// Every error that the Bot API sends for a message says what is to be done.
func TestAlertFaults(t *testing.T) {
	const moved = -1_001_234_567_890
	for _, c := range []struct {
		code  int
		text  string
		more  telegramtest.Fault
		want  alert.FailureKind
		tries int
	}{
		{429, "Too Many Requests: retry after 35", telegramtest.Fault{RetryAfter: 35}, alert.Flood, 1},
		{429, "Too Many Requests: retry after 3600", telegramtest.Fault{RetryAfter: 3600}, alert.Flood, 1},
		{429, "Too Many Requests", telegramtest.Fault{}, alert.Flood, 1},

		{403, "Forbidden: bot was blocked by the user", telegramtest.Fault{}, alert.Gone, 1},
		{403, "Forbidden: bot was kicked from the group chat", telegramtest.Fault{}, alert.Gone, 1},
		{403, "Forbidden: bot was kicked from the supergroup chat", telegramtest.Fault{}, alert.Gone, 1},
		{403, "Forbidden: bot was kicked from the channel chat", telegramtest.Fault{}, alert.Gone, 1},
		{403, "Forbidden: bot is not a member of the supergroup chat", telegramtest.Fault{}, alert.Gone, 1},
		{403, "Forbidden: bot is not a member of the channel chat", telegramtest.Fault{}, alert.Gone, 1},
		{403, "Forbidden: user is deactivated", telegramtest.Fault{}, alert.Gone, 1},
		{403, "Forbidden: bot can't initiate conversation with a user", telegramtest.Fault{}, alert.Gone, 1},
		{403, "Forbidden: bot can't send messages to bots", telegramtest.Fault{}, alert.Gone, 1},
		{403, "Forbidden: the group chat was deleted", telegramtest.Fault{}, alert.Gone, 1},
		{403, "Forbidden: CHAT_WRITE_FORBIDDEN", telegramtest.Fault{}, alert.Gone, 1},
		{400, "Bad Request: chat not found", telegramtest.Fault{}, alert.Gone, 1},
		{400, "Bad Request: user not found", telegramtest.Fault{}, alert.Gone, 1},
		{400, "Bad Request: PEER_ID_INVALID", telegramtest.Fault{}, alert.Gone, 1},
		{400, "Bad Request: group chat was deactivated", telegramtest.Fault{}, alert.Gone, 1},
		{400, "Bad Request: not enough rights to send text messages to the chat", telegramtest.Fault{}, alert.Gone, 1},
		{400, "Bad Request: have no rights to send a message", telegramtest.Fault{}, alert.Gone, 1},
		{400, "Bad Request: need administrator rights in the channel chat", telegramtest.Fault{}, alert.Gone, 1},
		{400, "Bad Request: CHAT_WRITE_FORBIDDEN", telegramtest.Fault{}, alert.Gone, 1},
		{400, "Bad Request: CHAT_RESTRICTED", telegramtest.Fault{}, alert.Gone, 1},
		{400, "Bad Request: CHAT_ADMIN_REQUIRED", telegramtest.Fault{}, alert.Gone, 1},
		{400, "Bad Request: CHANNEL_PRIVATE", telegramtest.Fault{}, alert.Gone, 1},
		{400, "Bad Request: USER_IS_BLOCKED", telegramtest.Fault{}, alert.Gone, 1},

		{400, "Bad Request: TOPIC_CLOSED", telegramtest.Fault{}, alert.NoTopic, 1},
		{400, "Bad Request: TOPIC_DELETED", telegramtest.Fault{}, alert.NoTopic, 1},
		{400, "Bad Request: TOPIC_ID_INVALID", telegramtest.Fault{}, alert.NoTopic, 1},
		{400, "Bad Request: message thread not found", telegramtest.Fault{}, alert.NoTopic, 1},
		{400, "Bad Request: group chat was upgraded to a supergroup chat", telegramtest.Fault{MigrateTo: moved}, alert.Moved, 1},

		{400, "Bad Request: can't parse entities: Unsupported start tag \"topic\" at byte offset 7", telegramtest.Fault{}, alert.Refused, 3},
		{400, "Bad Request: inline keyboard button URL 'https://topic_a.example/kicked' is invalid: Wrong HTTP URL", telegramtest.Fault{}, alert.Refused, 3},
		{400, "Bad Request: BUTTON_DATA_INVALID", telegramtest.Fault{}, alert.Refused, 3},
		{400, "Bad Request: message is too long", telegramtest.Fault{}, alert.Refused, 3},
		{400, "Bad Request: message text is empty", telegramtest.Fault{}, alert.Refused, 3},
		{400, "Bad Request: strings must be encoded in UTF-8", telegramtest.Fault{}, alert.Refused, 3},
		{413, "Request Entity Too Large", telegramtest.Fault{}, alert.Refused, 3},

		{401, "Unauthorized", telegramtest.Fault{}, alert.Unsent, 1},
		{404, "Not Found", telegramtest.Fault{}, alert.Unsent, 1},
		{409, "Conflict: terminated by other getUpdates request", telegramtest.Fault{}, alert.Unsent, 1},
		{500, "Internal Server Error", telegramtest.Fault{}, alert.Unsent, 1},
		{502, "Bad Gateway", telegramtest.Fault{}, alert.Unsent, 1},
		{504, "Gateway Timeout", telegramtest.Fault{}, alert.Unsent, 1},

		{0, "", telegramtest.Fault{Body: "<html>Bad Gateway</html>"}, alert.Uncertain, 1},
		{0, "", telegramtest.Fault{Body: "null", Code: 200}, alert.Uncertain, 1},
		{0, "", telegramtest.Fault{Body: `{"ok":true,"result":7}`, Code: 200}, alert.Uncertain, 1},
		{0, "", telegramtest.Fault{Drop: true}, alert.Uncertain, 1},
		{0, "", telegramtest.Fault{Cut: true}, alert.Uncertain, 1},
	} {
		s := telegramtest.New(t)
		s.Join(group)
		fault := c.more
		fault.Method, fault.Times = "sendMessage", -1
		if c.code != 0 {
			fault.Code, fault.Description = c.code, c.text
		}
		s.Script(fault)
		_, err := sender(t, s.URL, "").Send(t.Context(), told(group.ID, 0))
		f, ok := errors.AsType[*alert.Failure](err)
		if !ok || f.Kind != c.want || len(s.Requests("sendMessage")) != c.tries {
			t.Errorf("%d %s %+v: %+v after %d tries, want kind %d after %d", c.code, c.text, c.more, f, len(s.Requests("sendMessage")), c.want, c.tries)
			continue
		}
		if want := time.Duration(max(1, c.more.RetryAfter)) * time.Second; c.want == alert.Flood && f.RetryAfter != want {
			t.Errorf("%s: wait %v", c.text, f.RetryAfter)
		}
		if f.MovedTo != c.more.MigrateTo {
			t.Errorf("%s: moved to %d", c.text, f.MovedTo)
		}
		if strings.Contains(f.Error(), "TEST_") {
			t.Errorf("the token is told: %v", f)
		}
	}
}

// Without a connection nothing was sent, however it failed to come about.
func TestAlertUnsent(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := "http://" + l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	strange := httptest.NewUnstartedServer(nil) // nobody signed for its certificate
	strange.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	strange.StartTLS()
	t.Cleanup(strange.Close)
	plain := telegramtest.New(t)
	for name, api := range map[string]string{
		"closed": closed, "certificate": strange.URL, "no TLS": strings.Replace(plain.URL, "http", "https", 1), "no such host": "http://telegram.invalid",
	} {
		b := sender(t, api, "")
		_, err := b.Send(t.Context(), told(1, 0))
		if f, ok := errors.AsType[*alert.Failure](err); !ok || f.Kind != alert.Unsent {
			t.Errorf("%s: %v", name, err)
		}
		if err := b.Probe(t.Context()); err == nil {
			t.Errorf("%s: the probe says that all is well", name)
		}
	}
}

// A probe tells an outage, and sends nothing.
func TestProbe(t *testing.T) {
	for _, c := range []struct {
		fault telegramtest.Fault
		want  bool
	}{
		{telegramtest.Fault{Times: 1, Method: "sendMessage"}, true},
		{telegramtest.Fault{Code: 429, RetryAfter: 9, Description: "Too Many Requests: retry after 9"}, true},
		{telegramtest.Fault{Code: 500, Description: "Internal Server Error"}, false},
		{telegramtest.Fault{Code: 401, Description: "Unauthorized"}, false},
		{telegramtest.Fault{Body: "<html>"}, false},
		{telegramtest.Fault{Drop: true}, false},
		{telegramtest.Fault{Cut: true}, false},
	} {
		s := telegramtest.New(t)
		s.Script(c.fault)
		if err := sender(t, s.URL, "").Probe(t.Context()); (err == nil) != c.want {
			t.Errorf("%+v: %v", c.fault, err)
		}
		if len(s.Requests("getMe")) != 1 || len(s.Sent()) != 0 {
			t.Errorf("%+v: %d requests, %d messages", c.fault, len(s.Requests("getMe")), len(s.Sent()))
		}
	}
}

// hostile makes an alert with a text wherever a plan's words come.
func hostile(text string, parts, changes int, number string) *alert.Alert {
	n, err := corpus.ParseDecimal(number)
	if err != nil {
		n = nil
	}
	a := &alert.Alert{ID: "ABCD2345", Place: alert.Place{Chat: 1}}
	name := text[:min(len(text), 60)]
	for p := range parts {
		part := alert.Part{Plan: corpus.PlanID(name), Title: text, From: text, To: text}
		if p%2 == 0 {
			part.Was = corpus.PlanID(text)
		}
		for i := range changes {
			kinds := corpus.ChangeKinds
			part.Changes = append(part.Changes, corpus.Change{
				Item: corpus.ItemID{Plan: corpus.PlanID(name), Anchor: corpus.Anchor(name)}, Was: corpus.ItemID{Plan: corpus.PlanID(name), Anchor: "task-1"},
				Kind: kinds[(p+i)%len(kinds)], Title: text, About: text, Before: text, After: text, QuoteBefore: text, QuoteAfter: text,
				SpanBefore: corpus.Span{Start: 1, End: 2}, SpanAfter: corpus.Span{Start: 1, End: 2},
				Also: make([]corpus.Anchor, i), Delta: n, Percent: n, Measure: text,
				Units: []corpus.UnitRole{{Name: text, Role: corpus.RoleLead}, {Name: text, Role: corpus.RoleLead}},
			})
		}
		a.Parts = append(a.Parts, part)
	}
	return a
}

// checkForms holds what is sent of an alert against the Bot API's limits.
func checkForms(t *testing.T, b *Bot, a *alert.Alert) {
	t.Helper()
	for page := range (a.Count()+perPage-1)/perPage + 1 {
		for _, f := range b.alertForms(a, page, page%2 == 0, in([]string{chinese, english}[page%2])) {
			text := f.text
			if f.html {
				parsed, err := telegramtest.ParseHTML(text)
				if err != nil {
					t.Fatalf("page %d: %v: %q", page, err, text)
				}
				text = parsed
			}
			if n := units(text); n > maxText || !utf8.ValidString(text) || strings.ContainsAny(text, "\x00\u202e") || !strings.Contains(text, " "+a.ID) {
				t.Fatalf("page %d, %d units: %q", page, n, text)
			}
			for _, row := range f.keys {
				for _, k := range row {
					if len(k.Data) == 0 || len(k.Data) > 64 {
						t.Fatalf("callback data %q", k.Data)
					}
				}
			}
		}
	}
}

var hostileTexts = []string{
	"", "5G基站", strings.Repeat("😀", 4096), "<b>谁</b>牵头<script>&amp;&lt;</a><blockquote>", "\u202e头牵谁\u200f\u2066", "谁\x00牵\x00头",
	"谁\xff\xfe\xed\xa0\x80", strings.Repeat("引文“长”", 2000), strings.Repeat("&<>\"'", 2000), "a\n\n\n\tb\r\nc", strings.Repeat("👨‍👩‍👧‍👦", 500),
	`" onclick="x" <a href="javascript:x">`, "%s%d%!v(MISSING)",
}

// Whatever stands in a plan, its alerts are messages that Telegram takes.
func TestAlertHostile(t *testing.T) {
	s := telegramtest.New(t)
	s.Join(group)
	for _, public := range []string{"", "https://plans.example"} {
		b := sender(t, s.URL, public)
		for i, text := range hostileTexts {
			for _, size := range [][2]int{{1, 1}, {3, 4}} {
				a := hostile(text, size[0], size[1], strings.Repeat("9", 1+i*5))
				checkForms(t, b, a)
				a.Place.Chat = group.ID
				if _, err := b.Send(t.Context(), &alert.Delivery{Alert: *a}); err != nil {
					t.Errorf("%.40q: %v", text, err)
				}
			}
		}
	}
}

func FuzzAlertForms(f *testing.F) {
	for i, text := range hostileTexts {
		f.Add(text, i%4, i, fmt.Sprint(i*1000), i%2 == 0)
	}
	f.Fuzz(func(t *testing.T, text string, parts, changes int, number string, linked bool) {
		public := ""
		if linked {
			public = "https://plans.example"
		}
		checkForms(t, sender(t, "", public), hostile(text, 1+max(parts, -parts-1)%4, 1+max(changes, -changes-1)%12, number))
	})
}

// FuzzFailureOf holds that every refusal is one of the kinds, whatever its words.
func FuzzFailureOf(f *testing.F) {
	for _, text := range []string{"", "Bad Request: chat not found", "TOPIC_CLOSED", "can't parse entities: kicked", "\xff"} {
		f.Add(int(badRequest), text, 5, int64(-1))
	}
	f.Fuzz(func(t *testing.T, k int, text string, after int, chat int64) {
		given := &fault{kind: kind(max(k, -k-1) % (int(migrated) + 1)), text: text, after: after, chat: chat}
		got := failureOf(given)
		if got.Kind < alert.Unsent || got.Kind > alert.Refused || got.Err == nil {
			t.Errorf("%+v: %+v", given, got)
		}
		if got.Kind == alert.Flood && after < 1 && got.RetryAfter != time.Second {
			t.Errorf("%+v: wait %v", given, got.RetryAfter)
		}
	})
}

// A send that a stop cuts off says so, not that Telegram failed.
func TestAlertStopped(t *testing.T) {
	s := telegramtest.New(t)
	s.Join(group)
	held := make(chan struct{})
	s.Script(telegramtest.Fault{Method: "sendMessage", Hold: held})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := sender(t, s.URL, "").Send(ctx, told(group.ID, 0))
	close(held)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
