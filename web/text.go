package web

import (
	"html/template"
	"strconv"
	"strings"
	"unicode/utf8"

	"planbot/corpus"
)

// text writes a stretch of a block with its highlighted parts.
func (d *document) text(block *corpus.Block, s corpus.Span) {
	for at := s.Start; at < s.End; {
		quote, until := d.quoteAt(at)
		until = min(until, s.End)
		stretch := corpus.Span{Start: at, End: until}
		if quote >= 0 && strings.TrimSpace(stretch.Of(d.plan.Text)) != "" {
			d.quote(quote, block, stretch)
		} else {
			d.noteMarks(block, stretch)
		}
		at = until
	}
}

// quoteAt returns the index of the mark over an offset, -1 where there is
// none, and up to where that holds.
func (d *document) quoteAt(at int) (quote, until int) {
	for i, m := range d.marks {
		if at < m.Start {
			return -1, m.Start
		}
		if at < m.End {
			return i, m.End
		}
	}
	return -1, len(d.plan.Text)
}

// quote writes highlighted words. A quote that covers several cells or
// paragraphs has several of them; the first has the quote's id.
func (d *document) quote(i int, block *corpus.Block, s corpus.Span) {
	id := ""
	if i >= d.quotes {
		d.quotes = i + 1
		id = "quote-" + strconv.Itoa(i+1)
	}
	d.open("mark", "id", id)
	d.noteMarks(block, s)
	d.shut("mark")
}

// superscripts are the digits that mark a footnote.
const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹"

// noteMarks writes text in which the marks of footnotes are links to the
// notes, and a note's own mark leads back.
func (d *document) noteMarks(block *corpus.Block, s corpus.Span) {
	for s.Start < s.End {
		words := s.Of(d.plan.Text)
		at := strings.IndexAny(words, superscripts)
		if at < 0 {
			d.words(words)
			return
		}
		end := len(words) - len(strings.TrimLeft(words[at:], superscripts))
		d.words(words[:at])
		d.noteMark(block, corpus.Span{Start: s.Start + at, End: s.Start + end})
		s.Start += end
	}
}

// noteMark writes superscript digits: a footnote's mark, or the power of a
// measure.
func (d *document) noteMark(block *corpus.Block, s corpus.Span) {
	note, mark := d.noteOf(s), s.Of(d.plan.Text)
	switch {
	case note == nil:
		d.words(mark)
		return
	case block.Item != note.Anchor:
		id := ""
		if !d.noted[note.Anchor] {
			d.noted[note.Anchor] = true
			id = string(note.Anchor) + "-mark"
		}
		d.open("a", "class", "note-mark", "id", id, "href", "#"+string(note.Anchor), "role", "doc-noteref", "aria-label", "脚注"+mark)
	case d.noted[note.Anchor]:
		d.open("a", "class", "note-mark", "href", "#"+string(note.Anchor)+"-mark", "role", "doc-backlink", "aria-label", "回到正文的脚注"+mark)
	default:
		d.words(mark)
		return
	}
	d.words(mark)
	d.shut("a")
}

// noteOf returns the note that a mark belongs to: the nearest one below it
// with that mark, since a plan may count its notes anew on each page. A mark
// behind a Latin letter is a power: km².
func (d *document) noteOf(s corpus.Span) *corpus.Note {
	before, _ := utf8.DecodeLastRuneInString(d.plan.Text[:s.Start])
	if 'a' <= before && before <= 'z' || 'A' <= before && before <= 'Z' {
		return nil
	}
	var found *corpus.Note
	for i := range d.plan.Notes {
		n := &d.plan.Notes[i]
		if n.Mark != s.Of(d.plan.Text) {
			continue
		}
		if found = n; n.Span.End > s.Start {
			break
		}
	}
	return found
}

// words writes the plan's characters.
func (d *document) words(s string) { d.b.WriteString(template.HTMLEscapeString(s)) }
