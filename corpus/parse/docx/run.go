package docx

import (
	"fmt"
	"strings"

	"planbot/corpus/parse/source"
)

// inline reads what stands in a paragraph.
func (s *story) inline(p *paragraph) error {
	return s.d.children(func(e element) error {
		switch {
		case e.space == math:
			return s.math(p)
		case e.space != word || left[e.name]:
			return nil
		case e.name == "pPr":
			return s.paragraphLook(p)
		case e.name == "r":
			return s.run(p)
		case e.name == "altChunk", e.name == "subDoc":
			return ErrForeign
		}
		return s.inline(p) // hyperlinks, insertions, content controls, fields
	})
}

// paragraphLook reads w:pPr.
func (s *story) paragraphLook(p *paragraph) error {
	return s.d.children(func(e element) (err error) {
		switch {
		case e.is("pStyle"):
			p.style = e.attr("val")
		case e.is("framePr"):
			kind := e.attr("dropCap")
			p.initial = kind == "drop" || kind == "margin"
		case e.is("numPr"):
			p.ref, err = readListRef(s.d)
		case e.is("rPr"):
			p.mark, err = readLook(s.d)
		}
		return err
	})
}

// run is a w:r that is being read: a stretch of characters that look alike.
type run struct {
	p    *paragraph
	look look   // what it says and takes from its styles
	text []byte // not yet in the paragraph
}

func (s *story) run(p *paragraph) error {
	r := &run{p: p, look: s.styles.effective(look{}, p.style)}
	if p.size == 0 {
		p.size = r.look.size
	}
	if err := s.d.children(func(e element) error { return s.runPart(r, e) }); err != nil {
		return err
	}
	r.flush()
	return nil
}

// flush puts the run's text into the paragraph. Raised digits become
// superscript ones: they are a note's mark or a power, not a number.
func (r *run) flush() {
	if len(r.text) == 0 {
		return
	}
	if r.isRaised() {
		if isDecimal(string(r.text)) {
			r.text = []byte(superscript(string(r.text)))
		}
	} else {
		r.p.size = r.look.size
	}
	r.p.text = append(r.p.text, r.text...)
	r.text = r.text[:0]
}

// isRaised tells whether the run is a superscript: by its name, or as some
// producers write it, by being lifted and smaller than the text before it.
func (r *run) isRaised() bool {
	return r.look.raised == "superscript" || r.look.lift >= minLift && r.look.size < r.p.size
}

// minLift is how far a superscript is lifted at least, in half points.
const minLift = 4

// runPart reads one element of a run (ECMA-376 part 1, 17.3.3).
func (s *story) runPart(r *run, e element) error {
	if e.space != word {
		return nil
	}
	switch e.name {
	case "rPr":
		own, err := readLook(s.d)
		r.look = s.styles.effective(own, r.p.style)
		return err
	case "t":
		return s.putText(r, e)
	case "tab", "ptab":
		return s.put(r, " ")
	case "noBreakHyphen":
		return s.put(r, "-")
	case "sym":
		return s.put(r, symbolOf(e))
	case "br", "cr":
		s.breakLine(r)
	case "footnoteRef", "endnoteRef":
		if s.note {
			return s.put(r, ownMark)
		}
	case "footnoteReference", "endnoteReference":
		return s.putMark(r, e)
	case "fldChar":
		return s.fieldChar(r, e)
	case "instrText":
		return s.code()
	case "ruby":
		r.flush()
		return s.inline(r.p)
	case "drawing", "pict", "object":
		return s.shapes(r)
	}
	return nil
}

// seen tells whether the run is: not hidden, and not part of a field's code.
func (s *story) seen(r *run) bool {
	return r.look.hidden != on && (len(s.fields) == 0 || !s.inCode())
}

// put adds characters to a run.
func (s *story) put(r *run, text string) error {
	if !s.seen(r) {
		return nil
	}
	if r.look.caps == on {
		text = strings.ToUpper(text)
	}
	r.text = append(r.text, text...)
	return s.grow(len(text))
}

// putText reads w:t. White space at its edges counts only where it says so.
func (s *story) putText(r *run, e element) error {
	text, err := s.d.text()
	if err != nil {
		return err
	}
	if !e.keepsSpace(s.d.preserve) {
		text = strings.Trim(text, " \t\r\n")
	}
	return s.put(r, inFont(text, r.look.font))
}

func (s *story) breakLine(r *run) {
	if s.seen(r) {
		r.flush()
		r.p.breakLine()
	}
}

// putMark puts a note's mark where it is referred to.
func (s *story) putMark(r *run, e element) error {
	if !s.seen(r) {
		return nil
	}
	custom, set := e.lookup("customMarkFollows")
	typed := set && custom != "0" && custom != "false" && custom != "off"
	id := noteID{strings.TrimSuffix(e.name, "Reference"), strings.TrimSpace(e.attr("id"))}
	r.flush()
	r.p.text = append(r.p.text, s.refer(id, typed)...)
	return s.grow(4)
}

// field is a field that is open: its code, then its result (17.16.18).
type field struct {
	code   []byte
	result bool // it has begun
}

const (
	maxCode   = 1 << 10 // bytes of a field's code that are kept
	maxFields = 64      // open inside one another
)

func (s *story) inCode() bool {
	for i := range s.fields {
		if !s.fields[i].result {
			return true
		}
	}
	return false
}

func (s *story) fieldChar(r *run, e element) error {
	n := len(s.fields)
	switch e.attr("fldCharType") {
	case "begin":
		if n == maxFields {
			return fmt.Errorf("fields too deep: %w", source.ErrBroken)
		}
		s.fields = append(s.fields, field{})
	case "separate":
		if n > 0 {
			s.fields[n-1].result = true
		}
	case "end":
		if n == 0 {
			break
		}
		f := s.fields[n-1]
		s.fields = s.fields[:n-1]
		if !f.result {
			return s.put(r, equation(string(f.code)))
		}
	}
	return nil
}

// code keeps a field's code. It is never shown, but what an EQ field shows
// stands in it alone.
func (s *story) code() error {
	text, err := s.d.text()
	if n := len(s.fields); n > 0 {
		f := &s.fields[n-1]
		if room := maxCode - len(f.code); !f.result && len(text) <= room {
			f.code = append(f.code, text...)
		}
	}
	return err
}

// closeCodes ends the fields whose code was not ended by the end of a
// paragraph, so that a damaged field hides no more than that.
func (s *story) closeCodes() {
	kept := s.fields[:0]
	for _, f := range s.fields {
		if f.result {
			kept = append(kept, f)
		}
	}
	s.fields = kept
}

// shapes looks for text in a drawing, in groups and canvases too.
func (s *story) shapes(r *run) error {
	seen := s.seen(r)
	var boxes []block
	err := s.shapesIn(func(b block) error {
		boxes = append(boxes, b)
		return nil
	}, &seen)
	if seen {
		r.p.boxes = append(r.p.boxes, boxes...)
	}
	return err
}

func (s *story) shapesIn(give func(b block) error, seen *bool) error {
	return s.d.children(func(e element) error {
		switch {
		case e.is("txbxContent"):
			inner := &story{reader: s.reader, d: s.d}
			return inner.blocks(give)
		case e.name == "docPr" && e.attr("hidden") != "" && e.attr("hidden") != "0" && e.attr("hidden") != "false":
			*seen = false
		case e.name == "textpath": // WordArt of older files
			if text := e.attr("string"); text != "" {
				if err := s.grow(len(text)); err != nil {
					return err
				}
				return give(block{lines: strings.Split(text, "\n")})
			}
		}
		return s.shapesIn(give, seen)
	})
}
