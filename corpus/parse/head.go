package parse

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"planbot/corpus"
)

var (
	docNumber  = regexp.MustCompile(`^\p{Han}{2,16}[〔\[［（(【](\d{4})[〕\]］）)】]第?\d{1,4}号$`)
	notice     = regexp.MustCompile(`^(.*?)关于(?:印发|转发|下发|发布)《(.+)》的通知$`)
	bareNotice = regexp.MustCompile(`^(.*?)关于(?:印发|转发|下发|发布)([^《》，。：]+)的通知$`)
	planEnding = regexp.MustCompile(`(要点|方案|计划|意见|通知|分工|规划|纲要|安排|措施|办法|细则|决定|条例|清单|表|任务|目标|台账|举措|分解|实事|計畫|計劃|綱要|要點|辦法|意見)(?:[（(].{1,14}[）)])?$`)
	bodyEnding = regexp.MustCompile(`(办公室|政府|委员会|局|厅|部|院|办|委|会|署|集团)(?:[（(]\p{Han}{2,30}代章[）)])?$`)
	sealedFor  = regexp.MustCompile(`[（(]\p{Han}{2,30}代章[）)]$`)
	titleYear  = regexp.MustCompile(`(20\d{2})(?:年|[-—～]20\d{2}年)`)
	// republicYear matches a year as Taiwan counts them, from 1912.
	republicYear = regexp.MustCompile(`(?:民[國国])?(1\d{2})年度|民[國国](\d{2,3})年`)
	signDate     = regexp.MustCompile(`^[（(]?(\p{Han}{2,40})?(\d{4}|` + hanYear + `)年(\d{1,2}|[` + hanDigits + `]{1,2})月(\d{1,2}|[` + hanDigits + `]{1,3})日[）)]?(?:[（(]此件.{1,12}[）)])?$`)
	release      = regexp.MustCompile(`^[（(]此件.{1,20}[）)]$`)
	aboutPrefix  = regexp.MustCompile(`^(\p{Han}{2,30}?)关于`)
)

// republic is the year before the first that Taiwan counts.
const republic = 1911

// maxHeadLine is the longest line, in characters, that can be part of a title
// or a signature.
const maxHeadLine = 45

// announced is a notice's title: 关于印发《TITLE》的通知.
type announced struct {
	title, issuer string
	from, to      int // its paragraphs
}

// findNotice looks for a notice's title, which may stand on up to three lines;
// the zero value where there is none.
func (r *reader) findNotice() announced {
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
				return announced{m[2], m[1], i, n + 1}
			}
			if m := bareNotice.FindStringSubmatch(joined); m != nil && planEnding.MatchString(m[2]) {
				return announced{m[2], m[1], i, n + 1}
			}
		}
	}
	return announced{}
}

// readHead reads what stands before paragraph body, and the signature, which
// may stand behind the last task.
func (r *reader) readHead(body int) {
	kinds := make([]corpus.BlockKind, len(r.paras))
	for i := range kinds {
		kinds[i] = corpus.BlockParagraph
	}
	head := &r.plan.Head
	r.readTitle(kinds[:body])
	r.readNumberAndAddressees(kinds[:body])
	r.readSignature(kinds, body)
	r.readLetterhead(kinds[:body])
	head.Year = head.Date.Year
	if m := titleYear.FindStringSubmatch(head.Title); m != nil {
		head.Year, _ = strconv.Atoi(m[1])
	} else if m := republicYear.FindStringSubmatch(head.Title); m != nil {
		head.Year = republic + numberOf(m[1]+m[2])
	}
	for _, from := range []string{head.Title, head.Issuer} {
		if region, ok := corpus.FindRegion(from); ok {
			head.Region = region
			break
		}
	}
	r.signs = make([]bool, len(r.paras))
	for i, kind := range kinds {
		if i < body {
			r.addBlock(kind, corpus.AnchorHead, &r.paras[i], nil)
		}
		r.signs[i] = kind == corpus.BlockSign
	}
	r.warnHead()
}

// warnHead names what a head ought to say and does not.
func (r *reader) warnHead() {
	head := &r.plan.Head
	if head.Title == "" {
		r.warn(1, "没有读出文件标题。")
	}
	if head.Year == 0 {
		r.warn(1, "没有读出年度：标题和落款里都没有年份。")
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
	found := r.findNotice()
	if found.to > len(kinds) {
		found = announced{}
	}
	if found.title == "" {
		found.title, found.from, found.to = r.plainTitle(len(kinds))
		if m := aboutPrefix.FindStringSubmatch(found.title); m != nil {
			found.issuer = m[1]
		}
	}
	if found.title == "" {
		return
	}
	head.Title = found.title
	head.TitleSpan = r.cover(found.from, found.to)
	if bodyEnding.MatchString(found.issuer) {
		head.Issuer, head.IssuerSpan = found.issuer, head.TitleSpan
	}
	for i := range kinds {
		if found.from <= i && i < found.to || squash(r.paras[i].text) == found.title {
			kinds[i] = corpus.BlockTitle
		}
	}
}

func (r *reader) plainTitle(body int) (title string, from, to int) { return r.plainTitleFrom(0, body) }

// plainTitleFrom looks for a title between two paragraphs.
func (r *reader) plainTitleFrom(start, body int) (title string, from, to int) {
	for from := start; from < body; from++ {
		joined := ""
		for to := from + 1; to <= min(body, from+4); to++ {
			line := squash(r.paras[to-1].text)
			if start > 0 && (signDate.MatchString(line) || bodyEnding.MatchString(line)) { // the notice's signature
				break
			}
			if utf8.RuneCountInString(line) > maxHeadLine || docNumber.MatchString(line) || strings.ContainsAny(line, "。，：:") {
				break
			}
			joined += line
			if planEnding.MatchString(joined) {
				if strings.HasSuffix(joined, "的通知") {
					if title, begins, ends := r.plainTitleFrom(to, body); title != "" { // the plan's own behind the notice
						return title, begins, ends
					}
				}
				return joined, from, to
			}
		}
	}
	for from := start; from < body && start == 0; from++ { // no usual word, but a year: 临江市2024年十大民生实事
		if line := squash(r.paras[from].text); titleYear.MatchString(line) && !r.paras[from].isRow() && utf8.RuneCountInString(line) <= maxHeadLine &&
			!strings.ContainsAny(line, "。，：:；") && !docNumber.MatchString(line) && !signDate.MatchString(line) {
			return line, from, from + 1
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

// maxSignature is the longest paragraph with a date of issue, in bytes.
const maxSignature = 400

// readSignature finds the date of issue and the issuer on the lines above it:
// in the head, or behind the plan's text, where a date must have an issuer.
func (r *reader) readSignature(kinds []corpus.BlockKind, body int) {
	for i := range kinds {
		if text := r.paras[i].text; len(text) > maxSignature || !strings.Contains(text, "日") {
			continue
		}
		m := signDate.FindStringSubmatch(squash(r.paras[i].text))
		if m == nil || r.paras[i].isRow() || m[1] != "" && !bodyEnding.MatchString(m[1]) {
			continue
		}
		from := i
		for from > 0 && r.isSignature(from-1, i, kinds) {
			from--
		}
		if i >= body && (from == i && m[1] == "" || !r.ends(i)) {
			continue
		}
		r.sign(m, from, i)
		for n := from; n <= i || n < len(kinds) && release.MatchString(squash(r.paras[n].text)); n++ {
			kinds[n] = corpus.BlockSign
		}
		return
	}
}

// afterSignature matches what may stand behind a signature at a text's end.
var afterSignature = regexp.MustCompile(`^(?:[（(]此件|附\s*件|来源|抄送|[（(]?联系|扫一扫|分享)`)

// ends tells whether a text's signature can end in paragraph i.
func (r *reader) ends(i int) bool {
	return i+1 == len(r.paras) || afterSignature.MatchString(r.paras[i+1].text)
}

// sign takes the date in paragraph at, which m matched, and the issuer in the
// paragraphs [from, at) or on the date's own line.
func (r *reader) sign(m []string, from, at int) {
	head := &r.plan.Head
	span := r.paras[at].span
	head.Date = dateOf(m[2], m[3], m[4])
	head.DateRaw, head.DateSpan = m[2]+"年"+m[3]+"月"+m[4]+"日", span
	switch {
	case from < at:
		head.IssuerSpan = r.cover(from, at)
		head.Issuer = r.issuer(from, at)
	case m[1] != "":
		head.Issuer, head.IssuerSpan = m[1], span
	}
}

// issuer returns the name that paragraphs [from, to) sign with: one name on
// several lines, or several names on a line each.
func (r *reader) issuer(from, to int) string {
	var names []string
	joined := ""
	for _, p := range r.paras[from:to] {
		joined += sealedFor.ReplaceAllString(squash(p.text), "")
		if bodyEnding.MatchString(joined) {
			names, joined = append(names, joined), ""
		}
	}
	if joined != "" {
		names = append(names, joined)
	}
	return strings.Join(names, "、")
}

// readLetterhead takes the line above everything else for the issuer where no
// signature names one.
func (r *reader) readLetterhead(kinds []corpus.BlockKind) {
	if len(kinds) == 0 || kinds[0] != corpus.BlockParagraph || !r.isSignature(0, 0, kinds) {
		return
	}
	kinds[0] = corpus.BlockTitle
	if r.plan.Head.Issuer == "" {
		r.plan.Head.Issuer, r.plan.Head.IssuerSpan = squash(r.paras[0].text), r.paras[0].span
	}
}

// isSignature tells whether paragraph i can name the issuer, or the first part
// of one that takes two lines, above the date in paragraph date.
func (r *reader) isSignature(i, date int, kinds []corpus.BlockKind) bool {
	p := &r.paras[i]
	line := squash(p.text)
	if kinds[i] != corpus.BlockParagraph || p.rank != rankNone || p.isRow() || utf8.RuneCountInString(line) > maxHeadLine ||
		strings.ContainsAny(line, "。，；：:！？《》") || attachment.MatchString(line) || isDigit(line[0]) {
		return false
	}
	return bodyEnding.MatchString(line) || i+1 < date && date-i <= 2
}

// dateOf reads a date in arabic or in Chinese digits.
func dateOf(year, month, day string) corpus.Date {
	return corpus.Date{Year: yearOf(year), Month: numberOf(month), Day: numberOf(day)}
}

// yearOf reads 2011 or 二〇一一, where the round digit may be a letter.
func yearOf(s string) int { return numberOf(letterZero.Replace(s)) }

var letterZero = strings.NewReplacer("О", "〇", "O", "〇")
