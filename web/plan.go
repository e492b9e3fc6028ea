package web

import (
	"cmp"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"planbot/answer"
	"planbot/corpus"
)

// planPage is the page of a plan.
type planPage struct {
	Title    string
	Number   string
	State    string // what a question asked on this page follows
	Notice   string // why nothing is highlighted although the link asks for it, or what else the reader must know
	Current  string // where the text in service is, of one that is not
	Quotes   []int  // the numbers of the highlighted quotes
	Contents []entry
	Body     template.HTML
	Headed   bool // the body has the page's first heading
}

// entry is a line of the contents.
type entry struct {
	Level         int
	Anchor        corpus.Anchor
	Number, Title string
}

// The notices of links whose quotes cannot be shown.
const (
	staleNotice  = "这个链接引用的是原文的另一个版本，没有标出当时的引文；这里显示的是现在的原文。"
	oldNotice    = "这是旧版本，内容可能已经更改。"
	brokenNotice = "这个链接里引文的位置读不出来，没有标出引文；这里显示的是完整的原文。"
)

func (s *server) plan(w http.ResponseWriter, r *http.Request) {
	p := s.current().Plan(corpus.PlanID(r.PathValue("id")))
	old := s.oldVersion(r, p)
	if old != nil {
		p = old
	}
	if p == nil {
		s.fail(w, r, http.StatusNotFound, "没有这份文件", "它可能改了名，或者还没有导入。")
		return
	}
	page := planPage{
		Title: planTitle(p), Number: p.Head.Number, Contents: contents(p),
		State: writeState(answer.State{Plan: p.ID}),
	}
	var marks []corpus.Span
	if at := r.FormValue("at"); at != "" {
		marks, page.Notice = readQuotes(p, at, r.FormValue("v"))
	}
	if old != nil {
		page.Title = "旧版本：" + page.Title
		page.Notice, page.Current = strings.TrimSpace(oldNotice+page.Notice), p.ID.Path()
	}
	for i := range marks {
		page.Quotes = append(page.Quotes, i+1)
	}
	page.Body, page.Headed = layOut(p, marks)
	s.render(w, r, http.StatusOK, "plan.html", page)
}

// oldVersion returns the version that a link asks for, where it is not the one
// in service, current, and is kept.
func (s *server) oldVersion(r *http.Request, current *corpus.Plan) *corpus.Plan {
	version := r.FormValue("v")
	if version == "" || s.opts.Version == nil || current != nil && current.Version() == version {
		return nil
	}
	return s.opts.Version(r.Context(), corpus.PlanID(r.PathValue("id")), version)
}

// readQuotes returns what a link highlights, or why that is nothing.
func readQuotes(p *corpus.Plan, at, version string) ([]corpus.Span, string) {
	if version != p.Version() {
		return nil, staleNotice
	}
	marks := readMarks(at, p.Text)
	if len(marks) == 0 {
		return nil, brokenNotice
	}
	return marks, ""
}

// maxMarks is how many quotes one link can highlight.
const maxMarks = 200

// readMarks reads START-END,… of a link: byte offsets into text. What lies
// outside it, cuts a character or holds no words is left out. The spans come
// back in the order of the text, and those that overlap as one.
func readMarks(at, text string) []corpus.Span {
	var read []corpus.Span
	for part := range strings.SplitSeq(at, ",") {
		if s, ok := readSpan(part, text); ok {
			read = append(read, s)
		}
		if len(read) == maxMarks {
			break
		}
	}
	slices.SortFunc(read, func(a, b corpus.Span) int { return cmp.Compare(a.Start, b.Start) })
	var out []corpus.Span
	for _, s := range read {
		if last := len(out) - 1; last >= 0 && s.Start < out[last].End {
			out[last].End = max(out[last].End, s.End)
			continue
		}
		out = append(out, s)
	}
	return out
}

func readSpan(s, text string) (corpus.Span, bool) {
	from, to, _ := strings.Cut(s, "-")
	start, err := strconv.ParseUint(from, 10, 31)
	if err != nil {
		return corpus.Span{}, false
	}
	end, err := strconv.ParseUint(to, 10, 31)
	span := corpus.Span{Start: int(start), End: int(end)}
	if err != nil || span.Empty() || span.End > len(text) {
		return corpus.Span{}, false
	}
	whole := utf8.RuneStart(text[span.Start]) && (span.End == len(text) || utf8.RuneStart(text[span.End]))
	return span, whole && strings.TrimSpace(span.Of(text)) != ""
}

// contents lists the sections and the tasks, and the first indicator for all.
func contents(p *corpus.Plan) []entry {
	var out []entry
	level, indicators := 0, false
	for _, item := range p.Items() {
		e := entry{Anchor: item.ID.Anchor, Title: item.Title, Level: level + 1}
		switch item.Kind {
		case corpus.KindSection:
			section := p.Section(e.Anchor)
			level = section.Level
			e.Level, e.Number = level, section.Number
		case corpus.KindTask:
			e.Number = p.Task(e.Anchor).Number
		case corpus.KindIndicator:
			if indicators {
				continue
			}
			indicators = true
			e.Title = "指标表（" + strconv.Itoa(len(p.Indicators)) + "项）"
		default:
			continue
		}
		out = append(out, e)
	}
	return out
}

func yearLabel(year int) string { return strconv.Itoa(year) + "年" }
