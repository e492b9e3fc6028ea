package answer

import (
	"fmt"
	"slices"
	"strings"

	"planbot/corpus"
)

// Finding is a place where a plan does not agree with itself, or says what
// looks like a slip. It is for the editor to judge.
type Finding struct {
	Kind      FindingKind
	Message   string // a sentence in Chinese
	Citations []Citation
}

// FindingKind says what does not agree.
type FindingKind string

// The kinds of finding.
const (
	FindingTwice   FindingKind = "twice"   // said in the table and in the text, in the same numbers
	FindingWording FindingKind = "wording" // the same number, by another name or in another measure
	FindingNumber  FindingKind = "number"  // the same words, another number
	FindingGrowth  FindingKind = "growth"  // a growth target and its two values do not agree
	FindingPercent FindingKind = "percent" // a share above 100%
)

// Check lists the places of a plan where table and text say the same thing
// twice, with what differs; the growth targets that their two values do not
// give; and percentages above 100.
func Check(p *corpus.Plan) []Finding {
	k := learn(p)
	return slices.Concat(k.twiceSaid(), k.growths(), k.percentages())
}

func (k *knowledge) citation(item corpus.Anchor, title string, span corpus.Span) Citation {
	var a Answer
	a.cite(k.plan, item, title, span)
	return a.Citations[0]
}

func (k *knowledge) both(f, g *fact) []Citation {
	return []Citation{k.citation(f.item, f.label, f.span), k.citation(g.item, g.itemTitle(), g.commitment.Sentence)}
}

// twiceSaid compares each indicator with the promises that its words name.
func (k *knowledge) twiceSaid() (out []Finding) {
	for i := range k.facts {
		f := &k.facts[i]
		target, ok := corpus.Value{}, false
		if f.indicator != nil {
			target, ok = f.indicator.Value(k.plan.Head.Year)
		}
		if !ok || target.Raw == "" {
			continue
		}
		for j := range k.facts {
			g := &k.facts[j]
			if g.commitment == nil || !g.hasNumber() || !aboutSame(f, g) {
				continue
			}
			out = append(out, k.compared(f, g, target))
		}
	}
	return out
}

// aboutSame tells whether a promise and an indicator speak of one thing: most
// of the one's words stand in the other, all of them where the numbers differ,
// and not one of a stock and the other of what is added.
func aboutSame(f, g *fact) bool {
	if strings.Contains(f.name.norm, "累计") != strings.Contains(g.name.norm, "累计") && strings.Contains(g.lead.norm+g.name.norm, "新增") {
		return false
	}
	if !sameSubject(f, g) {
		return false
	}
	target, _ := lastValue(f.indicator)
	same := slices.ContainsFunc(g.commitment.Quantities, func(q corpus.Quantity) bool { return sameNumber(q, target.Quantity) })
	return same || subsequence(f.coreName(), g.name.norm)
}

// compared says how a promise compares with the indicator's target.
func (k *knowledge) compared(f, g *fact, target corpus.Value) Finding {
	where := fmt.Sprintf("指标“%s”的目标是%s，%s写的是“%s”", f.label, shown(target.Quantity), g.place(), g.label)
	out := Finding{Kind: FindingTwice, Message: where + "，一致。", Citations: k.both(f, g)}
	switch {
	case !k.sameThing([]*fact{f, g}):
		out.Kind, out.Message = FindingNumber, where+"，数值不同。"
	case differently(f, g) != "":
		out.Kind, out.Message = FindingWording, where+differently(f, g)+"。"
	}
	return out
}

// growths holds a growth target against the two values of what it is the
// growth of. Half a point is allowed for rounding; an about for its wording.
func (k *knowledge) growths() (out []Finding) {
	for i := range k.facts {
		g := &k.facts[i]
		if g.indicator == nil || !strings.HasSuffix(g.indicator.Name, "增速") {
			continue
		}
		base := strings.TrimSuffix(g.indicator.Name, "增速")
		j := slices.IndexFunc(k.facts, func(f fact) bool { return f.indicator != nil && f.indicator.Name == base })
		if j < 0 {
			continue
		}
		f := &k.facts[j]
		from, to, ok := fromTo(f.indicator)
		growth, has := lastValue(g.indicator)
		if !ok || !has || !exact(from) || !exact(to) || !exact(growth) {
			continue
		}
		percent, ok := to.Low.Sub(from.Low).Percent(from.Low.Abs(), 2)
		if !ok || percent.Sub(growth.Low).Abs().Cmp(half) <= 0 {
			continue
		}
		out = append(out, Finding{
			Kind: FindingGrowth,
			Message: fmt.Sprintf("指标“%s”的目标是%s，而“%s”从%s到%s是%s%%（名义增长；按可比价计算时可以不同）。",
				g.label, shown(growth.Quantity), f.label, shown(from.Quantity), shown(to.Quantity), signed(percent)),
			Citations: []Citation{k.citation(g.item, g.label, g.span), k.citation(f.item, f.label, f.span)},
		})
	}
	return out
}

var half, hundred = decimal("0.5"), decimal("100")

func decimal(s string) *corpus.Decimal {
	d, err := corpus.ParseDecimal(s)
	if err != nil {
		panic(err) // a constant of this package
	}
	return d
}

// percentages lists shares, coverages and rates above 100%. A growth may be.
func (k *knowledge) percentages() (out []Finding) {
	above := func(q corpus.Quantity) bool {
		return strings.Contains(q.Measure, "%") && q.Low != nil && q.Low.Cmp(hundred) > 0
	}
	for i := range k.facts {
		f := &k.facts[i]
		switch {
		case f.indicator != nil && !strings.Contains(f.label, "增") && slices.ContainsFunc(f.indicator.Values, func(v corpus.Value) bool { return above(v.Quantity) }):
			out = append(out, Finding{FindingPercent, "指标“" + f.label + "”的数值超过100%。", []Citation{k.citation(f.item, f.label, f.span)}})
		case f.commitment != nil && !strings.Contains(f.label, "增") && slices.ContainsFunc(f.commitment.Quantities, above):
			out = append(out, Finding{FindingPercent, f.place() + "的“" + f.label + "”超过100%。", []Citation{k.citation(f.item, f.itemTitle(), f.commitment.Sentence)}})
		}
	}
	return out
}
