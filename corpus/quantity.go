package corpus

import (
	"errors"
	"math/big"
	"strings"
)

// Comparator is how a quantity bounds what it counts.
type Comparator string

// The comparators. A quantity without a number (实现正增长) has none.
const (
	Exact   Comparator = "="
	AtLeast Comparator = "≥" // 以上, 不少于, 不低于
	AtMost  Comparator = "≤" // 以下, 以内, 不超过
	Above   Comparator = ">" // 突破, 超过
	Below   Comparator = "<" // 低于, 少于
	About   Comparator = "about"
	Range   Comparator = "range"
	NoValue Comparator = ""
)

// Quantity is a value as the plan writes it, and what was read from it.
type Quantity struct {
	Raw        string     // as printed, white space removed: 3000, 15左右, 实现正增长
	Comparator Comparator // NoValue where Raw holds no number
	Low, High  *Decimal   // nil where that side is open; both the same for an exact or an about
	Cumulative bool       // summed up over the years of the plan: 〔14〕
	Measure    string     // 亿元, %, 个; "" where the plan gives none
	Span       Span       // of Raw with its measure, where it stands in one piece
}

// Decimal is an exact decimal number.
type Decimal struct {
	unscaled big.Int
	scale    int // digits after the point
}

// ErrDecimal says that a text is not a plain decimal number.
var ErrDecimal = errors.New("not a decimal number")

// maxDigits is the longest number that is read.
const maxDigits = 40

// ParseDecimal reads "-4.29" and "1,234.5", whose commas must part thousands.
// It returns ErrDecimal for anything else, and for more than 40 digits.
func ParseDecimal(s string) (*Decimal, error) { return parseDecimal(s, maxDigits) }

func parseDecimal(s string, longest int) (*Decimal, error) {
	unsigned, negative := strings.CutPrefix(s, "-")
	whole, frac, point := strings.Cut(unsigned, ".")
	whole, ok := withoutCommas(whole)
	digits := whole + frac
	if !ok || digits == "" || point && frac == "" || len(digits) > longest || strings.Trim(digits, "0123456789") != "" {
		return nil, ErrDecimal
	}
	d := &Decimal{scale: len(frac)}
	d.unscaled.SetString(digits, 10)
	if negative {
		d.unscaled.Neg(&d.unscaled)
	}
	return d, nil
}

// withoutCommas drops the commas that part thousands; ok is false where one
// stands elsewhere.
func withoutCommas(s string) (digits string, ok bool) {
	groups := strings.Split(s, ",")
	for i, group := range groups {
		if i > 0 && len(group) != 3 || i == 0 && len(groups) > 1 && (len(group) == 0 || len(group) > 3) {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

// rescaled returns the unscaled value at a scale not below d's own.
func (d *Decimal) rescaled(scale int) *big.Int {
	factor := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale-d.scale)), nil)
	return factor.Mul(factor, &d.unscaled)
}

// Sub returns d - e, exact.
func (d *Decimal) Sub(e *Decimal) *Decimal {
	out := &Decimal{scale: max(d.scale, e.scale)}
	out.unscaled.Sub(d.rescaled(out.scale), e.rescaled(out.scale))
	return out
}

// Cmp compares d with e: -1, 0, +1.
func (d *Decimal) Cmp(e *Decimal) int {
	if d.scale == e.scale {
		return d.unscaled.Cmp(&e.unscaled)
	}
	scale := max(d.scale, e.scale)
	return d.rescaled(scale).Cmp(e.rescaled(scale))
}

// Sign returns -1, 0 or +1.
func (d *Decimal) Sign() int { return d.unscaled.Sign() }

// Abs returns the number without its sign.
func (d *Decimal) Abs() *Decimal {
	out := &Decimal{scale: d.scale}
	out.unscaled.Abs(&d.unscaled)
	return out
}

// Percent returns d as a percentage of base, rounded half away from zero to
// places digits after the point, at least 0. ok is false where base is zero.
func (d *Decimal) Percent(base *Decimal, places int) (percent *Decimal, ok bool) {
	if base.Sign() == 0 {
		return nil, false
	}
	scale := max(d.scale, base.scale)
	ratio := new(big.Rat).SetFrac(d.rescaled(scale), base.rescaled(scale))
	digits := ratio.Mul(ratio, big.NewRat(100, 1)).FloatString(max(places, 0))
	percent = &Decimal{scale: max(places, 0)}
	percent.unscaled.SetString(strings.Replace(digits, ".", "", 1), 10)
	return percent, true
}

// String writes the number plainly, trailing zeros of a difference dropped.
func (d *Decimal) String() string {
	digits := new(big.Int).Abs(&d.unscaled).String()
	if d.scale > 0 {
		if pad := d.scale + 1 - len(digits); pad > 0 {
			digits = strings.Repeat("0", pad) + digits
		}
		whole, frac := digits[:len(digits)-d.scale], strings.TrimRight(digits[len(digits)-d.scale:], "0")
		digits = whole
		if frac != "" {
			digits += "." + frac
		}
	}
	if d.unscaled.Sign() < 0 {
		return "-" + digits
	}
	return digits
}

// MarshalJSON writes the number with its exact digits.
func (d *Decimal) MarshalJSON() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalJSON reads what MarshalJSON writes, of a difference or a percentage
// too, which may be longer than a number that is read from a plan.
func (d *Decimal) UnmarshalJSON(data []byte) error {
	parsed, err := parseDecimal(string(data), len(data))
	if err == nil {
		*d = *parsed
	}
	return err
}
