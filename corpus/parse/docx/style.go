package docx

import (
	"cmp"
	"strings"
)

// toggle is a property that may be left open.
type toggle int

const (
	open toggle = iota
	off
	on
)

func (t toggle) or(other toggle) toggle {
	if t == open {
		return other
	}
	return t
}

func toggleOf(e element) toggle {
	if e.isOn() {
		return on
	}
	return off
}

// look is how a run's characters are shown, as far as it changes what is read
// (ECMA-376 part 1, 17.3.2).
type look struct {
	style  string // of the run
	hidden toggle // vanish
	caps   toggle // shown in capitals
	raised string // vertAlign
	font   string // where its characters stand for other ones
	size   int    // in half points, 0 where left open
	lift   int    // above the line, in half points
	gone   bool   // of a paragraph's mark: deleted or moved away
	runsOn bool   // of a paragraph's mark: it parts styles, not lines
}

// readLook reads w:rPr.
func readLook(d *decoder) (look, error) {
	var l look
	err := d.children(func(e element) error {
		if e.space != word {
			return nil
		}
		switch e.name {
		case "rStyle":
			l.style = e.attr("val")
		case "vanish":
			l.hidden = toggleOf(e)
		case "specVanish":
			l.runsOn = e.isOn()
		case "caps":
			l.caps = toggleOf(e)
		case "vertAlign":
			l.raised = e.attr("val")
		case "sz":
			l.size = e.number("val", 0)
		case "position":
			l.lift = e.number("val", 0)
		case "rFonts":
			l.font = cmp.Or(symbolFont(e.attr("ascii")), symbolFont(e.attr("hAnsi")))
		case "del", "moveFrom":
			l.gone = true
		}
		return nil
	})
	return l, err
}

// listRef says which list a paragraph is numbered in. What is "" is left open.
type listRef struct {
	list, level string
}

// readListRef reads w:numPr (17.3.1.19).
func readListRef(d *decoder) (listRef, error) {
	var ref listRef
	err := d.children(func(e element) error {
		switch {
		case e.is("numId"):
			ref.list = strings.TrimSpace(e.attr("val"))
		case e.is("ilvl"):
			ref.level = strings.TrimSpace(e.attr("val"))
		}
		return nil
	})
	return ref, err
}

// styles are a document's styles (17.7).
type styles struct {
	byID     map[string]*style
	defaults look   // of the document
	normal   string // the style of paragraphs that name none
}

// style is a style as it is written down, then with what it takes from those
// that it is based on.
type style struct {
	base  string
	look  look
	ref   listRef
	chain []string // itself and those that it is based on; nil until resolved
}

// maxChain is how many styles may be based on one another. Word keeps to ten.
const maxChain = 32

func readStyles(data []byte) (styles, error) {
	all := styles{byID: map[string]*style{}}
	d, err := openXML(data, "styles")
	if err != nil {
		return all, err
	}
	err = d.children(func(e element) (err error) {
		switch {
		case e.is("docDefaults"):
			all.defaults, err = readDefaults(d)
		case e.is("style"):
			err = all.read(d, e)
		}
		return err
	})
	return all, err
}

// readDefaults reads w:docDefaults.
func readDefaults(d *decoder) (look, error) {
	var l look
	err := d.children(func(e element) error {
		if !e.is("rPrDefault") {
			return nil
		}
		return d.children(func(e element) (err error) {
			if e.is("rPr") {
				l, err = readLook(d)
			}
			return err
		})
	})
	return l, err
}

func (all *styles) read(d *decoder, e element) error {
	id, kind := e.attr("styleId"), e.attr("type")
	isDefault := (kind == "paragraph" || kind == "") && e.attr("default") != "" && e.attr("default") != "0" && e.attr("default") != "false"
	s := &style{}
	err := d.children(func(e element) (err error) {
		switch {
		case e.is("basedOn"):
			s.base = e.attr("val")
		case e.is("rPr"):
			s.look, err = readLook(d)
		case e.is("pPr"):
			err = d.children(func(e element) (err error) {
				if e.is("numPr") {
					s.ref, err = readListRef(d)
				}
				return err
			})
		}
		return err
	})
	if id != "" {
		all.byID[id] = s
	}
	if isDefault && all.normal == "" {
		all.normal = id
	}
	return err
}

// get returns a style with all that it takes over; an empty one where there is
// none of that name.
func (all *styles) get(id string) *style {
	s := all.byID[id]
	if s == nil {
		return &style{}
	}
	if s.chain == nil {
		all.resolve(id, s)
	}
	return s
}

// resolve takes over what the styles that s is based on say and s leaves open.
func (all *styles) resolve(id string, s *style) {
	s.chain = []string{id}
	for base := s.base; len(s.chain) < maxChain; {
		b := all.byID[base]
		if b == nil || b == s {
			break
		}
		s.chain = append(s.chain, base)
		s.look.hidden = s.look.hidden.or(b.look.hidden)
		s.look.caps = s.look.caps.or(b.look.caps)
		s.look.raised = cmp.Or(s.look.raised, b.look.raised)
		s.look.font = cmp.Or(s.look.font, b.look.font)
		s.look.size = cmp.Or(s.look.size, b.look.size)
		s.ref.list = cmp.Or(s.ref.list, b.ref.list)
		s.ref.level = cmp.Or(s.ref.level, b.ref.level)
		base = b.base
	}
}

// effective is how a run is shown by what it says itself, by its style and by
// that of its paragraph. Where both styles set a switch, they cancel each other
// out (17.7.3).
func (all *styles) effective(run look, paragraph string) look {
	p := all.get(paragraph).look
	c := all.get(run.style).look
	cross := func(direct, character, para, general toggle) toggle {
		if direct != open {
			return direct
		}
		if general == on || (character == on) != (para == on) {
			return on
		}
		return off
	}
	out := run
	out.hidden = cross(run.hidden, c.hidden, p.hidden, all.defaults.hidden)
	out.caps = cross(run.caps, c.caps, p.caps, all.defaults.caps)
	out.raised = cmp.Or(run.raised, c.raised, p.raised)
	out.font = cmp.Or(run.font, c.font, p.font)
	out.size = cmp.Or(run.size, c.size, p.size, all.defaults.size, 20)
	return out
}
