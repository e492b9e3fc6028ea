package answer

// pairs holds the pairs of neighbouring tokens of a plan: which of them stand
// in its text, and which facts' names hold them.
type pairs struct {
	ids   map[pair]uint32 // the number of the pair's list, shifted by one, and inText
	ends  []uint32        // where each list ends in lists; list 0 is empty
	lists []int32
}

const inText = 1

// pairsOf collects the pairs of a plan's text and of its facts' names.
func pairsOf(all text, facts []fact) pairs {
	p := pairs{ids: make(map[pair]uint32, len(all.tokens)/2), ends: []uint32{0}}
	all.pairs(func(_ int, q pair) { p.ids[q] = inText })
	p.count(facts)
	p.fill(facts)
	return p
}

// count numbers the pairs of the facts' names and finds where their lists end.
func (p *pairs) count(facts []fact) {
	last := []int32{-1} // the last fact that was counted, a list
	for i := range facts {
		facts[i].name.pairs(func(_ int, q pair) {
			id := p.ids[q]
			if id>>1 == 0 {
				id |= uint32(len(p.ends)) << 1
				p.ids[q] = id
				p.ends, last = append(p.ends, 0), append(last, -1)
			}
			if n := id >> 1; last[n] != int32(i) {
				last[n] = int32(i)
				p.ends[n]++
			}
		})
	}
	for n := 1; n < len(p.ends); n++ {
		p.ends[n] += p.ends[n-1]
	}
}

// fill writes the lists, each in the order of the facts and each fact once.
func (p *pairs) fill(facts []fact) {
	p.lists = make([]int32, p.ends[len(p.ends)-1])
	next := append([]uint32{0}, p.ends[:len(p.ends)-1]...)
	for i := range facts {
		facts[i].name.pairs(func(_ int, q pair) {
			n := p.ids[q] >> 1
			if at := next[n]; at == p.ends[n-1] || p.lists[at-1] != int32(i) {
				p.lists[at] = int32(i)
				next[n]++
			}
		})
	}
}

// facts returns the facts whose name holds a pair.
func (p *pairs) facts(q pair) []int32 {
	n := p.ids[q] >> 1
	if n == 0 {
		return nil
	}
	return p.lists[p.ends[n-1]:p.ends[n]]
}
