package docx

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"planbot/corpus/parse/source"
)

// checkRead reads a file and holds what must be true of any: an error that is
// known and nothing else, or lines that keep the promises of package source.
func checkRead(t *testing.T, data []byte) {
	t.Helper()
	doc, err := Read(data)
	if err != nil {
		for _, known := range []error{ErrProtected, ErrForeign, source.ErrBroken, source.ErrTooLarge, source.ErrEmpty} {
			if errors.Is(err, known) {
				if len(doc.Lines) > 0 {
					t.Errorf("%d lines beside %v", len(doc.Lines), err)
				}
				return
			}
		}
		t.Fatalf("unknown error %v", err)
	}
	filled := false
	for i := range doc.Lines {
		line := &doc.Lines[i]
		if line.Number != i+1 {
			t.Errorf("line %d has number %d", i+1, line.Number)
		}
		if line.Row() && line.Text != "" || len(line.Cells) > source.MaxCells {
			t.Errorf("line %d: %d cells and %q", i+1, len(line.Cells), line.Text)
		}
		checkText(t, line.Text)
		for j, c := range line.Cells {
			checkText(t, c.Text)
			if c.From != source.Own && c.Text != "" || j == 0 && c.From == source.Left || c.From == source.Above && (i == 0 || !doc.Lines[i-1].Row()) {
				t.Errorf("line %d, cell %d: %+v", i+1, j, c)
			}
		}
		filled = filled || strings.TrimSpace(line.Words()) != ""
	}
	if !filled {
		t.Error("no text and no error")
	}
}

func checkText(t *testing.T, text string) {
	t.Helper()
	if !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
		t.Errorf("text %q", text)
	}
}

// FuzzRead reads any bytes.
func FuzzRead(f *testing.F) {
	f.Add(parts{}.file(f, body(para("", "临江市"))))
	f.Add(planParts().file(f, body(planBody())))
	f.Add(parts{}.file(f, "\xff\xfe"))
	f.Add([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
	f.Fuzz(checkRead)
}

// FuzzParts reads parts with any text, in a sound archive.
func FuzzParts(f *testing.F) {
	plan := planParts()
	f.Add(body(planBody()), plan["word/numbering.xml"], plan["word/styles.xml"], plan["word/footnotes.xml"])
	f.Add(para("", "临江市"), listOf(1, "chineseCounting", "%1、"), `<w:style w:styleId="a"/>`, `<w:footnote w:id="1"><w:p/></w:footnote>`)
	f.Add(tbl(tr(td(restart+span(3), "甲"), td("", "乙")), tr(td(goesOn))), "", "", "")
	f.Add(wp(begin+code(` EQ \o\ac(○,1)`)+end+wr(`<w:vanish/><w:caps/>`, wt("a")+`<w:sym w:font="Symbol" w:char="F0B7"/>`)), "", "", "")
	f.Add(wp(`<m:oMath><m:f><m:num/><m:den/></m:f></m:oMath>`+`<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>`+shape+shapeEnd+`</w:drawing></mc:Choice></mc:AlternateContent></w:r>`), "", "", "")
	f.Fuzz(func(t *testing.T, document, numbering, styles, footnotes string) {
		if !strings.Contains(document, "<w:document") {
			document = body(document)
		}
		for name, part := range map[string]*string{"numbering": &numbering, "styles": &styles, "footnotes": &footnotes} {
			if *part != "" && !strings.Contains(*part, "<w:"+name) {
				*part = root(name, *part)
			}
		}
		checkRead(t, parts{
			"word/numbering.xml": numbering, "word/styles.xml": styles, "word/footnotes.xml": footnotes,
		}.file(t, document))
	})
}

// opens are what a byte of FuzzTree's input can open; an element that is closed
// at once ends in a stroke.
var opens = strings.Fields(`w:p w:p w:p w:r w:r w:r w:t w:t w:t w:pPr w:rPr w:numPr w:tbl w:tbl w:tr w:tr w:tc w:tc w:tcPr w:trPr w:ins w:del w:moveFrom
	w:sdt w:sdtContent w:hyperlink w:fldSimple w:instrText w:drawing w:pict w:txbxContent w:ruby w:rubyBase w:rt w:customXml w:footnote w:num w:abstractNum w:lvl w:lvlOverride w:style
	mc:AlternateContent mc:Choice~Requires=wps mc:Choice~Requires=new mc:Fallback new:x m:oMath m:f m:num m:den m:r m:t m:rad m:e m:sup m:d m:dPr m:nary m:naryPr
	w:br/ w:tab/ w:cr/ w:sym~w:font=Wingdings~w:char=F0FC/ w:vanish/ w:vanish~w:val=0/ w:caps/ w:vertAlign~w:val=superscript/ w:specVanish/
	w:fldChar~w:fldCharType=begin/ w:fldChar~w:fldCharType=separate/ w:fldChar~w:fldCharType=end/ w:gridSpan~w:val=2/ w:gridSpan~w:val=300/ w:gridSpan~w:val=-1/
	w:vMerge/ w:vMerge~w:val=restart/ w:hMerge/ w:gridBefore~w:val=1/ w:gridAfter~w:val=1/ w:hidden/ w:cellDel/ w:framePr~w:dropCap=drop/
	w:ilvl~w:val=0/ w:ilvl~w:val=1/ w:ilvl~w:val=99/ w:numId~w:val=1/ w:numId~w:val=2/ w:abstractNumId~w:val=1/ w:numStyleLink~w:val=a/ w:pStyle~w:val=a/ w:pStyle~w:val=b/ w:rStyle~w:val=b/ w:basedOn~w:val=b/
	w:start~w:val=1/ w:startOverride~w:val=3/ w:numFmt~w:val=chineseCounting/ w:numFmt~w:val=bullet/ w:lvlText~w:val=%1.%2/ w:isLgl/ w:suff~w:val=nothing/ w:lvlRestart~w:val=1/
	w:footnoteReference~w:id=1/ w:footnoteReference~w:id=1~w:customMarkFollows=1/ w:footnoteRef/ w:noBreakHyphen/ v:textpath~string=字/`)

// ids are the attributes that elements need to be known by others.
var ids = map[string]string{
	"w:footnote": "w:id", "w:num": "w:numId", "w:abstractNum": "w:abstractNumId", "w:lvl": "w:ilvl", "w:lvlOverride": "w:ilvl", "w:style": "w:styleId",
}

// tree writes well-formed markup out of any bytes: each opens an element, adds
// text or closes what is open.
func tree(data []byte) string {
	var b strings.Builder
	var stack []string
	for _, c := range data {
		switch {
		case c < 60 || len(stack) > 60:
			if n := len(stack); n > 0 {
				b.WriteString("</" + stack[n-1] + ">")
				stack = stack[:n-1]
			}
		case c < 80:
			b.WriteString([]string{"字", "1", " ", "%", "&#xF0B7;"}[c%5])
		default:
			name, attrs, _ := strings.Cut(opens[int(c-80)%len(opens)], "~")
			name, empty := strings.CutSuffix(name, "/")
			attrs, emptyToo := strings.CutSuffix(attrs, "/")
			b.WriteString("<" + name)
			if id := ids[name]; id != "" {
				fmt.Fprintf(&b, ` %s="%d"`, id, c%3)
			}
			for attr := range strings.SplitSeq(attrs, "~") {
				if key, value, ok := strings.Cut(attr, "="); ok {
					fmt.Fprintf(&b, ` %s="%s"`, key, value)
				}
			}
			if empty || emptyToo {
				b.WriteString("/>")
				continue
			}
			b.WriteString(">")
			stack = append(stack, name)
		}
	}
	for len(stack) > 0 {
		b.WriteString("</" + stack[len(stack)-1] + ">")
		stack = stack[:len(stack)-1]
	}
	return b.String()
}

// FuzzTree reads parts of well-formed markup, twice with the same result.
func FuzzTree(f *testing.F) {
	all := make([]byte, 512)
	for i := range all {
		all[i] = byte(60 + i*7%196)
	}
	f.Add(all, all[100:], all[200:], all[300:])
	f.Add([]byte("\xff\xf0\x50\x46\x10\x10\x10"), []byte("\xa0\xb0\x10"), []byte("\xb1\xb1"), []byte("\xc0"))
	f.Fuzz(func(t *testing.T, document, numbering, styles, footnotes []byte) {
		data := parts{
			"word/numbering.xml": root("numbering", tree(numbering)),
			"word/styles.xml":    root("styles", tree(styles)),
			"word/footnotes.xml": root("footnotes", tree(footnotes)),
		}.file(t, body(para("", "始")+tree(document)))
		checkRead(t, data)
		first, err := Read(data)
		second, again := Read(data)
		if diff := cmp.Diff(first, second); diff != "" || (err == nil) != (again == nil) {
			t.Error(diff, err, again)
		}
	})
}
