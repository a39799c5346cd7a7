"""What is written of a class is what nbgrader would write, which goes twice over each notebook, by way of files."""

import copy
import sqlite3
from concurrent.futures import Future
from contextlib import closing, nullcontext
from types import SimpleNamespace

import nbformat
import pytest
from nbgrader.converters import Autograde
from nbgrader.preprocessors import CheckCellMetadata, SaveAutoGrades

from grader.course import waiting
from grader.course.autograde import ClassRun, nbgrader_api
from grader.course.converter import AutogradeAnything
from grader.course.preprocessors import Judge
from grader.tools import demo

from ..answers import DAMPENED, SOLUTION
from ..classroom import Course
from .test_damaged_notebooks import DAMAGE, solved

pytestmark = [pytest.mark.nbgrader, pytest.mark.sandbox]


def without_identities(nb):
    nb.nbformat_minor = 4
    for cell in nb.cells:
        cell.pop("id", None)


def text_of_all_kinds(nb):
    nb.cells.append(nbformat.v4.new_markdown_cell("ü \u2028 \ud800 <b>&amp;</b>\r\n\x00"))
    nb.metadata["mine"] = {"b": [1, 2.5e-7, None, True, {}], "a": "\x7f"}


def as_they_come(nb):
    pass


@pytest.fixture(scope="module")
def judged(grader):
    """Two verdicts, one of them with a picture, that stand for all others: what is written of them is asked here."""
    return [grader.grade_notebook(demo.solve("momentum", code), "momentum") for code in (SOLUTION, DAMPENED)]


def graded(momentum_course, folder, grader, judged, own):
    """A class of all kinds of notebooks, graded, looked at by hand, and graded again; by nbgrader's own way or ours."""
    course = Course.like(momentum_course, folder)
    with course.gradebook() as book:
        book.update_or_create_assignment("momentum", duedate="2026-01-01 12:00:00 UTC")
    for damage in (as_they_come, text_of_all_kinds, without_identities, *DAMAGE):
        notebook = solved()
        damage(notebook)
        file = course.hand_in(damage.__name__, "")
        file.write_bytes(nbformat.writes(notebook).encode("utf8", "surrogatepass"))
    (file.parent / "timestamp.txt").write_text("2026-01-02 12:00:00 UTC")
    course.hand_in("no_notebook", "{")
    order = iter([*judged] * 50)

    def submit(notebook, name, choice, keeper):
        future = Future()
        future.set_result(copy.copy(next(order)))
        return future

    for again in range(2):
        run = ClassRun("momentum", SimpleNamespace(size=1, tasks=grader.tasks, submit=submit), course.root)
        if own:
            theirs = {"SaveAutoGradesAtOnce": SaveAutoGrades, "CheckCellMetadataOnce": CheckCellMetadata}
            listed = run._api.config.Autograde
            listed.autograde_preprocessors = [theirs.get(p.__name__, p) for p in listed.autograde_preprocessors]
            assert Judge in listed.autograde_preprocessors
        assert not any(result.troubled for result in run.grade())
        if not again:
            with course.gradebook() as book:
                for student in ("as_they_come", "forge_the_points"):
                    grade, *_ = book.find_submission_notebook("momentum", "momentum", student).grades
                    grade.manual_score, grade.needs_manual_grade = 0.5, False
                book.db.commit()
    return course


def written(course):
    """Every row that there is of submissions, grades and comments, and each file in autograded/ with its mode."""
    with closing(sqlite3.connect(course.root / "gradebook.db")) as book:
        rows = [book.execute(query).fetchall() for query in (
            "SELECT student_id, timestamp, extension FROM submitted_assignment ORDER BY 1",
            "SELECT s.student_id, n.late_submission_penalty FROM submitted_notebook n "
            "JOIN submitted_assignment s ON s.id = n.assignment_id ORDER BY 1",
            "SELECT s.student_id, b.name, g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade "
            "FROM grade g JOIN base_cell b ON b.id = g.cell_id JOIN submitted_notebook n ON n.id = g.notebook_id "
            "JOIN submitted_assignment s ON s.id = n.assignment_id ORDER BY 1, 2",
            "SELECT s.student_id, b.name, c.auto_comment, c.manual_comment FROM comment c "
            "JOIN base_cell b ON b.id = c.cell_id JOIN submitted_notebook n ON n.id = c.notebook_id "
            "JOIN submitted_assignment s ON s.id = n.assignment_id ORDER BY 1, 2")]
    return rows, {path.relative_to(course.root).as_posix(): (path.stat().st_mode, path.read_bytes())
                  for path in sorted(course.root.glob("autograded/**/*")) if path.is_file()}


def test_gradebook_and_notebooks_are_those_that_nbgrader_would_write(
        momentum_course, tmp_path, grader, judged, monkeypatch):
    ours = written(graded(momentum_course, tmp_path / "ours", grader, judged, own=False))
    monkeypatch.setattr(AutogradeAnything, "_at_once", False)
    monkeypatch.setattr(waiting, "one_engine", nullcontext)
    theirs = written(graded(momentum_course, tmp_path / "theirs", grader, judged, own=True))
    assert len(ours[1]) > len(DAMAGE) and any(row[3] == 0.5 and row[5] for row in ours[0][2])
    assert ours[0] == theirs[0]
    assert ours[1].keys() == theirs[1].keys()
    assert [name for name in ours[1] if ours[1][name] != theirs[1][name]] == []


def test_where_nothing_of_ours_is_configured_a_notebook_goes_nbgraders_own_way(tmp_path, monkeypatch):
    gone = []
    monkeypatch.setattr(Autograde, "convert_single_notebook", lambda self, file: gone.append(file))
    AutogradeAnything(coursedir=nbgrader_api(tmp_path).coursedir).convert_single_notebook("submitted/ada/m/m.ipynb")
    assert gone == ["submitted/ada/m/m.ipynb"]
