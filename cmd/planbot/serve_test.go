package main

import (
	"bufio"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"planbot/bot/telegramtest"
)

// patience bounds every wait for planbot.
const patience = 30 * time.Second

// served is a planbot serve that runs.
type served struct {
	t   *testing.T
	cmd *exec.Cmd
	URL string

	mu    sync.Mutex
	said  strings.Builder
	lines chan struct{} // closed when standard error ends
}

var addressSaid = regexp.MustCompile(`网页在 (http://\S+)`)

// start runs planbot serve on a free port in a folder of its own, and ends it
// with the test.
func start(t *testing.T, env []string, args ...string) *served {
	t.Helper()
	s := &served{t: t, lines: make(chan struct{})}
	s.cmd = exec.CommandContext(t.Context(), "planbot", append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)
	s.cmd.Dir = t.TempDir()
	s.cmd.Env = append([]string{"PATH=" + os.Getenv("PATH")}, env...)
	stderr, err := s.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	found := make(chan string, 1)
	go func() {
		defer close(s.lines)
		for scan := bufio.NewScanner(stderr); scan.Scan(); {
			s.mu.Lock()
			s.said.WriteString(scan.Text() + "\n")
			s.mu.Unlock()
			if m := addressSaid.FindStringSubmatch(scan.Text()); m != nil {
				found <- m[1]
			}
		}
	}()
	select {
	case s.URL = <-found:
	case <-s.lines:
		t.Fatalf("planbot ended: %s", s.stderr())
	case <-time.After(patience):
		t.Fatalf("no address: %s", s.stderr())
	}
	return s
}

func (s *served) stderr() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.said.String()
}

// await waits for words on standard error.
func (s *served) await(words string) {
	s.t.Helper()
	for end := time.Now().Add(patience); !strings.Contains(s.stderr(), words); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			s.t.Fatalf("%q is missing in: %s", words, s.stderr())
		}
	}
}

func (s *served) get(path string) string {
	s.t.Helper()
	client := &http.Client{Timeout: patience}
	resp, err := client.Get(s.URL + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		s.t.Fatalf("GET %s: %s, %v", path, resp.Status, err)
	}
	return string(body)
}

// answers checks that the web answers a question.
func (s *served) answers() {
	s.t.Helper()
	var a struct{ Status, Text string }
	if err := json.Unmarshal([]byte(s.get("/api/ask?q="+url.QueryEscape("5G基站今年要建多少个"))), &a); err != nil {
		s.t.Fatal(err)
	}
	if a.Status != "answered" || !strings.Contains(a.Text, "3000个") {
		s.t.Errorf("got %+v", a)
	}
}

// stop sends a signal and expects an end without an error.
func (s *served) stop(signal os.Signal) {
	s.t.Helper()
	if err := s.cmd.Process.Signal(signal); err != nil {
		s.t.Fatal(err)
	}
	began := time.Now()
	<-s.lines
	if err := s.cmd.Wait(); err != nil {
		s.t.Errorf("planbot ended with %v: %s", err, s.stderr())
	}
	if took := time.Since(began); took > 10*time.Second {
		s.t.Errorf("stopping took %v", took)
	}
}

// Without a token the web answers, and planbot says that Telegram is off.
func TestServe(t *testing.T) {
	s := start(t, nil)
	if page := s.get("/"); !strings.Contains(page, "<form") {
		t.Errorf("the page has no form: %s", page)
	}
	s.answers()
	s.await("没有设置 PLANBOT_TELEGRAM_TOKEN")
	s.stop(syscall.SIGTERM)
}

// Ctrl-C stops it too, connections that were left open or not.
func TestServeStopsOnInterrupt(t *testing.T) {
	s := start(t, nil)
	idle, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = idle.Close() }()
	s.answers()
	s.stop(os.Interrupt)
}

func TestServePortInUse(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	out, errOut, code := runLine(t, "", "serve", "--listen", l.Addr().String())
	want := "设置 listen：" + l.Addr().String() + " 的端口已被占用，请换一个，例如 --listen 127.0.0.1:8081\n"
	if code != 2 || out != "" || errOut != want {
		t.Errorf("exit code %d, %q, %q", code, out, errOut)
	}
}

// A folder of plans with one that cannot be read is served without it.
func TestServePlans(t *testing.T) {
	dir := t.TempDir()
	plan, err := os.ReadFile("testdata/" + fixture)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{fixture: plan, "empty.txt": nil} {
		if err := os.WriteFile(dir+"/"+name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := start(t, nil, "--plans", dir)
	s.await("跳过 " + dir + "/empty.txt：文件是空的，没有文字。")
	s.await("已读取 1 份工作要点。")
	if page := s.get("/plans/qingxi-2024"); !strings.Contains(page, `id="task-2"`) {
		t.Errorf("the plan's page lacks its task")
	}
	s.stop(syscall.SIGTERM)
}

// With a token it answers in Telegram too, and the token is never shown.
func TestServeTelegram(t *testing.T) {
	api := telegramtest.New(t)
	s := start(t, []string{"PLANBOT_TELEGRAM_TOKEN=" + telegramtest.Token, "PLANBOT_LOG_LEVEL=debug"}, "--telegram-api", api.URL)
	asker := telegramtest.User{ID: 5, FirstName: "用户"}
	api.Say(telegramtest.Private(asker), asker, "5G基站今年要建多少个", nil)
	if text := api.AwaitSent(1)[0].Text(); !strings.Contains(text, "3000个") {
		t.Errorf("got %q", text)
	}
	s.answers()
	s.stop(syscall.SIGTERM)
	hides(t, s, telegramtest.Token)
}

// Telegram may bring the updates to where the web listens; it shows neither
// the secret nor the place to anybody else.
func TestServeWebhook(t *testing.T) {
	const secret = "hush-hush_1"
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	api := telegramtest.New(t)
	s := start(t, []string{
		"PLANBOT_TELEGRAM_TOKEN=" + telegramtest.Token, "PLANBOT_LOG_LEVEL=debug",
		"PLANBOT_WEBHOOK_SECRET=" + secret, "PLANBOT_WEBHOOK_URL=http://" + address,
	}, "--telegram-api", api.URL, "--listen", address)
	asker := telegramtest.User{ID: 5, FirstName: "用户"}
	api.Say(telegramtest.Private(asker), asker, "5G基站今年要建多少个", nil)
	if text := api.AwaitSent(1)[0].Text(); !strings.Contains(text, "3000个") {
		t.Errorf("got %q", text)
	}
	hook, told := api.Webhook()
	if told != secret || !strings.HasPrefix(hook, "http://"+address+"/telegram/") || strings.Contains(hook, secret) {
		t.Errorf("Telegram was told %s", hook)
	}
	resp, err := http.Post(hook, "application/json", strings.NewReader(`{"update_id":1}`))
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("a call without the secret is answered with %d", resp.StatusCode)
	}
	if n := len(api.Requests("getUpdates")); n != 0 {
		t.Errorf("it polled %d times", n)
	}
	s.answers()
	s.stop(syscall.SIGTERM)
	hides(t, s, secret)
}

// A token that Telegram refuses, and an interface that cannot be reached,
// leave the web as it is.
func TestServeWithoutTelegram(t *testing.T) {
	api := telegramtest.New(t)
	refused := start(t, []string{"PLANBOT_TELEGRAM_TOKEN=12:hush"}, "--telegram-api", api.URL)
	refused.await("Telegram 已停止，网页继续服务")
	refused.await("Telegram 不认识这个令牌")
	refused.answers()
	refused.stop(syscall.SIGTERM)
	hides(t, refused, "hush")

	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close() // nobody is there
	away := start(t, []string{"PLANBOT_TELEGRAM_TOKEN=12:hush"}, "--telegram-api", "http://"+l.Addr().String())
	away.await("Telegram")
	away.answers()
	away.stop(syscall.SIGTERM)
	hides(t, away, "hush")
}

func hides(t *testing.T, s *served, secret string) {
	t.Helper()
	if strings.Contains(s.stderr(), secret) {
		t.Errorf("the token is shown: %s", s.stderr())
	}
}
