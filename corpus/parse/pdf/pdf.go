// Package pdf reads the text of PDF files that have some: the lines of every
// page made paragraphs again, ruled tables as rows of cells, footnotes behind
// the paragraph that they stand below. Running heads, page numbers and rotated
// watermarks are left out.
//
// The file's structure (ISO 32000, clause 7) is pdfcpu's to read, within the
// bounds that are set here; what is drawn (clauses 8 and 9) is followed in
// content.go, and layout.go puts in order what a page shows.
package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"planbot/corpus/parse/source"
)

// Errors besides those of package source.
var (
	ErrScanned    = errors.New("pages without text")
	ErrEncrypted  = errors.New("password needed")
	ErrUnreadable = errors.New("fonts without Unicode")
)

// The bounds of what a file may ask for. A plan of a hundred pages keeps far
// below them.
const (
	maxPages     = 1000
	maxDecoded   = 64 << 20 // bytes of one stream, unpacked
	maxObjects   = 500_000
	maxDepth     = 64
	maxGlyphs    = 4_000_000
	maxOperators = 20_000_000
	maxTime      = 30 * time.Second
)

// Read returns the text of a PDF file. It returns ErrScanned where the pages
// hold images and no text, ErrEncrypted where a password is needed, ErrUnreadable where
// the fonts do not say which characters they show, source.ErrTooLarge beyond a
// bound and source.ErrBroken for a damaged file.
func Read(data []byte) (doc source.Document, err error) {
	defer func() {
		// pdfcpu, and what a damaged file makes of its values, may panic.
		if r := recover(); r != nil {
			doc, err = source.Document{}, fmt.Errorf("%w: %v", source.ErrBroken, r)
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), maxTime)
	defer cancel()
	file, err := open(ctx, data)
	if err != nil {
		return source.Document{}, err
	}
	in := newInterpreter(ctx, file)
	var pages []page
	for n := 1; n <= file.PageCount; n++ {
		p, err := in.page(n)
		if err != nil {
			return source.Document{}, err
		}
		pages = append(pages, p)
	}
	if err := readable(pages); err != nil {
		return source.Document{}, err
	}
	return assemble(pages)
}

// settings returns pdfcpu's, which would else be kept in the user's folders.
var settings = sync.OnceValue(func() *model.Configuration {
	model.ConfigPath = "disable"
	return model.NewDefaultConfiguration()
})

// open reads the file's structure.
func open(ctx context.Context, data []byte) (*model.Context, error) {
	conf := *settings()
	conf.ValidationMode = model.ValidationRelaxed
	conf.Offline = true
	conf.Limits.MaxDecodeBytes = maxDecoded
	conf.Limits.MaxStreamBytes = maxDecoded
	conf.Limits.MaxObjectCount = maxObjects
	conf.Limits.MaxXRefEntries = maxObjects
	conf.Limits.MaxRecursionDepth = maxDepth
	file, err := pdfcpu.ReadWithContext(ctx, bytes.NewReader(data), &conf)
	switch {
	case errors.Is(err, pdfcpu.ErrWrongPassword):
		return nil, ErrEncrypted
	case ctx.Err() != nil:
		return nil, source.ErrTooLarge
	case err != nil:
		return nil, fmt.Errorf("%w: %w", source.ErrBroken, err)
	}
	if err := file.EnsurePageCount(); err != nil {
		return nil, fmt.Errorf("%w: %w", source.ErrBroken, err)
	}
	if file.PageCount > maxPages {
		return nil, source.ErrTooLarge
	}
	return file, nil
}

// readable tells whether the pages hold text that can be read: more characters
// than not have a meaning.
func readable(pages []page) error {
	known, unknown, images := 0, 0, 0
	for i := range pages {
		images += pages[i].images
		known += len(pages[i].glyphs)
		unknown += pages[i].unknown
	}
	switch {
	case known+unknown == 0 && images == 0:
		return source.ErrEmpty
	case known+unknown == 0:
		return ErrScanned
	case 20*unknown > known:
		return ErrUnreadable
	}
	return nil
}
