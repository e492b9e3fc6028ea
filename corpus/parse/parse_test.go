package parse

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"planbot/corpus"
	"planbot/corpus/parse/source"
	"planbot/corpus/parse/text"
)

func TestFileRefuses(t *testing.T) {
	for _, c := range []struct {
		name, data string
		cause      error
		sentence   string
	}{
		{"空.txt", "", source.ErrEmpty, "文件是空的，没有文字。"},
		{"空白.txt", " \r\n\t\u3000\n", source.ErrEmpty, "文件是空的，没有文字。"},
		{"图.txt", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x02\x03", text.ErrBinary, "文件不是文字（可能是图片、压缩包或程序），没有读取。"},
		{"a.pdf", "%PDF-1.7\n%\xe2\xe3", source.ErrBroken, "文件已损坏，打不开。"},
		{"a.zip", "PK\x03\x04\x14\x00", ErrFormat, "这是压缩文件，或者不认识的办公文件，没有读取。请解压后导入其中的 Word、Excel、PDF 或文本文件。"},
		{"a.doc", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ErrFormat, "这是旧版的 Word 或 Excel 文件，或者设了打开密码。请另存为 .docx 或 .xlsx（不设密码）后再导入。"},
		{"a.html", "\n <!DOCTYPE html><script>1</script>", source.ErrEmpty, "文件是空的，没有文字。"},
		{"a.rtf", "{\\rtf1\\ansi", ErrFormat, "这是 RTF 文件。请用 Word 另存为 .docx 后再导入。"},
		{"诗.txt", "床前明月光，疑是地上霜。\n举头望明月，低头思故乡。\n", ErrNoPlan, "没有读到任何任务或指标，不像是工作要点一类的文件。"},
		{"大.txt", strings.Repeat("一", MaxSize/3+1), ErrTooLarge, "文件超过 20 MB 的上限，没有读取。"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := File("/some/folder/"+c.name, []byte(c.data))
			var e *Error
			if p != nil || !errors.As(err, &e) || !errors.Is(err, c.cause) {
				t.Fatalf("%v, %v", p, err)
			}
			if e.File != c.name || e.Sentence != c.sentence || err.Error() != c.name+"："+c.sentence {
				t.Errorf("%s", err)
			}
		})
	}
}

// A file as large as the limit is read.
func TestFileReadsUpToTheLimit(t *testing.T) {
	data := []byte(withNote("（市甲局负责）"))
	data = append(data, bytes.Repeat([]byte("加强管理。"), (MaxSize-len(data))/15)...)
	if _, err := File("a.txt", data); err != nil {
		t.Fatal(err)
	}
}

// The plan is the same whatever encoding its file has.
func TestFileReadsEncodings(t *testing.T) {
	source := withNote("（责任单位：市工信局、市科技局）")
	want := dump(readText(t, source))
	for name, e := range map[string]encoding.Encoding{
		"GBK": simplifiedchinese.GBK, "GB18030": simplifiedchinese.GB18030, "UTF-8 with a mark": unicode.UTF8BOM,
		"UTF-16 LE": unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "UTF-16 BE": unicode.UTF16(unicode.BigEndian, unicode.UseBOM),
	} {
		data, err := e.NewEncoder().String(strings.ReplaceAll(source, "\n", "\r\n"))
		if err != nil {
			t.Fatal(err)
		}
		p, err := File("test.txt", []byte(data))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if got := dump(p); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, want)
		}
	}
}

func TestPlanID(t *testing.T) {
	for name, want := range map[string]corpus.PlanID{
		"ganzhou-2023.txt": "ganzhou-2023", "/a/b/要点.2023.txt": "要点.2023", "a b#c?.txt": "a-b-c-", "plan": "plan", `x"y'<z>&%.txt`: "x-y--z---",
	} {
		if got := PlanID(name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}

// hostile are texts, of a size, that would take long to read if anything were
// looked at again for every line, bracket or mark.
func hostile(n int) map[string]string {
	return map[string]string{
		"open brackets":        strings.Repeat("（", 10*n),
		"nested brackets":      strings.Repeat("（", 2*n) + strings.Repeat("）", 2*n),
		"pairs":                strings.Repeat("（市甲局）", n),
		"nested notes":         strings.Repeat("（责任单位：", n) + strings.Repeat("）", n),
		"an open note":         "（责任单位：" + strings.Repeat("市甲局\n", n),
		"one paragraph":        strings.Repeat("加强管理，提升水平，做好工作\n", n),
		"a task of paragraphs": "1. 做好工作。\n" + strings.Repeat("加强管理。（市甲局负责）\n", n),
		"tasks":                strings.Repeat("1. 做好工作10项。（市甲局负责）\n", n),
		"sections alike":       strings.Repeat("一、甲\n1. 乙。\n", n),
		"footnotes":            strings.Repeat("一、甲¹\n¹ 乙\n", n),
		"marks":                "一、" + strings.Repeat("¹²甲", n) + "\n¹ 乙\n",
		"rows":                 "指标\t单位\t2023年\n" + strings.Repeat("甲\t个\t5\n", n),
		"cells":                "指标\t单位\t2023年\n" + strings.Repeat("甲\t", n) + "\n",
		"headers":              strings.Repeat("指标\t单位\t2023年\n", n),
		"numbers":              "1. " + strings.Repeat("5个、", n),
		"numbers of clauses":   "1. " + strings.Repeat("2025年底前5个，", n),
		"run on":               strings.Repeat("甲。一、乙（一）丙。1. 丁。", n),
		"joined units":         "1. 甲。（" + strings.Repeat("市甲局和", 200) + "市乙局负责）",
		"gaps":                 "一、甲。二、乙。三、丙。" + strings.Repeat("　　甲", n),
		"spaces":               strings.Repeat(" ", 10*n) + "1. 甲" + strings.Repeat(" ", 10*n) + "。",
		"lines":                strings.Repeat("甲\n", n),
		"dates":                strings.Repeat("市甲局\n2023年6月30日\n", n),
		"notices":              strings.Repeat("关于印发\n", n),
	}
}

func TestHostileTexts(t *testing.T) {
	for name, source := range hostile(300) {
		if p := read("test", text.Lines(source)); squash(p.Text) != squash(withoutPages(t, source, p)) {
			t.Errorf("%s: something is lost", name)
		}
	}
}

// BenchmarkHostile reads them at one size and at four times that: the time a
// byte must not grow.
func BenchmarkHostile(b *testing.B) {
	for _, n := range []int{1_000, 4_000} {
		for name, source := range hostile(n) {
			b.Run(fmt.Sprintf("%s/%d", strings.ReplaceAll(name, " ", "-"), n), func(b *testing.B) {
				b.SetBytes(int64(len(source)))
				for b.Loop() {
					read("test", text.Lines(source))
				}
			})
		}
	}
}

// BenchmarkFile reads the example, and texts of ten and a hundred of it.
func BenchmarkFile(b *testing.B) {
	for _, n := range []int{1, 10, 100} {
		data := bytes.Repeat(ganzhouBytes(b), n)
		b.Run(fmt.Sprintf("x%d", n), func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if _, err := File("a.txt", data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// The numbers of pages part nothing and are not read.
func TestPageNumbers(t *testing.T) {
	p := readText(t, "临江市2024年工作要点\n一、任务\n1. 修路。修复道路20公里，加强\n— 1 —\n日常养护。（责任单位：市交通\n一2一\n局）\n3一\n2. 治水。（市水利局负责）\n")
	if len(p.Tasks) != 2 || p.Quote(p.Tasks[0].BodySpan) != "修复道路20公里，加强日常养护。" || p.Tasks[0].Assignments[0].Units[0].Name != "市交通局" {
		t.Errorf("%q", p.Text)
	}
	if len(p.Warnings) != 1 || p.Warnings[0].Line != 4 || !strings.Contains(p.Warnings[0].Message, "3 行是页码，没有读入正文：—1—，一2一，3一") {
		t.Errorf("%+v", p.Warnings)
	}
	for _, text := range []string{"— 1 —", "— 2 —\n— 1 —", "-5\n-6", "一、3\n一、5"} {
		if got := pageNumbers(strings.Split(text, "\n")); got != nil {
			t.Errorf("%q has page numbers in %v", text, got)
		}
	}
}

// An annex that explains or shows asks nothing of anybody: its items are text.
func TestGuide(t *testing.T) {
	plan, err := File("a.txt", []byte(`青溪市2024年智能制造工作要点
一、培育企业
（一）梯次培育。新增示范企业10家。
（二）打造载体。建设平台3个。
附件1
青溪市企业智能化改造指南
一、评估
（一）开展诊断。对照标准评估。
（二）制定规划。明确目标。
附件2
青溪市2024年重点项目任务
一、园区
（一）建设北园。完成投资2亿元。
`))
	if err != nil {
		t.Fatal(err)
	}
	var titles []string
	for _, task := range plan.Tasks {
		titles = append(titles, task.Title)
	}
	if want := []string{"梯次培育", "打造载体", "建设北园"}; !slices.Equal(titles, want) {
		t.Errorf("tasks are %q, want %q", titles, want)
	}
}
