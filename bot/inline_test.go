package bot

import (
	"strings"
	"testing"

	"planbot/bot/telegramtest"
)

func TestInline(t *testing.T) {
	s, d := telegramtest.New(t), newDesk(t)
	run(t, s, d.engine, d.options)
	for i, c := range []struct {
		words string
		least int
		holds string
	}{
		{"5G基站今年要建多少个", 1, "3000"},
		{"网络零售额", 1, "700亿元左右"},
		{"增加值", 2, "增加值"}, // several: each a card
		{"量子计算机", 0, ""},
		{"", 0, ""},
		{"<b>&\u202e" + strings.Repeat("😀", 250), 0, ""},
	} {
		s.Type(alice, c.words)
		s.Await("the offer", func() bool { return len(s.Requests("answerInlineQuery")) == i+1 })
		r := s.Requests("answerInlineQuery")[i]
		results, _ := r.Params["results"].([]any)
		if len(results) < c.least || len(results) > maxInline || c.words == "" && len(results) > 0 {
			t.Errorf("%q: %d results", c.words, len(results))
			continue
		}
		if c.least == 0 {
			continue
		}
		first := results[0].(map[string]any)
		text := first["input_message_content"].(map[string]any)["message_text"].(string)
		if !strings.Contains(text, c.holds) || !strings.Contains(text, "<blockquote expandable>") || first["description"] == "" {
			t.Errorf("%q: %v", c.words, first)
		}
	}
}
