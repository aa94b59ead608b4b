PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
PIP = $(BIN)/pip --disable-pip-version-check install --quiet --constraint constraints.txt

.PHONY: run test eval baseline fit lock clean help

help:
	@echo "make run    the chat page over the demo archive, on loopback"
	@echo "make test   lint, types, import contract and all tests"
	@echo "make eval   the gold questions on the demo archive, held against the figures of evals/baseline.json"
	@echo "make baseline  write those figures anew, after a change that is meant to move them"
	@echo "make fit    fit the numbers in rag/fitted.json on the dev questions; needs ONRECORD_DATA"
	@echo "make lock   write constraints.txt anew from the newest releases"
	@echo "make clean  remove the environment, the demo archive and the runs of the evals"

run: $(VENV)/runs
	$(BIN)/onrecord ingest corpus/demo
	$(BIN)/streamlit run app.py

test: $(VENV)/tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports
	$(BIN)/pytest --numprocesses auto --dist loadgroup

eval: $(VENV)/tests
	$(BIN)/onrecord eval demo --split dev --no-baselines --gate evals/baseline.json --name gate

baseline: $(VENV)/tests
	$(BIN)/onrecord eval demo --split dev --no-baselines --json evals/baseline.json --name baseline

fit: $(VENV)/tests
	$(BIN)/python -m evals.fit

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "onrecord needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/runs: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "Installing into $(VENV); about 2.5 GB, a few minutes ..."
	$(PIP) --editable .
	@touch $@

$(VENV)/tests: $(VENV)/runs
	$(PIP) --editable '.[test]'
	@touch $@

lock:
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/pip --disable-pip-version-check install --quiet torch==2.13.0 '.[test]'
	{ head -n 1 constraints.txt; $(VENV)-lock/bin/pip freeze --exclude onrecord \
	| sed -E 's/^torch(==| @).*/torch==2.13.0/'; } > constraints.new
	mv constraints.new constraints.txt
	rm -r $(VENV)-lock

clean:
	rm -rf $(VENV) .onrecord .onrecord-evals
