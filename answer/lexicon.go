package answer

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// cue is what a phrase of a question says of what is asked. Cues need no cover
// in the plan, save those in opaque.
type cue uint64

const (
	cueFiller     cue = 1 << iota // says nothing by itself
	cueVerb                       // 建设, 推进: counts where the plan says it, no loss where not
	cueNumber                     // a number is asked for
	cueTarget                     // 目标
	cueLead                       // who leads, who is responsible
	cueSupport                    // who supports
	cueContent                    // what the plan says
	cueChange                     // how much more or less
	cueList                       // several are asked for
	cueCount                      // how many items
	cueMeaning                    // what a term means
	cueSource                     // where a number comes from
	cueDeadline                   // by when
	cueCheck                      // is it so?
	cueLower                      // below
	cueHigher                     // above
	cueMost                       // the greatest
	cueLeast                      // the smallest
	cueNamed                      // named alone
	cueFollow                     // goes on from the answer before
	cueSelf                       // 我们局: whose is not said
	cueIndicators                 // the noun 指标
	cueTasks                      // the noun 任务
	cueUnits                      // the noun 单位
	cueSections                   // the noun 章节
	cueDocument                   // the plan itself
	cueProgress                   // what has been done: no plan says
	cueNew                        // 新增: an increase, not a stock
	cueTotal                      // 累计: a stock, not an increase
	cueTitle
	cueDocNumber
	cueIssuer
	cueDate
	cueAddressees
	cueBoth    // two values are asked for
	cueHowMany // 多少
	cueThis    // 它, 这项: what the answer before was about
)

// opaque phrases are never filler, whatever they are made of: a person, a
// reason, an address is something that a plan would have to name.
var opaque = set(`负责人 联系人 责任人 联系电话 电话 邮箱 地址 为什么 为何 原因 理由 怎么办 局长 主任 市长 县长 区长 书记 处长 科长 领导是谁 分管领导 人均 增加值 增速 增长极 增长点 增长率 比重 占比 责任制 负责制 责任清单`)

// cues lists the phrases by what they say. A phrase may stand in several
// lines. The order of lines means nothing; the longest phrase wins.
var cueLines = []struct {
	says  cue
	words string
}{
	{cueFiller, `的 地 得 了 着 过 啊 呀 么 哦 嘛 呗 哈 啦 有 在 和 与 及 跟 同 或 由 被 把 给 对 对于 关于 至 到 要 会 能 将 该 这 那 其 为 于 之 都 也 还 就 又 再 并 且 而 但 从 向 按 让 使 所 叫 定 我 你 您 他 们 个 下 上 里 中 内 时 年 数 量 值 率 是 需 去 来 只 不 第 些 点 块 请
		需要 应该 应当 可以 必须 能够 打算 准备 争取 力争 预期 预计 计划是 计划 定的 定为 定在 定到 设定 设定的 安排 规定 明确 是不是要 那么 然后 以及 还有 另外 此外 其中 所有的任务 所有任务 所有指标 全部任务 全部指标 各自 分别 分别是 各是 各有 一下 一下子 麻烦 帮忙 帮我 帮 告诉 告诉我 我想 想 想问 想问问 想问一下 想知道 想了解 知道 了解 咨询 请问 请教 请问一下 问一下 问下 您好 你好 领导 领导好 大家好 各位 谢谢 多谢 感谢 辛苦 辛苦了 咱们 咱 咱市 我市 本市 全市 我们市 市里 市里面 里面 里头 当中 方面 这块 那块 这一块 领域 具体 具体的 具体是 到底 究竟 来着 大概 左右 相关 相关的 有关 有关的 情况 今年 本年 本年度 当年 年度 年底 今年底 全年 一年 当前 现在要 水平 比例是 数值 数值是 数字是 数据是 个数 总数 数量 数目 名称 多大 多高 啥 事 事儿 事情 活 活儿 工作 局 单位名称 之后 以后 时候 目前要 最终 最后 看看 看一下 查 查一下 查询 看 算 算是 各 多不多 别漏 别漏了 不要漏 有没有要求 一个 两个 三个 四个 五个 六个 七个 八个 九个 十个 前三 前五 前十 前三个 前五个 前三项 前五项 前十个 三项 五项 十项 两项 一项 一家 的话 什么要求 有什么要求 占到 控制在 控制到 控制在多少 奔 涨 涨了 涨到 跌 跌了 哇 急要 一起 要求达到 降到 降至 压降到 压降至 提高到 增加到 增长到 提升到 上升到 下降到 减少到 说 说说 讲 列 写 写的 原文 文中 文里 定的是 吗 呢 吧 对 比 较 说的 讲的 那个 这个 这些 那些 又是 是否 说的是 怎么 怎样 什么样 什么 哪 哪个 哪些 哪里 哪几个 哪几项 属于 包括 包含 包括哪些 涉及 涉及到 达到 达 实现 完成 做到 做 搞 弄 干 抓 管 归 找 定多少 提出 提出的 提到的 说到 为多少 多少以上 多少以下 几以下 几以上 至少 最少 大约 约 共 内容是 标准 标准是 分 亿 亿元 万元 元 家 项 名 人次 场 条 次 批 批次 台 座 套 户 件 种 个百分点 百分点 % 同时 请你 请您 报一下 报 汇报 汇总 整理 梳理一下 梳理下 赶紧 同志 老师 您 关心 想请教 打扰 打扰了 打扰一下 哪年 本级 说一下 讲一下 发我 给我 给个 单子 清单 占几成 没写错 没错
		what is the of for a an in on at s by to will be are does do did which please tell me show give about our this that it its plan plans year it's does what's and`},
	{cueVerb, `建 建设 建成 建好 建立 新建 推进 推动 开展 发展 实施 加快 打造 支持 组织 举办 培育 引进 引入 招引 招 上线 推广 发布 挂牌 完善 提升 强化 加强 落实 承担 开发 部署 新建成 建造 培养 入驻 修 修建 办 压 推 压缩 压减 built build 上马 新上 搭建 扩大`},
	{cueNumber, `多少 多少个 多少家 多少项 多少名 多少人 多少场 多少亿 多少亿元 多少万 多少万元 多少元 多少条 多少次 多少台 多少座 多少套 多少户 多少件 多少种 多少批 多少批次 多少百分点 多少个百分点 百分之多少 百分之几 百分比 几成 多少个亿 几个亿 多少亿次 几 几个 几家 几项 几名 几人 几场 几台 几条 几次 几件 几批 几批次 几座 几套 几户 几种 几个点 几个百分点 多少呢 是多少 有多少 要多少 多大 多高 达到多少 达多少 多少比例 数量 数目 比例 how much how many number value`},
	{cueTarget | cueNumber, `目标 目标值 目标是 目标数 预期目标 指标值 目标任务数 达标线 target targets goal goals 任务数 目标数量`},
	{cueLead, `谁 谁指导 谁来 谁管 谁抓 谁建 谁做 谁干 谁牵头 谁来牵头 谁负责 谁来负责 谁主管 谁承担 谁来抓 谁来管 谁来做 牵头 牵头的 牵头单位 牵头部门 牵头抓 牵头负责 主要负责 负责 负责的 负责单位 负责部门 责任 责任单位 责任部门 责任主体 主责 主责单位 主管 主管部门 分管 归谁 归谁管 哪个局 哪几个局 哪些局 哪个局管 哪个局负责 哪个委 哪个办 哪个单位 哪个部门 哪个科室 哪个部委 哪些单位 哪些部门 哪几个单位 哪几个部门 哪几家单位 哪家单位 什么单位 什么部门 哪家 哪家牵头 归哪 归哪个 归哪个局 归哪个局管 归哪个部门 归哪家 哪个负责 哪管 该谁 找谁 找哪个部门 找哪个单位 承办 承办单位 第一责任单位 兜底 职责 分工 职责分工 有谁 是谁 由谁 由谁来 归口 哪边 who whose lead leads leading led responsible charge department bureau unit owner`},
	{cueSupport | cueLead, `配合 配合单位 配合部门 参与单位 参与部门 协同单位 协办 协办单位 配合的 参与的 共同参与`},
	{cueFiller, `参与 参加`},
	{cueContent, `内容 怎么提的 怎么用 怎么提 内容是什么 具体内容 主要内容 说什么 说了什么 讲什么 讲了什么 说了啥 讲了啥 说啥 讲啥 是什么 有什么 怎么说 怎么说的 怎么写 怎么写的 怎么讲 怎么要求 怎么规定 怎么安排 怎么部署 怎么做 如何 如何做 怎么推进 如何推进 提到 提及 提到了 提过 有没有提到 有没有提 有提到 有没有说 有没有写 在哪 在哪里 哪里提到 哪里说 举措 措施 具体措施 哪些举措 哪些措施 做什么 干什么 做啥 干啥 做些什么 全文 原文 怎么样 有哪些要求 具体要求 做法 哪些内容 哪些工作 什么工作 有啥 有哪些内容 说明 介绍 介绍一下 有何 有何安排 部署 what content says`},
	{cueList, `是哪个 是哪几个 是哪些 哪些 有哪些 哪几个 哪几项 哪几条 哪项 哪条 哪一项 哪一条 列出 列一下 列举 列出来 列一列 清单 名单 都有什么 都有啥 有什么 有些什么 有啥 哪 那些 which list 挑出来 挑出 分别有哪些 哪几`},
	{cueCount, `几项 几个 几条 几家 几章 多少项 多少个 多少条 多少家 多少章 总共 一共 共有 总计 共计 合计 一共有 总共有 数量 总数 个数 how many`},
	{cueChange, `比去年 比上年 比前一年 比2022年 增加多少 增加了多少 增加几 增长多少 增长了多少 增长几 多增加 净增 净增加 净增长 净增多少 增幅 增幅是多少 涨幅 提高多少 提高几 提高了多少 提升多少 提升几 提升了多少 上升多少 上升几 下降多少 下降几 下降了多少 降低多少 降低几 减少多少 减少几 减少了多少 变化 变化多少 有什么变化 变动 相比 相较 比较 对比 差多少 差距 相差 相差多少 差 涨多少 涨几 涨了多少 降多少 降几 多多少 多了多少 多几 少多少 少几 增长幅度 同比 同比增长 同比增长多少 要增加 要增长 要提高 要提升 增量 增减 增加 增长 提高 下降 减少 降低 上升 相比去年 多出 多出多少 compared increase growth change difference`},
	{cueMeaning, `什么意思 是什么意思 啥意思 是啥意思 什么含义 含义 含义是什么 何意 是指 指什么 指的是什么 指的是 怎么解释 怎么理解 如何理解 解释 解释一下 定义 什么是 什么叫 是个啥 是啥 mean means meaning`},
	{cueSource, `来源 数据来源 数据的来源 数字来源 数字的来源 数的来源 来源是 来源于 来自哪里 来自哪 哪来的 哪里来的 出处 来自 数据来自 哪提供的 谁提供的 source`},
	{cueDeadline, `什么时候 何时 几时 哪天 哪年 哪一年 几月 几月份 几月底 什么时间 时限 完成时限 期限 截止 截止时间 最后期限 完成时间 时间节点 时间要求 什么时候完成 什么时候能完成 什么时候搞完 啥时候 到什么时候 多久 多长时间 when deadline`},
	{cueCheck, `吗 吧 是不是 对不对 对吗 对吧 是否 是吧 是吗 算不算 还是 有没有 可对 没错吧 不是`},
	{cueLower, `低于 比去年低 目标比去年低 下降 减少 降低 不如 少于 小于 下调 调低 比去年低 比上年低 比2022年低 降了 下滑 更低 变少 回落 比去年少 没有增长`},
	{cueHigher, `高于 大于 多于 上调 调高 比去年高 比上年高 比2022年高 更高 高出 比去年多`},
	{cueMost, `最大 最高 最多 最快 最大的 最高的 最多的 最快的 第一的 排名第一`},
	{cueLeast, `最小 最低 最少 最慢 最小的 最低的 最少的 最慢的`},
	{cueNamed, `点名 点名的 单独点名 单独点名的 被点名 单列 单独 直接点名 专门提到`},
	{cueFollow, `呢 那 那么 那个呢 接着 另外 还有呢`},
	{cueThis, `它 它们 这项 该项 这个任务 这项任务 该任务 这个指标 这项指标 该指标 这条 这一项 这一条 这个 这件事 此项 上面 上面那个 刚才 刚才那个 这个单位 该单位 它的 其 this it`},
	{cueSelf, `我们局 我局 本局 我们单位 我单位 本单位 我们部门 我们委 我们办 我们县 我县 本县 我们区 我区 本区 咱们局 咱局 咱们县 咱县 咱们区 咱区 我们科 我们镇 我们街道 咱们单位 咱单位`},
	{cueIndicators, `指标 类指标 类的指标 指标的 各项指标 主要指标 预期指标 项指标 个指标 indicators indicator`},
	{cueTasks, `任务 任务的 工作任务 各项任务 重点任务 项任务 个任务 条任务 工作 职责 任务举措 具体任务 活 活儿 tasks task`},
	{cueUnits, `单位 部门 委办局 家单位 个单位 个部门 units departments`},
	{cueSections, `章节 章 部分 大项 板块 节 sections`},
	{cueDocument, `文件 这个文件 该文件 本文件 这份文件 这份要点 要点 工作要点 这个要点 方案 这个方案 实施方案 通知 这个通知 规划 行动计划 意见 document 任务分工 分工方案`},
	{cueProgress, `实际完成 实际完成了 实际完成多少 完成情况 完成了 完成了吗 完成了多少 完成进度 完成率 已完成 已经完成 已经 进展 进展如何 进展怎么样 进度 进度如何 目前 目前的 到现在 截至 截止目前 截至目前 现在完成 现状 现状如何 实现了吗 达标了吗 达到了吗 实际达到 实际是 实际数 落实情况 落实得 完成没有 完成没 弄完了 考核结果 现在是 现在有 现在 如今 当前完成 actual actually progress achieved`},
	{cueNew, `新增 新增加 新建 新建成 新培育 新引进 新认定 新获批 新打造 新创建 新上 new`},
	{cueTotal, `累计 总共要达到 累计达到 累计要 总量达到 拥有量 保有量 total`},
	{cueTitle, `标题 全称 叫什么 叫什么名字 名称 全名 文件名 名字`},
	{cueDocNumber, `文号 发文字号 发文号 文件号 文件编号 编号 字号`},
	{cueIssuer, `谁发的 谁印发的 谁印发 谁发布的 谁发布 谁下发的 谁制定的 谁出台的 谁发 发文单位 发文机关 印发单位 印发机关 发布单位 发布机关 制定单位 哪个单位发的 哪个部门发的 哪里发的 哪个单位印发 哪个部门印发 哪个单位印发的 哪个部门印发的 哪个单位发布 哪个部门发布 什么部门发的 哪发的 落款 落款单位 发布者 issued issuer`},
	{cueDate, `什么时候印发 什么时候印发的 什么时候发的 什么时候发布 什么时候发布的 什么时候出台的 什么时候下发的 什么时候出的 何时印发 何时发布 哪天印发的 哪天发的 哪天印发 几号发的 几月发的 哪年发的 几号印发 印发时间 印发日期 发布时间 发布日期 发文时间 发文日期 成文日期 成文时间 落款日期 落款时间 下发时间 出台时间 日期 啥时候发的 啥时候印发的`},
	{cueAddressees, `主送 主送单位 主送机关 主送谁 发给谁 发给谁的 发给哪些单位 印发给谁 发给哪些部门 抄送 发给了谁`},
	{cueBoth, `分别是多少 分别多少 分别是 分别 各是多少 各多少 两年 前后 从多少到多少 由多少到多少`},
}

func set(words string) map[string]bool {
	out := make(map[string]bool)
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

// cueTable finds phrases by their text; lengths has a bit for each length, in
// tokens, of the phrases that begin with a character.
type cueTable struct {
	says    map[string]cue
	lengths map[rune]uint32
}

var cues = sync.OnceValue(func() cueTable {
	t := cueTable{make(map[string]cue), make(map[rune]uint32)}
	words := make(vocabulary)
	put := func(w string, c cue) {
		t.says[w] |= c
		r, _ := utf8.DecodeRuneInString(w)
		t.lengths[r] |= 1 << min(len(words.read(w, true).tokens), maxLength)
	}
	for _, line := range cueLines {
		for w := range set(line.words) {
			put(w, line.says)
		}
	}
	for w := range opaque {
		put(w, 0)
		t.says[w] = 0
	}
	return t
})

// synonyms are the field's words for one thing; the words of questions and of
// plans are both brought to the second form before they are compared.
var synonyms = strings.NewReplacer(
	"增长率", "增速", "增长速度", "增速", "增长目标", "增速目标", "同比增速", "增速",
	"地区生产总值", "gdp", "国内生产总值", "gdp", "生产总值", "gdp",
	"r&d", "研发", "研究与试验发展", "研发", "研究开发", "研发", "研究与开发", "研发",
	"网上零售", "网络零售", "线上零售", "网络零售", "投入强度", "投入占gdp比重",
	"所占比例", "占比重", "所占比重", "占比重", "占比例", "占比重", "比例", "比重", "能效", "电能使用效率", "能源使用效率", "电能使用效率", "用电效率", "电能使用效率",
	"营业收入", "营收", "主营业务收入", "营收", "软件业", "软件和信息技术服务业", "宽带用户", "用户", "规模以上", "规上",
	"wi-fi", "wifi", "工业互联网平台标识", "工业互联网标识",
	// The field's English, enough to ask for an indicator or a unit.
	"core digital economy industries", "数字经济核心产业", "r&d intensity", "研发投入占gdp比重", "intensity", "投入占gdp比重", "document number", "文号", "online retail sales", "网络零售额", "online retail", "网络零售", "digital economy", "数字经济", "added value", "增加值", "value added", "增加值", "value-added", "增加值",
	"core industries", "核心产业", "core industry", "核心产业", "growth rate", "增速", "base stations", "基站", "base station", "基站", "per 10,000 people", "每万人", "per 10000 people", "每万人",
	"industrial internet", "工业互联网", "penetration rate", "普及率", "penetration", "普及率", "electronic information industry", "电子信息产业", "electronic information", "电子信息",
	"revenue", "营收", "data center", "数据中心", "data centre", "数据中心", "data centers", "数据中心", "satisfaction", "满意度", "key projects", "重点项目", "planned investment", "计划投资额", "investment", "投资",
	"r and d", "研发", "software industry", "软件和信息技术服务业", "retail sales", "零售额", "gross domestic product", "gdp", "share of gdp", "占gdp比重",
	"bureau of commerce", "商务局", "commerce bureau", "商务局", "development and reform commission", "发展改革委", "bureau of industry and information technology", "工信局", "industry and information technology bureau", "工信局",
	"science and technology bureau", "科技局", "bureau of science and technology", "科技局", "finance bureau", "财政局", "bureau of finance", "财政局", "agriculture bureau", "农业农村局", "bureau of agriculture and rural affairs", "农业农村局", "bureau of statistics", "统计局", "statistics bureau", "统计局",
	"blockchain", "区块链", "smart farm", "智慧农场", "city brain", "城市大脑",
)
