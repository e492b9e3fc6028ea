package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"planbot/bot/telegramtest"
	"planbot/store/storetest"
)

// planbot runs a command on a database and returns what it said.
func planbot(t *testing.T, dir, dsn string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "planbot", args...)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "PLANBOT_STORE=" + dsn}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("planbot %s: %v: %s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

const ganzhouFile = "ganzhou-2023-digital-economy.txt"

// changed writes the plan that ships with words replaced.
func changed(t *testing.T, dir, name string, oldnew ...string) string {
	t.Helper()
	data, err := os.ReadFile("../../plans/" + ganzhouFile)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for i := 0; i < len(oldnew); i += 2 {
		if strings.Count(text, oldnew[i]) != 1 {
			t.Fatalf("%q stands %d times", oldnew[i], strings.Count(text, oldnew[i]))
		}
	}
	file := filepath.Join(dir, name)
	if err := os.WriteFile(file, []byte(strings.NewReplacer(oldnew...).Replace(text)), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// A group's topic follows a unit; a plan comes in that changes three of its
// targets; one message arrives there with the three, and none anywhere else.
// The same plan again tells nobody.
func TestAlertEndToEnd(t *testing.T) {
	for name, dsn := range map[string]func() string{
		"sqlite":     func() string { return filepath.Join(t.TempDir(), "planbot.db") },
		"postgresql": func() string { return storetest.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			dir, at := t.TempDir(), dsn()
			planbot(t, dir, at, "import", "--yes", changed(t, dir, ganzhouFile))
			api := telegramtest.New(t)
			s := start(t, []string{"PLANBOT_TELEGRAM_TOKEN=" + telegramtest.Token, "PLANBOT_TELEGRAM_API=" + api.URL, "PLANBOT_STORE=" + at})
			group := telegramtest.Group(4001)
			alice, bob := telegramtest.User{ID: 51, FirstName: "甲"}, telegramtest.User{ID: 52, FirstName: "乙"}
			inTopic := func(topic int) func(*telegramtest.Message) {
				return func(m *telegramtest.Message) { m.Thread, m.IsTopic = topic, true }
			}
			api.Say(group, bob, "/help@planbot", inTopic(8)) // so that the group is known
			api.AwaitSent(1)
			api.Administer(group, alice, true)
			api.Say(group, alice, "/subscribe 市行政审批局 的指标", inTopic(7))
			api.Say(group, alice, "/subscribe 市科技局 的指标", inTopic(8))
			api.Say(telegramtest.Private(bob), bob, "/subscribe 市农业农村局", nil)
			for _, r := range api.AwaitSent(4)[1:] {
				if !strings.Contains(r.Text(), "已关注") {
					t.Fatalf("not followed: %q", r.Text())
				}
			}
			corrected := changed(t, dir, "更正.txt", "\t64\t66", "\t64\t68", "\t98\t100", "\t98\t99", "\t96.8\t97.3", "\t96.8\t98")
			if out := planbot(t, dir, at, "import", "--yes", corrected); !strings.Contains(out, "3 处变化，将通知 1 处") {
				t.Fatalf("import said %s", out)
			}
			// The new version answers within a second, whoever imported it.
			began := time.Now()
			for !strings.Contains(s.get("/api/ask?q=%E6%95%B0%E6%8D%AE%E5%85%B1%E4%BA%AB%E5%B7%A5%E4%BD%9C%E7%BB%BC%E5%90%88%E8%AF%84%E5%88%86%E7%9B%AE%E6%A0%87%E6%98%AF%E5%A4%9A%E5%B0%91"), "98") {
				if time.Since(began) > patience {
					t.Fatal("the new version does not answer")
				}
				time.Sleep(20 * time.Millisecond)
			}
			told := api.AwaitSent(5)[4]
			if told.Chat() != group.ID || told.Message.Thread != 7 {
				t.Errorf("it went to %d in %d", told.Chat(), told.Message.Thread)
			}
			for _, want := range []string{"3 处变化", "66个 → <b>68个", "100% → <b>99%", "97.3% → <b>98%", "市行政审批局"} {
				if !strings.Contains(told.Text(), want) {
					t.Errorf("no %q in %s", want, told.Text())
				}
			}
			if out := planbot(t, dir, at, "import", "--yes", corrected); !strings.Contains(out, "完全相同") {
				t.Errorf("again: %s", out)
			}
			if out := planbot(t, dir, at, "alerts", "--all"); !strings.Contains(out, "待发 0 条，没有送达 0 条") || strings.Count(out, "已送达") != 1 {
				t.Errorf("alerts: %s", out)
			}
			api.Say(telegramtest.Private(bob), bob, "/subscriptions", nil) // whatever was sent before, this comes behind
			if sent := api.AwaitSent(6); len(sent) != 6 || !strings.Contains(sent[5].Text(), "关注了 1 项") {
				t.Errorf("%d messages, the last %q", len(sent), sent[len(sent)-1].Text())
			}
			s.stop(os.Interrupt)
		})
	}
}
