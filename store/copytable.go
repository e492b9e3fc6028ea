package store

import (
	"errors"
	"strings"
)

// copyTable copies a table's rows from one database to another.
func copyTable(from, to *tx, name string, columns []string) (err error) {
	all := strings.Join(columns, ", ")
	rows, err := from.QueryContext(from.ctx, "SELECT "+all+" FROM "+name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	insert, err := to.PrepareContext(to.ctx, "INSERT INTO "+name+" ("+all+") VALUES ("+oneOf(1, len(columns))+")")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, insert.Close()) }()
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i := range values {
			if data, isBlob := values[i].([]byte); isBlob || values[i] == nil {
				values[i] = blob(data) // SQLite gives an empty one as nil, and no column takes NULL
			}
		}
		if _, err := insert.ExecContext(to.ctx, values...); err != nil {
			return err
		}
	}
	return rows.Err()
}
