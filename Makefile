# The habits of this project. `make` alone lists them.
# Needs GNU make 3.81 or later and Python 3.11 or later; everything else goes into .venv.

VENV := .venv
BIN := $(VENV)/bin
# The first of these that is recent enough and can make a virtual environment is taken.
PYTHON ?= python3.14 python3.13 python3.12 python3.11 python3 python

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Two targets must not install into one environment at the same time.
.NOTPARALLEL:
.PHONY: help site serve check test heavy kill hosts fuzz quality shots lint format catalogues bench timing card lock clean distclean

# An environment whose Python was removed or upgraded away is made anew.
$(shell test -x $(BIN)/python || rm -f $(VENV)/*.stamp)

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@echo
	@echo "  ARGS='…' is handed to build.py (site, serve, check), pytest (test, hosts) or the resolver (lock):"
	@echo "  make site ARGS='--base-url https://example.org/briefing/'"
	@echo "  PYTHON=… names the Python that $(VENV) is made with."

site: $(VENV)/run.stamp ## Build the site into site/
	@$(BIN)/python build.py build $(ARGS)
ifeq (,$(findstring --output,$(ARGS)))
	@echo "The site is in site/: open site/index.html, or see it live with: make serve"
endif

serve: $(VENV)/run.stamp ## Preview the site; pages reload as you write
	@$(BIN)/python build.py serve $(ARGS)

check: $(VENV)/run.stamp ## Run every check on the content, write nothing
	@$(BIN)/python build.py check $(ARGS)

test: lint ## Lint, types, then the whole test suite
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 $(ARGS)

COUNT ?= 1000

kill: $(VENV)/dev.stamp ## Kill builds at random moments and look at what is left (COUNT=1000)
	@$(BIN)/python -m tests.killing $(COUNT) $(ARGS)

heavy: $(VENV)/dev.stamp ## The cases of the test suite that take long: more faults, kills, edits, visits
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 -m heavy $(ARGS)

# Needs nginx, Caddy and Apache beside Python; says so where one is missing.
hosts: $(VENV)/dev.stamp ## Serve the site with real servers, as docs/publish/ sets them up, and ask for everything
	@$(BIN)/python -m pytest tests/hosts/real.py $(ARGS)

# Needs Node 18 or later, npm, Java and Chromium beside Python; says so where one is missing.
quality: $(VENV)/dev.stamp ## Judge every kind of page with browsers and checkers (ARGS='--only axe nu')
	@$(BIN)/python -m tests.quality $(ARGS)

shots: $(VENV)/dev.stamp ## Take pictures of every kind of page (ARGS=--picture: the README's too)
	@$(BIN)/python -m tests.quality.shots $(ARGS)

fuzz: $(VENV)/dev.stamp ## Try hostile input (ARGS='--thousands 1000 --target bodies')
	@$(BIN)/python -m tests.fuzzing --thousands 20 $(ARGS)

lint: $(VENV)/dev.stamp ## Lint, format and types, without changing a file
	@$(BIN)/python -m ruff check
	@$(BIN)/python -m ruff format --check
	@$(BIN)/python -m mypy

format: $(VENV)/dev.stamp ## Mend what lint can mend by itself, and format
	@$(BIN)/python -m ruff check --fix
	@$(BIN)/python -m ruff format

catalogues: $(VENV)/dev.stamp ## Gather what the pages say for translators, and compile translations
	@$(BIN)/python -m tests.catalogues

# Needs Node and npm for Eleventy, and Debian's jekyll for Jekyll; says so where one is missing.
bench: $(VENV)/run.stamp ## Time builds beside other generators (ARGS='--articles 10000')
	@$(BIN)/python -m benchmarks.building $(ARGS)

timing: $(VENV)/run.stamp ## Time two builds of this site; then how well an import finds who speaks
	@rm -rf .cache/bench
	@for run in "Into an empty folder" "Over the first"; do \
	  echo "$$run:"; $(BIN)/python build.py build --output .cache/bench $(ARGS) || exit 1; \
	done
	@$(BIN)/python benchmarks/attribution.py

card: $(VENV)/run.stamp ## Draw the site's card anew: assets/card.png
	@$(BIN)/python -m briefing.cards $(ARGS)

# The resolver has an environment of its own: nothing else needs it.
UV_COMPILE = .cache/lock/bin/uv --quiet pip compile pyproject.toml --universal --generate-hashes \
  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(ARGS)

lock: $(VENV)/made.stamp ## Pin what pyproject.toml asks for (ARGS=--upgrade: the newest of it)
	@test -x .cache/lock/bin/uv || { $(BIN)/python -m venv .cache/lock && .cache/lock/bin/python -m pip install -qq uv; }
	@$(UV_COMPILE) --output-file requirements.txt
	@$(UV_COMPILE) --group dev --constraint requirements.txt --output-file requirements-dev.txt

clean: ## Remove the built site and every cache
	@rm -rf site .site.next .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find briefing tests -type d -name __pycache__ -exec rm -rf {} + 2>/dev/null || true
	@rm -rf __pycache__

distclean: clean ## … and the virtual environment
	@rm -rf $(VENV)

$(VENV)/made.stamp:
	@chosen=; bare=; \
	for python in $(PYTHON); do \
	  $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue; \
	  if $$python -c 'import ensurepip, venv' >/dev/null 2>&1; then chosen=$$python; break; fi; \
	  bare=$${bare:-$$python}; \
	done; \
	if [ -n "$$chosen" ]; then \
	  echo "Setting up $(VENV) with $$($$chosen --version); only the first run does this."; \
	  $$chosen -m venv --clear $(VENV) && touch $@; \
	elif [ -n "$$bare" ]; then \
	  version=$$($$bare -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	  echo "$$bare (Python $$version) has no venv module. On Debian and Ubuntu: apt install python$$version-venv" >&2; exit 1; \
	else \
	  echo "Python 3.11 or later is needed, and none of these is: $(PYTHON)" >&2; \
	  for python in $(PYTHON); do \
	    found=$$($$python --version 2>&1) && echo "  $$python is $$found" >&2; \
	  done; \
	  echo "Install a later Python, or name one: make PYTHON=/path/to/python3" >&2; exit 1; \
	fi

# -qq: errors alone.
$(VENV)/run.stamp: requirements.txt | $(VENV)/made.stamp
	@echo "Installing requirements.txt"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

# Whatever runs the tests can also build the site.
$(VENV)/dev.stamp: requirements-dev.txt | $(VENV)/made.stamp
	@echo "Installing requirements-dev.txt"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $(VENV)/run.stamp $@
