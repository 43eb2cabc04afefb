# Everything runs in .venv, which is made on first use. No other tool than Python and its pip is needed.
PYTHON ?= python3
PORT ?= 8000
RUN := .venv/bin/python -m
# Each core starts with one stretch of the tests, so that what neighbours share is made once; a
# matrix product that wants all cores for itself would only wait for the other tests. SymPy
# remembers more than the thousand results that it does by itself: a chapter has many entries.
# Many a test starts a process, and each would compile all anew were bytecode not to be written.
PYTEST := OPENBLAS_NUM_THREADS=1 SYMPY_CACHE_SIZE=20000 PYTHONDONTWRITEBYTECODE= $(RUN) pytest --numprocesses=auto --dist=worksteal
INSTALL := $(RUN) pip install --quiet --disable-pip-version-check
BENCH_INSTALL := $(RUN) pip --python .venv-bench/bin/python install --quiet --disable-pip-version-check

# Material prints a notice about MkDocs 2 before every command; pyproject.toml keeps to MkDocs 1.
export NO_MKDOCS_2_WARNING := 1

.PHONY: help book test check experiments bench lock clean

help:  ## list these commands
	@sed -n 's/^\([a-z]*\):.*  ## /  make \1: /p' Makefile

# Not strict while serving: a formula that fails is to turn red under the author's eyes.
book: .venv/installed  ## verify every formula, then serve the book on localhost:8000
	$(PYTEST) --quiet tests/test_book.py
	$(RUN) mkdocs serve --no-strict --dev-addr localhost:$(PORT)

test: .venv/installed  ## run the tests, on every core, but for those of the pages
	$(PYTEST)

# No --quiet for mkdocs: it would hide the warnings from --strict as well.
check: .venv/installed  ## what a change must pass: format, lint, types, tests, the site, its pages in Chromium
	$(RUN) ruff format --check
	$(RUN) ruff check
	$(RUN) mypy
	$(PYTEST)
	$(RUN) mkdocs build --strict
	SITE_DIR=site $(PYTEST) tests/browser

experiments: .venv/installed  ## run and record every experiment again, with MNIST_DIR=FOLDER: a quarter of an hour
	@test -n "$(MNIST_DIR)" || { \
	  echo "Name the folder with MNIST's four files: make MNIST_DIR=FOLDER experiments"; exit 1; } >&2
	@names=$$(.venv/bin/python -c 'from experiments.command import known; print(*known())') \
	  && for name in $$names; do \
	  OPENBLAS_NUM_THREADS=1 $(RUN) experiments $$name --data "$(MNIST_DIR)" --record || exit 1; done

bench: .venv-bench/installed  ## nn beside its peers: half an hour; OPTIONS=--quick MNIST_DIR=FOLDER PROGRAMS_DIR=FOLDER
	@.venv-bench/bin/python -m benchmarks $(OPTIONS) \
	  $(if $(MNIST_DIR),--data "$(MNIST_DIR)") $(if $(PROGRAMS_DIR),--programs "$(PROGRAMS_DIR)")

lock: .venv/installed  ## pin versions again; UPGRADE=--upgrade takes the newest of each
	$(INSTALL) uv
	$(RUN) uv pip compile --quiet --no-config $(UPGRADE) --extra dev --universal --python-version 3.11 \
	  --fork-strategy fewest --generate-hashes --no-annotate --custom-compile-command "make lock" \
	  --output-file requirements.txt pyproject.toml

clean:  ## delete everything that was made
	rm -rf .venv .venv-bench .cache .hypothesis build dist site
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The target is a stamp and not the folder, so an installation that failed is tried again.
# Where ensurepip is missing (Debian without python3-venv), the pip of $(PYTHON) installs one.
.venv/installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  version=$$($(PYTHON) -c 'import platform; print(platform.python_version())' 2>/dev/null); \
	  echo "Python 3.11 or newer is needed, but '$(PYTHON)' is $${version:-missing}."; \
	  echo "Install one and name it, for example: make PYTHON=python3.13 test"; exit 1; } >&2
	@echo "Installing into .venv, once: about a minute"
	@$(PYTHON) -m venv .venv >/dev/null 2>&1 || $(PYTHON) -m venv --without-pip .venv
	@$(RUN) pip --version >/dev/null 2>&1 \
	  || $(PYTHON) -m pip --python .venv/bin/python --version >/dev/null 2>&1 || { \
	  echo "'$(PYTHON)' has no ensurepip, and its pip is missing or older than 22.3."; \
	  echo "Install python3-venv (Debian, Ubuntu) or a newer pip, then try again."; exit 1; } >&2
	@$(RUN) pip --version >/dev/null 2>&1 \
	  || $(PYTHON) -m pip --python .venv/bin/python install --quiet pip
	@$(INSTALL) --requirement requirements.txt \
	  && $(INSTALL) --no-deps --no-build-isolation --editable . \
	  || { echo "The installation failed. Is the package index within reach? Then try again." >&2; exit 1; }
	@touch $@

# The peers are large, so they have a folder of their own. Who can't be had here is left out.
.venv-bench/installed: .venv/installed benchmarks/requirements.txt
	@echo "Installing into .venv-bench, once: about 2 GB"
	@$(PYTHON) -m venv --without-pip .venv-bench
	@$(BENCH_INSTALL) --requirement requirements.txt
	@sed '/^#/d' benchmarks/requirements.txt | while read -r peer; do \
	  $(BENCH_INSTALL) --constraint benchmarks/requirements.txt "$$peer" \
	    || echo "$$peer can't be installed here: the benchmarks go on without it" >&2; done
	@touch $@
