package parse

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"planbot/corpus"
	"planbot/corpus/parse/source"
)

// rank is a paragraph's level in the plan's numbering.
type rank int

const (
	rankNone    rank = iota
	rankChapter      // 一、 or 第一章
	rankSection      // （一） or 第一节
	rankItem         // 1. or 第一条
)

// reader reads paragraphs into a plan, from the first to the last.
type reader struct {
	plan    *corpus.Plan
	paras   []paragraph
	signs   []bool // which paragraphs of the body are the signature
	later   []bool // whether a note follows before the next numbered paragraph
	tasks   rank   // the rank whose paragraphs are the plan's tasks
	unitary bool   // the sections of the plan have no chapters above them
	number  []int  // printed ordinals of the open headings: [2 5] in 二、（五）
	taken   map[corpus.Anchor]int
	leadAt  int // where the plan states that the first of a list leads, -1 nowhere

	states []taskState // of each task

	section  *corpus.Section
	task     *corpus.Task
	closed   bool   // the open task ends in a note about units
	table    *table // whose rows are being read
	previous *table // the last one that was begun
}

// taskState is what is known of a task while a plan is read.
type taskState struct {
	notes []note // about units
	past  bool   // it tells how things stand and promises nothing
	row   bool   // it is a row of a table and was read with it
}

// read returns the plan that a document holds; where nothing was found, a plan
// without tasks and indicators.
func read(id corpus.PlanID, doc source.Document) *corpus.Plan {
	paras := splitHead(splitRunOn(paragraphs(doc)))
	r := &reader{plan: &corpus.Plan{ID: id}, paras: paras, taken: map[corpus.Anchor]int{}, leadAt: -1}
	r.plan.Text = layOut(r.paras)
	if strings.Contains(r.plan.Text, "为牵头") {
		if at := leadRule.FindStringIndex(r.plan.Text); at != nil {
			r.leadAt = at[0]
		}
	}
	r.rankParagraphs()
	body := r.bodyStart()
	r.readHead(body)
	r.chooseTasks(body)
	for i := body; i < len(r.paras); i++ {
		r.readParagraph(i)
	}
	r.finish()
	r.placeLines(doc)
	r.plan.Seal()
	return r.plan
}

// rankParagraphs finds each paragraph's rank, and whether it holds a note. The
// names of attachments are numbered, but are no items.
func (r *reader) rankParagraphs() {
	listed := false
	for i := range r.paras {
		p := &r.paras[i]
		p.rank = rankOf(p.text)
		switch {
		case attachment.MatchString(p.text):
			listed = true
		case listed && p.rank == rankItem && utf8.RuneCountInString(p.text) <= maxHeadLine && !strings.Contains(p.text, "。"):
			p.rank = rankNone
		default:
			listed = false
		}
		if p.notes = lineNotes(r.plan.Text, p.span); len(p.notes) > 0 {
			last := p.notes[len(p.notes)-1].span.End
			p.ends = strings.Trim(r.plan.Text[last:p.span.End], "。；; ") == ""
		}
	}
}

func rankOf(text string) rank {
	if first, _ := utf8.DecodeRuneInString(text); isHan(first) && first != '第' && !strings.ContainsRune(hanDigits, first) {
		return rankNone
	}
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

// bodyStart returns the index of the first paragraph after the head: the first
// heading, item or table row. A notice that announces a plan repeats the
// plan's title where the plan begins, and may number its own demands before;
// a table of contents lists the headings before they come.
func (r *reader) bodyStart() int {
	from := 0
	title := r.noticeTitle()
	for i := range r.paras {
		switch words := squash(r.paras[i].text); {
		case title != "" && words == title:
			from = i
		case words == "目录":
			from = max(from, r.afterContents(i))
		}
	}
	for i := from; i < len(r.paras); i++ {
		if r.paras[i].rank != rankNone || isRow(r.paras[i].text) {
			return i
		}
	}
	return len(r.paras)
}

// afterContents returns where the first chapter stands for the second time
// after a line that says 目录; that line where it does not.
func (r *reader) afterContents(contents int) int {
	first := 0
	for i := contents; i < len(r.paras); i++ {
		if r.paras[i].rank != rankChapter || r.heading(&r.paras[i]).ordinal != 1 {
			continue
		}
		if first > 0 {
			return i
		}
		first = i
	}
	return contents
}

// chooseTasks finds which rank's paragraphs are the tasks: the one that has
// the most notes about units. In a plan without notes it is the deepest rank
// that at least half of the headings above it have, unlike the principles of a
// plan where nothing else is numbered as they are.
func (r *reader) chooseTasks(body int) {
	c := r.countRanks(body)
	for level := rankChapter; level <= rankItem; level++ {
		if c.noted[level] > 0 && c.noted[level] >= c.noted[r.tasks] {
			r.tasks = level
		}
	}
	if r.tasks == rankNone && c.count[rankChapter] > 0 && !c.rows {
		r.tasks = rankChapter
	}
	if c.noted[r.tasks] == 0 {
		above := c.count[rankChapter]
		for _, level := range []rank{rankSection, rankItem} {
			if c.count[level] > 0 && 2*c.above[level] >= above {
				r.tasks = level
			}
			above = cmp.Or(c.count[level], above)
		}
	}
	r.unitary = c.count[rankChapter] == 0
}

// ranks counts the numbered paragraphs of a plan's body by their rank.
type ranks struct {
	count [rankItem + 1]int
	noted [rankItem + 1]int // with a note about units before the next one
	above [rankItem + 1]int // headings of a higher rank that have some below them
	rows  bool              // there are tables
}

// countRanks counts the ranks, and finds behind which paragraphs a note
// follows before the next numbered one.
func (r *reader) countRanks(body int) ranks {
	var c ranks
	r.later = make([]bool, len(r.paras)+1)
	var below [rankItem + 1]bool // what stands under the next heading above it
	for i := len(r.paras) - 1; i >= body; i-- {
		p := &r.paras[i]
		r.later[i] = len(p.notes) > 0 || r.later[i+1]
		if isRow(p.text) {
			r.later[i], c.rows = false, true
		}
		if p.rank == rankNone {
			continue
		}
		c.count[p.rank]++
		if r.later[i] {
			c.noted[p.rank]++
		}
		r.later[i] = false
		for level := p.rank + 1; level <= rankItem; level++ {
			if below[level] {
				c.above[level]++
			}
			below[level] = false
		}
		below[p.rank] = true
	}
	return c
}

// readParagraph gives a paragraph to the item that it belongs to.
func (r *reader) readParagraph(i int) {
	p := &r.paras[i]
	switch {
	case r.signs[i]:
		r.task = nil
		r.addBlock(corpus.BlockSign, corpus.AnchorHead, p, nil)
	case isRow(p.text):
		r.readRow(p)
		return
	case footnote.MatchString(p.text):
		r.readFootnote(p)
		return
	case p.rank != rankNone && p.rank == r.tasks:
		r.startTask(p)
	case p.rank != rankNone && (p.rank < r.tasks || r.tasks == rankNone):
		r.startSection(p)
	case i+1 < len(r.paras) && isRow(r.paras[i+1].text) && utf8.RuneCountInString(p.text) <= 60 && !strings.Contains(p.text, "。"):
		r.task = nil
		r.addBlock(corpus.BlockCaption, r.owner(), p, nil)
	default:
		r.continueText(p, r.later[i])
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

// continueText adds a paragraph without a number of its own to the task before
// it. A task that was closed by its note about units takes only what leads to
// a further note, and what is numbered below it; the rest is the section's.
func (r *reader) continueText(p *paragraph, later bool) {
	below := p.rank != rankNone || subItemStart.MatchString(p.text)
	if r.task != nil && !attachment.MatchString(p.text) && (!r.closed || later || below) {
		r.task.Span.End = p.span.End
		r.closed = p.ends
		state := &r.states[len(r.states)-1]
		state.notes = append(state.notes, p.notes...)
		r.addBlock(corpus.BlockTask, r.task.Anchor, p, nil)
		return
	}
	r.task = nil
	if last := len(r.plan.Blocks) - 1; r.section != nil && r.plan.Blocks[last].Item == r.section.Anchor {
		r.section.Span.End = p.span.End
	}
	r.addBlock(corpus.BlockParagraph, r.owner(), p, nil)
	r.warnStray(p)
}

// heading is a numbered paragraph's number.
type heading struct {
	number  string // as printed: 二, （五）, 第三章, 16
	ordinal int
	rest    corpus.Span // after the number
}

func (r *reader) heading(p *paragraph) heading {
	pattern := chapterStart
	switch p.rank {
	case rankSection:
		pattern = sectionStart
	case rankItem:
		pattern = itemStart
	}
	m := pattern.FindStringSubmatch(p.text)
	h := heading{
		number: cmp.Or(m[1], m[2]),
		rest:   corpus.Span{Start: p.span.Start + len(m[0]), End: p.span.End},
	}
	if h.ordinal = ordinal(h.number); '0' <= h.number[0] && h.number[0] <= '9' {
		h.ordinal, _ = strconv.Atoi(h.number)
	}
	if p.rank == rankSection || strings.HasPrefix(m[0], "第") {
		h.number = strings.TrimSpace(m[0])
	}
	return h
}

// startSection opens a section. One that is a heading with its text run in
// keeps the text.
func (r *reader) startSection(p *paragraph) {
	h := r.heading(p)
	r.closeDownTo(p.rank)
	parent := anchorOf(r.number)
	r.number = append(r.number, h.ordinal)
	title := titleSpan(r.plan.Text, h.rest, p.notes)
	r.plan.Sections = append(r.plan.Sections, corpus.Section{
		Anchor: r.unused(anchorOf(r.number)),
		Number: h.number,
		Title:  squash(title.Of(r.plan.Text)),
		Level:  len(r.number),
		Parent: parent,
		Span:   p.span,
	})
	r.section = &r.plan.Sections[len(r.plan.Sections)-1]
	r.task = nil
	r.addBlock(corpus.BlockHeading, r.section.Anchor, p, nil)
	r.warnStray(p)
}

// closeDownTo closes the open headings that are not above a rank.
func (r *reader) closeDownTo(level rank) {
	depth := int(level)
	if r.unitary {
		depth--
	}
	r.number = r.number[:min(len(r.number), max(0, depth-1))]
}

func anchorOf(number []int) corpus.Anchor {
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
	r.taken[a]++
	if n := r.taken[a]; n > 1 {
		return corpus.Anchor(fmt.Sprintf("%s-%d", a, n))
	}
	return a
}

// sectionAnchor returns the anchor of the open section, "" where there is none.
func (r *reader) sectionAnchor() corpus.Anchor {
	if r.section == nil {
		return ""
	}
	return r.section.Anchor
}

// startTask opens a task.
func (r *reader) startTask(p *paragraph) {
	h := r.heading(p)
	r.plan.Tasks = append(r.plan.Tasks, corpus.Task{
		Anchor:    corpus.Anchor("task-" + strconv.Itoa(len(r.plan.Tasks)+1)),
		Number:    h.number,
		Section:   r.sectionAnchor(),
		Span:      p.span,
		TitleSpan: titleSpan(r.plan.Text, h.rest, p.notes),
	})
	r.task, r.closed = &r.plan.Tasks[len(r.plan.Tasks)-1], p.ends
	r.task.Title = squash(r.task.TitleSpan.Of(r.plan.Text))
	r.states = append(r.states, taskState{
		notes: slices.Clone(p.notes),
		past:  lookingBack.MatchString(r.task.Title) || r.section != nil && lookingBack.MatchString(r.section.Title),
	})
	r.addBlock(corpus.BlockTask, r.task.Anchor, p, nil)
}

// maxTitle is the longest first sentence, in characters, that is a title run
// into its text.
const maxTitle = 40

// titleSpan returns the title at the start of a numbered paragraph, which may
// hold notes: all of it where it is a heading, else its first sentence where
// that is short, or else its first clause.
func titleSpan(text string, s corpus.Span, notes []note) corpus.Span {
	s = s.Trim(text)
	line := s.Of(text)
	if len(notes) == 0 && isHeading(line) {
		return s
	}
	end := len(line)
	if i := strings.IndexAny(line, "。；：:"); i >= 0 {
		end = i
	}
	if utf8.RuneCountInString(line[:end]) > maxTitle {
		if i := strings.IndexRune(line[:end], '，'); i >= 0 {
			end = i
		}
	}
	if len(notes) > 0 && s.Start < notes[0].span.Start {
		end = min(end, notes[0].span.Start-s.Start)
	}
	return corpus.Span{Start: s.Start, End: s.Start + end}.Trim(text)
}

// finish reads what needs the whole plan: notes about units, commitments, and
// where footnote marks stand.
func (r *reader) finish() {
	var bare []*corpus.Task
	for i := range r.plan.Tasks {
		task, state := &r.plan.Tasks[i], &r.states[i]
		if !state.row {
			r.readAssignments(task, state.notes)
		}
		if !state.row && !state.past {
			r.readCommitments(task, state.notes)
		}
		if len(state.notes) == 0 && len(task.Assignments) == 0 {
			bare = append(bare, task)
		}
	}
	r.warnBare(bare)
	r.linkFootnotes()
	slices.SortStableFunc(r.plan.Warnings, func(a, b corpus.Warning) int { return a.Line - b.Line })
}

// placeLines names lines as an editor finds them in the file.
func (r *reader) placeLines(doc source.Document) {
	for i := range r.plan.Warnings {
		w := &r.plan.Warnings[i]
		line := &doc.Lines[w.Line-1]
		w.Line, w.Page = line.Number, line.Page
	}
	for i := range r.plan.Blocks {
		b := &r.plan.Blocks[i]
		b.Line = doc.Lines[b.Line-1].Number
	}
}

// notDuty matches the titles of what is numbered like a task but asks nothing
// of anybody.
var notDuty = regexp.MustCompile(`^(?:总体要求|指导思想|基本原则|(?:工作|主要|发展|总体|试点|建设|预期)?目标(?:任务)?|(?:重大|重要)?意义|试点范围|适用范围|(?:基本)?思路|形势)$`)

// warnBare names the tasks without a note about units; in one warning where
// the plan has no notes at all.
func (r *reader) warnBare(bare []*corpus.Task) {
	if len(bare) > 1 && len(bare) == len(r.plan.Tasks) {
		r.warn(r.lineAt(bare[0].Span.Start), "全文 %d 项任务都没有写明责任单位。", len(bare))
		return
	}
	for _, task := range bare {
		if notDuty.MatchString(task.Title) {
			continue
		}
		r.warn(r.lineAt(task.Span.Start), "任务“%s”没有写明责任单位。", task.Title)
	}
}

// warnStray names the notes about units that stand outside the tasks.
func (r *reader) warnStray(p *paragraph) {
	for _, n := range p.notes {
		r.warn(r.lineAt(n.span.Start), "责任说明不在任何一项任务里，按原文保留：%s", squash(n.span.Of(r.plan.Text)))
	}
}

// lineAt returns the source's line at an offset of the text.
func (r *reader) lineAt(offset int) int {
	i := sort.Search(len(r.paras), func(i int) bool { return r.paras[i].span.End > offset })
	if i == len(r.paras) {
		return 1
	}
	return r.paras[i].lineAt(offset - r.paras[i].span.Start)
}
