package docx

import "testing"

func TestSigns(t *testing.T) {
	for _, c := range []struct {
		font string
		code rune
		want string
	}{
		{"Symbol", 0xb7, "•"}, {"Symbol", 0x61, "α"}, {"Symbol", 0x7e, "∼"}, {"Symbol", 0xa3, "≤"}, {"Symbol", 0xd6, "√"},
		{"Symbol", 0xe0, "◊"}, {"Symbol", 0xf5, "⌡"}, {"Symbol", 0xff, "\ufffd"}, {"Symbol", 0xae, "→"}, {"SYMBOL ", 0xdf, "⇓"},
		{"Wingdings", 0x21, "✏"}, {"Wingdings", 0x3f, "✍"}, {"Wingdings", 0x41, "✌"}, {"Wingdings", 0x6c, "●"}, {"Wingdings", 0x6e, "■"},
		{"Wingdings", 0x75, "◆"}, {"Wingdings", 0x76, "❖"}, {"Wingdings", 0x81, "①"}, {"Wingdings", 0x95, "❿"}, {"Wingdings", 0xa7, "▪"},
		{"Wingdings", 0xa8, "□"}, {"Wingdings", 0xd8, "➢"}, {"Wingdings", 0xe0, "→"}, {"Wingdings", 0xf0, "⇨"}, {"Wingdings", 0xfb, "✗"},
		{"Wingdings", 0xfc, "✓"}, {"Wingdings", 0xfd, "☒"}, {"Wingdings", 0xfe, "☑"}, {"Wingdings", 0xff, "\ufffd"},
		{"Wingdings 2", 0x50, "✓"}, {"Wingdings 2", 0x52, "☑"}, {"Wingdings 2", 0x6a, "①"}, {"Wingdings 2", 0x97, "●"},
		{"Wingdings 2", 0xa3, "□"}, {"Wingdings 2", 0xae, "◆"}, {"Wingdings 2", 0x21, "\ufffd"}, {"Wingdings 2", 0xff, "\ufffd"},
		{"Webdings", 0x61, "\ufffd"}, {"宋体", 0x61, "a"}, {"", 0x61, "a"},
	} {
		font := symbolFont(c.font)
		if got := inFont(string(c.code), font); got != c.want {
			t.Errorf("%s %#x: %q, want %q", c.font, c.code, got, c.want)
		}
		if got := inFont(string(0xf000+c.code), font); font != "" && got != c.want {
			t.Errorf("%s %#x: %q, want %q", c.font, 0xf000+c.code, got, c.want)
		}
	}
}
