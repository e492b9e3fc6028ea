package bot

import (
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"

	"github.com/go-telegram/bot/models"

	"planbot/answer"
)

// keyboard and button are an inline keyboard. The client's own button always
// writes a copy_text, and a button has exactly one action (Bot API,
// InlineKeyboardButton).
type keyboard struct {
	Rows [][]button `json:"inline_keyboard"`
}

type button struct {
	Text string `json:"text"`
	URL  string `json:"url,omitempty"`
	Data string `json:"callback_data,omitempty"`

	Copy *copyText `json:"copy_text,omitempty"`
}

// copyText is what a button copies (Bot API, CopyTextButton).
type copyText struct {
	Text string `json:"text"`
}

const (
	maxData  = 64 // bytes of callback_data
	maxAsks  = 8
	maxLabel = 24 // characters of a link's title
)

// What callback data begins with.
const (
	dataAsk   = "q:" // the question itself
	dataLabel = "h:" // the hash of the question, which is the button's label
	dataMore  = "m:" // the index of the part that comes next
)

// sources returns a button for each of the first cited places.
func (b *Bot) sources(cites []answer.Citation, s speech) [][]button {
	var rows [][]button
	for _, c := range cites[:min(len(cites), maxSources)] {
		rows = append(rows, []button{{Text: s.say("source_of", "Title", cut(clean(c.Title), maxLabel)), URL: b.public + c.Path()}})
	}
	return rows
}

// keys returns the page's buttons apart from links.
func (p page) keys() [][]button {
	var rows [][]button
	if p.more > 0 {
		rows = append(rows, []button{{Text: p.say("read_on"), Data: dataMore + strconv.Itoa(p.from+len(p.parts))}})
	}
	for _, q := range p.asks[:min(len(p.asks), maxAsks)] {
		if q = strings.TrimSpace(clean(q)); q != "" {
			rows = append(rows, []button{{Text: q, Data: askData(q)}})
		}
	}
	return rows
}

// askData returns callback data from which a question can be known again, also
// by a bot that has forgotten all.
func askData(question string) string {
	if len(dataAsk)+len(question) <= maxData {
		return dataAsk + question
	}
	sum := sha256.Sum256([]byte(question))
	return dataLabel + base64.RawURLEncoding.EncodeToString(sum[:])
}

// press is what a pressed button asks.
type press struct {
	question string
	prev     answer.State
	from     int
}

// pressed finds out what a pressed button asks; not ok where that is
// forgotten. A question that an answer offered is asked as it stands, of the
// plan that the answer was from.
func (b *Bot) pressed(q *models.CallbackQuery, at place) (press, bool) {
	kept, remembered := b.byMessage.get(messageKey{at.chat, at.replyTo})
	prev := answer.State{Plan: kept.state.Plan}
	if question, ok := strings.CutPrefix(q.Data, dataAsk); ok {
		question = strings.TrimSpace(clean(question))
		return press{question: question, prev: prev}, question != ""
	}
	if strings.HasPrefix(q.Data, dataLabel) {
		question := labelOf(q)
		return press{question: question, prev: prev}, question != ""
	}
	if next, ok := strings.CutPrefix(q.Data, dataMore); ok {
		from, err := strconv.Atoi(next)
		return press{kept.question, kept.prev, from}, remembered && err == nil
	}
	return press{}, false
}

// labelOf returns the pressed button's label where it is the question that the
// button's data is of.
func labelOf(q *models.CallbackQuery) string {
	if q.Message.Message == nil || q.Message.Message.ReplyMarkup == nil {
		return ""
	}
	for _, row := range q.Message.Message.ReplyMarkup.InlineKeyboard {
		for _, k := range row {
			if k.CallbackData == q.Data && askData(k.Text) == q.Data {
				return k.Text
			}
		}
	}
	return ""
}
