// Package html reads the article of a saved web page: the text that a browser
// shows, without what surrounds it on every page of a site.
//
// The article is the element that is known to hold it on government sites
// (#UCAP-CONTENT, .TRS_Editor, #zoom …) and holds most of the page's prose;
// else the innermost element that does, as long as nothing but furniture stands
// beside it. Dropped are
//
//   - scripts, styles, comments, controls of forms, frames, pictures, text that
//     is deleted, and what is hidden (by attribute or by its own style; style
//     sheets are not read);
//   - navigation, headers, footers, asides and share bars, known by their
//     elements and class names, where they hold little prose;
//   - the table of particulars (索引号, 主题分类, 发文机关, 成文日期 …). What it says
//     of the title, the number, the issuer and the date stands before the
//     article where the article itself does not say it;
//   - above the article: breadcrumbs (首页 > …), lines of links, 发布时间, 来源,
//     字体：大 中 小, 浏览次数, [打印];
//   - below it: 扫一扫在手机打开当前页, 分享到, 上一篇, 相关链接, 主办单位 and 备案号, and all
//     that follows them. Links to files and 附件 stay.
//
// Everything else is read, once and in its order:
//
//   - A block element or a line break begins a line; white space is what a
//     browser makes of it. Line.Number counts lines and rows from 1.
//   - The numbers of ordered lists stand before their items as a browser shows
//     them, and "- " before the items of others, except before an item that
//     has its own number.
//   - Digits in <sup> are the marks of footnotes (¹).
//   - A table's row has a cell for every column in which a cell begins; what
//     stands in lines inside a cell is parted by a space. A table that lays out
//     the page gives its cells' lines.
package html

import (
	"bytes"
	"fmt"
	"mime"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html/charset"

	"planbot/corpus/parse/source"
	"planbot/corpus/parse/text"
)

// The bounds of a page. The tree of a page takes far more memory than its bytes.
const (
	maxTags   = 1 << 19
	maxSpaces = 1 << 21 // between the attributes of all tags
)

// Read returns the article of a page (HTML, or MHTML as browsers save it). It
// returns source.ErrEmpty where there is none, source.ErrTooLarge beyond a bound
// and source.ErrBroken where the page cannot be taken apart.
func Read(data []byte) (source.Document, error) {
	if isArchive(data) {
		return readArchive(data)
	}
	return readPage(data, "")
}

// readPage reads a page. contentType is what came with it, "" where nothing did.
func readPage(data []byte, contentType string) (source.Document, error) {
	markup, err := decode(data, contentType)
	if err != nil {
		return source.Document{}, err
	}
	if tags, spaces := weigh(markup); tags > maxTags || spaces > maxSpaces {
		return source.Document{}, fmt.Errorf("%d tags: %w", tags, source.ErrTooLarge)
	}
	page, err := goquery.NewDocumentFromReader(strings.NewReader(markup))
	if err != nil { // elements too deep
		return source.Document{}, fmt.Errorf("%w: %w", source.ErrBroken, err)
	}
	return article(page)
}

// weigh counts a page's tags, and the white space in them.
func weigh(markup string) (tags, spaces int) {
	inside := false
	for i := 0; i < len(markup); i++ {
		switch markup[i] {
		case '<':
			tags++
			inside = true
		case '>':
			inside = false
		case ' ', '\t', '\n', '/':
			if inside {
				spaces++
			}
		}
	}
	return tags, spaces
}

var declared = regexp.MustCompile(`(?i)<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{3,20})`)

// decode returns a page in UTF-8. What is UTF-8 by its bytes is taken for that,
// as pages are saved in it without a change to what they declare; then the word
// that came with the page counts, then the page's own, then its bytes.
func decode(data []byte, contentType string) (string, error) {
	label := ""
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		label = params["charset"]
	}
	if m := declared.FindSubmatch(data[:min(len(data), 4096)]); label == "" && m != nil {
		label = string(m[1])
	}
	switch strings.ToLower(label) {
	case "gb2312", "gbk", "x-gbk", "cp936":
		label = "gb18030"
	}
	enc, name := charset.Lookup(label)
	if enc == nil || name == "utf-8" || strings.HasPrefix(name, "utf-16") || isUTF8(data) || bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
		return text.Decode(data)
	}
	out, err := enc.NewDecoder().Bytes(data)
	if err != nil {
		return text.Decode(data)
	}
	return string(out), nil
}

// isUTF8 tells text that is UTF-8 and can be nothing else: GBK that is so by
// chance is a few characters long.
func isUTF8(data []byte) bool {
	if !utf8.Valid(data) {
		return false
	}
	wide := 0
	for _, b := range data {
		if b >= 0xe0 {
			wide++
		}
	}
	return wide > 8
}
