# make run    set everything up in .venv and open the window
# make test   the same with the test extras, then the tests, without a screen
# make gates  the long gates at their full counts
# make lint   ruff, pyright, import-linter
# make translations   take the window's texts into resources/translations and compile what is translated
#
# WORKERS=0                      the tests in one process, with a debugger for instance
# PYTHON=python3.12              another interpreter
# TORCH_INDEX=https://download.pytorch.org/whl/cpu   the small CPU build of torch (on Linux PyPI's brings CUDA)

PYTHON ?= python3
VENV ?= .venv
WORKERS ?= 2
TORCH_INDEX ?=
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
PINS := -c packaging/constraints.txt

.PHONY: run test gates lint translations clean

run: $(VENV)/.installed
	$(BIN)/gpt-studio $(ARGS)

test: $(VENV)/.installed-test
	QT_QPA_PLATFORM=offscreen OMP_NUM_THREADS=1 $(BIN)/python -m pytest -m "not slow" -n $(WORKERS) --dist loadfile $(ARGS)

gates: $(VENV)/.installed-test
	QT_QPA_PLATFORM=offscreen GPT_STUDIO_GATES=full $(BIN)/python -m pytest --timeout 3600 $(ARGS)

lint: $(VENV)/.installed-lint
	$(BIN)/ruff check gpt_studio tests
	$(BIN)/ruff format --check gpt_studio tests
	$(BIN)/lint-imports
	$(BIN)/pyright

translations: $(VENV)/.installed
	$(BIN)/python packaging/translate.py $(ARGS)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "GPT Studio needs Python 3.11 or newer; PYTHON=... names another one")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.torch: $(VENV)/bin/python packaging/constraints.txt
	$(PIP) install $(PINS) $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) torch
	@touch $@

# Each installs what it needs in one go, and what the ones before it have.
$(VENV)/.installed: $(VENV)/.torch pyproject.toml
	$(PIP) install $(PINS) -e .
	$(BIN)/python -m compileall -q gpt_studio  # the first start is no slower than the next
	@touch $@

$(VENV)/.installed-test: $(VENV)/.torch pyproject.toml
	$(PIP) install $(PINS) -e ".[test]"
	$(BIN)/python -m compileall -q gpt_studio
	@touch $(VENV)/.installed $@

$(VENV)/.installed-lint: $(VENV)/.torch pyproject.toml
	$(PIP) install $(PINS) -e ".[test,lint]"
	$(BIN)/python -m compileall -q gpt_studio
	@touch $(VENV)/.installed $(VENV)/.installed-test $@

clean:
	rm -rf $(VENV)
