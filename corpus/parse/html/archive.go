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
	"strings"

	"planbot/corpus/parse/source"
)

// isArchive tells a page that was saved with its parts (RFC 2557) by its header.
func isArchive(data []byte) bool {
	start := bytes.TrimLeft(data[:min(len(data), 2048)], "\r\n\t \ufeff")
	return !bytes.HasPrefix(start, []byte("<")) && bytes.Contains(bytes.ToLower(start), []byte("mime-version:"))
}

// The bounds of an archive.
const (
	maxParts  = 2000 // that are looked at
	maxPages  = 50   // that are read
	maxNested = 3    // archives inside one another
)

var errNoPage = errors.New("no page in the archive")

// readArchive reads the pages of an archive, the page itself and the frames in
// it, and returns the one with the longest article.
func readArchive(data []byte) (source.Document, error) {
	message, err := mail.ReadMessage(bytes.NewReader(bytes.TrimLeft(data, "\r\n\t \ufeff")))
	if err != nil {
		return source.Document{}, fmt.Errorf("%w: %w", source.ErrBroken, err)
	}
	a := &archive{left: source.MaxText}
	if err := a.add(message.Header.Get, message.Body, 0); err != nil {
		return source.Document{}, fmt.Errorf("%w: %w", source.ErrBroken, err)
	}
	var best source.Document
	longest, problem := 0, fmt.Errorf("%w: %w", source.ErrBroken, errNoPage)
	for _, p := range a.pages {
		doc, err := readPage(p.data, p.contentType)
		if err != nil {
			problem = err
		} else if n := han(textOf(doc.Lines)) + 1; n > longest {
			best, longest = doc, n
		}
	}
	if longest == 0 {
		return source.Document{}, problem
	}
	return best, nil
}

// archive collects the pages of an archive.
type archive struct {
	pages []page
	parts int
	left  int64 // bytes that may still be unpacked
}

type page struct {
	data        []byte
	contentType string
}

// add adds a part, or the parts of an archive.
func (a *archive) add(header func(string) string, body io.Reader, nested int) error {
	contentType := header("Content-Type")
	kind, params, err := mime.ParseMediaType(contentType)
	switch {
	case err != nil && nested == 0:
		return err
	case err == nil && (kind == "text/html" || kind == "application/xhtml+xml") && len(a.pages) < maxPages:
		data, err := a.unpack(body, header("Content-Transfer-Encoding"))
		a.pages = append(a.pages, page{data, contentType})
		return err
	case err == nil && strings.HasPrefix(kind, "multipart/") && nested < maxNested:
		return a.addAll(multipart.NewReader(body, params["boundary"]), nested+1)
	}
	return nil
}

func (a *archive) addAll(parts *multipart.Reader, nested int) error {
	for a.parts < maxParts {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		}
		if err != nil {
			return err
		}
		a.parts++
		if err := a.add(part.Header.Get, part, nested); err != nil {
			return err
		}
	}
	return nil
}

// unpack returns a part's bytes.
func (a *archive) unpack(r io.Reader, transfer string) ([]byte, error) {
	switch strings.ToLower(strings.TrimSpace(transfer)) {
	case "quoted-printable":
		r = quotedprintable.NewReader(r)
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, r)
	}
	data, err := io.ReadAll(io.LimitReader(r, a.left+1))
	if a.left -= int64(len(data)); a.left < 0 && err == nil {
		return nil, source.ErrTooLarge
	}
	return data, err
}
