package bot

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/go-telegram/bot/models"

	"planbot/bot/telegramtest"
)

// Whatever comes in, reading it ends, and what is read is text.
func FuzzRead(f *testing.F) {
	for _, text := range []string{"谁牵头", "/ask@planbot 谁牵头", "@planbot 谁", "请问 /ask 谁", "/", "/@", "😀 @planbot", "\x00\xff\u202e"} {
		m := telegramtest.Message{ID: 1, From: &alice, Chat: group, Date: 1, Text: text, Entities: telegramtest.Entities(text)}
		raw, err := json.Marshal(m)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var m models.Message
		if json.Unmarshal(raw, &m) != nil {
			return
		}
		b := &Bot{me: models.User{ID: telegramtest.Me.ID, Username: telegramtest.Me.Username}}
		r := b.read(&m)
		if r.text != strings.TrimSpace(r.text) || !utf8.ValidString(r.text) || strings.ContainsRune(r.text, 0) {
			t.Errorf("read %q", r.text)
		}
		if !slices.Contains([]string{"", cmdAsk, cmdHelp, cmdStart}, r.command) {
			t.Errorf("command %q", r.command)
		}
	})
}

// A memory keeps what was used last, and nothing for too long.
func TestMemory(t *testing.T) {
	m := newMemory[int, string](2, time.Hour)
	now := time.Now()
	m.now = func() time.Time { return now }
	m.put(1, "a")
	m.put(2, "b")
	m.get(1)
	m.put(3, "c")
	if _, ok := m.get(2); ok {
		t.Error("the one used least is kept")
	}
	if v, ok := m.get(1); !ok || v != "a" {
		t.Error("the one used last is not")
	}
	now = now.Add(2 * time.Hour)
	if _, ok := m.get(1); ok || m.order.Len() != 1 {
		t.Error("an old one is kept")
	}
}

func TestMask(t *testing.T) {
	b := &Bot{token: telegramtest.Token}
	for _, s := range []string{
		`Post "http://x/bot` + telegramtest.Token + `/getMe": refused`,
		"%3A" + strings.SplitN(telegramtest.Token, ":", 2)[1],
	} {
		if got := b.mask(s); strings.Contains(got, "TEST_") {
			t.Errorf("masked: %s", got)
		}
	}
}
