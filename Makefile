# Run `make help` for what there is.

.PHONY: help build test lint bench fuzz site serve

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

build: ## compile the command to ./docgen
	go build -o docgen ./cmd/docgen

test: ## format, vet, staticcheck and all tests
	@test -z "$$(gofmt -l .)" || { echo "not formatted:"; gofmt -l .; exit 1; }
	go mod tidy -diff
	go vet ./...
	go tool staticcheck ./...
	go test -race ./...
