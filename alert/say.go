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

// Difference returns by how much a number changed: +200亿元，+10%. It is "" for
// what is no single number, and of a percentage it counts in points.
func Difference(c corpus.Change) string {
	if c.Delta == nil || c.Delta.Sign() == 0 {
		return ""
	}
	measure := c.Measure
	if measure == "%" {
		measure = "个百分点"
	}
	s := signed(c.Delta) + measure
	if c.Percent != nil && c.Measure != "%" {
		s += "，" + signed(c.Percent) + "%"
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

// String says what a subscription follows, as people say it: 市商务局（任何角色）
// 的指标，上调，变化 5% 以上，每天汇总.
func (s *Subscription) String() string {
	name := s.Scope.Of
	if name == "" {
		name = s.Scope.Name
	}
	switch s.Scope.Kind {
	case ScopeAll:
		name = "全部工作要点"
	case ScopePlan:
		name = "《" + name + "》全文"
	case ScopeUnit:
		name += "（任何角色）"
	case ScopeLead:
		name += "（牵头或负责的）"
	case ScopeCategory:
		name = "类别“" + name + "”"
	case ScopeItem:
		name = "“" + name + "”"
	}
	parts := []string{name}
	for _, k := range s.Filter.Items {
		parts = append(parts, map[corpus.ItemKind]string{corpus.KindIndicator: "只看指标", corpus.KindTask: "只看任务"}[k])
	}
	if len(s.Filter.Kinds) > 0 {
		var kinds []string
		for _, k := range s.Filter.Kinds {
			kinds = append(kinds, KindName(k))
		}
		parts = append(parts, "只看"+strings.Join(kinds, "、"))
	}
	switch s.Filter.Direction {
	case corpus.Raised:
		parts = append(parts, "上调时")
	case corpus.Lowered:
		parts = append(parts, "下调时")
	}
	if s.Filter.Beyond != nil {
		parts = append(parts, "变化 "+s.Filter.Beyond.String()+"% 以上")
	}
	if s.Digest {
		parts = append(parts, "每天汇总")
	}
	if s.Off != "" {
		parts = append(parts, "已停："+s.Off)
	}
	return strings.Join(parts, "，")
}
