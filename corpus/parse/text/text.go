// Package text reads plain text in any of the encodings that Chinese offices
// save it in: UTF-8, UTF-16 with or without a byte order mark, and GB18030
// (which holds GBK and GB2312) or Big5.
package text

import (
	"bytes"
	"errors"
	"strings"
	stdunicode "unicode"
	"unicode/utf8"

	"github.com/saintfish/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"planbot/corpus/parse/source"
)

// ErrBinary says that bytes are no text in a known encoding.
var ErrBinary = errors.New("not text")

// Read returns the lines of a text. Tabs stay where they are: they part the
// cells of a table, or a heading's number from its words. Errors are Decode's.
func Read(data []byte) (source.Document, error) {
	decoded, err := Decode(data)
	if err != nil {
		return source.Document{}, err
	}
	return Lines(decoded), nil
}

// Lines returns the lines of a decoded text.
func Lines(decoded string) source.Document {
	lines := make([]source.Line, 0, strings.Count(decoded, "\n")+1)
	for line := range strings.SplitSeq(decoded, "\n") {
		lines = append(lines, source.Line{Number: len(lines) + 1, Text: line})
	}
	return source.Document{Lines: lines}
}

// Decode returns data as UTF-8 with line ends made "\n" and byte order marks
// dropped. It returns source.ErrEmpty where nothing but white space is left, and
// ErrBinary where the bytes are no text in a known encoding.
func Decode(data []byte) (string, error) {
	decoded, err := decode(data)
	if err != nil {
		return "", err
	}
	decoded = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\ufeff", "").Replace(decoded)
	if strings.TrimSpace(decoded) == "" {
		return "", source.ErrEmpty
	}
	if looksBinary(decoded) {
		return "", ErrBinary
	}
	return decoded, nil
}

func decode(data []byte) (string, error) {
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}), bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return with(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), data)
	case nearlyUTF8(data):
		return strings.ToValidUTF8(string(data), string(utf8.RuneError)), nil
	case bytes.IndexByte(data, 0) >= 0:
		return unmarkedUTF16(data)
	}
	if best, err := chardet.NewTextDetector().DetectBest(sample(data)); err == nil && best.Charset == "Big5" && best.Confidence >= 50 {
		return with(traditionalchinese.Big5, data)
	}
	return with(simplifiedchinese.GB18030, data)
}

// nearlyUTF8 tells whether data is UTF-8 but for one character in fifty,
// as in a file that was cut inside a character. Zero bytes count as wrong.
func nearlyUTF8(data []byte) bool {
	bad, all := bytes.Count(data, []byte{0}), 0
	for i := 0; i < len(data); all++ {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			bad++
		}
		i += size
	}
	return bad*50 <= all
}

// sample returns the first 64 KiB: guessing an encoding needs no more.
func sample(data []byte) []byte { return data[:min(len(data), 64<<10)] }

// unmarkedUTF16 decodes UTF-16 without a byte order mark: line feeds and ASCII
// digits have their zero byte on one side only. Bytes that give few characters
// of a Chinese text are none.
func unmarkedUTF16(data []byte) (string, error) {
	if len(data)%2 != 0 {
		return "", ErrBinary
	}
	var zeros [2]int
	for i, b := range sample(data) {
		if b == 0 {
			zeros[i%2]++
		}
	}
	order := unicode.LittleEndian
	if zeros[0] > zeros[1] {
		order = unicode.BigEndian
	}
	decoded, err := with(unicode.UTF16(order, unicode.IgnoreBOM), data)
	if err == nil && !looksChinese(decoded) {
		return "", ErrBinary
	}
	return decoded, err
}

// looksChinese tells whether most of a text is what Chinese texts are made of.
func looksChinese(s string) bool {
	good, all := 0, 0
	for _, r := range s {
		all++
		if r >= ' ' && r < 0x7f || r == '\n' || r == '\r' || r == '\t' || stdunicode.Is(stdunicode.Han, r) || '\u3000' <= r && r <= '\u303f' || '\uff00' <= r && r <= '\uffef' || '\u2010' <= r && r <= '\u2030' {
			good++
		}
	}
	return good*10 >= all*8
}

func with(e encoding.Encoding, data []byte) (string, error) {
	out, err := e.NewDecoder().Bytes(data)
	if err != nil {
		return "", ErrBinary
	}
	return string(out), nil
}

// looksBinary tells whether more than one character in a hundred is a control
// character or could not be decoded.
func looksBinary(s string) bool {
	bad, all := 0, 0
	for _, r := range s {
		all++
		if r == utf8.RuneError || (r < ' ' && r != '\n' && r != '\t' && r != '\f' && r != '\v') {
			bad++
		}
	}
	return bad*100 > all
}
