# Needs make and Python 3.11 or newer; everything else is fetched into .venv on first use.
#   make build ARGS="..."               passes ARGS on to the command behind a target
#   make build CONTENT=examples/equal-weight   works on another article than that in content/
#   make clean test PYTHON=python3.13   makes the environment anew, with that Python
#   make test INSTALL_BROWSER=no        installs no browser; tests that need one are skipped
# Make ends with status 2 whatever fails; `.venv/bin/python -m generator VERB` tells which.
GIVEN_PYTHON := $(filter-out file undefined default,$(origin PYTHON))
PYTHON ?= python3
CONTENT ?= content
ARGS ?=
LOCK_ARGS ?=
INSTALL_BROWSER ?= yes
VENV := .venv
PY := $(VENV)/bin/python
# On every core; the tests of a file share what its fixtures build.
PYTEST := $(PY) -m pytest --numprocesses auto --dist loadfile

.DEFAULT_GOAL := help
# Targets share .venv and site/, so they take turns under make -j as well.
.NOTPARALLEL:

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- The report ---------------------------------------------------------------------------------

.PHONY: build
build: env ## build the site into site/ (offline)
	@$(PY) -m generator build --content "$(CONTENT)" $(ARGS)

.PHONY: refresh
refresh: env ## fetch new data into content/data/ (needs the network)
	@$(PY) -m generator refresh --content "$(CONTENT)" $(ARGS)

.PHONY: audit
audit: env ## audit the built site: links, numbers, budgets
	@$(PY) -m generator check $(ARGS)

.PHONY: serve
serve: env ## preview on this machine, rebuilt on every change
	@$(PY) -m generator serve --content "$(CONTENT)" $(ARGS)

.PHONY: new
new: env ## make a new article in content/: NAME=bond-yields
	@if [ -z "$(NAME)" ]; then echo "Name it: make new NAME=bond-yields" >&2; exit 2; fi
	@$(PY) -m generator new --content "$(CONTENT)" "$(NAME)" $(ARGS)

# --- Its quality --------------------------------------------------------------------------------

.PHONY: test
test: env-dev browser ## run the tests
	@$(PYTEST) $(ARGS)

.PHONY: check
check: env-dev browser ## everything: lint, format, types, imports, tests, build, audit of the built site
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	@# As code, not as .venv/bin/lint-imports: a script breaks when the folder is moved.
	PYTHONPATH=content:examples/equal-weight $(PY) -c 'from importlinter.cli import lint_imports_command as run; run()'
	$(PYTEST)
	$(PY) -m generator build
	$(PY) -m generator check

.PHONY: mutants
mutants: env-dev ## change the code in small ways and see whether the tests notice (an hour or more)
	@PYTHONPATH=.:content $(PY) tests/mutants.py $(ARGS)

.PHONY: browser
browser: env-dev
	@INSTALL_BROWSER=$(INSTALL_BROWSER) $(PY) tests/browser.py

.PHONY: faults
faults: env-dev ## refresh under the faults of a market replay: REPLAY=dir DATA=dir
	@if [ -z "$(REPLAY)" ] || [ -z "$(DATA)" ]; then \
		echo "Name a market replay and its data: make faults REPLAY=dir DATA=dir" \
			"(make test runs faults of the same kinds without one)."; \
	else \
		$(PY) tests/fault_matrix.py --replay "$(REPLAY)" --data "$(DATA)" $(ARGS); \
	fi

.PHONY: bench
bench: env-dev ## measure builds and two peers, write BENCHMARKS.md (fetches the peers)
	@PYTHONPATH=.:content $(PY) tests/bench.py $(ARGS)

# --- Upkeep -------------------------------------------------------------------------------------

LOCK := -m uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--fork-strategy fewest --generate-hashes --no-config --no-annotate --no-header \
	--no-emit-index-url --no-emit-find-links

.PHONY: lock
lock: env-dev ## pin what pyproject.toml names (LOCK_ARGS=--upgrade: the newest versions it allows)
	$(PY) $(LOCK) $(LOCK_ARGS) --output-file requirements.lock
	$(PY) $(LOCK) $(LOCK_ARGS) --group dev --constraints requirements.lock \
		--output-file requirements-dev.lock

.PHONY: fonts
fonts: env-dev ## take the source fonts from a release (FONT_SRC=the unpacked npm package pretendard@1.3.9)
	@$(PY) -m generator.build.font_source "$(FONT_SRC)"

.PHONY: pictures
pictures: env-dev ## take the pictures in docs/images/ anew
	@PYTHONPATH=.:content $(PY) tests/pictures.py

.PHONY: clean
clean: ## remove the built site, the environment and all caches
	rm -rf site $(VENV) .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- The environment ----------------------------------------------------------------------------
# .venv keeps a copy of each lock file it satisfies. Same content, nothing to do: whatever the
# files' times say, and wherever the folder was copied. A copy is written last, so an interrupted
# installation leaves none and the next call starts from an empty .venv.

# A PYTHON that was asked for is used, or refused where .venv was made with another.

.PHONY: env
env:
	@$(same-python); cmp -s requirements.lock $(VENV)/requirements.lock && test -x $(PY) || \
		{ $(call install,requirements.lock,requirements.lock,460 MB); }

.PHONY: env-dev
env-dev:
	@$(same-python); cmp -s requirements-dev.lock $(VENV)/requirements-dev.lock && test -x $(PY) && \
		cmp -s requirements.lock $(VENV)/requirements.lock || \
		{ $(call install,requirements-dev.lock,requirements.lock requirements-dev.lock,1.1 GB); }

define same-python
if [ -n "$(GIVEN_PYTHON)" ] && test -x $(PY); then \
	which='import sys; print(sys.version.split()[0], "in", sys.base_exec_prefix)'; \
	asked=$$("$(PYTHON)" -c "$$which" 2>/dev/null) || asked=missing; \
	there=$$($(PY) -c "$$which" 2>/dev/null) || there=; \
	if [ -n "$$there" ] && [ "$$asked" != "$$there" ]; then \
		echo "error: PYTHON=$(PYTHON) is $$asked, but $(VENV) was made with $$there." \
			"Leave PYTHON out to use it, or make it anew:" \
			"make clean $(MAKECMDGOALS) PYTHON=$(PYTHON)" >&2; \
		exit 1; \
	fi; \
fi
endef

# pip's lines as a count; awk's status is that of the line, so pip's is handed on in its text.
define PROGRESS
/^(Collecting|Processing) / { sub(/.*\//, "", $$2); printf "  %d of at most %d: %s\n", ++n, all, $$2; next } \
/^Installing collected/ { print "  unpacking ..."; next } \
/^pip ended with/ { print; failed = 1; next } \
/^(ERROR|error)/ { print } \
END { exit failed }
endef

# $(call install,LOCK,COPIES,SIZE): install LOCK, then keep COPIES.
define install
set -e; \
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	echo "error: Python 3.11 or newer is needed, but '$(PYTHON)' is" \
		"$$(command -v $(PYTHON) >/dev/null && $(PYTHON) --version 2>&1 || echo missing)." \
		"Try: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; \
	exit 1; }; \
$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	echo "error: '$(PYTHON)' cannot make environments: its venv module is missing" \
		"(Debian, Ubuntu: apt install python3-venv)" >&2; \
	exit 1; }; \
echo "Installing what $(1) names into $(VENV), about $(3); once, some minutes:"; \
test -x $(PY) && { test -f $(VENV)/requirements.lock || test -f $(VENV)/requirements-dev.lock; } || \
	$(PYTHON) -m venv --clear $(VENV); \
rm -f $(VENV)/requirements.lock $(VENV)/requirements-dev.lock; \
{ $(PY) -m pip install --disable-pip-version-check --no-input --progress-bar off \
	--require-hashes -r $(1) 2>&1 || echo "pip ended with status $$?"; } \
	| awk -v all="$$(grep -c '^[A-Za-z]' $(1))" '$(PROGRESS)'; \
cp $(2) $(VENV)/
endef
