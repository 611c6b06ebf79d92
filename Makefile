# Short forms of the commands; README.md has the plain ones for systems without make.
.DEFAULT_GOAL := help
.PHONY: help serve build zip test check hooks new-page new-service new-question new-lab \
	lock labs parity stale prose bench bench-search bench-figures audit links advisories pdf clean

# The first Python that is new enough; or name one: make serve PYTHON=python3.12
PYTHON ?= $(shell for each in python3 python python3.13 python3.12 python3.11; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11, 5))' 2>/dev/null \
	&& echo $$each && break; done)
ifeq ($(strip $(PYTHON)),)
$(error Python 3.11.5 or newer is needed, and none was found. Install one from python.org, or name it: make PYTHON=/path/to/python3)
endif
RUN := $(PYTHON) tools/run.py

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

serve: ## Set up, build both languages, serve and rebuild on each change
	$(RUN) mkdocs serve

build: ## Build the site into site/; warnings are errors
	$(RUN) mkdocs build --strict

zip: build ## The whole site as one file for reading without a server: dist/mle-notes-site.zip
	$(RUN) tools/zip.py

test: ## Set up, then run every check and test, browser tests included
	$(PYTHON) tools/test.py

check: ## Check quickly what changed since main (every quick check: make check ALL=1)
	@$(PYTHON) tools/check.py $(if $(ALL),--all)

hooks: ## Check what changed at every commit too (not any more: make hooks OFF=1)
	$(RUN) --dev pre_commit $(if $(OFF),uninstall,install)

# Settings travel in the environment, so that titles may have any characters; without
# them each target prints how it is used.
new-page: ## Begin a chapter: NAME=folder/name TITLE_EN="…" TITLE_JA="…"
	@$(RUN) tools/new.py page

new-service: ## Begin a service: NAME=id TITLE_EN="…" TITLE_JA="…" FAMILY=… INSTEAD=id
	@$(RUN) tools/new.py service

new-question: ## Begin a question: NAME=id CONSIDERATION=2.1.a SERVICE=id
	@$(RUN) tools/new.py question

new-lab: ## Begin a lab: NAME=id SECTION=training TITLE_EN="…" TITLE_JA="…"
	@$(RUN) tools/new.py lab

lock: ## Pin requirements*.in anew (newest versions: make lock UPGRADE=1)
	$(RUN) --dev tools/lock.py $(if $(UPGRADE),--upgrade)

labs: ## Run the notebooks that changed, without building the site
	$(RUN) sitekit labs

parity: ## Record that both languages of a changed section say the same
	$(RUN) sitekit confirm

stale: ## List the facts whose sources must be checked again
	$(RUN) sitekit stale

prose: ## Spelling and style of all texts, in both languages
	$(RUN) --dev tools/prose.py

bench: ## Measure builds and edits beside plain mkdocs-material
	$(RUN) --dev tools/bench.py

bench-search: ## Measure how well and how fast the search answers, beside Material's
	$(RUN) --dev tools/bench_search.py --pages 300

bench-figures: build ## Measure how fast live figures follow their sliders
	$(RUN) --dev tools/bench_figures.py

audit: build ## Measure every figure of quality on all kinds of pages, Lighthouse included
	$(RUN) --dev tools/audit.py

links: build ## Ask for every external link of the site (needs the network)
	$(RUN) tools/links.py

advisories: ## Ask for known vulnerabilities of everything pinned (needs the network)
	$(RUN) --dev tools/advisories.py

pdf: build ## Print the guide and its questions as PDF into dist/
	$(RUN) --dev tools/pdf.py

clean: ## Remove everything that was made: .venv, .cache, site, dist
	rm -rf .venv .cache site dist tools/prose/node_modules tools/audit/node_modules .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
