# make           set up, build the site, generate the notebooks, make and grade a demo class
# make test      set up what tests need, and pass them
# make serve     show the site on http://localhost:8000
# make release   leave in _build/release exactly what may be published
# make bench     measure the grader against plain nbgrader
# make lock      write requirements.lock anew after a change of requirements.txt

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PIP_ARGS ?=
PORT ?= 8000
PYTEST_ARGS ?= -n 2 --dist loadgroup

BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
export OMP_NUM_THREADS := 1
DEMO := $(CURDIR)/_build/demo
NAMES := $(notdir $(patsubst %/,%,$(wildcard solutions/*/)))

BOOK := _config.yml _toc.yml $(shell find book -type f -not -path '*/__pycache__/*' -not -path '*/_build/*' -not -path '*/.ipynb_checkpoints/*')
GRADER := nbgrader_config.py $(shell find grader -type f -not -path '*/__pycache__/*')
SOLUTIONS := $(wildcard solutions/*/*.ipynb)

# $(call step,NAME,COMMANDS): run, write down how long it took, mark as done
define step
	@mkdir -p _build/steps
	@echo "── $(1)"
	@start=$$(date +%s) && { $(2); } && echo "$$(($$(date +%s) - start))" > _build/steps/$(1)
endef

.PHONY: all setup book assignments demo test test-tools serve release bench lock clean
.DELETE_ON_ERROR:

all: _build/steps/book _build/steps/feedback
	@echo; cat $(DEMO)/summary.txt; echo
	@echo "site       _build/html/index.html   (make serve)"
	@echo "notebooks  assignments/"
	@echo "report     _build/demo/report.html"
	@echo "feedback   _build/demo/feedback/"
	@echo "gradebook  _build/demo/gradebook.db"
	@printf "seconds   "; for step in setup assignments selftest book demo feedback; do \
	  test -f _build/steps/$$step && printf " %s %s" $$step "$$(cat _build/steps/$$step)"; done; echo

setup: $(BIN)/ready
book: _build/steps/book
assignments: _build/steps/assignments
demo: _build/steps/feedback

$(BIN)/ready: requirements.txt requirements.lock pyproject.toml
	@mkdir -p _build/steps
	@start=$$(date +%s); \
	test -x $(BIN)/pip || $(PYTHON) -m venv .venv || { rm -rf .venv; \
	  echo "Python's venv module does not work here. On Debian and Ubuntu: apt install python3-venv"; exit 1; }; \
	echo "── setup"; \
	$(BIN)/pip install --quiet --disable-pip-version-check $(PIP_ARGS) -r requirements.txt -c requirements.lock \
	&& echo "$$(($$(date +%s) - start))" > _build/steps/setup && touch $@

_build/steps/assignments: $(BIN)/ready $(SOLUTIONS) _config.yml nbgrader_config.py grader/preprocessors.py
	@mkdir -p $(DEMO)
	$(call step,assignments,for name in $(NAMES); do \
	  nbgrader generate_assignment $$name --force --log-level=ERROR --CourseDirectory.root=$(DEMO) || exit 1; done)

# The grader graded: the instructors' page shows the table.
_build/steps/selftest: $(BIN)/ready $(GRADER) _build/steps/assignments
	$(call step,selftest,python -m grader selftest --json > _build/selftest.json)

_build/steps/book: $(BIN)/ready $(BOOK) _build/steps/assignments _build/steps/selftest
	$(call step,book,jupyter-book build . -W --keep-going --quiet)

_build/steps/demo: $(BIN)/ready $(GRADER) _build/steps/assignments
	$(call step,demo,python -m grader demo $(DEMO) && \
	  python -m grader autograde momentum --course $(DEMO) --report $(DEMO)/report.html > $(DEMO)/summary.txt)

_build/steps/feedback: _build/steps/demo
	$(call step,feedback,nbgrader generate_feedback momentum --force --log-level=ERROR --CourseDirectory.root=$(DEMO) 2> _build/feedback.log \
	  || { cat _build/feedback.log; exit 1; })

# Browser tests drive Debian's headless Chromium; there is no wheel of it.
test-tools: $(BIN)/ready
	@if command -v chromedriver >/dev/null && command -v chromium >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "── chromium"; apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium chromium-driver >/dev/null; \
	else echo "The browser tests will be skipped: they need the packages chromium and chromium-driver."; fi

test: test-tools _build/steps/book
	ruff check .
	python -m pytest $(PYTEST_ARGS)

serve: _build/steps/book
	@echo "http://localhost:$(PORT)/"
	@python -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

release: _build/steps/book
	rm -rf _build/release
	mkdir -p _build/release
	cp -r _build/html _build/release/site
	cp -r assignments _build/release/assignments
	rm -f _build/release/site/.buildinfo
	@echo "_build/release holds the site and the student notebooks"

bench: $(BIN)/ready _build/steps/assignments
	python -m grader bench

lock: $(BIN)/ready
	{ echo "# What requirements.txt brings along, as it was tested together. Made by \`make lock\`."; \
	  pip freeze --exclude setuptools --exclude pip | sed 's/+cpu$$//' | grep -v '^-e'; } > requirements.lock

clean:
	rm -rf _build
