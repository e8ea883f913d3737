# Everything a person needs: `make demo` shows shutten at work, `make test` runs the suite.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
DEMO := .demo
STAMPS := $(VENV)/.stamps
QUESTION_JA := 2020年、中国のネット企業上位10社の収入は上位100社の総収入の何％でしたか。
QUESTION_ZH := 世界上第一家专门审理涉网案件的法院是哪一家？
# Asked in Japanese; only the Chinese report on the water of Taiwan answers it.
QUESTION_ACROSS := 嘉南大圳（官佃渓埤圳）の工事を指揮した技師は誰ですか。

.PHONY: install demo serve test check format corpus lock clean

install: $(STAMPS)/runtime

$(STAMPS)/runtime: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	mkdir -p $(STAMPS)
	$(PIP) install --quiet -r requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(STAMPS)/dev: requirements-dev.lock $(STAMPS)/runtime
	$(PIP) install --quiet -r requirements.lock -r requirements-dev.lock
	touch $@

# A demo collection that another version built, or that was damaged, is built anew.
demo: $(STAMPS)/runtime
	$(BIN)/shutten --data $(DEMO) list >/dev/null 2>&1 || rm -rf $(DEMO)
	$(BIN)/shutten --data $(DEMO) ingest corpus/*.pdf
	$(BIN)/shutten --data $(DEMO) ask "$(QUESTION_JA)"
	$(BIN)/shutten --data $(DEMO) ask "$(QUESTION_ZH)"
	$(BIN)/shutten --data $(DEMO) ask "$(QUESTION_ACROSS)"
	@echo
	@echo "Open the page with:  make serve   and go to http://127.0.0.1:8000"

serve: $(STAMPS)/runtime
	$(BIN)/shutten --data $(DEMO) serve --host 127.0.0.1 --port 8000

test: $(STAMPS)/dev
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

check: $(STAMPS)/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(STAMPS)/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

corpus: $(STAMPS)/dev
	$(BIN)/python corpus/build/build.py

# Resolve the newest versions that pyproject.toml allows. torch is fixed: other versions bring
# gigabytes of CUDA libraries on Linux.
lock:
	rm -rf build/lock
	$(PYTHON) -m venv build/lock
	build/lock/bin/pip install --quiet setuptools torch==2.13.0
	build/lock/bin/pip install --quiet .
	build/lock/bin/pip freeze --all --exclude pip --exclude shutten | sed 's/+cpu//' > requirements.lock
	build/lock/bin/pip install --quiet ".[dev]"
	build/lock/bin/pip freeze --all --exclude pip --exclude shutten | sed 's/+cpu//' \
	    | grep -vxFf requirements.lock > requirements-dev.lock

clean:
	rm -rf $(VENV) $(DEMO)
