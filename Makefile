# Thin on purpose: every target is one `python -m autograder ...`, and that command works without make as well.
# The first Python that is new enough is taken; if there is none, the first one says which is needed.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
FOUND := $(shell for python in python3 python python3.13 python3.12 python3.11; do \
	$$python -c '$(NEW_ENOUGH)' >/dev/null 2>&1 && echo $$python && exit; done; command -v python3 || command -v python)
PYTHON ?= $(FOUND)
ifeq ($(strip $(PYTHON)),)
$(error There is no Python on this machine. Install Python 3.11 or newer (README.md says how), then type the same again)
endif
AUTOGRADER := $(PYTHON) -m autograder

.DEFAULT_GOAL := help
.PHONY: help start check doctor test lint bench wheels lock pythons

help: ## list what make can do
	@awk -F ' *## ' '/^[a-z]+:.*## / {sub(/:.*/, "", $$1); printf "  make %-8s %s\n", $$1, $$2}' Makefile

start: ## make this machine ready, and open the course in the browser
	@$(AUTOGRADER) start

check: ## grade my work: make check LESSON=03, or all lessons
	@$(AUTOGRADER) check $(LESSON)

doctor: ## say what is wrong with this machine, and how to fix it
	@$(AUTOGRADER) doctor

test: ## install what authors need, and run everything that proves the course
	@$(AUTOGRADER) test

lint: ## say what a lesson is missing
	@$(AUTOGRADER) lint

bench: ## measure how long a class takes, and a student waits, beside plain pytest
	@$(AUTOGRADER) bench

wheels: ## fetch all packages as files, for machines without a network
	@$(AUTOGRADER) wheels

lock: ## write constraints.txt anew, for every system (needs uv)
	@.ci/lock

pythons: ## try the newer Pythons of this machine, forked and spawned (minutes)
	@$(PYTHON) .ci/pythons
