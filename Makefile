# Every verb does its own set-up: Python 3.11 or newer, make and git are enough.
.DEFAULT_GOAL := help
.PHONY: help reports test lab lint bench answers docs pictures lock clean

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# the first of these that is new enough; name another with `make PYTHON=...`
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo "$$p"; break; }; done)

# each module is compiled once, not once a process, whatever the machine is set to
export PYTHONDONTWRITEBYTECODE =

help:
	@echo "make reports   set up, run all notebooks, publish reports/index.html"
	@echo "make test      set up, run all tests, notebooks included"
	@echo "make lab       set up, open JupyterLab on its start page"
	@echo "make lint      check style and that notebooks hold no images"
	@echo "make bench     measure the speeds that benchmarks/README.md states"
	@echo "make answers   run the notebooks and keep the answers that nbval compares"
	@echo "make docs      make docs/results.md and docs/api.md from what the code declares"
	@echo "make pictures  make the pictures of the planners' guides (needs Chromium)"
	@echo "make lock      resolve requirements.lock anew (needs uv)"

reports: $(READY)
	@$(BIN)/simulate reports

test: $(READY)
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

lab: $(READY)
	@$(BIN)/simulate lab $(ARGS)

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/nbstripout --verify --keep-count --keep-id notebooks/*.ipynb

bench: $(READY)
	@$(BIN)/python benchmarks/speed.py
	@$(BIN)/python benchmarks/suite.py
	@$(BIN)/python benchmarks/law.py
	@PYTHONPATH=tests $(BIN)/python benchmarks/engine.py
	@$(BIN)/python benchmarks/sweep.py
	@$(BIN)/python benchmarks/funding.py
	@$(BIN)/python benchmarks/lab.py
	@$(BIN)/python benchmarks/outreach.py

# those whose answers are kept: all, or `make answers NOTEBOOKS=notebooks/03_election_adhoc.ipynb`
NOTEBOOKS ?= notebooks/*.ipynb

# the brief reads what the others published
answers: $(READY)
	@$(BIN)/simulate reports
	@$(BIN)/jupyter nbconvert --log-level WARN --to notebook --inplace --execute $(NOTEBOOKS)
	@$(BIN)/nbstripout --keep-count --keep-id --extra-keys "metadata.language_info cell.metadata.execution" $(NOTEBOOKS)

# the dictionary of results asks the brief for its tables, too
docs: $(READY)
	@$(BIN)/simulate reports
	@$(BIN)/python docs/generate.py

# the start page shows what was published
pictures: $(READY)
	@$(BIN)/simulate reports
	@$(BIN)/python docs/pictures.py

lock:
	uv pip compile pyproject.toml --group test --group lint --group build --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --no-annotate --upgrade --quiet -o requirements.lock

clean:
	rm -rf $(VENV)

$(READY): requirements.lock pyproject.toml hatch_build.py
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Python 3.11 or newer is needed; install it, or name one: make PYTHON=/path/to/python3.11" >&2; exit 2; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "$(PYTHON) lacks venv; install it (Debian, Ubuntu: apt install python3-venv)" >&2; exit 2; }
	@echo "Setting up $(VENV) (once, about a minute)"
	@"$(PYTHON)" -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
