package parse

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"planbot/corpus"
)

// rank is a paragraph's level in the plan's numbering.
type rank int

const (
	rankNone    rank = iota
	rankChapter      // 一、
	rankSection      // （一）
	rankItem         // 1.
)

// reader reads paragraphs into a plan, from the first to the last.
type reader struct {
	plan   *corpus.Plan
	paras  []paragraph
	tasks  rank  // the rank whose paragraphs are the plan's tasks
	number []int // printed ordinals of the open headings: [2 5] in 二、（五）

	section  *corpus.Section
	task     *corpus.Task
	table    *table // whose rows are being read
	previous *table // the last one that was begun
}

// read returns the plan that a decoded source holds; where nothing was found,
// a plan without tasks and indicators.
func read(id corpus.PlanID, source string) *corpus.Plan {
	r := &reader{plan: &corpus.Plan{ID: id}, paras: paragraphs(source)}
	r.plan.Text = layOut(r.paras)
	body := r.bodyStart()
	r.readHead(body)
	r.tasks = r.taskRank(body)
	for i := body; i < len(r.paras); i++ {
		r.readParagraph(i)
	}
	r.finish()
	return r.plan
}

// bodyStart returns the index of the first paragraph after the head: the first
// heading, item or table row. A notice that announces a plan repeats the
// plan's title where the plan begins, and may number its own demands before.
func (r *reader) bodyStart() int {
	from := 0
	if title := r.noticeTitle(); title != "" {
		for i, p := range r.paras {
			if squash(p.text) == title {
				from = i
			}
		}
	}
	for i := from; i < len(r.paras); i++ {
		if rankOf(r.paras[i].text) != rankNone || isRow(r.paras[i].text) {
			return i
		}
	}
	return len(r.paras)
}

func rankOf(text string) rank {
	switch {
	case isRow(text):
		return rankNone
	case chapterStart.MatchString(text):
		return rankChapter
	case sectionStart.MatchString(text):
		return rankSection
	case startsItem(text):
		return rankItem
	}
	return rankNone
}

// taskRank returns the deepest rank that the body's numbered paragraphs have.
func (r *reader) taskRank(body int) rank {
	deepest := rankNone
	for _, p := range r.paras[body:] {
		deepest = max(deepest, rankOf(p.text))
	}
	return deepest
}

// readParagraph gives a paragraph to the item that it belongs to.
func (r *reader) readParagraph(i int) {
	p := &r.paras[i]
	level := rankOf(p.text)
	switch {
	case isRow(p.text):
		r.readRow(p)
		return
	case footnote.MatchString(p.text):
		r.readFootnote(p)
		return
	case level != rankNone && level == r.tasks:
		r.startTask(p, level)
	case level != rankNone:
		r.startSection(p, level)
	case i+1 < len(r.paras) && isRow(r.paras[i+1].text) && utf8.RuneCountInString(p.text) <= 60 && !strings.Contains(p.text, "。"):
		r.task, r.table = nil, nil
		r.addBlock(corpus.BlockCaption, r.owner(), p, nil)
	default:
		r.continueText(p)
	}
	r.table = nil
}

// owner returns the anchor that a paragraph without an item of its own
// belongs to.
func (r *reader) owner() corpus.Anchor {
	if r.section != nil {
		return r.section.Anchor
	}
	return corpus.AnchorHead
}

func (r *reader) addBlock(kind corpus.BlockKind, item corpus.Anchor, p *paragraph, cells []corpus.Span) {
	r.plan.Blocks = append(r.plan.Blocks, corpus.Block{Kind: kind, Item: item, Span: p.span, Line: p.line, Cells: cells})
}

func (r *reader) warn(line int, format string, args ...any) {
	r.plan.Warnings = append(r.plan.Warnings, corpus.Warning{Line: line, Message: fmt.Sprintf(format, args...)})
}

// continueText adds a paragraph without a number to the task before it, or,
// where that was closed by its note about units, to the section.
func (r *reader) continueText(p *paragraph) {
	if r.task != nil && (!r.closed() || startsNote(p.text)) {
		r.task.Span.End = p.span.End
		r.addBlock(corpus.BlockTask, r.task.Anchor, p, nil)
		return
	}
	r.task = nil
	if last := len(r.plan.Blocks) - 1; r.section != nil && r.plan.Blocks[last].Item == r.section.Anchor {
		r.section.Span.End = p.span.End
	}
	r.addBlock(corpus.BlockParagraph, r.owner(), p, nil)
}

// closed tells whether the open task ends in a note about units.
func (r *reader) closed() bool { return endsInNote(r.task.Span.Of(r.plan.Text)) }

// heading splits a numbered paragraph.
type heading struct {
	number  string // as printed, without the mark behind it: 二, （五）, 16
	ordinal int
	rest    corpus.Span // after the number
}

func (r *reader) heading(p *paragraph, level rank) heading {
	pattern := map[rank]*regexp.Regexp{rankChapter: chapterStart, rankSection: sectionStart, rankItem: itemStart}[level]
	m := pattern.FindStringSubmatch(p.text)
	number := m[1]
	if level == rankChapter && number == "" {
		number = m[2]
	}
	h := heading{number: number, ordinal: ordinal(number), rest: corpus.Span{Start: p.span.Start + len(m[0]), End: p.span.End}}
	switch {
	case level == rankSection:
		h.number = strings.TrimSpace(m[0])
	case level == rankItem:
		h.ordinal, _ = strconv.Atoi(number)
	case m[1] != "":
		h.number = strings.TrimSpace(m[0])
	}
	return h
}

// startSection opens a section. One that is a heading with its text run in
// keeps the text.
func (r *reader) startSection(p *paragraph, level rank) {
	h := r.heading(p, level)
	for len(r.number) > 0 && len(r.number) >= r.depth(level) {
		r.number = r.number[:len(r.number)-1]
	}
	parent := r.anchorOf(r.number)
	r.number = append(r.number, h.ordinal)
	title := titleSpan(r.plan.Text, h.rest)
	r.plan.Sections = append(r.plan.Sections, corpus.Section{
		Anchor: r.unused(r.anchorOf(r.number)),
		Number: h.number,
		Title:  squash(title.Of(r.plan.Text)),
		Level:  len(r.number),
		Parent: parent,
		Span:   p.span,
	})
	r.section = &r.plan.Sections[len(r.plan.Sections)-1]
	r.task = nil
	r.addBlock(corpus.BlockHeading, r.section.Anchor, p, nil)
}

// depth is the level that a rank has in this plan: （一） is the first where
// the plan has no 一、 above it.
func (r *reader) depth(level rank) int {
	if level == rankSection && len(r.plan.Sections) > 0 && r.plan.Sections[0].Number != "" && sectionStart.MatchString(r.plan.Sections[0].Number) {
		return 1
	}
	return min(int(level), len(r.number)+1)
}

func (r *reader) anchorOf(number []int) corpus.Anchor {
	if len(number) == 0 {
		return ""
	}
	parts := make([]string, len(number))
	for i, n := range number {
		parts[i] = strconv.Itoa(n)
	}
	return corpus.Anchor("section-" + strings.Join(parts, "."))
}

// unused returns the anchor, with a count behind it where a plan numbers two
// sections alike.
func (r *reader) unused(a corpus.Anchor) corpus.Anchor {
	taken := func(a corpus.Anchor) bool {
		return slices.ContainsFunc(r.plan.Sections, func(s corpus.Section) bool { return s.Anchor == a })
	}
	out := a
	for n := 2; taken(out); n++ {
		out = corpus.Anchor(fmt.Sprintf("%s-%d", a, n))
	}
	return out
}

// startTask opens a task.
func (r *reader) startTask(p *paragraph, level rank) {
	h := r.heading(p, level)
	if level != rankItem {
		for len(r.number) > 0 && len(r.number) >= r.depth(level) {
			r.number = r.number[:len(r.number)-1]
		}
	}
	section := corpus.Anchor("")
	if r.section != nil {
		section = r.section.Anchor
	}
	r.plan.Tasks = append(r.plan.Tasks, corpus.Task{
		Anchor:    corpus.Anchor("task-" + strconv.Itoa(len(r.plan.Tasks)+1)),
		Number:    h.number,
		Section:   section,
		Span:      p.span,
		TitleSpan: titleSpan(r.plan.Text, h.rest),
	})
	r.task = &r.plan.Tasks[len(r.plan.Tasks)-1]
	r.task.Title = squash(r.task.TitleSpan.Of(r.plan.Text))
	r.addBlock(corpus.BlockTask, r.task.Anchor, p, nil)
}

// maxTitle is the longest first sentence, in characters, that is a title run
// into its text.
const maxTitle = 40

// titleSpan returns the title at the start of a numbered paragraph: its first
// sentence where that is short, else its first clause.
func titleSpan(text string, s corpus.Span) corpus.Span {
	s = trimmed(text, s)
	line, _, _ := strings.Cut(s.Of(text), "\n")
	end := len(line)
	if i := strings.IndexAny(line, "。；：:"); i >= 0 {
		end = i
	}
	if utf8.RuneCountInString(line[:end]) > maxTitle {
		if i := strings.IndexRune(line[:end], '，'); i >= 0 {
			end = i
		}
	}
	if i := noteIndex(line[:end]); i > 0 {
		end = i
	}
	return trimmed(text, corpus.Span{Start: s.Start, End: s.Start + end})
}

// finish reads what needs the whole plan: notes about units, commitments, and
// where footnote marks stand.
func (r *reader) finish() {
	for i := range r.plan.Tasks {
		r.readAssignments(&r.plan.Tasks[i])
		r.readCommitments(&r.plan.Tasks[i])
	}
	r.linkFootnotes()
	slices.SortStableFunc(r.plan.Warnings, func(a, b corpus.Warning) int { return a.Line - b.Line })
}

// lineAt returns the source's line of the block at an offset of the text.
func (r *reader) lineAt(offset int) int {
	for _, b := range r.plan.Blocks {
		if b.Span.Start <= offset && offset < b.Span.End {
			return b.Line
		}
	}
	return 0
}
