# Marque's one gate. `make help` explains every target.
GO ?= go
PKGS = ./...
SHOTS = build/shots

.DEFAULT_GOAL := help

help: ## Explain every target
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

build: ## Build the one binary into bin/marque
	$(GO) build -trimpath -o bin/marque ./cmd/marque

demo: ## Run the demo on embedded SQLite and print sign-ins
	$(GO) run ./cmd/marque demo

generate: ## Generate the pages' Go code from the .templ files
	$(GO) tool templ generate -path internal/web

check: fmt fresh vet lint quick ## Format, generated code, vet, staticcheck, floors, quick tests: before every commit (under 3 minutes)

fmt: ## Fail when gofmt would change a file
	@out=$$(git ls-files -co --exclude-standard '*.go' | grep -v '_templ\.go$$' | xargs gofmt -l); test -z "$$out" || { echo "gofmt would change:"; echo "$$out"; exit 1; }

fresh: ## Fail when generated code is older than its source
	@scripts/fresh

vet: ## go vet
	$(GO) vet $(PKGS)

lint: ## staticcheck
	$(GO) tool staticcheck $(PKGS)

quick: ## Tests without servers and browsers
	MARQUE_QUICK=1 $(GO) test $(PKGS)

test: setup ## Everything: both databases, race detector, real mail, text, browser (under 20 minutes on two cores)
	scripts/test

setup: ## Install what the tests need from Debian, where it is missing
	scripts/setup

bench: ## Benchmarks, as ratios against a limit in the same run
	scripts/bench

attack: ## Attack a server of our own on this machine: 10,000 passwords, 1,000 guesses of one code (bounded, loopback only)
	MARQUE_ATTACK=whole $(GO) test ./internal/app/e2e -run '^TestAttack' -count=1 -v -timeout 20m

chaos: ## Kill a server of our own and its PostgreSQL at random for 3 minutes while customers pay and days close (bounded, loopback only)
	MARQUE_CHAOS=3m $(GO) test ./internal/app -run '^TestChaos$$' -count=1 -v -timeout 20m

pages: ## Every page and every journey of the demo in a browser: axe, HTML, keys, no scripts, policy, weight, moves, paint
	scripts/axe
	scripts/journeys

shots: ## Screenshots of every page into build/shots
	scripts/shots $(SHOTS)

.PHONY: help build demo generate check fmt fresh vet lint quick test setup bench attack chaos pages shots
