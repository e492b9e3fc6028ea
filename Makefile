# What is needed: Go. make test needs a C compiler (the race detector's), a
# Chromium with a Chinese font and PostgreSQL's server too, and installs them on
# Debian.
# The linter and the test runner are built from tools/go.mod, a module of its
# own so that their dependencies are not planbot's.

FUZZTIME ?= 1m
BENCHTIME ?= 1s
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null)

TOOL := go tool -modfile=tools/go.mod
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
FUZZ_DIRS = $(shell grep -rl --include='*_test.go' '^func Fuzz' . | xargs -r -n1 dirname | sort -u)

.DEFAULT_GOAL := help
.PHONY: help build test deps vet lint fuzz bench faults measure clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## build bin/planbot, static
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w -X main.version=$(VERSION)' -o bin/planbot ./cmd/planbot

test: deps vet lint ## everything that must pass: vet, lint, all tests with the race detector
	CGO_ENABLED=1 $(TOOL) gotestsum --format pkgname -- -race -timeout 15m ./...

deps: ## install what the tests need and the machine lacks (Debian)
	@set -e; missing=; \
	command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || missing="$$missing chromium"; \
	[ -e /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc ] || [ -n "$$(fc-list :lang=zh 2>/dev/null)" ] || missing="$$missing fonts-noto-cjk"; \
	command -v "$$(go env CC)" >/dev/null || missing="$$missing gcc libc6-dev"; \
	command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$$missing postgresql"; \
	[ -n "$$missing" ] || exit 0; \
	command -v apt-get >/dev/null || { echo "make deps: please install:$$missing" >&2; exit 1; }; \
	$(SUDO) apt-get update -q; \
	$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $$missing

vet: ## go vet
	go vet ./...

lint: ## golangci-lint, which also holds the floors
	$(TOOL) golangci-lint run ./...

fuzz: ## fuzz every target for FUZZTIME (1m)
	@set -e; for dir in $(FUZZ_DIRS); do \
		for target in $$(grep -ho '^func Fuzz[A-Za-z0-9_]*' $$dir/*_test.go | cut -c6-); do \
			echo "$$dir $$target"; \
			go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) $$dir; \
		done; \
	done

bench: ## run every benchmark
	go test -run '^$$' -bench . -benchmem -benchtime $(BENCHTIME) ./...

faults: ## deliver 10,000 alerts and kill processes and bots of 200 seeds, on both databases
	PLANBOT_FAULTS=full go test -count=1 -timeout 60m -v -run '^(TestDelivery|TestKill)$$' ./store
	PLANBOT_SEEDS=200 go test -count=1 -timeout 60m -v -run '^TestKill$$' ./bot

measure: ## measure cold start and memory, and hold them to their bounds
	scripts/measure

clean: ## remove what was built
	rm -rf bin
