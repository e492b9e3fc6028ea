package telegramtest

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

// call sends a request as JSON.
func call(t *testing.T, s *Server, method, params string) (int, string) {
	t.Helper()
	resp, err := http.Post(s.URL+"/bot"+Token+"/"+method, "application/json", strings.NewReader(params))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

// The server refuses what the Bot API does, and keeps it as a problem.
func TestStrict(t *testing.T) {
	s := New(t)
	s.Join(Private(User{ID: 1}))
	button := func(b string) string {
		return `{"chat_id":1,"text":"a","reply_markup":{"inline_keyboard":[[` + b + `]]}}`
	}
	for _, c := range []struct {
		method, params string
		ok             bool
	}{
		{"getMe", `{}`, true},
		{"sendMessage", `{"chat_id":1,"text":"a"}`, true},
		{"sendMessage", `{"chat_id":1,"text":"a","parse_mode":"HTML","reply_parameters":{"message_id":5,"allow_sending_without_reply":true}}`, true},
		{"setMyCommands", `{"commands":[{"command":"ask","description":"x"}],"scope":{"type":"all_group_chats"}}`, true},
		{"sendMessage", button(`{"text":"a","url":"https://x.example/p?a=1#b"}`), true},
		{"sendMessage", button(`{"text":"a","callback_data":"` + strings.Repeat("x", 64) + `"}`), true},
		{"sendMessage", button(`{"text":"a","callback_data":"` + strings.Repeat("x", 65) + `"}`), false},
		{"sendMessage", button(`{"text":"a","callback_data":"x","url":"https://x.example"}`), false},
		{"sendMessage", button(`{"text":"a","callback_data":"x","copy_text":{"text":""}}`), false},
		{"sendMessage", button(`{"text":"a"}`), false},
		{"sendMessage", button(`{"text":"","callback_data":"x"}`), false},
		{"sendMessage", button(`{"text":"a","url":"/plans/x"}`), false},
		{"sendMessage", button(`{"text":"a","url":"javascript:x"}`), false},
		{"sendMessages", `{}`, false},
		{"sendMessage", `{"chat_id":1}`, false},
		{"sendMessage", `{"chat_id":1,"text":7}`, false},
		{"sendMessage", `{"chat_id":true,"text":"a"}`, false},
		{"sendMessage", `{"chat_id":1,"text":"a","silent":true}`, false},
		{"sendMessage", `{"chat_id":1,"text":" \n"}`, false},
		{"sendMessage", `{"chat_id":2,"text":"a"}`, false},
		{"sendMessage", `{"chat_id":1,"text":"a","message_thread_id":9}`, false},
		{"sendMessage", `{"chat_id":1,"text":"a","reply_parameters":{"message_id":5}}`, false},
		{"sendMessage", `{"chat_id":1,"text":"` + strings.Repeat("😀", 2049) + `"}`, false},
		{"sendMessage", `{"chat_id":1,"text":"<x>","parse_mode":"HTML"}`, false},
		{"sendMessage", `{"chat_id":1,"text":"a","link_preview_options":{"disabled":true}}`, false},
		{"setMyCommands", `{"commands":[{"command":"Ask","description":"x"}]}`, false},
		{"setMyCommands", `{"commands":[],"scope":{"type":"x","nonsense":1}}`, false},
		{"getUpdates", `{"timeout":51}`, false},
		{"getUpdates", `{"allowed_updates":["messages"]}`, false},
		{"sendChatAction", `{"chat_id":1,"action":"thinking"}`, false},
		{"answerCallbackQuery", `{"callback_query_id":"x"}`, false},
		{"sendPhoto", `{"chat_id":1,"photo":"x"}`, false},
	} {
		code, body := call(t, s, c.method, c.params)
		problems := s.TakeProblems()
		if ok := code == http.StatusOK && len(problems) == 0; ok != c.ok {
			t.Errorf("%s %s: %d %s, problems %q", c.method, c.params, code, body, problems)
		}
		if !json.Valid([]byte(body)) {
			t.Errorf("not JSON: %s", body)
		}
	}
}

// Forms of every kind are read as JSON is.
func TestForms(t *testing.T) {
	s := New(t)
	s.Join(Private(User{ID: 1}))
	for _, c := range []struct {
		query string
		ok    bool
	}{
		{"chat_id=1&text=a&disable_notification=true&link_preview_options=%7B%22is_disabled%22:true%7D", true},
		{"chat_id=1&text=a&disable_notification=yes", false},
		{"chat_id=1&text=a&reply_markup=x", false},
		{"chat_id=1&text=a&text=b", false},
	} {
		resp, err := http.Get(s.URL + "/bot" + Token + "/sendMessage?" + c.query)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if problems := s.TakeProblems(); (resp.StatusCode == http.StatusOK && len(problems) == 0) != c.ok {
			t.Errorf("%s: %d %q", c.query, resp.StatusCode, problems)
		}
	}
	resp, err := http.Get(s.URL + "/bot1:other/getMe")
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("another token: %d", resp.StatusCode)
	}
}

// Updates stay until they are confirmed; a second poll ends the first.
func TestUpdates(t *testing.T) {
	s := New(t)
	in := Private(User{ID: 1})
	for range 3 {
		s.Say(in, User{ID: 1}, "/ask@planbot 问 @planbot", nil)
	}
	for range 2 {
		if _, body := call(t, s, "getUpdates", `{"limit":2}`); strings.Count(body, "update_id") != 2 || strings.Count(body, `"mention"`) != 2 {
			t.Errorf("got %s", body)
		}
	}
	if _, body := call(t, s, "getUpdates", `{"offset":1003}`); strings.Count(body, "update_id") != 1 || s.Pending() != 1 {
		t.Errorf("got %s", body)
	}
	first := make(chan int)
	go func() {
		resp, err := http.Post(s.URL+"/bot"+Token+"/getUpdates", "application/json", strings.NewReader(`{"offset":1004,"timeout":50}`))
		if err != nil {
			first <- 0
			return
		}
		_ = resp.Body.Close()
		first <- resp.StatusCode
	}()
	s.AwaitConfirmed()
	if code, _ := call(t, s, "getUpdates", `{"offset":1004}`); code != http.StatusOK {
		t.Errorf("the second poll: %d", code)
	}
	if code := <-first; code != http.StatusConflict {
		t.Errorf("the first poll: %d", code)
	}
}

func TestParseHTML(t *testing.T) {
	for _, c := range []struct {
		html, text string
		ok         bool
	}{
		{"a &lt;b&gt; &amp; & c", "a <b> & & c", true},
		{"<b>a<i>b</i></b>", "ab", true},
		{"<blockquote expandable>a\nb</blockquote>", "a\nb", true},
		{`<a href="https://x.example/?a=1&amp;b#c">d</a>`, "d", true},
		{"a < b", "", false},
		{"<b>a", "", false},
		{"a</b>", "", false},
		{"<b><i>a</b></i>", "", false},
		{"<p>a</p>", "", false},
		{"<a>b</a>", "", false},
		{"<b class=\"x\">a</b>", "", false},
		{"<blockquote><blockquote>a</blockquote></blockquote>", "", false},
	} {
		text, err := ParseHTML(c.html)
		if (err == nil) != c.ok || text != c.text {
			t.Errorf("%q: %q, %v", c.html, text, err)
		}
	}
}
