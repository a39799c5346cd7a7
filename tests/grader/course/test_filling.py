"""An assignment that the gradebook does not know: `autograde` adds it, and `--dry-run` says what would be graded."""

from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from grader.course import filling, plan
from grader.course.autograde import ClassRun, nbgrader_api
from grader.course.lack import CourseError, Lack
from grader.course.template import Templates
from grader.language import registry, secret_file
from grader.language.secret import DEMO
from grader.telling import classes
from grader.tools import cli, demo

from ..answers import DAMPENED, SOLUTION
from ..classroom import ROOT, Course

pytestmark = [pytest.mark.nbgrader]


def files(folder):
    """Every file there, with what is in it."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """A class whose gradebook is not there yet."""
    made = Course.__new__(Course)
    made.root = tmp_path_factory.mktemp("fresh")
    made.hand_in("ada", demo.solve("momentum", SOLUTION)).rename(
        made.root / "submitted" / "ada" / "momentum" / "Copy of momentum.ipynb")
    made.hand_in("bob", "<html>")
    made.hand_in("eve", demo.solve("momentum", DAMPENED))
    made.hand_in("<b>", demo.solve("momentum", SOLUTION))
    return made


@pytest.fixture(scope="module")
def planned(fresh):
    """What `--dry-run` says of it, before anything else is done; and that it leaves all as it was."""
    before, released = files(fresh.root), files(ROOT / "assignments")
    found = plan.plan("momentum", registry.find(), fresh.root)
    assert files(fresh.root) == before and files(ROOT / "assignments") == released
    return found


def test_a_dry_run_names_each_file_and_each_reason_and_writes_nothing(planned):
    lines, known = planned
    assert not known and [(one.student, one.file) for one in lines] == [
        ("<b>", None), ("ada", "Copy of momentum.ipynb"), ("bob", None), ("eve", "momentum.ipynb")]
    assert "cannot be a student's id" in lines[0].why_not and "HTML page" in lines[2].why_not
    assert {one.points for one in lines} == {None}


def test_its_table_says_what_the_gradebook_would_get_and_that_nothing_was_done(planned):
    *rows, empty, added, done = classes.plan(planned[0], "momentum").splitlines()
    assert [row.split()[0] for row in rows] == ["student", "<b>", "ada", "bob", "eve"] and empty == ""
    assert "would get it" in added and done.startswith("4 notebooks. Nothing was run")
    assert "would get it" not in classes.plan(planned[0])


@pytest.mark.sandbox
def test_autograde_adds_the_assignment_grades_and_leaves_what_students_get_as_it_is(fresh, planned, grader):
    released = files(ROOT / "assignments")
    secret_file.write(fresh.root, DEMO)
    assert ClassRun("momentum", grader, fresh.root).fill()
    fresh.autograde(grader, students=["ada", "eve"])
    assert {name: sum(points.values()) for name, points in fresh.scores().items()} == {"ada": 10, "eve": 6}
    assert not ClassRun("momentum", grader, fresh.root).fill() and files(ROOT / "assignments") == released
    again, known = plan.plan("momentum", registry.find(), fresh.root, ["ada", "eve"])
    assert known and [one.points for one in again] == [10, 6]


@pytest.mark.parametrize("assignment", ["nothing", "*", "..", "."])
def test_an_assignment_without_a_source_is_none_and_no_gradebook_is_made_for_it(tmp_path, assignment):
    (tmp_path / "submitted" / "ada" / "nothing").mkdir(parents=True)
    with pytest.raises(CourseError) as lack:
        ClassRun(assignment, None, tmp_path).fill()
    assert lack.value.lack is Lack.UNKNOWN_ASSIGNMENT and files(tmp_path) == {}


def test_what_nbgrader_says_when_it_cannot_is_told(tmp_path, monkeypatch, capsys):
    (tmp_path / "submitted" / "ada" / "momentum").mkdir(parents=True)
    monkeypatch.setattr("nbgrader.apps.NbGraderAPI.generate_assignment",
                        lambda self, name: dict(success=False, error="Traceback\nOSError: disk full"))
    assert cli.main(["autograde", "momentum", "--course", str(tmp_path), "--dry-run"]) == 2
    said = capsys.readouterr().err
    assert "could not put the assignment “momentum” into the gradebook: OSError: disk full" in said


@pytest.fixture
def half(tmp_path):
    """nbgrader's interface to a course of which the second notebook cannot be read, and the class's gradebook."""
    source = tmp_path / "source" / "two"
    source.mkdir(parents=True)
    (source / "a.ipynb").write_bytes((ROOT / "solutions" / "momentum" / "momentum.ipynb").read_bytes())
    (source / "b.ipynb").write_text("{")
    api = nbgrader_api(tmp_path)
    api.coursedir.source_directory = str(tmp_path / "source")
    return api, tmp_path / "gradebook.db"


def test_of_half_an_assignment_nothing_is_left_in_the_gradebook(half):
    api, file = half
    with Gradebook(f"sqlite:///{file}") as kept:
        kept.add_assignment("another")
        kept.add_assignment("due", duedate="2026-01-01 12:00:00 UTC")
    (file.parent / "source" / "due").symlink_to("two")
    for assignment in ("two", "due"):
        with pytest.raises(filling.NotFilled):
            filling.fill(assignment, api)
    with Gradebook(f"sqlite:///{file}") as kept:
        assert {one.name: one.duedate is not None for one in kept.assignments} == {"another": False, "due": True}
        assert kept.find_assignment("due").notebooks == []
    assert not any(filling.is_known(assignment, Templates(), api.coursedir) for assignment in ("two", "due"))


@pytest.mark.parametrize("empty", [True, False], ids=["empty", "none"])
def test_where_no_gradebook_was_a_failure_leaves_none(half, empty):
    """Else the next run would copy it over the copy of the one that was lost."""
    api, file = half
    if empty:
        file.write_bytes(b"")
    with pytest.raises(filling.NotFilled):
        filling.fill("two", api)
    assert not file.exists()


def test_after_any_exception_the_course_is_set_as_before(half):
    api, _ = half
    settings = api.coursedir.db_url, api.coursedir.release_directory
    with pytest.raises(filling.NotFilled), filling.known("two", Templates(), api):
        pass
    (Path(api.coursedir.source_directory) / "two" / "b.ipynb").unlink()
    with pytest.raises(KeyboardInterrupt), filling.known("two", Templates(), api):
        raise KeyboardInterrupt
    assert (api.coursedir.db_url, api.coursedir.release_directory) == settings


def test_a_dry_run_of_who_has_handed_in_nothing_is_a_sentence(tmp_path, capsys):
    assert cli.main(["autograde", "momentum", "--course", str(tmp_path), "--dry-run"]) == 2
    assert "Nobody has handed in “momentum”" in capsys.readouterr().err
