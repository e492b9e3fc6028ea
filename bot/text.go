package bot

import "strings"

// escaper writes text in Telegram's HTML (Bot API, HTML style).
var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// writer writes a message's text, as HTML or as plain text, and counts its
// length as Telegram does: in UTF-16 code units without the markup (Bot API,
// sendMessage: after entities parsing).
type writer struct {
	html bool
	out  strings.Builder
	size int
}

// text writes text.
func (w *writer) text(s string) {
	s = clean(s)
	w.size += units(s)
	if w.html {
		s = escaper.Replace(s)
	}
	w.out.WriteString(s)
}

// markup writes tags, and nothing where the text is plain.
func (w *writer) markup(s string) {
	if w.html {
		w.out.WriteString(s)
	}
}

// strong writes text in bold.
func (w *writer) strong(s string) {
	if s == "" {
		return
	}
	w.markup("<b>")
	w.text(s)
	w.markup("</b>")
}

// link writes a linked word.
func (w *writer) link(word, url string) {
	w.markup(`<a href="` + strings.ReplaceAll(escaper.Replace(clean(url)), `"`, "&quot;") + `">`)
	w.text(word)
	w.markup("</a>")
}

// units returns the length of s in UTF-16 code units.
func units(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

// cut returns at most limit UTF-16 code units of s, and 1 more to show that it
// goes on.
func cut(s string, limit int) string {
	n := 0
	for i, r := range s {
		n += units(string(r))
		if n > limit {
			return s[:i] + "…"
		}
	}
	return s
}
