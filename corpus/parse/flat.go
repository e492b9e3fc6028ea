package parse

import (
	"regexp"
	"strings"
)

var flatHeads = regexp.MustCompile(`(?:指\s*标|项\s*目).{0,12}?(?:20\d{2}年.{0,4}?20\d{2}年|累计.{0,3}属性|属性)`)

// flattenedTable tells a paragraph in which a table's cells run into each other.
func flattenedTable(text string) bool {
	if strings.Count(text, "20") < 2 && !strings.Contains(text, "属性") || !containsAny(text, "指标", "指　标", "指 标", "项目") {
		return false
	}
	m := flatHeads.FindStringIndex(text)
	return m != nil && len(text)-m[1] > 6 && strings.ContainsAny(text[m[1]:], "0123456789") && !strings.ContainsAny(text[m[0]:m[1]], "。，；")
}

// flatTasks matches the headers of a table of tasks that run into each other,
// with the first row behind them.
var flatTasks = regexp.MustCompile(`序\s*号\s*(?:(?:(?:工作|重点|目标|主要)?任务|(?:工作)?内容|(?:工作|具体)?措施|事项|项目(?:名称)?|(?:责任|牵头|配合|负责|主办)(?:单位|部门|科室)|责任人|完成时[限间]|时间节点|备注)\s*){2,}[\d一]`)

// flattenedTasks tells a paragraph in which the cells of a table of tasks run
// into each other.
func flattenedTasks(text string) bool {
	return containsAny(text, "序号", "序 号", "序　号") && flatTasks.MatchString(text)
}
