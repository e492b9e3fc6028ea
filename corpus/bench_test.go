package corpus

import "testing"

// The dictionary is read once in a process, when it is first asked for.
func BenchmarkReadDictionary(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		readDictionary()
	}
}
