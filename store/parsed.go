package store

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"unicode/utf8"

	"planbot/corpus"
	"planbot/corpus/parse"
)

// parsedFormat is the number of the form in which parsed plans are kept. It is
// raised whenever the parser reads a text otherwise or corpus.Plan changes; a
// row of another number is parsed anew from the original bytes.
const parsedFormat = 1

// pack returns a parsed plan in the form that is kept. A plan whose text JSON
// cannot carry is not kept (format 0).
func pack(plan *corpus.Plan) (packed []byte, format int, err error) {
	if !utf8.ValidString(plan.Text) {
		return []byte{}, 0, nil
	}
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	if err := json.NewEncoder(zip).Encode(plan); err != nil {
		return nil, 0, err
	}
	if err := zip.Close(); err != nil {
		return nil, 0, err
	}
	return out.Bytes(), parsedFormat, nil
}

// unpack returns the plan that a row holds, from the form that is kept. Where
// that is of another parser's making, the file is read anew; keys then go to
// the items that are the same, whatever anchors they have now. A file that this
// parser refuses stays as it was read.
func unpack(packed []byte, format int, id corpus.PlanID, file string, data []byte, keys corpus.Keys) (*corpus.Plan, corpus.Keys, error) {
	plan := new(corpus.Plan)
	known := unzip(packed, plan)
	if format != parsedFormat {
		fresh, err := parse.File(file, data)
		switch {
		case err != nil && known != nil:
			return nil, nil, err
		case err == nil && known != nil:
			plan = fresh
		case err == nil:
			plan.ID = id
			fresh.SetID(id)
			keys = corpus.NewKeys(fresh, keys, corpus.PairItems(plan, fresh), nil)
			plan = fresh
		}
	} else if known != nil {
		return nil, nil, known
	}
	if plan.ID != id {
		plan.SetID(id)
	}
	plan.Seal()
	return plan, keys, nil
}

func unzip(packed []byte, into any) error {
	zip, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return err
	}
	text, err := io.ReadAll(zip) // to the end, so that the checksum is looked at
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}
