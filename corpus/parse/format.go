package parse

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"planbot/corpus/parse/docx"
	"planbot/corpus/parse/html"
	"planbot/corpus/parse/pdf"
	"planbot/corpus/parse/source"
	"planbot/corpus/parse/text"
	"planbot/corpus/parse/xlsx"
)

// format is a file format that plans come in. A file is known by its bytes;
// its name may lie.
type format struct {
	endings []string
	is      func(data []byte) bool
	read    func(data []byte) (source.Document, error)
}

// formats are those that are read, plain text the last: it is what nothing else
// is.
var formats = []format{
	{[]string{".pdf"}, near("%PDF-"), pdf.Read},
	{[]string{".docx", ".docm"}, docx.Is, docx.Read},
	{[]string{".xlsx", ".xlsm"}, holds("xl/"), xlsx.Read},
	{[]string{".html", ".htm", ".mht", ".mhtml"}, isWebPage, html.Read},
	{[]string{".txt"}, func([]byte) bool { return true }, text.Read},
}

// foreign are the formats that are known and refused.
var foreign = []struct {
	is       func(data []byte) bool
	sentence string
}{
	{starts("\xd0\xcf\x11\xe0"), "这是旧版的 Word 或 Excel 文件，或者设了打开密码。请另存为 .docx 或 .xlsx（不设密码）后再导入。"},
	{starts("{\\rtf"), "这是 RTF 文件。请用 Word 另存为 .docx 后再导入。"},
	{holds("OFD.xml"), "这是 OFD 文件。请转换为 PDF 或 Word 文件后再导入。"},
	{starts("PK\x03\x04"), "这是压缩文件，或者不认识的办公文件，没有读取。请解压后导入其中的 Word、Excel、PDF 或文本文件。"},
}

// Endings returns the endings that the names of files with plans have, each
// with its dot, in lower case. What a file holds is told by its bytes.
func Endings() []string {
	var all []string
	for _, f := range formats {
		all = append(all, f.endings...)
	}
	return all
}

// CanRead tells by a file's name whether it may hold a plan.
func CanRead(name string) bool {
	return slices.ContainsFunc(Endings(), func(ending string) bool { return strings.HasSuffix(strings.ToLower(name), ending) })
}

// sentences say in Chinese why a file is refused.
var sentences = []struct {
	cause    error
	sentence string
}{
	{docx.ErrProtected, "这份 Word 文件设了打开密码，没有读取。请去掉密码后再导入。"},
	{docx.ErrForeign, "这份 Word 文件把正文存成了嵌入的其他格式，读不全，没有读取。请用 Word 打开后另存为 .docx 再导入。"},
	{pdf.ErrScanned, "这份 PDF 是扫描件，只有图片，没有文字，读不出来。请提供文字版，或先做文字识别（OCR）。"},
	{pdf.ErrEncrypted, "这份 PDF 设了打开密码，没有读取。请去掉密码后再导入。"},
	{pdf.ErrUnreadable, "这份 PDF 的字体没有写明是哪些字，读出来会是乱码，没有读取。请提供 Word 文件，或重新导出 PDF。"},
	{source.ErrEmpty, "文件是空的，没有文字。"},
	{source.ErrTooLarge, fmt.Sprintf("文件里的文字超过 %d MB，或者表格超过 %d 列，没有读取。", source.MaxText>>20, source.MaxCells)},
	{source.ErrBroken, "文件已损坏，打不开。"},
	{text.ErrBinary, "文件不是文字（可能是图片、压缩包或程序），没有读取。"},
}

// document reads a file's text, whatever its format is. sentence says in
// Chinese what is wrong where an error comes back.
func document(data []byte) (doc source.Document, sentence string, err error) {
	for _, f := range formats[:len(formats)-1] {
		if f.is(data) {
			doc, err = f.read(data)
			return doc, sentenceFor(err), err
		}
	}
	for _, f := range foreign {
		if f.is(data) {
			return doc, f.sentence, ErrFormat
		}
	}
	doc, err = formats[len(formats)-1].read(data)
	return doc, sentenceFor(err), err
}

func sentenceFor(err error) string {
	for _, s := range sentences {
		if errors.Is(err, s.cause) {
			return s.sentence
		}
	}
	return "文件读不出来。"
}

func starts(magic string) func([]byte) bool {
	return func(data []byte) bool { return bytes.HasPrefix(data, []byte(magic)) }
}

// holds tells a zip archive by the name of a file or a folder in it.
func holds(name string) func([]byte) bool {
	return func(data []byte) bool {
		if !starts("PK\x03\x04")(data) {
			return false
		}
		z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		return err == nil && slices.ContainsFunc(z.File, func(f *zip.File) bool { return strings.HasPrefix(strings.TrimLeft(f.Name, "/"), name) })
	}
}

// near tells a file by what its first bytes contain, as PDF readers do.
func near(magic string) func([]byte) bool {
	return func(data []byte) bool { return bytes.Contains(data[:min(len(data), 1024)], []byte(magic)) }
}

var (
	webPage   = regexp.MustCompile(`(?i)^[\s\x{feff}]*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]{0,200}?-->\s*)*<(?:!doctype\s+html|html|head|body|meta)[\s>]`)
	savedPage = regexp.MustCompile(`(?i)^(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,30}?content-type:\s*(?:multipart/related|text/html)`)
)

// isWebPage tells a page of the web, or a saved one with its parts.
func isWebPage(data []byte) bool {
	head := data[:min(len(data), 2048)]
	return webPage.Match(head) || savedPage.Match(bytes.ReplaceAll(head, []byte("\r\n"), []byte("\n")))
}
