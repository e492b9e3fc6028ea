package parse

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"planbot/corpus"
)

// rank is a paragraph's level in the plan's numbering, the highest first. Their
// order is the one that offices keep (GB/T 9704: 一、 （一） 1. （1）) with those of
// long plans, of laws (articles) and of Taiwan (壹、) above it.
type rank int

const (
	rankNone     rank = iota
	rankAnnex         // 附件1, on a line of its own behind the plan's text
	rankPart          // 第一编, 第一部分
	rankTitle         // 第一章
	rankDivision      // 第一节
	rankArticle       // 第一条
	rankFormal        // 壹、
	rankChapter       // 一、
	rankSection       // （一）
	rankItem          // 1.
	lastRank     = rankItem
)

const (
	hanDigits    = `一二三四五六七八九十`
	formalDigits = `壹贰叁肆伍陆柒捌玖拾貳參陸`
	ringed       = `①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳`
	hanYear      = `[〇○零ОO` + hanDigits + `]{4}`
)

// numbers are the forms of a number at a paragraph's start. The first group
// holds its digits.
var numbers = [lastRank + 1]*regexp.Regexp{
	rankAnnex:    regexp.MustCompile(`^附\s*件\s*([\d０１２３４５６７８９]{1,2}|[` + hanDigits + `]{1,3})?\s*[：:]?$`),
	rankPart:     regexp.MustCompile(`^第([` + hanDigits + `百]+)(?:编|部分)[\s\x{3000}]*[、：:]?\s*`),
	rankTitle:    regexp.MustCompile(`^第([` + hanDigits + `百]+|\d{1,2})章[\s\x{3000}]*`),
	rankDivision: regexp.MustCompile(`^第([` + hanDigits + `百]+|\d{1,2})节[\s\x{3000}]*`),
	rankArticle:  regexp.MustCompile(`^第([` + hanDigits + `百]+|\d{1,3})条[\s\x{3000}]+`),
	rankFormal:   regexp.MustCompile(`^([` + formalDigits + `]{1,3})\s*、\s*`),
	rankChapter:  regexp.MustCompile(`^([` + hanDigits + `百]+)\s*[、.．]\s*`),
	rankSection:  regexp.MustCompile(`^(?:[（(]\s*([` + hanDigits + `百]+)\s*[）)]、?|([㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩]))\s*`),
	rankItem:     regexp.MustCompile(`^(?:([\d０１２３４５６７８９]{1,3})\s*(?:[.．]\s+|、\s*|[.．])|([⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛]))\s*`),
}

var (
	decimalStart = regexp.MustCompile(`^[\d０１２３４５６７８９]{1,3}[.．]\d{1,2}(?:\D|$)`)
	letterBehind = regexp.MustCompile(`^\d{1,3}[.．]\d{1,2}[A-Za-z]`)
	subItemStart = regexp.MustCompile(`^(?:[（(][\d０１２３４５６７８９]{1,2}[）)]|[` + ringed + `]|——?|- |[•▪●◆■]|[\d０１２３４５６７８９]{1,2}[）)]|[⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿])\s*`)
)

// maxNumber is the longest number, in bytes.
const maxNumber = 48

// rankOf returns the rank of a paragraph's number. A decimal (2.2 of a wrapped
// table) is no item; a title that begins with digits (11.121人才梯队项目) is one's.
func rankOf(text string) rank {
	first, _ := utf8.DecodeRuneInString(text)
	if isHan(first) && first != '第' && !strings.ContainsRune(hanDigits+formalDigits, first) || isRow(text) {
		return rankNone
	}
	start := text[:min(len(text), maxNumber)]
	for level := rankPart; level <= lastRank; level++ {
		if numbers[level].MatchString(start) && (level != rankItem || !decimalStart.MatchString(start)) {
			return level
		}
	}
	return rankNone
}

// decimalItem tells whether a text that begins as a decimal does is the item
// behind the one with a number: 5.5G网络 behind item 4.
func decimalItem(text string, last int) bool {
	return letterBehind.MatchString(text) && strings.HasPrefix(text, strconv.Itoa(last+1)) && !isDigit(text[len(strconv.Itoa(last+1))])
}

// heading is a numbered paragraph's number.
type heading struct {
	number  string // as printed: 二, （五）, 第三章, 16
	ordinal int
	rest    corpus.Span // after the number
}

func (r *reader) heading(p *paragraph) heading {
	m := numbers[p.rank].FindStringSubmatch(p.text)
	h := heading{number: strings.Join(m[1:], ""), rest: corpus.Span{Start: p.span.Start + len(m[0]), End: p.span.End}}
	h.ordinal = numberOf(h.number)
	switch p.rank {
	case rankSection, rankAnnex, rankPart, rankTitle, rankDivision, rankArticle:
		h.number = strings.TrimRightFunc(squash(m[0]), func(r rune) bool { return r == '、' || r == '：' || r == ':' || unicode.IsSpace(r) })
	}
	return h
}

// numberOf reads a number as headings and dates write it; 0 where s is none.
func numberOf(s string) int {
	n, _ := corpus.ParseNumeral(s)
	return n
}
