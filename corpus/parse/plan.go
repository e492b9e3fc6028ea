package parse

import (
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

// reader reads paragraphs into a plan, from the first to the last.
type reader struct {
	plan  *corpus.Plan
	paras []paragraph
	signs []bool  // which paragraphs of the body are the signature
	later []bool  // whether a note follows before the next numbered paragraph
	tasks rank    // the rank whose paragraphs are the plan's tasks
	open  []level // the headings above what is being read
	taken map[corpus.Anchor]int
	rules planRules

	states []taskState // of each task

	task     *corpus.Task
	closed   bool   // the open task ends in a note about units
	table    *table // whose rows are being read
	previous *table // the last one that was begun
	grid     *grid  // the last table that is read by its columns
	grids    []*grid
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
	tables := findTables(doc)
	doc = source.Document{Lines: tables.out}
	whole, pages := paragraphs(doc, tables.kept)
	paras := splitHead(splitRunOn(whole))
	r := &reader{plan: &corpus.Plan{ID: id}, paras: paras, taken: map[corpus.Anchor]int{}}
	r.plan.Text = layOut(r.paras)
	r.rankParagraphs()
	r.findRules()
	body := r.bodyStart()
	r.readHead(body)
	r.chooseTasks(body)
	for i := body; i < len(r.paras); i++ {
		r.readParagraph(i)
	}
	r.warnPages(doc, pages)
	for _, w := range tables.warnings {
		r.warn(w.line+1, "%s", w.message)
	}
	r.warnFlattened()
	r.warnDamaged()
	r.warnEmptyGrids()
	r.finish()
	r.placeLines(doc)
	r.plan.Seal()
	return r.plan
}

// rankParagraphs finds each paragraph's rank, and whether it holds a note. The
// names of attachments are numbered, but are no items.
func (r *reader) rankParagraphs() {
	listed, begun, item := false, false, 0
	for i := range r.paras {
		p := &r.paras[i]
		switch p.rank = rankOf(p.text); {
		case p.isRow():
			p.rank = rankNone
		case p.rank == rankNone && decimalItem(p.text, item):
			p.rank = rankItem
		}
		switch {
		case begun && numbers[rankAnnex].MatchString(p.text) && !r.listsAnnexes(i):
			p.rank, listed = rankAnnex, false
		case attachment.MatchString(p.text):
			listed = true
		case listed && p.rank == rankItem && utf8.RuneCountInString(p.text) <= maxHeadLine && !strings.Contains(p.text, "。"):
			p.rank = rankNone
		default:
			listed = false
		}
		if begun = begun || p.rank != rankNone; p.rank == rankItem {
			item = r.heading(p).ordinal
		}
		if p.notes = lineNotes(r.plan.Text, p.span); len(p.notes) > 0 {
			last := p.notes[len(p.notes)-1].span.End
			p.ends = strings.Trim(r.plan.Text[last:p.span.End], "。；; ") == ""
		} else if n, ok := clauseNote(r.plan.Text, p.span); ok {
			p.notes = []note{n}
		}
	}
}

// listsAnnexes tells whether 附件： at paragraph i is followed by the annexes'
// names, and not by the annex.
func (r *reader) listsAnnexes(i int) bool {
	return i+1 < len(r.paras) && rankOf(r.paras[i+1].text) == rankItem && isHeading(r.paras[i+1].text)
}

// bodyStart returns the index of the first paragraph after the head: the first
// heading, item or table row. A notice that announces a plan repeats the
// plan's title where the plan begins, and may number its own demands before;
// a table of contents lists the headings before they come.
func (r *reader) bodyStart() int {
	from := 0
	notice := r.findNotice()
	for i := notice.to; i < len(r.paras) && notice.title != ""; i++ {
		if r.repeats(notice.title, i) {
			from = i
			break
		}
	}
	for i := range r.paras {
		if len(r.paras[i].text) < maxNumber && squash(r.paras[i].text) == "目录" {
			from = max(from, r.afterContents(i))
			break
		}
	}
	for i := from; i < len(r.paras); i++ {
		if r.paras[i].rank != rankNone || r.paras[i].isRow() {
			return i
		}
	}
	return len(r.paras)
}

// repeats tells whether a plan's title stands at paragraph i, on up to three
// lines.
func (r *reader) repeats(title string, i int) bool {
	if len(r.paras[i].text) > 3*len(title) {
		return false
	}
	joined := ""
	for n := i; n < min(i+3, len(r.paras)); n++ {
		if joined += squash(r.paras[n].text); !strings.HasPrefix(title, joined) {
			return false
		}
		if joined == title {
			return true
		}
	}
	return false
}

// contentsEnd matches what stands behind a heading in a table of contents.
var contentsEnd = regexp.MustCompile(`[.…·．\-—\s]*[(（]?\d{0,4}[)）]?$`)

// minHeading is the shortest heading that the contents on one line are known by,
// in bytes.
const minHeading = 18

// afterContents returns where the first heading behind a line that says 目录
// stands for the second time; that line where it does not.
func (r *reader) afterContents(contents int) int {
	first := ""
	for i := contents + 1; i < len(r.paras); i++ {
		if r.paras[i].rank == rankNone {
			continue
		}
		words := contentsEnd.ReplaceAllString(squash(r.paras[i].text), "")
		if first == "" {
			first = words
		} else if words == first || len(words) >= minHeading && strings.HasPrefix(first, words) { // all of the contents on one line
			return i
		}
	}
	return contents
}

// chooseTasks finds which rank's paragraphs are the tasks: the highest one
// that carries notes about units of its own, with most of its paragraphs doing
// so even where more notes stand below them; else the one that has the most
// notes. In a plan without notes it is the deepest rank that at least half of
// the headings above it have, unlike the principles of a plan where nothing
// else is numbered as they are.
func (r *reader) chooseTasks(body int) {
	c := r.countRanks(body)
	for level := rankPart; level <= lastRank; level++ {
		if c.carries(level) {
			r.tasks = level
			return
		}
	}
	for level := rankPart; level <= lastRank; level++ {
		if c.noted[level] > 0 && c.noted[level] >= c.noted[r.tasks] {
			r.tasks = level
		}
	}
	if r.tasks == rankNone {
		r.tasks = c.deepest()
	}
}

// ranks counts the numbered paragraphs of a plan's body by their rank.
type ranks struct {
	count   [lastRank + 1]int
	noted   [lastRank + 1]int // with a note about units before the next one
	parents [lastRank + 1]int // with notes further below
	both    [lastRank + 1]int // with both
	above   [lastRank + 1]int // headings of a higher rank that have some below them
	rows    bool              // there are tables
}

// carries tells whether the paragraphs of a rank carry the notes: most do, and
// most of those that have notes below them too.
func (c *ranks) carries(level rank) bool {
	return c.noted[level] > 0 && 2*c.noted[level] >= c.count[level] && 2*c.both[level] >= c.parents[level]
}

// deepest returns the rank of the tasks in a plan without notes; rankNone where
// the highest rank has tables below it alone.
func (c *ranks) deepest() rank {
	tasks, above := rankNone, 0
	for level := rankPart; level <= lastRank; level++ {
		switch {
		case c.count[level] == 0:
			continue
		case above == 0:
			if !c.rows {
				tasks = level
			}
		case 2*c.above[level] >= above:
			tasks = level
		}
		above = c.count[level]
	}
	return tasks
}

// countRanks counts the ranks, and finds behind which paragraphs a note
// follows before the next numbered one.
func (r *reader) countRanks(body int) ranks {
	var c ranks
	r.later = make([]bool, len(r.paras)+1)
	var below, notes [lastRank + 1]bool // what stands, and has notes, under the next heading above it
	for i := len(r.paras) - 1; i >= body; i-- {
		p := &r.paras[i]
		r.later[i] = len(p.notes) > 0 || r.later[i+1]
		if p.isRow() {
			r.later[i], c.rows = false, true
		}
		if p.rank == rankNone {
			continue
		}
		p.noted = r.later[i]
		r.later[i] = false
		c.add(p, &below, &notes)
	}
	return c
}

// add counts a numbered paragraph, from the last one of a plan to the first.
func (c *ranks) add(p *paragraph, below, notes *[lastRank + 1]bool) {
	c.count[p.rank]++
	if p.noted {
		c.noted[p.rank]++
	}
	parent := false
	for level := p.rank + 1; level <= lastRank; level++ {
		if below[level] {
			c.above[level]++
		}
		parent = parent || notes[level]
		below[level], notes[level] = false, false
	}
	if parent {
		c.parents[p.rank]++
		if p.noted {
			c.both[p.rank]++
		}
	}
	below[p.rank] = true
	notes[p.rank] = notes[p.rank] || p.noted || parent
}

// readParagraph gives a paragraph to the item that it belongs to.
func (r *reader) readParagraph(i int) {
	p := &r.paras[i]
	switch {
	case r.signs[i]:
		r.task = nil
		r.addBlock(corpus.BlockSign, corpus.AnchorHead, p, nil)
	case p.kept:
		r.keepRow(p)
		return
	case len(p.cells) > 1:
		r.readGrid(i)
		return
	case p.isRow():
		r.readRow(p)
		return
	case footnote.MatchString(p.text):
		r.readFootnote(p)
		return
	case p.rank == rankAnnex:
		r.startSection(p)
	case r.namesAnnex(p):
		s := r.section()
		s.Title, s.Span.End = squash(p.text), p.span.End
		r.addBlock(corpus.BlockHeading, s.Anchor, p, nil)
	case r.isTask(p):
		r.startTask(p)
	case p.rank != rankNone && (p.rank <= r.tasks || r.tasks == rankNone):
		r.startSection(p)
	case i+1 < len(r.paras) && r.paras[i+1].isRow() && utf8.RuneCountInString(p.text) <= 60 && !strings.Contains(p.text, "。"):
		r.task = nil
		r.addBlock(corpus.BlockCaption, r.owner(), p, nil)
	default:
		r.continueText(p, r.later[i] || r.introduces(i))
	}
	r.table = nil
}

// isTask tells whether a numbered paragraph is a task: one of the rank of the
// tasks, unless it only guides, a heading above them with a note of its own,
// and what has one where no task is open.
func (r *reader) isTask(p *paragraph) bool {
	switch p.rank {
	case rankNone:
		return false
	case r.tasks:
		return p.noted || !r.inGuide() && !guiding.MatchString(squash(titleSpan(r.plan.Text, r.heading(p).rest, p.notes).Of(r.plan.Text)))
	}
	return p.noted && (p.rank < r.tasks || r.task == nil)
}

// inGuide tells whether an annex is open that explains the plan or shows how to
// follow it, as its title says. It asks nothing of anybody but by a note.
func (r *reader) inGuide() bool {
	return len(r.open) > 0 && r.open[0].rank == rankAnnex && guide.MatchString(r.plan.Sections[r.open[0].section].Title)
}

// namesAnnex tells whether a paragraph is the title of the annex whose number
// stands above it.
func (r *reader) namesAnnex(p *paragraph) bool {
	n := len(r.open)
	return n > 0 && r.open[n-1].rank == rankAnnex && r.section().Title == "" && p.rank == rankNone &&
		isHeading(p.text) && r.plan.Blocks[len(r.plan.Blocks)-1].Item == r.section().Anchor
}

// owner returns the anchor that a paragraph without an item of its own
// belongs to.
func (r *reader) owner() corpus.Anchor {
	if s := r.section(); s != nil {
		return s.Anchor
	}
	return corpus.AnchorHead
}

func (r *reader) addBlock(kind corpus.BlockKind, item corpus.Anchor, p *paragraph, cells []corpus.Span) {
	r.plan.Blocks = append(r.plan.Blocks, corpus.Block{Kind: kind, Item: item, Span: p.span, Line: p.line, Cells: cells})
}

func (r *reader) warn(line int, format string, args ...any) {
	r.plan.Warnings = append(r.plan.Warnings, corpus.Warning{Line: line, Message: fmt.Sprintf(format, args...)})
}

// introduces tells whether a paragraph leads to what is numbered below a task:
// 具体措施：.
func (r *reader) introduces(i int) bool {
	return i+1 < len(r.paras) && r.paras[i+1].rank > r.tasks && strings.HasSuffix(strings.ReplaceAll(r.paras[i].text, ":", "："), "：")
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
	if s, last := r.section(), len(r.plan.Blocks)-1; s != nil && r.plan.Blocks[last].Item == s.Anchor {
		s.Span.End = p.span.End
	}
	r.addBlock(corpus.BlockParagraph, r.owner(), p, nil)
	r.warnStray(p)
}

// level is a heading that is open: a section, or a task above others.
type level struct {
	rank    rank
	ordinal int
	section int // its index, -1 for a task
	task    corpus.Anchor
}

// startSection opens a section. One that is a heading with its text run in
// keeps the text.
func (r *reader) startSection(p *paragraph) {
	h := r.heading(p)
	if p.rank == rankAnnex && h.ordinal == 0 {
		h.ordinal = 1
	}
	r.closeDownTo(p.rank)
	parent := r.sectionAnchor()
	r.open = append(r.open, level{p.rank, h.ordinal, len(r.plan.Sections), ""})
	title := titleSpan(r.plan.Text, h.rest, p.notes)
	anchor := r.unused(r.anchor())
	r.plan.Sections = append(r.plan.Sections, corpus.Section{
		Anchor: anchor,
		Number: h.number,
		Title:  squash(title.Of(r.plan.Text)),
		Level:  len(r.open),
		Parent: parent,
		Span:   p.span,
	})
	r.task = nil
	r.addBlock(corpus.BlockHeading, anchor, p, nil)
	r.warnStray(p)
}

// closeDownTo closes the open headings that are not above a rank.
func (r *reader) closeDownTo(of rank) {
	for len(r.open) > 0 && r.open[len(r.open)-1].rank >= of {
		r.open = r.open[:len(r.open)-1]
	}
}

// anchor returns the anchor of the innermost open heading.
func (r *reader) anchor() corpus.Anchor {
	parts := make([]string, len(r.open))
	for i := range r.open {
		parts[i] = strconv.Itoa(r.open[i].ordinal)
	}
	kind := "section-"
	if r.open[0].rank == rankAnnex {
		kind = "annex-"
	}
	return corpus.Anchor(kind + strings.Join(parts, "."))
}

// section returns the innermost open section, nil where there is none.
func (r *reader) section() *corpus.Section {
	for _, l := range slices.Backward(r.open) {
		if l.section >= 0 {
			return &r.plan.Sections[l.section]
		}
	}
	return nil
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
	if s := r.section(); s != nil {
		return s.Anchor
	}
	return ""
}

// startTask opens a task. One of a higher rank than the tasks stays open above
// those that follow.
func (r *reader) startTask(p *paragraph) {
	h := r.heading(p)
	r.closeDownTo(p.rank)
	task := corpus.Task{
		Anchor:    corpus.Anchor("task-" + strconv.Itoa(len(r.plan.Tasks)+1)),
		Number:    h.number,
		Section:   r.sectionAnchor(),
		Span:      p.span,
		TitleSpan: titleSpan(r.plan.Text, h.rest, p.notes),
	}
	if n := len(r.open); n > 0 {
		task.Parent = r.open[n-1].task
	}
	task.Title = squash(task.TitleSpan.Of(r.plan.Text))
	if p.rank < r.tasks {
		r.open = append(r.open, level{p.rank, h.ordinal, -1, task.Anchor})
	}
	section := r.section()
	r.states = append(r.states, taskState{
		notes: slices.Clone(p.notes),
		past:  lookingBack.MatchString(task.Title) || section != nil && lookingBack.MatchString(section.Title),
	})
	r.plan.Tasks = append(r.plan.Tasks, task)
	r.task, r.closed = &r.plan.Tasks[len(r.plan.Tasks)-1], p.ends
	r.addBlock(corpus.BlockTask, task.Anchor, p, nil)
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
		if len(state.notes) == 0 && !state.row {
			state.notes = subjectNotes(r.plan.Text, corpus.Span{Start: task.TitleSpan.Start, End: task.Span.End})
		}
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
	r.readGoals()
	r.warnBare(bare)
	r.warnUnknown()
	r.quoteWarnings()
	r.linkFootnotes()
	slices.SortStableFunc(r.plan.Warnings, func(a, b corpus.Warning) int { return a.Line - b.Line })
}

// warnPages names the page numbers that were left out.
func (r *reader) warnPages(doc source.Document, pages []int) {
	if len(pages) == 0 {
		return
	}
	words := make([]string, len(pages))
	for i, line := range pages {
		words[i] = squash(doc.Lines[line].Text)
	}
	r.warn(pages[0]+1, "有 %d 行是页码，没有读入正文：%s", len(pages), strings.Join(words, "，"))
}

// placeLines names lines as an editor finds them in the file.
func (r *reader) placeLines(doc source.Document) {
	for i := range r.plan.Warnings {
		w := &r.plan.Warnings[i]
		if len(doc.Lines) == 0 {
			continue
		}
		line := &doc.Lines[w.Line-1]
		w.Line, w.Page = line.Number, line.Page
	}
	for i := range r.plan.Blocks {
		b := &r.plan.Blocks[i]
		b.Line = doc.Lines[b.Line-1].Number
	}
}

var (
	// guiding matches the titles of what is numbered like a task but asks
	// nothing of anybody.
	guiding = regexp.MustCompile(`^(?:总体要求|(?:总体|指导|基本)(?:思想|思路|原则|方针)|工作(?:原则|思路)|(?:重大|重要)?意义|(?:试点|适用|实施)?范围|(?:面临的?|发展|基本)?形势|(?:工作|发展|编制)?背景|发展现状|现状|工作回顾|名词解释|术语和定义)$`)
	// guide matches the titles of annexes that explain or show.
	guide = regexp.MustCompile(`(?:指引|指南|解读|释义|名词解释|说明|样表|样式|模板|范本|格式|示例|名单|案例)$`)
	// goal matches the titles of what sets targets and names nobody.
	goal = regexp.MustCompile(`^(?:工作|主要|发展|总体|试点|建设|预期|具体|总)?目标(?:任务)?$`)
)

// readGoals reads the promises that sections make themselves, as chapters of
// goals do.
func (r *reader) readGoals() {
	prose := r.proseOfSections()
	for i := range r.plan.Sections {
		s := &r.plan.Sections[i]
		if lookingBack.MatchString(s.Title) || guiding.MatchString(s.Title) && s.Title != "总体要求" {
			continue
		}
		for _, stretch := range prose[s.Anchor] {
			s.Commitments = append(s.Commitments, r.promisesIn(stretch, containsAny(s.Title, "目标", "要求", "任务"))...)
		}
	}
}

// proseOfSections returns the stretches of each section's own paragraphs,
// without the tables between them.
func (r *reader) proseOfSections() map[corpus.Anchor][]corpus.Span {
	prose := map[corpus.Anchor][]corpus.Span{}
	last := -1 // the block that the last stretch ends in
	for i, b := range r.plan.Blocks {
		if b.Kind != corpus.BlockHeading && b.Kind != corpus.BlockParagraph {
			continue
		}
		of := prose[b.Item]
		if last == i-1 && i > 0 && r.plan.Blocks[last].Item == b.Item && len(of) > 0 {
			of[len(of)-1].End = b.Span.End
		} else {
			prose[b.Item] = append(of, b.Span)
		}
		last = i
	}
	return prose
}

// warnDamaged names the lines with bytes that are no characters.
func (r *reader) warnDamaged() {
	for i := range r.paras {
		if strings.ContainsRune(r.paras[i].text, utf8.RuneError) {
			r.warn(r.paras[i].line, "这里有读不出来的字符（显示为 \ufffd），文件可能损坏或编码不对，请核对原文件。")
		}
	}
}

// maxBare is how many tasks without a note are named one by one.
const maxBare = 10

// warnBare names the tasks without a note about units; in one warning where
// most have none.
func (r *reader) warnBare(bare []*corpus.Task) {
	if len(bare) > 1 && len(bare) == len(r.plan.Tasks) {
		r.warn(r.lineAt(bare[0].Span.Start), "全文 %d 项任务都没有写明责任单位。", len(bare))
		return
	}
	if len(bare) > maxBare && 2*len(bare) > len(r.plan.Tasks) {
		r.warn(r.lineAt(bare[0].Span.Start), "全文 %d 项任务里有 %d 项没有写明责任单位。", len(r.plan.Tasks), len(bare))
		return
	}
	for _, task := range bare {
		if goal.MatchString(task.Title) {
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
