package docx

import (
	"strings"

	"planbot/corpus/parse/source"
)

// block is a paragraph or a table.
type block struct {
	lines []string // of a paragraph
	table *table   // nil for a paragraph
}

// words returns the block's text in one line, for a cell or a note.
func (b *block) words() string {
	if b.table != nil {
		return b.table.words()
	}
	return oneLine(b.lines)
}

// isFilled tells whether the block holds text.
func (b *block) isFilled() bool {
	if b.table != nil {
		return b.table.filled
	}
	for _, text := range b.lines {
		if strings.TrimSpace(text) != "" {
			return true
		}
	}
	return false
}

// oneLine parts texts by spaces.
func oneLine(texts []string) string {
	var kept []string
	for _, t := range texts {
		if t = strings.TrimSpace(t); t != "" {
			kept = append(kept, t)
		}
	}
	return strings.Join(kept, " ")
}

// story is a stretch of text that is read from start to end: the body, a text
// box, a note.
type story struct {
	*reader
	d      *decoder
	body   bool
	note   bool
	fields []field // that are open, the innermost last
}

// left are the elements whose content is not shown: deleted or moved away,
// instructions, former and other properties.
var left = map[string]bool{
	"del": true, "moveFrom": true, "delText": true, "delInstrText": true, "instrText": true,
	"rPrChange": true, "pPrChange": true, "sectPr": true, "tblPr": true, "tblGrid": true, "tblPrEx": true,
	"sdtPr": true, "sdtEndPr": true, "customXmlPr": true, "smartTagPr": true, "rubyPr": true, "rt": true,
}

// blocks reads the paragraphs and tables in the element that was opened last
// and hands them on in order.
func (s *story) blocks(give func(b block) error) error {
	c := &carry{give: give}
	if err := s.blocksOf(c); err != nil {
		return err
	}
	return c.flush()
}

func (s *story) blocksOf(c *carry) error {
	return s.d.children(func(e element) error { return s.block(e, c) })
}

// block reads one element between paragraphs. One that only holds others, such
// as a content control, is gone into.
func (s *story) block(e element, c *carry) error {
	switch {
	case e.space == math:
		return s.lone(c, s.math)
	case e.space != word || left[e.name]:
		return nil
	case e.name == "p":
		return s.paragraph(c)
	case e.name == "tbl":
		return s.tableBlock(c)
	case e.name == "altChunk", e.name == "subDoc":
		return ErrForeign
	}
	return s.blocksOf(c)
}

// lone reads what stands outside a paragraph as one of its own.
func (s *story) lone(c *carry, read func(p *paragraph) error) error {
	p := &paragraph{}
	if err := read(p); err != nil {
		return err
	}
	return c.add(p, "")
}

// paragraph reads w:p and hands it on. It is counted in its list only if it is
// seen: not where its mark was deleted, since its text then belongs to the next
// one, and not where all of it is hidden.
func (s *story) paragraph(c *carry) error {
	p := &paragraph{style: s.styles.normal}
	if err := s.inline(p); err != nil {
		return err
	}
	s.closeCodes()
	hidden := s.styles.effective(p.mark, p.style).hidden == on || p.mark.runsOn
	p.joins = hidden || p.mark.gone || p.initial
	if err := s.count(1 + len(p.lines)); err != nil {
		return err
	}
	if p.mark.gone || hidden && p.isEmpty() {
		return c.add(p, "")
	}
	number := s.number(p)
	if err := s.grow(len(number)); err != nil {
		return err
	}
	return c.add(p, number)
}

// number returns the number that Word puts before a paragraph.
func (s *story) number(p *paragraph) string {
	style := s.styles.get(p.style)
	ref := p.ref
	var named []string
	if ref.list == "" {
		ref.list = style.ref.list
		if ref.level == "" {
			ref.level, named = style.ref.level, style.chain
		}
	}
	if ref.list == "" {
		return ""
	}
	return s.numbering.number(ref, named, &s.styles)
}

// paragraph is one that is being read.
type paragraph struct {
	style string
	ref   listRef
	mark  look // of the paragraph's end

	initial bool // it is the large first letter of the next one
	joins   bool // its end is not seen: the next one goes on in its last line

	lines []string // that are finished
	text  []byte   // of the last one
	size  int      // of its characters, in half points
	boxes []block  // that are anchored to it
}

func (p *paragraph) breakLine() {
	p.lines = append(p.lines, string(p.text))
	p.text = p.text[:0]
}

func (p *paragraph) isEmpty() bool { return len(p.lines) == 0 && len(p.text) == 0 }

// carry holds a paragraph whose end is not seen until the next one is read.
type carry struct {
	give   func(b block) error
	held   *paragraph
	number string // of the whole
	gone   bool   // the ends of all that is held were deleted
}

// add hands on a paragraph with its number, or holds it.
func (c *carry) add(p *paragraph, number string) error {
	switch {
	case c.held == nil:
		c.held, c.number = p, number
		c.gone = p.mark.gone
	case c.gone: // the number is that of the paragraph whose end is left
		c.number = number
		c.held.absorb(p, "")
		c.gone = p.mark.gone
	default:
		c.held.absorb(p, number)
	}
	if p.joins {
		return nil
	}
	return c.send()
}

// absorb puts a paragraph's text behind that of the one before it.
func (p *paragraph) absorb(next *paragraph, number string) {
	p.text = append(p.text, number...)
	if len(next.lines) > 0 {
		p.text = append(p.text, next.lines[0]...)
		p.breakLine()
		p.lines = append(p.lines, next.lines[1:]...)
	}
	p.text = append(p.text, next.text...)
	p.boxes = append(p.boxes, next.boxes...)
}

// send hands on what is held, and the text boxes behind it.
func (c *carry) send() error {
	p := c.held
	p.breakLine()
	p.lines[0] = c.number + p.lines[0]
	c.held = nil
	if err := c.give(block{lines: p.lines}); err != nil {
		return err
	}
	for _, b := range p.boxes {
		if err := c.give(b); err != nil {
			return err
		}
	}
	return nil
}

// flush hands on what is held before a table or at the end, if there is
// anything to be seen in it.
func (c *carry) flush() error {
	if c.held == nil {
		return nil
	}
	if c.held.isEmpty() && c.number == "" && len(c.held.boxes) == 0 {
		c.held = nil
		return nil
	}
	return c.send()
}

// readNotes reads the part with the footnotes or the endnotes (ECMA-376 part 1,
// 17.11). Those with a type are lines that part notes from the text.
func (r *reader) readNotes(data []byte, kind string) error {
	d, err := openXML(data, kind+"s")
	if err != nil {
		return err
	}
	if r.notes == nil {
		r.notes = map[noteID]string{}
	}
	return d.children(func(e element) error {
		if t := e.attr("type"); !e.is(kind) || t != "" && t != "normal" {
			return nil
		}
		id := noteID{kind, strings.TrimSpace(e.attr("id"))}
		var texts []string
		s := &story{reader: r, d: d, note: true}
		err := s.blocks(func(b block) error {
			texts = append(texts, b.words())
			return nil
		})
		if _, twice := r.notes[id]; !twice {
			r.notes[id] = oneLine(texts)
		}
		return err
	})
}

// noteID names a note: footnote or endnote, and its ID.
type noteID struct{ kind, id string }

// note is one that was referred to.
type note struct {
	id    noteID
	typed bool // its mark was typed, there and in the note
}

// ownMark stands in a note's text for its mark. XML cannot hold the character.
const ownMark = "\x00"

// refer counts a reference to a note and returns its mark, "" for one whose
// mark was typed.
func (r *reader) refer(id noteID, typed bool) string {
	number, known := r.marks[id]
	if !known {
		if r.marks == nil {
			r.marks = map[noteID]int{}
		}
		if !typed {
			r.numbered++
			number = r.numbered
		}
		r.marks[id] = number
		r.due = append(r.due, note{id, typed})
	}
	if typed || number == 0 {
		return ""
	}
	return mark(number)
}

// giveNotes gives out the notes that were referred to since there were so many
// due.
func (r *reader) giveNotes(since int) error {
	due := r.due[since:]
	r.due = r.due[:since]
	for _, n := range due {
		text, ok := r.notes[n.id]
		if !ok {
			continue
		}
		if !n.typed {
			own := mark(r.marks[n.id])
			if !strings.Contains(text, ownMark) {
				text = own + text
			}
			text = strings.Replace(text, ownMark, own, 1)
		}
		text = strings.ReplaceAll(text, ownMark, "")
		if err := r.giveLine(source.Line{Text: text}); err != nil {
			return err
		}
	}
	return nil
}
