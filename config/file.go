package config

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/viper"
)

// keyDelimiter stands between the keys of nested values. A dot could be part
// of a key.
const keyDelimiter = "\x00"

var errNotScalar = errors.New("应当是一段文字或一个数")

// parse reads a settings file: the value of each key that it gives. name
// tells the format and stands in the errors.
func parse(name string, data []byte) (map[string]string, error) {
	format := strings.TrimPrefix(strings.ToLower(filepath.Ext(name)), ".")
	if !slices.Contains([]string{"yaml", "yml", "toml"}, format) {
		return nil, fmt.Errorf("设置文件 %s 的格式不认识：名字应当以 .yaml 或 .toml 结尾", name)
	}
	file := viper.NewWithOptions(viper.KeyDelimiter(keyDelimiter))
	file.SetConfigType(format)
	if err := file.ReadConfig(bytes.NewReader(data)); err != nil {
		cause := errors.Unwrap(err) // viper's own words say no more
		if cause == nil {
			cause = err
		}
		return nil, fmt.Errorf("设置文件 %s 写得不对：%w", name, cause)
	}
	values := map[string]string{}
	var problems []error
	found := file.AllKeys()
	slices.Sort(found)
	for _, path := range found {
		key, _, nested := strings.Cut(path, keyDelimiter)
		value, err := scalar(file.Get(path), nested)
		switch {
		case !slices.Contains(keys(), key):
			err = fmt.Errorf("设置文件 %s 里的 %s 不是 planbot 的设置，是不是想写 %s？", name, key, nearest(key, keys()))
		case err != nil:
			err = fmt.Errorf("设置文件 %s 里的 %s %w", name, key, err)
		default:
			values[key] = value
		}
		problems = append(problems, err)
	}
	return values, errors.Join(problems...)
}

// scalar returns a value as it would stand on the command line.
func scalar(v any, nested bool) (string, error) {
	if nested {
		return "", errNotScalar
	}
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case bool, int, int64, uint64, float64:
		return fmt.Sprint(v), nil
	}
	return "", errNotScalar
}

// keys returns the keys that a settings file may hold.
func keys() []string {
	all := make([]string, len(Settings))
	for i, s := range Settings {
		all[i] = s.Key
	}
	return all
}

// nearest returns the one of known that takes the fewest changes to be s, in
// capitals or not.
func nearest(s string, known []string) string {
	s = strings.ToLower(s)
	return slices.MinFunc(known, func(a, b string) int {
		return distance(s, strings.ToLower(a)) - distance(s, strings.ToLower(b))
	})
}

// distance counts the letters to add, drop or change to make a of b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
