package pdf

import (
	"bytes"
	"compress/zlib"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"planbot/corpus/parse/source"
)

var update = flag.Bool("update", false, "write the golden files")

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// dump writes a document's lines: where they stand, and their text. Cells are
// parted by |; ^ is covered from above, < from the left.
func dump(doc source.Document) string {
	var b strings.Builder
	for _, l := range doc.Lines {
		fmt.Fprintf(&b, "%d.%d\t", l.Page, l.Number)
		if !l.Row() {
			b.WriteString(l.Text + "\n")
			continue
		}
		for i, c := range l.Cells {
			if i > 0 {
				b.WriteString(" | ")
			}
			b.WriteString([]string{"", "^", "<"}[c.From] + c.Text)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestRead(t *testing.T) {
	for _, c := range []struct{ file, golden string }{
		{"chromium.pdf", "chromium"}, {"libreoffice.pdf", "libreoffice"}, {"stsong.pdf", "stsong"}, {"streams.pdf", "stsong"}, {"locked.pdf", "stsong"},
	} {
		t.Run(c.file, func(t *testing.T) {
			doc, err := Read(fixture(t, c.file))
			if err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", c.golden+".golden")
			if *update {
				if err := os.WriteFile(golden, []byte(dump(doc)), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(fixture(t, c.golden+".golden")), dump(doc)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Two producers print the same page. Whatever they do to it, its characters come
// in the same order and once.
func TestReadKeepsEveryCharacter(t *testing.T) {
	words := func(file string) string {
		doc, err := Read(fixture(t, file))
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for i := range doc.Lines {
			b.WriteString(strings.Join(strings.Fields(doc.Lines[i].Words()), ""))
		}
		return b.String()
	}
	if diff := cmp.Diff(words("chromium.pdf"), words("libreoffice.pdf")); diff != "" {
		t.Error(diff)
	}
}

// object is a PDF file of one page with the objects that the test gives; object
// 1 is the catalog, 2 the pages, 3 the page, 4 its content.
func file(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var offsets []int
	for i, o := range objects {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	at := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, at)
	return b.Bytes()
}

func stream(dict, content string) string {
	return fmt.Sprintf("<< /Length %d %s >>\nstream\n%s\nendstream", len(content), dict, content)
}

// onePage is a file with a page of this content, in Latin letters.
func onePage(content string) []byte {
	return file(
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R /B 6 0 R >> /XObject << /X 7 0 R >> >> >>",
		stream("", content),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
		"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [] >>",
		stream("/Type /XObject /Subtype /Form /Resources << /XObject << /X 7 0 R >> >>", "/X Do"),
	)
}

func packed(content []byte) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	if _, err := w.Write(content); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

func TestReadText(t *testing.T) {
	for _, c := range []struct{ name, content, want string }{
		{"operators that show text", `BT /F 12 Tf 40 TL 72 700 Td (one) Tj T* [(t) -20 (wo)] TJ (three) ' 1 2 (four) " ET`, "one\ntwo\nthree\nfour"},
		{"escapes", `BT /F 12 Tf 72 700 Td (a\(b\)\\ \101\x) Tj <4142 4> Tj ET`, `a(b)\ AxAB@`},
		{"a gap between words", `BT /F 12 Tf 72 700 Td (one) Tj 40 0 Td (two) Tj ET`, "one  two"},
		{"bold by showing twice", `BT /F 12 Tf 72 700 Td (one) Tj 1 0 0 1 72.3 700 Tm (one) Tj ET`, "one"},
		{"a note's mark", `BT /F 12 Tf 72 700 Td (one) Tj /F 7 Tf 4 Ts (12) Tj ET`, "one¹²"},
		{"a watermark", `BT /F 12 Tf 72 700 Td (one) Tj 0.7 0.7 -0.7 0.7 100 600 Tm (secret) Tj ET`, "one"},
		{"an image in the content", "BI /W 1 /H 1 ID \x00(\xff EI BT /F 12 Tf 72 700 Td (one) Tj ET", "one"},
		{"a form that shows itself", `/X Do BT /F 12 Tf 72 700 Td (one) Tj ET`, "one"},
		{"unbalanced", `Q Q ET ] ) >> BT /F 12 Tf 72 700 Td (one) Tj (never closed`, "one"},
		{"off the page", `BT /F 12 Tf 72 700 Td (one) Tj 9999 9999 Td (two) Tj 1e308 1e308 Td (three) Tj ET`, "one"},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, err := Read(onePage(c.content))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, l := range doc.Lines {
				got = append(got, l.Text)
			}
			if diff := cmp.Diff(c.want, strings.Join(got, "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Lines that meet make cells, in whatever way they are drawn.
func TestReadTables(t *testing.T) {
	text := func(x, y int, s string) string { return fmt.Sprintf("BT /F 10 Tf %d %d Td (%s) Tj ET\n", x, y, s) }
	words := text(110, 660, "a") + text(160, 660, "b") + text(110, 632, "c") + text(160, 632, "d")
	for _, c := range []struct{ name, lines, want string }{
		{"strokes", "100 680 m 200 680 l 100 655 m 200 655 l 100 630 m 200 630 l 100 630 m 100 680 l 150 630 m 150 680 l 200 630 m 200 680 l S", "a | b\nc | d\n"},
		{"rectangles", "100 655 50 25 re 150 655 50 25 re 100 630 50 25 re 150 630 50 25 re s", "a | b\nc | d\n"},
		{"filled strips", "100 680 100 1 re 100 655 100 1 re 100 630 100 1 re 100 630 1 50 re 150 630 1 50 re 200 630 1 50 re f", "a | b\nc | d\n"},
		{"merged rows", "100 680 m 200 680 l 150 655 m 200 655 l 100 630 m 200 630 l 100 630 m 100 680 l 150 630 m 150 680 l 200 630 m 200 680 l S", "a c | b\n^ | d\n"},
		{"merged columns", "100 680 m 200 680 l 100 655 m 200 655 l 100 630 m 200 630 l 100 630 m 100 680 l 150 630 m 150 655 l 200 630 m 200 680 l S", "a b | <\nc | d\n"},
		{"no table", "100 680 m 200 680 l S", "a b\nc d\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, err := Read(onePage(c.lines + "\n" + words))
			if err != nil {
				t.Fatal(err)
			}
			var got strings.Builder
			for line := range strings.Lines(dump(doc)) {
				_, rest, _ := strings.Cut(line, "\t")
				got.WriteString(strings.Join(strings.Fields(rest), " ") + "\n")
			}
			if diff := cmp.Diff(c.want, got.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	bomb := packed(make([]byte, 200<<20))
	deep := strings.Repeat("[", 100_000)
	pages := func(kids string, count int) []byte {
		return file("<< /Type /Catalog /Pages 2 0 R >>", fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", kids, count),
			"<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>", stream("/Filter /FlateDecode", bomb))
	}
	for _, c := range []struct {
		name string
		data []byte
		want error
	}{
		{"nothing", nil, source.ErrBroken},
		{"a name alone", []byte("%PDF-1.7\n"), source.ErrBroken},
		{"cut in the middle", fixture(t, "stsong.pdf")[:2000], source.ErrEmpty},
		{"a scan", fixture(t, "scanned.pdf"), ErrScanned},
		{"a password", fixture(t, "encrypted.pdf"), ErrEncrypted},
		{"no pages", pages("", 0), source.ErrEmpty},
		{"a page tree in a circle", pages("2 0 R", 5), source.ErrBroken},
		{"more pages than there are", pages("3 0 R", 5_000_000), nil},
		{"a bomb", pages("3 0 R", 1), nil},
		{"codes without meaning", onePage("BT /B 12 Tf 72 700 Td <00010002> Tj ET"), ErrUnreadable},
		{"arrays without end", onePage("BT " + deep + " /F 12 Tf 72 700 Td (one) Tj ET"), nil},
		{"a table of very many lines", onePage(strings.Repeat("0 0 m 500 0 l S 0 0 m 0 500 l S 5 5 90 90 re S ", 20_000)), source.ErrEmpty},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Read(c.data)
			known := false
			for _, e := range []error{source.ErrBroken, source.ErrTooLarge, source.ErrEmpty, ErrScanned, ErrEncrypted, ErrUnreadable} {
				known = known || errors.Is(err, e)
			}
			if c.want != nil && !errors.Is(err, c.want) || err != nil && !known {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
}

// FuzzRead reads files that are damaged anywhere.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"stsong.pdf", "streams.pdf", "locked.pdf", "scanned.pdf"} {
		f.Add(fixture(f, name))
	}
	f.Add(onePage(`BT /F 12 Tf 72 700 Td (one) Tj ET`))
	f.Fuzz(func(t *testing.T, data []byte) { check(t, data) })
}

// FuzzContent reads pages of any content.
func FuzzContent(f *testing.F) {
	f.Add(`BT /F 12 Tf 14 TL 72 700 Td (one) Tj T* [(t) -20 (wo)] TJ (three) ' 1 2 (four) " ET`)
	f.Add("q 1 0 0 1 5 5 cm 100 655 50 25 re 150 655 50 25 re s Q BI /W 1 ID \x00 EI /X Do")
	f.Add("BT /B 12 Tf 1 0 0 1 72 700 Tm <0041> Tj ET 100 680 m 200 680 l h B")
	f.Fuzz(func(t *testing.T, content string) { check(t, onePage(content)) })
}

func check(t *testing.T, data []byte) {
	doc, err := Read(data)
	if err == nil && len(doc.Lines) == 0 {
		t.Error("neither lines nor an error")
	}
	for i := range doc.Lines {
		if words := doc.Lines[i].Words(); doc.Lines[i].Page < 1 || doc.Lines[i].Number < 1 || strings.ContainsAny(words, "\n\x00") {
			t.Errorf("line %+v", doc.Lines[i])
		}
	}
}

// FuzzCMap reads what a font says of its codes.
func FuzzCMap(f *testing.F) {
	f.Add([]byte("1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfrange <0001> <0003> [<4e00> <4e01>] endbfrange 1 beginbfchar <05> <4e00> endbfchar"), "\x00\x01\x05")
	f.Fuzz(func(t *testing.T, data []byte, codes string) {
		fnt := font{composite: true, toUnicode: readCMap(data)}
		for _, c := range fnt.codes(codes) {
			if c.bytes < 1 {
				t.Error("a code of no bytes")
			}
		}
	})
}

// BenchmarkRead reads two pages with a table.
func BenchmarkRead(b *testing.B) {
	for _, name := range []string{"chromium.pdf", "stsong.pdf"} {
		data := fixture(b, name)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if _, err := Read(data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// A numbered row that a page break cuts is one row again; one that merely lacks
// its first cell is not touched.
func TestJoinCutRows(t *testing.T) {
	row := func(page int, cells ...string) source.Line {
		l := source.Line{Page: page}
		for _, c := range cells {
			l.Cells = append(l.Cells, source.Cell{Text: c})
		}
		return l
	}
	for _, c := range []struct {
		name string
		in   []source.Line
		want string
	}{
		{"cut", []source.Line{row(1, "序号", "任务"), row(1, "1", "布设监测点850"), row(2, "", "个，建成中心1个"), row(2, "2", "治水")}, "序号|任务 1|布设监测点850个，建成中心1个 2|治水 "},
		{"behind a repeated header", []source.Line{row(1, "序号", "任务"), row(1, "1", "修"), row(2, "序号", "任务"), row(2, "", "路")}, "序号|任务 1|修路 序号|任务 "},
		{"not numbered", []source.Line{row(1, "规模", "增加值"), row(2, "", "占比")}, "规模|增加值 |占比 "},
		{"on one page", []source.Line{row(1, "1", "修路"), row(1, "", "合计")}, "1|修路 |合计 "},
		{"of other columns", []source.Line{row(1, "1", "修路"), row(2, "", "甲", "乙")}, "1|修路 |甲|乙 "},
	} {
		var got strings.Builder
		for _, l := range joinCutRows(c.in) {
			got.WriteString(strings.ReplaceAll(l.Words(), "\t", "|") + " ")
		}
		if got.String() != c.want {
			t.Errorf("%s: %q, want %q", c.name, got.String(), c.want)
		}
	}
}
