package docx

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"planbot/corpus/parse/source"
)

// space is the vocabulary that an element belongs to.
type space int

const (
	foreign space = iota
	word
	compat // markup compatibility, ECMA-376 part 3
	math
)

// spaces are the namespaces of the vocabularies, transitional and strict.
var spaces = map[string]space{
	"http://schemas.openxmlformats.org/wordprocessingml/2006/main": word,
	"http://purl.oclc.org/ooxml/wordprocessingml/main":             word,
	"http://schemas.openxmlformats.org/markup-compatibility/2006":  compat,
	"http://schemas.openxmlformats.org/officeDocument/2006/math":   math,
	"http://purl.oclc.org/ooxml/officeDocument/math":               math,
}

// understood are the beginnings of the namespaces that Word knows; it takes a
// choice of markup that asks for one of them. Only the one for signs of any font
// is read from its fallback, where they are plain characters.
var understood = []string{
	"http://schemas.microsoft.com/office/",
	"http://schemas.openxmlformats.org/",
	"http://purl.oclc.org/ooxml/",
	"urn:schemas-microsoft-com:",
}

const (
	maxDepth  = 256     // elements inside one another
	maxMarkup = 1 << 12 // attributes of an element
)

// element is the start of an element.
type element struct {
	space space
	name  string
	attrs []xml.Attr
}

// is tells whether the element is one of WordprocessingML's.
func (e *element) is(name string) bool { return e.space == word && e.name == name }

// attr returns an attribute of the element's own vocabulary or of none.
func (e *element) attr(name string) string {
	value, _ := e.lookup(name)
	return value
}

func (e *element) lookup(name string) (string, bool) {
	for i := range e.attrs {
		if a := &e.attrs[i]; a.Name.Local == name && (a.Name.Space == "" || spaces[a.Name.Space] != foreign) {
			return a.Value, true
		}
	}
	return "", false
}

// number returns an attribute's whole number, otherwise other.
func (e *element) number(name string, other int) int {
	n, err := strconv.ParseInt(strings.TrimSpace(e.attr(name)), 10, 32)
	if err != nil {
		return other
	}
	return int(n)
}

// isOn reads a switch: one that stands there without a value is on
// (ECMA-376 part 1, 22.9.2.7 and 17.17.4).
func (e *element) isOn() bool {
	switch e.attr("val") {
	case "0", "false", "off":
		return false
	}
	return true
}

// decoder reads a part's elements. Of alternate markup it passes on what Word
// would take, as if it stood there alone.
type decoder struct {
	xml       *xml.Decoder
	in        *input
	depth     int // elements that are open
	prefixes  []prefix
	alternate []alternate
	preserve  bool // white space at the edge of texts counts
}

// prefix is a namespace's short name, valid in the element at a depth.
type prefix struct {
	depth      int
	name, full string
}

// alternate is an open mc:AlternateContent.
type alternate struct {
	depth int
	taken bool // one of its alternatives
}

// openXML opens a part at its root, which is WordprocessingML's of that name;
// "" stands for any.
func openXML(data []byte, root string) (*decoder, error) {
	in := &input{data: data}
	d := &decoder{xml: xml.NewDecoder(in), in: in}
	d.xml.CharsetReader = func(label string, _ io.Reader) (io.Reader, error) {
		switch strings.ToLower(label) { // the bytes are UTF-8 by now
		case "utf-16", "utf-16le", "utf-16be", "utf8":
			return in, nil
		}
		return nil, fmt.Errorf("encoding %q", label)
	}
	for {
		token, err := d.raw()
		if err != nil {
			return nil, err
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		e := elementOf(start)
		if root != "" && !e.is(root) {
			return nil, fmt.Errorf("root %q: %w", e.name, source.ErrBroken)
		}
		d.preserve = e.keepsSpace(false)
		return d, nil
	}
}

func elementOf(start xml.StartElement) element {
	return element{space: spaces[start.Name.Space], name: start.Name.Local, attrs: start.Attr}
}

// keepsSpace reads xml:space, which holds for what is inside.
func (e *element) keepsSpace(inherited bool) bool {
	for _, a := range e.attrs {
		if a.Name.Local == "space" && a.Name.Space == "http://www.w3.org/XML/1998/namespace" {
			return a.Value == "preserve"
		}
	}
	return inherited
}

// children calls f with each child of the element that was opened last, and
// returns when that is closed. What f leaves unread of a child is passed over.
func (d *decoder) children(f func(e element) error) error {
	level := d.depth
	for {
		e, err := d.next()
		if err != nil {
			return err
		}
		if d.depth < level {
			return nil
		}
		child := d.depth
		if err := f(e); err != nil {
			return err
		}
		if err := d.leave(child); err != nil {
			return err
		}
	}
}

// text returns the characters in the element that was opened last.
func (d *decoder) text() (string, error) {
	level := d.depth
	var b strings.Builder
	for {
		token, err := d.raw()
		if err != nil {
			return "", err
		}
		if chars, ok := token.(xml.CharData); ok && d.depth == level {
			b.Write(chars)
		}
		if d.depth < level {
			return b.String(), nil
		}
	}
}

// leave passes over the rest of the element at a depth, if it is still open.
func (d *decoder) leave(level int) error {
	for d.depth >= level {
		if _, err := d.raw(); err != nil {
			return err
		}
	}
	return nil
}

// next returns the next element that starts; where one ends instead, the depth
// has fallen.
func (d *decoder) next() (element, error) {
	for {
		token, err := d.raw()
		if err != nil {
			return element{}, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			e := elementOf(t)
			if e.space != compat {
				return e, nil
			}
			if err := d.openAlternate(e); err != nil {
				return element{}, err
			}
		case xml.EndElement:
			if spaces[t.Name.Space] != compat {
				return element{}, nil
			}
			if n := len(d.alternate); n > 0 && d.depth < d.alternate[n-1].depth {
				d.alternate = d.alternate[:n-1]
			}
		}
	}
}

// openAlternate goes into alternate markup, or into the first alternative that
// Word understands, and passes over the others (part 3, 7.5 to 7.7).
func (d *decoder) openAlternate(e element) error {
	n := len(d.alternate)
	switch {
	case e.name == "AlternateContent":
		d.alternate = append(d.alternate, alternate{depth: d.depth})
		return nil
	case n > 0 && d.alternate[n-1].depth == d.depth-1 && !d.alternate[n-1].taken:
		if e.name == "Fallback" || e.name == "Choice" && d.understands(e.attr("Requires")) {
			d.alternate[n-1].taken = true
			return nil
		}
	}
	return d.leave(d.depth)
}

// understands tells whether Word knows all namespaces that prefixes stand for.
func (d *decoder) understands(requires string) bool {
	for _, name := range strings.Fields(requires) {
		if !known(d.namespace(name)) {
			return false
		}
	}
	return true
}

func known(full string) bool {
	if strings.HasSuffix(full, "/symex") {
		return false
	}
	for _, beginning := range understood {
		if strings.HasPrefix(full, beginning) {
			return true
		}
	}
	return false
}

func (d *decoder) namespace(name string) string {
	for i := len(d.prefixes) - 1; i >= 0; i-- {
		if d.prefixes[i].name == name {
			return d.prefixes[i].full
		}
	}
	return ""
}

// raw returns the next token and keeps count of the depth and the prefixes.
func (d *decoder) raw() (xml.Token, error) {
	d.in.marks = 0
	token, err := d.xml.Token()
	if err != nil {
		if errors.Is(err, source.ErrTooLarge) {
			return nil, err
		}
		return nil, fmt.Errorf("%w: %w", source.ErrBroken, err)
	}
	switch t := token.(type) {
	case xml.StartElement:
		if d.depth++; d.depth > maxDepth {
			return nil, fmt.Errorf("elements too deep: %w", source.ErrBroken)
		}
		for _, a := range t.Attr {
			if a.Name.Space == "xmlns" {
				d.prefixes = append(d.prefixes, prefix{d.depth, a.Name.Local, a.Value})
			}
		}
	case xml.EndElement:
		d.depth--
		for n := len(d.prefixes); n > 0 && d.prefixes[n-1].depth > d.depth; n-- {
			d.prefixes = d.prefixes[:n-1]
		}
	case xml.Directive: // part 2, 9.1.4 forbids document types
		return nil, fmt.Errorf("document type: %w", source.ErrBroken)
	}
	return token, nil
}

// input hands a part to the decoder. It bounds the attributes of an element,
// each of which takes many times the memory of its bytes.
type input struct {
	data  []byte
	at    int
	marks int // equals signs since the last token
}

// ReadByte returns the next byte.
func (in *input) ReadByte() (byte, error) {
	if in.at == len(in.data) {
		return 0, io.EOF
	}
	b := in.data[in.at]
	in.at++
	if b == '=' {
		if in.marks++; in.marks > maxMarkup {
			return 0, source.ErrTooLarge
		}
	}
	return b, nil
}

// Read is there for the decoder to take input; it reads by ReadByte.
func (in *input) Read(p []byte) (int, error) {
	for i := range p {
		b, err := in.ReadByte()
		if err != nil {
			return i, err
		}
		p[i] = b
	}
	return len(p), nil
}
