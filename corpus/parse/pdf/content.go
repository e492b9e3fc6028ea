package pdf

import (
	"context"
	"fmt"
	"math"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"planbot/corpus/parse/source"
)

// page is what a page shows. Lengths are in points of 1/72 inch from its lower
// left corner.
type page struct {
	number        int
	width, height float64
	glyphs        []glyph
	rules         []rule // lines that are drawn level or upright
	images        int
	unknown       int // glyphs whose font does not say what they are
}

// glyph is a character that is shown.
type glyph struct {
	text  string
	x, y  float64 // where its baseline starts
	width float64
	size  float64 // of its font
}

// rule is a line that is drawn: level where y0 = y1, upright where x0 = x1.
type rule struct{ x0, y0, x1, y1 float64 }

// matrix maps (x, y) to (ax+cy+e, bx+dy+f) (8.3.3).
type matrix struct{ a, b, c, d, e, f float64 }

var identity = matrix{a: 1, d: 1}

// times returns the matrix that maps by m first and then by n.
func (m matrix) times(n matrix) matrix {
	return matrix{
		m.a*n.a + m.b*n.c, m.a*n.b + m.b*n.d,
		m.c*n.a + m.d*n.c, m.c*n.b + m.d*n.d,
		m.e*n.a + m.f*n.c + n.e, m.e*n.b + m.f*n.d + n.f,
	}
}

func (m matrix) at(x, y float64) point { return point{m.a*x + m.c*y + m.e, m.b*x + m.d*y + m.f} }

type point struct{ x, y float64 }

// state is the graphics state, as far as it places text and lines (8.4, 9.3).
type state struct {
	ctm                                        matrix
	font                                       *font
	size, spacing, wordSpacing, scale, leading float64
	rise                                       float64
}

// interpreter follows what the pages of a file draw.
type interpreter struct {
	ctx   context.Context
	file  *model.Context
	fonts map[string]*font // by object
	steps int
	count int // of glyphs
}

func newInterpreter(ctx context.Context, file *model.Context) *interpreter {
	return &interpreter{ctx: ctx, file: file, fonts: map[string]*font{}}
}

// page returns what a page shows.
func (in *interpreter) page(n int) (page, error) {
	d, _, inherited, err := in.file.PageDict(n, false)
	if err != nil {
		return page{}, fmt.Errorf("%w: page %d: %w", source.ErrBroken, n, err)
	}
	p := page{number: n, width: 595, height: 842}
	start := identity
	if box := inherited.MediaBox; box != nil {
		p.width, p.height = box.Width(), box.Height()
		start.e, start.f = -box.LL.X, -box.LL.Y
	}
	switch (inherited.Rotate%360 + 360) % 360 {
	case 90:
		start = start.times(matrix{b: -1, c: 1, f: p.width})
		p.width, p.height = p.height, p.width
	case 180:
		start = start.times(matrix{a: -1, d: -1, e: p.width, f: p.height})
	case 270:
		start = start.times(matrix{b: 1, c: -1, e: p.height})
		p.width, p.height = p.height, p.width
	}
	content, err := in.content(d)
	if err != nil {
		return p, err
	}
	resources := inherited.Resources
	if own := in.dict(d, "Resources"); own != nil {
		resources = own
	}
	err = in.run(&p, content, resources, start, 0)
	return p, err
}

// content returns a page's content, which may come in several streams (7.8.2).
func (in *interpreter) content(d types.Dict) ([]byte, error) {
	streams, several := in.deref(d["Contents"]).(types.Array)
	if !several {
		streams = types.Array{d["Contents"]}
	}
	var all []byte
	for _, o := range streams {
		if s, ok := in.deref(o).(types.StreamDict); ok {
			all = append(append(all, in.decoded(s)...), '\n')
		}
		if len(all) > maxDecoded {
			return nil, source.ErrTooLarge
		}
	}
	return all, nil
}

// drawing is a content stream that is being followed.
type drawing struct {
	in        *interpreter
	page      *page
	resources types.Dict
	depth     int // of forms inside forms
	fonts     map[string]*font

	state
	saved      []state
	text, line matrix
	path       []point // the current path's corners
	starts     []int   // where its parts begin
	rectangles []rule  // of the current path, by two corners
	args       []any
}

// run follows a content stream.
func (in *interpreter) run(p *page, content []byte, resources types.Dict, start matrix, depth int) error {
	d := &drawing{in: in, page: p, resources: resources, depth: depth, fonts: map[string]*font{}, text: identity, line: identity}
	d.state = state{ctm: start, scale: 1}
	l := lexer{data: content}
	for {
		token, ok := l.next(0)
		if !ok {
			return nil
		}
		if in.steps++; in.steps > maxOperators || in.count > maxGlyphs {
			return source.ErrTooLarge
		}
		op, isOperator := token.(operator)
		if !isOperator {
			if len(d.args) < maxArgs {
				d.args = append(d.args, token)
			}
			continue
		}
		if in.steps%1024 == 0 && in.ctx.Err() != nil {
			return source.ErrTooLarge
		}
		if op == "BI" {
			p.images++
			l.skipImage()
		} else if err := d.do(string(op)); err != nil {
			return err
		}
		d.args = d.args[:0]
	}
}

// maxArgs is how many operands are kept; no operator has more than six.
const maxArgs = 64

// number returns the operand that stands i places from the first, 0 where there
// is none.
func (d *drawing) number(i int) float64 {
	if i < len(d.args) {
		if n, ok := d.args[i].(float64); ok {
			return n
		}
	}
	return 0
}

func (d *drawing) matrix() matrix {
	return matrix{d.number(0), d.number(1), d.number(2), d.number(3), d.number(4), d.number(5)}
}

// do follows an operator. What draws neither text nor lines is passed over.
func (d *drawing) do(op string) error {
	switch op {
	case "q":
		if len(d.saved) < maxArgs {
			d.saved = append(d.saved, d.state)
		}
	case "Q":
		if n := len(d.saved) - 1; n >= 0 {
			d.state, d.saved = d.saved[n], d.saved[:n]
		}
	case "cm":
		d.ctm = d.matrix().times(d.ctm)
	case "Do":
		return d.form()
	case "m", "l", "c", "v", "y", "h", "re", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n":
		d.draw(op)
	default:
		d.write(op)
	}
	return nil
}

// draw follows what makes and paints paths (8.5).
func (d *drawing) draw(op string) {
	switch op {
	case "m":
		d.starts = append(d.starts, len(d.path))
		d.path = append(d.path, d.ctm.at(d.number(0), d.number(1)))
	case "l":
		d.path = append(d.path, d.ctm.at(d.number(0), d.number(1)))
	case "c":
		d.path = append(d.path, d.ctm.at(d.number(4), d.number(5)))
	case "v", "y":
		d.path = append(d.path, d.ctm.at(d.number(2), d.number(3)))
	case "h":
		d.close()
	case "re":
		a := d.ctm.at(d.number(0), d.number(1))
		b := d.ctm.at(d.number(0)+d.number(2), d.number(1)+d.number(3))
		d.rectangles = append(d.rectangles, rule{min(a.x, b.x), min(a.y, b.y), max(a.x, b.x), max(a.y, b.y)})
	case "n":
		d.endPath()
	default:
		if op == "s" || op == "b" || op == "b*" {
			d.close()
		}
		d.paint(op != "f" && op != "F" && op != "f*")
	}
	if len(d.path) > maxPath {
		d.endPath()
	}
}

// maxPath is how many corners a path may have: tables have few.
const maxPath = 10_000

// close draws a path back to where its part began.
func (d *drawing) close() {
	if n := len(d.starts); n > 0 && len(d.path) > d.starts[n-1] {
		d.path = append(d.path, d.path[d.starts[n-1]])
	}
}

func (d *drawing) endPath() { d.path, d.starts, d.rectangles = nil, nil, nil }

const (
	thin     = 3.0 // points: what is filled and not wider is a line
	straight = 0.5 // points: how far a line may be off
)

// paint takes the lines of the current path: its level and upright strokes, and
// what is filled and thin.
func (d *drawing) paint(stroked bool) {
	for _, r := range d.rectangles {
		d.box(r, stroked)
	}
	d.starts = append(d.starts, len(d.path))
	for i := 0; i+1 < len(d.starts); i++ {
		part := d.path[d.starts[i]:d.starts[i+1]]
		if !stroked {
			if r, ok := around(part); ok {
				d.box(r, false)
			}
			continue
		}
		for n := 1; n < len(part); n++ {
			d.rule(part[n-1], part[n])
		}
	}
	d.endPath()
}

// around returns the rectangle that a closed part of a path is.
func around(part []point) (rule, bool) {
	if len(part) < 4 || len(part) > 5 {
		return rule{}, false
	}
	r := rule{part[0].x, part[0].y, part[0].x, part[0].y}
	for _, p := range part {
		r = rule{min(r.x0, p.x), min(r.y0, p.y), max(r.x1, p.x), max(r.y1, p.y)}
	}
	return r, true
}

// box takes a rectangle: the line that a thin one is, or its sides where they
// are drawn.
func (d *drawing) box(r rule, stroked bool) {
	x, y := (r.x0+r.x1)/2, (r.y0+r.y1)/2
	switch {
	case r.y1-r.y0 <= thin && r.x1-r.x0 > thin:
		d.rule(point{r.x0, y}, point{r.x1, y})
	case r.x1-r.x0 <= thin && r.y1-r.y0 > thin:
		d.rule(point{x, r.y0}, point{x, r.y1})
	case stroked:
		d.rule(point{r.x0, r.y0}, point{r.x1, r.y0})
		d.rule(point{r.x0, r.y1}, point{r.x1, r.y1})
		d.rule(point{r.x0, r.y0}, point{r.x0, r.y1})
		d.rule(point{r.x1, r.y0}, point{r.x1, r.y1})
	}
}

// maxRules bounds the lines of a page.
const maxRules = 20_000

func (d *drawing) rule(a, b point) {
	if len(d.page.rules) >= maxRules {
		return
	}
	switch {
	case math.Abs(a.y-b.y) <= straight && math.Abs(a.x-b.x) > thin:
		y := (a.y + b.y) / 2
		d.page.rules = append(d.page.rules, rule{min(a.x, b.x), y, max(a.x, b.x), y})
	case math.Abs(a.x-b.x) <= straight && math.Abs(a.y-b.y) > thin:
		x := (a.x + b.x) / 2
		d.page.rules = append(d.page.rules, rule{x, min(a.y, b.y), x, max(a.y, b.y)})
	}
}

// write follows what places and shows text (9.3, 9.4).
func (d *drawing) write(op string) {
	switch op {
	case "BT":
		d.text, d.line = identity, identity
	case "Tc":
		d.spacing = d.number(0)
	case "Tw":
		d.wordSpacing = d.number(0)
	case "Tz":
		d.scale = d.number(0) / 100
	case "TL":
		d.leading = d.number(0)
	case "Ts":
		d.rise = d.number(0)
	case "Tf":
		d.setFont()
	case "Td":
		d.move(d.number(0), d.number(1))
	case "TD":
		d.leading = -d.number(1)
		d.move(d.number(0), d.number(1))
	case "Tm":
		d.line = d.matrix()
		d.text = d.line
	case "T*":
		d.move(0, -d.leading)
	case "Tj":
		d.show(0)
	case "'":
		d.move(0, -d.leading)
		d.show(0)
	case `"`:
		d.wordSpacing, d.spacing = d.number(0), d.number(1)
		d.move(0, -d.leading)
		d.show(2)
	case "TJ":
		d.showAll()
	}
}

func (d *drawing) move(x, y float64) {
	d.line = matrix{1, 0, 0, 1, x, y}.times(d.line)
	d.text = d.line
}

func (d *drawing) setFont() {
	d.font, d.size = nil, d.number(1)
	if len(d.args) == 0 {
		return
	}
	key, _ := d.args[0].(name)
	f, known := d.fonts[string(key)]
	if !known {
		f = d.in.font(d.in.dict(d.resources, "Font")[string(key)])
		d.fonts[string(key)] = f
	}
	d.font = f
}

func (d *drawing) show(i int) {
	if i < len(d.args) {
		if s, ok := d.args[i].(str); ok {
			d.showString(string(s))
		}
	}
}

func (d *drawing) showAll() {
	if len(d.args) == 0 {
		return
	}
	list, _ := d.args[0].(array)
	for _, o := range list {
		switch o := o.(type) {
		case str:
			d.showString(string(o))
		case float64:
			d.advance(-o / 1000 * d.size * d.scale)
		}
	}
}

func (d *drawing) advance(x float64) { d.text = matrix{1, 0, 0, 1, x, 0}.times(d.text) }

// showString shows a string. Text that does not run from left to right is a
// watermark or a seal, and passed over.
func (d *drawing) showString(s string) {
	if d.font == nil {
		return
	}
	for _, c := range d.font.codes(s) {
		m := matrix{d.size * d.scale, 0, 0, d.size, 0, d.rise}.times(d.text).times(d.ctm)
		w := d.font.width(c)
		if level := m.a > 0 && math.Abs(m.b) < 0.1*m.a; level {
			d.add(c, glyph{text: plain(c.text), x: m.e, y: m.f, width: w * m.a, size: math.Hypot(m.c, m.d)})
		}
		x := w*d.size + d.spacing
		if c.bytes == 1 && c.code == ' ' {
			x += d.wordSpacing
		}
		d.advance(x * d.scale)
	}
}

func (d *drawing) add(c glyphCode, g glyph) {
	d.in.count++
	switch {
	case !shows(c.text):
		d.page.unknown++
	case math.IsNaN(g.x+g.y+g.width+g.size) || math.IsInf(g.x+g.y+g.width+g.size, 0):
	case g.x < -1 || g.x > d.page.width+1 || g.y < -1 || g.y > d.page.height+1:
	default:
		d.page.glyphs = append(d.page.glyphs, g)
	}
}

// shows tells whether a text is of characters that have a meaning of their own.
func shows(text string) bool {
	for _, r := range text {
		if r == '\ufffd' || r == 0 || '\ue000' <= r && r <= '\uf8ff' {
			return false
		}
	}
	return text != ""
}

// form follows a form that the content shows (8.10).
func (d *drawing) form() error {
	if len(d.args) == 0 || d.depth >= maxDepth/4 {
		return nil
	}
	key, _ := d.args[0].(name)
	object := d.in.dict(d.resources, "XObject")[string(key)]
	stream, ok := d.in.deref(object).(types.StreamDict)
	if ok && d.in.name(stream.Dict, "Subtype") == "Image" {
		d.page.images++
	}
	if !ok || d.in.name(stream.Dict, "Subtype") != "Form" {
		return nil
	}
	start := d.ctm
	if m := d.in.array(stream.Dict, "Matrix"); len(m) == 6 {
		start = matrix{d.in.number(m[0]), d.in.number(m[1]), d.in.number(m[2]), d.in.number(m[3]), d.in.number(m[4]), d.in.number(m[5])}.times(start)
	}
	resources := d.in.dict(stream.Dict, "Resources")
	if resources == nil {
		resources = d.resources
	}
	return d.in.run(d.page, d.in.decoded(stream), resources, start, d.depth+1)
}

// font returns the font that an object is, nil where it is none.
func (in *interpreter) font(o types.Object) *font {
	key := ""
	if ref, ok := o.(types.IndirectRef); ok {
		key = ref.String()
		if f, known := in.fonts[key]; known {
			return f
		}
	}
	d, ok := in.deref(o).(types.Dict)
	if !ok {
		return nil
	}
	f := in.newFont(d)
	if key != "" {
		in.fonts[key] = f
	}
	return f
}

// deref returns the object that a reference names, nil where there is none.
func (in *interpreter) deref(o types.Object) types.Object {
	if o == nil {
		return nil
	}
	o, err := in.file.Dereference(o)
	if err != nil {
		return nil
	}
	return o
}

func (in *interpreter) dict(d types.Dict, key string) types.Dict {
	out, _ := in.deref(d[key]).(types.Dict)
	return out
}

func (in *interpreter) array(d types.Dict, key string) types.Array {
	out, _ := in.deref(d[key]).(types.Array)
	return out
}

func (in *interpreter) name(d types.Dict, key string) string {
	out, _ := in.deref(d[key]).(types.Name)
	return string(out)
}

func (in *interpreter) number(o types.Object) float64 {
	switch n := in.deref(o).(type) {
	case types.Integer:
		return float64(n)
	case types.Float:
		return float64(n)
	}
	return 0
}

// stream returns the content of a stream, nil where there is none.
func (in *interpreter) stream(d types.Dict, key string) []byte {
	s, ok := in.deref(d[key]).(types.StreamDict)
	if !ok {
		return nil
	}
	return in.decoded(s)
}

// decoded unpacks a stream; one that is damaged up to the damage.
func (in *interpreter) decoded(s types.StreamDict) []byte {
	if err := s.DecodeWithLimit(maxDecoded); err != nil && s.Content == nil {
		return nil
	}
	return s.Content
}
