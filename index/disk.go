package index

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/blevesearch/bleve/v2"
	bolterrors "go.etcd.io/bbolt/errors"

	"planbot/corpus"
)

// On disk an index is a folder of its own inside the index folder, named by
// its stamp. It is written beside and renamed when it is whole, opened for
// reading only, and never changed: any number of programs may share it, and
// its files can be held against the sums that were taken when it was written.
const (
	folderPrefix = "planbot-index-"
	buildPrefix  = "planbot-build-"
	sumsFile     = "sums"

	lockPatience = "1s"      // how long a lock on an index is waited for
	buildMaxAge  = time.Hour // a build folder older than this was left behind
)

// ErrLocked says that another program holds the index for itself.
var ErrLocked = errors.New("正被另一个程序使用，请先停止那个程序，或者换一个索引文件夹")

// Open opens the index of the plans that is kept in the folder dir, which is
// made if there is none. An index of other plans, of another version of
// planbot or with broken files is built anew. The error is a sentence for the
// operator; it is an ErrLocked where another program holds the index.
func Open(dir string, plans []*corpus.Plan) (*Index, error) {
	x, err := newIndex(plans)
	if err != nil {
		return nil, err
	}
	home := filepath.Join(dir, folderPrefix+x.stamp(plans))
	x.bleve, err = reopen(home)
	if err == nil || errors.Is(err, ErrLocked) {
		return x.orLocked(dir, err)
	}
	if err := x.rebuild(dir, home); err != nil {
		return nil, fmt.Errorf("索引文件夹 %s 无法写入：%w", dir, err)
	}
	x.bleve, err = reopen(home)
	return x.orLocked(dir, err)
}

// orLocked returns the index, or the error of opening it as a sentence.
func (x *Index) orLocked(dir string, err error) (*Index, error) {
	switch {
	case errors.Is(err, ErrLocked):
		return nil, fmt.Errorf("索引文件夹 %s %w", dir, ErrLocked)
	case err != nil:
		return nil, fmt.Errorf("索引文件夹 %s 无法读取：%w", dir, err)
	}
	for i := range x.entries {
		x.entries[i].content = ""
	}
	return x, nil
}

// stamp tells this index from every other. The entries are part of it, since
// the same text may be read otherwise by another version of planbot.
func (x *Index) stamp(plans []*corpus.Plan) string {
	h := sha256.New()
	fmt.Fprintf(h, "schema %s\n", schema)
	for _, p := range plans {
		fmt.Fprintf(h, "plan %q %s\n", p.ID, p.Version())
	}
	for i := range x.entries {
		e := &x.entries[i]
		fmt.Fprintf(h, "%s %d %d %q\n", e.item, e.span.Start, e.span.End, e.content)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// reopen opens a finished index. The error is ErrLocked, or says why the
// index must be built anew.
func reopen(home string) (_ bleve.Index, err error) {
	// bleve and bolt trust their files and panic on some that are broken.
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("open index: %v", p)
		}
	}()
	if err := checkSums(home); err != nil {
		return nil, err
	}
	opened, err := bleve.OpenUsing(home, map[string]any{"read_only": true, "bolt_timeout": lockPatience})
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return nil, ErrLocked
	case err != nil:
		return nil, fmt.Errorf("open index: %w", err)
	}
	return opened, nil
}

// rebuild writes the index beside and moves it to home when it is whole.
func (x *Index) rebuild(dir, home string) error {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	if err := clean(dir); err != nil {
		return err
	}
	build, err := os.MkdirTemp(dir, buildPrefix)
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(build) }() // what a failure leaves; the next clean tries again
	whole := filepath.Join(build, "index")
	if err := x.write(whole, build); err != nil {
		return err
	}
	if err := writeSums(whole); err != nil {
		return err
	}
	if err := os.Rename(whole, home); err != nil && checkSums(home) != nil {
		return err // and not merely another planbot that was faster
	}
	return nil
}

// write builds the index in one segment.
func (x *Index) write(path, scratch string) error {
	b, err := bleve.NewBuilder(path, newMapping(), map[string]any{"buildPathPrefix": scratch})
	if err != nil {
		return err
	}
	for i := range x.entries {
		if err := b.Index(name(i), x.entries[i].document()); err != nil {
			return errors.Join(err, b.Close())
		}
	}
	return b.Close()
}

// clean removes the indexes that are not this one's, a broken one of this
// stamp, and what broken-off builds left. Nothing else in dir is touched.
func clean(dir string) error {
	found, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, f := range found {
		stale := strings.HasPrefix(f.Name(), folderPrefix)
		if strings.HasPrefix(f.Name(), buildPrefix) {
			info, err := f.Info()
			stale = err == nil && time.Since(info.ModTime()) > buildMaxAge // else another planbot's, at work
		}
		if !stale {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dir, f.Name())); err != nil {
			return err
		}
	}
	return nil
}

// writeSums takes the sums of the files in home.
func writeSums(home string) error {
	list, err := sums(home)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(home, sumsFile), []byte(list), 0o600)
}

// checkSums returns nil when the files in home are those that were written.
func checkSums(home string) error {
	want, err := os.ReadFile(filepath.Join(home, sumsFile))
	if err != nil {
		return err
	}
	got, err := sums(home)
	if err != nil {
		return err
	}
	if got != string(want) {
		return fmt.Errorf("check index: files of %s differ from what was written", home)
	}
	return nil
}

// sums lists the files under home, the list of sums aside, with their CRCs.
func sums(home string) (string, error) {
	var b strings.Builder
	root := os.DirFS(home)
	err := fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path == sumsFile {
			return err
		}
		f, err := root.Open(path)
		if err != nil {
			return err
		}
		crc := crc32.New(crc32.MakeTable(crc32.Castagnoli))
		_, err = io.Copy(crc, f)
		fmt.Fprintf(&b, "%08x %s\n", crc.Sum32(), path)
		return errors.Join(err, f.Close())
	})
	return b.String(), err
}
