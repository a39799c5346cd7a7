"""The gradebook's copy, made before a class is graded; and a student of whom nothing is left."""

import sqlite3
from contextlib import closing
from functools import partial
from types import SimpleNamespace

import pytest
from nbgrader.api import Gradebook, InvalidEntry

from grader.course import gradebook
from grader.course.autograde import ClassRun
from grader.course.lack import CourseError, Lack
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


def test_where_the_gradebook_cannot_be_copied_nobody_is_graded(momentum_course, tmp_path, grader):
    made = Course.like(momentum_course, tmp_path / "class")
    made.hand_in("zazie", demo.solve("momentum", SOLUTION))
    (made.root / "gradebook.db.before").mkdir()
    before = names(made.root)
    with pytest.raises(CourseError) as lack:
        made.autograde(grader)
    assert lack.value.lack is Lack.NO_COPY and "IsADirectoryError" in lack.value.details["error"]
    assert points(made) == {} and names(made.root) == before


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def kept(tmp_path):
    """A file like a gradebook, of some hundred pages, and its copy of the last time."""
    file = tmp_path / "gradebook.db"
    with closing(sqlite3.connect(file)) as made:
        made.execute("CREATE TABLE student (id TEXT PRIMARY KEY)")
        made.executemany("INSERT INTO student VALUES (?)", [(f"{k:0300}",) for k in range(1000)])
        made.commit()
    (tmp_path / "gradebook.db.before").write_bytes(b"of the last time")
    return file


def copied(file, **how):
    """Make a copy; what is then in it."""
    gradebook.back_up(SimpleNamespace(db_url=f"sqlite:///{file}"), **how)
    assert names(file.parent) == ["gradebook.db", "gradebook.db.before"]
    return gradebook.copy_of(file).read_bytes()


def test_the_copy_may_be_read_by_whoever_may_read_the_gradebook(kept):
    for mode in (0o640, 0o600, 0o664):
        kept.chmod(mode)
        copied(kept)
        assert gradebook.copy_of(kept).stat().st_mode & 0o777 == mode


def test_a_run_for_some_students_leaves_the_copy_and_makes_one_where_none_is(kept):
    assert copied(kept, replace=False) == b"of the last time"
    gradebook.copy_of(kept).unlink()
    assert copied(kept, replace=False).startswith(b"SQLite")
    assert copied(kept, replace=True).startswith(b"SQLite")


@pytest.mark.parametrize("replace", [True, False])
@pytest.mark.parametrize("where", [0, 8192])
def test_a_damaged_gradebook_is_not_copied_over_a_sound_copy(kept, where, replace):
    with kept.open("r+b") as file:
        file.seek(where)
        file.write(b"x" * 8192)
    with pytest.raises(gradebook.Damaged):
        copied(kept, replace=replace)
    assert gradebook.copy_of(kept).read_bytes() == b"of the last time"
    assert names(kept.parent) == ["gradebook.db", "gradebook.db.before"]


def test_a_damaged_gradebook_is_a_sentence_before_anything_is_graded(kept, capsys):
    kept.write_bytes(b"x" * 8192)
    (kept.parent / "submitted" / "ada" / "momentum").mkdir(parents=True)
    for only in ([], ["--student", "ada"]):
        assert cli.main(["autograde", "momentum", "--course", str(kept.parent), *only]) == 2
        said = capsys.readouterr().err
        assert f"{kept} is damaged (" in said and f"{kept}.before or one of your own" in said
    assert gradebook.copy_of(kept).read_bytes() == b"of the last time" and kept.read_bytes() == b"x" * 8192


@pytest.mark.parametrize("command", [
    ["autograde", "momentum", "--dry-run"], ["similar", "momentum"], ["report", "momentum"]])
def test_a_damaged_gradebook_is_a_sentence_for_those_who_only_read_it(kept, command, capsys):
    kept.write_bytes(b"x" * 8192)
    (kept.parent / "submitted" / "ada" / "momentum").mkdir(parents=True)
    assert cli.main([*command, "--course", str(kept.parent)]) == 2
    said = capsys.readouterr().err
    assert "The gradebook cannot be read (file is not a database)" in said and "gradebook.db.before" in said


@pytest.mark.parametrize("empty", [True, False], ids=["empty", "deleted"])
def test_a_gradebook_that_was_lost_does_not_take_its_copy_with_it(kept, monkeypatch, empty):
    """nbgrader makes a new one, and that is not what the copy is of."""
    def filled(assignment, api):
        with Gradebook(f"sqlite:///{kept}") as made:
            made.update_or_create_assignment(assignment)

    assert (before := copied(kept))
    kept.write_bytes(b"") if empty else kept.unlink()
    monkeypatch.setattr("grader.course.filling.fill", filled)
    run = ClassRun("momentum", None, kept.parent)
    assert run.fill()
    with pytest.raises(CourseError) as lack:
        run.grade()
    assert lack.value.lack is Lack.NOBODY and gradebook.copy_of(kept).read_bytes() == before != kept.read_bytes()


@pytest.mark.parametrize("student", ["eve", "", ".", "..", "../outside", "zazie/momentum"])
def test_who_is_not_there_is_a_sentence_and_nothing_is_deleted(course, capsys, student):
    # Below submitted/ it would be found here.
    (course.root / "outside").mkdir(exist_ok=True)
    (course.root / "outside" / "mine.txt").write_text("mine")
    before = bytes_of(course)
    assert cli.main(["forget", student, "--course", str(course.root), "--yes"]) == 2
    assert "There is nothing of" in capsys.readouterr().err and bytes_of(course) == before


def test_a_copy_that_alone_has_the_student_is_found_and_one_without_is_left(course):
    coursedir = course.api().coursedir
    with course.gradebook() as kept:
        kept.add_student("lin")
    copy = gradebook.back_up(coursedir)
    with course.gradebook() as kept:
        kept.remove_student("lin")
    assert gradebook.kept_of("lin", coursedir) == gradebook.Kept([], False, copy)
    assert gradebook.forget("lin", coursedir).copy == copy and not copy.exists()
    gradebook.back_up(coursedir)
    (course.root / "feedback" / "lin").mkdir()
    assert gradebook.forget("lin", coursedir) == gradebook.Kept([course.root / "feedback" / "lin"], False, None)
    assert copy.exists() and not (course.root / "feedback" / "lin").exists()


def test_while_somebody_else_writes_nothing_is_deleted(course, capsys, monkeypatch):
    gradebook.back_up(course.api().coursedir)
    before = bytes_of(course)
    with closing(sqlite3.connect(course.root / "gradebook.db")) as formgrader:
        formgrader.execute("BEGIN IMMEDIATE")
        monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, timeout=0))  # by default it waits for seconds
        assert cli.main(["forget", "zazie", "--course", str(course.root), "--yes"]) == 2
        formgrader.rollback()
    assert "database is locked). Close formgrader" in capsys.readouterr().err and bytes_of(course) == before


@pytest.mark.parametrize("where, error", [
    ("nbgrader.api.Gradebook.remove_student", InvalidEntry("it is in use")),
    ("shutil.rmtree", PermissionError("it is in use")),
])
def test_what_stays_after_an_error_is_found_again(course, capsys, monkeypatch, where, error):
    def fails(*_):
        raise error

    with course.gradebook() as kept:
        kept.add_student("lin")
    (course.root / "feedback" / "lin").mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(where, fails)
        assert cli.main(["forget", "lin", "--course", str(course.root), "--yes"]) == 2
        assert f"({type(error).__name__}: it is in use)" in capsys.readouterr().err
    assert cli.main(["forget", "lin", "--course", str(course.root), "--yes"]) == 0
    assert f"{course.root}/feedback/lin" in capsys.readouterr().out
    assert not gradebook.kept_of("lin", course.api().coursedir)


def test_the_address_of_a_gradebook_on_a_server_is_told_without_its_password(tmp_path, capsys, monkeypatch):
    class OnAServer:
        students = [SimpleNamespace(id="ada")]

        def __init__(self, address, course):
            assert "secret" in address

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def remove_student(self, student):
            self.students.remove(SimpleNamespace(id=student))

    coursedir = SimpleNamespace(
        root=tmp_path, db_url="postgresql://me:secret@host:5432/grades", course_id="",
        submitted_directory="submitted", autograded_directory="autograded", feedback_directory="feedback",
        format_path=lambda step, student, _: str(tmp_path / step / student))
    monkeypatch.setattr(gradebook, "Gradebook", OnAServer)
    monkeypatch.setattr("grader.course.autograde.configured", lambda course: SimpleNamespace(coursedir=coursedir))
    for yes in ([], ["--yes"]):
        assert cli.main(["forget", "ada", *yes]) == 0
        said = capsys.readouterr().out
        assert "postgresql://me:***@host:5432/grades: the student" in said and "secret" not in said
    assert OnAServer.students == []


def test_a_student_is_forgotten_when_it_is_said_twice_and_nobody_else_is(course, capsys):
    gradebook.back_up(course.api().coursedir)
    for name, text in (("report.html", "<td>zazie</td>"), ("grades.csv", "bob,zazie-2,10"), ("other.csv", "x,zazie")):
        (course.root / name).write_text(text)
    before = bytes_of(course)
    assert cli.main(["forget", "zazie", "--course", str(course.root)]) == 0
    would = capsys.readouterr().out
    assert bytes_of(course) == before and "With --yes it is, for good." in would
    for named in ("report.html", "other.csv"):
        assert f"{course.root}/{named} names zazie too, and is not touched" in would
    assert f"{course.root}/grades.csv" not in would and "lies elsewhere, such as report.html and grades.csv" in would
    for kept in ("submitted/zazie", "autograded/zazie", "feedback/zazie", "gradebook.db: the student, with",
                 "gradebook.db.before: the whole copy"):
        assert f"{course.root}/{kept}" in would

    assert cli.main(["forget", "zazie", "--course", str(course.root), "--yes"]) == 0
    assert f"{course.root}/report.html names zazie too" in capsys.readouterr().out
    for named in ("report.html", "other.csv"):
        (course.root / named).unlink()
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
