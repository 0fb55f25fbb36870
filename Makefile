# make demo   the whole story on SQLite, nothing to install but Go
# make test   all tests; sees to MariaDB, Samba, LibreOffice and Chromium where it may
# make soak   the long tests: kills by the thousand, crowds of workers
# make lint   the linter, pinned, built into bin/ on first use

GOLANGCI_VERSION := v2.15.0
GOLANGCI := bin/golangci-lint-$(GOLANGCI_VERSION)
FUZZTIME ?= 20s

.PHONY: demo build test soak race lint bench fuzz fmt pictures clean

demo:
	go run ./cmd/rekon demo

build:
	CGO_ENABLED=0 go build -trimpath -o rekon ./cmd/rekon

test:
	.ci/test

soak: # the long tests: kills by the thousand, thousands of files, an hour or so
	.ci/test -tags soak -run Soak -timeout 80m

race: # needs a C compiler
	CGO_ENABLED=1 go test -race -timeout 20m ./...

lint: $(GOLANGCI)
	$(GOLANGCI) run ./...

$(GOLANGCI):
	GOBIN="$(CURDIR)/bin" go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION)
	mv bin/golangci-lint $@

bench:
	go test -run '^$$' -bench . -benchmem -timeout 60m -p 1 ./...

fuzz: # each fuzz function for $(FUZZTIME)
	FUZZTIME=$(FUZZTIME) .ci/fuzz

fmt:
	gofmt -w cmd config db jobs reconcile xlsx

pictures: # of README and docs; needs LibreOffice, pdftoppm and Chromium
	.ci/pictures

clean:
	rm -rf rekon rekon-demo bin
