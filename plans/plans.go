// Package plans holds the plan that ships with planbot as its example.
package plans

import "embed"

// Files holds the example plans, one .txt each, byte for byte as they were
// issued. A file's name without its ending is the plan's ID.
//
//go:embed *.txt
var Files embed.FS
