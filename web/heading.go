package web

import (
	"strings"
	"unicode"

	"planbot/corpus"
)

// heading returns where the heading at a block's start ends, and its level.
func (d *document) heading(block *corpus.Block) (end, level int) {
	text := d.plan.Text
	if s := d.plan.Section(block.Item); s != nil && block.Kind == corpus.BlockHeading {
		return pastStop(text, endOf(text, block.Span, s.Title), block.Span.End), s.Level + 1
	}
	t := d.plan.Task(block.Item)
	if t == nil || t.TitleSpan.Empty() || !block.Span.Holds(t.TitleSpan) {
		return 0, 0
	}
	level = 2
	if s := d.plan.Section(t.Section); s != nil {
		level = s.Level + 2
	}
	return pastStop(text, t.TitleSpan.End, block.Span.End), level
}

// endOf returns where words, which have no white space, first end in a stretch
// of text that may have some; the stretch's end where they do not stand in it.
func endOf(text string, s corpus.Span, words string) int {
	for start := range s.Of(text) {
		left := words
		for i, r := range s.Of(text)[start:] {
			if left == "" {
				return s.Start + start + i
			}
			if unicode.IsSpace(r) {
				continue
			}
			rest, ok := strings.CutPrefix(left, string(r))
			if !ok {
				break
			}
			left = rest
		}
	}
	return s.End
}

// pastStop returns the offset behind the full stop or colon at an offset.
func pastStop(text string, at, end int) int {
	for _, stop := range []string{"。", "：", "；", "．", "."} {
		if strings.HasPrefix(text[at:end], stop) {
			return at + len(stop)
		}
	}
	return at
}
