package parse

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"planbot/corpus"
)

// testdata/rows holds a small plan for each way of writing that real plans were
// met to have: a file's name starts with the row of the collection that it
// stands for. testdata/rows.golden says, written by hand from what the text
// means and not from what the parser does, what ought to be read of it.
//
// A plan begins with comment lines, which are not read as a part of it, so that
// line 1 is the first that follows them:
//
//	# what the row is about
//	# show: tasks assignments
//
// The second is left out where the parts are those that showBy has for the
// row's letter. The golden file has a block a plan, in the order of the names:
//
//	== A08-led-in-text
//	// a comment
//	task-1 1 规范登记
//	  lead 市场监管局(stated); support 市公安局, 市税务局; open | deadline 2023-10 "2023年10月底前" | governs "…"
//	  commitment 新建基站不少于300个 = 不少于300个(≥300 个) | deadline 2023-12
//	indicator-1 规模 [亿元] | 2022 baseline 16.3(=16.3), 2023 target 19左右(~19) | leads 市工信局
//	warning 3-5 "表格"
//	? indicator-2 …
//
// A warning stands at one of the lines, its words in the message; no other
// warning may be given where warnings are shown; those about the title and the
// year count where the head is shown. A line behind ? may be read
// or not, and what stands behind a line "-- or" is another reading that is right:
// careful readers differ. The first is the better.
const (
	rowsDir    = "testdata/rows"
	rowsGolden = "testdata/rows.golden"
)

// showBy says what is shown of a plan by the letter of its row.
var showBy = map[byte]string{
	'A': "tasks assignments governs warnings",
	'U': "tasks assignments warnings",
	'B': "sections tasks",
	'C': "indicators tasks assignments warnings",
	'D': "commitments",
	'E': "assignments",
}

func TestRows(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(rowsDir, "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d plans, %v", len(files), err)
	}
	golden := readGolden(t)
	right := 0
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		want, ok := golden[name]
		delete(golden, name)
		if !ok {
			t.Errorf("%s has no %s", rowsGolden, name)
			continue
		}
		if t.Run(name, func(t *testing.T) { checkRow(t, file, want) }) {
			right++
		}
	}
	for name := range golden {
		t.Errorf("%s has no %s", rowsDir, name)
	}
	t.Logf("rows: %d of %d", right, len(files))
}

// readGolden returns the lines of each block of the golden file, comments left out.
func readGolden(t *testing.T) map[string][]string {
	t.Helper()
	data, err := os.ReadFile(rowsGolden)
	if err != nil {
		t.Fatal(err)
	}
	blocks := map[string][]string{}
	name := ""
	for _, line := range strings.Split(string(data), "\n") {
		after, starts := strings.CutPrefix(line, "== ")
		switch {
		case starts:
			if _, twice := blocks[after]; twice {
				t.Fatalf("%s has %s twice", rowsGolden, after)
			}
			name, blocks[after] = after, []string{}
		case line != "" && !strings.HasPrefix(line, "//"):
			blocks[name] = append(blocks[name], line)
		}
	}
	if len(blocks[""]) > 0 {
		t.Fatalf("%s begins with %q", rowsGolden, blocks[""])
	}
	return blocks
}

// checkRow reads a plan and holds what is shown of it against the golden lines.
func checkRow(t *testing.T, file string, want []string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	source, show := string(data), showBy[filepath.Base(file)[0]]
	for strings.HasPrefix(source, "# ") {
		var comment string
		comment, source, _ = strings.Cut(source, "\n")
		if parts, ok := strings.CutPrefix(comment, "# show: "); ok {
			show = parts
		}
	}
	p, err := File(filepath.Base(file), []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	checkPlan(t, source, p)
	s := shower{p: p, parts: strings.Fields(show)}
	s.show()
	var diffs []string
	for _, reading := range readings(want) {
		got, want := settle(s.lines, reading)
		diff := differing(want, got)
		if diff == "" {
			return
		}
		diffs = append(diffs, diff)
	}
	t.Errorf("%s (-want +got):\n%s", filepath.Base(file), diffs[0])
}

// readings parts the lines of a block into those of each reading.
func readings(want []string) [][]string {
	all := [][]string{{}}
	for _, line := range want {
		if line == "-- or" {
			all = append(all, []string{})
			continue
		}
		all[len(all)-1] = append(all[len(all)-1], line)
	}
	return all
}

// differing writes the lines that are not in both, each list in its order.
func differing(want, got []string) string {
	if slices.Equal(want, got) {
		return ""
	}
	var b strings.Builder
	for _, side := range []struct {
		mark          string
		lines, others []string
	}{{"-", want, got}, {"+", got, want}} {
		for _, line := range side.lines {
			if !slices.Contains(side.others, line) || len(want) == len(got) && slices.Index(want, line) != slices.Index(got, line) {
				fmt.Fprintf(&b, "%s %s\n", side.mark, line)
			}
		}
	}
	return cmp.Or(b.String(), fmt.Sprintf("- %d lines\n+ %d lines, some twice\n", len(want), len(got)))
}

var warningLine = regexp.MustCompile(`^warning (\d+)(?:-(\d+))? "(.*)"$`)

// settle writes each warning that is wanted the way that the golden file does,
// and drops the lines behind ?, of both sides.
func settle(got, want []string) (settledGot, settledWant []string) {
	got = slices.Clone(got)
	taken := make([]bool, len(got)) // by a line that must be read
	for _, line := range want {
		if strings.HasPrefix(line, "? ") {
			continue
		}
		settledWant = append(settledWant, line)
		if i := matching(got, taken, line); i >= 0 {
			got[i], taken[i] = line, true
		}
	}
	for _, line := range want {
		after, free := strings.CutPrefix(line, "? ")
		if i := matching(got, taken, after); free && i >= 0 {
			got, taken = slices.Delete(got, i, i+1), slices.Delete(taken, i, i+1)
		}
	}
	return got, settledWant
}

// matching returns the index of the first line, of those not taken, that is what
// a golden line wants; -1 where there is none.
func matching(got []string, taken []bool, want string) int {
	w := warningLine.FindStringSubmatch(want)
	from, to := 0, 0
	if w != nil {
		from, _ = strconv.Atoi(w[1])
		to, _ = strconv.Atoi(cmp.Or(w[2], w[1]))
	}
	for i, line := range got {
		if taken[i] {
			continue
		}
		if line == want {
			return i
		}
		g := warningLine.FindStringSubmatch(line)
		if w == nil || g == nil {
			continue
		}
		if at, _ := strconv.Atoi(g[1]); from <= at && at <= to && strings.Contains(g[3], w[3]) {
			return i
		}
	}
	return -1
}

// shower writes the parts of a plan that a row shows.
type shower struct {
	p     *corpus.Plan
	parts []string
	lines []string
}

func (s *shower) shows(part string) bool { return slices.Contains(s.parts, part) }

func (s *shower) line(format string, args ...any) {
	s.lines = append(s.lines, fmt.Sprintf(format, args...))
}

// show writes the head, then the items in the order of the text, then the notes
// and the warnings.
func (s *shower) show() {
	s.head()
	for _, item := range s.p.Items() {
		switch a := item.ID.Anchor; {
		case item.Kind == corpus.KindTask:
			s.task(s.p.Task(a))
		case item.Kind == corpus.KindSection && s.shows("sections"):
			n := s.p.Section(a)
			s.line("%s", strings.TrimSpace(fmt.Sprintf("%s %s %s", a, n.Number, n.Title)))
		case item.Kind == corpus.KindIndicator && s.shows("indicators"):
			s.indicator(s.p.Indicator(a))
		case item.Kind == corpus.KindNote && s.shows("notes"):
			n := s.p.Note(a)
			s.line("%s %s %s | %s", a, n.Mark, n.Term, squash(n.Text))
		}
	}
	for _, w := range s.p.Warnings {
		ofHead := strings.HasPrefix(w.Message, "没有读出文件标题") || strings.HasPrefix(w.Message, "没有读出年度")
		if s.shows("warnings") && (!ofHead || s.shows("head")) {
			s.line("warning %d %q", w.Line, w.Message)
		}
	}
}

func (s *shower) head() {
	if !s.shows("head") {
		return
	}
	h := &s.p.Head
	s.line("title %s", h.Title)
	for _, part := range [][2]string{{"number", h.Number}, {"issuer", h.Issuer}, {"date", h.Date.String()}} {
		if part[1] != "" {
			s.line("%s %s", part[0], part[1])
		}
	}
	if h.Year > 0 {
		s.line("year %d", h.Year)
	}
}

// task writes a task with what is shown of it, indented; where tasks are not
// shown themselves, that alone.
func (s *shower) task(task *corpus.Task) {
	indent := ""
	if s.shows("tasks") {
		section := ""
		if s.shows("sections") && task.Section != "" {
			section = " @" + string(task.Section)
		}
		s.line("%s %s %s%s", task.Anchor, cmp.Or(task.Number, "-"), strings.TrimPrefix(task.Title, "★"), section)
		indent = "  "
	}
	for _, a := range task.Assignments {
		if s.shows("assignments") {
			s.line("%s%s", indent, s.assignment(a))
		}
	}
	for _, c := range task.Commitments {
		if s.shows("commitments") {
			s.line("%scommitment %s", indent, s.commitment(c))
		}
	}
}

// subItemLabel matches what may stand before a part of a task: 主要措施：（1）.
var subItemLabel = regexp.MustCompile(`^(?:(?:主要|具体)措施：?)?(?:（\d+）|\(\d+\)|\d+[.．、])?`)

func (s *shower) assignment(a corpus.Assignment) string {
	var groups []string
	var role corpus.Role
	for _, u := range a.Units {
		name := u.Name
		if u.Basis != "" {
			name += "(" + string(u.Basis) + ")"
		}
		if u.Role == role {
			groups[len(groups)-1] += ", " + name
			continue
		}
		role = u.Role
		groups = append(groups, string(role)+" "+name)
	}
	if a.Open {
		groups = append(groups, "open")
	}
	line := cmp.Or(strings.Join(groups, "; "), "nobody")
	if a.DeadlineRaw != "" {
		line += fmt.Sprintf(" | deadline %s %q", cmp.Or(a.Deadline.String(), "-"), a.DeadlineRaw)
	}
	if s.shows("governs") {
		line += fmt.Sprintf(" | governs %q", subItemLabel.ReplaceAllString(squash(a.Governs.Of(s.p.Text)), ""))
	}
	return line
}

func (s *shower) commitment(c corpus.Commitment) string {
	var all []string
	for _, q := range c.Quantities {
		all = append(all, shownQuantity(q))
	}
	line := squash(c.Span.Of(s.p.Text)) + " = " + strings.Join(all, ", ")
	if !c.Deadline.IsZero() {
		line += " | deadline " + c.Deadline.String()
	}
	return line
}

// shownQuantity writes a quantity as printed and, in brackets, its number. Of
// a cumulative value, 〔14〕, only what is printed counts.
func shownQuantity(q corpus.Quantity) string {
	raw := cmp.Or(q.Raw, "-")
	if q.Comparator == corpus.NoValue || strings.ContainsAny(raw, "〔[［") {
		return raw
	}
	var number string
	switch q.Comparator {
	case corpus.Range:
		number = q.Low.String() + ".." + q.High.String()
	case corpus.About:
		number = "~" + q.Low.String()
	case corpus.AtMost, corpus.Below:
		number = string(q.Comparator) + q.High.String()
	default:
		number = string(q.Comparator) + q.Low.String()
	}
	return raw + "(" + strings.TrimSpace(number+" "+q.Measure) + ")"
}

// measureInName matches a measure that is printed behind an indicator's name.
var measureInName = regexp.MustCompile(`^(.+)[（(]([^（）()]+)[）)]$`)

// indicator writes a row. Its measure may be printed with its name: that it is
// left there or taken from there are both faithful.
func (s *shower) indicator(n *corpus.Indicator) {
	name, measure := strings.TrimPrefix(n.Name, "★"), n.Measure
	if m := measureInName.FindStringSubmatch(name); m != nil && (measure == "" || measure == m[2]) {
		name, measure = m[1], m[2]
	}
	var values []string
	for _, v := range slices.Concat(n.Values, n.Growth) {
		v.Measure = ""
		values = append(values, fmt.Sprintf("%d %s %s", v.Year, v.Kind, shownQuantity(v.Quantity)))
	}
	line := fmt.Sprintf("%s %s [%s] | %s", n.Anchor, name, measure, cmp.Or(strings.Join(values, ", "), "no values"))
	if len(n.Leads) > 0 {
		line += " | leads " + strings.Join(n.Leads, ", ")
	}
	if group := strings.Trim(n.Category+"/"+n.Subcategory, "/"); s.shows("categories") && group != "" {
		line += " | category " + group
	}
	if len(n.Notes) > 0 {
		line += fmt.Sprintf(" | notes %v", n.Notes)
	}
	s.line("%s", line)
}
