package parse

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"planbot/corpus"
)

var (
	docNumber   = regexp.MustCompile(`^\p{Han}{2,16}[〔\[［（(【](\d{4})[〕\]］）)】]第?\d{1,4}号$`)
	notice      = regexp.MustCompile(`^(.*?)关于(?:印发|转发|下发|发布)《(.+)》的通知$`)
	planEnding  = regexp.MustCompile(`(要点|方案|计划|意见|通知|分工|规划|安排|措施|办法|决定|条例|清单|任务|举措)(?:[（(].{1,8}[）)])?$`)
	bodyEnding  = regexp.MustCompile(`(办公室|政府|委员会|局|厅|部|院|办|委|会|署|集团)$`)
	titleYear   = regexp.MustCompile(`(20\d{2})(?:年|[-—～]20\d{2}年)`)
	parenDate   = regexp.MustCompile(`^[（(]?(\d{4})年(\d{1,2})月(\d{1,2})日[）)]?$`)
	aboutPrefix = regexp.MustCompile(`^(\p{Han}{2,30}?)关于`)
)

// maxHeadLine is the longest line, in characters, that can be part of a title
// or a signature.
const maxHeadLine = 45

// noticeTitle returns the title of the plan that a notice announces, "" where
// the text is no notice. The notice's title may stand on up to three lines.
func (r *reader) noticeTitle() string {
	title, _, _, _ := r.findNotice()
	return title
}

// findNotice looks for 关于印发《TITLE》的通知 and returns the title, who
// announces it, and the lines [from, to).
func (r *reader) findNotice() (title, issuer string, from, to int) {
	for i := range min(len(r.paras), 40) {
		if !strings.Contains(r.paras[i].text, "关于") {
			continue
		}
		joined := ""
		for n := i; n < min(len(r.paras), i+4); n++ {
			joined += squash(r.paras[n].text)
			if utf8.RuneCountInString(joined) > 4*maxHeadLine {
				break
			}
			if m := notice.FindStringSubmatch(joined); m != nil {
				return m[2], m[1], i, n + 1
			}
		}
	}
	return "", "", 0, 0
}

// readHead reads what stands before paragraph body.
func (r *reader) readHead(body int) {
	kinds := make([]corpus.BlockKind, body)
	for i := range kinds {
		kinds[i] = corpus.BlockParagraph
	}
	head := &r.plan.Head
	r.readTitle(kinds)
	r.readNumberAndAddressees(kinds)
	r.readSignature(kinds)
	head.Year = head.Date.Year
	if m := titleYear.FindStringSubmatch(head.Title); m != nil {
		head.Year, _ = strconv.Atoi(m[1])
	}
	for _, from := range []string{head.Title, head.Issuer} {
		if region, ok := corpus.FindRegion(from); ok {
			head.Region = region
			break
		}
	}
	for i := range body {
		r.addBlock(kinds[i], corpus.AnchorHead, &r.paras[i], nil)
	}
}

// cover returns the span of paragraphs [from, to).
func (r *reader) cover(from, to int) corpus.Span {
	return corpus.Span{Start: r.paras[from].span.Start, End: r.paras[to-1].span.End}
}

// readTitle finds the plan's title: inside a notice's 《》, else the first
// lines that end as a plan's name does.
func (r *reader) readTitle(kinds []corpus.BlockKind) {
	head := &r.plan.Head
	title, issuer, from, to := r.findNotice()
	if title == "" {
		title, from, to = r.plainTitle(len(kinds))
		if m := aboutPrefix.FindStringSubmatch(title); m != nil && bodyEnding.MatchString(m[1]) {
			issuer = m[1]
		}
	}
	if title == "" {
		return
	}
	head.Title = title
	head.TitleSpan = r.cover(from, to)
	if issuer != "" && bodyEnding.MatchString(issuer) {
		head.Issuer, head.IssuerSpan = issuer, head.TitleSpan
	}
	for i := range kinds {
		if from <= i && i < to || squash(r.paras[i].text) == title {
			kinds[i] = corpus.BlockTitle
		}
	}
}

func (r *reader) plainTitle(body int) (title string, from, to int) {
	for from := range body {
		joined := ""
		for to := from + 1; to <= min(body, from+4); to++ {
			line := squash(r.paras[to-1].text)
			if utf8.RuneCountInString(line) > maxHeadLine || docNumber.MatchString(line) || strings.ContainsAny(line, "。，：:") {
				break
			}
			joined += line
			if planEnding.MatchString(joined) {
				return joined, from, to
			}
		}
	}
	return "", 0, 0
}

func (r *reader) readNumberAndAddressees(kinds []corpus.BlockKind) {
	head := &r.plan.Head
	for i, kind := range kinds {
		line := squash(r.paras[i].text)
		switch {
		case kind != corpus.BlockParagraph:
		case head.Number == "" && docNumber.MatchString(line):
			head.Number, head.NumberSpan = line, r.paras[i].span
			kinds[i] = corpus.BlockNumber
		case head.Addressees == nil && (strings.HasSuffix(line, "：") || strings.HasSuffix(line, ":")) && !attachment.MatchString(line):
			head.Addressees, _ = splitUnits(strings.TrimRight(line, "：:"))
			head.AddresseesSpan = r.paras[i].span
			kinds[i] = corpus.BlockAddressee
		}
	}
}

// readSignature finds the date of issue and the issuer on the lines above it;
// an issuer without a signature is the letterhead above the 文号.
func (r *reader) readSignature(kinds []corpus.BlockKind) {
	head := &r.plan.Head
	for i := range kinds {
		m := parenDate.FindStringSubmatch(squash(r.paras[i].text))
		if m == nil || !head.Date.IsZero() {
			continue
		}
		head.Date = dateOf(m[1], m[2], m[3])
		head.DateRaw, head.DateSpan = strings.Trim(squash(r.paras[i].text), "（()）"), r.paras[i].span
		kinds[i] = corpus.BlockSign
		from := i
		for from > 0 && r.isSignature(from-1, kinds) {
			from--
			kinds[from] = corpus.BlockSign
		}
		if from < i {
			span := r.cover(from, i)
			head.Issuer, head.IssuerSpan = squash(span.Of(r.plan.Text)), span
		}
	}
	if len(kinds) > 0 && kinds[0] == corpus.BlockParagraph && r.isSignature(0, kinds) {
		kinds[0] = corpus.BlockTitle
		if head.Issuer == "" {
			head.Issuer, head.IssuerSpan = squash(r.paras[0].text), r.paras[0].span
		}
	}
}

// isSignature tells whether a head's line can name the issuer, or the first
// part of one that takes two lines.
func (r *reader) isSignature(i int, kinds []corpus.BlockKind) bool {
	line := squash(r.paras[i].text)
	if kinds[i] != corpus.BlockParagraph || utf8.RuneCountInString(line) > maxHeadLine || strings.ContainsAny(line, "。，；：:！？《》") || attachment.MatchString(line) {
		return false
	}
	return bodyEnding.MatchString(line) || i+1 < len(kinds) && kinds[i+1] == corpus.BlockSign && !dateLine.MatchString(squash(r.paras[i+1].text))
}

func dateOf(year, month, day string) corpus.Date {
	var d corpus.Date
	d.Year, _ = strconv.Atoi(year)
	d.Month, _ = strconv.Atoi(month)
	d.Day, _ = strconv.Atoi(day)
	return d
}
