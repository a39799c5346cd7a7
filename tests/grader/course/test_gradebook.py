"""The gradebook's copy, made before a class is graded; and a student of whom nothing is left."""

import sqlite3

import pytest

from grader.course import gradebook
from grader.course.autograde import CourseError, Lack
from grader.tools import cli, demo

from ..answers import DAMPENED, SOLUTION
from ..classroom import Course

pytestmark = [pytest.mark.nbgrader, pytest.mark.sandbox]


@pytest.fixture(scope="module")
def course(momentum_course, tmp_path_factory, grader):
    """Zazie and Bob, graded twice, the second time with other answers; with feedback."""
    made = Course.like(momentum_course, tmp_path_factory.mktemp("kept"))
    with made.gradebook() as kept:
        kept.update_or_create_assignment("momentum", duedate="2026-01-01 12:00:00 UTC")
    for student, when in (("zazie", "2026-01-02 12:00:00 UTC"), ("bob", "2025-12-31 12:00:00 UTC")):
        (made.root / "submitted" / student / "momentum").mkdir(parents=True)
        (made.root / "submitted" / student / "momentum" / "timestamp.txt").write_text(when)
    for answers in ((SOLUTION, DAMPENED), (DAMPENED, SOLUTION)):
        for student, answer in zip(("zazie", "bob"), answers):
            made.hand_in(student, demo.solve("momentum", answer))
        made.autograde(grader)
    for student in ("zazie", "bob"):
        made.api().generate_feedback("momentum", student)
    return made


def points(course):
    return {student: sum(scores.values()) for student, scores in course.scores().items()}


def bytes_of(course):
    """All that any file of the course holds."""
    return b"".join(path.read_bytes() for path in sorted(course.root.rglob("*")) if path.is_file())


def test_who_is_late_is_known_by_the_time_that_was_written_down(course):
    with course.gradebook() as kept:
        late = {one.student.id: one.total_seconds_late for one in kept.assignment_submissions("momentum")}
    assert late == {"zazie": 24 * 60 * 60, "bob": 0}


def test_the_copy_is_the_gradebook_as_it_was_before_the_class_was_graded(course, tmp_path):
    assert points(course) == {"zazie": 6, "bob": 10}
    before = Course.like(course, tmp_path / "before")
    (course.root / "gradebook.db.before").rename(before.root / "gradebook.db")
    assert points(before) == {"zazie": 10, "bob": 6}
    gradebook.back_up(course.api().coursedir)
    assert not list(course.root.glob("*.new"))


def test_where_the_gradebook_cannot_be_copied_nobody_is_graded(momentum_course, tmp_path, grader, monkeypatch):
    made = Course.like(momentum_course, tmp_path / "class")
    made.hand_in("zazie", demo.solve("momentum", SOLUTION))
    (made.root / "gradebook.db.before").mkdir()
    with pytest.raises(CourseError) as lack:
        made.autograde(grader)
    assert lack.value.lack is Lack.NO_COPY and "IsADirectoryError" in lack.value.details["error"]
    assert points(made) == {} and not (made.root / "autograded").exists() and not list(made.root.glob("*.new"))


@pytest.mark.parametrize("student", ["eve", "", ".", "..", "../outside", "zazie/momentum"])
def test_who_is_not_there_is_a_sentence_and_nothing_is_deleted(course, capsys, student):
    outside = course.root.parent / "outside"
    outside.mkdir(exist_ok=True)
    before = bytes_of(course)
    assert cli.main(["forget", student, "--course", str(course.root), "--yes"]) == 2
    assert "There is nothing of" in capsys.readouterr().err and bytes_of(course) == before and outside.exists()


def test_a_student_is_forgotten_when_it_is_said_twice_and_nobody_else_is(course, capsys):
    gradebook.back_up(course.api().coursedir)
    before = bytes_of(course)
    assert cli.main(["forget", "zazie", "--course", str(course.root)]) == 0
    would = capsys.readouterr().out
    assert bytes_of(course) == before and "With --yes it is, for good." in would
    for kept in ("submitted/zazie", "autograded/zazie", "feedback/zazie", "gradebook.db: the student, with",
                 "gradebook.db.before: the whole copy"):
        assert f"{course.root}/{kept}" in would

    assert cli.main(["forget", "zazie", "--course", str(course.root), "--yes"]) == 0
    assert "report.html and grades.csv" in capsys.readouterr().out
    assert points(course) == {"bob": 10} and (course.root / "feedback" / "bob").is_dir()
    assert not list(course.root.rglob("*zazie*")) and not (course.root / "gradebook.db.before").exists()
    with sqlite3.connect(course.root / "gradebook.db") as kept:
        assert "zazie" not in "\n".join(kept.iterdump())
    assert b"zazie" not in (course.root / "gradebook.db").read_bytes()


def test_a_link_in_the_place_of_a_folder_is_cut_and_what_it_leads_to_stays(course, tmp_path):
    (tmp_path / "mine").mkdir()
    (course.root / "submitted" / "lin").symlink_to(tmp_path / "mine")
    assert cli.main(["forget", "lin", "--course", str(course.root), "--yes"]) == 0
    assert not (course.root / "submitted" / "lin").is_symlink() and (tmp_path / "mine").is_dir()
