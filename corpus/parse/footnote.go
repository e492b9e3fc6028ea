package parse

import (
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"planbot/corpus"
)

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

// linkFootnotes notes at which items a footnote's mark stands. Where a plan
// numbers its footnotes anew on every page, a mark belongs to the next one
// behind it, or else to the last before it.
func (r *reader) linkFootnotes() {
	byMark := map[string][]*corpus.Note{}
	for i := range r.plan.Notes {
		note := &r.plan.Notes[i]
		byMark[note.Mark] = append(byMark[note.Mark], note)
	}
	if len(byMark) == 0 {
		return
	}
	linked := map[[2]corpus.Anchor]bool{} // note and item
	for _, b := range r.plan.Blocks {
		if b.Kind == corpus.BlockNote {
			continue
		}
		for _, mark := range marks(b.Span.Of(r.plan.Text)) {
			if notes := byMark[mark]; len(notes) > 0 {
				i := sort.Search(len(notes)-1, func(i int) bool { return notes[i].Span.Start >= b.Span.End })
				if pair := [2]corpus.Anchor{notes[i].Anchor, b.Item}; !linked[pair] {
					linked[pair] = true
					r.linkFootnote(notes[i], b.Item)
				}
			}
		}
	}
}

func (r *reader) linkFootnote(note *corpus.Note, item corpus.Anchor) {
	note.At = append(note.At, corpus.ItemID{Plan: r.plan.ID, Anchor: item})
	if n := r.plan.Indicator(item); n != nil {
		n.Notes = append(n.Notes, note.Anchor)
	}
}

// marks returns the footnote marks in a text: superscript numbers, but not the
// power of a measure (km²).
func marks(text string) []string {
	var out []string
	start, before := -1, ' '
	flush := func(end int) {
		if start >= 0 && !isASCIILetter(before) {
			out = append(out, text[start:end])
		}
		start = -1
	}
	last := ' '
	for i, r := range text {
		switch super := isSuperscript(r); {
		case super && start < 0:
			start, before = i, last
		case !super:
			flush(i)
		}
		last = r
	}
	flush(len(text))
	return out
}

// isSuperscript tells the digits that mark a footnote from all others.
func isSuperscript(r rune) bool {
	return r <= '⁹' && r >= '²' && strings.ContainsRune(superscripts, r)
}

func isASCIILetter(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' }

// withoutMarks drops footnote marks from a name.
func withoutMarks(s string) string {
	return strings.Map(func(r rune) rune {
		if isSuperscript(r) {
			return -1
		}
		return r
	}, s)
}
