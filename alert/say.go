package alert

import (
	"strings"

	"planbot/corpus"
)

// kindNames are what people call the kinds of change.
var kindNames = map[corpus.ChangeKind]string{
	corpus.ChangeTarget:     "目标值",
	corpus.ChangeBaseline:   "基数",
	corpus.ChangeMeasure:    "计量单位",
	corpus.ChangeQualifier:  "限定词",
	corpus.ChangeLead:       "牵头（首位）单位",
	corpus.ChangeUnits:      "其他责任单位",
	corpus.ChangeDeadline:   "完成时限",
	corpus.ChangeCommitment: "量化承诺",
	corpus.ChangeWording:    "文字表述",
	corpus.ChangeRenamed:    "名称",
	corpus.ChangeAdded:      "新增",
	corpus.ChangeRemoved:    "删除",
}

// KindName returns what people call a kind of change.
func KindName(k corpus.ChangeKind) string { return kindNames[k] }

// What returns what of an item changed: 目标值（2023年）, 量化承诺（新建5G基站）.
func What(c corpus.Change) string {
	if c.About == "" {
		return KindName(c.Kind)
	}
	return KindName(c.Kind) + "（" + c.About + "）"
}

// Words are those of a difference in one language.
type Words struct{ Points, Comma, About string }

// Chinese are the words of the command line.
var Chinese = Words{Points: "个百分点", Comma: "，", About: "约"}

// Difference returns by how much a number changed: +200亿元，+10%. It is "" for
// what is no single number, and of a percentage it counts in points.
func Difference(c corpus.Change, in Words) string {
	if c.Delta == nil || c.Delta.Sign() == 0 {
		return ""
	}
	measure := c.Measure
	if measure == "%" {
		measure = in.Points
	}
	s := signed(c.Delta) + measure
	if c.Percent != nil && c.Measure != "%" {
		s += in.Comma + signed(c.Percent) + "%"
	}
	if c.Approximate {
		s = in.About + s
	}
	return s
}

func signed(d *corpus.Decimal) string {
	if d.Sign() > 0 {
		return "+" + d.String()
	}
	return strings.Replace(d.String(), "-", "−", 1)
}

// Absent is shown where one side of a change has nothing.
const Absent = "（无）"

// BeforeAfter returns both sides of a change as they are shown.
func BeforeAfter(c corpus.Change) (before, after string) {
	before, after = c.Before, c.After
	if before == "" {
		before = Absent
	}
	if after == "" {
		after = Absent
	}
	return before, after
}
