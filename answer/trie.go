package answer

// trie finds the names that stand in a text, in one walk a character. Its
// states are numbers; a step leads from a state by a character to the next.
type trie struct {
	steps map[step]int32
	ids   [][]int32 // for each state, what the name that ends there names
	first map[rune]bool
}

type step struct {
	from int32
	by   rune
}

func newTrie() *trie {
	return &trie{steps: make(map[step]int32), ids: make([][]int32, 1), first: make(map[rune]bool)}
}

// put adds a name for id. The empty name names nothing.
func (t *trie) put(name string, id int32) {
	state := int32(0)
	for i, r := range name {
		if i == 0 {
			t.first[r] = true
		}
		next, ok := t.steps[step{state, r}]
		if !ok {
			next = int32(len(t.ids))
			t.ids = append(t.ids, nil)
			t.steps[step{state, r}] = next
		}
		state = next
	}
	if state == 0 {
		return
	}
	if has := t.ids[state]; len(has) == 0 || has[len(has)-1] != id {
		t.ids[state] = append(has, id)
	}
}

// at returns what the longest name that begins at a character names, and its
// length; 0 where none begins there. The slice is shared.
func (t *trie) at(text []rune, i int) (ids []int32, size int) {
	if !t.first[text[i]] {
		return nil, 0
	}
	state := int32(0)
	for n, r := range text[i:] {
		next, ok := t.steps[step{state, r}]
		if !ok {
			break
		}
		if state = next; t.ids[state] != nil {
			ids, size = t.ids[state], n+1
		}
	}
	return ids, size
}
