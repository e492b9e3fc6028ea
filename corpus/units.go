package corpus

import (
	_ "embed"
	"iter"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// units.tsv: the dictionary of units. Its own first lines say what stands in it.
//
//go:embed units.tsv
var unitsTSV string

// unitRow is a name that bodies have, with its short forms.
type unitRow struct {
	kind   string
	levels int // a bit for each Level
	full   string
	forms  []string // in full, in short, and what follows from the full name
	spoken []string

	from, to int
	next     string
}

// at tells whether there are such bodies at a level.
func (r *unitRow) at(l Level) bool { return r.levels&(1<<l) != 0 }

// allows tells whether such a body can stand at a place. A 市 may be a
// municipality, a city or a county, and a zone of either level calls itself 区.
func (r *unitRow) allows(p place) bool {
	switch {
	case p.text == "":
		return true
	case p.level == LevelCity && len(p.regions) == 0 && strings.HasSuffix(p.text, "市"):
		return r.at(LevelProvince) || r.at(LevelCity) || r.at(LevelCounty)
	case p.level == LevelCounty && len(p.regions) == 0 && !p.word:
		return r.at(LevelCity) || r.at(LevelCounty)
	case p.level == LevelProvince && p.isA("市"):
		return r.at(LevelProvince) || r.at(LevelCity)
	}
	return slices.ContainsFunc(p.regions, func(region Region) bool { return r.at(region.level()) }) || r.at(p.level)
}

// unitPattern is a form with the region's name inside, or before an ending.
type unitPattern struct {
	head, tail string
	row        *unitRow
}

// unitDictionary is units.tsv, read.
type unitDictionary struct {
	rows     []unitRow
	forms    map[string]int32 // of each form the first of its entries
	entries  []formEntry
	patterns []unitPattern
	loose    []unitPattern // known by the tail alone, the longer first
}

// formEntry is a row that has a form.
type formEntry struct {
	row  *unitRow
	next int32 // the entry of the next row that has it, -1 for none
}

// dictionary is read when it is first asked for: in about a millisecond.
var dictionary = sync.OnceValue(readDictionary)

func readDictionary() *unitDictionary {
	lines := strings.Count(unitsTSV, "\n")
	d := &unitDictionary{rows: make([]unitRow, 0, lines), forms: make(map[string]int32, 4*lines), entries: make([]formEntry, 0, 4*lines)}
	for line := range strings.Lines(unitsTSV) {
		if line[0] != '#' {
			d.rows = append(d.rows, readUnitRow(strings.TrimSuffix(line, "\n")))
		}
	}
	for i := range slices.Backward(d.rows) { // so that the first row of a form is its first entry
		d.add(&d.rows[i])
	}
	slices.Reverse(d.patterns)
	slices.SortStableFunc(d.loose, func(a, b unitPattern) int { return len(b.tail) - len(a.tail) })
	return d
}

// readUnitRow reads a line of units.tsv. A test holds that its lines are right.
func readUnitRow(line string) unitRow {
	var cells [7]string
	for i := range cells {
		cells[i], line, _ = strings.Cut(line, "\t")
	}
	r := unitRow{kind: cells[0], full: cells[2], next: cells[6]}
	if cells[4] != "" {
		r.spoken = strings.Fields(cells[4])
	}
	for i, l := range []string{"国", "省", "市", "县", "乡"} {
		if strings.Contains(cells[1], l) || cells[1] == "*" {
			r.levels |= 1 << (LevelNation + Level(i))
		}
	}
	r.forms = make([]string, 1, strings.Count(cells[3], " ")+5)
	r.forms[0] = r.full
	for form := range strings.SplitSeq(cells[3], " ") {
		if form != "" {
			r.forms = append(r.forms, form)
		}
	}
	if from, to, ok := strings.Cut(cells[5], "-"); ok {
		r.from, _ = strconv.Atoi(from)
		r.to, _ = strconv.Atoi(to)
	}
	return r
}

// add makes a row known by each of its forms.
func (d *unitDictionary) add(r *unitRow) {
	if r.full[0] == '*' {
		for _, form := range r.forms {
			d.loose = append(d.loose, unitPattern{tail: form[1:], row: r})
		}
		return
	}
	r.derive()
	for _, form := range r.forms {
		if strings.IndexByte(form, '{') >= 0 {
			head, tail, _ := strings.Cut(form, "{}")
			if head != "" {
				d.patterns = append(d.patterns, unitPattern{head, tail, r})
				continue
			}
			form = tail // the region stands before it, as before any other
		}
		next := int32(-1)
		if i, ok := d.forms[form]; ok {
			if d.entries[i].row == r {
				continue
			}
			next = i
		}
		d.forms[form] = int32(len(d.entries))
		d.entries = append(d.entries, formEntry{r, next})
	}
}

// withName returns the rows that have a form.
func (d *unitDictionary) withName(form string) iter.Seq[*unitRow] {
	return func(yield func(*unitRow) bool) {
		i, ok := d.forms[form]
		for ; ok && i >= 0; i = d.entries[i].next {
			if !yield(d.entries[i].row) {
				return
			}
		}
	}
}

// derive adds the forms that follow from the name in full: without 和, with 委 for
// 委员会 and 办 for 办公室 at its end; and, of a national body, each form without
// 国家 before it: 国家邮政局 is 邮政局.
func (r *unitRow) derive() {
	named := len(r.forms)
	for _, ending := range [...][2]string{{"委员会", "委"}, {"办公室", "办"}} {
		if rest, ok := strings.CutSuffix(r.full, ending[0]); ok && len(rest) > len("某") {
			r.addForm(rest + ending[1])
		}
	}
	if strings.Contains(r.full, "和") {
		ended := r.forms[named:]
		r.addForm(strings.ReplaceAll(r.full, "和", ""))
		for _, form := range ended {
			r.addForm(strings.ReplaceAll(form, "和", ""))
		}
	}
	if r.levels == 1<<LevelNation {
		for _, form := range r.forms {
			if rest, ok := strings.CutPrefix(form, "国家"); ok && len(rest) > len("某某") {
				r.addForm(rest)
			}
		}
	}
}

func (r *unitRow) addForm(form string) {
	if !slices.Contains(r.forms, form) {
		r.forms = append(r.forms, form)
	}
}

// unitKinds holds the rows by what they are for.
var unitKinds = sync.OnceValue(func() map[string][]*unitRow {
	d := dictionary()
	out := make(map[string][]*unitRow)
	for i := range d.rows {
		for kind := range strings.SplitSeq(d.rows[i].kind, ",") {
			out[kind] = append(out[kind], &d.rows[i])
		}
	}
	return out
})
