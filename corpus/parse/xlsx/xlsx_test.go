package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"planbot/corpus/parse/source"
)

// made returns the file of a workbook that a function fills.
func made(t testing.TB, fill func(f *excelize.File, check func(error))) []byte {
	t.Helper()
	f := excelize.NewFile()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	fill(f, check)
	var b bytes.Buffer
	check(f.Write(&b))
	check(f.Close())
	return b.Bytes()
}

// table fills a sheet row by row from A1.
func table(f *excelize.File, check func(error), sheet string, rows ...[]any) {
	for i, row := range rows {
		check(f.SetSheetRow(sheet, fmt.Sprintf("A%d", i+1), &row))
	}
}

func dump(doc source.Document) string {
	var b strings.Builder
	for _, l := range doc.Lines {
		fmt.Fprintf(&b, "%d.%d\t%s", l.Page, l.Number, l.Text)
		for i, c := range l.Cells {
			if i > 0 {
				b.WriteString(" | ")
			}
			b.WriteString([]string{"", "^", "<"}[c.From] + c.Text)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func indicators(t testing.TB) []byte {
	return made(t, func(f *excelize.File, check func(error)) {
		table(f, check, "Sheet1",
			[]any{"2024年临江市数字经济主要指标"},
			[]any{"类别", "指标名称", "单位", "2023年", "2024年目标", "牵头单位"},
			[]any{"规模", "数字经济增加值", "亿元", 1050, "1200以上", "市发展改革委"},
			[]any{nil, "占比", "%", 0.081, 0.085, nil},
			[]any{"基础", "每万人拥有5G基站数", "个", 16.3, 19, "市工信局\n市通信管理局"},
			nil,
			[]any{nil, "合计", nil, 1234.5, nil, nil},
			[]any{"注：数据为年度口径。"})
		check(f.MergeCell("Sheet1", "A1", "F1"))
		check(f.MergeCell("Sheet1", "A3", "A4"))
		check(f.MergeCell("Sheet1", "F3", "F4"))
		check(f.MergeCell("Sheet1", "A8", "F8"))
		percent, err := f.NewStyle(&excelize.Style{NumFmt: 10})
		check(err)
		check(f.SetCellStyle("Sheet1", "D4", "E4", percent))
		thousands, err := f.NewStyle(&excelize.Style{NumFmt: 4})
		check(err)
		check(f.SetCellStyle("Sheet1", "D7", "D7", thousands))
		check(f.SetCellFormula("Sheet1", "E5", "=D5+2.7"))
		check(f.SetCellRichText("Sheet1", "B5", []excelize.RichTextRun{{Text: "每万人拥有5G基站数"}, {Text: "2", Font: &excelize.Font{VertAlign: "superscript"}}}))
	})
}

func TestRead(t *testing.T) {
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"indicators with merged cells, formats and a formula", indicators(t), `1.1	2024年临江市数字经济主要指标
1.2	类别 | 指标名称 | 单位 | 2023年 | 2024年目标 | 牵头单位
1.3	规模 | 数字经济增加值 | 亿元 | 1050 | 1200以上 | 市发展改革委
1.4	^ | 占比 | % | 8.10% | 8.50% | ^
1.5	基础 | 每万人拥有5G基站数² | 个 | 16.3 | 19 | 市工信局 市通信管理局
1.7	 | 合计 |  | 1,234.50 |  | 
1.8	注：数据为年度口径。
`},
		{"tasks on two sheets, one hidden", made(t, func(f *excelize.File, check func(error)) {
			check(f.SetSheetName("Sheet1", "附件1"))
			table(f, check, "附件1", []any{"望湖县重点任务"}, []any{"序号", "任务", "责任单位", "时限"}, []any{1, "修路", "县交通局", "12月底前"}, []any{"一、民生工程"}, []any{2, "治水", "县水利局", "6月"})
			check(f.MergeCell("附件1", "A4", "D4"))
			_, err := f.NewSheet("底稿")
			check(err)
			table(f, check, "底稿", []any{"秘密"})
			check(f.SetSheetVisible("底稿", false))
			_, err = f.NewSheet("附件2")
			check(err)
			check(f.SetCellValue("附件2", "C3", "任务"))
			check(f.SetCellValue("附件2", "D3", "责任单位"))
			check(f.SetCellValue("附件2", "C4", "种树"))
			check(f.SetCellValue("附件2", "D4", "县林业局"))
			check(f.SetCellValue("附件2", "C5", "藏起来"))
			check(f.SetRowVisible("附件2", 5, false))
		}), `1.1	附件1
1.1	望湖县重点任务
1.2	序号 | 任务 | 责任单位 | 时限
1.3	1 | 修路 | 县交通局 | 12月底前
1.4	一、民生工程 | < | < | <
1.5	2 | 治水 | 县水利局 | 6月
3.1	附件2
3.3	任务 | 责任单位
3.4	种树 | 县林业局
`},
		{"a hidden column", made(t, func(f *excelize.File, check func(error)) {
			table(f, check, "Sheet1", []any{"任务", "底数", "责任单位"}, []any{"修路", 5, "县交通局"})
			check(f.SetColVisible("Sheet1", "B", false))
		}), "1.1\t任务 | 责任单位\n1.2\t修路 | 县交通局\n"},
		{"one column of prose", made(t, func(f *excelize.File, check func(error)) {
			table(f, check, "Sheet1", []any{"一、任务"}, []any{"1. 修路。（县交通局负责）"})
		}), "1.1\t一、任务\n1.2\t1. 修路。（县交通局负责）\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, err := Read(c.data)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, dump(doc)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// with returns a workbook with the XML of its first sheet replaced.
func with(t testing.TB, sheet string) []byte {
	t.Helper()
	old, err := zip.NewReader(bytes.NewReader(indicators(t)), int64(len(indicators(t))))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range old.File {
		w, err := z.Create(part.Name)
		if err != nil {
			t.Fatal(err)
		}
		var r io.Reader = strings.NewReader(sheet)
		if part.Name != "xl/worksheets/sheet1.xml" {
			if r, err = part.Open(); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := io.Copy(w, r); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const sheetStart = `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`

func TestReadRefuses(t *testing.T) {
	cell := func(at string) string {
		return `<row r="` + strings.TrimLeft(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") + `"><c r="` + at + `" t="inlineStr"><is><t>甲</t></is></c></row>`
	}
	for _, c := range []struct {
		name string
		data []byte
		want error
	}{
		{"nothing", nil, source.ErrBroken},
		{"no workbook", []byte("PK\x03\x04"), source.ErrBroken},
		{"an empty workbook", made(t, func(*excelize.File, func(error)) {}), source.ErrEmpty},
		{"the last column", with(t, sheetStart+cell("XFD1")+"</sheetData></worksheet>"), source.ErrTooLarge},
		{"the last row", with(t, sheetStart+cell("A1048576")+"</sheetData></worksheet>"), nil},
		{"a merge over everything", with(t, sheetStart+cell("A1")+cell("B40000")+`</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>`), nil},
		{"very many merges over everything", with(t, sheetStart+cell("A1")+cell("B40000")+`</sheetData><mergeCells>`+strings.Repeat(`<mergeCell ref="A1:XFD1048576"/>`, 500)+`</mergeCells></worksheet>`), nil},
		{"a bomb", with(t, sheetStart+cell("A1")+strings.Repeat(" ", 110<<20)+"</sheetData></worksheet>"), source.ErrTooLarge},
		{"no shared string", with(t, sheetStart+`<row r="1"><c r="A1" t="s"><v>99999999</v></c></row></sheetData></worksheet>`), nil},
		{"a wrong reference", with(t, sheetStart+`<row r="1"><c r="1A" t="str"><v>甲</v></c></row></sheetData></worksheet>`), source.ErrBroken},
		{"cut", with(t, sheetStart+`<row r="1"><c r="A1" t="inl`), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Read(c.data)
			known := err == nil || errors.Is(err, source.ErrEmpty) || errors.Is(err, source.ErrBroken) || errors.Is(err, source.ErrTooLarge)
			if !known || c.want != nil && !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
}

// FuzzSheet reads sheets of any XML in a workbook that is whole otherwise.
func FuzzSheet(f *testing.F) {
	f.Add(sheetStart + `<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c><c r="B1"><v>1.5</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>`)
	f.Add(sheetStart + `<row r="7" hidden="1"><c r="XFD7" s="9" t="s"><f>A1</f><v>0</v></c></row></sheetData></worksheet>`)
	f.Fuzz(func(t *testing.T, sheet string) { check(t, with(t, sheet)) })
}

// FuzzRead reads files that are damaged anywhere.
func FuzzRead(f *testing.F) {
	f.Add(indicators(f))
	f.Fuzz(func(t *testing.T, data []byte) { check(t, data) })
}

func check(t *testing.T, data []byte) {
	doc, err := Read(data)
	if err == nil && len(doc.Lines) == 0 {
		t.Error("neither lines nor an error")
	}
	for i := range doc.Lines {
		if l := &doc.Lines[i]; l.Page < 1 || l.Number < 1 || strings.Contains(l.Words(), "\n") || len(l.Cells) > source.MaxCells {
			t.Errorf("line %+v", *l)
		}
	}
}

// BenchmarkRead reads a sheet of a thousand rows.
func BenchmarkRead(b *testing.B) {
	data := made(b, func(f *excelize.File, check func(error)) {
		for i := range 1000 {
			check(f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &[]any{i, "建设高标准农田2.5万亩以上", "县农业农村局", "12月底前"}))
		}
	})
	for b.Loop() {
		if _, err := Read(data); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*1000/b.Elapsed().Seconds(), "rows/s")
}
