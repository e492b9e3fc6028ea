package text

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"planbot/corpus/parse/source"
)

const (
	simplified = "关于印发《2024年临江市数字经济工作要点》的通知\n一、主要目标\n1. 推进协同攻关。新建5G基站不少于300个。（责任单位：市科技局、市财政局）\n"
	// traditional holds nothing that Big5 lacks.
	traditional = "關於印發《2024年數位經濟工作要點》的通知\n一、主要目標\n1. 推進技術協同攻關，新建基站不少於300個。（責任單位：市科技局、市財政局）\n"
)

func encoded(t *testing.T, e encoding.Encoding, s string) []byte {
	t.Helper()
	out, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestDecodeEncodings(t *testing.T) {
	for _, c := range []struct {
		name string
		e    encoding.Encoding
		text string
	}{
		{"UTF-8", encoding.Nop, simplified},
		{"UTF-8 with a mark", unicode.UTF8BOM, simplified},
		{"GBK", simplifiedchinese.GBK, simplified},
		{"GB18030", simplifiedchinese.GB18030, simplified + "㐀¹"},
		{"Big5", traditionalchinese.Big5, traditional},
		{"UTF-16 LE with a mark", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), simplified},
		{"UTF-16 BE with a mark", unicode.UTF16(unicode.BigEndian, unicode.UseBOM), simplified},
		{"UTF-16 LE", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), simplified},
		{"UTF-16 BE", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), simplified},
		{"traditional in UTF-8", encoding.Nop, traditional},
	} {
		for _, repeat := range []int{1, 50} {
			want := strings.Repeat(c.text, repeat)
			got, err := Decode(encoded(t, c.e, want))
			if err != nil || got != want {
				t.Errorf("%s ×%d: %v, got %.60q…", c.name, repeat, err, got)
			}
		}
	}
}

func TestDecode(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"Windows line ends", "一、目标\r\n1. 推进\r\n", "一、目标\n1. 推进\n"},
		{"old Mac line ends", "一、目标\r1. 推进\r", "一、目标\n1. 推进\n"},
		{"mixed line ends", "一\r\n\r二\n三", "一\n\n二\n三"},
		{"byte order marks in the middle", "一\ufeff二", "一二"},
		{"tabs stay", "指标\t单位\n", "指标\t单位\n"},
		{"one cut character", strings.Repeat("一二三", 100) + "\xe4\xb8", strings.Repeat("一二三", 100) + "\ufffd"},
		{"one zero byte", strings.Repeat("一二三", 100) + "\x00", strings.Repeat("一二三", 100) + "\x00"},
	} {
		if got, err := Decode([]byte(c.in)); err != nil || got != c.want {
			t.Errorf("%s: %q, %v, want %q", c.name, got, err, c.want)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	noise := make([]byte, 4096)
	for i, r := 0, rand.New(rand.NewPCG(1, 2)); i < len(noise); i++ {
		noise[i] = byte(r.Uint32())
	}
	for _, c := range []struct {
		name string
		in   []byte
		want error
	}{
		{"nothing", nil, source.ErrEmpty},
		{"white space", []byte(" \n\t\u3000\r\n"), source.ErrEmpty},
		{"a byte order mark", []byte("\xef\xbb\xbf"), source.ErrEmpty},
		{"a UTF-16 mark", []byte("\xff\xfe"), source.ErrEmpty},
		{"a picture", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00\x00\x00\x01\x00\x08\x06\x00\x00\x00\x5c\x72\xa8\x66"), ErrBinary},
		{"a program", append([]byte("\x7fELF\x02\x01\x01\x00"), bytes.Repeat([]byte{0, 1, 2, 3}, 500)...), ErrBinary},
		{"control characters", bytes.Repeat([]byte{1, 2, 3, 'a'}, 100), ErrBinary},
		{"noise", noise, ErrBinary},
		{"noise of an odd length", noise[:4095], ErrBinary},
	} {
		if got, err := Decode(c.in); !errors.Is(err, c.want) {
			t.Errorf("%s: %.40q, %v, want %v", c.name, got, err, c.want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{simplified, traditional, "", "\r", "\xff\xfe\x00", "a\x00b\x00", "\x81\x30\x81\x30"} {
		f.Add([]byte(s))
	}
	if gbk, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(simplified)); err == nil {
		f.Add(gbk)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := Decode(data)
		switch {
		case err != nil && !errors.Is(err, source.ErrEmpty) && !errors.Is(err, ErrBinary):
			t.Errorf("error %v is none of the package's", err)
		case err != nil:
			return
		case !utf8.ValidString(got):
			t.Errorf("%q is not UTF-8", got)
		case strings.ContainsAny(got, "\r\ufeff"):
			t.Errorf("%q holds a line end or a mark that should be gone", got)
		case strings.TrimSpace(got) == "":
			t.Errorf("%q is empty", got)
		}
		if again, err := Decode([]byte(got)); err != nil || again != got {
			t.Errorf("%q read again is %q, %v", got, again, err)
		}
	})
}
