package parse

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"planbot/corpus/parse/text"
)

func FuzzFile(f *testing.F) {
	for _, s := range samples {
		f.Add([]byte(s.text))
	}
	f.Add([]byte("\xff\xfe1\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		plan, err := File("fuzz.txt", data)
		var e *Error
		if err != nil {
			if !errors.As(err, &e) || e.Sentence == "" || e.File != "fuzz.txt" || plan != nil {
				t.Fatalf("%v, %v", plan, err)
			}
			return
		}
		doc, _, err := document(data)
		if err != nil {
			t.Fatalf("a plan was read from what has no text: %v", err)
		}
		var source strings.Builder
		for i := range doc.Lines {
			source.WriteString(doc.Lines[i].Words() + "\n")
		}
		if plan.ID != "fuzz" || !utf8.ValidString(plan.Text) {
			t.Errorf("plan %q of %q", plan.ID, plan.Text)
		}
		checkPlan(t, source.String(), plan)
	})
}

// FuzzRead reads texts that need be no plan, pieces of the example among them.
func FuzzRead(f *testing.F) {
	for _, s := range samples {
		f.Add(s.text)
	}
	f.Fuzz(func(t *testing.T, source string) {
		if !utf8.ValidString(source) {
			return
		}
		checkPlan(t, source, read("fuzz", text.Lines(source)))
	})
}
