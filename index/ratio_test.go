package index

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"

	"planbot/answer"
	"planbot/corpus"
	"planbot/corpus/parse"
	"planbot/plans"
)

// BenchmarkRatio answers questions on the example plan and beside each asks
// bleve itself for the ten best entries of the same text, in turn, so that the
// machine's speed is the same for both. ratio is that of the two medians.
func BenchmarkRatio(b *testing.B) {
	const name = "ganzhou-2023-digital-economy.txt"
	data, err := plans.Files.ReadFile(name)
	if err != nil {
		b.Fatal(err)
	}
	plan, err := parse.File(name, data)
	if err != nil {
		b.Fatal(err)
	}
	x := build(b, plan)
	engine := answer.New([]*corpus.Plan{plan}, x, answer.Options{})
	ctx := context.Background()
	for _, set := range []struct {
		name      string
		questions []string
	}{
		{"fact", []string{"网络零售额目标是多少", "每万人拥有5G基站数谁牵头", "2022年数字经济增加值是多少", "市商务局牵头哪些指标", "第16项任务责任单位", "电子信息产业营收比去年增加多少"}},
		{"words", []string{"今年要新建多少个5G基站", "无人机应用由哪些单位负责", "区块链方面有什么任务", "直播电商任务哪个部门负责", "IPv6流量占比要达到多少", "市场主体协同监管平台谁建"}},
	} {
		b.Run(set.name, func(b *testing.B) {
			var ours, theirs []time.Duration
			for i := 0; b.Loop(); i++ {
				question := set.questions[i%len(set.questions)]
				began := time.Now()
				if _, err := engine.Ask(ctx, question, answer.State{}); err != nil {
					b.Fatal(err)
				}
				ours = append(ours, time.Since(began))
				began = time.Now()
				match := bleve.NewMatchQuery(question)
				match.SetField(fieldText)
				if _, err := x.bleve.SearchInContext(ctx, bleve.NewSearchRequestOptions(match, 10, 0, false)); err != nil {
					b.Fatal(err)
				}
				theirs = append(theirs, time.Since(began))
			}
			slices.Sort(ours)
			slices.Sort(theirs)
			b.ReportMetric(float64(ours[len(ours)/2].Nanoseconds()), "ask-p50-ns")
			b.ReportMetric(float64(theirs[len(theirs)/2].Nanoseconds()), "bleve-p50-ns")
			b.ReportMetric(float64(ours[len(ours)*99/100].Nanoseconds()), "ask-p99-ns")
			b.ReportMetric(float64(ours[len(ours)/2])/float64(theirs[len(theirs)/2]), "ratio")
		})
	}
}
