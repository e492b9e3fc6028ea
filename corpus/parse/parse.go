// Package parse reads a plan: bytes in, a corpus.Plan out. Its rules are the
// ones that the plans themselves follow.
//
//   - A line is a paragraph, but one that a page break or a hard line end cut
//     is made whole: prose that does not end a sentence goes on in the next
//     line that starts nothing new, and so does an unclosed note about units.
//     A text that has lost its line ends is cut again where its numbering
//     goes on.
//   - What stands before the first chapter is the head: title, 文号,
//     addressees, the notice's words, issuer and date. The signature may also
//     stand behind the last task.
//   - 一、 or 第一章 is a chapter, （一） or 第一节 its section, 1. or 第一条 an
//     item. The tasks are the paragraphs of the rank that has the most notes
//     about units; in a plan without notes, of the deepest rank in use. What
//     is numbered below a task belongs to it.
//   - A line with tabs is a row of a table. A row of indicators is read from
//     its measure and its values outwards, since merged cells leave rows of
//     any length; a row of a table of tasks must have its header's columns.
//   - A paragraph that starts with a superscript number is a footnote.
//   - A bracket that names units with 责任单位, 牵头, 负责 and the like, one
//     with nothing but units behind the end of a sentence, and a line that
//     starts with such a label are notes about units. A note governs the
//     sentences before it, back to the last one.
//   - A clause with a number that counts something, or a rank, is a commitment.
//
// Nothing is lost: every character of the source but white space stands in the
// plan's text in its order, in a block that belongs to an item or to the head.
// What looks wrong is read as well as it can be and named in a warning; what
// cannot be read for certain is left alone and named too.
//
// Reading takes time in proportion to the text's length.
//
// The package is longer than others of the project since its rules are one
// grammar: where a paragraph ends depends on what a note is, which rank's
// paragraphs are the tasks depends on where the notes stand, and a table
// inherits from the page before. Each file holds the rules of one thing.
package parse

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"planbot/corpus"
)

// MaxSize is the largest file that is read, in bytes.
const MaxSize = 20 << 20

// Error is a file that could not be read as a plan.
type Error struct {
	File     string
	Sentence string // for people, in Chinese, without the file's name
	Cause    error
}

// Error returns the sentence with the file's name.
func (e *Error) Error() string { return e.File + "：" + e.Sentence }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// The causes that an Error may have besides those of the formats' packages.
var (
	ErrTooLarge = errors.New("file too large")
	ErrFormat   = errors.New("format not supported")
	ErrNoPlan   = errors.New("no task and no indicator found")
)

// File reads the plan in data. name is the file's name: its ending is dropped
// for the plan's ID. Every error is an *Error.
func File(name string, data []byte) (*corpus.Plan, error) {
	base := filepath.Base(name)
	fail := func(cause error, sentence string) (*corpus.Plan, error) {
		return nil, &Error{File: base, Sentence: sentence, Cause: cause}
	}
	if len(data) > MaxSize {
		return fail(ErrTooLarge, fmt.Sprintf("文件超过 %d MB 的上限，没有读取。", MaxSize>>20))
	}
	doc, sentence, err := document(data)
	if err != nil {
		return fail(err, sentence)
	}
	plan := read(PlanID(base), doc)
	if len(plan.Tasks) == 0 && len(plan.Indicators) == 0 {
		return fail(ErrNoPlan, "没有读到任何任务或指标，不像是工作要点一类的文件。")
	}
	return plan, nil
}

// PlanID returns the ID of the plan in a file: its name without folder and
// ending, with the characters that cannot stand in a link's path made "-".
func PlanID(name string) corpus.PlanID {
	base := filepath.Base(name)
	base = strings.TrimSuffix(base, filepath.Ext(base))
	base = strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\n/\\#?%&\"'<>", r) {
			return '-'
		}
		return r
	}, base)
	return corpus.PlanID(base)
}
