package pdf

import (
	"math"
	"strconv"
)

// A token of a page's content (ISO 32000, 7.2 and 7.8.2): float64, str, name,
// array, operator, or nil for a dictionary, whose content is of no use here.
type (
	str      string
	name     string
	operator string
	array    []any
)

// lexer cuts a page's content into tokens.
type lexer struct {
	data []byte
	at   int
}

// next returns the next token; ok is false at the end.
func (l *lexer) next(depth int) (token any, ok bool) {
	l.skipSpace()
	if l.at >= len(l.data) {
		return nil, false
	}
	switch c := l.data[l.at]; {
	case c == '(':
		return l.literal(), true
	case c == '<' && l.peek(1) == '<', c == '>' && l.peek(1) == '>':
		l.at += 2
		return nil, true
	case c == '<':
		return l.hex(), true
	case c == '/':
		l.at++
		return name(l.word()), true
	case c == '[':
		l.at++
		return l.array(depth), true
	case c == ']' || c == '{' || c == '}' || c == '>' || c == ')':
		l.at++
		return operator(c), true
	}
	word := l.word()
	if n, err := strconv.ParseFloat(word, 64); err == nil && !math.IsNaN(n) && !math.IsInf(n, 0) {
		return n, true
	}
	return operator(word), true
}

func (l *lexer) peek(n int) byte {
	if l.at+n < len(l.data) {
		return l.data[l.at+n]
	}
	return 0
}

func (l *lexer) skipSpace() {
	for l.at < len(l.data) {
		switch c := l.data[l.at]; {
		case isSpace(c):
			l.at++
		case c == '%':
			for l.at < len(l.data) && l.data[l.at] != '\n' && l.data[l.at] != '\r' {
				l.at++
			}
		default:
			return
		}
	}
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelimiter(c byte) bool {
	switch c {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}

// word returns what stands before the next space or delimiter, at least a byte.
func (l *lexer) word() string {
	start := l.at
	for l.at < len(l.data) && !isSpace(l.data[l.at]) && !isDelimiter(l.data[l.at]) {
		l.at++
	}
	return string(l.data[start:l.at])
}

// array reads what stands in brackets, with numbers and strings alone.
func (l *lexer) array(depth int) array {
	var out array
	for depth < maxDepth {
		token, ok := l.next(depth + 1)
		if !ok || token == operator("]") {
			break
		}
		out = append(out, token)
	}
	return out
}

// literal reads (…) with its escapes (7.3.4.2).
func (l *lexer) literal() str {
	var out []byte
	depth := 0
	for ; l.at < len(l.data); l.at++ {
		c := l.data[l.at]
		switch c {
		case '(':
			if depth++; depth == 1 {
				continue
			}
		case ')':
			if depth--; depth == 0 {
				l.at++
				return str(out)
			}
		case '\\':
			l.at++
			out = l.escape(out)
			continue
		}
		out = append(out, c)
	}
	return str(out)
}

// escapes are the bytes that a letter behind a backslash stands for.
var escapes = map[byte]byte{'n': '\n', 'r': '\r', 't': '\t', 'b': '\b', 'f': '\f'}

// escape reads what stands behind a backslash and stops at its last byte.
func (l *lexer) escape(out []byte) []byte {
	if l.at >= len(l.data) {
		return out
	}
	c := l.data[l.at]
	switch {
	case escapes[c] != 0:
		return append(out, escapes[c])
	case c == '\r' && l.peek(1) == '\n':
		l.at++
		return out
	case c == '\n' || c == '\r':
		return out
	case c < '0' || c > '7':
		return append(out, c)
	}
	n := 0
	for i := 0; i < 3 && '0' <= l.peek(0) && l.peek(0) <= '7'; i++ {
		n = n*8 + int(l.data[l.at]-'0')
		l.at++
	}
	l.at--
	return append(out, byte(n))
}

// hex reads <…>.
func (l *lexer) hex() str {
	var out []byte
	half, high := false, byte(0)
	for l.at++; l.at < len(l.data) && l.data[l.at] != '>'; l.at++ {
		d, ok := hexDigit(l.data[l.at])
		switch {
		case !ok:
		case half:
			out, half = append(out, high<<4|d), false
		default:
			high, half = d, true
		}
	}
	l.at++
	if half {
		out = append(out, high<<4)
	}
	return str(out)
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10, true
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// skipImage leaves out an image that stands in the content (8.9.7): from behind
// BI to behind EI.
func (l *lexer) skipImage() {
	for ; l.at+2 < len(l.data); l.at++ {
		if isSpace(l.data[l.at]) && l.data[l.at+1] == 'E' && l.data[l.at+2] == 'I' && (l.at+3 == len(l.data) || isSpace(l.data[l.at+3])) {
			l.at += 3
			return
		}
	}
	l.at = len(l.data)
}
