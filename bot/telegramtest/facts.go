package telegramtest

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Written by gen.go.
//
//go:embed api.json
var factsJSON []byte

// facts are the methods' and types' fields: name to type, "!" before what is
// required. A type that is a union is the list of its types' names.
var facts = func() (f struct {
	Version string
	Methods map[string]map[string]string
	Types   map[string]json.RawMessage
}) {
	if err := json.Unmarshal(factsJSON, &f); err != nil {
		panic(err)
	}
	return f
}()

// file is an uploaded file.
type file struct{}

// maxBody is the most that is read of a request, in bytes.
const maxBody = 16 << 20

// readParams reads a request's parameters, however they are sent (Bot API,
// Making requests), and holds them against the method's fields.
func readParams(r *http.Request, body []byte, method string) (map[string]any, error) {
	fields, ok := facts.Methods[method]
	if !ok {
		return nil, errors.New("unknown method")
	}
	params := map[string]any{}
	kind, more, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "application/json" {
		if err := decode(bytes.NewReader(body), &params); err != nil {
			return nil, fmt.Errorf("body is not JSON: %w", err)
		}
		return params, checkObject(params, fields, method)
	}
	form, err := readForm(kind, more["boundary"], r.URL.RawQuery, body)
	if err != nil {
		return nil, err
	}
	for name, values := range form.Value {
		typ, ok := fields[name]
		if !ok {
			return nil, fmt.Errorf("unknown field %q", name)
		}
		if len(values) != 1 {
			return nil, fmt.Errorf("field %q is sent %d times", name, len(values))
		}
		value, err := fromText(values[0], strings.TrimPrefix(typ, "!"))
		if err != nil {
			return nil, fmt.Errorf("field %q: %w", name, err)
		}
		params[name] = value
	}
	for name := range form.File {
		params[name] = file{}
	}
	return params, checkObject(params, fields, method)
}

// readForm reads a multipart form, or an address's query and what is written
// like one.
func readForm(kind, boundary, query string, body []byte) (*multipart.Form, error) {
	if kind == "multipart/form-data" {
		form, err := multipart.NewReader(bytes.NewReader(body), boundary).ReadForm(maxBody)
		if len(body) == 0 { // a form without fields has no closing boundary
			return &multipart.Form{}, nil
		}
		return form, err
	}
	if kind == "application/x-www-form-urlencoded" {
		query += "&" + string(body)
	}
	values, err := url.ParseQuery(query)
	return &multipart.Form{Value: values}, err
}

// decode reads JSON without making numbers of floating point of it.
func decode(r io.Reader, v any) error {
	d := json.NewDecoder(r)
	d.UseNumber()
	return d.Decode(v)
}

// fromText reads a form's field as the first of its types that it can be.
func fromText(s, typ string) (any, error) {
	for t := range strings.SplitSeq(typ, "|") {
		switch t {
		case "String", "InputFile":
			return s, nil
		case "Integer":
			if _, err := strconv.ParseInt(s, 10, 64); err == nil {
				return json.Number(s), nil
			}
		case "Float":
			if _, err := strconv.ParseFloat(s, 64); err == nil {
				return json.Number(s), nil
			}
		case "Boolean":
			if s == "true" || s == "false" {
				return s == "true", nil
			}
		default:
			var v any
			if err := decode(strings.NewReader(s), &v); err == nil {
				return v, nil
			}
		}
	}
	return nil, fmt.Errorf("%.80q is not %s", s, typ)
}

// checkObject holds an object against its fields.
func checkObject(object map[string]any, fields map[string]string, of string) error {
	for name, typ := range fields {
		if _, ok := object[name]; !ok && strings.HasPrefix(typ, "!") {
			return fmt.Errorf("%s: field %q is missing", of, name)
		}
	}
	for name, value := range object {
		typ, ok := fields[name]
		if !ok {
			return fmt.Errorf("%s: unknown field %q", of, name)
		}
		if err := checkValue(value, strings.TrimPrefix(typ, "!")); err != nil {
			return fmt.Errorf("%s: field %q: %w", of, name, err)
		}
	}
	return nil
}

// checkValue holds a value against a type, or several joined by "|".
func checkValue(value any, typ string) error {
	var problems []error
	for t := range strings.SplitSeq(typ, "|") {
		err := checkOne(value, t)
		if err == nil {
			return nil
		}
		problems = append(problems, err)
	}
	return errors.Join(problems...)
}

func checkOne(value any, typ string) error {
	if of, ok := strings.CutPrefix(typ, "Array of "); ok {
		list, ok := value.([]any)
		if !ok {
			return fmt.Errorf("not %s", typ)
		}
		for i, v := range list {
			if err := checkOne(v, of); err != nil {
				return fmt.Errorf("[%d]: %w", i, err)
			}
		}
		return nil
	}
	var ok bool
	switch typ {
	case "String":
		var s string
		if s, ok = value.(string); ok && !utf8.ValidString(s) {
			return errors.New("strings must be encoded in UTF-8")
		}
	case "Boolean":
		_, ok = value.(bool)
	case "Integer", "Float":
		var n json.Number
		if n, ok = value.(json.Number); ok && typ == "Integer" {
			_, err := n.Int64()
			ok = err == nil
		}
	case "InputFile":
		_, uploaded := value.(file)
		_, named := value.(string)
		ok = uploaded || named
	default:
		return checkType(value, typ)
	}
	if !ok {
		return fmt.Errorf("not %s", typ)
	}
	return nil
}

// checkType holds an object against a type of the API or a union of such.
func checkType(value any, typ string) error {
	object, ok := value.(map[string]any)
	if !ok {
		return fmt.Errorf("not %s", typ)
	}
	var union []string
	if json.Unmarshal(facts.Types[typ], &union) == nil {
		if slices.ContainsFunc(union, func(t string) bool { return checkType(value, t) == nil }) {
			return nil
		}
		return fmt.Errorf("not %s", typ)
	}
	var fields map[string]string
	if err := json.Unmarshal(facts.Types[typ], &fields); err != nil {
		return fmt.Errorf("no type %s: %w", typ, err)
	}
	return checkObject(object, fields, typ)
}

// integer returns a number's value, 0 where v is none.
func integer(v any) int64 {
	n, ok := v.(json.Number)
	if !ok {
		return 0
	}
	i, _ := n.Int64() // checked against the facts
	return i
}
