// Package docx reads Word files (.docx): WordprocessingML as ECMA-376 has it,
// transitional and strict. It gives what a person sees in Word, in reading
// order.
//
//   - A paragraph is a line, and so is what stands behind a line break inside
//     one. Line.Number counts the lines and rows of the whole document from 1.
//     Automatic numbers stand at the start of their paragraph as Word shows
//     them.
//   - Tracked changes are taken as accepted. Hidden text, field codes,
//     comments, headers and footers are left out; the results of fields and
//     the tables of contents among them are kept.
//   - A table's row is a line with a cell for every column, those that a merged
//     cell covers too. A table that only frames prose gives its paragraphs.
//   - Text boxes follow the paragraph that they are anchored to.
//   - Footnotes and endnotes are numbered in one series, in the order in which
//     they are referred to, so that a mark means one note: ¹ in the text, and a
//     line that starts with ¹ behind the table that it belongs to, or else at
//     the end of the document.
//
// Text inside pictures, charts, diagrams and embedded files is not read.
//
// A file is refused rather than read in part: it is damaged (source.ErrBroken),
// too large or too wide (source.ErrTooLarge), without text (source.ErrEmpty),
// protected (ErrProtected) or holds text in another format (ErrForeign). Time
// and memory are bounded, whatever the file holds.
package docx

import (
	"bytes"
	"errors"
	"fmt"

	"planbot/corpus/parse/source"
)

// Errors that Read returns besides those of package source.
var (
	// ErrProtected says that the file can be opened with a password only.
	ErrProtected = errors.New("file protected by a password")
	// ErrForeign says that a part of the text is kept in another format or
	// another file. Word makes it its own when it saves the file again.
	ErrForeign = errors.New("text embedded in another format")
)

// limits are how much a file may hold.
type limits struct {
	files              int   // in the archive
	story, side, parts int64 // bytes of a part with text, of another part, and of all that are read, unpacked
	text               int   // bytes
	pieces             int   // lines, rows and cells
}

// usual are far more than the longest plan has, and still little work.
var usual = limits{files: 10_000, story: 32 << 20, side: 8 << 20, parts: 48 << 20, text: source.MaxText, pieces: 1 << 20}

// Is tells by a file's bytes whether it is a Word file. Its text has another
// name than the usual one in some, so that the name alone does not tell.
func Is(data []byte) bool {
	if !bytes.HasPrefix(data, []byte("PK")) {
		return false
	}
	p, err := openPack(data, usual)
	if err != nil {
		return false
	}
	if p.has(usualName) {
		return true
	}
	name, err := p.typed()
	return err == nil && name != ""
}

// Read returns the lines of a Word file.
func Read(data []byte) (source.Document, error) { return read(data, usual) }

func read(data []byte, most limits) (source.Document, error) {
	if err := checkContainer(data); err != nil {
		return source.Document{}, err
	}
	p, err := openPack(data, most)
	if err != nil {
		return source.Document{}, err
	}
	r := &reader{most: most}
	if err := r.read(p); err != nil {
		return source.Document{}, err
	}
	return r.out.Document()
}

// checkContainer refuses the container that Word puts a file into when a
// password is set (MS-OFFCRYPTO 2.3.4.4).
func checkContainer(data []byte) error {
	if !bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) {
		return nil
	}
	if bytes.Contains(data, wide("EncryptedPackage")) || bytes.Contains(data, wide("DRMEncryptedDataSpace")) {
		return ErrProtected
	}
	return fmt.Errorf("compound file without a package: %w", source.ErrBroken)
}

// wide returns ASCII text in UTF-16, little endian.
func wide(s string) []byte {
	out := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		out = append(out, s[i], 0)
	}
	return out
}

// reader reads a document's parts.
type reader struct {
	most      limits
	styles    styles
	numbering numbering
	notes     map[noteID]string // their text
	marks     map[noteID]int    // the numbers of those that were referred to
	numbered  int               // the highest of them
	due       []note            // referred to, but not yet given out

	out    source.Builder
	size   int // bytes of text that were read
	pieces int // lines, rows and cells that were read
	given  int // and that were given out
	lines  int // that were given out
}

func (r *reader) read(p *pack) error {
	main, err := p.main()
	if err != nil {
		return err
	}
	if err := r.readSides(p, main); err != nil {
		return err
	}
	data, err := p.part(main.name, p.most.story)
	if err != nil {
		return err
	}
	return r.readBody(data)
}

// readSides reads the parts that the text refers to.
func (r *reader) readSides(p *pack, main mainPart) error {
	for _, side := range []struct {
		kind  string
		limit int64
		read  func(data []byte) error
	}{
		{"styles", p.most.side, func(data []byte) (err error) { r.styles, err = readStyles(data); return err }},
		{"numbering", p.most.side, func(data []byte) (err error) { r.numbering, err = readNumbering(data); return err }},
		{"footnotes", p.most.story, func(data []byte) error { return r.readNotes(data, "footnote") }},
		{"endnotes", p.most.story, func(data []byte) error { return r.readNotes(data, "endnote") }},
	} {
		name, ok := main.sides[side.kind]
		if !ok || !p.has(name) {
			continue
		}
		data, err := p.part(name, side.limit)
		if err != nil {
			return err
		}
		if err := side.read(data); err != nil {
			return fmt.Errorf("%s: %w", side.kind, err)
		}
	}
	return nil
}

func (r *reader) readBody(data []byte) error {
	d, err := openXML(data, "document")
	if err != nil {
		return err
	}
	s := &story{reader: r, d: d, body: true}
	err = d.children(func(e element) error {
		if !e.is("body") {
			return nil
		}
		return s.blocks(r.give)
	})
	if err != nil {
		return err
	}
	return r.giveNotes(0)
}

// grow counts bytes of text that were read.
func (r *reader) grow(n int) error {
	if r.size += n; r.size > r.most.text {
		return source.ErrTooLarge
	}
	return nil
}

// count counts pieces that were read.
func (r *reader) count(n int) error {
	if r.pieces += n; r.pieces > r.most.pieces {
		return source.ErrTooLarge
	}
	return nil
}

// give adds a block's lines to the document.
func (r *reader) give(b block) error {
	if b.table != nil {
		return r.giveTable(b.table)
	}
	for _, text := range b.lines {
		if err := r.giveLine(source.Line{Text: text}); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) giveLine(line source.Line) error {
	r.lines++
	if r.given += 1 + len(line.Cells); r.given > r.most.pieces {
		return source.ErrTooLarge
	}
	line.Number = r.lines
	return r.out.Add(line)
}
