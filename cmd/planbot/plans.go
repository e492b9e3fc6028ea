package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"planbot/corpus"
	"planbot/corpus/parse"
	"planbot/index"
	"planbot/plans"
)

func openIndex(dir string, read []*corpus.Plan) (*index.Index, error) {
	if dir == "" {
		return index.Build(read)
	}
	x, err := index.Open(dir, read)
	if err != nil {
		return nil, fmt.Errorf("设置 index：文件夹“%s”用不了：%w", dir, err)
	}
	return x, nil
}

func hasID(id corpus.PlanID) func(*corpus.Plan) bool {
	return func(p *corpus.Plan) bool { return p.ID == id }
}

// loadPlans reads the files of a folder that may hold plans; the plans that ship with planbot
// where dir is "".
func loadPlans(dir string, passed io.Writer) ([]*corpus.Plan, error) {
	if dir == "" {
		return embeddedPlans()
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, usage("设置 plans：“%s”不是可以读取的文件夹。", dir)
	}
	entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool {
		return strings.HasPrefix(e.Name(), ".") || !parse.CanRead(e.Name())
	})
	if len(entries) == 0 {
		return nil, usage("设置 plans：文件夹“%s”里没有可以读取的文件（%s）。", dir, strings.Join(parse.Endings(), "、"))
	}
	var read []*corpus.Plan
	for _, e := range entries {
		file := filepath.Join(dir, e.Name())
		plan, err := readPlan(file)
		if err == nil && slices.ContainsFunc(read, hasID(plan.ID)) {
			err = usage("%s：编号“%s”和另一份文件相同，请改文件名。", file, plan.ID)
		}
		if err != nil {
			fmt.Fprintln(passed, "跳过", err)
			continue
		}
		read = append(read, plan)
	}
	if len(read) == 0 {
		return nil, usage("设置 plans：文件夹“%s”里没有一份能读懂的工作要点。", dir)
	}
	return read, nil
}

func embeddedPlans() ([]*corpus.Plan, error) {
	names, err := fs.Glob(plans.Files, "*.txt")
	if err != nil {
		return nil, fmt.Errorf("list embedded plans: %w", err)
	}
	var read []*corpus.Plan
	for _, name := range names {
		data, err := plans.Files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read embedded plan: %w", err)
		}
		plan, err := parse.File(name, data)
		if err != nil {
			return nil, fmt.Errorf("parse embedded plan: %w", err)
		}
		read = append(read, plan)
	}
	return read, nil
}
