package docx

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf16"

	"planbot/corpus/parse/source"
)

// in16 writes a text in UTF-16.
func in16(order binary.AppendByteOrder, text string) string {
	var out []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		out = order.AppendUint16(out, unit)
	}
	return string(out)
}

func TestPackages(t *testing.T) {
	hello := body(para("", "临江市"))
	wide := strings.Replace(hello, "UTF-8", "UTF-16", 1)
	listed := `<w:document ` + strict + `><w:body>` + para(inList(1, 0), "临江市") + `</w:body></w:document>`
	lists := `<w:numbering ` + strict + `>` + listOf(1, "chineseCounting", "%1、") + `</w:numbering>`
	strictType := strings.Replace(relations("officeDocument", "word/document.xml"), relationBase, "http://purl.oclc.org/ooxml/officeDocument/relationships/", 1)
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"as Word writes it", parts{}.file(t, hello), "临江市"},
		{"strict", parts{"_rels/.rels": strictType, "word/numbering.xml": lists}.file(t, listed), "一、临江市"},
		{"with a byte order mark", parts{}.file(t, "\ufeff"+hello), "临江市"},
		{"in UTF-16, little endian", parts{}.file(t, "\xff\xfe"+in16(binary.LittleEndian, wide)), "临江市"},
		{"in UTF-16, big endian", parts{}.file(t, "\xfe\xff"+in16(binary.BigEndian, wide)), "临江市"},
		{"in UTF-16 without a mark", parts{}.file(t, in16(binary.LittleEndian, wide)), "临江市"},
		{"in UTF-16, big endian, without a mark", parts{}.file(t, in16(binary.BigEndian, wide)), "临江市"},
		{"with other names", parts{
			"_rels/.rels":                  relations("officeDocument", "/Word2/Main.xml"),
			"word2/main.XML":               listed,
			"word2/_rels/main.xml.rels":    relations("numbering", "../lists/l.xml"),
			"lists/l.xml":                  lists,
			"word/document.xml":            "",
			"word/_rels/document.xml.rels": "",
		}.file(t, ""), "一、临江市"},
		{"known by its content type", parts{
			"_rels/.rels":         "",
			"[Content_Types].xml": strings.Replace(contentTypes, "/word/document.xml", "/x/y.xml", 1),
			"x/y.xml":             listed, "x/numbering.xml": lists,
		}.file(t, ""), "一、临江市"},
		{"known by its name", parts{"_rels/.rels": "", "[Content_Types].xml": "", "word/_rels/document.xml.rels": "", "word/numbering.xml": lists}.file(t, listed), "一、临江市"},
		{"with backslashes", parts{"_rels/.rels": relations("officeDocument", `word\document.xml`), `word\document.xml`: hello}.file(t, ""), "临江市"},
		{"lists that nothing refers to", parts{"word/_rels/document.xml.rels": relations("styles", "styles.xml"), "word/numbering.xml": lists}.file(t, listed), "临江市"},
		{"lists outside the file", parts{"word/_rels/document.xml.rels": strings.Replace(relations("numbering", "numbering.xml"), `Target=`, `TargetMode="External" Target=`, 1), "word/numbering.xml": lists}.file(t, listed), "临江市"},
		{"two references of a kind", parts{"word/_rels/document.xml.rels": relations("numbering", "numbering.xml", "numbering", "other.xml"), "word/numbering.xml": lists, "word/other.xml": "x"}.file(t, listed), "一、临江市"},
		{"with something in front of the archive", append([]byte("MZ"), parts{}.file(t, hello)...), "临江市"},
		{"a namespace without its short name", parts{}.file(t, `<document xmlns="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><body><p><r><t>临江市</t></r></p></body></document>`), "临江市"},
		{"space that is kept in all of it", parts{}.file(t, strings.Replace(body(`<w:p><w:r><w:t> 临江市 </w:t></w:r></w:p>`), "<w:document ", `<w:document xml:space="preserve" `, 1)), " 临江市 "},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, err := Read(c.data)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(texts(t, doc), "/"); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestIs(t *testing.T) {
	hello := body(para("", "临江市"))
	for _, c := range []struct {
		name string
		data []byte
		want bool
	}{
		{"a Word file", parts{}.file(t, hello), true},
		{"one with a password of the archive", protected(parts{}.file(t, hello)), true},
		{"one whose text has another name", parts{"[Content_Types].xml": strings.Replace(contentTypes, "/word/document.xml", "/word/document2.xml", 1), "word/document2.xml": hello}.file(t, ""), true},
		{"one with macros", parts{"[Content_Types].xml": strings.Replace(contentTypes, contentBase+"document.main+xml", "application/vnd.ms-word.document.macroEnabled.main+xml", 1), "word/x.xml": hello}.file(t, ""), true},
		{"a workbook", parts{"[Content_Types].xml": strings.ReplaceAll(contentTypes, "wordprocessingml.document.main", "spreadsheetml.sheet.main"), "xl/workbook.xml": "<x/>"}.file(t, ""), false},
		{"another archive", parts{"a.txt": "x"}.zip(t), false},
		{"one with broken types", parts{"[Content_Types].xml": "<x"}.zip(t), false},
		{"an archive cut off", parts{}.file(t, hello)[:100], false},
		{"text", []byte("临江市"), false},
		{"nothing", nil, false},
	} {
		if got := Is(c.data); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// protected marks the files of an archive as encrypted.
func protected(data []byte) []byte {
	for _, header := range []struct {
		sign  string
		flags int
	}{{"PK\x03\x04", 6}, {"PK\x01\x02", 8}} {
		for at := 0; ; {
			i := bytes.Index(data[at:], []byte(header.sign))
			if i < 0 {
				break
			}
			at += i + header.flags
			data[at] |= 1
		}
	}
	return data
}

// lying writes an archive that calls the length of its document another one.
func lying(t *testing.T, size uint64, content string) []byte {
	t.Helper()
	data := parts{}.file(t, content)
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		header := f.FileHeader
		if f.Name == "word/document.xml" {
			header.UncompressedSize64 = size
		}
		raw, err := f.OpenRaw()
		if err != nil {
			t.Fatal(err)
		}
		to, err := w.CreateRaw(&header)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(to, raw); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func nest(n int, start, end string) string {
	return strings.Repeat(start, n) + strings.Repeat(end, n)
}

func TestRefused(t *testing.T) {
	whole := parts{}.file(t, body(para("", "临江市")))
	ole := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 504)
	const cell = `<w:tc><w:p/></w:tc>`
	for _, c := range []struct {
		name string
		data []byte
		want error
	}{
		{"nothing", nil, source.ErrBroken},
		{"no archive", []byte("临江市2023年工作要点"), source.ErrBroken},
		{"a file cut off", whole[:len(whole)/2], source.ErrBroken},
		{"a file cut off in its directory", whole[:len(whole)-30], source.ErrBroken},
		{"with a password", []byte(ole + in16(binary.LittleEndian, "EncryptedPackage")), ErrProtected},
		{"with rights", []byte(ole + in16(binary.LittleEndian, "DRMEncryptedDataSpace")), ErrProtected},
		{"an old Word file", []byte(ole + in16(binary.LittleEndian, "WordDocument")), source.ErrBroken},
		{"with a password of the archive", protected(parts{}.file(t, body(para("", "临江市")))), ErrProtected},
		{"without a text", parts{}.file(t, ""), source.ErrBroken},
		{"a table of numbers", parts{"_rels/.rels": relations("officeDocument", "xl/workbook.xml"), "xl/workbook.xml": `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>`}.file(t, ""), source.ErrBroken},
		{"an empty document", parts{}.file(t, body(`<w:p/><w:sectPr/>`)), source.ErrEmpty},
		{"no body", parts{}.file(t, root("document", "")), source.ErrEmpty},
		{"white space", parts{}.file(t, body(para("", "　 "))), source.ErrEmpty},
		{"an empty part", parts{}.file(t, "  "), source.ErrBroken},
		{"a document cut off", parts{}.file(t, strings.TrimSuffix(body(para("", "临江市")), "</w:body></w:document>")), source.ErrBroken},
		{"elements that cross", parts{}.file(t, body(`<w:p><w:r></w:p></w:r>`)), source.ErrBroken},
		{"bytes that are no text", parts{}.file(t, body(para("", "临\xff江"))), source.ErrBroken},
		{"a character that XML forbids", parts{}.file(t, body(para("", "临&#x1;江"))), source.ErrBroken},
		{"half a character of UTF-16", parts{}.file(t, "\xff\xfe<"), source.ErrBroken},
		{"another encoding", parts{}.file(t, strings.Replace(body(para("", "a")), "UTF-8", "GB2312", 1)), source.ErrBroken},
		{"a broken list of content types", parts{"_rels/.rels": "", "[Content_Types].xml": "<Types>"}.file(t, body(para("", "a"))), source.ErrBroken},
		{"broken references", parts{"_rels/.rels": "<x"}.file(t, body(para("", "a"))), source.ErrBroken},
		{"broken references of the text", parts{"word/_rels/document.xml.rels": "<x>"}.file(t, body(para("", "a"))), source.ErrBroken},
		{"broken styles", parts{"word/styles.xml": "<w:styles"}.file(t, body(para("", "a"))), source.ErrBroken},
		{"broken lists", parts{"word/numbering.xml": root("styles", "")}.file(t, body(para("", "a"))), source.ErrBroken},
		{"broken notes", parts{"word/footnotes.xml": root("footnotes", "<w:footnote>")}.file(t, body(para("", "a"))), source.ErrBroken},
		{"two texts", parts{"word/document.xml#2": body(para("", "b"))}.file(t, body(para("", "a"))), source.ErrBroken},
		{"two texts whose names differ in case", parts{"Word/Document.xml": body(para("", "b"))}.file(t, body(para("", "a"))), source.ErrBroken},
		{"a document type", parts{}.file(t, `<!DOCTYPE w:document [<!ENTITY a "b">]>`+strings.TrimPrefix(body(para("", "a")), declaration)), source.ErrBroken},
		{"an entity of a file", parts{}.file(t, `<!DOCTYPE x SYSTEM "file:///etc/passwd">`+strings.TrimPrefix(body(para("", "&a;")), declaration)), source.ErrBroken},
		{"an unknown entity", parts{}.file(t, body(para("", "&a;"))), source.ErrBroken},
		{"text in another format", parts{}.file(t, body(para("", "a")+`<w:altChunk xmlns:r="x" r:id="rId1"/>`)), ErrForeign},
		{"text in another file", parts{}.file(t, body(wp(`<w:subDoc/>`))), ErrForeign},

		{"longer than it says", lying(t, 10, body(para("", "临江市"))), source.ErrBroken},
		{"shorter than it says", lying(t, 1<<20, body(para("", "临江市"))), source.ErrBroken},
		{"much too long by what it says", lying(t, 1<<40, body(para("", "临江市"))), source.ErrTooLarge},
		{"ten thousand columns", parts{}.file(t, body(tbl(tr(strings.Repeat(cell, 10_000))))), source.ErrTooLarge},
		{"a cell over two thousand million columns", parts{}.file(t, body(tbl(tr(td(span(2_000_000_000), "a"), td("", "b"))))), source.ErrTooLarge},
		{"two thousand million columns before the first cell", parts{}.file(t, body(tbl(`<w:tr><w:trPr><w:gridBefore w:val="2000000000"/></w:trPr>`+cell+`</w:tr>`))), source.ErrTooLarge},
		{"elements too deep", parts{}.file(t, body(nest(1<<20, `<w:ins>`, `</w:ins>`))), source.ErrBroken},
		{"elements too deep in what is passed over", parts{}.file(t, body(wp(`<w:del>`+nest(1<<20, `<x>`, `</x>`)+`</w:del>`))), source.ErrBroken},
		{"tables too deep", parts{}.file(t, body(nest(5000, `<w:tbl><w:tr><w:tc>`, `</w:tc></w:tr></w:tbl>`))), source.ErrBroken},
		{"fields too deep", parts{}.file(t, body(wp(strings.Repeat(begin, maxFields+1)))), source.ErrBroken},
		{"too many attributes", parts{}.file(t, body(`<w:p `+strings.Repeat(`a="" `, 1<<20)+`/>`)), source.ErrTooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, err := Read(c.data)
			if !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
			if len(doc.Lines) > 0 {
				t.Errorf("%d lines beside an error", len(doc.Lines))
			}
		})
	}
}

// The bounds are tried with small ones.
func TestLimits(t *testing.T) {
	small := limits{files: 10, story: 10_000, side: 5_000, parts: 15_000, text: 1_000, pieces: 100}
	space := func(n int) string { return strings.Repeat(" ", n) }
	few := parts{"1": "x", "2": "x", "3": "x", "4": "x", "5": "x", "6": "x"}
	for _, c := range []struct {
		name  string
		most  limits
		files parts
		body  string
		want  error
	}{
		{"within them", small, parts{"word/footnotes.xml": root("footnotes", space(5_000))}, strings.Repeat(para("", "十个字十个字十个字十"), 30), nil},
		{"as they usually are", usual, nil, repeat(`<w:p/>`, 100_000) + para("", "字"), nil},
		{"ten files", small, few, para("", "字"), nil},
		{"too many files", small, parts{"7": "x", "1": "x", "2": "x", "3": "x", "4": "x", "5": "x", "6": "x"}, para("", "字"), source.ErrTooLarge},
		{"too large a text", small, nil, space(10_000), source.ErrTooLarge},
		{"too large styles", small, parts{"word/styles.xml": root("styles", space(5_000))}, para("", "字"), source.ErrTooLarge},
		{"too large references", small, parts{"word/_rels/document.xml.rels": relations() + space(5_000)}, para("", "字"), source.ErrTooLarge},
		{"too large in all", small, parts{"word/footnotes.xml": root("footnotes", space(8_000))}, para("", "字") + space(8_000), source.ErrTooLarge},
		{"too long a text", small, nil, para("", strings.Repeat("字", 334)), source.ErrTooLarge},
		{"too long a text in pieces", small, nil, repeat(para("", strings.Repeat("字", 30)), 2_000), source.ErrTooLarge},
		{"too long numbers", small, parts{"word/numbering.xml": root("numbering", listOf(1, "decimal", strings.Repeat("章", 100)))}, strings.Repeat(para(inList(1, 0), "x"), 4), source.ErrTooLarge},
		{"too long notes", small, parts{"word/footnotes.xml": root("footnotes", `<w:footnote w:id="1">`+para("", strings.Repeat("字", 334))+`</w:footnote>`)}, para("", "字"), source.ErrTooLarge},
		{"too long WordArt", small, nil, wp(wr("", `<w:pict><v:textpath string="`+strings.Repeat("字", 334)+`"/></w:pict>`)), source.ErrTooLarge},
		{"too many lines", small, nil, repeat(`<w:p/>`, 6*101), source.ErrTooLarge},
		{"too many breaks", small, nil, `<w:p><w:r>` + repeat(`<w:br/>`, 7*101) + `</w:r></w:p>`, source.ErrTooLarge},
		{"too many deleted lines", small, nil, repeat(`<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr></w:p>`, 49*101), source.ErrTooLarge},
		{"too many rows", small, nil, tbl(repeat(`<w:tr/>`, 7*101)), source.ErrTooLarge},
		{"too many cells", small, nil, tbl(repeat(tr(repeat(`<w:tc/>`, 7*10)), 110*10)), source.ErrTooLarge},
		{"too many cells once rows are filled up", small, nil, tbl(tr(td("", "x"), td("", "y"), strings.Repeat(`<w:tc/>`, 8)), repeat(`<w:tr/>`, 7*10)), source.ErrTooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := read(c.files.file(t, body(c.body)), c.most); !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
		})
	}
}

// repeat repeats a piece up to a size, in bytes.
func repeat(piece string, size int) string { return strings.Repeat(piece, size/len(piece)) }

// What looks hostile but need not be refused is read without harm.
func TestHostile(t *testing.T) {
	deep := nest(80, `<w:tbl><w:tr>`+strings.Repeat(td("", "x"), 3)+`<w:tc>`, `<w:p/></w:tc></w:tr></w:tbl>`)
	wideTable := tbl(strings.Repeat(tr(strings.Repeat(td("", "x"), source.MaxCells)), 40))
	for _, c := range []struct {
		name  string
		files parts
		body  string
		lines int
	}{
		{"tables in tables", nil, deep, 1},
		{"as many columns as there may be", nil, wideTable, 40},
		{"a number of many numbers", parts{"word/numbering.xml": root("numbering", listOf(1, "lowerLetter", strings.Repeat("%1", 10_000)))},
			strings.Repeat(para(inList(1, 0), "x"), 100), 100},
		{"styles in a long chain", parts{"word/styles.xml": root("styles", func() string {
			var b strings.Builder
			for i := range 20_000 {
				b.WriteString(`<w:style w:styleId="s` + numeral(i, "decimal") + `"><w:basedOn w:val="s` + numeral(i+1, "decimal") + `"/></w:style>`)
			}
			return b.String()
		}())}, styled("s0", "x"), 1},
		{"many texts that run together", nil, strings.Repeat(para(hide, "字字字字"), 20_000), 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, err := Read(c.files.file(t, body(c.body)))
			if err != nil {
				t.Fatal(err)
			}
			if len(doc.Lines) != c.lines {
				t.Errorf("%d lines, want %d", len(doc.Lines), c.lines)
			}
		})
	}
}
