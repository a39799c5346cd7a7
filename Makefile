# make            set up, build the site, generate the notebooks, make and grade a demo class
# make check      in under a minute: style, types and the fast tests
# make test       the whole truth: style, types, the site and every test; its end says where the minutes went
# make serve      show the site on http://localhost:8000
# make formgrader nbgrader's page for grading by hand, on localhost; CLASS=FOLDER says where the class lies
# make release    leave in _build/release exactly what may be published
# make bench      measure the grader against plain nbgrader, and a frame and a first visit of the book
# make wheel      build the grader as a package into _build/wheel
# make lock       write requirements.lock anew after a change of requirements.txt
# make clean      forget everything that was built
#
# Parts of these, by themselves:
# make setup      the environment in .venv, with this checkout installed in it
# make book       the site
# make assignments  the notebooks for students
# make pdf        the book as one PDF, printed from the site by Chromium
# make epub       the book as an EPUB
# make release-site  what may be published, without what takes minutes to bind
# make demo       the demo class, graded, and of it what can be shown to anybody
# make lint       style and types
# make bare       no notebook is about to be committed with outputs
# make measured   the self-test, the copied checks and the corpus anew, where their code has changed
# make remeasured all of these anew: has anything changed?
# make experiments  the book's long experiments anew, where their code has changed
# make links      is every address in the book still there? Needs a network
# make pythons    what must hold in every Python: those that run here read the code, those of PYTHONS= grade
# make processors the book's code as an older processor rounds: what the pages claim must hold there as well
# make colab      the notebooks for students, from top to bottom in a plain kernel, as Colab runs them
# make preview    the book as its text stands, without running its code: what its pages look like, in under a minute
# make book-plain the book by the newest Sphinx and MyST-NB, without Jupyter Book: the way out of it. Needs a network
# make test-tools what the browser tests need
# make namespaces let this machine's users confine programs, where Ubuntu forbids it (asks for root's rights)

# The first that runs: a name on the path may be a shim that fails. PYTHON=python3.12 chooses another.
RUNS := import sys, venv; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3.11 python3 python3.12 python3.13 python3.14; do \
  "$$python" -c "$(RUNS)" 2>/dev/null && command -v "$$python" && break; done)
PIP_ARGS ?=
PORT ?= 8000
CLASS ?= $(CURDIR)
JOBS ?= 2
# Tests wait for kernels, browsers and sandboxes a third of their time: more workers than jobs.
WORKERS ?= $(shell echo $$(($(JOBS) + 2)))
MAKEFLAGS += --jobs=$(JOBS)
PYTEST_ARGS ?= -n $(WORKERS) --dist loadscope --no-loadscope-reorder

BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
export OMP_NUM_THREADS := 1
# Images for containers often forbid Python to keep what it compiles. Each of hundreds of processes would compile it anew.
export PYTHONDONTWRITEBYTECODE :=
DEMO := $(CURDIR)/_build/demo
PLAIN := $(CURDIR)/_build/plain
SLOW := sandbox or browser or site or nbgrader or wheel or long

BOOK := _config.yml _toc.yml $(shell find book -type f -not -path '*/__pycache__/*' -not -path '*/_build/*' \
  -not -path '*/.ipynb_checkpoints/*' -not -path 'book/plain/*')
GRADER := nbgrader_config.py $(shell find grader -type f -not -path '*/__pycache__/*')
SOLUTIONS := $(wildcard solutions/*/*.ipynb)
# What the notebooks for students are made by.
GENERATOR := _config.yml nbgrader_config.py grader/language/course.py $(wildcard grader/course/*.py)

# $(call step,NAME,COMMANDS): run, write down how long it took, mark as done
define step
	@mkdir -p _build/steps
	@echo "── $(1)"
	@start=$$(date +%s) && { $(2); } && echo "$$(($$(date +%s) - start))" > _build/steps/$(1)
endef

.PHONY: all setup book pdf epub assignments demo lint bare check test test-tools namespaces serve formgrader release release-site bench wheel \
  lock links colab pythons processors book-plain preview experiments measured remeasured clean
.DELETE_ON_ERROR:

all: _build/steps/book _build/steps/shown
	@echo; cat $(DEMO)/summary.txt; echo
	@echo "site       _build/html/index.html   (make serve)"
	@echo "notebooks  assignments/"
	@echo "report     _build/demo/report.html"
	@echo "feedback   _build/demo/feedback/"
	@echo "gradebook  _build/demo/gradebook.db"
	@echo "to show    _build/demo/shown/index.html"
	@printf "seconds   "; for step in setup assignments told pages book demo feedback shown; do \
	  test -f _build/steps/$$step && printf " %s %s" $$step "$$(cat _build/steps/$$step)"; done; echo

setup: $(BIN)/ready
book: _build/steps/book
assignments: _build/steps/assignments
demo: _build/steps/shown

# pip would compile 16,000 files one after the other, of which most are never imported; Python compiles what it imports
# and keeps it. A sandbox keeps nothing, so what it imports is compiled here.
COMPILED := $(patsubst %,.venv/lib/python3*/site-packages/%,IPython matplotlib numpy torch)

# Debian's pip of 2023 takes twice as long to find out what goes with what.
PIP := pip==26.3

# The checkout is installed as it lies here: a change of the code needs no second install, one of pyproject.toml does.
$(BIN)/ready: requirements.txt requirements.lock pyproject.toml
	@mkdir -p _build/steps
	@test -n "$(PYTHON)" || { echo "No Python from 3.11 on runs here. PYTHON=PATH names one."; exit 1; }
	@start=$$(date +%s); \
	test -x $(BIN)/pip || $(PYTHON) -m venv .venv || { rm -rf .venv; \
	  echo "Python's venv module does not work here. On Debian and Ubuntu: apt install python3-venv"; exit 1; }; \
	echo "── setup"; \
	$(BIN)/pip install --quiet --disable-pip-version-check $(PIP_ARGS) $(PIP) \
	&& $(BIN)/pip install --quiet --disable-pip-version-check --no-compile $(PIP_ARGS) \
	  -r requirements.txt -c requirements.lock \
	&& $(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . \
	&& { $(BIN)/python -m compileall -qq -j $(JOBS) $(COMPILED); \
	echo "$$(($$(date +%s) - start))" > _build/steps/setup; } && touch $@

# All at once ("*"): nbgrader takes as long to start as to make one.
_build/steps/assignments: $(BIN)/ready $(SOLUTIONS) $(GENERATOR)
	@mkdir -p $(DEMO)
	$(call step,assignments,nbgrader generate_assignment "*" --force --log-level=ERROR --CourseDirectory.root=$(DEMO))

# What the grader tells the book. What takes it minutes to find is kept in book/measured (make measured).
_build/steps/told: $(BIN)/ready $(GRADER)
	@mkdir -p _build
	$(call step,told,step-grader tasks --json > _build/tasks.json && step-grader mistakes > _build/mistakes.json && step-grader practice > _build/practice.json)

# The pages' code, run into the cache that Sphinx reads: the longest step, on one core for the most part.
_build/steps/pages: $(BIN)/ready $(BOOK)
	$(call step,pages,PYTHONPATH=book/_ext python -c "from course import execution; execution.main()")

_build/steps/book: _build/steps/pages _build/steps/assignments _build/steps/told corpus/checks.py \
  examples/other_course/old_check.py
	$(call step,book,jupyter-book build . -W --keep-going --quiet)

_build/steps/demo: $(BIN)/ready $(GRADER) _build/steps/assignments
	$(call step,demo,step-grader demo $(DEMO) && \
	  step-grader autograde momentum --course $(DEMO) --report $(DEMO)/report.html > $(DEMO)/summary.txt)

_build/steps/feedback: _build/steps/demo
	$(call step,feedback,nbgrader generate_feedback momentum --force --log-level=ERROR --CourseDirectory.root=$(DEMO) 2> _build/feedback.log \
	  || { cat _build/feedback.log; exit 1; })

# What somebody sees who has nothing installed: it goes along with the site.
_build/steps/shown: _build/steps/feedback
	$(call step,shown,nbgrader export --log-level=ERROR --CourseDirectory.root=$(DEMO) --to=$(DEMO)/grades.csv \
	  --assignment=momentum && \
	  step-grader demo $(DEMO) --show $(DEMO)/shown)

# Browser tests drive Debian's headless Chromium; there is no wheel of it.
test-tools: $(BIN)/ready
	@if command -v chromedriver >/dev/null && command -v chromium >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "── chromium"; apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium chromium-driver >/dev/null; \
	else echo "The browser tests will be skipped: they need the packages chromium and chromium-driver."; fi

# Since 24.04 Ubuntu lets AppArmor refuse user namespaces, and with them the strongest sandbox.
namespaces:
	@! test -e /proc/sys/kernel/apparmor_restrict_unprivileged_userns || sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0

lint: $(BIN)/ready
	ruff check .
	mypy

bare:
	@! git grep --cached -lE '"output_type": |"execution_count": [0-9]' -- 'solutions/*.ipynb' 'assignments/*.ipynb' 'examples/*.ipynb'

check: lint
	python -m pytest $(PYTEST_ARGS) -m "not ($(SLOW))"

test: test-tools lint _build/steps/book _build/steps/shown
	python -m pytest $(PYTEST_ARGS)

serve: _build/steps/book
	@echo "http://localhost:$(PORT)/"
	@python -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

# The configuration is the course's, wherever the class lies. Jupyter forbids root what containers give to everybody.
formgrader: $(BIN)/ready
	cd "$(CLASS)" && JUPYTER_CONFIG_PATH="$(CURDIR)" jupyter server --allow-root --ip=127.0.0.1 --ServerApp.root_dir=. --ServerApp.default_url=/formgrader

pdf: test-tools _build/steps/book
	PYTHONPATH=book:book/_ext python -m bound.pdf _build/html _build/book.pdf

# From the pages as they were read for the site.
epub: _build/steps/book
	rm -rf _build/epub
	jupyter-book build . -W --keep-going --quiet --builder custom --custom-builder epub
	mv _build/epub/book.epub _build

release-site: _build/steps/book _build/steps/shown
	rm -rf _build/release
	mkdir -p _build/release
	cp -r _build/html _build/release/site
	cp -r $(DEMO)/shown _build/release/site/demo
	cp -r assignments _build/html/notebooks _build/release
	rm -f _build/release/site/.buildinfo _build/release/notebooks/*.js

# The zip has the site as it is beside it, but for itself.
release: release-site pdf epub
	cp _build/book.pdf _build/book.epub _build/release/site
	cd _build/release && python -m zipfile -c site.zip site && mv site.zip site
	@echo "_build/release holds the site with the book as a PDF, an EPUB and a zip, the student notebooks and the pages as notebooks"

bench: test-tools $(BIN)/ready _build/steps/book
	step-grader bench
	step-grader bench --class 30
	PYTHONPATH=book python -m tests.book.frames
	python -m tests.book.visits

# What takes minutes is kept in book/experiments/results, and made anew where the code has changed.
experiments: $(BIN)/ready
	PYTHONPATH=book python -m experiments.stored

# So is what the grader finds of itself, in book/measured and corpus/index.csv. `make test` finds a slice anew, and fails
# where what any part is made from has changed.
measured: $(BIN)/ready _build/steps/assignments
	python -m tests.grader.measured

remeasured: $(BIN)/ready _build/steps/assignments
	python -m tests.grader.measured --all

wheel: $(BIN)/ready
	rm -rf _build/wheel
	python -m pip wheel . --quiet --no-deps --no-build-isolation --wheel-dir _build/wheel
	@ls _build/wheel/*.whl

lock: $(BIN)/ready
	{ echo "# What requirements.txt brings along, as it was tested together. Made by \`make lock\`."; \
	  pip freeze --exclude-editable --exclude setuptools --exclude pip | sed 's/+cpu$$//'; } > requirements.lock

colab: $(BIN)/ready
	python -m pytest $(PYTEST_ARGS) tests/grader/course/test_assignments.py -k "top_to_bottom or torch_and_matplotlib_only"

# .venv's own Python is one of them: PYTHON=python3.13 make pythons grades with another one in a fresh checkout.
pythons: $(BIN)/ready
	python -m pytest $(PYTEST_ARGS) tests/test_pythons.py tests/grader/inside tests/grader/ground tests/grader/sandbox

# Other instructions add in another order, and a path that is wild enough makes another path of the last digit.
OLDER := ATEN_CPU_CAPABILITY=default MKL_ENABLE_INSTRUCTIONS=SSE4_2 OPENBLAS_CORETYPE=Nehalem \
  NPY_DISABLE_CPU_FEATURES="AVX2 FMA3 AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL AVX512_SPR"

processors: $(BIN)/ready
	PYTHONPATH=book/_ext $(OLDER) python -c "from course import execution; execution.check('_build/processors')"

# Its folder lies beside the site's, so that what the pages' code gave is found in the site's cache.
links: _build/steps/book
	sphinx-build -b linkcheck -c book/plain -d _build/links/doctrees -q . _build/links

# Pages without outputs lack their figures, and so whatever refers to these. What the grader tells may be of yesterday.
UNRUN := nb_execution_mode=off suppress_warnings=myst.domains,myst.xref_missing,ref.numref,ref.ref

preview: $(BIN)/ready
	@test -f _build/steps/told || $(MAKE) _build/steps/told
	sphinx-build -b html -c book/plain $(addprefix -D ,$(UNRUN)) -d _build/preview/doctrees -q . _build/preview/html
	@echo "preview    _build/preview/html/index.html"

# Sphinx and its extensions anew each time, as new as they come; the pages' kernel is the one of .venv.
$(PLAIN)/ready: $(BIN)/ready book/plain/requirements.txt
	@mkdir -p $(PLAIN)
	test -x $(PLAIN)/venv/bin/pip || $(PYTHON) -m venv $(PLAIN)/venv
	$(PLAIN)/venv/bin/pip install --quiet --disable-pip-version-check --upgrade $(PIP_ARGS) -r book/plain/requirements.txt
	python -m ipykernel install --prefix $(PLAIN)/venv --name python3 >/dev/null 2>&1
	@touch $@

book-plain: $(PLAIN)/ready _build/steps/assignments _build/steps/told
	PATH=$(PLAIN)/venv/bin:$$PATH $(PLAIN)/venv/bin/sphinx-build -W --keep-going -q -c book/plain -d $(PLAIN)/doctrees . $(PLAIN)/html
	@echo "site       _build/plain/html/index.html"

clean:
	rm -rf _build
