package index

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"planbot/corpus"
	"planbot/corpus/parse"
)

// siblings makes plans of the same kinds for many invented cities and some
// years: the same indicators and tasks with other numbers, units and counties.
// Everything follows from the numbers of city, topic and year.
func siblings(cities, topics, years int) []*corpus.Plan {
	var plans []*corpus.Plan
	for year := range years {
		for topic := range topics {
			for city := range cities {
				plans = append(plans, sibling{city, topic, firstYear + year}.plan())
			}
		}
	}
	return plans
}

const firstYear = 2021

// sibling is one plan.
type sibling struct{ city, topic, year int }

var (
	cityFirst = strings.Split("墨 砚 笺 琴 棋 书 画 茗 竹 梅", " ")
	cityLast  = strings.Split("川 阳 溪 江", " ")
	topicsOf  = []struct {
		name  string
		nouns []string
	}{
		{"做优做强数字经济", strings.Split("数字产业 软件业 网络零售 大数据 云计算 人工智能", " ")},
		{"政务公开", strings.Split("政策解读 年度报告 公开专栏 办事指南 决策预公开 咨询服务", " ")},
		{"文化旅游", strings.Split("乡村旅游 景区 民宿 博物馆 非遗 文创", " ")},
		{"现代农业", strings.Split("粮食 蔬菜 生猪 冷链物流 农机 合作社", " ")},
		{"营商环境", strings.Split("企业开办 不动产登记 跨境贸易 纳税服务 获得信贷 招标投标", " ")},
		{"生态环境保护", strings.Split("污水处理 固体废物 森林 空气质量 土壤修复 新能源车", " ")},
		{"就业创业", strings.Split("技能培训 见习基地 创业担保 零工市场 高校毕业生 家政服务", " ")},
		{"科技创新", strings.Split("高新技术 重点实验室 技术合同 孵化器 新型研发 发明专利", " ")},
		{"养老服务", strings.Split("养老床位 助餐点 适老化改造 护理员 日间照料 老年大学", " ")},
		{"交通运输", strings.Split("农村公路 公交线路 充电桩 港口货运 快递网点 智慧停车", " ")},
		{"城市更新", strings.Split("老旧小区 棚户区 燃气管网 口袋公园 加装电梯 地下管廊", " ")},
		{"乡村振兴", strings.Split("特色产业 村级集体 人居环境 数字乡村 驻村帮扶 庭院经济", " ")},
	}
	rowKinds = []struct{ name, measure string }{
		{"增加值", "亿元"}, {"企业数", "家"}, {"投资额", "亿元"}, {"从业人员", "人"}, {"覆盖率", "%"}, {"示范项目", "个"},
	}
	taskKinds = []struct{ title, promise, measure string }{
		{"建设%s平台", "新建%s平台", "个"}, {"培育%s主体", "培育%s骨干企业", "家"}, {"办好%s活动", "举办%s对接会", "场"}, {"开展%s培训", "培训%s人才", "名"},
	}
	unitsOf = strings.Split("市发展改革委 市工信局 市商务局 市农业农村局 市文旅局 市生态环境局 市人社局 市科技局 市民政局 市交通运输局 市住建局 市乡村振兴局 市财政局 市统计局 市政务服务局", " ")
)

func (s sibling) place() string {
	return cityFirst[s.city%len(cityFirst)] + cityLast[s.city/len(cityFirst)%len(cityLast)]
}

func (s sibling) id() string { return fmt.Sprintf("city-%d-topic-%d-%d", s.city, s.topic, s.year) }

func (s sibling) subject() string { return topicsOf[s.topic].name }

func (s sibling) title() string {
	return fmt.Sprintf("%s市%d年%s工作要点", s.place(), s.year, s.subject())
}

func (s sibling) number() string {
	return fmt.Sprintf("%s政办发〔%d〕%d号", s.place(), s.year, s.topic+1)
}

// rows is how many indicators a plan has, tasks how many tasks.
func (s sibling) rows() int  { return len(topicsOf[s.topic].nouns) * len(rowKinds) }
func (s sibling) tasks() int { return len(topicsOf[s.topic].nouns) * len(taskKinds) }

// row is the name of an indicator.
func (s sibling) row(i int) string {
	return topicsOf[s.topic].nouns[i/len(rowKinds)] + rowKinds[i%len(rowKinds)].name
}

// task is the title of a task, promise what it promises, without the number.
func (s sibling) task(i int) string {
	return fmt.Sprintf(taskKinds[i%len(taskKinds)].title, topicsOf[s.topic].nouns[i/len(taskKinds)])
}

func (s sibling) promise(i int) string {
	return fmt.Sprintf(taskKinds[i%len(taskKinds)].promise, topicsOf[s.topic].nouns[i/len(taskKinds)])
}

// value is a number that looks made up; no two plans have all in common.
func (s sibling) value(i, year int) int { return 20 + (i*37+s.city*101+year*13+s.topic*7)%900 }

func (s sibling) unit(i int) string { return unitsOf[(i*5+s.city+s.year)%len(unitsOf)] }

func (s sibling) county(i int) string {
	return string([]rune("东西南北上下")[(i+s.year)%6]) + s.place() + "县"
}

// scribe writes a plan's text and notes where what stands.
type scribe struct {
	strings.Builder
	plan *corpus.Plan
}

// put writes a stretch; a block where it is a paragraph of an item.
func (w *scribe) put(text string) corpus.Span {
	start := w.Len()
	w.WriteString(text)
	return corpus.Span{Start: start, End: w.Len()}
}

func (w *scribe) block(kind corpus.BlockKind, item corpus.Anchor, text string) corpus.Span {
	s := w.put(text)
	w.close(kind, item, s)
	return s
}

func (w *scribe) close(kind corpus.BlockKind, item corpus.Anchor, s corpus.Span) {
	w.put("\n")
	w.plan.Blocks = append(w.plan.Blocks, corpus.Block{Kind: kind, Item: item, Span: s})
}

// plan is the plan as it might be issued and read. TestSiblingsAreRead holds it
// against what is read from its text.
func (s sibling) plan() *corpus.Plan {
	w := &scribe{plan: &corpus.Plan{ID: corpus.PlanID(s.id())}}
	h := &w.plan.Head
	h.Title, h.Number, h.Issuer, h.Year = s.title(), s.number(), s.place()+"市人民政府办公室", s.year
	h.Date = corpus.Date{Year: s.year, Month: 1 + s.topic%12, Day: 1 + s.city%28}
	h.DateRaw = fmt.Sprintf("%d年%d月%d日", s.year, h.Date.Month, h.Date.Day)
	h.TitleSpan = w.block(corpus.BlockTitle, corpus.AnchorHead, h.Issuer+"关于印发《"+h.Title+"》的通知")
	h.NumberSpan = w.block(corpus.BlockNumber, corpus.AnchorHead, h.Number)
	h.Addressees = []string{"各县人民政府", "市政府各部门"}
	h.AddresseesSpan = w.block(corpus.BlockAddressee, corpus.AnchorHead, "各县人民政府，市政府各部门：")
	h.IssuerSpan = w.block(corpus.BlockSign, corpus.AnchorHead, h.Issuer)
	h.DateSpan = w.block(corpus.BlockSign, corpus.AnchorHead, h.DateRaw)
	w.block(corpus.BlockTitle, corpus.AnchorHead, h.Title)
	w.section("section-1", "一", "主要目标")
	w.block(corpus.BlockHeader, "section-1", fmt.Sprintf("指标\t单位\t%d年\t%d年\t牵头单位", s.year-1, s.year))
	for i := range s.rows() {
		s.writeRow(w, i)
	}
	w.section("section-2", "二", "主要任务")
	for i := range s.tasks() {
		s.writeTask(w, i)
	}
	w.plan.Text = w.String()
	w.plan.Seal()
	return w.plan
}

func (w *scribe) section(anchor corpus.Anchor, number, title string) {
	s := w.block(corpus.BlockHeading, anchor, number+"、"+title)
	w.plan.Sections = append(w.plan.Sections, corpus.Section{Anchor: anchor, Number: number, Title: title, Level: 1, Span: s})
}

func number(n int, measure string) corpus.Quantity {
	d, err := corpus.ParseDecimal(strconv.Itoa(n))
	if err != nil {
		panic(err)
	}
	return corpus.Quantity{Raw: strconv.Itoa(n), Comparator: corpus.Exact, Low: d, High: d, Measure: measure}
}

func (s sibling) writeRow(w *scribe, i int) {
	measure := rowKinds[i%len(rowKinds)].measure
	before, now := s.value(i, s.year-1)-3, s.value(i, s.year)
	anchor := corpus.Anchor(fmt.Sprintf("indicator-%d", i+1))
	name := w.put(s.row(i))
	rest := w.put(fmt.Sprintf("\t%s\t%d\t%d\t%s", measure, before, now, s.unit(i)))
	row := corpus.Span{Start: name.Start, End: rest.End}
	w.close(corpus.BlockRow, anchor, row)
	w.plan.Indicators = append(w.plan.Indicators, corpus.Indicator{
		Anchor: anchor, Name: s.row(i), Measure: measure, Leads: []string{s.unit(i)}, Span: row, NameSpan: name,
		Values: []corpus.Value{{Year: s.year - 1, Kind: corpus.ValueBaseline, Quantity: number(before, measure)}, {Year: s.year, Kind: corpus.ValueTarget, Quantity: number(now, measure)}},
	})
}

func (s sibling) writeTask(w *scribe, i int) {
	t := corpus.Task{Anchor: corpus.Anchor(fmt.Sprintf("task-%d", i+1)), Number: strconv.Itoa(i + 1), Title: s.task(i), Section: "section-2"}
	start := w.put(t.Number + ". ").Start
	t.TitleSpan = w.put(t.Title)
	w.put("。")
	t.BodySpan.Start = w.put("坚持问题导向，完善工作机制，推动各项措施落到实处。").Start
	measure := taskKinds[i%len(taskKinds)].measure
	q := number(s.value(i+50, s.year), measure)
	q.Comparator, q.High = corpus.AtLeast, nil
	promise := w.put(s.promise(i) + "不少于" + q.Raw + measure)
	t.BodySpan.End = w.put("，覆盖" + s.county(i) + "等地。").End
	q.Raw = "不少于" + q.Raw + measure
	t.Commitments = []corpus.Commitment{{Subject: s.promise(i), Span: promise, Sentence: corpus.Span{Start: promise.Start, End: t.BodySpan.End}, Quantities: []corpus.Quantity{q}}}
	units := []string{s.unit(i), s.unit(i + 1), s.county(i+1) + "人民政府"}
	deadline := fmt.Sprintf("%d年%d月", s.year, 1+i%12)
	note := w.put("（责任单位：" + strings.Join(units, "、") + "，完成时限：" + deadline + "）")
	as := corpus.Assignment{Item: t.Anchor, DeadlineRaw: deadline, Deadline: corpus.Date{Year: s.year, Month: 1 + i%12}, Span: note, Governs: t.BodySpan}
	for n, u := range units {
		role := corpus.UnitRole{Name: u, Role: corpus.RoleResponsible}
		if n == 0 {
			role.Basis = corpus.BasisPosition
		}
		as.Units = append(as.Units, role)
	}
	t.Assignments = []corpus.Assignment{as}
	t.Span = corpus.Span{Start: start, End: note.End}
	w.close(corpus.BlockTask, t.Anchor, t.Span)
	w.plan.Tasks = append(w.plan.Tasks, t)
}

// The plans that are made are what reading their text gives, in all that
// answers rest on.
func TestSiblingsAreRead(t *testing.T) {
	for _, s := range []sibling{{0, 0, 2021}, {23, 5, 2022}, {39, 11, 2023}} {
		made := s.plan()
		read, err := parse.File(s.id()+".txt", []byte(made.Text))
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(told(read), told(made)); d != "" {
			t.Errorf("%s (-read +made):\n%s", s.id(), d)
		}
	}
}

// told is what a plan says, in lines.
func told(p *corpus.Plan) []string {
	h := &p.Head
	out := []string{string(p.ID), h.Title, h.Number, h.Issuer, h.DateRaw, strconv.Itoa(h.Year)}
	for i := range p.Indicators {
		n := &p.Indicators[i]
		line := fmt.Sprintf("%s %s %s %v %s", n.Anchor, n.Name, n.Measure, n.Leads, n.Span.Of(p.Text))
		for _, v := range n.Values {
			line += fmt.Sprintf(" %d %s %s", v.Year, v.Kind, v.Raw)
		}
		out = append(out, line)
	}
	for i := range p.Tasks {
		task := &p.Tasks[i]
		line := fmt.Sprintf("%s %s %s %s", task.Anchor, task.Number, task.Title, task.Section)
		for _, c := range task.Commitments {
			line += fmt.Sprintf(" “%s” %s %s %s", c.Span.Of(p.Text), c.Quantities[0].Raw, c.Quantities[0].Measure, c.Quantities[0].Comparator)
		}
		for _, a := range task.Assignments {
			line += fmt.Sprintf(" %v %s %s", a.Units, a.DeadlineRaw, a.Span.Of(p.Text))
		}
		out = append(out, line)
	}
	return out
}

// naming is a question that names its plan, and the item that answers it.
type naming struct {
	how, question string
	item          corpus.ItemID
}

// questions returns questions about every step-th item of plans, each by one
// way of naming after another. Where no year is said the newest plan is meant.
func questions(cities, topics, years, step int) []naming {
	var out []naming
	for n := 0; n < cities*topics*years; n += step {
		s := sibling{n % cities, n / cities % topics, firstYear + n/(cities*topics)}
		newest := s
		newest.year = firstYear + years - 1
		i, j := n*7%s.rows(), n*5%s.tasks()
		row := func(of sibling) corpus.ItemID {
			return corpus.ItemID{Plan: corpus.PlanID(of.id()), Anchor: corpus.Anchor(fmt.Sprintf("indicator-%d", i+1))}
		}
		task := corpus.ItemID{Plan: corpus.PlanID(s.id()), Anchor: corpus.Anchor(fmt.Sprintf("task-%d", j+1))}
		out = append(out,
			naming{"city and year", fmt.Sprintf("%s市%d年%s目标是多少", s.place(), s.year, s.row(i)), row(s)},
			naming{"city and topic", fmt.Sprintf("%s%s要点里%s目标是多少", s.place(), s.subject(), s.row(i)), row(newest)},
			naming{"title", fmt.Sprintf("《%s》里%s由谁负责", s.title(), s.task(j)), task},
			naming{"number", fmt.Sprintf("%s%s多少%s", s.number(), s.promise(j), taskKinds[j%len(taskKinds)].measure), task},
			naming{"short city", fmt.Sprintf("%s%s目标", s.place(), s.row(i)), row(newest)},
		)
	}
	return out
}
