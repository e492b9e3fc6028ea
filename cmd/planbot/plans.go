package main

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"planbot/answer"
	"planbot/config"
	"planbot/corpus"
	"planbot/corpus/parse"
	"planbot/index"
	"planbot/plans"
)

// openEngine reads the plans that the settings name and indexes them.
func openEngine(settings config.Config) (*answer.Engine, error) {
	read, err := loadPlans(settings.Plans)
	if err != nil {
		return nil, err
	}
	if id := settings.DefaultPlan; id != "" && !holds(read, corpus.PlanID(id)) {
		return nil, usage("设置 default-plan：没有编号为“%s”的工作要点。", id)
	}
	found, err := openIndex(settings.Index, read)
	if err != nil {
		return nil, err
	}
	return answer.New(read, found, answer.Options{DefaultPlan: corpus.PlanID(settings.DefaultPlan)}), nil
}

func openIndex(dir string, read []*corpus.Plan) (*index.Index, error) {
	if dir == "" {
		return index.Build(read)
	}
	return index.Open(dir, read)
}

func holds(read []*corpus.Plan, id corpus.PlanID) bool {
	for _, p := range read {
		if p.ID == id {
			return true
		}
	}
	return false
}

// loadPlans reads the .txt files of a folder; the plans that ship with planbot
// where dir is "".
func loadPlans(dir string) ([]*corpus.Plan, error) {
	if dir == "" {
		return embeddedPlans()
	}
	info, err := os.Stat(dir)
	if err != nil || !info.IsDir() {
		return nil, usage("设置 plans：“%s”不是可以读取的文件夹。", dir)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		return nil, usage("设置 plans：“%s”不能作为文件夹名。", dir)
	}
	if len(files) == 0 {
		return nil, usage("设置 plans：文件夹“%s”里没有 .txt 文件。", dir)
	}
	var read []*corpus.Plan
	for _, file := range files {
		plan, err := readPlan(file)
		if err != nil {
			fmt.Fprintf(os.Stderr, "跳过 %v\n", err)
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
		plan, err := parse.File(strings.ToLower(path.Base(name)), data)
		if err != nil {
			return nil, fmt.Errorf("parse embedded plan: %w", err)
		}
		read = append(read, plan)
	}
	return read, nil
}
