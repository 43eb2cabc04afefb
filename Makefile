# Everything runs in .venv, which is made on first use. No other tool than Python and its pip is needed.
PYTHON ?= python3
PORT ?= 8000
RUN := .venv/bin/python -m
# Where several processes share the cores, a matrix product that wants all of them for itself would
# only wait for the others, and computes while it waits.
SHARED := OPENBLAS_NUM_THREADS=1
# Each core starts with one stretch of the tests, so that what neighbours share is made once.
# Many a test starts a process, and each would compile all anew were bytecode not to be written.
PYTEST := $(SHARED) PYTHONDONTWRITEBYTECODE= $(RUN) pytest --numprocesses=auto --dist=worksteal
PIP_OPTIONS := install --quiet --disable-pip-version-check
BENCH_PIP := $(RUN) pip --python .venv-bench/bin/python $(PIP_OPTIONS)
LOCK = $(RUN) uv pip compile --quiet --no-config $(UPGRADE) --universal --python-version 3.11 \
  --fork-strategy fewest --generate-hashes --no-annotate --custom-compile-command "make lock"

# derived.pth lets Python find the packages from any folder. Its path is relative, since Python
# reads it in the encoding of the locale, which need not have the letters of this folder's name.
WRITE_PTH := from sysconfig import get_path; \
  print("../../../..", file=open(get_path("purelib") + "/derived.pth", "w"))

# Material prints a notice about MkDocs 2 before every command; pyproject.toml keeps to MkDocs 1.
export NO_MKDOCS_2_WARNING := 1

.PHONY: help book pdf test exercise chapter check mutants experiments bench generators lock clean

# Said first: the pages take a while, and only then is the port used.
define REQUIRE_PORT
import os, socket, sys
port = sys.argv[1]
if not port.isdecimal() or not 0 < int(port) < 65536:
    sys.exit(f"PORT is '{port}', but a port is a number from 1 to 65535: make PORT=8001 book")
try:
    socket.create_server(("localhost", int(port))).close()
except OSError as error:
    free = int(port) % 65535 + 1
    reason = os.strerror(error.errno)
    sys.exit(f"Port {port} can't be used: {reason}. Name another: make PORT={free} book")
endef
export REQUIRE_PORT

help:  ## list these commands
	@sed -n 's/^\([a-z]*\):.*  ## /  make \1: /p' Makefile

# Each does what the other has not done yet, and remembers it. The pages come first: the server
# proves and draws from the beginning of the book, and another process from its end; then come the
# tests, which leave the server the processor and end with it.
# Not strict while serving: a formula that fails is to turn red under the author's eyes.
book: .venv/installed  ## serve the book on localhost:8000, and verify every formula meanwhile
	@.venv/bin/python -c "$$REQUIRE_PORT" "$(PORT)"
	@trap 'kill $$tests 2>/dev/null' EXIT INT TERM; \
	{ trap 'kill $$ahead 2>/dev/null; exit' TERM; $(SHARED) $(RUN) verify.showing.ahead & ahead=$$!; \
	  wait $$ahead; trap - TERM; exec nice env $(PYTEST) --quiet tests/test_book.py; } & tests=$$!; \
	$(SHARED) $(RUN) mkdocs serve --no-strict --dev-addr localhost:$(PORT)

# Strict: a formula that fails is not printed. A site that is built afterwards has a link to the file.
pdf: .venv/installed  ## print the whole book into build/derived.pdf, with Chromium
	$(RUN) mkdocs build --strict --site-dir build/site
	$(RUN) verify.showing.pdf build/site build/derived.pdf

test: .venv/installed  ## run the tests, on every core, but for those of the pages
	$(PYTEST)

exercise: .venv/installed  ## test a function that you have written: make exercise NAME=softmax_vjp
	@$(RUN) exercises "$(NAME)"

chapter: .venv/installed  ## write the files of a new chapter: make chapter NAME=dropout
	@$(RUN) verify.console.scaffold "$(NAME)"

# What is remembered is no evidence for a check, and what came with the clone for nobody.
# No --quiet for mkdocs: it would hide the warnings from --strict as well.
check: .venv/installed  ## what a change must pass: format, lint, spelling, types, tests, the site, its pages in Chromium
	@test -z "$$(git ls-files .cache 2>/dev/null)" || { \
	  echo "Files in .cache are tracked by git, where proofs are remembered:" \
	    "git rm -r --cached .cache"; exit 1; } >&2
	rm -rf .cache/verify
	$(RUN) ruff format --check
	$(RUN) ruff check
	$(RUN) codespell_lib
	$(RUN) mypy
	$(PYTEST)
	$(RUN) mkdocs build --strict
	SITE_DIR=site $(PYTEST) tests/browser tests/generators

mutants: .venv/installed  ## change the book on purpose and record what is noticed: 5 minutes; OPTIONS=softmax
	$(RUN) benchmarks.mutation --record $(OPTIONS)

experiments: .venv/installed  ## run and record every experiment again, with MNIST_DIR=FOLDER: a quarter of an hour
	@test -n "$(MNIST_DIR)" || { \
	  echo "Name the folder with MNIST's four files: make MNIST_DIR=FOLDER experiments"; exit 1; } >&2
	@names=$$(.venv/bin/python -c 'from experiments.command import known; print(*known())') \
	  && for name in $$names; do \
	  OPENBLAS_NUM_THREADS=1 $(RUN) experiments $$name --data "$(MNIST_DIR)" --record || exit 1; done

bench: .venv-bench/installed  ## nn beside its peers: half an hour; OPTIONS=--quick MNIST_DIR=FOLDER
	@.venv-bench/bin/python -m benchmarks $(OPTIONS) \
	  $(if $(MNIST_DIR),--data "$(MNIST_DIR)") $(if $(PROGRAMS_DIR),--programs "$(PROGRAMS_DIR)")

generators: .venv-properdocs/installed .venv-zensical/installed  ## install two successors of MkDocs: with them, make check compares their pages

lock: .venv/installed  ## pin versions again; UPGRADE=--upgrade takes the newest of each
	$(LOCK) --extra dev --output-file requirements.txt pyproject.toml
	$(LOCK) --extra peers --constraint requirements.txt \
	  --output-file benchmarks/requirements.txt pyproject.toml
	$(LOCK) --extra properdocs --constraint requirements.txt \
	  --output-file tests/generators/properdocs.txt pyproject.toml
	$(LOCK) --extra zensical --constraint requirements.txt \
	  --output-file tests/generators/zensical.txt pyproject.toml

clean:  ## delete everything that was made
	rm -rf .venv .venv-bench .venv-properdocs .venv-zensical .cache .hypothesis build dist site
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The target is a stamp and not the folder: after an installation that was killed all starts anew,
# while pip, when it fails, leaves what was there.
# The lock on this file, which ends with the shell, lets one of two at once wait for the other.
# Where ensurepip is missing (Debian without python3-venv), the pip of $(PYTHON) installs one.
.venv/installed: requirements.txt
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  version=$$("$(PYTHON)" -c 'import platform; print(platform.python_version())' 2>/dev/null); \
	  echo "Python 3.11 or newer is needed, but '$(PYTHON)' is $${version:-missing}."; \
	  echo "Install one and name it, for example: make PYTHON=python3.13 test"; exit 1; } >&2
	@exec 9<Makefile; "$(PYTHON)" -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX)'; \
	if [ $@ -nt requirements.txt ]; then exit; fi; \
	echo "Installing into .venv, once: about a minute"; \
	if [ -e $@ ]; then mv $@ $@.old; else fresh=--clear; fi; \
	"$(PYTHON)" -m venv $$fresh .venv >/dev/null 2>&1 \
	  || "$(PYTHON)" -m venv $$fresh --without-pip .venv || exit; \
	if $(RUN) pip --version >/dev/null 2>&1; then pip() { $(RUN) pip "$$@"; }; \
	else pip() { "$(PYTHON)" -m pip --python .venv/bin/python "$$@"; }; fi; \
	pip --version >/dev/null 2>&1 || { \
	  echo "'$(PYTHON)' has no ensurepip, and its pip is missing or older than 22.3."; \
	  echo "Install python3-venv (Debian, Ubuntu) or a newer pip, then try again."; exit 1; } >&2; \
	pip $(PIP_OPTIONS) --requirement requirements.txt || { \
	  if [ -e $@.old ]; then mv $@.old $@; fi; \
	  echo "The installation failed. Is the package index within reach? Then try again."; \
	  exit 1; } >&2; \
	.venv/bin/python -c '$(WRITE_PTH)' && touch $@

# The peers are large, so they have a folder of their own.
.venv-bench/installed: .venv/installed benchmarks/requirements.txt
	@echo "Installing into .venv-bench, once: up to 6 GB"
	@"$(PYTHON)" -m venv --clear --without-pip .venv-bench
	@$(BENCH_PIP) --requirement requirements.txt
	@$(BENCH_PIP) --requirement benchmarks/requirements.txt \
	  || echo "The peers can't be installed here: the benchmarks go on without them" >&2
	@touch $@

# A generator has its own packages, and after them those of the book.
define WRITE_BOOK_PTH
import sys
from os.path import relpath
from sysconfig import get_path
own = get_path("purelib")
book = own.replace(sys.argv[1], ".venv")
print(relpath(book, own), relpath(".", own), sep="\n", file=open(own + "/book.pth", "w"))
endef
export WRITE_BOOK_PTH

.venv-properdocs/installed .venv-zensical/installed: .venv-%/installed: tests/generators/%.txt .venv/installed
	@"$(PYTHON)" -m venv --clear --without-pip .venv-$*
	@$(RUN) pip --python .venv-$*/bin/python $(PIP_OPTIONS) --requirement $<
	@.venv-$*/bin/python -c "$$WRITE_BOOK_PTH" .venv-$* && touch $@
