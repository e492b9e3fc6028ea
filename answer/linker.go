package answer

import (
	"slices"
	"strings"
	"sync"

	"planbot/corpus"
	"planbot/corpus/fold"
)

// linker finds plans by what a question calls them. It is made once for all
// plans, from their cards; looking up takes as long for thousands as for ten.
type linker struct {
	cards   []card // in the order of the engine's books
	places  *trie  // to groups
	issuers *trie  // to groups
	groups  [][]int32
	topics  []topic
	topicOf []int32          // the topic of each plan
	grams   map[gram][]int32 // to topics whose words hold two characters side by side
	numbers map[int][]int32  // by the last number of a 文号
	series  map[string][]int32
	regions map[string][]int32 // by the region's code
}

// topic is what plans are about, with the plans.
type topic struct {
	pieces []string
	nouns  []string // the kinds of document of its titles
	plans  []int32  // in order, as all lists of plans are
}

type gram [2]rune

func newLinker(cards []card) *linker {
	l := &linker{cards: cards, places: newTrie(), issuers: newTrie(), grams: make(map[gram][]int32), numbers: make(map[int][]int32), series: make(map[string][]int32), regions: make(map[string][]int32)}
	places, issuers, topics := make(map[string]int32), make(map[string]int32), make(map[string]int32)
	for i := range cards {
		c, id := &cards[i], int32(i)
		for _, name := range c.places {
			if !commonWord(c, name) {
				l.group(l.places, places, name, id)
			}
		}
		for _, name := range c.issuers {
			l.group(l.issuers, issuers, name, id)
		}
		if c.number.seq > 0 {
			l.numbers[c.number.seq] = append(l.numbers[c.number.seq], id)
		}
		l.series[c.series] = append(l.series[c.series], id)
		if c.region != "" {
			l.regions[c.region] = append(l.regions[c.region], id)
		}
		l.addTopic(topics, c, id)
	}
	return l
}

// commonWord tells the short name of a county that is a word of its own: 新建.
func commonWord(c *card, name string) bool {
	if len(c.places) < 2 || name == c.places[0] {
		return false
	}
	_, word := cues().says[name]
	return word
}

// group adds a plan to those that a name names.
func (l *linker) group(t *trie, ids map[string]int32, name string, plan int32) {
	g, ok := ids[name]
	if !ok {
		g = int32(len(l.groups))
		ids[name] = g
		l.groups = append(l.groups, nil)
		t.put(name, g)
	}
	l.groups[g] = append(l.groups[g], plan)
}

func (l *linker) addTopic(ids map[string]int32, c *card, plan int32) {
	n, ok := ids[c.topic]
	if !ok {
		n = int32(len(l.topics))
		ids[c.topic] = n
		l.topics = append(l.topics, topic{pieces: withShort(c.pieces), nouns: c.nouns})
		for _, piece := range l.topics[n].pieces {
			l.addGrams(piece, n)
		}
	}
	l.topics[n].plans = append(l.topics[n].plans, plan)
	l.topicOf = append(l.topicOf, n)
}

// withShort adds the everyday words for what the pieces of a title say in full,
// and the other way round.
func withShort(pieces []string) []string {
	out := slices.Clone(pieces)
	for _, p := range pieces {
		for _, s := range shortTopics {
			for i, from := range s {
				if strings.Contains(p, from) && !slices.Contains(out, s[1-i]) && !strings.Contains(p, s[1-i]) {
					out = append(out, s[1-i])
				}
			}
		}
	}
	return out
}

func (l *linker) addGrams(piece string, topic int32) {
	runes := []rune(piece)
	for i := 1; i < len(runes); i++ {
		g := gram{runes[i-1], runes[i]}
		if has := l.grams[g]; len(has) == 0 || has[len(has)-1] != topic {
			l.grams[g] = append(has, topic)
		}
	}
}

// topicRun is a run of a text's characters that stands in a topic.
type topicRun struct {
	topic    int32
	from, to int
}

// topicRuns returns the longest runs of two characters or more that stand in
// topics.
func (l *linker) topicRuns(text []rune, free func(int) bool) []topicRun {
	var out []topicRun
	open := make(map[int32]int) // by topic, its run that ended at the character before
	for i := 1; i < len(text); i++ {
		if !free(i-1) || !free(i) {
			continue
		}
		for _, t := range l.grams[gram{text[i-1], text[i]}] {
			if at, ok := open[t]; ok && out[at].to == i && l.holds(topicRun{t, out[at].from, i + 1}, text) {
				out[at].to = i + 1
				continue
			}
			open[t] = len(out)
			out = append(out, topicRun{t, i - 1, i + 1})
		}
	}
	return out
}

// holds tells whether a run stands in one piece of its topic, and not in parts
// of several.
func (l *linker) holds(r topicRun, text []rune) bool {
	word := string(text[r.from:r.to])
	return slices.ContainsFunc(l.topics[r.topic].pieces, func(p string) bool { return strings.Contains(p, word) })
}

// numbered returns the plans of a document number: all of its parts that are
// said must agree.
func (l *linker) numbered(n docNumber) []int32 {
	var out []int32
	for _, id := range l.numbers[n.seq] {
		has := l.cards[id].number
		if (n.year == 0 || n.year == has.year) && (n.prefix == "" || n.prefix == has.prefix) {
			out = append(out, id)
		}
	}
	return out
}

// of returns the plans whose cards are ok.
func (l *linker) of(ids []int32, ok func(c *card) bool) []int32 {
	var out []int32
	for _, id := range ids {
		if ok(&l.cards[id]) {
			out = append(out, id)
		}
	}
	return out
}

// sibling returns the plan of a plan's series that is for a year; ok is false
// where there is none.
func (l *linker) sibling(of int32, year int) (id int32, ok bool) {
	for _, id := range l.series[l.cards[of].series] {
		if id != of && l.cards[id].covers(year) {
			return id, true
		}
	}
	return 0, false
}

// everyRegion finds the places of the country by their full names, and
// provinces and cities by their short ones.
var everyRegion = sync.OnceValue(func() *trie {
	t := newTrie()
	for i, r := range corpus.Regions() {
		t.put(fold.Fold(r.Name), int32(i))
		if short := r.ShortName(); !r.IsCounty() && len([]rune(short)) > 1 && !wordsToo[short] {
			t.put(fold.Fold(short), int32(i))
		}
	}
	return t
})

// wordsToo are cities whose short names are words as well.
var wordsToo = set("来宾 通化 大同 安康 自贡 长治 东方 保定 平凉 日照 三明 白银 开封 中山 中卫 朝阳 海口 北海 和田 巴中 玉树 双城 资阳 普洱 德宏")
