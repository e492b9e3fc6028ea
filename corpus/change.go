package corpus

// ChangeKind is what of an item changed.
type ChangeKind string

// The kinds of change. Renumbering and layout alone are none.
const (
	ChangeTarget     ChangeKind = "target"     // an indicator's value for the plan's year
	ChangeBaseline   ChangeKind = "baseline"   // a value that a target starts from
	ChangeMeasure    ChangeKind = "measure"    // what a value is counted in
	ChangeQualifier  ChangeKind = "qualifier"  // 20家 became 20家以上
	ChangeLead       ChangeKind = "lead"       // who leads
	ChangeUnits      ChangeKind = "units"      // who else answers for it
	ChangeDeadline   ChangeKind = "deadline"   // by when
	ChangeCommitment ChangeKind = "commitment" // a promise: its number, or the promise as a whole
	ChangeWording    ChangeKind = "wording"    // other words, no other fact
	ChangeRenamed    ChangeKind = "renamed"    // the item's name
	ChangeAdded      ChangeKind = "added"      // the item is new
	ChangeRemoved    ChangeKind = "removed"    // the item is gone
)

// ChangeKinds are all kinds, in the order in which a person wants them.
var ChangeKinds = []ChangeKind{
	ChangeTarget, ChangeCommitment, ChangeLead, ChangeUnits, ChangeDeadline, ChangeQualifier, ChangeMeasure,
	ChangeBaseline, ChangeAdded, ChangeRemoved, ChangeRenamed, ChangeWording,
}

// Direction tells where a number or a date went.
type Direction string

// The directions.
const (
	Unordered Direction = ""     // words, units
	Raised    Direction = "up"   // a number grew, a date came later
	Lowered   Direction = "down" // a number shrank, a date came nearer
)

// Change is what differs between two texts in one item. It stands for itself:
// it can be shown and matched without the plans.
type Change struct {
	Item  ItemID     `json:"item"`           // in the newer text; in the older one where it was removed
	Was   ItemID     `json:"was,omitzero"`   // in the older text; zero where it was added
	Also  []Anchor   `json:"also,omitempty"` // items of the newer text that share what changed: rows below a merged cell
	Kind  ChangeKind `json:"kind"`
	Title string     `json:"title"`           // the item's
	About string     `json:"about,omitempty"` // what of the item: the year of a value, the promise; "" for the item itself

	Before      string `json:"before"` // "" where there was nothing
	After       string `json:"after"`
	QuoteBefore string `json:"quote_before"` // verbatim
	QuoteAfter  string `json:"quote_after"`
	SpanBefore  Span   `json:"span_before,omitzero"` // of the quotes
	SpanAfter   Span   `json:"span_after,omitzero"`

	Direction Direction `json:"direction,omitempty"`
	Delta     *Decimal  `json:"delta,omitempty"`   // After less Before, where both are single numbers of one measure
	Percent   *Decimal  `json:"percent,omitempty"` // Delta as a percentage of Before, two digits; nil where Before is 0
	Measure   string    `json:"measure,omitempty"` // of Delta

	Approximate bool `json:"approximate,omitempty"` // either side is bounded or about: Delta is of their numbers alone

	Units    []UnitRole `json:"units,omitempty"`    // who answers for it, before or after
	Category []string   `json:"category,omitempty"` // of the indicator, or the headings above the task
	Region   string     `json:"region,omitempty"`   // the code of the plan's region, for 各县（市、区）

	Keys []string `json:"keys,omitempty"` // the short keys of Item, Was and Also, where they are known
}
