"""Every Python that runs here reads this code, and make finds one that runs; those that have torch grade."""

import ast
import contextlib
import json
import os
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest
import yaml
from packaging.specifiers import SpecifierSet

from .interpreters import INTERPRETERS, OLDEST, ask, candidates

ROOT = Path(__file__).resolve().parents[1]
GRADED = ("torch", "IPython", "matplotlib", "msgspec", "nbformat", "tree_sitter_python")

# What is compiled: the package, the tests, and what people hand in. Notebooks' cells as far as they are plain Python.
CODE = sorted({*(ROOT / "grader").rglob("*.py"), *(ROOT / "tests").rglob("*.py"), *(ROOT / "book").rglob("*.py"),
               *(ROOT / "corpus").rglob("*.py")})
NOTEBOOKS = sorted({*(ROOT / "tests" / "cases" / "notebooks").glob("*.ipynb"), *(ROOT / "solutions").rglob("*.ipynb"),
                    *(ROOT / "assignments").rglob("*.ipynb")})
COMPILE = """
import json, sys, warnings
warnings.simplefilter("ignore")
wrong = []
for path, source in json.load(sys.stdin):
    try:
        compile(source, path, "exec", dont_inherit=True)
    except SyntaxError as error:
        wrong.append(f"{path}:{error.lineno}: {error.msg}")
print(json.dumps(wrong))
"""

by_python = pytest.mark.parametrize("python", INTERPRETERS, ids=lambda one: f"{one.version[0]}.{one.version[1]}")


def cells(path):
    """The code cells of a notebook without magics; none of a file that is no notebook."""
    try:
        notebook = json.loads(path.read_text("utf8"))
    except ValueError:
        return
    for number, cell in enumerate(notebook["cells"]):
        source = "".join(cell.get("source", ""))
        if cell.get("cell_type") == "code" and not re.search(r"^\s*[%!]", source, re.M):
            yield f"{path.relative_to(ROOT)}, cell {number + 1}", source


@by_python
def test_every_python_that_runs_here_reads_the_code_and_the_cases(python):
    sources = [(str(path.relative_to(ROOT)), path.read_text("utf8")) for path in CODE if "demo_class" not in path.parts]
    sources += [cell for path in NOTEBOOKS for cell in cells(path)]
    assert len(sources) > 300
    wrong = json.loads(python.run(COMPILE, json.dumps(sources)))
    if python.version < (3, 12):  # one of the cases is newer, and is read by grader/inside/newer.py
        wrong = [place for place in wrong if "01-py312-fstring" not in place]
    assert wrong == []


def test_this_python_is_among_those_that_run_here():
    assert sys.version_info[:2] in [python.version for python in INTERPRETERS]


def test_a_program_that_does_not_run_is_no_python(tmp_path):
    """Such as the shim of a version that is not installed."""
    for name, text in {"fails": "#!/bin/sh\nexit 127\n", "says nothing": "#!/bin/sh\n",
                       "is none": "#!/no/such/program\n", "old": "#!/bin/sh\necho 3 8\n", "no program": ""}.items():
        path = tmp_path / name
        path.write_text(text)
        path.chmod(0o755)
        assert ask(str(path)) is None
    assert ask(str(tmp_path / "not there")) is None


def chosen(path, **variables):
    """The Python that make takes where these programs are on the path."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHON"}
    environment |= {"PATH": f"{path}{os.pathsep}/usr/bin{os.pathsep}/bin", **variables}
    done = subprocess.run(["make", "--no-print-directory", "--eval", "chosen: ; @echo $(PYTHON)", "chosen"], cwd=ROOT,
                          env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def programs(tmp_path):
    """Puts programs of these names on a path: Pythons that run, or shims that fail."""

    def put(*, run=(), fail=()):
        lines = dict.fromkeys(run, f'exec {sys.executable} "$@"') | dict.fromkeys(fail, "exit 127")
        for name, line in lines.items():
            path = tmp_path / name
            path.write_text(f"#!/bin/sh\n{line}\n")
            path.chmod(0o755)
        return tmp_path

    return put


EVERY = ["python3.11", "python3", "python3.12", "python3.13", "python3.14"]


@pytest.mark.parametrize("number", range(len(EVERY)))
def test_make_takes_the_first_python_that_runs(programs, number):
    path = programs(fail=EVERY[:number], run=EVERY[number:])
    assert chosen(path) == str(path / EVERY[number])


def test_make_takes_the_python_that_it_is_told_to_take(programs):
    path = programs(run=EVERY)
    assert chosen(path, PYTHON="python3.13") == "python3.13"


def test_without_a_python_make_says_so(programs, tmp_path):
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "Makefile").write_text((ROOT / "Makefile").read_text("utf8"))
    for name in ("requirements.txt", "requirements.lock", "pyproject.toml"):
        (tmp_path / "course" / name).touch()
    environment = {**os.environ, "PATH": f"{programs(fail=EVERY)}{os.pathsep}/usr/bin{os.pathsep}/bin"}
    done = subprocess.run(["make", "setup", "PIP_ARGS=--no-index"], cwd=tmp_path / "course", env=environment,
                          capture_output=True, text=True, timeout=60)
    assert done.returncode != 0 and "No Python from 3.11 on runs here. PYTHON=PATH names one." in done.stdout


def test_what_is_pinned_installs_in_the_first_release_of_the_oldest_python():
    """Debian's Python 3.11 is 3.11.2, and a package that wants a later one leaves its readers without the course."""
    first = f"{OLDEST[0]}.{OLDEST[1]}.0"
    names = re.findall(r"^([\w.-]+)==", "\n".join(
        (ROOT / f"requirements.{kind}").read_text("utf8") for kind in ("txt", "lock")), re.M)
    wanted = {}
    for name in names:
        with contextlib.suppress(PackageNotFoundError):  # one for another system
            wanted[name] = metadata(name).get("Requires-Python") or ""
    assert len(wanted) > 150
    assert {name: what for name, what in wanted.items() if first not in SpecifierSet(what)} == {}


def test_the_package_says_which_pythons_it_is_for():
    text = (ROOT / "pyproject.toml").read_text("utf8")
    assert f'requires-python = ">={OLDEST[0]}.{OLDEST[1]}"' in text


def test_the_workflow_grades_with_the_newer_ones():
    (job,) = yaml.safe_load((ROOT / ".github/workflows/pythons.yml").read_text("utf8"))["jobs"].values()
    assert job["strategy"]["matrix"]["python"] == ["3.12", "3.13"]
    assert job["env"]["PYTHON"] == "python${{ matrix.python }}"


# Grading, where there is torch: in this Python, and in those of `PYTHONS`

ABLE = [python for python in INTERPRETERS if python.path == sys.executable or (
    os.environ.get("PYTHONS") and python.path in candidates() and python.has(*GRADED))]


@pytest.mark.sandbox
@pytest.mark.parametrize("python", ABLE, ids=lambda one: f"{one.version[0]}.{one.version[1]}")
def test_newer_code_gets_full_marks_in_every_python_that_can_grade(python, tmp_path):
    newer = sorted((ROOT / "tests" / "cases" / "notebooks").glob("01-*.ipynb"))
    done = subprocess.run([python.path, "-m", "grader", "grade", "--json", *map(str, newer)], cwd=tmp_path,
                          env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
                          capture_output=True, text=True, timeout=300)
    verdicts = [json.loads(line) for line in done.stdout.splitlines()]
    assert [verdict["score"] for verdict in verdicts] == [10] * len(newer), done.stdout + done.stderr


def test_every_python_that_pythons_names_can_grade():
    """Whoever names one wants to hear that it cannot."""
    for program in os.environ.get("PYTHONS", "").replace(os.pathsep, " ").split():
        one = ask(program)
        assert one and one.has(*GRADED), program


def test_the_code_is_written_in_the_words_of_the_oldest():
    """Whatever this Python is."""
    for path in CODE:
        if "demo_class" not in path.parts and "cases" not in path.parts:
            ast.parse(path.read_text("utf8"), str(path), feature_version=OLDEST)
