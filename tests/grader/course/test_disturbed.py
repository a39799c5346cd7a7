"""A class that is disturbed ends with the gradebook of an undisturbed one, and nothing looks graded that is not."""

import contextlib
import functools
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing

import pytest
from nbgrader.api import Gradebook

from grader.course import gradebook, waiting
from grader.course.autograde import ClassRun
from grader.course.preprocessors import SaveAutoGradesAtOnce
from grader.course.verdicts import NAME, VerdictStore
from grader.grading import Grader
from grader.language.secret import DEMO
from grader.tools import cli, demo

from .. import postgresql
from ..answers import BASE, DAMPENED, SOLUTION
from ..classroom import ENVIRONMENT, ROOT, Course

pytestmark = [pytest.mark.nbgrader, pytest.mark.sandbox]
CLASS = {"ada": BASE + SOLUTION, "bob": BASE + DAMPENED, "cyd": "class Momentum(", "dan": BASE + SOLUTION + "\n# mine"}


def handed_in(momentum_course, folder, answers=CLASS, like=None):
    """A class that is to be graded; its verdicts are those of another one, if one is given."""
    course = type(momentum_course).like(momentum_course, folder)
    if like:
        shutil.copyfile(like.root / NAME, course.root / NAME)
    for student, code in answers.items():
        course.hand_in(student, demo.solve("momentum", code))
    return course


def standing(course):
    """All that a class has: every row of the gradebook's grades and comments, and the notebooks in autograded/."""
    grades = course.rows(
        "SELECT s.student_id, b.name, g.auto_score, g.manual_score, g.extra_credit, "
        "CASE WHEN g.needs_manual_grade THEN 1 ELSE 0 END "
        "FROM grade g JOIN base_cell b ON b.id = g.cell_id JOIN submitted_notebook n ON n.id = g.notebook_id "
        "JOIN submitted_assignment s ON s.id = n.assignment_id")
    comments = course.rows("SELECT auto_comment, manual_comment FROM comment")
    notebooks = {path.relative_to(course.root): json.loads(path.read_text("utf8"))
                 for path in sorted(course.root.glob("autograded/*/*/*")) if path.suffix == ".ipynb"}
    return grades, comments, notebooks


def disturbed(course, what, *options):
    return subprocess.run([sys.executable, "-m", "tests.grader.course.disturbed", what, course.root, *options],
                          cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, timeout=300)


@pytest.fixture
def command(monkeypatch, grader, capsys):
    """`step-grader autograde momentum` with warm sandboxes; its exit code and what it says."""
    monkeypatch.setattr(cli, "_grader", lambda options, **how: contextlib.nullcontext(grader))

    def run(course, *arguments):
        code = cli.main(["autograde", "momentum", "--course", str(course.root), *arguments])
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def hasty(monkeypatch):
    monkeypatch.setattr(waiting, "PAUSES", (0.1,))
    monkeypatch.setattr(waiting, "OTHERS", 0.3)


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def empty(request, momentum_course):
    """A course in which nobody has handed in anything, with a gradebook in a file, and with one on a server."""
    return momentum_course if request.param == "SQLite" else request.getfixturevalue("momentum_course_on_a_server")


@pytest.fixture(scope="module")
def graded(momentum_course, tmp_path_factory, grader):
    course = handed_in(momentum_course, tmp_path_factory.mktemp("undisturbed"))
    with VerdictStore(course.root, DEMO) as kept:
        ClassRun("momentum", grader, course.root, kept).grade()
    return course


@pytest.fixture(scope="module")
def undisturbed(graded):
    return standing(graded)


def test_a_class_killed_at_three_places_and_interrupted_ends_as_an_undisturbed_one(
        empty, tmp_path, undisturbed):
    course = handed_in(empty, tmp_path)
    for what in ("kept", "half", "entered"):
        assert disturbed(course, what).returncode == -signal.SIGKILL
    stopped = disturbed(course, "interrupted")
    assert stopped.returncode == 130
    (said,) = re.findall("^Stopped.*", stopped.stderr, re.M)
    assert "3 students of 4 have not been graded yet. The same command goes on" in said
    assert "Traceback" not in stopped.stderr and "KeyboardInterrupt" not in stopped.stdout + stopped.stderr
    assert float(re.search("seconds: (.*)", stopped.stdout)[1]) < 3

    with closing(sqlite3.connect(course.root / NAME)) as store:
        (kept,) = store.execute("SELECT count(*) FROM verdict").fetchone()
    again = disturbed(course, "nothing")
    assert again.returncode == 0, again.stderr
    assert kept >= 1 and f"runs: {len(CLASS) - kept}\n" in again.stdout
    assert standing(course) == undisturbed


def test_who_stops_it_while_the_assignment_goes_into_the_gradebook_waits_for_nothing_and_is_told(tmp_path):
    course = Course.__new__(Course)
    course.root = tmp_path
    course.hand_in("ada", demo.solve("momentum", CLASS["ada"]))
    stopped = disturbed(course, "filling")
    assert stopped.returncode == 130 and "Traceback" not in stopped.stderr
    putting, end = [line for line in stopped.stderr.splitlines() if "gradebook" in line or "Stopped" in line]
    assert putting == "Putting “momentum” into the gradebook …" and end.startswith("Stopped before anybody was graded.")
    assert float(re.search("seconds: (.*)", stopped.stdout)[1]) < 3
    assert not (course.root / "gradebook.db").exists()


def test_the_same_command_twice_runs_nothing_again_and_anew_runs_everything(
        momentum_course, tmp_path, undisturbed, command, monkeypatch):
    course, runs = handed_in(momentum_course, tmp_path), []
    whole = Grader.judge_anew
    monkeypatch.setattr(Grader, "judge_anew", lambda self, *args: runs.append(1) or whole(self, *args))
    tables = [command(course)[1].split("Trials")[0] for _ in range(2)]
    assert len(runs) == 4 and tables[0] == tables[1] and standing(course) == undisturbed
    command(course, "--anew", "--student", "ada")
    assert len(runs) == 5


def while_it_grades(monkeypatch, do):
    whole = ClassRun._ahead

    def ahead(self, students):
        do()
        yield from whole(self, students)

    monkeypatch.setattr(ClassRun, "_ahead", ahead)


def test_a_locked_gradebook_is_waited_for(empty, tmp_path, graded, undisturbed, command, monkeypatch):
    course = handed_in(empty, tmp_path, like=graded)
    with contextlib.ExitStack() as held:
        def lock():
            timer = threading.Timer(2, held.enter_context(course.locked()))
            timer.start()

        while_it_grades(monkeypatch, lock)
        code, said, complained = command(course)
    assert code == 0, said + complained
    assert standing(course) == undisturbed


@pytest.mark.parametrize("when", ["before", "while"])
def test_a_gradebook_that_stays_locked_is_a_sentence_and_no_grade_is_said_to_be_there(
        empty, tmp_path, graded, undisturbed, command, monkeypatch, hasty, when):
    course = handed_in(empty, tmp_path, like=graded)
    before = standing(course)
    with contextlib.ExitStack() as held:
        if when == "before":
            held.enter_context(course.locked())
        else:
            while_it_grades(monkeypatch, lambda: held.enter_context(course.locked()))
        code, said, complained = command(course)
        assert code != 0 and "10/10" not in said and "Traceback" not in complained
        assert re.search("locked|lock timeout", said + complained)
    assert standing(course)[0] == before[0]


def test_points_are_entered_all_or_none(empty, tmp_path, graded, command, monkeypatch, hasty):
    """In the middle of a student's checks the disk is full."""
    course, whole = handed_in(empty, tmp_path, {"ada": CLASS["ada"]}, graded), SaveAutoGradesAtOnce._add_score
    broken = []

    def fails(self, cell, resources):
        if len(broken) < 100 and "long_run" in cell.metadata.nbgrader.grade_id:
            broken.append(1)
            raise sqlite3.OperationalError("database or disk is full")
        whole(self, cell, resources)

    monkeypatch.setattr(SaveAutoGradesAtOnce, "_add_score", fails)
    code, said, complained = command(course)
    assert code == 1 and "There is no room left on the disk (database or disk is full)" in said
    assert len(broken) == 2 and "  –/" in said.replace("     ", "  ") and course.scores() == {"ada": {}}
    assert "1 student of 1 is not in the gradebook" in complained
    monkeypatch.setattr(SaveAutoGradesAtOnce, "_add_score", whole)
    assert command(course)[0] == 0 and sum(course.scores()["ada"].values()) == 10


def test_a_lack_of_memory_and_an_interrupt_inside_nbgrader_are_no_students_trouble(
        momentum_course, tmp_path, graded, command, monkeypatch, hasty):
    course, happens = handed_in(momentum_course, tmp_path, {"ada": CLASS["ada"]}, graded), []
    whole = Gradebook.update_or_create_submission

    def raises(error):
        raise error

    def disturbed(self, *args, **kwargs):
        if happens:
            happens.pop()()
        return whole(self, *args, **kwargs)

    def interrupted_twice():
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(Gradebook, "update_or_create_submission", disturbed)
    lack = functools.partial(raises, MemoryError())
    happens[:] = [lack]
    assert command(course)[0] == 0 and sum(course.scores()["ada"].values()) == 10  # tried again
    happens[:] = [lack, lack]
    code, said, _ = command(course)
    assert code == 1 and "The machine has no memory left" in said
    happens[:] = [interrupted_twice]
    code, said, complained = command(course)
    assert (code, said) == (130, "") and "Stopped: 1 student of 1" in complained
    # what only reads like an interrupt stops nobody: an error's text may be a student's
    happens[:] = [functools.partial(raises, ValueError("no such cell:\nKeyboardInterrupt"))]
    code, said, complained = command(course)
    assert code == 1 and "1 student of 1 is not in the gradebook" in complained and "Stopped" not in complained


def test_a_folder_that_vanishes_is_no_zero(
        empty, tmp_path, graded, undisturbed, command, monkeypatch, hasty):
    course, away = handed_in(empty, tmp_path / "class", like=graded), tmp_path / "away"
    whole = ClassRun._ahead
    while_it_grades(monkeypatch, lambda: shutil.move(course.root / "submitted" / "bob", away))
    code, said, complained = command(course)
    assert code == 1 and re.search("^bob +–.*not there any more", said, re.M) and "bob" not in course.scores()
    monkeypatch.setattr(ClassRun, "_ahead", whole)
    shutil.move(away, course.root / "submitted" / "bob")
    assert command(course)[0] == 0 and standing(course) == undisturbed


def test_while_another_run_grades_the_course_nobody_else_does(momentum_course, tmp_path, command, hasty):
    course = handed_in(momentum_course, tmp_path, {"ada": CLASS["cyd"]})
    with waiting.Waiting() as one, waiting.alone(course.root, one):
        code, said, complained = command(course)
        assert (code, said) == (2, "") and course.scores() == {}
        assert "Another run is grading here" in complained and f"is grading in {course.root}" in complained
    assert command(course)[0] == 0


def test_table_report_and_gradebook_say_the_same_after_reweighing(empty, tmp_path, graded, command):
    course = handed_in(empty, tmp_path / "class", {"ada": CLASS["ada"], "cyd": CLASS["cyd"]}, graded)
    with course.gradebook() as kept:
        kept.find_grade_cell("momentum-long_run", "momentum", "momentum").max_score = 3
        kept.db.commit()
    code, said, _ = command(course, "--report", str(tmp_path / "report.html"))
    page = (tmp_path / "report.html").read_text("utf8")
    assert code == 0 and sum(course.scores()["ada"].values()) == 12
    assert re.search(r"^ada +12/12 ", said, re.M) and re.search(r"^cyd +0/12 ", said, re.M)
    assert '<td class="n">12/12</td>' in page and "Mean 6.0 points" in page


def test_a_grade_that_is_not_as_the_verdict_says_is_trouble(momentum_course, tmp_path, graded, command, monkeypatch):
    course, whole = handed_in(momentum_course, tmp_path, {"ada": CLASS["ada"]}, graded), SaveAutoGradesAtOnce._add_score

    def other(self, cell, resources):
        whole(self, cell, resources)
        self.gradebook.db.flush()
        if "long_run" in cell.metadata.nbgrader.grade_id:
            self.gradebook.find_grade(cell.metadata.nbgrader.grade_id, "momentum", "momentum", "ada").auto_score = 0

    monkeypatch.setattr(SaveAutoGradesAtOnce, "_add_score", other)
    code, said, complained = command(course)
    assert code == 1 and "not those of the verdict" in said and f"{sum(course.scores()['ada'].values()):g}/10" in said


def test_a_report_that_cannot_be_written_is_a_sentence(momentum_course, tmp_path, command):
    course = handed_in(momentum_course, tmp_path, {"ada": CLASS["cyd"]})
    code, said, complained = command(course, "--report", "/dev/full")
    assert code == 1 and "ada" in said and "The report could not be written to /dev/full" in complained


SMALL = """mount -t tmpfs -o size=$2 tmpfs "$1" || exit 77
cp -r "$3/." "$1"
"$4" -m tests.grader.course.disturbed "without sandbox" "$1"; echo "code: $?"
mount -o remount,size=50m "$1"
"$4" -m tests.grader.course.disturbed "without sandbox" "$1"; echo "code: $?"
"""


def test_a_disk_that_is_full_is_a_sentence_and_with_more_room_the_same_command_goes_on(momentum_course, tmp_path):
    """A disk of its own, of one and a half megabytes, in a namespace of mounts; all hand in what is no notebook."""
    course, disk = handed_in(momentum_course, tmp_path / "class", {}), tmp_path / "disk"
    disk.mkdir()
    for k in range(12):
        course.hand_in(f"student-{k:02}", "no notebook")
    used = sum(path.stat().st_size for path in course.root.rglob("*"))
    size = str(used + os.path.getsize(course.root / "gradebook.db") + 300_000)
    own = [] if os.geteuid() == 0 else ["--map-root-user"]
    small = ["unshare", *own, "--mount", "sh", "-c", SMALL, "sh", disk, size, course.root, sys.executable]
    done = subprocess.run(small, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, timeout=300)
    if done.returncode == 77 or "code:" not in done.stdout:
        pytest.skip(f"no disk of one's own here: {done.stderr.strip()[-200:]}")
    first, second, _ = re.split(r"code: .*\n", done.stdout)
    codes = re.findall("code: (.*)", done.stdout)
    assert codes == ["1", "0"], done.stdout + done.stderr
    assert "no room left on the disk" in first and "0/10" in first and "–" in first and "Traceback" not in done.stderr
    assert second.count(" 0/10 ") == 12 and "no room" not in second


ON_A_SERVER = """mount -t tmpfs -o size=60m tmpfs "$1" || exit 77
exec "$3" -m tests.grader.postgresql "$2" "$1"
"""


def test_a_server_whose_disk_is_full_is_a_sentence_and_with_more_room_the_same_command_goes_on(tmp_path):
    """Its gradebook lies on a disk of its own, which something else has filled."""
    with postgresql.own_folder() as disk:
        course = Course.__new__(Course)
        course.root = tmp_path
        for k in range(40):
            course.hand_in(f"student-{k:02}", "no notebook", "momentum")
        own = [] if os.geteuid() == 0 else ["--map-root-user"]
        done = subprocess.run(
            ["unshare", *own, "--mount", "sh", "-c", ON_A_SERVER, "sh", disk, course.root, sys.executable],
            cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, timeout=300)
    if done.returncode == 77 or postgresql.NONE_HERE in done.stderr or postgresql.NO_START in done.stderr:
        pytest.skip(f"no server on a disk of its own here: {done.stderr.strip()[-200:]}")
    first, second, _ = re.split(r"code: .*\n", done.stdout)
    assert re.findall("code: (.*)", done.stdout) == ["1", "0"], done.stdout + done.stderr
    assert "no room left on the disk" in first and "–" in first and "Traceback" not in done.stderr
    assert second.count(" 0/10 ") == 40 and "no room" not in second


def test_a_server_that_is_away_for_a_while_is_waited_for(
        momentum_course_on_a_server, tmp_path, graded, undisturbed, command, monkeypatch):
    course = handed_in(momentum_course_on_a_server, tmp_path, like=graded)

    def away():
        course.server.stop()
        threading.Timer(2, course.server.start).start()

    while_it_grades(monkeypatch, away)
    code, said, complained = command(course)
    assert code == 0, said + complained
    assert standing(course) == undisturbed


def test_a_server_that_stays_away_is_a_sentence_and_when_it_is_back_the_same_command_goes_on(
        momentum_course_on_a_server, tmp_path, graded, undisturbed, command, monkeypatch, hasty):
    course, whole = handed_in(momentum_course_on_a_server, tmp_path, like=graded), ClassRun._ahead
    try:
        while_it_grades(monkeypatch, course.server.stop)
        code, said, complained = command(course)
        assert code != 0 and "10/10" not in said and "Traceback" not in complained
        assert "connection" in said + complained
        monkeypatch.setattr(ClassRun, "_ahead", whole)
        code, said, complained = command(course)
        assert (code, said) == (2, "") and "As soon as its server answers" in complained
        assert f"postgresql+psycopg://postgres:***@/{course.name}" in complained
    finally:
        course.server.start()
    assert command(course)[0] == 0 and standing(course) == undisturbed


@pytest.mark.parametrize("address, said", [
    ("nonsense", "not the address of a database"), ("elsewhere://me@host/grades", "not the address of a database"),
    ("mysql://me:geheim@host/grades", 'mysql://me:***@host/grades, and what talks to such a server is not installed'),
    ("postgresql+psycopg2://me:geheim@host/grades", 'pip install "step-by-step-grader[postgresql]"')])
@pytest.mark.parametrize("arguments", [
    ["autograde", "momentum"], ["report", "momentum"], ["forget", "ada"], ["grades", "moodle", "momentum"]],
    ids=lambda arguments: arguments[0])
def test_an_address_that_cannot_be_used_is_a_sentence(tmp_path, grader, capsys, address, said, arguments, monkeypatch):
    monkeypatch.setattr(cli, "_grader", lambda options, **how: contextlib.nullcontext(grader))
    (tmp_path / "nbgrader_config.py").write_text(f"get_config().CourseDirectory.db_url = {address!r}\n")
    assert cli.main([*arguments, "--course", str(tmp_path)]) == 2
    told, complained = capsys.readouterr()
    assert said in complained and "geheim" not in complained and "Traceback" not in complained and told == ""


def test_the_files_have_these_names():
    assert (NAME, waiting.LOCK, gradebook.BEFORE) == ("verdicts.db", "verdicts.db.lock", ".before")
