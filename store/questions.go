package store

import (
	"context"
	"time"
	"unicode/utf8"

	"planbot/alert"
)

// counterQuestion is the last question's number.
const counterQuestion = "question"

// maxAsked is how much of a question and of its answer is kept, in bytes.
const maxAsked = 2000

// Asked keeps a question: one that was not answered, or one whose answer
// somebody thought something of. The same person's of the same message is one,
// and takes the newer rating.
func (s *Store) Asked(ctx context.Context, q alert.Question) error {
	return s.write(ctx, func(t *tx) error {
		id, err := t.raise(counterQuestion, 1)
		if err != nil {
			return err
		}
		message := int64(q.Message)
		if message == 0 { // not known: then it is no other's
			message = -id
		}
		_, err = t.exec(`INSERT INTO questions (id, asked, chat, message, person, plan, question, status, answer, rating)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
			ON CONFLICT (chat, message, person) DO UPDATE SET rating = excluded.rating`,
			id, micros(q.At), q.Chat, message, q.Person, clean(string(q.Plan)), short(clean(q.Question)), q.Status, short(clean(q.Answer)), q.Rating)
		return err
	})
}

// short cuts a text between two characters.
func short(s string) string {
	if len(s) <= maxAsked {
		return s
	}
	end := maxAsked
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end]
}

// Questions returns what was asked since a time, the newest first, at most so
// many.
func (s *Store) Questions(ctx context.Context, since time.Time, most int) (all []alert.Question, err error) {
	err = s.read(ctx, func(t *tx) error {
		all, err = list(t, func(row scanner) (q alert.Question, err error) {
			var asked, message int64
			err = row.Scan(&asked, &q.Chat, &message, &q.Person, &q.Plan, &q.Question, &q.Status, &q.Answer, &q.Rating)
			q.At, q.Message = fromMicros(asked), int(max(0, message))
			return q, err
		}, "SELECT asked, chat, message, person, plan, question, status, answer, rating FROM questions WHERE asked >= $1 ORDER BY asked DESC, id DESC LIMIT $2", micros(since), most)
		return err
	})
	return all, err
}

// ForgetQuestions drops those that were asked before a time.
func (s *Store) ForgetQuestions(ctx context.Context, before time.Time) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec("DELETE FROM questions WHERE asked < $1", micros(before))
		return err
	})
}
