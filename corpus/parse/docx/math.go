package docx

import "strings"

// math reads a formula (ECMA-376 part 1, 22.1) in one line: a fraction with a
// stroke, a root with its sign, a raised number as a superscript.
func (s *story) math(p *paragraph) error {
	r := &run{p: p, look: s.styles.effective(look{}, p.style)}
	text, err := s.formula()
	if err != nil {
		return err
	}
	if err := s.put(r, text); err != nil {
		return err
	}
	r.flush()
	return nil
}

// formula returns the text of the element that was opened last.
func (s *story) formula() (string, error) {
	var b strings.Builder
	err := s.d.children(func(e element) error {
		text, err := s.formulaPart(e)
		b.WriteString(text)
		return err
	})
	return b.String(), err
}

func (s *story) formulaPart(e element) (string, error) {
	switch {
	case left[e.name] || e.space == foreign:
		return "", nil
	case e.name == "t":
		text, err := s.d.text()
		return text, err
	case e.name == "f":
		return s.inOrder(func(parts map[string]string) string {
			return bracketed(parts["num"]) + "/" + bracketed(parts["den"])
		})
	case e.name == "rad":
		return s.inOrder(func(parts map[string]string) string {
			return parts["deg"] + "√" + bracketed(parts["e"])
		})
	case e.name == "d":
		return s.delimited()
	case e.name == "nary":
		return s.nary()
	case e.name == "sup":
		text, err := s.formula()
		if isDecimal(text) {
			text = superscript(text)
		}
		return text, err
	}
	return s.formula()
}

// inOrder reads the parts of a formula's structure and puts them together.
func (s *story) inOrder(write func(parts map[string]string) string) (string, error) {
	parts := map[string]string{}
	err := s.d.children(func(e element) error {
		text, err := s.formula()
		parts[e.name] = text
		return err
	})
	return write(parts), err
}

// bracketed puts a term of several parts in brackets.
func bracketed(term string) string {
	if strings.ContainsAny(term, "+-−×÷*/± ") {
		return "(" + term + ")"
	}
	return term
}

// delimited reads m:d: terms between brackets (22.1.2.24).
func (s *story) delimited() (string, error) {
	begin, end, between := "(", ")", "|"
	var terms []string
	err := s.d.children(func(e element) error {
		if e.name != "dPr" {
			text, err := s.formula()
			terms = append(terms, text)
			return err
		}
		return s.d.children(func(e element) error {
			if sign, ok := e.lookup("val"); ok {
				switch e.name {
				case "begChr":
					begin = sign
				case "endChr":
					end = sign
				case "sepChr":
					between = sign
				}
			}
			return nil
		})
	})
	return begin + strings.Join(terms, between) + end, err
}

// nary reads m:nary: a sum, a product or an integral, which is what it is
// unless it says its sign (22.1.2.70).
func (s *story) nary() (string, error) {
	sign := "∫"
	var b strings.Builder
	err := s.d.children(func(e element) error {
		if e.name != "naryPr" {
			text, err := s.formulaPart(e)
			b.WriteString(text)
			return err
		}
		return s.d.children(func(e element) error {
			if chr, ok := e.lookup("val"); ok && e.name == "chr" {
				sign = chr
			}
			return nil
		})
	})
	return sign + b.String(), err
}

// equation returns what a field shows that has nothing but a code: of EQ fields
// a sign inside a ring or another frame, characters with their reading above
// them, and fractions (17.16.5).
func equation(code string) string {
	name, rest, _ := strings.Cut(strings.TrimSpace(code), " ")
	if !strings.EqualFold(name, "EQ") {
		return ""
	}
	if args, ok := arguments(rest, `\o`); ok && len(args) == 2 {
		return overstruck(args[0], args[1])
	}
	if args, ok := arguments(rest, `\f`); ok && len(args) == 2 {
		return bracketed(args[0]) + "/" + bracketed(args[1])
	}
	return ""
}

// arguments returns what stands in the brackets behind a switch and its options:
// \o\ac(○,1) gives ○ and 1.
func arguments(code, name string) ([]string, bool) {
	at := strings.Index(strings.ToLower(code), name)
	if at < 0 {
		return nil, false
	}
	rest := code[at+len(name):]
	bracket := strings.IndexByte(rest, '(')
	if bracket < 0 {
		return nil, false
	}
	var args []string
	depth, start := 0, bracket+1
	for i := bracket; i < len(rest); i++ {
		switch c := rest[i]; {
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth == 0 {
				return append(args, strings.TrimSpace(rest[start:i])), true
			}
		case (c == ',' || c == ';') && depth == 1:
			args = append(args, strings.TrimSpace(rest[start:i]))
			start = i + 1
		}
	}
	return nil, false
}

// overstruck returns what two signs printed over each other show.
func overstruck(under, over string) string {
	switch {
	case strings.HasPrefix(under, `\s`): // a reading above its characters
		return over
	case strings.ContainsAny(under, "○〇◯") && isDecimal(over):
		return ringed(over)
	}
	return over
}

// ringed returns a number in a ring, as far as there is one sign for it.
func ringed(decimal string) string {
	for _, set := range []struct {
		first rune
		from  int
		count int
	}{{'①', 1, 20}, {'㉑', 21, 15}, {'㊱', 36, 15}} {
		for i := range set.count {
			if decimal == numeral(set.from+i, "decimal") {
				return string(set.first + rune(i))
			}
		}
	}
	return decimal
}
