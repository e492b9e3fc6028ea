package index

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.etcd.io/bbolt"
	"go.uber.org/goleak"

	"planbot/corpus"
)

// The answer engine's Searcher, which this floor may not import.
var _ interface {
	Search(ctx context.Context, q corpus.Query) ([]corpus.Hit, error)
} = (*Index)(nil)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		goleak.IgnoreTopFunction("github.com/blevesearch/bleve_index_api.AnalysisWorker")) // bleve's pool, for the process
}

// planOf makes a plan of tasks, one a line: task-1 is the first.
func planOf(id corpus.PlanID, tasks ...string) *corpus.Plan {
	p := &corpus.Plan{ID: id, Text: string(id) + "的标题\n"}
	p.Head.Title = string(id)
	p.Blocks = append(p.Blocks, corpus.Block{Kind: corpus.BlockTitle, Item: corpus.AnchorHead, Span: corpus.Span{End: len(p.Text) - 1}})
	for i, text := range tasks {
		start := len(p.Text)
		p.Text += text + "\n"
		p.Tasks = append(p.Tasks, corpus.Task{
			Anchor: corpus.Anchor(fmt.Sprintf("task-%d", i+1)),
			Title:  text,
			Span:   corpus.Span{Start: start, End: start + len(text)},
		})
	}
	return p
}

var (
	alpha = planOf("alpha",
		"1.推进5G网络。新建5G基站不少于３０００个；覆盖全部乡镇。（市工信局负责）",
		"2.发展直播电商。培育主播100名。",
		"3.開展無人機試點。",
		"4.治理荒山十万亩、造林。")
	beta = planOf("beta",
		"1.推进5G网络。新建5G基站200个。",
		"2.推进 IPv6 规模部署。")
)

func build(tb testing.TB, plans ...*corpus.Plan) *Index {
	tb.Helper()
	x, err := Build(plans)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { closed(tb, x) })
	return x
}

func closed(tb testing.TB, x *Index) {
	tb.Helper()
	if err := x.Close(); err != nil {
		tb.Error(err)
	}
}

func find(tb testing.TB, x *Index, words string, plans ...corpus.PlanID) []corpus.Hit {
	tb.Helper()
	hits, err := x.Search(tb.Context(), corpus.Query{Words: words, Plans: plans})
	if err != nil {
		tb.Fatal(err)
	}
	return hits
}

func TestSearchFinds(t *testing.T) {
	x := build(t, alpha, beta)
	for _, c := range []struct{ name, words, want string }{
		{"words", "直播电商", "alpha#task-2"},
		{"full-width digits in the plan", "3000", "alpha#task-1"},
		{"full-width digits in the question", "１００名主播", "alpha#task-2"},
		{"traditional script in the plan", "无人机", "alpha#task-3"},
		{"traditional script in the question", "直播電商", "alpha#task-2"},
		{"a single character inside a run", "亩", "alpha#task-4"},
		{"a single character between others", "IPv6 乡", "beta#task-2"},
		{"Latin letters in any case", "ipV6", "beta#task-2"},
		{"spaced out", "直 播 电 商", "alpha#task-2"},
		{"the head", "的标题 alpha", "alpha#head"},
	} {
		t.Run(c.name, func(t *testing.T) {
			hits := find(t, x, c.words)
			if len(hits) == 0 || hits[0].Item.String() != c.want {
				t.Errorf("Search(%q) = %v, want %s first", c.words, hits, c.want)
			}
		})
	}
}

func TestSearchFindsNothing(t *testing.T) {
	x := build(t, alpha, beta)
	for _, words := range []string{"", " \n", "？！。", "\xff\xfe", "量子计算", "\u200b"} {
		if hits := find(t, x, words); len(hits) != 0 {
			t.Errorf("Search(%q) = %v, want nothing", words, hits)
		}
	}
	if hits := find(t, build(t), "基站"); len(hits) != 0 {
		t.Errorf("an index of no plans finds %v", hits)
	}
}

func TestSpanIsTheSentence(t *testing.T) {
	x := build(t, alpha)
	var found []string
	for _, h := range find(t, x, "新建基站") {
		found = append(found, alpha.Quote(h.Span))
	}
	want := []string{"新建5G基站不少于３０００个；", alpha.Quote(alpha.Tasks[0].Span)}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Error(diff)
	}
}

func TestCommitmentIsAnEntry(t *testing.T) {
	p := planOf("gamma", "1.建设网络，新建基站3000个，培育企业5家。")
	clause := strings.Index(p.Text, "新建")
	p.Tasks[0].Commitments = []corpus.Commitment{{Span: corpus.Span{Start: clause, End: clause + len("新建基站3000个")}}}
	hits := find(t, build(t, p), "新建基站3000个")
	if len(hits) == 0 || p.Quote(hits[0].Span) != "新建基站3000个" {
		t.Errorf("got %v, want the commitment first", hits)
	}
}

// A merged cell's words belong to each row that it covers.
func TestInheritedWordsAreFound(t *testing.T) {
	p := planOf("gamma")
	for i, row := range []string{"数字产业 基站 个 19", "光缆 公里 20"} {
		start := len(p.Text)
		p.Text += row + "\n"
		p.Indicators = append(p.Indicators, corpus.Indicator{
			Anchor: corpus.Anchor(fmt.Sprintf("indicator-%d", i+1)), Category: "数字产业", Leads: []string{"市工信局"},
			Span: corpus.Span{Start: start, End: start + len(row)},
		})
	}
	if hits := find(t, build(t, p), "数字产业 市工信局"); len(hits) != 2 {
		t.Errorf("got %v, want both rows", hits)
	}
}

func TestSearchInsidePlans(t *testing.T) {
	gamma := planOf("gamma", "1.推进5G网络。")
	x := build(t, alpha, beta, gamma)
	for _, c := range []struct {
		inside []corpus.PlanID
		want   map[corpus.PlanID]bool
	}{
		{nil, map[corpus.PlanID]bool{"alpha": true, "beta": true, "gamma": true}},
		{[]corpus.PlanID{"beta"}, map[corpus.PlanID]bool{"beta": true}},
		{[]corpus.PlanID{"beta", "gamma", "beta"}, map[corpus.PlanID]bool{"beta": true, "gamma": true}},
		{[]corpus.PlanID{"gamma", "beta", "alpha"}, map[corpus.PlanID]bool{"alpha": true, "beta": true, "gamma": true}},
		{[]corpus.PlanID{"delta"}, map[corpus.PlanID]bool{}},
	} {
		got := map[corpus.PlanID]bool{}
		for _, h := range find(t, x, "5G网络", c.inside...) {
			got[h.Item.Plan] = true
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("inside %v: %s", c.inside, diff)
		}
	}
}

// The restriction finds, and does not rank.
func TestPlanHasNoScore(t *testing.T) {
	x := build(t, alpha, beta)
	var open []corpus.Hit
	for _, h := range find(t, x, "推进5G网络") {
		if h.Item.Plan == "beta" {
			open = append(open, h)
		}
	}
	if diff := cmp.Diff(open, find(t, x, "推进5G网络", "beta")); diff != "" {
		t.Error(diff)
	}
}

func TestOrderIsSettled(t *testing.T) {
	var tasks []string
	for range 60 {
		tasks = append(tasks, "推进数字经济")
	}
	p := planOf("same", tasks...)
	for range 5 {
		hits := find(t, build(t, p), "数字经济")
		if len(hits) != defaultLimit {
			t.Fatalf("%d hits, want %d", len(hits), defaultLimit)
		}
		for i, h := range hits {
			if want := p.Tasks[i].Anchor; h.Item.Anchor != want {
				t.Fatalf("hit %d is %s, want %s", i, h.Item.Anchor, want)
			}
		}
	}
}

func TestLimit(t *testing.T) {
	x := build(t, alpha, beta)
	ask := func(limit int) []corpus.Hit {
		hits, err := x.Search(t.Context(), corpus.Query{Words: "推进", Limit: limit})
		if err != nil {
			t.Fatal(err)
		}
		return hits
	}
	all := ask(1 << 40)
	if len(all) < 3 {
		t.Fatalf("%d hits, want some more", len(all))
	}
	for limit := 1; limit < len(all); limit++ {
		if diff := cmp.Diff(all[:limit], ask(limit)); diff != "" {
			t.Errorf("limit %d: %s", limit, diff)
		}
	}
}

func TestSearchStops(t *testing.T) {
	x := build(t, alpha)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := x.Search(ctx, corpus.Query{Words: "基站"}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	y, err := Build([]*corpus.Plan{alpha})
	if err != nil {
		t.Fatal(err)
	}
	closed(t, y)
	if _, err := y.Search(t.Context(), corpus.Query{Words: "基站"}); !errors.Is(err, ErrClosed) {
		t.Errorf("closed: %v", err)
	}
}

func TestTwoPlansOfOneName(t *testing.T) {
	_, err := Build([]*corpus.Plan{alpha, alpha})
	if err == nil || !strings.Contains(err.Error(), "alpha") {
		t.Errorf("got %v, want an error that names the plan", err)
	}
}

// An index of plans that have changed finds what one made anew finds; the one
// before it goes on to find what it found.
func TestWith(t *testing.T) {
	changed := planOf("alpha", "1.推进6G网络。新建5G基站不少于4000个。")
	gamma := planOf("gamma", "1.推进5G网络建设。", "2.培育主播。")
	before := build(t, alpha, beta)
	now, err := before.With([]*corpus.Plan{changed, gamma, beta})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closed(t, now) })
	anew := build(t, changed, gamma, beta)
	for _, c := range []struct {
		words string
		plans []corpus.PlanID
	}{
		{"新建5G基站", []corpus.PlanID{"alpha"}}, {"培育主播", []corpus.PlanID{"alpha"}}, {"培育主播", []corpus.PlanID{"gamma"}},
		{"推进5G网络", []corpus.PlanID{"beta"}}, {"5G", []corpus.PlanID{"beta", "gamma"}}, {"无人机", nil}, {"5G网络", nil}, {"5G", []corpus.PlanID{"delta"}},
	} {
		got, want := items(find(t, now, c.words, c.plans...)), items(find(t, anew, c.words, c.plans...))
		slices.Sort(got)
		slices.Sort(want)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s in %v (-anew +with):\n%s", c.words, c.plans, d)
		}
	}
	if hits := find(t, before, "无人机"); len(hits) == 0 || hits[0].Item.String() != "alpha#task-3" {
		t.Errorf("before: %v", hits)
	}
	if _, err := now.With([]*corpus.Plan{alpha, alpha}); err == nil {
		t.Error("two plans of one name")
	}
}

func items(hits []corpus.Hit) []string {
	var out []string
	for _, h := range hits {
		if s := h.Item.String(); !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// However often plans change, an index has few parts, and each is closed once.
func TestWithManyTimes(t *testing.T) {
	x, err := Build([]*corpus.Plan{alpha, beta})
	if err != nil {
		t.Fatal(err)
	}
	plans := []*corpus.Plan{alpha, beta}
	for i := range 3 * maxParts {
		plans = append(plans, planOf(corpus.PlanID(fmt.Sprintf("later-%d", i)), fmt.Sprintf("1.建设第%d号工程。", i)))
		next, err := x.With(plans)
		if err != nil {
			t.Fatal(err)
		}
		closed(t, x)
		x = next
		if len(x.later) > maxParts+1 {
			t.Fatalf("%d parts", len(x.later))
		}
	}
	if hits := find(t, x, "第77号工程", "later-77"); len(hits) == 0 {
		t.Error("a plan is lost")
	}
	closed(t, x)
	if _, err := x.Search(context.Background(), corpus.Query{Words: "5G"}); !errors.Is(err, ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}

func TestConcurrentSearches(t *testing.T) {
	x := build(t, alpha, beta)
	want := find(t, x, "5G基站")
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for range 20 {
				hits, err := x.Search(t.Context(), corpus.Query{Words: "5G基站"})
				if err != nil || !cmp.Equal(want, hits) {
					t.Errorf("got %v, %v", hits, err)
					return
				}
			}
		})
	}
	wg.Wait()
}

func open(t *testing.T, dir string, plans ...*corpus.Plan) *Index {
	t.Helper()
	x, err := Open(dir, plans)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// folders lists what stands in dir, with the time of each index's sums.
func folders(t *testing.T, dir string) map[string]int64 {
	t.Helper()
	found, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]int64{}
	for _, f := range found {
		info, err := os.Stat(filepath.Join(dir, f.Name(), sumsFile))
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name()] = info.ModTime().UnixNano()
	}
	return all
}

func TestDiskFindsWhatMemoryFinds(t *testing.T) {
	x := open(t, filepath.Join(t.TempDir(), "new", "folder"), alpha, beta)
	defer closed(t, x)
	m := build(t, alpha, beta)
	for _, words := range []string{"5G基站", "直播", "亩", "推进IPv6"} {
		if diff := cmp.Diff(find(t, m, words), find(t, x, words)); diff != "" {
			t.Errorf("%s: %s", words, diff)
		}
	}
}

func TestDiskIsReusedAndRebuilt(t *testing.T) {
	dir := t.TempDir()
	closed(t, open(t, dir, alpha, beta))
	first := folders(t, dir)
	x := open(t, dir, alpha, beta)
	y := open(t, dir, alpha, beta) // two programs may read one index
	closed(t, y)
	closed(t, x)
	if diff := cmp.Diff(first, folders(t, dir)); diff != "" {
		t.Errorf("the same plans were indexed again: %s", diff)
	}
	corrected := planOf("beta", "1.推进6G网络。")
	z := open(t, dir, alpha, corrected)
	defer closed(t, z)
	if hits := find(t, z, "6G"); len(hits) == 0 {
		t.Error("the corrected plan is not found")
	}
	second := folders(t, dir)
	if len(second) != 1 || cmp.Equal(first, second) {
		t.Errorf("after a correction: %v, before %v", second, first)
	}
}

// The same text read into other items is another index.
func TestStampKnowsTheEntries(t *testing.T) {
	other := *alpha
	other.Tasks = other.Tasks[:2]
	stamp := func(p *corpus.Plan) string {
		x, err := newIndex([]*corpus.Plan{p})
		if err != nil {
			t.Fatal(err)
		}
		return x.stamp([]*corpus.Plan{p})
	}
	if stamp(alpha) == stamp(&other) {
		t.Error("the stamps are equal")
	}
}

func TestBrokenFolderIsRebuilt(t *testing.T) {
	files := func(home string) []string {
		var all []string
		err := filepath.WalkDir(home, func(path string, d os.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				all = append(all, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	harms := map[string]func(path string) error{
		"missing":   os.Remove,
		"empty":     func(path string) error { return os.Truncate(path, 0) },
		"cut":       func(path string) error { return os.Truncate(path, 40) },
		"rewritten": func(path string) error { return os.WriteFile(path, []byte(strings.Repeat("x", 5000)), 0o600) },
	}
	for name, harm := range harms {
		dir := t.TempDir()
		x := open(t, dir, alpha)
		home := x.bleve.Name()
		closed(t, x)
		for _, path := range files(home) {
			t.Run(name+" "+filepath.Base(path), func(t *testing.T) {
				if err := harm(path); err != nil {
					t.Fatal(err)
				}
				x := open(t, dir, alpha)
				defer closed(t, x)
				if hits := find(t, x, "直播电商"); len(hits) == 0 {
					t.Error("nothing is found")
				}
			})
		}
	}
}

func TestOthersFilesStay(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"notes.txt", "planbot-plans"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o750); err != nil {
			t.Fatal(err)
		}
	}
	left := filepath.Join(dir, buildPrefix+"left")
	if err := os.Mkdir(left, 0o750); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-2 * buildMaxAge)
	if err := os.Chtimes(left, old, old); err != nil {
		t.Fatal(err)
	}
	closed(t, open(t, dir, alpha))
	found, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range found {
		names = append(names, strings.TrimRight(f.Name(), "0123456789abcdef"))
	}
	if diff := cmp.Diff([]string{"notes.txt", folderPrefix, "planbot-plans"}, names); diff != "" {
		t.Error(diff)
	}
}

func TestLockedIndexIsSaid(t *testing.T) {
	dir := t.TempDir()
	x := open(t, dir, alpha)
	home := x.bleve.Name()
	closed(t, x)
	db, err := bbolt.Open(filepath.Join(home, "store", "root.bolt"), 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	if _, err := Open(dir, []*corpus.Plan{alpha}); !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), dir) {
		t.Errorf("got %v, want ErrLocked with the folder's name", err)
	}
}

func TestFolderThatIsAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path, []*corpus.Plan{alpha}); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v, want an error that names the file", err)
	}
}

func FuzzSearch(f *testing.F) {
	x := build(f, alpha, beta)
	for _, words := range []string{"5G基站", "", "亩", "\xff", "１００", "\"+-*?:~^()", strings.Repeat("基站", 400)} {
		f.Add(words)
	}
	f.Fuzz(func(t *testing.T, words string) {
		hits := find(t, x, words, "alpha")
		for i, h := range hits {
			if h.Item.Plan != "alpha" || h.Span.Empty() || h.Span.End > len(alpha.Text) {
				t.Fatalf("Search(%q): hit %v", words, h)
			}
			if i > 0 && h.Score > hits[i-1].Score {
				t.Fatalf("Search(%q): %v is not in order", words, hits)
			}
		}
		if diff := cmp.Diff(hits, find(t, x, words, "alpha")); diff != "" {
			t.Fatalf("Search(%q) twice: %s", words, diff)
		}
	})
}
