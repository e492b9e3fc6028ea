package answer

import (
	mathbits "math/bits"
	"runtime"
	"strings"
	"sync"

	"planbot/corpus"
)

// sieve tells which plans have all the words of a question, without learning
// them: a row for each of many groups of pairs of characters, with a bit for
// each plan that has a pair of the group. It may let a plan through that has
// not, never hold one back that has.
type sieve struct {
	plans int
	words int // of 64 plans
	rows  []uint64
}

// signKinds is how many groups of pairs there are. A plan has some thousand
// pairs, so a pair that it lacks is taken for one that it has in one case of
// twenty, and all pairs of a question hardly ever.
const signKinds = 1 << 16

// sign is the group of a pair of neighbouring words, by FNV-1a; b is "" for a
// word alone.
func sign(a, b string) uint16 {
	h := uint32(2166136261)
	for _, word := range [2]string{a, b} {
		for i := range len(word) {
			h = (h ^ uint32(word[i])) * 16777619
		}
		h = (h ^ '|') * 16777619
	}
	return uint16(h ^ h>>16)
}

// makeSigns finds a book's signs where they are not known.
func (b *book) makeSigns() {
	b.once.Do(func() { b.signs = signsOf(b.plan) })
}

// signsOf returns the signs of a plan: of its text and of all names of its
// units, sorted.
func signsOf(p *corpus.Plan) []uint16 {
	var seen [signKinds / 64]uint64
	n := 0
	add := func(_, _ int, s uint16) {
		if seen[s/64]&(1<<(s%64)) == 0 {
			seen[s/64] |= 1 << (s % 64)
			n++
		}
	}
	var words vocabulary
	all := normal(p.Text)
	eachPair(words.read(all, false), add)
	if strings.Contains(all, "比重") {
		add(0, 0, sign("占", "比")) // 占比 is said for it
	}
	for _, u := range unitsOf(p) {
		for _, name := range u.aliases {
			eachPair(words.read(name, false), add)
		}
	}
	out := make([]uint16, 0, n)
	for _, s := range members(seen[:]) {
		out = append(out, uint16(s))
	}
	return out
}

// eachPair calls f for the Latin words of a text and for the pairs that stand
// side by side, from word i included to j excluded.
func eachPair(t text, f func(i, j int, s uint16)) {
	for i := range t.tokens {
		if t.tokens[i].latin() {
			f(i, i+1, sign(t.words(i, i+1), ""))
		}
		if i+1 < len(t.tokens) && t.tokens[i+1].joined {
			f(i, i+2, sign(t.words(i, i+1), t.words(i+1, i+2)))
		}
	}
}

// newSieve makes the sieve of books; their signs are found where they are not
// known.
func newSieve(books []*book) *sieve {
	var wait sync.WaitGroup
	next := make(chan *book)
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for b := range next {
				b.makeSigns()
			}
		})
	}
	for _, b := range books {
		next <- b
	}
	close(next)
	wait.Wait()
	s := &sieve{plans: len(books), words: (len(books) + 63) / 64}
	s.rows = make([]uint64, signKinds*s.words)
	for i, b := range books {
		for _, sg := range b.signs {
			s.rows[int(sg)*s.words+i/64] |= 1 << (i % 64)
		}
	}
	return s
}

// all returns the plans that are in each row.
func (s *sieve) all(rows [][]uint64) []uint64 {
	all := make([]uint64, s.words)
	for i := range s.plans {
		all[i/64] |= 1 << (i % 64)
	}
	for _, row := range rows {
		for i := range all {
			all[i] &= row[i]
		}
	}
	return all
}

// row returns the plans that have a pair of a group.
func (s *sieve) row(sg uint16) []uint64 { return s.rows[int(sg)*s.words:][:s.words] }

// wordRows returns for each word the plans that have it beside a neighbour.
func (s *sieve) wordRows(t text, content []stretch) [][]uint64 {
	rows := make([][]uint64, len(t.tokens))
	eachPair(t, func(from, to int, sg uint16) {
		for i := from; i < to; i++ {
			if rows[i] == nil {
				rows[i] = make([]uint64, s.words)
			}
			for n, w := range s.row(sg) {
				rows[i][n] |= w
			}
		}
	})
	var out [][]uint64
	for _, c := range content {
		for i := c.from; i < c.to; i++ {
			if rows[i] != nil {
				out = append(out, rows[i])
			}
		}
	}
	return out
}

// most returns the plans that have most of the words, at most few.
func (s *sieve) most(rows [][]uint64, few int) []int32 {
	counts := make([]int, 64*s.words)
	most := 0
	for _, row := range rows {
		for i, w := range row {
			for ; w != 0; w &= w - 1 {
				n := 64*i + mathbits.TrailingZeros64(w)
				counts[n]++
				most = max(most, counts[n])
			}
		}
	}
	var out []int32
	for n := most; n > 0 && len(out) < few; n-- {
		for i, c := range counts {
			if c == n && len(out) < few {
				out = append(out, int32(i))
			}
		}
	}
	return out
}

func members(set []uint64) []int32 {
	var out []int32
	for i, w := range set {
		for ; w != 0; w &= w - 1 {
			out = append(out, int32(64*i+mathbits.TrailingZeros64(w)))
		}
	}
	return out
}
