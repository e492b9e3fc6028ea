package parse

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"planbot/corpus"
)

// superscripts are the digits that mark a footnote.
const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹"

// readFootnote reads a paragraph that starts with a superscript number.
func (r *reader) readFootnote(p *paragraph) {
	m := footnote.FindStringSubmatch(p.text)
	text := p.text[len(m[0]):]
	note := corpus.Note{
		Anchor: corpus.Anchor("note-" + strconv.Itoa(len(r.plan.Notes)+1)),
		Mark:   m[1],
		Text:   text,
		Span:   p.span,
	}
	if term, _, ok := strings.Cut(text, "："); ok && utf8.RuneCountInString(term) <= 20 && !strings.ContainsAny(term, "，。；") {
		note.Term = squash(term)
	}
	r.plan.Notes = append(r.plan.Notes, note)
	r.addBlock(corpus.BlockNote, note.Anchor, p, nil)
}

// linkFootnotes notes at which items a footnote's mark stands.
func (r *reader) linkFootnotes() {
	for _, b := range r.plan.Blocks {
		if b.Kind == corpus.BlockNote {
			continue
		}
		text, id := b.Span.Of(r.plan.Text), corpus.ItemID{Plan: r.plan.ID, Anchor: b.Item}
		for i := range r.plan.Notes {
			note := &r.plan.Notes[i]
			if hasMark(text, note.Mark) && !slices.Contains(note.At, id) {
				note.At = append(note.At, id)
				r.markIndicator(b.Item, note.Anchor)
			}
		}
	}
}

func (r *reader) markIndicator(item, note corpus.Anchor) {
	if n := r.plan.Indicator(item); n != nil {
		n.Notes = append(n.Notes, note)
	}
}

// hasMark tells whether text carries a footnote mark: the superscript alone,
// and not as the power of a measure (km²).
func hasMark(text, mark string) bool {
	for i := 0; ; {
		at := strings.Index(text[i:], mark)
		if at < 0 {
			return false
		}
		at += i
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at+len(mark):])
		if !isASCIILetter(before) && !strings.ContainsRune(superscripts, before) && !strings.ContainsRune(superscripts, after) {
			return true
		}
		i = at + len(mark)
	}
}

func isASCIILetter(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' }

// withoutMarks drops footnote marks from a name.
func withoutMarks(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(superscripts, r) {
			return -1
		}
		return r
	}, s)
}
