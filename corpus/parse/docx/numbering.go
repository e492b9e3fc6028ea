package docx

import (
	"strconv"
	"strings"
)

// levels is how many levels a list has.
const levels = 9

// numbering holds a document's lists (ECMA-376 part 1, 17.9).
type numbering struct {
	plans map[string]*listPlan // w:abstractNum by its ID
	lists map[string]*list     // w:num by its ID
}

// listPlan is what lists have in common: how they look, and how far they have
// counted. Lists of one plan go on from each other.
type listPlan struct {
	levels [levels]*listLevel
	style  string // the style whose list this one stands for
	count  [levels]int
	begun  [levels]bool // count holds a number that was given out
}

// list is one that paragraphs refer to.
type list struct {
	plan   string
	levels [levels]*listLevel // in place of the plan's
	starts map[int]int        // where levels begin, in place of the plan's
	begun  [levels]bool       // a level with a start of its own was used
}

// listLevel is how one level of a list is numbered.
type listLevel struct {
	start    int
	restarts int    // the level, from 1, behind which it begins anew; 0 for never, -1 for any above it
	format   string // ST_NumberFormat
	width    int    // of numbers that are filled up with zeros
	text     string // with %1 to %9 for the numbers of the levels
	gap      string // what stands between the number and the paragraph
	font     string
	style    string // the paragraphs' style that is numbered by this level
	decimal  bool   // isLgl: all numbers in it are decimal
	hidden   bool
}

func readNumbering(data []byte) (numbering, error) {
	all := numbering{plans: map[string]*listPlan{}, lists: map[string]*list{}}
	d, err := openXML(data, "numbering")
	if err != nil {
		return all, err
	}
	err = d.children(func(e element) (err error) {
		switch {
		case e.is("abstractNum"):
			all.plans[strings.TrimSpace(e.attr("abstractNumId"))], err = readPlan(d)
		case e.is("num"):
			all.lists[strings.TrimSpace(e.attr("numId"))], err = readList(d)
		}
		return err
	})
	return all, err
}

func readPlan(d *decoder) (*listPlan, error) {
	p := &listPlan{}
	err := d.children(func(e element) error {
		switch {
		case e.is("numStyleLink"):
			p.style = e.attr("val")
		case e.is("lvl"):
			return readLevel(d, e, &p.levels)
		}
		return nil
	})
	return p, err
}

func readList(d *decoder) (*list, error) {
	l := &list{}
	err := d.children(func(e element) error {
		switch {
		case e.is("abstractNumId"):
			l.plan = strings.TrimSpace(e.attr("val"))
		case e.is("lvlOverride"):
			return readOverride(d, e, l)
		}
		return nil
	})
	return l, err
}

// readOverride reads w:lvlOverride (17.9.8).
func readOverride(d *decoder, e element, l *list) error {
	at := e.number("ilvl", -1)
	return d.children(func(e element) error {
		switch {
		case e.is("startOverride") && 0 <= at && at < levels:
			if l.starts == nil {
				l.starts = map[int]int{}
			}
			l.starts[at] = e.number("val", 0)
		case e.is("lvl"):
			return readLevel(d, e, &l.levels)
		}
		return nil
	})
}

// readLevel reads w:lvl (17.9.6) into its place; one beyond the ninth has none.
func readLevel(d *decoder, e element, into *[levels]*listLevel) error {
	l := &listLevel{restarts: -1, format: "decimal", gap: " "}
	at := e.number("ilvl", -1)
	err := d.children(func(e element) error {
		if e.space != word {
			return nil
		}
		return l.read(d, e)
	})
	if 0 <= at && at < levels {
		into[at] = l
	}
	return err
}

func (l *listLevel) read(d *decoder, e element) error {
	switch e.name {
	case "start":
		l.start = e.number("val", 0)
	case "numFmt":
		l.format = e.attr("val")
		if l.format == "custom" { // [MS-DOCX] 2.4: 001, 002, 003, ...
			first, _, _ := strings.Cut(e.attr("format"), ",")
			if isDecimal(first) && len(first) < 10 {
				l.width = len(first)
			}
		}
	case "lvlRestart":
		l.restarts = e.number("val", -1)
	case "pStyle":
		l.style = e.attr("val")
	case "isLgl":
		l.decimal = e.isOn()
	case "suff":
		if e.attr("val") == "nothing" {
			l.gap = ""
		}
	case "lvlText":
		l.text = e.attr("val")
	case "rPr":
		look, err := readLook(d)
		l.hidden, l.font = look.hidden == on, look.font
		return err
	}
	return nil
}

// number counts a paragraph of a list and returns what Word puts before it.
// named are the paragraph's style and those that it is based on, where the
// style says that the paragraph is numbered: then the level is the one that is
// tied to it.
func (all *numbering) number(ref listRef, named []string, styles *styles) string {
	l := all.lists[ref.list]
	if l == nil {
		return ""
	}
	p := all.planOf(l, styles)
	at := 0
	if ref.level != "" {
		at, _ = strconv.Atoi(ref.level)
	}
	if tied, ok := p.tied(l, named); ok {
		at = tied
	}
	if at < 0 || at >= levels || p.level(l, at) == nil {
		return ""
	}
	p.step(l, at)
	return p.write(l, at)
}

// planOf returns a list's plan, or the one that its plan stands for (17.9.21).
func (all *numbering) planOf(l *list, styles *styles) *listPlan {
	p := all.plans[l.plan]
	for range maxChain {
		if p == nil || p.style == "" {
			break
		}
		next := all.lists[styles.get(p.style).ref.list]
		if next == nil || all.plans[next.plan] == nil {
			break
		}
		p = all.plans[next.plan]
	}
	if p == nil {
		return &listPlan{}
	}
	return p
}

// tied returns the level that is tied to the first of the styles that one is
// tied to (17.9.23).
func (p *listPlan) tied(l *list, named []string) (int, bool) {
	for _, name := range named {
		for at := range levels {
			if level := p.level(l, at); level != nil && level.style == name {
				return at, true
			}
		}
	}
	return 0, false
}

func (p *listPlan) level(l *list, at int) *listLevel {
	if l.levels[at] != nil {
		return l.levels[at]
	}
	return p.levels[at]
}

// start returns the number that a level begins with.
func (p *listPlan) start(l *list, at int) int {
	if n, ok := l.starts[at]; ok {
		return n
	}
	if level := p.level(l, at); level != nil {
		return level.start
	}
	return 0
}

// step counts a paragraph at a level. The levels above it that were passed over
// count as begun; those below it begin anew. A list with a start of its own
// begins there the first time that it is used.
func (p *listPlan) step(l *list, at int) {
	for i := range at {
		if !p.begun[i] {
			p.count[i], p.begun[i] = p.start(l, i), true
		}
	}
	_, own := l.starts[at]
	if p.begun[at] && (!own || l.begun[at]) {
		p.count[at]++
	} else {
		p.count[at] = p.start(l, at)
	}
	p.begun[at], l.begun[at] = true, true
	for i := at + 1; i < levels; i++ {
		if level := p.level(l, i); level == nil || level.restarts < 0 || level.restarts > i || at < level.restarts {
			p.begun[i] = false
		}
	}
}

// write writes the number of the level that was counted last.
func (p *listPlan) write(l *list, at int) string {
	level := p.level(l, at)
	if level == nil || level.hidden || level.text == "" {
		return ""
	}
	if level.format == "bullet" {
		return bullet(level.text, level.font) + level.gap
	}
	var b strings.Builder
	for i := 0; i < len(level.text); i++ {
		if c := level.text[i]; c == '%' && i+1 < len(level.text) && '1' <= level.text[i+1] && level.text[i+1] <= '9' {
			i++
			b.WriteString(p.writeOne(l, int(level.text[i]-'1'), at, level.decimal))
			continue
		}
		b.WriteByte(level.text[i])
	}
	text := inFont(b.String(), level.font)
	if text == "" {
		return ""
	}
	return text + level.gap
}

// writeOne writes the number of one level in the number of another.
func (p *listPlan) writeOne(l *list, i, at int, decimal bool) string {
	level := p.level(l, i)
	switch {
	case i > at || level == nil || level.format == "bullet":
		return ""
	case decimal:
		return strconv.Itoa(p.count[i])
	case level.width > 0:
		s := strconv.Itoa(p.count[i])
		return strings.Repeat("0", max(0, level.width-len(s))) + s
	}
	return numeral(p.count[i], level.format)
}
