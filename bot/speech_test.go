package bot

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"planbot/alert"
	"planbot/corpus"
)

var (
	saidIn = regexp.MustCompile(`(?:say\(|digest := |digest = |1, |key\(|"": |chinese: |english: |true: |false: )"([a-z_]+)"`)
	filled = regexp.MustCompile(`\{\{\.([A-Za-z]+)\}\}`)
)

// Every text that the code names stands in both languages with the same names
// to fill in, and none stands there in vain.
func TestTexts(t *testing.T) {
	known := map[string]map[string]string{}
	for _, lang := range []string{chinese, english} {
		data, err := texts.ReadFile("texts/active." + lang + ".toml")
		if err != nil {
			t.Fatal(err)
		}
		all := map[string]string{}
		if err := toml.Unmarshal(data, &all); err != nil {
			t.Fatal(err)
		}
		known[lang] = all
	}
	used := map[string]bool{}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range saidIn.FindAllStringSubmatch(string(source), -1) {
			used[m[1]] = true
		}
	}
	// Names that are put together.
	for _, k := range corpus.ChangeKinds {
		used["kind_"+string(k)] = true
	}
	for _, k := range []alert.ScopeKind{alert.ScopeAll, alert.ScopePlan, alert.ScopeItem, alert.ScopeUnit, alert.ScopeLead, alert.ScopeCategory} {
		used["scope_"+string(k)] = true
	}
	for _, k := range []corpus.ItemKind{corpus.KindIndicator, corpus.KindTask} {
		used["filter_"+string(k)+"s"] = true
	}
	for id := range used { // the beginnings of names that are put together
		if strings.HasSuffix(id, "_") {
			delete(used, id)
		}
	}
	for name := range descriptionsUsed() {
		used["menu_"+name] = true
	}
	for id := range used {
		zh, inChinese := known[chinese][id]
		en, inEnglish := known[english][id]
		if !inChinese || !inEnglish {
			t.Errorf("%s: in Chinese %v, in English %v", id, inChinese, inEnglish)
			continue
		}
		if a, b := fillings(zh), fillings(en); !slices.Equal(a, b) {
			t.Errorf("%s fills in %v and %v", id, a, b)
		}
	}
	for lang, all := range known {
		for id := range all {
			if !used[id] {
				t.Errorf("%s: nothing says %s", lang, id)
			}
		}
	}
	if !strings.Contains(in("zh-hans").say("help"), "原文") || !strings.Contains(in("de").say("help"), "source") || in("").lang != chinese {
		t.Error("languages are mixed up")
	}
}

func fillings(text string) []string {
	var all []string
	for _, m := range filled.FindAllStringSubmatch(text, -1) {
		all = append(all, m[1])
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// descriptionsUsed are the commands that menus show.
func descriptionsUsed() map[string]bool {
	used := map[string]bool{}
	for _, p := range (&Bot{desk: &desk{}, itemOf: func(string) (corpus.ItemID, string, bool) { return corpus.ItemID{}, "", false }}).menus() {
		for _, c := range p.Commands {
			used[c.Command] = true
		}
	}
	return used
}
