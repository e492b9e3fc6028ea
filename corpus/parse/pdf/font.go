package pdf

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// font says which characters a font's codes show, and how wide they are
// (ISO 32000, 9.6 to 9.10).
type font struct {
	composite bool
	toUnicode *cmap             // what the file says its codes mean
	charset   encoding.Encoding // of a composite font whose codes are in one, nil for others
	utf16     bool              // its codes are UTF-16
	simple    [256]string       // of a simple font without toUnicode

	widths  map[int]float64 // by code, in thousandths of the size
	missing float64         // the width of the others
	scale   float64         // of the widths: 1/1000 but for Type 3
}

// glyphCode is one code of a string that is shown.
type glyphCode struct {
	code  int
	bytes int
	text  string // "" where the font does not say
}

// maxWidths bounds the widths that a font may list.
const maxWidths = 70_000

func (in *interpreter) newFont(d types.Dict) *font {
	f := &font{widths: map[int]float64{}, scale: 0.001}
	if m := in.stream(d, "ToUnicode"); m != nil {
		f.toUnicode = readCMap(m)
	}
	subtype := in.name(d, "Subtype")
	if subtype == "Type0" {
		f.composite = true
		in.readComposite(f, d)
		return f
	}
	if matrix := in.array(d, "FontMatrix"); subtype == "Type3" && len(matrix) == 6 {
		f.scale = in.number(matrix[0])
	}
	first := int(in.number(d["FirstChar"]))
	for i, w := range in.array(d, "Widths") {
		if i > 255 {
			break
		}
		f.widths[first+i] = in.number(w)
	}
	f.missing = in.number(in.dict(d, "FontDescriptor")["MissingWidth"])
	if len(f.widths) == 0 && f.missing == 0 {
		f.missing = 500 // one of the fonts that every viewer has
	}
	in.readEncoding(f, d)
	return f
}

// readComposite reads what a font of many bytes a code says (9.7).
func (in *interpreter) readComposite(f *font, d types.Dict) {
	switch encodingName := in.name(d, "Encoding"); {
	case strings.Contains(encodingName, "UCS2"), strings.Contains(encodingName, "UTF16"):
		f.utf16 = true
	case strings.HasPrefix(encodingName, "GB"):
		f.charset = simplifiedchinese.GB18030
	case strings.Contains(encodingName, "B5"), strings.HasPrefix(encodingName, "ETen"):
		f.charset = traditionalchinese.Big5
	}
	f.missing = 1000
	descendants := in.array(d, "DescendantFonts")
	if len(descendants) == 0 {
		return
	}
	cid, _ := in.deref(descendants[0]).(types.Dict)
	if w, ok := cid["DW"]; ok {
		f.missing = in.number(w)
	}
	if f.utf16 || f.charset != nil {
		return // the widths are those of glyphs, which the codes do not name
	}
	in.readWidths(f, in.array(cid, "W"))
}

// readWidths reads an array of widths (9.7.4.3): first [w …] or first last w.
func (in *interpreter) readWidths(f *font, w types.Array) {
	for i := 0; i+1 < len(w) && len(f.widths) < maxWidths; {
		first := int(in.number(w[i]))
		if list, ok := in.deref(w[i+1]).(types.Array); ok {
			for n, width := range list {
				f.widths[first+n] = in.number(width)
			}
			i += 2
			continue
		}
		if i+2 >= len(w) {
			return
		}
		last := min(int(in.number(w[i+1])), first+maxWidths)
		for code := first; code <= last; code++ {
			f.widths[code] = in.number(w[i+2])
		}
		i += 3
	}
}

// readEncoding reads what the codes of a simple font mean (9.6.6).
func (in *interpreter) readEncoding(f *font, d types.Dict) {
	table := charmap.Windows1252
	base := in.name(d, "Encoding")
	differences, _ := in.deref(d["Encoding"]).(types.Dict)
	if differences != nil {
		base = in.name(differences, "BaseEncoding")
	}
	if base == "MacRomanEncoding" {
		table = charmap.Macintosh
	}
	for code := range f.simple {
		if r := table.DecodeByte(byte(code)); r != utf8.RuneError && r >= ' ' {
			f.simple[code] = string(r)
		}
	}
	code := 0
	for _, o := range in.array(differences, "Differences") {
		switch o := in.deref(o).(type) {
		case types.Integer:
			code = int(o)
		case types.Name:
			if 0 <= code && code < 256 {
				f.simple[code] = glyphText(string(o))
			}
			code++
		}
	}
}

// codes cuts a string that is shown into codes.
func (f *font) codes(s string) []glyphCode {
	if !f.composite {
		return f.simpleCodes(s)
	}
	var out []glyphCode
	for i := 0; i < len(s); {
		n := 2
		switch {
		case f.toUnicode != nil:
			n = f.toUnicode.length(s[i:])
		case f.charset != nil && s[i] < 0x80:
			n = 1
		case f.charset == simplifiedchinese.GB18030 && i+3 < len(s) && '0' <= s[i+1] && s[i+1] <= '9':
			n = 4
		case f.utf16 && i+3 < len(s) && s[i]&0xfc == 0xd8:
			n = 4
		}
		n = min(n, len(s)-i)
		out = append(out, f.code(s[i:i+n]))
		i += n
	}
	return out
}

func (f *font) simpleCodes(s string) []glyphCode {
	out := make([]glyphCode, len(s))
	for i := range len(s) {
		out[i] = glyphCode{code: int(s[i]), bytes: 1, text: f.simple[s[i]]}
		if f.toUnicode != nil {
			if text, ok := f.toUnicode.text(s[i : i+1]); ok {
				out[i].text = text
			}
		}
	}
	return out
}

// code reads one code of a composite font.
func (f *font) code(s string) glyphCode {
	g := glyphCode{bytes: len(s)}
	for i := range len(s) {
		g.code = g.code<<8 | int(s[i])
	}
	switch {
	case f.toUnicode != nil:
		g.text, _ = f.toUnicode.text(s)
	case f.utf16:
		g.text = fromUTF16(s)
	case f.charset != nil:
		if text, err := f.charset.NewDecoder().String(s); err == nil && !strings.ContainsRune(text, utf8.RuneError) {
			g.text = text
		}
	}
	return g
}

// width returns a code's width as a share of the font's size.
func (f *font) width(g glyphCode) float64 {
	if w, ok := f.widths[g.code]; ok {
		return w * f.scale
	}
	if f.composite && (f.utf16 || f.charset != nil) && len(g.text) == 1 {
		return f.missing * f.scale / 2 // Latin letters are half as wide as Chinese characters
	}
	return f.missing * f.scale
}

// fromUTF16 reads big-endian UTF-16.
func fromUTF16(s string) string {
	units := make([]uint16, 0, len(s)/2)
	for i := 0; i+1 < len(s); i += 2 {
		units = append(units, uint16(s[i])<<8|uint16(s[i+1]))
	}
	return string(utf16.Decode(units))
}

// cmap says what codes mean in Unicode (9.10.3).
type cmap struct {
	lengths map[int]bool // of codes, in bytes
	texts   map[string]string
	ranges  []cmapRange
}

type cmapRange struct{ low, high, text string }

// maxCMap bounds the codes that a font may explain one by one.
const maxCMap = 200_000

// readCMap reads a ToUnicode stream.
func readCMap(data []byte) *cmap {
	m := &cmap{lengths: map[int]bool{}, texts: map[string]string{}}
	l := lexer{data: data}
	var stack []any
	for {
		token, ok := l.next(0)
		if !ok {
			return m
		}
		op, isOperator := token.(operator)
		if !isOperator {
			if stack = append(stack, token); len(stack) > maxCMap {
				return m
			}
			continue
		}
		switch op {
		case "endcodespacerange":
			for i := 0; i+1 < len(stack); i += 2 {
				if low, ok := stack[i].(str); ok && len(low) > 0 {
					m.lengths[len(low)] = true
				}
			}
		case "endbfchar":
			for i := 0; i+1 < len(stack); i += 2 {
				m.add(stack[i], stack[i+1])
			}
		case "endbfrange":
			for i := 0; i+2 < len(stack); i += 3 {
				m.addRange(stack[i], stack[i+1], stack[i+2])
			}
		}
		stack = stack[:0]
	}
}

func (m *cmap) add(code, text any) {
	c, ok1 := code.(str)
	t, ok2 := text.(str)
	if ok1 && ok2 && len(m.texts) < maxCMap {
		m.texts[string(c)] = fromUTF16(string(t))
	}
}

func (m *cmap) addRange(low, high, to any) {
	l, ok1 := low.(str)
	h, ok2 := high.(str)
	if !ok1 || !ok2 || len(l) != len(h) || len(l) == 0 || len(m.ranges) > maxCMap {
		return
	}
	switch to := to.(type) {
	case str:
		m.ranges = append(m.ranges, cmapRange{string(l), string(h), string(to)})
	case array:
		code := []byte(l)
		for _, t := range to {
			m.add(str(code), t)
			code[len(code)-1]++
		}
	}
}

// length returns how many bytes the first code of a string takes.
func (m *cmap) length(s string) int {
	for n := 1; n <= min(4, len(s)); n++ {
		if _, ok := m.text(s[:n]); ok && m.lengths[n] {
			return n
		}
	}
	for n := 4; n > 0; n-- {
		if m.lengths[n] {
			return n
		}
	}
	return 2
}

// text returns what a code means; ok is false where the map does not say.
func (m *cmap) text(code string) (text string, ok bool) {
	if text, ok = m.texts[code]; ok {
		return text, true
	}
	for _, r := range m.ranges {
		if len(r.low) != len(code) || code < r.low || code > r.high || r.text == "" {
			continue
		}
		to := []byte(r.text)
		step := number(code) - number(r.low)
		for i := len(to) - 1; i >= 0 && step > 0; i-- {
			step += int(to[i])
			to[i] = byte(step)
			step >>= 8
		}
		text = fromUTF16(string(to))
		m.texts[code] = text
		return text, true
	}
	return "", false
}

func number(code string) int {
	n := 0
	for i := range len(code) {
		n = n<<8 | int(code[i])
	}
	return n
}

// glyphText returns the character that a glyph's name stands for, "" for a name
// that says nothing: those of letters, digits and marks, and uniXXXX.
func glyphText(glyph string) string {
	if hex, ok := strings.CutPrefix(glyph, "uni"); ok && len(hex) >= 4 {
		n := 0
		for i := range 4 {
			d, ok := hexDigit(hex[i])
			if !ok {
				return ""
			}
			n = n<<4 | int(d)
		}
		return string(rune(n))
	}
	if len(glyph) == 1 {
		return glyph
	}
	return glyphNames[glyph]
}

// glyphNames are the names of the Adobe Glyph List for what plans set in Latin
// fonts.
var glyphNames = map[string]string{
	"space": " ", "exclam": "!", "quotedbl": `"`, "numbersign": "#", "dollar": "$", "percent": "%", "ampersand": "&", "quotesingle": "'",
	"parenleft": "(", "parenright": ")", "asterisk": "*", "plus": "+", "comma": ",", "hyphen": "-", "period": ".", "slash": "/",
	"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
	"colon": ":", "semicolon": ";", "less": "<", "equal": "=", "greater": ">", "question": "?", "at": "@", "bracketleft": "[", "backslash": `\`,
	"bracketright": "]", "asciicircum": "^", "underscore": "_", "grave": "`", "braceleft": "{", "bar": "|", "braceright": "}", "asciitilde": "~",
	"quoteleft": "‘", "quoteright": "’", "quotedblleft": "“", "quotedblright": "”", "endash": "–", "emdash": "—", "bullet": "•", "ellipsis": "…",
	"multiply": "×", "degree": "°", "perthousand": "‰", "lessequal": "≤", "greaterequal": "≥", "plusminus": "±", "periodcentered": "·", "middot": "·",
	"onesuperior": "¹", "twosuperior": "²", "threesuperior": "³", "minus": "−", "fi": "fi", "fl": "fl", "section": "§", "nbspace": "\u00a0",
}
