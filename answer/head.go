package answer

import (
	"fmt"
	"strconv"
	"strings"

	"planbot/corpus"
)

// headField is something that a plan says of itself as a whole.
type headField string

// The fields that are asked for.
const (
	headNumber     headField = "number"
	headDate       headField = "date"
	headIssuer     headField = "issuer"
	headTitle      headField = "title"
	headAddressees headField = "addressees"
	headYear       headField = "year"
	countTasks     headField = "tasks"
	countItems     headField = "indicators"
	countSections  headField = "sections"
	countUnits     headField = "units"
)

// askHead answers what a plan says of itself: nothing but the plan is named.
func (k *knowledge) askHead(q *question) (Question, bool) {
	const asked = cueDocNumber | cueDate | cueIssuer | cueAddressees | cueTitle | cueTasks | cueIndicators | cueSections | cueUnits
	if !q.sayOne(asked) || len(q.units) > 0 || q.task != "" || q.chapter != "" || q.foreign != "" || len(k.headLeft(q)) > 0 {
		return Question{}, false
	}
	for _, h := range []struct {
		says  cue
		field headField
	}{
		{cueDocNumber, headNumber}, {cueDate, headDate}, {cueIssuer, headIssuer}, {cueAddressees, headAddressees}, {cueTitle, headTitle},
	} {
		if q.sayOne(h.says) {
			return Question{Intent: AskHead, Head: h.field}, true
		}
	}
	if !q.sayOne(cueCount|cueNumber) || q.sayOne(cueLower|cueHigher|cueMost|cueLeast|cueNamed|cueChange|cueTarget|cueLead) || len(q.years) > 0 && q.years[0] != k.plan.Head.Year {
		return Question{}, false
	}
	for _, h := range []struct {
		says  cue
		field headField
	}{
		{cueSections, countSections}, {cueTasks, countTasks}, {cueIndicators, countItems}, {cueUnits, countUnits},
	} {
		if q.sayOne(h.says) {
			return Question{Intent: AskHead, Head: h.field}, true
		}
	}
	return Question{}, false
}

// headLeft returns the words that are neither filler nor of the plan's own name.
func (k *knowledge) headLeft(q *question) []stretch {
	var mask bits
	for _, s := range align(q.text, &q.taken, k.topic) {
		for i := s.at; i < s.at+s.size; i++ {
			mask.set(i)
		}
	}
	return q.left(&mask)
}

// answerHead says a field of the head with its quote.
func (k *knowledge) answerHead(q Question) Answer {
	h := &k.plan.Head
	label, value, span := "", "", h.TitleSpan
	switch q.Head {
	case headNumber:
		label, value, span = "文号", h.Number, h.NumberSpan
	case headDate:
		label, value, span = "印发日期", h.DateRaw, h.DateSpan
	case headIssuer:
		label, value, span = "发文单位", h.Issuer, h.IssuerSpan
	case headAddressees:
		label, value, span = "主送", strings.Join(h.Addressees, "、"), h.AddresseesSpan
	case headTitle:
		label, value = "标题", h.Title
	case countTasks:
		label, value = "任务", fmt.Sprintf("%d项", len(k.plan.Tasks))
	case countItems:
		label, value = "指标", fmt.Sprintf("%d个", len(k.plan.Indicators))
	case countSections:
		return k.answerSections()
	case countUnits:
		label, value = "写到的责任单位和牵头单位", strconv.Itoa(len(k.units))+"个"
	}
	if value == "" || value == "0项" || value == "0个" {
		return k.refused("文件里没有写明" + label + "。")
	}
	a := Answer{Status: Answered, State: State{Plan: k.plan.ID}}
	var cites []int
	if !span.Empty() {
		cites = append(cites, a.cite(k.plan, corpus.AnchorHead, h.Title, span))
	}
	a.Parts = []Part{{Runs: []Run{plain(label + "："), strong(value)}, Cites: cites}}
	if cites == nil {
		return k.refused("文件里没有写明标题，不能注明出处。")
	}
	return a
}

// answerSections lists the chapters and their sections.
func (k *knowledge) answerSections() Answer {
	a := Answer{Status: Answered, State: State{Plan: k.plan.ID}}
	var parts []Part
	chapters := 0
	for i := range k.plan.Sections {
		s := &k.plan.Sections[i]
		at := a.cite(k.plan, s.Anchor, s.Title, firstLine(k.plan, s.Span))
		if s.Level == 1 {
			chapters++
		}
		parts = append(parts, Part{Runs: []Run{plain(strings.Repeat("　", s.Level-1) + s.Number + " "), strong(s.Title)}, Cites: []int{at}})
	}
	if chapters == 0 {
		return k.refused("文件没有分章节。")
	}
	a.Parts = append([]Part{{Runs: []Run{plain("一共"), strong(fmt.Sprintf("%d章", chapters)), plain(fmt.Sprintf("、%d节：", len(parts)-chapters))}}}, parts...)
	return a
}

func firstLine(p *corpus.Plan, s corpus.Span) corpus.Span {
	if i := strings.IndexByte(s.Of(p.Text), '\n'); i >= 0 {
		s.End = s.Start + i
	}
	return s.Trim(p.Text)
}
