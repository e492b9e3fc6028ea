package parse

import (
	"archive/zip"
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"planbot/corpus/parse/docx"
	"planbot/corpus/parse/pdf"
	"planbot/corpus/parse/source"
)

func readFixture(t *testing.T, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// The same document is the same plan, to the character, whatever file it comes
// in: a web page, a Word file, and PDFs of two producers.
func TestFormatsAgree(t *testing.T) {
	files := []string{"testdata/formats/page.html", "testdata/formats/page.docx", "pdf/testdata/chromium.pdf", "pdf/testdata/libreoffice.pdf"}
	want := ""
	for _, file := range files {
		plan, err := File("plan"+filepath.Ext(file), readFixture(t, file))
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if len(plan.Tasks) != 4 || len(plan.Indicators) != 4 || len(plan.Notes) != 1 || len(plan.Warnings) != 0 {
			t.Errorf("%s: %d tasks, %d indicators, %d notes, warnings %v", file, len(plan.Tasks), len(plan.Indicators), len(plan.Notes), plan.Warnings)
		}
		for i := range plan.Blocks {
			plan.Blocks[i].Line = 0 // where a file has its lines differs
		}
		got := dump(plan)
		if want == "" {
			want = got
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s differs from %s:\n%s", file, files[0], diff)
		}
	}
}

// Files that are no plans are refused with a sentence that says why.
func TestFormatsRefused(t *testing.T) {
	archive := func(name, content string) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	for _, c := range []struct {
		name     string
		data     []byte
		cause    error
		sentence string
	}{
		{"扫描.pdf", readFixture(t, "pdf/testdata/scanned.pdf"), pdf.ErrScanned, "这份 PDF 是扫描件，只有图片，没有文字，读不出来。请提供文字版，或先做文字识别（OCR）。"},
		{"密.pdf", readFixture(t, "pdf/testdata/encrypted.pdf"), pdf.ErrEncrypted, "这份 PDF 设了打开密码，没有读取。请去掉密码后再导入。"},
		{"a.ofd", archive("OFD.xml", "<ofd/>"), ErrFormat, "这是 OFD 文件。请转换为 PDF 或 Word 文件后再导入。"},
		{"a.zip", archive("计划.txt", "一、任务"), ErrFormat, "这是压缩文件，或者不认识的办公文件，没有读取。请解压后导入其中的 Word、Excel、PDF 或文本文件。"},
		{"a.docx", archive("word/document.xml", "<w:document"), source.ErrBroken, "文件已损坏，打不开。"},
		{"a.xlsx", archive("xl/workbook.xml", "<workbook"), source.ErrBroken, "文件已损坏，打不开。"},
		{"密.docx", []byte("\xd0\xcf\x11\xe0EncryptedPackage"), ErrFormat, "这是旧版的 Word 或 Excel 文件，或者设了打开密码。请另存为 .docx 或 .xlsx（不设密码）后再导入。"},
	} {
		_, err := File(c.name, c.data)
		var e *Error
		if !errors.As(err, &e) || !errors.Is(err, c.cause) || e.Sentence != c.sentence {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	for _, s := range sentences {
		if s.sentence == "" || s.cause == nil {
			t.Errorf("%v has no sentence", s.cause)
		}
	}
	if !CanRead("A.DOCX") || !CanRead("b.pdf") || CanRead("c.png") || errors.Is(docx.ErrForeign, docx.ErrProtected) {
		t.Error("endings")
	}
}
