package answer

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// BenchmarkAsk answers questions on the example plan. BenchmarkRatio of package
// index holds this against bleve.
func BenchmarkAsk(b *testing.B) {
	plan := examplePlan(b)
	e := newEngine(b, plan)
	for _, set := range benchQuestions {
		b.Run(set.name, func(b *testing.B) {
			times := make([]time.Duration, 0, b.N)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				began := time.Now()
				ask(b, e, set.questions[i%len(set.questions)], State{})
				times = append(times, time.Since(began))
			}
			reportTimes(b, times)
		})
	}
}

// BenchmarkLearn prepares the example plan for questions.
func BenchmarkLearn(b *testing.B) {
	plan := examplePlan(b)
	b.ReportAllocs()
	for b.Loop() {
		learn(plan)
	}
}

var benchQuestions = []struct {
	name      string
	questions []string
}{
	{"fact", []string{"网络零售额目标是多少", "每万人拥有5G基站数谁牵头", "2022年数字经济增加值是多少", "市商务局牵头哪些指标", "第16项任务责任单位", "电子信息产业营收比去年增加多少"}},
	{"words", []string{"今年要新建多少个5G基站", "无人机应用由哪些单位负责", "区块链方面有什么任务", "直播电商任务哪个部门负责", "IPv6流量占比要达到多少", "市场主体协同监管平台谁建"}},
	{"refused", []string{"新能源汽车产量目标是多少", "每万人拥有6G基站数", "今天天气怎么样", "量子计算机要建几台"}},
}

// reportTimes adds the median and the 99th percentile.
func reportTimes(b *testing.B, times []time.Duration) {
	b.Helper()
	slices.Sort(times)
	at := func(percent int) float64 { return float64(times[(len(times)-1)*percent/100].Nanoseconds()) }
	b.ReportMetric(at(50), "p50-ns")
	b.ReportMetric(at(99), "p99-ns")
}

// BenchmarkHostile answers the longest questions that are read.
func BenchmarkHostile(b *testing.B) {
	e := newEngine(b, examplePlan(b))
	for _, word := range []string{"数字经济", "于都县", "另售额", "和", "2022年", "wangluo ", "企业数量和", "（二）"} {
		question := strings.Repeat(word, maxQuestion/len([]rune(word)))
		b.Run(word, func(b *testing.B) {
			for b.Loop() {
				ask(b, e, question, State{})
			}
		})
	}
}

// BenchmarkLink finds which of 2,000 plans a question names.
func BenchmarkLink(b *testing.B) {
	var cards []card
	for i, p := range cities(b, 400) {
		for year := range 5 {
			c := cardOf(p)
			c.from, c.to, c.number.year = 2001+year, 2001+year, 2001+year
			c.topic = strings.Repeat("新", i%7) + c.topic
			cards = append(cards, c)
		}
	}
	l := newLinker(cards)
	for name, question := range map[string]string{"name": "墨川市2003年数字经济要点里网络零售额目标是多少", "number": "数办〔2003〕2号网络零售额", "city": "墨川网络零售额目标是多少", "none": "今年要新建多少个5G基站"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				l.resolve(l.read(question), none)
			}
		})
	}
}
