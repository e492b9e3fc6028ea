package answer

import (
	"regexp"
	"strings"
)

// functionWords say how something is asked, not what. They need no cover in
// the plan.
var functionWords = words(`
	的 地 得 了 着 过 吗 呢 吧 啊 呀 么 哦 嘛 呗 哈 啦 是 有 在 和 与 及 跟 同 或 由 被 把 给 对 对于 关于 至 到 要 会 能 将 该 这 那 哪 其 为 于 之 都 也 还 就 又 再 并 且 而 但 从 向 按 让 使 所 叫 做 搞 弄 干 抓 管 归 找 定 说 讲 问 看 查 谁 几 多 我 你 您 他 它 们 个 下 上 里 中 内 时 年 去 来 一
	什么 怎么 怎样 怎么样 如何 多少 几个 几家 几项 几名 几场 几台 几条 几次 几件 几批 哪个 哪些 哪家 哪里 哪项 哪条 哪几个 哪几家 哪几项 那些 这些 那个 这个 这项 那项 这条 那条 这件 多大 多高 多少个 多少家 多少项 多少名 多少人 多少场 多少亿 多少亿元 多少万 多少元 多少条 多少次 多少台 百分之多少 百分之几 亿 亿元 元 家 项 名 场 条 次
	目标 目标值 指标 指标值 任务 数值 数字是 数据是 数量 个数 总数 总量 数 量 值 水平 情况 方面 内容 具体 具体内容 详细 相关 有关 有关的 涉及 提到 提及 包括 包含 属于 规定 要求 明确 设定 安排 计划是 定的 定为 定在
	达到 达 实现 完成 需要 应该 应当 可以 必须 能够 打算 准备 争取 力争 预期 预计 多少呢 是什么 是多少 是谁 是不是 有没有 分别 各是 各有 各自 一共 总共 共有 共计 合计 全部 所有 总的 一下 一下子 那么 然后 以及 还有 另外 请问 请教 麻烦 帮忙 帮我 帮 告诉 我想 想问 想知道 知道 了解 咨询 您好 你好 领导 领导好 谢谢 多谢 感谢 辛苦 辛苦了 咱们 我们 咱 市里 市里面 里面 里头 全市 本市 我市 我 列 列出 列一下 统计 清单 单独 点名 单独点名 数 具体是 到底 究竟 来着 大概 大约 左右 今年 本年 本年度 去年 上年 上一年 当年 年度 年底 今年底
	单位 部门 责任 责任单位 责任部门 牵头 牵头单位 牵头部门 负责 负责单位 主管 主责 分管 配合 配合单位 参与 参加 承担 落实 谁来 哪个局 哪个单位 哪个部门 什么单位 什么部门 哪些单位 哪些部门 局 职责 分工 干什么 做什么 事 活 活儿 工作 要点 文件 方案 计划 通知 文里 文中 原文 怎么说 怎么说的 说的 怎么写 怎么写的 写的 写 第 多不多 别漏了 给个 不
	比 相比 比起 较 较去年 增加 增长 增 提高 提升 净增 增幅 变化 差 差多少 差距 减少 下降 降低 高于 低于 超过 少 多了 少了 对比 比较 基数 基期 上年度
	what is the of for a an in who which how many much target goal lead leads leading unit department year does do responsible are and plan to by
`)

// lightVerbs are covered where the plan has them, and no loss where it has not.
var lightVerbs = words(`建 建设 建成 推进 推动 开展 发展 实施 加快 打造 支持 新 应用 项目 平台 服务 建立 组织 举办`)

func words(s string) map[string]bool {
	out := make(map[string]bool)
	for _, w := range strings.Fields(s) {
		out[w] = true
	}
	return out
}

// longestWord is the longest word of the lexicons, in characters.
const longestWord = 12

// synonyms are the field's words for one thing; both the question's and the
// plan's words are brought to the second form before they are compared.
var synonyms = strings.NewReplacer(
	"增长率", "增速", "增长速度", "增速", "增长目标", "增速目标", "同比增速", "增速",
	"地区生产总值", "gdp", "国内生产总值", "gdp", "生产总值", "gdp",
	"r&d", "研发", "研究与试验发展", "研发", "研究开发", "研发",
	"网上零售", "网络零售", "线上零售", "网络零售", "投入强度", "投入占gdp比重",
	"所占比例", "占比重", "比例", "比重", "能效", "电能使用效率",
	"营业收入", "营收", "软件业", "软件和信息技术服务业", "宽带用户", "用户",
	"online retail sales", "网络零售额", "digital economy", "数字经济", "value added", "增加值", "value-added", "增加值",
	"added value", "增加值", "core industry", "核心产业", "core industries", "核心产业", "growth rate", "增速", "base stations", "基站", "base station", "基站",
	"industrial internet", "工业互联网", "penetration rate", "普及率", "penetration", "普及率", "electronic information", "电子信息", "revenue", "营收", "online retail", "网络零售",
	"data center", "数据中心", "data centre", "数据中心", "satisfaction", "满意度", "investment", "投资", "key projects", "重点项目",
)

// unitAliases are everyday names of kinds of body, by the ending that plans print.
var unitAliases = map[string][]string{
	"发展改革委": {"发改委", "发改", "发展和改革委员会", "发展改革委员会", "发改局", "发展和改革委"},
	"工信局":   {"工信", "工业和信息化局", "工信委", "经信局"},
	"人社局":   {"人社", "人力资源和社会保障局", "人力资源社会保障局"},
	"科技局":   {"科学技术局"},
	"网信办":   {"网信", "网络安全和信息化委员会办公室"},
	"市场监管局": {"市监局", "市场监督管理局", "市监"},
	"行政审批局": {"审批局"},
	"农业农村局": {"农业局"},
	"文广新旅局": {"文旅局", "文广旅局", "文化广电新闻出版旅游局"},
	"应急管理局": {"应急局"},
	"总工会":   {"工会"},
	"住建局":   {"住房和城乡建设局", "住房城乡建设局"},
	"卫健委":   {"卫生健康委", "卫生健康委员会"},
}

var (
	mentionPattern  = regexp.MustCompile(`@\w+`)
	yearPattern     = regexp.MustCompile(`(?:^|[^\d.])((?:19|20)\d{2})(年度?|[^\d亿万个家%.]|$)`)
	shortYear       = regexp.MustCompile(`(?:^|\D)(2\d)年`)
	taskNumber      = regexp.MustCompile(`第([\d一二三四五六七八九十]+)(?:项|条|个|号)(?:任务|工作)?|任务([\d一二三四五六七八九十]+)|([\d一二三四五六七八九十]+)号任务`)
	progressPattern = regexp.MustCompile(`实际完成|完成情况|完成了|完成进度|进展|进度|目前|已经|到现在|现在完成|现状如何`)
	leadPattern     = regexp.MustCompile(`谁|牵头|负责|责任|归\p{Han}*管|哪个局|哪个单位|哪个部门|哪些单位|哪些部门|什么部门|配合单位|参与单位|主管|\bwho\b|\blead|responsible`)
	comparePattern  = regexp.MustCompile(`比(?:去年|上年|20\d\d|.{0,3}年)|增加多少|增长多少|净增|增幅|提高多少|提高几|下降多少|减少多少|变化|相比|差多少|涨多少|降多少`)
	bothPattern     = regexp.MustCompile(`去年.*今年|今年.*去年`)
	lowerPattern    = regexp.MustCompile(`低于|下降|减少|降低|不如|少于`)
	higherPattern   = regexp.MustCompile(`高于|增长|增加|提高|上升`)
	meaningPattern  = regexp.MustCompile(`什么意思|含义|是啥意思|怎么解释|什么是|指什么|指的是|定义`)
	sourcePattern   = regexp.MustCompile(`来源|哪来的|出处`)
	contentPattern  = regexp.MustCompile(`内容|说什么|是什么|怎么说|提到|有什么|哪些任务|哪项任务|有关|讲什么|做什么|干什么`)
	numberPattern   = regexp.MustCompile(`多少|几|目标|达到|百分|数量|target|how many|how much`)
	valueAsked      = regexp.MustCompile(`目标(?:值|是多少)?(?:是|和|及|与|以及|，|、|,)|多少`)
	askedMeasure    = regexp.MustCompile(`(?:多少|几)(亿元|亿|批次|个百分点|家|项|名|人|场|台|条|批|户|万)`)
)
