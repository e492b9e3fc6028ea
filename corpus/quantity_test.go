package corpus

import (
	"encoding/json"
	"errors"
	"math/big"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

func dec(t *testing.T, s string) *Decimal {
	t.Helper()
	d, err := ParseDecimal(s)
	if err != nil {
		t.Fatalf("ParseDecimal(%q): %v", s, err)
	}
	return d
}

func TestParseDecimal(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"0", "0"}, {"-0", "0"}, {"0.00", "0"}, {"19", "19"}, {"007", "7"},
		{"16.3", "16.3"}, {"-4.29", "-4.29"}, {"2050.00", "2050"}, {"0.50", "0.5"}, {".5", "0.5"}, {"-.05", "-0.05"},
		{"1,234", "1234"}, {"1,234,567.80", "1234567.8"},
		{"9999999999999999999999999999999999999999", "9999999999999999999999999999999999999999"},
	} {
		if got := dec(t, c.in).String(); got != c.want {
			t.Errorf("ParseDecimal(%q) is %s, want %s", c.in, got, c.want)
		}
	}
}

func TestParseDecimalRefuses(t *testing.T) {
	for _, s := range []string{
		"", "-", ".", "5.", "-.", "--5", "+5", "1-2", "1.2.3", "1.-5", "1e3", "0x1F", "15左右", "１５", " 5", "5 ", "5%", "NaN", "null",
		",", ",5", "1,2", "1,23,456", "12,34", "1234,567", "1.234,567", "-,123", "1,234,",
		"99999999999999999999999999999999999999990", "0.00000000000000000000000000000000000000001",
	} {
		if d, err := ParseDecimal(s); !errors.Is(err, ErrDecimal) {
			t.Errorf("ParseDecimal(%q) is %v, %v, want an error", s, d, err)
		}
	}
}

func TestDecimalSub(t *testing.T) {
	for _, c := range []struct{ d, e, want string }{
		{"19", "16.3", "2.7"}, {"2050", "1785.6", "264.4"}, {"25", "23.12", "1.88"}, {"15", "-4.29", "19.29"},
		{"8000", "15419", "-7419"}, {"1.5", "1.50", "0"}, {"0", "0.001", "-0.001"}, {"97.3", "96.8", "0.5"},
	} {
		if got := dec(t, c.d).Sub(dec(t, c.e)).String(); got != c.want {
			t.Errorf("%s - %s = %s, want %s", c.d, c.e, got, c.want)
		}
	}
}

func TestDecimalCmpSignAbs(t *testing.T) {
	for _, c := range []struct {
		d, e      string
		cmp, sign int
		abs       string
	}{
		{"1", "1.0", 0, 1, "1"}, {"1.10", "1.1", 0, 1, "1.1"}, {"-2", "1", -1, -1, "2"}, {"0", "-0.1", 1, 0, "0"},
		{"-4.29", "-4.3", 1, -1, "4.29"}, {"10", "9.999", 1, 1, "10"}, {"-0.00", "0", 0, 0, "0"},
	} {
		d, e := dec(t, c.d), dec(t, c.e)
		if got := d.Cmp(e); got != c.cmp {
			t.Errorf("%s cmp %s is %d, want %d", c.d, c.e, got, c.cmp)
		}
		if got := d.Sign(); got != c.sign {
			t.Errorf("sign of %s is %d, want %d", c.d, got, c.sign)
		}
		if got := d.Abs().String(); got != c.abs {
			t.Errorf("abs of %s is %s, want %s", c.d, got, c.abs)
		}
	}
}

func TestDecimalPercent(t *testing.T) {
	for _, c := range []struct {
		d, base string
		places  int
		want    string
	}{
		{"264.4", "1785.6", 1, "14.8"}, {"1", "3", 2, "33.33"}, {"2", "3", 2, "66.67"}, {"1", "8", 1, "12.5"}, {"1", "8", 0, "13"},
		{"-1", "8", 0, "-13"}, {"0", "5", 2, "0"}, {"5", "-10", 0, "-50"}, {"1", "1", -3, "100"},
		{"9999999999999999999999999999999999999999", "0.01", 0, "99999999999999999999999999999999999999990000"},
	} {
		got, ok := dec(t, c.d).Percent(dec(t, c.base), c.places)
		if !ok || got.String() != c.want {
			t.Errorf("%s of %s to %d places is %v, %v, want %s", c.d, c.base, c.places, got, ok, c.want)
		}
	}
	if got, ok := dec(t, "1").Percent(dec(t, "0.0"), 1); ok {
		t.Errorf("a percentage of zero is %v", got)
	}
}

func TestDecimalJSON(t *testing.T) {
	var row struct{ Low, High *Decimal }
	if err := json.Unmarshal([]byte(`{"Low":-4.290,"High":null}`), &row); err != nil || row.High != nil {
		t.Fatalf("%v, high %v", err, row.High)
	}
	out, err := json.Marshal(row)
	if want := `{"Low":-4.29,"High":null}`; err != nil || string(out) != want {
		t.Errorf("%s, %v, want %s", out, err, want)
	}
	for _, bad := range []string{`"5"`, `1e5`, `true`} {
		if err := json.Unmarshal([]byte(bad), &Decimal{}); !errors.Is(err, ErrDecimal) {
			t.Errorf("%s is read with error %v", bad, err)
		}
	}
}

// randomDecimal returns a number as text and as what it means.
func randomDecimal(r *rand.Rand) (string, *big.Rat) {
	var b strings.Builder
	if r.IntN(2) == 0 {
		b.WriteByte('-')
	}
	b.WriteString(strconv.FormatUint(r.Uint64()>>r.IntN(64), 10))
	if r.IntN(3) > 0 {
		b.WriteByte('.')
		for range 1 + r.IntN(15) {
			b.WriteByte(byte('0' + r.IntN(10)))
		}
	}
	value, _ := new(big.Rat).SetString(b.String())
	return b.String(), value
}

// rat is what a decimal's text means.
func rat(t *testing.T, d *Decimal) *big.Rat {
	t.Helper()
	value, ok := new(big.Rat).SetString(d.String())
	if !ok {
		t.Fatalf("%q is no number", d.String())
	}
	return value
}

func TestDecimalIsExact(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		s, x := randomDecimal(r)
		u, y := randomDecimal(r)
		d, e := dec(t, s), dec(t, u)
		if rat(t, d).Cmp(x) != 0 {
			t.Fatalf("%s is written %s", s, d)
		}
		if again := dec(t, d.String()); again.Cmp(d) != 0 || again.String() != d.String() {
			t.Fatalf("%s read again is %s", d, again)
		}
		if got := d.Sub(e); rat(t, got).Cmp(new(big.Rat).Sub(x, y)) != 0 {
			t.Fatalf("%s - %s = %s", s, u, got)
		}
		if got := d.Cmp(e); got != x.Cmp(y) || got != -e.Cmp(d) || got != d.Sub(e).Sign() {
			t.Fatalf("%s cmp %s is %d", s, u, got)
		}
		data, err := json.Marshal(d)
		var back Decimal
		if err != nil || json.Unmarshal(data, &back) != nil || back.Cmp(d) != 0 {
			t.Fatalf("%s through JSON is %s, %v", s, data, err)
		}
		if percent, ok := d.Percent(e, 3); ok {
			want := new(big.Rat).Mul(new(big.Rat).Quo(x, y), big.NewRat(100, 1))
			off := want.Sub(want, rat(t, percent))
			if off.Abs(off).Cmp(big.NewRat(1, 2000)) > 0 {
				t.Fatalf("%s of %s is %s percent", s, u, percent)
			}
		}
	}
}
