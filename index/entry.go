package index

import (
	"strings"

	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/regexp"
	"github.com/blevesearch/bleve/v2/mapping"
	blevebase "github.com/blevesearch/bleve_index_api"

	"planbot/corpus"
	"planbot/corpus/fold"
)

// schema is the version of what the index holds. Whatever changes the mapping
// or the documents changes it, so that indexes on disk are built anew.
const schema = "3"

// The fields of a document.
const (
	fieldPlan   = "plan"
	fieldText   = "text"
	fieldSingle = "han" // every Chinese character by itself
)

// The ways in which a field's text is cut.
const (
	analyzer     = cjk.AnalyzerName // into bigrams
	hanAnalyzer  = "planbot_han"    // into characters; bleve's own names must not be taken
	hanTokenizer = "planbot_han"
)

// entry is one thing that can be found.
type entry struct {
	item    corpus.ItemID
	span    corpus.Span
	content string // folded; "" once it is indexed
}

// document is the entry in bleve's form.
func (e *entry) document() map[string]any {
	return map[string]any{fieldPlan: string(e.item.Plan), fieldText: e.content, fieldSingle: e.content}
}

// newMapping says what bleve does with a document. Nothing is stored: a hit
// needs its entry's number alone.
func newMapping() mapping.IndexMapping {
	text := func(analyzer string) *mapping.FieldMapping {
		return &mapping.FieldMapping{Type: "text", Index: true, Analyzer: analyzer}
	}
	doc := mapping.NewDocumentStaticMapping()
	doc.AddFieldMappingsAt(fieldPlan, text(keyword.Name))
	doc.AddFieldMappingsAt(fieldText, text(analyzer))
	doc.AddFieldMappingsAt(fieldSingle, text(hanAnalyzer))
	doc.AddSubDocumentMapping("_all", mapping.NewDocumentDisabledMapping())

	m := mapping.NewIndexMapping()
	m.DefaultMapping = doc
	m.ScoringModel = blevebase.BM25Scoring
	// These fail on a misspelt name only, which every test would show.
	for _, err := range []error{
		m.AddCustomTokenizer(hanTokenizer, map[string]any{"type": regexp.Name, "regexp": `\p{Han}`}),
		m.AddCustomAnalyzer(hanAnalyzer, map[string]any{"type": custom.Name, "tokenizer": hanTokenizer}),
	} {
		if err != nil {
			panic(err)
		}
	}
	return m
}

// entriesOf returns what can be found in a plan: its items in order, each
// followed by its sentences and commitments, and by the rows of tables that are
// no items.
func entriesOf(p *corpus.Plan) []entry {
	var all []entry
	loose := p.LooseRows()
	for _, item := range p.Items() {
		seen := map[corpus.Span]bool{}
		add := func(s corpus.Span, extra string) {
			s = s.Trim(p.Text)
			if s.Empty() || seen[s] {
				return
			}
			seen[s] = true
			all = append(all, entry{item.ID, s, fold.Fold(s.Of(p.Text) + extra)})
		}
		add(item.Span, inherited(p, item))
		if task := p.Task(item.ID.Anchor); task != nil {
			for _, s := range task.Span.Sentences(p.Text) {
				add(s, "")
			}
			for _, c := range task.Commitments {
				add(c.Span, "")
			}
		}
		for _, row := range loose[item.ID.Anchor] {
			add(row, "")
		}
	}
	return all
}

// inherited returns the words that an item has from merged cells, which its
// own span does not show.
func inherited(p *corpus.Plan, item corpus.Item) string {
	n := p.Indicator(item.ID.Anchor)
	if n == nil {
		return ""
	}
	row := fold.Fold(n.Span.Of(p.Text))
	var b strings.Builder
	for _, words := range append([]string{n.Category, n.Subcategory}, n.Leads...) {
		if words != "" && !strings.Contains(row, fold.Fold(words)) {
			b.WriteString("\n\n" + words)
		}
	}
	return b.String()
}
