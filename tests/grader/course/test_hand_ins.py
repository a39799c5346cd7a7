"""A class that hands in what people hand in: the same comes of it on all roads.

Roads: `step-grader autograde`, `step-grader grade`, formgrader's button. Every other shape is found or refused in
`tests/grader/notebooks/test_handed_in.py`.
"""

import re

import pytest

from grader.outcome.refusal import Unfit
from grader.outcome.verdict import Status
from grader.telling import words

from ..classroom import Course
from ..notebooks.shapes import SHAPES, hand_in

pytestmark = [pytest.mark.sandbox, pytest.mark.nbgrader]

FOUND = ["under the name homework.ipynb", "with a checkpoint", "with what else lies around", "a zip in a zip",
         "in UTF-16", "version 3", "without the cells' metadata", "with cells that are none",
         "with nothing but the answer",
         "with its answer moved to the end", "with a huge output", "a script in percent format",
         "Colab's export to a script", "the class in a script", "a link to the student's own", "a pipe for a time",
         "two of one time by name", "two, the newer one wrong", "two of one folder's time",
         "a locked cell with more in it", "its class defined again"]
REFUSED = ["an HTML page", "an empty folder", "a link to somebody else", "a zip bomb", "a truncated file", "a pipe",
           "two files that answer nothing", "a script without the class"]


@pytest.fixture(scope="module")
def course(momentum_course, tmp_path_factory):
    course = Course.like(momentum_course, tmp_path_factory.mktemp("hand_ins"))
    for student in FOUND + REFUSED:
        hand_in(course.root, student)
    elsewhere = course.root / "submitted" / "a folder of somebody else"
    elsewhere.mkdir()
    (elsewhere / "momentum").symlink_to("../with a checkpoint/momentum")
    return course


@pytest.fixture(scope="module")
def results(course, grader):
    return {result.student: result for result in course.autograde(grader)}


def said(verdict):
    return " ".join([words.reason(verdict) or "", *words.notes(verdict)])


@pytest.mark.parametrize("student", FOUND + REFUSED)
def test_each_gets_its_due(results, course, student):
    one, result = SHAPES[student], results[student]
    (verdict,) = result.verdicts
    assert result.trouble is None
    status = Status.REFUSED if one.unfit else Status.GRADED
    assert (verdict.score, verdict.status) == (one.points, status), said(verdict)
    if one.unfit:
        assert verdict.reason.unfit is one.unfit
    assert one.says in said(verdict)
    assert sum(course.scores()[result.student].values()) == one.points


@pytest.mark.parametrize("student", ["under the name homework.ipynb", "a zip in a zip", "version 3",
                                     "two, the newer one wrong", *REFUSED])
def test_without_a_gradebook_each_gets_the_same(results, course, grader, student):
    (verdict,) = grader.grade_each(course.root / "submitted" / student / "momentum")
    (before,) = results[student].verdicts
    assert (verdict.status, verdict.score) == (before.status, before.score), said(verdict)
    if before.status is Status.REFUSED:
        assert verdict.reason.unfit is before.reason.unfit


def test_a_folder_of_somebody_elses_is_not_ones_own(results):
    (verdict,) = results["a folder of somebody else"].verdicts
    assert (verdict.status, verdict.reason.unfit) == (Status.REFUSED, Unfit.LINK)


def test_a_link_out_of_a_students_folder_is_not_followed_where_its_path_is_given(course, grader):
    for student in ("a link to somebody else", "a folder of somebody else"):
        (verdict,) = grader.grade_each(course.root / "submitted" / student / "momentum" / "momentum.ipynb")
        assert (verdict.status, verdict.reason.unfit) == (Status.REFUSED, Unfit.LINK)


def test_the_time_of_handing_in_reaches_the_gradebook(results, course):
    with course.gradebook() as gradebook:
        times = {s.student.id: s.timestamp for s in gradebook.find_assignment("momentum").submissions}
    assert str(times["two of one folder's time"]) == "2026-10-05 14:30:12"
    assert times["a pipe for a time"] is None


def test_nothing_of_a_student_but_the_answer_and_raster_images_goes_on(results, course):
    allowed = re.compile(r"momentum\.ipynb|timestamp\.txt|curves\.png")
    found = {path.name for path in (course.root / "autograded").rglob("*") if path.is_file()}
    assert all(map(allowed.fullmatch, found)) and {"momentum.ipynb", "curves.png"} <= found


@pytest.mark.parametrize("student", ["an HTML page", "an empty folder", "two files that answer nothing",
                                     "with cells that are none"])
def test_the_reason_stands_in_the_feedback(results, course, student):
    (verdict,) = results[student].verdicts
    done = course.api().generate_feedback("momentum", student)
    assert done["success"], done
    page = course.feedback(student)
    assert f"{verdict.score:g} of 10 points" in page
    if verdict.status is Status.REFUSED:
        assert words.reason(verdict)[:40] in page


@pytest.mark.parametrize("student", ["a zip in a zip", "an empty folder", "a link to somebody else"])
def test_formgraders_button_takes_the_same_road(results, course, grader, student):
    before = course.scores()[student]
    api = course.api()
    with api.config.Judge.verdicts.lend(grader, {}):
        done = api.autograde("momentum", student)
    assert done["success"], done
    assert course.scores()[student] == before
