package bot

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"planbot/alert"
	"planbot/answer"
	"planbot/bot/telegramtest"
	"planbot/corpus"
	"planbot/store"
)

// desk is a store with the keys of the plan that ships.
type desk struct {
	*store.Store
	engine *answer.Engine
	keys   corpus.Keys
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	st, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "planbot.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	engine := example(t)
	return &desk{st, engine, corpus.NewKeys(engine.Plans()[0], nil, corpus.Pairs{}, nil)}
}

func (d *desk) options(o *Options) {
	o.Desk = d.Store
	o.PublicURL = public
	o.KeyOf = func(id corpus.ItemID) string { return d.keys[id.Anchor] }
	o.ItemOf = func(key string) (corpus.ItemID, string, bool) {
		plan := d.engine.Plans()[0]
		for _, item := range plan.Items() {
			if d.keys[item.ID.Anchor] == key {
				return item.ID, item.Title, true
			}
		}
		return corpus.ItemID{}, "", false
	}
}

// at returns what a place follows.
func (d *desk) at(t *testing.T, chat int64, topic int) []string {
	t.Helper()
	subs, err := d.SubscriptionsAt(context.Background(), alert.Place{Chat: chat, Topic: topic})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, s := range subs {
		all = append(all, in(chinese).subscription(&s))
	}
	return all
}

func pick(t *testing.T, m telegramtest.Message, label string) telegramtest.Button {
	t.Helper()
	for _, b := range m.Buttons() {
		if strings.Contains(b.Text, label) {
			return b
		}
	}
	t.Fatalf("no button %q under %q: %v", label, m.Text, m.Buttons())
	return telegramtest.Button{}
}

// popups returns what presses were answered with.
func popups(s *telegramtest.Server) []string {
	var all []string
	for _, r := range s.Requests("answerCallbackQuery") {
		all = append(all, r.Text())
	}
	return all
}

func TestSubscribe(t *testing.T) {
	s, d := telegramtest.New(t), newDesk(t)
	run(t, s, d.engine, d.options)
	private := telegramtest.Private(alice)
	for i, c := range []struct{ say, want, follows string }{
		{"/subscribe 市商务局 的指标", "已关注：市商务局（任何角色），只看指标。", "市商务局（任何角色），只看指标"},
		{"/subscribe 网络零售额 上调5%以上 每天汇总", "已关注：“网络零售额”，上调时，变化 5% 以上，每天汇总。", "“网络零售额”，上调时，变化 5% 以上，每天汇总"},
		{"/subscribe 于都县", "已关注：于都县（任何角色）", "于都县（任何角色）"},
		{"/subscribe 全部", "已关注：全部工作要点", "全部工作要点"},
	} {
		s.Say(private, alice, c.say, nil)
		sent := s.AwaitSent(i + 1)[i]
		if !strings.Contains(sent.Text(), c.want) || !slices.Contains(d.at(t, alice.ID, 0), c.follows) {
			t.Errorf("%s: %q, follows %q", c.say, sent.Text(), d.at(t, alice.ID, 0))
		}
	}
	n := 4
	next := func(say string) telegramtest.Request {
		t.Helper()
		s.Say(private, alice, say, nil)
		n++
		return s.AwaitSent(n)[n-1]
	}
	if r := next("/subscribe 量子计算机"); !strings.Contains(r.Text(), "没有找到“量子计算机”") {
		t.Errorf("what is not there: %q", r.Text())
	}
	if r := next("/subscribe 增加值"); len(r.Message.Buttons()) < 2 {
		t.Errorf("what may be several: %q %v", r.Text(), r.Message.Buttons())
	} else {
		s.Press(alice, r.Message, r.Message.Buttons()[0].Data)
		s.Await("the choice to be followed", func() bool { return len(d.at(t, alice.ID, 0)) == 5 })
	}
	list := next("/subscriptions")
	if !strings.Contains(list.Text(), "关注了 5 项") || len(list.Message.Buttons()) != 5 {
		t.Errorf("list: %q %v", list.Text(), list.Message.Buttons())
	}
	// One is opened, changed to the digest, and ended, all in one message.
	s.Press(alice, list.Message, list.Message.Buttons()[0].Data)
	s.Await("the card", func() bool { return len(s.Requests("editMessageText")) == 1 })
	card := s.Requests("editMessageText")[0].Message
	s.Press(alice, card, pick(t, card, "改为每天汇总").Data)
	s.Await("the change", func() bool { return len(s.Requests("editMessageText")) == 2 })
	if got := d.at(t, alice.ID, 0)[0]; !strings.Contains(got, "每天汇总") {
		t.Errorf("after the change: %q", got)
	}
	s.Press(alice, card, pick(t, card, "取消关注").Data)
	s.Await("the end", func() bool { return len(d.at(t, alice.ID, 0)) == 4 })
	if r := next("/unsubscribe 1"); !strings.Contains(r.Text(), "已取消关注") || len(d.at(t, alice.ID, 0)) != 3 {
		t.Errorf("by its number: %q", r.Text())
	}
	if r := next("/unsubscribe 全部"); !strings.Contains(r.Text(), "已取消关注") || len(d.at(t, alice.ID, 0)) != 0 {
		t.Errorf("all: %q", r.Text())
	}
	if r := next("/unsubscribe 3"); !strings.Contains(r.Text(), "没有关注") {
		t.Errorf("none: %q", r.Text())
	}
	for say, want := range map[string]string{
		"/digest 18": "每天汇总在 18 点", "/quiet 22-7": "22 点到 7 点不打扰", "/quiet 25-7": "0 到 23", "/quiet off": "没有设免打扰时段", "/digest": "请写每天汇总的钟点",
	} {
		if r := next(say); !strings.Contains(r.Text(), want) {
			t.Errorf("%s: %q", say, r.Text())
		}
	}
}

// The bell under an answer follows what the answer is about.
func TestBell(t *testing.T) {
	s, d := telegramtest.New(t), newDesk(t)
	run(t, s, d.engine, d.options)
	private := telegramtest.Private(alice)
	s.Say(private, alice, asking, nil)
	s.Say(private, alice, "市商务局有哪些任务", nil)
	s.Say(private, alice, "6G基站今年要建多少个", nil)
	sent := s.AwaitSent(3)
	for i := range 2 {
		s.Press(alice, sent[i].Message, pick(t, sent[i].Message, "🔔").Data)
		s.Await("it to be followed", func() bool { return len(d.at(t, alice.ID, 0)) == i+1 })
	}
	if got, want := d.at(t, alice.ID, 0), []string{"“完善信息通信网络建设”", "市商务局（任何角色）"}; !slices.Equal(got, want) {
		t.Errorf("follows %q, want %q", got, want)
	}
	for _, b := range sent[2].Message.Buttons() {
		if strings.Contains(b.Text, "🔔") {
			t.Error("a bell under what was not found")
		}
	}
}

// In a group only administrators change what it follows, and each topic follows
// its own.
func TestSubscribeInGroup(t *testing.T) {
	s, d := telegramtest.New(t), newDesk(t)
	run(t, s, d.engine, d.options)
	inTopic := func(m *telegramtest.Message) { m.Thread, m.IsTopic = 77, true }
	s.Say(group, bob, "/subscribe 市商务局", inTopic)
	if r := s.AwaitSent(1)[0]; r.Text() != in(chinese).say("only_admins") {
		t.Errorf("a member: %q", r.Text())
	}
	s.Administer(group, alice, true)
	s.Say(group, alice, "/subscribe 市商务局", inTopic)
	sent := s.AwaitSent(2)[1]
	if !strings.Contains(sent.Text(), "已关注") || sent.Message.Thread != 77 {
		t.Errorf("an administrator: %q in %d", sent.Text(), sent.Message.Thread)
	}
	if here, general := d.at(t, group.ID, 77), d.at(t, group.ID, 0); len(here) != 1 || len(general) != 0 {
		t.Errorf("the topic follows %q, General %q", here, general)
	}
	s.Press(bob, sent.Message, pick(t, sent.Message, "取消关注").Data)
	s.Await("the refusal", func() bool { return slices.Contains(popups(s), in(chinese).say("only_admins")) })
	if len(d.at(t, group.ID, 77)) != 1 {
		t.Error("a member ended it")
	}
	anonymous := telegramtest.User{ID: 1087968824, IsBot: true, FirstName: "Group", Username: "GroupAnonymousBot"}
	s.Say(group, anonymous, "/subscribe 市教育局", func(m *telegramtest.Message) { inTopic(m); m.SenderChat = &group })
	if r := s.AwaitSent(3)[2]; !strings.Contains(r.Text(), "已关注") {
		t.Errorf("an anonymous administrator: %q", r.Text())
	}
	s.Leave(group, alice)
	s.Await("the group to rest", func() bool { return strings.Contains(strings.Join(d.at(t, group.ID, 77), ""), "已停") })
	s.Return(group, alice)
	s.Await("the group to wake", func() bool { return !strings.Contains(strings.Join(d.at(t, group.ID, 77), ""), "已停") })
	moved := int64(-1009999)
	s.Say(group, alice, "", func(m *telegramtest.Message) { m.MigrateTo = moved })
	s.Await("the group to move", func() bool { return len(d.at(t, moved, 77)) == 2 && len(d.at(t, group.ID, 77)) == 0 })
}

func change(i int, kind corpus.ChangeKind) corpus.Change {
	return corpus.Change{
		Item: corpus.ItemID{Plan: "ganzhou-2023-digital-economy", Anchor: "indicator-23"}, Was: corpus.ItemID{Plan: "ganzhou-2023-digital-economy", Anchor: "indicator-23"},
		Kind: kind, Title: "网络零售额", About: "2023年", Before: "700左右亿元", After: "800左右亿元", QuoteBefore: "网络零售额\t700左右", QuoteAfter: "网络零售额\t800左右",
		SpanBefore: corpus.Span{Start: i, End: i + 9}, SpanAfter: corpus.Span{Start: i, End: i + 9}, Measure: "亿元",
		Units: []corpus.UnitRole{{Name: "市商务局", Role: corpus.RoleLead, Basis: corpus.BasisStated}},
	}
}

func TestAlertMessage(t *testing.T) {
	s, d := telegramtest.New(t), newDesk(t)
	r := run(t, s, d.engine, d.options)
	s.Join(telegramtest.Private(alice))
	var changes []corpus.Change
	for i := range 12 {
		changes = append(changes, change(i, corpus.ChangeTarget))
	}
	part := alert.Part{Plan: "ganzhou-2023-digital-economy", Title: "要点<b>&", From: "aaaa1111", To: "bbbb2222", Changes: changes[:1]}
	one := &alert.Delivery{Alert: alert.Alert{ID: "ABCD2345", Place: alert.Place{Chat: alice.ID}, Parts: []alert.Part{part}}}
	s.Await("the bot to start", func() bool { return len(s.Requests("getMe")) > 0 })
	if _, err := r.bot.Send(t.Context(), one); err != nil {
		t.Fatal(err)
	}
	text := s.AwaitSent(1)[0]
	for _, want := range []string{"1 处变化", "《要点&lt;b&gt;&amp;》", "目标值（2023年）：700左右亿元 → <b>800左右亿元</b>", "牵头（首位）：市商务局", "版本 aaaa1111 → bbbb2222", "编号 ABCD2345", public + "/plans/ganzhou-2023-digital-economy?at=0-9&amp;v=bbbb2222#indicator-23", "v=aaaa1111"} {
		if !strings.Contains(text.Text(), want) {
			t.Errorf("no %q in %s", want, text.Text())
		}
	}
	part.Changes = changes
	many := alert.Alert{ID: "WXYZ2345", Place: alert.Place{Chat: alice.ID}, Parts: []alert.Part{part}, Created: time.Now(), Due: time.Now()}
	forms := r.bot.alertForms(&many, 0, false, in(chinese))
	if !strings.Contains(forms[0].text, "12 处变化") || !strings.Contains(forms[0].text, "第 1 页，共 3 页") || !strings.Contains(forms[0].text, "目标值 12") {
		t.Errorf("first page: %s", forms[0].text)
	}
	if last := r.bot.alertForms(&many, 2, false, in(chinese))[0]; !strings.Contains(last.text, "12. <b>") || len(last.keys) != 1 || len(last.keys[0]) != 1 {
		t.Errorf("last page: %s %v", last.text, last.keys)
	}
}

func TestFailureOf(t *testing.T) {
	for _, c := range []struct {
		fault fault
		want  alert.FailureKind
	}{
		{fault{kind: flood, after: 35}, alert.Flood},
		{fault{kind: forbidden, text: "Forbidden: bot was blocked by the user"}, alert.Gone},
		{fault{kind: forbidden, text: "Forbidden: bot was kicked from the supergroup chat"}, alert.Gone},
		{fault{kind: badRequest, text: "Bad Request: chat not found"}, alert.Gone},
		{fault{kind: badRequest, text: "Bad Request: TOPIC_CLOSED"}, alert.NoTopic},
		{fault{kind: badRequest, text: "Bad Request: message thread not found"}, alert.NoTopic},
		{fault{kind: badRequest, text: "Bad Request: message is too long"}, alert.Refused},
		{fault{kind: migrated, chat: -100}, alert.Moved},
		{fault{kind: unreachable}, alert.Unsent},
		{fault{kind: temporary, text: "EOF"}, alert.Uncertain},
		{fault{kind: temporary, answered: true}, alert.Unsent},
		{fault{kind: badToken}, alert.Unsent},
	} {
		got := failureOf(&c.fault)
		if got.Kind != c.want || c.want == alert.Flood && got.RetryAfter != 35*time.Second || c.want == alert.Moved && got.MovedTo != -100 {
			t.Errorf("%+v is %+v", c.fault, got)
		}
	}
}

// What people think of an answer is kept with the question, and so is what
// they asked in vain.
func TestRate(t *testing.T) {
	s, d := telegramtest.New(t), newDesk(t)
	run(t, s, d.engine, d.options)
	private := telegramtest.Private(alice)
	s.Say(private, alice, asking, nil)
	good := s.AwaitSent(1)[0].Message
	s.Say(private, alice, "6G基站今年要建多少个", nil)
	s.AwaitSent(2)
	s.Press(alice, good, dataGood)
	s.Await("the rating", func() bool { return slices.Contains(popups(s), in(chinese).say("thanks")) })
	s.Press(alice, good, dataBad) // she thinks again
	s.Await("the other rating", func() bool { return len(popups(s)) == 2 })
	all, err := d.Questions(t.Context(), time.Now().Add(-time.Hour), 10)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]alert.Question{}
	for _, q := range all {
		got[q.Question] = q
	}
	if q := got[asking]; q.Rating != -1 || q.Status != "answered" || !strings.Contains(q.Answer, "3000") {
		t.Errorf("rated: %+v", q)
	}
	if q := got["6G基站今年要建多少个"]; q.Rating != 0 || q.Status != "not_found" || q.Person != alice.ID || len(all) != 2 {
		t.Errorf("in vain: %+v of %d", q, len(all))
	}
}

// A group's administrator sets its language, length, default plan and hours by
// buttons; a member does not, and neither does a forged button.
func TestSettings(t *testing.T) {
	s, d := telegramtest.New(t), newDesk(t)
	run(t, s, d.engine, d.options)
	s.Say(group, bob, "/help@planbot", nil)
	s.AwaitSent(1)
	s.Administer(group, alice, true)
	s.Say(group, bob, "/settings", nil)
	card := s.AwaitSent(2)[1].Message
	if !strings.Contains(card.Text, "默认文件：最新的一份") || len(card.Buttons()) != 6 {
		t.Fatalf("the card: %q", card.Text)
	}
	s.Press(bob, card, pick(t, card, "长短").Data)
	s.Await("the refusal", func() bool { return slices.Contains(popups(s), in(chinese).say("only_admins")) })
	presses := 1
	press := func(m telegramtest.Message, data string) telegramtest.Message {
		t.Helper()
		edits := len(s.Requests("editMessageText"))
		s.Press(alice, m, data)
		presses++
		s.Await("the press", func() bool { return len(popups(s)) == presses })
		if all := s.Requests("editMessageText"); len(all) > edits {
			return all[len(all)-1].Message
		}
		return m
	}
	m := press(card, pick(t, card, "长短").Data)
	m = press(m, pick(t, m, "汇总时间").Data)
	m = press(m, pick(t, m, "18").Data)
	m = press(m, pick(t, m, "免打扰").Data)
	m = press(m, pick(t, m, "22-7").Data)
	m = press(m, pick(t, m, "默认文件").Data)
	m = press(m, pick(t, m, "2023年赣州市").Data)
	m = press(m, pick(t, m, "谁能改关注").Data)
	for _, forged := range []string{"g:", "g:x", "g:d99", "g:q99-1", "g:lfr", "g:pforged12", "g:q"} {
		m = press(m, forged)
	}
	m = press(m, "g:-")
	m = press(m, pick(t, m, "语言").Data)
	m = press(m, pick(t, m, "语言").Data)
	if !strings.Contains(m.Text, "Answers: the first three lines") || !strings.Contains(m.Text, "everybody") {
		t.Errorf("in the end: %q", m.Text)
	}
	got, err := d.Settings(t.Context(), group.ID)
	if err != nil || got != (alert.Settings{DigestHour: 18, QuietFrom: 22, QuietTo: 7, More: alert.More{Language: english, DefaultPlan: "ganzhou-2023-digital-economy", Everybody: true, Short: true}}) {
		t.Errorf("settings: %+v, %v", got, err)
	}
	s.Say(group, bob, "/subscribe 市商务局", nil)
	s.Say(group, bob, "/ask 市工信局有哪些任务", nil)
	sent := s.AwaitSent(4)
	if !strings.Contains(sent[2].Text(), "Following: 市商务局") {
		t.Errorf("a member follows: %q", sent[2].Text())
	}
	if n := strings.Count(sent[3].Text(), "\n"); n > 6 || !strings.Contains(sent[3].Text(), "more lines") {
		t.Errorf("a short answer has %d lines: %q", n, sent[3].Text())
	}
}
