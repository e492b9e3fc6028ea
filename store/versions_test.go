package store

import (
	"context"
	"fmt"
	"math/big"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"planbot/alert"
	"planbot/corpus"
)

// plansEqual compares all that a plan says; of decimals the number, not how
// many zeros it was written with.
var plansEqual = []cmp.Option{
	cmp.Comparer(func(a, b *corpus.Decimal) bool {
		return a == nil && b == nil || a != nil && b != nil && a.Cmp(b) == 0
	}),
	cmpopts.IgnoreUnexported(corpus.Plan{}),
	cmpopts.EquateEmpty(),
}

// A plan comes back as it went, with every field that the types have.
func TestPack(t *testing.T) {
	var filled corpus.Plan
	n := 0
	fill(t, reflect.ValueOf(&filled).Elem(), &n)
	issued, _ := ganzhou(t)
	for _, p := range []*corpus.Plan{&filled, issued} {
		packed, format, err := pack(p)
		ok(t, err)
		back, _, err := unpack(packed, format, p.ID, "", nil, nil)
		ok(t, err)
		if diff := cmp.Diff(p, back, plansEqual...); diff != "" {
			t.Error(diff)
		}
		same(t, back.Version(), p.Version())
	}
	if n < 150 {
		t.Errorf("only %d values were filled", n)
	}
}

// fill gives every exported field a value of its own.
func fill(t *testing.T, v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("字<&>\u2028%d", *n))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.Uint8:
		v.SetUint(uint64(*n % 256))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fill(t, v.Index(i), n)
		}
	case reflect.Pointer:
		if v.Type() != reflect.TypeFor[*corpus.Decimal]() {
			t.Fatalf("no rule for %s", v.Type())
		}
		d, err := corpus.ParseDecimal(new(big.Int).Exp(big.NewInt(7), big.NewInt(40), nil).String() + fmt.Sprintf(".%d", *n))
		ok(t, err)
		v.Set(reflect.ValueOf(d))
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(t, v.Field(i), n)
			}
		}
	default:
		t.Fatalf("no rule for %s", v.Type())
	}
}

// A row that does not decode, or is of another text, is told.
func TestUnpackDamaged(t *testing.T) {
	p, data := ganzhou(t)
	packed, format, err := pack(p)
	ok(t, err)
	packed[len(packed)-6] ^= 1 // in the checksum
	if _, _, err := unpack(packed, format, p.ID, "", data, nil); err == nil {
		t.Error("damaged bytes were read")
	}
}

func testVersions(t *testing.T, open opener) {
	ctx := context.Background()
	s := open(t)
	same(t, must[int64](t)(s.Revision(ctx)), int64(0))
	first := publication(t, s, "linjiang", 100)
	first.Changes = []corpus.Change{{Item: corpus.ItemID{Plan: "linjiang", Anchor: "task-1"}, Kind: corpus.ChangeAdded, Title: "建设5G基站"}}
	v := must[Version](t)(s.Publish(ctx, first))
	want := Version{
		Plan: "linjiang", Number: 1, Hash: first.Plan.Version(), Title: first.Plan.Head.Title, Year: 2026, File: "linjiang.txt",
		By: "张三", At: at(time.Hour), Size: len(first.Data), Active: true,
	}
	same(t, v, want)

	second := publication(t, s, "linjiang", 200)
	second.Expect, second.At = 1, at(2*time.Hour)
	v2 := must[Version](t)(s.Publish(ctx, second))
	same(t, v2.Number, 2)
	again := second
	again.Expect = 2
	_, err := s.Publish(ctx, again)
	is(t, err, ErrSame)

	next := publication(t, s, "yuhe", 5)
	next.Was, next.WasNumber, next.Keys = "linjiang", 2, second.Keys // a successor takes the keys over
	must[Version](t)(s.Publish(ctx, next))

	other := open(t)
	all, revision, err := other.Active(ctx)
	ok(t, err)
	same(t, revision, int64(3))
	same(t, must[int64](t)(other.Revision(ctx)), revision)
	same(t, len(all), 2)
	checkStored(t, all[0], second, v2)
	same(t, all[1].Was, corpus.PlanID("linjiang"))
	same(t, all[1].WasNumber, 2)

	checkStored(t, must[Stored](t)(s.Plan(ctx, "linjiang", 0)), second, v2)
	want.Active = false
	checkStored(t, must[Stored](t)(s.Plan(ctx, "linjiang", 1)), first, want)
	_, err = s.Plan(ctx, "linjiang", 3)
	is(t, err, ErrNotFound)
	same(t, must[[]corpus.Change](t)(s.Changes(ctx, "linjiang", 1)), first.Changes)
	_, err = s.Changes(ctx, "nowhere", 1)
	is(t, err, ErrNotFound)
	same(t, must[[]Version](t)(s.History(ctx, "linjiang")), []Version{v2, want})
	same(t, len(must[[]Version](t)(s.Plans(ctx))), 2)

	ok(t, s.Remove(ctx, "linjiang", "李四", at(3*time.Hour)))
	is(t, s.Remove(ctx, "linjiang", "李四", at(3*time.Hour)), ErrNotFound)
	is(t, s.Remove(ctx, "nowhere", "李四", at(3*time.Hour)), ErrNotFound)
	same(t, must[int64](t)(s.Revision(ctx)), int64(4))
	same(t, len(must[[]Version](t)(s.Plans(ctx))), 1)
	same(t, len(must[[]Version](t)(s.History(ctx, "linjiang"))), 2)
	_, err = s.Plan(ctx, "linjiang", 0)
	is(t, err, ErrNotFound)
	back := publication(t, s, "linjiang", 200)
	same(t, must[Version](t)(s.Publish(ctx, back)).Number, 3)
}

func checkStored(t *testing.T, got Stored, p Publication, v Version) {
	t.Helper()
	same(t, got.Version, v)
	same(t, string(got.Data), string(p.Data))
	same(t, got.Keys, p.Keys)
	if diff := cmp.Diff(p.Plan, got.Parsed, plansEqual...); diff != "" {
		t.Fatal(diff)
	}
}

func testStale(t *testing.T, open opener) {
	ctx := context.Background()
	s := open(t)
	p := publication(t, s, "linjiang", 100)
	p.Expect = 1
	_, err := s.Publish(ctx, p)
	is(t, err, ErrStale)
	p.Expect = 0
	_, err = s.Subscribe(ctx, alert.Subscription{Place: alert.Place{Chat: 1}, Scope: alert.Scope{Kind: alert.ScopeAll}, At: start}, 9)
	ok(t, err)
	_, err = s.Publish(ctx, p)
	is(t, err, ErrStale)
	p.Revision++
	must[Version](t)(s.Publish(ctx, p))
	p = publication(t, s, "linjiang", 101) // still of no version
	_, err = s.Publish(ctx, p)
	is(t, err, ErrStale)
	p.Expect = 1
	must[Version](t)(s.Publish(ctx, p))

	next := publication(t, s, "yuhe", 5) // computed against a text of the forerunner that is not its newest
	next.Was, next.WasNumber = "linjiang", 1
	_, err = s.Publish(ctx, next)
	is(t, err, ErrStale)
	next.WasNumber = 2
	must[Version](t)(s.Publish(ctx, next))
}

func testKeys(t *testing.T, open opener) {
	ctx := context.Background()
	s := open(t)
	must[Version](t)(s.Publish(ctx, publication(t, s, "linjiang", 1)))
	p := publication(t, s, "donghe", 2)
	p.Keys["task-1"] = "linjtask-1"
	_, err := s.Publish(ctx, p)
	is(t, err, ErrKeyTaken)
	p.Keys["task-1"] = p.Keys["task-2"]
	_, err = s.Publish(ctx, p)
	is(t, err, ErrKeyTaken)
	p = publication(t, s, "donghe", 2)
	p.Alerts = []alert.Alert{notice("a1", 1, start), notice("a1", 2, start)}
	_, err = s.Publish(ctx, p)
	is(t, err, ErrKeyTaken)
	same(t, len(must[[]Version](t)(s.History(ctx, "donghe"))), 0)
}

// dump returns every row of every table.
func dump(tb testing.TB, s *Store) map[string][]string {
	tb.Helper()
	out := map[string][]string{}
	ok(tb, s.read(context.Background(), func(t *tx) error {
		for _, table := range tables {
			rows, err := dumpTable(tb, t, table.name, table.columns)
			if err != nil {
				return err
			}
			out[table.name] = rows
		}
		return nil
	}))
	return out
}

func dumpTable(tb testing.TB, t *tx, name string, want []string) ([]string, error) {
	tb.Helper()
	rows, err := t.Query("SELECT * FROM " + name)
	if err != nil {
		return nil, err
	}
	defer func() { ok(tb, rows.Close()) }()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	same(tb, columns, want)
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	var all []string
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		all = append(all, fmt.Sprintf("%v", values))
	}
	slices.Sort(all)
	return all, rows.Err()
}

// A publication that fails in the end leaves nothing.
func testAtomic(t *testing.T, open opener) {
	ctx := context.Background()
	s := open(t)
	first := publication(t, s, "linjiang", 1)
	first.Alerts = []alert.Alert{notice("a1", 1, start), digest("a2", 2, "一")}
	must[Version](t)(s.Publish(ctx, first))
	before := dump(t, s)
	for _, spoil := range []func(*Publication){
		func(p *Publication) { p.Keys["task-1"] = "donghe-1" },
		func(p *Publication) { p.Alerts = append(p.Alerts, notice("a1", 3, start)) },
	} {
		p := publication(t, s, "linjiang", 2)
		p.Expect = 1
		p.Alerts = []alert.Alert{digest("b1", 2, "二"), notice("b2", 9, start)}
		spoil(&p)
		taken := publication(t, s, "donghe", 2)
		taken.Keys["task-1"] = "donghe-1"
		if len(must[[]Version](t)(s.History(ctx, "donghe"))) == 0 {
			must[Version](t)(s.Publish(ctx, taken))
			before = dump(t, s)
		}
		_, err := s.Publish(ctx, p)
		is(t, err, ErrKeyTaken)
		same(t, dump(t, s), before)
	}
}

// A row of another parser is parsed anew.
func testOldFormat(t *testing.T, open opener) {
	ctx := context.Background()
	s := open(t)
	p := publication(t, s, "linjiang", 1)
	v := must[Version](t)(s.Publish(ctx, p))
	ok(t, s.write(ctx, func(t *tx) error {
		_, err := t.exec("UPDATE versions SET format = $1, parsed = $2", parsedFormat+1, []byte("?"))
		return err
	}))
	checkStored(t, must[Stored](t)(s.Plan(ctx, "linjiang", 0)), p, v)
}

func digest(id string, chat int64, title string) alert.Alert {
	a := notice(id, chat, at(24*time.Hour))
	a.Digest = true
	a.Parts[0].Title = title
	return a
}

func testDigests(t *testing.T, open opener) {
	ctx := context.Background()
	s := open(t)
	send(t, s, digest("a1", 1, "一"))
	topic := digest("a3", 1, "三")
	topic.Place.Topic = 7
	now := digest("a4", 1, "四")
	now.Digest = false
	send(t, s, digest("a2", 1, "二"), topic, now)
	got := must[alert.Delivery](t)(s.Alert(ctx, "a1"))
	same(t, len(got.Alert.Parts), 2)
	same(t, []string{got.Alert.Parts[0].Title, got.Alert.Parts[1].Title}, []string{"一", "二"})
	_, err := s.Alert(ctx, "a2")
	is(t, err, ErrNotFound)
	same(t, len(must[[]alert.Delivery](t)(s.Alerts(ctx))), 3)

	ids, _ := claim(t, s, at(25*time.Hour), "w", quick) // what is being sent takes no more
	same(t, ids, []string{"a1"})
	send(t, s, digest("a5", 1, "五"))
	same(t, len(must[alert.Delivery](t)(s.Alert(ctx, "a5")).Alert.Parts), 1)
	same(t, len(must[alert.Delivery](t)(s.Alert(ctx, "a1")).Alert.Parts), 2)
}

func testItemOf(t *testing.T, open opener) {
	ctx := context.Background()
	s := open(t)
	p := publication(t, s, "linjiang", 1)
	p.Keys = map[corpus.Anchor]string{"task-1": "k1", "task-2": "k2"}
	must[Version](t)(s.Publish(ctx, p))
	p = publication(t, s, "linjiang", 2)
	p.Keys, p.Expect = map[corpus.Anchor]string{"task-2": "k1"}, 1
	must[Version](t)(s.Publish(ctx, p))
	same(t, must[corpus.ItemID](t)(s.ItemOf(ctx, "k1")), corpus.ItemID{Plan: "linjiang", Anchor: "task-2"})
	same(t, must[corpus.ItemID](t)(s.ItemOf(ctx, "k2")), corpus.ItemID{Plan: "linjiang", Anchor: "task-2"})
	_, err := s.ItemOf(ctx, "k3\x00")
	is(t, err, ErrNotFound)
}

// Of publications that were computed against the same version one is stored,
// and no number is given twice.
func testPublishTogether(t *testing.T, open opener) {
	ctx := context.Background()
	stores := []*Store{open(t), open(t)}
	var stored atomic.Int64
	for round := range 5 {
		var wait sync.WaitGroup
		for i := range 6 {
			s := stores[i%2]
			p := publication(t, s, "linjiang", 1000+round*10+i)
			p.Expect = round
			for n := range 20 {
				p.Alerts = append(p.Alerts, notice(fmt.Sprintf("%d-%d-%d", round, i, n), int64((n*7+i)%20+1), start))
			}
			wait.Go(func() {
				if _, err := s.Publish(ctx, p); err == nil {
					stored.Add(1)
				} else {
					expect(t, err, ErrStale)
				}
			})
		}
		wait.Wait()
	}
	same(t, stored.Load(), int64(5))
	same(t, len(must[[]Version](t)(stores[0].History(ctx, "linjiang"))), 5)
	same(t, len(must[[]alert.Delivery](t)(stores[0].Alerts(ctx))), 100)
}

// Where a later parser reads the same file otherwise, each item keeps its key,
// whatever its anchor is now.
func TestKeysOverParsers(t *testing.T) {
	now, data := ganzhou(t)
	before, _ := ganzhou(t)
	before.Tasks = before.Tasks[1:] // the older parser missed the first
	for i := range before.Tasks {
		before.Tasks[i].Anchor = corpus.Anchor(fmt.Sprintf("task-%d", i+1))
	}
	keys := corpus.NewKeys(before, nil, corpus.Pairs{}, nil)
	packed, format, err := pack(before)
	ok(t, err)
	plan, carried, err := unpack(packed, format+1, "p", "ganzhou.txt", data, keys)
	ok(t, err)
	if len(plan.Tasks) != len(now.Tasks) || carried["task-2"] != keys["task-1"] || carried["indicator-5"] != keys["indicator-5"] {
		t.Errorf("%d tasks; the second has %q, want %q", len(plan.Tasks), carried["task-2"], keys["task-1"])
	}
	if carried["task-1"] == "" || carried["task-1"] == keys["task-1"] {
		t.Errorf("the new one has %q", carried["task-1"])
	}
	same, kept, err := unpack(packed, format+1, "p", "ganzhou.txt", []byte("no plan"), keys)
	if err != nil || len(same.Tasks) != len(before.Tasks) || kept["task-1"] != keys["task-1"] {
		t.Errorf("a file that the parser refuses: %v", err)
	}
}
