"""A course outside the package: found, graded and self-tested like this one's own tasks."""

import importlib
import json
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path

import nbformat
import pytest

from grader.judging.paths import Paths
from grader.language import registry
from grader.language.reference import Tolerances
from grader.outcome.gap import Lacking
from grader.tools import corpus, notebook_template
from grader.tools.cli import main
from grader.tools.new_task import missing

from .grader.authors import delete_marks, fill_in_descent

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "other_course"


# In this process: the registry, with the example's package on the path

@pytest.fixture(scope="module")
def entry():
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text("utf8"))["project"]
    ((name, value),) = project["entry-points"][registry.GROUP].items()
    return EntryPoint(name, value, registry.GROUP)


@pytest.fixture
def found(entry, monkeypatch):
    monkeypatch.syspath_prepend(EXAMPLE)
    importlib.invalidate_caches()
    real = registry.entry_points
    monkeypatch.setattr(registry, "entry_points", lambda group: [*real(group=group), entry])
    yield registry.find()
    for name in [name for name in sys.modules if name.split(".")[0] == "other_course"]:
        del sys.modules[name]


@pytest.fixture
def nadam(found):
    return found["nadam"]


def test_the_registry_finds_the_task_beside_this_courses_own(found, nadam):
    assert found.broken == ()
    assert set(found) == {"nadam", *(own.name for own in registry.home_entries())}
    assert nadam.max_points == 10 and nadam.answers == EXAMPLE / "other_course" / "right_answers" / "nadam"


@pytest.mark.long
def test_nothing_is_missing_in_it(nadam):
    assert missing(nadam) == []


def test_there_are_right_answers_in_three_styles_and_many_mistakes(nadam):
    assert len(list(nadam.answers.glob("*.py"))) == 3
    assert len(nadam.misconceptions) >= 50
    own = [m for m in nadam.misconceptions if set(m.parts) - {"fixed", "rate", "gradient", "enter"}]
    assert len(own) == 13 and all(m.course == nadam.course for m in own)


def test_the_reference_needs_the_tolerance_that_it_has(nadam):
    """PyTorch keeps one product in float32, so at the usual tolerance the right formula would be wrong."""
    strict = replace(nadam, reference=replace(nadam.reference, tolerances=Tolerances()), misconceptions=[])
    (gap,) = [gap for gap in missing(strict, run=False) if gap.lacking is Lacking.IMPRECISE]
    assert gap.number == pytest.approx(1e-7)  # the power of ten above 2.5e-8
    assert nadam.reference.tolerances.float64 > 10 * 2.5e-8


def test_hints_lead_to_its_own_book_and_those_about_bookkeeping_to_the_page_on_step(nadam):
    addresses = {m.name: m.course.section(m.section) for m in nadam.misconceptions}
    assert addresses["no_look_ahead"] == "https://other-course.example/book/nadam.html#nadam-look-ahead"
    assert addresses["uphill"] == "https://other-course.example/book/nadam.html#nadam-rule"
    assert addresses["none_is_zero"].endswith("/book/step.html#step-none")
    assert "other-course.example" not in addresses["none_is_zero"]


def test_the_notebook_is_what_the_template_makes_of_it(nadam):
    path = notebook_template.path_of(nadam)
    assert path == EXAMPLE / "solutions" / "nadam" / "nadam.ipynb"
    assert list(notebook_template.refresh_all({"nadam": nadam}, write=False)) == []


def test_students_get_no_solution_and_no_hidden_check():
    text = (EXAMPLE / "assignments" / "nadam" / "nadam.ipynb").read_text("utf8")
    nbformat.validate(nbformat.reads(text, as_version=4))
    assert "raise NotImplementedError" in text and "torch.optim.NAdam" not in text and "### BEGIN" not in text
    assert "{{" not in text and "https://other-course.example/book/nadam.html" in text


# Before and after, as the book's page on checks tells it


def measured(checks, capsys):
    assert main(["corpus", *checks, "--task", "nadam", "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.long
def test_the_check_that_it_had_accepts_most_mistakes_and_its_trials_show_each(nadam, capsys):
    (count,) = measured([f"{EXAMPLE / 'old_check.py'}:old_check"], capsys)["checks"][0]["counts"]
    assert (count["task"], count["right"], count["rejected"], count["stopped"]) == ("nadam", 3, {}, {})
    assert count["wrong"] == len(nadam.misconceptions) and len(count["accepted"]) > count["wrong"] / 2
    known, mistakes = Paths(nadam), {m.name: m for m in nadam.misconceptions}
    wrong = [answer for answer in corpus.made(nadam) if not answer.right][::8]  # all of them are in the self-test below
    after = [corpus.with_what_shows_it(answer, mistakes[answer.names[0]], known) for answer in wrong]
    assert [answer.id for answer in after if not answer.checks] == []


# From wheels, as a stranger would

@pytest.fixture(scope="module")
def course(make_environment, tmp_path_factory):
    """An environment with the grader's wheel and the example's."""
    environment = make_environment("nbgrader", "pytest")
    source = tmp_path_factory.mktemp("source") / "other_course"
    shutil.copytree(EXAMPLE, source, ignore=shutil.ignore_patterns("__pycache__"))
    environment.install(source)
    shutil.rmtree(source)
    return environment


@pytest.mark.wheel
@pytest.mark.sandbox
@pytest.mark.timeout(1500)  # two minutes of two quiet cores
def test_installed_it_is_listed_graded_and_self_tested(course, tmp_path):
    assert "nadam" in course.run("step-grader", "tasks", cwd=tmp_path).stdout

    handed_in = [tmp_path / "right.ipynb", tmp_path / "wrong.ipynb", tmp_path / "unsolved.ipynb"]
    right, wrong, unsolved = handed_in
    shutil.copy(EXAMPLE / "solutions" / "nadam" / "nadam.ipynb", right)
    shutil.copy(EXAMPLE / "assignments" / "nadam" / "nadam.ipynb", unsolved)
    text = right.read_text("utf8")
    wrong.write_text(text.replace("for k in (t, t + 1))", "for k in (t - 1, t))"), "utf8")
    assert wrong.read_text("utf8") != text
    done = course.run("step-grader", "grade", "--json", *handed_in, cwd=tmp_path, check=False)
    verdicts = [json.loads(line) for line in done.stdout.splitlines()]
    assert [v["task"] for v in verdicts] == ["nadam"] * 3, done.stderr
    assert [check for check in verdicts[0]["checks"] if not check["passed"]] == [] and verdicts[0]["score"] == 10
    assert verdicts[1]["score"] < 10 and verdicts[2]["score"] == 0
    assert {check["misconception"] for check in verdicts[1]["checks"]} == {None, "momentum_one_behind"}

    tested = json.loads(course.run("step-grader", "selftest", "nadam", "--json", cwd=tmp_path).stdout)
    (count,) = tested if isinstance(tested, list) else [tested]
    assert (count["task"], count["right"]) == ("nadam", 3) and count["wrong"] >= 50
    assert not count["rejected"] and not count["accepted"] and not count["misnamed"] and not count["troubled"]


# From nothing, as somebody who begins a course

@pytest.fixture(scope="module")
def author(make_environment):
    """An environment with the grader's wheel, and with nbgrader beside it, which calls alembic as a program."""
    environment = make_environment("pytest")
    (environment.folder / "bin" / "alembic").symlink_to(Path(sysconfig.get_path("scripts"), "alembic"))
    return environment


@pytest.mark.wheel
@pytest.mark.sandbox
@pytest.mark.timeout(1500)  # two minutes of two quiet cores
def test_a_new_course_is_installed_filled_in_and_released_as_its_author_is_told(author, tmp_path):
    """Gradient descent again: the formula that stands there is right, so words and numbers are all that is left."""
    folder = tmp_path / "Some-Course"
    folder.mkdir()

    def check_task():
        done = author.run("step-grader", "check-task", "descent", cwd=folder, check=False)
        assert not done.stderr and done.returncode in (0, 1), done.stderr
        return done.returncode, done.stdout.splitlines()

    said = author.run("step-grader", "new-task", "descent", "--class-name", "SGD", cwd=folder).stdout
    written = {path for path in folder.rglob("*") if path.is_file()}
    assert len(written) == 9 and all(str(path) in said for path in written)
    assert "descent" not in author.run("step-grader", "tasks", cwd=folder).stdout

    author.install("--editable", folder)
    assert "descent" in author.run("step-grader", "tasks", cwd=tmp_path).stdout
    trouble, gaps = check_task()
    assert trouble and all(gap.startswith("✗ ") for gap in gaps)
    assert [gap for gap in gaps if "FILL IN" in gap] and "There is no notebook for students" in gaps[-1]

    delete_marks(written)
    trouble, gaps = check_task()
    assert trouble and [gap for gap in gaps if "what the template wrote there is still to be replaced" in gap]

    fill_in_descent(written, registry.find()["sgd"])
    assert author.run("step-grader", "refresh", cwd=folder).stdout.strip().endswith("descent.ipynb")
    author.run("python", "-m", "nbgrader", "generate_assignment", "descent", cwd=folder)
    assert (folder / "assignments" / "descent" / "descent.ipynb").is_file()
    assert check_task() == (0, ["descent lacks nothing."])

    wrong = folder / "some_course" / "right_answers" / "descent" / "upwards.py"
    wrong.write_text((wrong.parent / "plain.py").read_text("utf8").replace("p.sub_", "p.add_"), "utf8")
    assert check_task() == (1, ["✗ The right answer upwards loses points."])


@pytest.mark.wheel
def test_a_course_that_is_still_in_its_beginnings_makes_a_wheel(author, tmp_path):
    """Without a students' notebook, and with what is there inside the package."""
    author.run("step-grader", "new-task", "radam", "--folder", tmp_path / "early", cwd=tmp_path)
    subprocess.run([sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index",
                    "--wheel-dir", tmp_path, tmp_path / "early"], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if name.startswith("early/")}
    assert names == {"early/__init__.py", "early/course.py", "early/radam.py", "early/right_answers/radam/plain.py",
                     "early/home/_config.yml", "early/home/solutions/radam/radam.ipynb"}
