package docx

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"path"
	"strings"
	"unicode/utf16"

	"planbot/corpus/parse/source"
)

// pack is the package of parts that a Word file is (ECMA-376 part 2, 4th
// edition).
type pack struct {
	files map[string]*zip.File // by partKey; nil where two have the same
	most  limits
	left  int64 // bytes that may still be unpacked
}

func openPack(data []byte, most limits) (*pack, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", source.ErrBroken, err)
	}
	if len(z.File) > most.files {
		return nil, fmt.Errorf("%d files in the archive: %w", len(z.File), source.ErrTooLarge)
	}
	p := &pack{files: make(map[string]*zip.File, len(z.File)), most: most, left: most.parts}
	for _, f := range z.File {
		key := partKey(f.Name)
		if _, twice := p.files[key]; twice {
			f = nil
		}
		p.files[key] = f
	}
	return p, nil
}

// partKey is a part's name as names are compared: without regard to case
// (part 2, 9.1.1). Some producers write backslashes.
func partKey(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

func (p *pack) has(name string) bool {
	_, ok := p.files[partKey(name)]
	return ok
}

// part returns a part's bytes in UTF-8, at most limit of them before that. Two
// parts of one name are refused: no one can tell which of them Word shows.
func (p *pack) part(name string, limit int64) ([]byte, error) {
	f, ok := p.files[partKey(name)]
	switch {
	case !ok:
		return nil, fmt.Errorf("no part %q: %w", name, source.ErrBroken)
	case f == nil:
		return nil, fmt.Errorf("part %q stands twice: %w", name, source.ErrBroken)
	case f.Flags&1 != 0:
		return nil, ErrProtected
	}
	data, err := unpack(f, min(limit, p.left))
	if err != nil {
		return nil, fmt.Errorf("part %q: %w", name, err)
	}
	p.left -= int64(len(data))
	return inUTF8(data)
}

// unpack reads a file of the archive. What the archive says of its length is
// not believed.
func unpack(f *zip.File, limit int64) ([]byte, error) {
	if f.UncompressedSize64 > uint64(limit) {
		return nil, source.ErrTooLarge
	}
	in, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", source.ErrBroken, err)
	}
	var out bytes.Buffer
	out.Grow(int(f.UncompressedSize64) + bytes.MinRead)
	_, err = out.ReadFrom(io.LimitReader(in, limit+1))
	if closeErr := in.Close(); err == nil {
		err = closeErr
	}
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", source.ErrBroken, err)
	case int64(out.Len()) > limit:
		return nil, source.ErrTooLarge
	}
	return out.Bytes(), nil
}

// inUTF8 decodes UTF-16 and drops a byte order mark. Parts are in one of the
// two (part 2, 9.1.4).
func inUTF8(data []byte) ([]byte, error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return data[3:], nil
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return fromUTF16(data[2:], binary.LittleEndian)
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return fromUTF16(data[2:], binary.BigEndian)
	case bytes.HasPrefix(data, []byte("<\x00")):
		return fromUTF16(data, binary.LittleEndian)
	case bytes.HasPrefix(data, []byte("\x00<")):
		return fromUTF16(data, binary.BigEndian)
	}
	return data, nil
}

func fromUTF16(data []byte, order binary.ByteOrder) ([]byte, error) {
	if len(data)%2 != 0 {
		return nil, fmt.Errorf("half a character: %w", source.ErrBroken)
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return []byte(string(utf16.Decode(units))), nil
}

// usualName is that of the part with the text, as most producers have it.
const usualName = "word/document.xml"

// mainPart is the part with the document's text, and those that it refers to
// by the kind of the reference: styles, numbering, footnotes, endnotes.
type mainPart struct {
	name  string
	sides map[string]string
}

// main finds the part with the text: by the package's relationships, by its
// content type, or by the name that all producers give it.
func (p *pack) main() (mainPart, error) {
	roots, _, err := p.relations("")
	if err != nil {
		return mainPart{}, err
	}
	m := mainPart{name: usualName}
	if target, ok := roots["officeDocument"]; ok && p.has(target) {
		m.name = target
	} else if typed, err := p.typed(); err != nil {
		return mainPart{}, err
	} else if typed != "" {
		m.name = typed
	}
	sides, found, err := p.relations(m.name)
	if err != nil {
		return mainPart{}, err
	}
	m.sides = sides
	if !found {
		for _, kind := range []string{"styles", "numbering", "footnotes", "endnotes"} {
			m.sides[kind] = path.Join(path.Dir(m.name), kind+".xml")
		}
	}
	return m, nil
}

// relations returns what a part refers to inside the package, by the last word
// of the relationship's type, in which transitional and strict files agree. Of
// several of a kind the first counts. found is false where nothing is noted.
func (p *pack) relations(of string) (targets map[string]string, found bool, err error) {
	dir, base := path.Split(of)
	name := dir + "_rels/" + base + ".rels"
	targets = map[string]string{}
	if !p.has(name) {
		return targets, false, nil
	}
	err = p.each(name, "Relationship", func(e element) {
		kind := path.Base(e.attr("Type"))
		if _, twice := targets[kind]; twice || e.attr("TargetMode") == "External" {
			return
		}
		target := strings.ReplaceAll(e.attr("Target"), `\`, "/")
		if !strings.HasPrefix(target, "/") {
			target = path.Join(dir, target)
		}
		targets[kind] = target
	})
	return targets, true, err
}

// typed returns the part whose content type says that it is a Word document's
// text, "" where none does.
func (p *pack) typed() (string, error) {
	const name = "[Content_Types].xml"
	if !p.has(name) {
		return "", nil
	}
	found := ""
	err := p.each(name, "Override", func(e element) {
		kind := strings.ToLower(e.attr("ContentType"))
		if found == "" && strings.HasSuffix(kind, "main+xml") && strings.Contains(kind, "word") {
			found = e.attr("PartName")
		}
	})
	return found, err
}

// each calls f with the elements of a name below the root of a part.
func (p *pack) each(part, name string, f func(e element)) error {
	data, err := p.part(part, p.most.side)
	if err != nil {
		return err
	}
	d, err := openXML(data, "")
	if err != nil {
		return err
	}
	return d.children(func(e element) error {
		if e.name == name {
			f(e)
		}
		return nil
	})
}
