package docx

import (
	"archive/zip"
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"planbot/corpus/parse/source"
)

// The tests write their own files: the parts of one by name, the parts that a
// Word file must have being added.
type parts map[string]string

const (
	transitional = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"` +
		` xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"` +
		` xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"` +
		` xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"` +
		` xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"` +
		` xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"` +
		` xmlns:v="urn:schemas-microsoft-com:vml" xmlns:new="http://example.com/new"`
	strict = `xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"`

	declaration  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	contentTypes = declaration + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/word/document.xml" ContentType="` + contentBase + `document.main+xml"/>` +
		`<Override PartName="/word/styles.xml" ContentType="` + contentBase + `styles+xml"/>` +
		`<Override PartName="/word/numbering.xml" ContentType="` + contentBase + `numbering+xml"/>` +
		`<Override PartName="/word/footnotes.xml" ContentType="` + contentBase + `footnotes+xml"/>` +
		`<Override PartName="/word/endnotes.xml" ContentType="` + contentBase + `endnotes+xml"/></Types>`
	contentBase   = "application/vnd.openxmlformats-officedocument.wordprocessingml."
	relationsHead = declaration + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	relationBase  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
)

func relations(pairs ...string) string {
	var b strings.Builder
	b.WriteString(relationsHead)
	for i := 0; i < len(pairs); i += 2 {
		fmt.Fprintf(&b, `<Relationship Id="rId%d" Type="%s%s" Target="%s"/>`, i/2+1, relationBase, pairs[i], pairs[i+1])
	}
	b.WriteString(`</Relationships>`)
	return b.String()
}

// root writes a part whose root has a name.
func root(name, content string) string {
	return declaration + `<w:` + name + ` ` + transitional + `>` + content + `</w:` + name + `>`
}

// body writes word/document.xml.
func body(content string) string { return root("document", `<w:body>`+content+`</w:body>`) }

// file writes a Word file around word/document.xml and other parts.
func (p parts) file(t testing.TB, document string) []byte {
	t.Helper()
	all := parts{
		"[Content_Types].xml": contentTypes,
		"_rels/.rels":         relations("officeDocument", "word/document.xml"),
		"word/_rels/document.xml.rels": relations("styles", "styles.xml", "numbering", "numbering.xml",
			"footnotes", "footnotes.xml", "endnotes", "endnotes.xml"),
		"word/document.xml": document,
	}
	maps.Copy(all, p)
	return all.zip(t)
}

// zip writes the parts that are not "".
func (p parts) zip(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(p)) {
		if p[name] == "" {
			continue
		}
		w, err := z.Create(strings.TrimSuffix(name, "#2")) // a second part of the name
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(p[name])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// para writes a paragraph: its properties, then its runs' texts.
func para(properties string, texts ...string) string {
	var b strings.Builder
	b.WriteString(`<w:p>`)
	if properties != "" {
		b.WriteString(`<w:pPr>` + properties + `</w:pPr>`)
	}
	for _, t := range texts {
		b.WriteString(`<w:r><w:t xml:space="preserve">` + t + `</w:t></w:r>`)
	}
	b.WriteString(`</w:p>`)
	return b.String()
}

// inList writes the properties of a paragraph in a list.
func inList(list, level int) string {
	return fmt.Sprintf(`<w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%d"/></w:numPr>`, level, list)
}

// tbl writes a table of rows.
func tbl(rows ...string) string {
	return `<w:tbl><w:tblPr/><w:tblGrid/>` + strings.Join(rows, "") + `</w:tbl>`
}

func tr(cells ...string) string { return `<w:tr>` + strings.Join(cells, "") + `</w:tr>` }

// td writes a cell with a paragraph for each text.
func td(properties string, texts ...string) string {
	var b strings.Builder
	b.WriteString(`<w:tc><w:tcPr>` + properties + `</w:tcPr>`)
	if len(texts) == 0 {
		b.WriteString(`<w:p/>`)
	}
	for _, t := range texts {
		b.WriteString(para("", t))
	}
	b.WriteString(`</w:tc>`)
	return b.String()
}

const (
	restart = `<w:vMerge w:val="restart"/>`
	goesOn  = `<w:vMerge/>`
)

func span(n int) string { return fmt.Sprintf(`<w:gridSpan w:val="%d"/>`, n) }

// listOf writes a list and its plan, both of that ID, with a level for each pair
// of format and text.
func listOf(id int, levels ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<w:abstractNum w:abstractNumId="%d">`, id)
	for i := 0; i < len(levels); i += 2 {
		fmt.Fprintf(&b, `<w:lvl w:ilvl="%d"><w:start w:val="1"/><w:numFmt w:val="%s"/><w:suff w:val="nothing"/><w:lvlText w:val="%s"/></w:lvl>`,
			i/2, levels[i], levels[i+1])
	}
	fmt.Fprintf(&b, `</w:abstractNum><w:num w:numId="%d"><w:abstractNumId w:val="%d"/></w:num>`, id, id)
	return b.String()
}

// show writes a document for people: a line each, the cells of a row between
// strokes, with ↑ for one that is covered from above and ← for one from the left.
func show(doc source.Document) string {
	var b strings.Builder
	for _, line := range doc.Lines {
		fmt.Fprintf(&b, "%d", line.Number)
		if !line.Row() {
			b.WriteString(" " + line.Text + "\n")
			continue
		}
		for _, c := range line.Cells {
			b.WriteString([]string{"|", "|↑", "|←"}[c.From] + c.Text)
		}
		b.WriteString("|\n")
	}
	return b.String()
}

// texts returns a document's lines without their numbers, which must be 1, 2, 3.
func texts(t *testing.T, doc source.Document) []string {
	t.Helper()
	out := make([]string, len(doc.Lines))
	for i, line := range doc.Lines {
		if line.Number != i+1 || line.Page != 0 {
			t.Errorf("line %d has number %d on page %d", i+1, line.Number, line.Page)
		}
		out[i] = line.Text
		if line.Row() {
			out[i] = strings.TrimSpace(strings.TrimLeft(show(source.Document{Lines: []source.Line{line}}), "0123456789"))
		}
	}
	return out
}
