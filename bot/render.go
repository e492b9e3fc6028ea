package bot

import (
	"strings"

	"planbot/answer"
	"planbot/corpus"
)

// form is one way to send a message. Of several, each is plainer than the one
// before.
type form struct {
	text string
	html bool
	keys [][]button
}

// A message holds 4096 UTF-16 code units (Bot API, sendMessage): the lines,
// the quotes, and some room for what says that there is more.
const (
	maxText    = 4096
	maxLines   = 40 // of an answer in one message, so that it can be read on a phone
	fewLines   = 3  // where a chat wants short answers
	linesUnits = 2900
	quoteUnits = 600 // of one quote
	quotesSize = 1000
	maxSources = 3 // buttons
)

// page is the stretch of an answer that fits one message.
type page struct {
	parts []answer.Part
	all   []answer.Citation // what Part.Cites counts in
	cites []answer.Citation // of these parts, one an item, the one that answers first
	asks  []string
	speech
	from int // the first part's index
	more int // how many parts come after
}

// forms writes an answer from one of its parts on: with links to the source
// where there is a public address, with quotes where there is none or Telegram
// does not take the links, and as plain text.
func (b *Bot) forms(a answer.Answer, from int, at place) []form {
	s, most := in(at.lang), maxLines
	if at.short {
		most = fewLines
	}
	p := paginate(a, from, most)
	p.speech = s
	keys := p.keys()
	if from == 0 {
		keys = append(keys, b.bell(a, s)...)
	}
	forms := []form{
		{p.text(true, true, ""), true, keys},
		{p.text(false, true, ""), false, keys},
		{p.text(false, true, ""), false, nil},
	}
	if b.public != "" && len(p.cites) > 0 {
		linked := form{p.text(true, false, b.public), true, append(b.sources(p.cites, s), keys...)}
		forms = append([]form{linked}, forms...)
	}
	return forms
}

// plainForms writes a fixed text.
func plainForms(text string) []form { return []form{{text: text}} }

// withAsks writes a fixed text with questions to press.
func withAsks(text string, questions []string, s speech) []form {
	return []form{{text, false, page{asks: questions, speech: s}.keys()}, {text: text}}
}

// paginate takes as many whole parts as fit, at least one.
func paginate(a answer.Answer, from, most int) page {
	from = max(0, min(from, len(a.Parts)-1))
	p := page{from: from, all: a.Citations}
	size := 0
	for _, part := range a.Parts[from:] {
		if size += units(part.Text()) + 1; len(p.parts) > 0 && (size > linesUnits || len(p.parts) == most) {
			break
		}
		p.parts = append(p.parts, part)
	}
	p.more = len(a.Parts) - from - len(p.parts)
	p.cites = cited(a, p.parts)
	if from == 0 {
		p.asks = a.Suggestions
	}
	return p
}

// cited returns the citations of parts, one an item; all where no part of the
// answer says which are its own.
func cited(a answer.Answer, parts []answer.Part) []answer.Citation {
	var order []int
	for _, p := range parts {
		order = append(order, p.Cites...)
	}
	if len(order) == 0 {
		for i := range a.Citations {
			order = append(order, i)
		}
	}
	var out []answer.Citation
	seen := map[corpus.ItemID]bool{}
	for _, i := range order {
		if i >= 0 && i < len(a.Citations) && !seen[a.Citations[i].Item] {
			seen[a.Citations[i].Item] = true
			out = append(out, a.Citations[i])
		}
	}
	return out
}

// text writes the page. With quotes, they are folded away below the lines.
// With the address of a link, each line of a list that cites more than buttons
// can hold ends with one.
func (p page) text(html, quotes bool, link string) string {
	w := &writer{html: html}
	for _, part := range p.parts {
		writePart(w, part, p.speech)
		if c, ok := p.source(part); ok && link != "" && len(p.cites) > maxSources {
			w.text(" ")
			w.link(p.say("original"), link+c.Path())
		}
		w.text("\n")
	}
	if p.more > 0 {
		w.text(p.say("more_lines", "N", p.more) + "\n")
	}
	if quotes {
		writeQuotes(w, p.cites, p.speech)
	}
	if out := strings.TrimSpace(w.out.String()); out != "" {
		return out
	}
	return p.say("no_answer")
}

// source returns the first place that a part cites.
func (p page) source(part answer.Part) (answer.Citation, bool) {
	for _, i := range part.Cites {
		if i >= 0 && i < len(p.all) {
			return p.all[i], true
		}
	}
	return answer.Citation{}, false
}

// writePart writes a line of an answer. One that is too long is cut; the
// source has it whole.
func writePart(w *writer, part answer.Part, s speech) {
	left := linesUnits
	for _, r := range part.Runs {
		text := cut(r.Text, left)
		if left -= units(text); r.Strong {
			w.strong(text)
		} else {
			w.text(text)
		}
		if text != r.Text {
			w.text(s.say("whole_in_source"))
			return
		}
	}
}

// writeQuotes writes the cited places as one quotation, which Telegram folds
// to three lines (Bot API, expandable blockquote).
func writeQuotes(w *writer, cites []answer.Citation, s speech) {
	if len(cites) == 0 {
		return
	}
	w.markup("<blockquote expandable>")
	start := w.size
	for i, c := range cites {
		if i > 0 {
			w.text("\n")
		}
		title := cut(c.Title, quoteUnits/6)
		quote := cut(strings.Join(strings.Fields(c.Quote), " "), quoteUnits)
		if w.size-start+units(title)+units(quote) > quotesSize {
			w.text(s.say("more_sources", "N", len(cites)-i))
			break
		}
		w.strong(title)
		w.text("\n" + quote)
	}
	w.markup("</blockquote>")
}
