package bot

import (
	"strings"
	"testing"

	"planbot/bot/telegramtest"
)

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
