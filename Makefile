# `make help` lists the targets.

.PHONY: help build dist test cross lint bench fuzz site serve

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 8

build: ## compile the command to ./docgen
	go build -o docgen ./cmd/docgen

dist: ## write the archives of a release to dist/, with checksums
	go run .ci/dist.go

test: ## format, vet, staticcheck, all tests, and the site without findings
	@test -z "$$(gofmt -l .)" || { echo "not formatted:"; gofmt -l .; exit 1; }
	go mod tidy -diff
	go vet ./...
	go tool staticcheck ./...
	GORACE=atexit_sleep_ms=0 go test -race -timeout 20m ./... # each docgen that a test starts would sleep for a second at its end
	go run ./cmd/docgen lint --fail-on warning

cross: ## vet for Windows and macOS
	GOOS=windows go vet ./...
	GOOS=darwin go vet ./...

lint: ## check the pages of the site
	go run ./cmd/docgen lint

bench: ## measure reading, rendering, linting and whole builds
	go test -run '^$$' -bench . ./...

fuzz: ## run each fuzz target, and each test of mutants, for a minute (FUZZTIME=10s for less)
	@for pkg in $$(go list ./...); do \
		for target in $$(go test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
			echo "$$pkg $$target"; \
			go test -run '^$$' -fuzz "^$$target$$" -fuzztime $${FUZZTIME:-1m} $$pkg || exit 1; \
		done; \
	done
	DOCGEN_MUTANTS=$${FUZZTIME:-1m} go test -count=1 -timeout 0 -v -run Mutants ./internal/...

site: ## build the site in site/
	go run ./cmd/docgen build

serve: ## preview the site
	go run ./cmd/docgen serve
