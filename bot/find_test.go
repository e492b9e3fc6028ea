package bot

import (
	"slices"
	"strings"
	"testing"

	"planbot/bot/telegramtest"
)

// Somebody finds an indicator without typing a question: from the plan to its
// units, one unit, an item's card, the next one, and back.
func TestFind(t *testing.T) {
	s, d := telegramtest.New(t), newDesk(t)
	run(t, s, d.engine, d.options)
	private := telegramtest.Private(alice)
	edits := 0
	press := func(m telegramtest.Message, label string) telegramtest.Message {
		t.Helper()
		s.Press(alice, m, pick(t, m, label).Data)
		edits++
		s.Await("the view to turn", func() bool { return len(s.Requests("editMessageText")) == edits })
		return s.Requests("editMessageText")[edits-1].Message
	}
	s.Say(private, alice, "/plan", nil)
	m := s.AwaitSent(1)[0].Message
	for _, want := range []string{"赣市数创办〔2023〕1号", "25项", "38个"} {
		if !strings.Contains(m.Text, want) {
			t.Errorf("the plan: no %q in %q", want, m.Text)
		}
	}
	m = press(m, "责任单位")
	if n := len(m.Buttons()); n != perView+2 || !strings.Contains(m.Text, "第 1 页") {
		t.Errorf("units: %q with %d buttons", m.Text, n)
	}
	m = press(m, "下一页")
	m = press(m, "上一页")
	m = press(m, "市工信局")
	if !strings.Contains(m.Text, "市工信局：任务") || len(m.Buttons()) < perView {
		t.Errorf("a unit: %q %v", m.Text, m.Buttons())
	}
	m = press(m, m.Buttons()[0].Text)
	card := m
	if !strings.Contains(card.Text, "市工信局") {
		t.Errorf("a card: %q", card.Text)
	}
	labels := func(m telegramtest.Message) string {
		var all []string
		for _, b := range m.Buttons() {
			all = append(all, b.Text)
		}
		return strings.Join(all, "|")
	}
	for _, want := range []string{"原文：", "🔔", "复制引文", "下一项"} {
		if !strings.Contains(labels(card), want) {
			t.Errorf("no %q under the card: %s", want, labels(card))
		}
	}
	if next := press(card, "下一项"); next.Text == card.Text {
		t.Error("the next card is the same")
	}
	s.Say(private, alice, "/indicators", nil)
	m = press(s.AwaitSent(2)[1].Message, "数字基础设施")
	m = press(m, "5G基站数")
	if !strings.Contains(m.Text, "16.3个") || !strings.Contains(m.Text, "19个") || !strings.Contains(labels(m), "相关：") {
		t.Errorf("an indicator's card: %q %s", m.Text, labels(m))
	}
	s.Say(private, alice, "/tasks", nil)
	m = press(s.AwaitSent(3)[2].Message, "（五）")
	m = press(m, "16. ")
	if !strings.Contains(m.Text, "第16项") {
		t.Errorf("a task's card: %q", m.Text)
	}
	// A deep link opens the same card; what is none says hello.
	key := d.keys["task-16"]
	s.Say(private, alice, "/start "+key, nil)
	if r := s.AwaitSent(4)[3]; !strings.Contains(r.Text(), "第16项") {
		t.Errorf("a deep link: %q", r.Text())
	}
	s.Say(private, alice, "/start nothing1", nil)
	if r := s.AwaitSent(5)[4]; !strings.Contains(r.Text(), "按工作要点的原文回答") {
		t.Errorf("a forged one: %q", r.Text())
	}
	s.Say(private, telegramtest.User{ID: alice.ID, FirstName: "A", LanguageCode: "en"}, "/tasks", nil)
	if r := s.AwaitSent(6)[5]; !strings.Contains(r.Text(), "Tasks of") {
		t.Errorf("in English: %q", r.Text())
	}
	for _, forged := range []string{"n:", "n:k", "n:kforged12", "n:U:::", "n:Z" + key, "n:C" + key + ":x:-5", "n:u" + key + ":99999999999999999999"} {
		before := len(popups(s))
		s.Press(bob, m, forged)
		s.Await("the forged press", func() bool { return len(popups(s)) > before })
	}
	if !slices.Contains(popups(s), in(chinese).say("item_gone")) {
		t.Error("a forged press was not refused")
	}
}
