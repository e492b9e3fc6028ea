// Package html reads the article of a saved web page: the text that a browser
// shows, without what surrounds it on every page of a site.
//
// Left out are scripts and what is not shown; navigation, headers, footers and
// forms; breadcrumbs, print and share buttons, counters, links to other pages;
// and the table of particulars (索引号, 主题分类 …) that government sites set
// above an article. What that table says of the title, the number, the issuer
// and the date is given where the article itself does not say it.
package html

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"regexp"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html/charset"

	"planbot/corpus/parse/source"
	"planbot/corpus/parse/text"
)

// Read returns the article of a page (HTML, or MHTML as browsers save it). It
// returns source.ErrEmpty where there is none, source.ErrTooLarge beyond a
// bound and source.ErrBroken where the page cannot be taken apart.
func Read(data []byte) (source.Document, error) {
	contentType := ""
	if saved(data) {
		var err error
		if data, contentType, err = pageOf(data); err != nil {
			return source.Document{}, fmt.Errorf("%w: %w", source.ErrBroken, err)
		}
	}
	markup, err := decode(data, contentType)
	if err != nil {
		return source.Document{}, err
	}
	page, err := goquery.NewDocumentFromReader(strings.NewReader(markup))
	if err != nil {
		return source.Document{}, fmt.Errorf("%w: %w", source.ErrBroken, err)
	}
	return article(page)
}

var declared = regexp.MustCompile(`(?i)<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{3,20})`)

// decode returns a page in UTF-8. The header's and the page's own word on its
// encoding counts; else it is told by its bytes.
func decode(data []byte, contentType string) (string, error) {
	label := ""
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		label = params["charset"]
	}
	if m := declared.FindSubmatch(data[:min(len(data), 4096)]); label == "" && m != nil {
		label = string(m[1])
	}
	switch strings.ToLower(label) {
	case "gb2312", "gbk":
		label = "gb18030"
	}
	enc, name := charset.Lookup(label)
	if enc == nil || name == "utf-8" || bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
		return text.Decode(data)
	}
	out, err := enc.NewDecoder().Bytes(data)
	if err != nil {
		return text.Decode(data)
	}
	return string(out), nil
}

// saved tells a page that was saved with its parts (RFC 2557) by its header.
func saved(data []byte) bool {
	start := data[:min(len(data), 2048)]
	return !bytes.HasPrefix(bytes.TrimSpace(start), []byte("<")) && bytes.Contains(bytes.ToLower(start), []byte("mime-version:"))
}

var errNoPage = errors.New("no page in the archive")

// maxParts bounds the parts of a saved page that are looked at.
const maxParts = 2000

// pageOf returns the page of a saved archive, the first part that is one, and
// its content type.
func pageOf(data []byte) (page []byte, contentType string, err error) {
	message, err := mail.ReadMessage(bytes.NewReader(bytes.TrimLeft(data, "\r\n\t \ufeff")))
	if err != nil {
		return nil, "", err
	}
	contentType = message.Header.Get("Content-Type")
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return nil, "", err
	}
	if kind == "text/html" {
		page, err = unpack(message.Body, message.Header.Get("Content-Transfer-Encoding"))
		return page, contentType, err
	}
	parts := multipart.NewReader(message.Body, params["boundary"])
	for range maxParts {
		part, err := parts.NextRawPart()
		if err != nil {
			return nil, "", errors.Join(errNoPage, err)
		}
		if kind, _, err := mime.ParseMediaType(part.Header.Get("Content-Type")); err == nil && kind == "text/html" {
			page, err = unpack(part, part.Header.Get("Content-Transfer-Encoding"))
			return page, part.Header.Get("Content-Type"), err
		}
	}
	return nil, "", errNoPage
}

func unpack(r io.Reader, transfer string) ([]byte, error) {
	switch strings.ToLower(transfer) {
	case "quoted-printable":
		r = quotedprintable.NewReader(r)
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, r)
	}
	return io.ReadAll(io.LimitReader(r, source.MaxText))
}
