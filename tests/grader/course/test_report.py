"""The report of what is kept: the same page without a run, and never a zero where there is no verdict."""

import csv
import hashlib
import hmac
import os
import re
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from grader import grading
from grader.course import regrade, verdicts
from grader.course.hand_ins import HandIns
from grader.course.verdicts import VerdictStore
from grader.language import registry, secret_file, versions
from grader.language.secret import DEMO
from grader.notebooks import read
from grader.outcome.verdict import Verdict
from grader.telling import class_table
from grader.tools import cli, demo

from ..answers import BASE, DAMPENED, SOLUTION
from ..classroom import Course

pytestmark = [pytest.mark.nbgrader, pytest.mark.sandbox]

UNEXPLAINED = SOLUTION.replace("sub_(self.lr", "sub_(self.lr * (1 + p.abs().mean())")
SLEEPS = SOLUTION + "\nimport time\ntime.sleep(1000)\n"
# The same paths as of cyd and of bob, computed in another order.
LIKE_CYD = SOLUTION.replace("sub_(self.lr * velocity)", "add_(-velocity * (self.lr + self.lr * p.abs().mean()))")
LIKE_BOB = SOLUTION.replace("velocity.mul_(self.momentum).add_(p.grad)", "velocity.lerp_(p.grad, 1 - self.momentum)")
HANDED_IN = {"ada": SOLUTION, "bob": DAMPENED, "cyd": UNEXPLAINED, "dan": SLEEPS, "gil": LIKE_CYD, "hal": LIKE_BOB}


def hand_in(course, student, code):
    course.hand_in(student, demo.solve("momentum", BASE + code))


def run(*arguments):
    return cli.main([str(one) for one in arguments])


@pytest.fixture(scope="module")
def graded(momentum_course, tmp_path_factory):
    """A class with a page as autograde writes it: right, a named mistake, an unexplained one, one cut, one refused."""
    course = Course.like(momentum_course, tmp_path_factory.mktemp("class"))
    for student, code in HANDED_IN.items():
        hand_in(course, student, code)
    course.hand_in("eve", "Dear teacher, my dog ate it.")
    assert run("autograde", "momentum", "--course", course.root, "--report", course.root / "first.html") == 0
    return course


@pytest.fixture
def course(graded, tmp_path):
    """The same, to be changed."""
    shutil.copytree(graded.root, tmp_path / "class")
    made = Course.__new__(Course)
    made.root = tmp_path / "class"
    return made


@pytest.fixture(autouse=True)
def nothing_runs(graded, monkeypatch):
    def run(self, name, handed_in):
        raise AssertionError("it is run")

    monkeypatch.setattr(grading.Grader, "judge_anew", run)


@pytest.fixture
def ran(nothing_runs, monkeypatch):
    """What runs after all: how many notebooks."""
    monkeypatch.undo()
    run, found = grading.Grader.judge_anew, []

    def noted(self, name, handed_in):
        found.append(name)
        return run(self, name, handed_in)

    monkeypatch.setattr(grading.Grader, "judge_anew", noted)
    return found


def report(course, *options):
    code = run("report", "momentum", "--course", course.root, "--out", course.root / "report.html", *options)
    return code, (course.root / "report.html").read_text("utf8")


def of(page, student):
    """A student's line in the table."""
    return re.search(rf'<tr><td>(?:<a [^>]*>)?{student}(?:</a>)?</td><td class="n">.*?</tr>', page, re.S)[0]


def nameless(key, packed):
    """A verdict's signature as earlier versions have written it."""
    return hmac.digest(DEMO.value, key.encode() + packed, hashlib.sha256)


def table(course):
    with (course.root / "report.csv").open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))


def test_it_is_autogrades_page_and_nothing_is_run_or_written_beside_it(graded, capsys):
    before = {path: path.stat().st_mtime_ns for path in graded.root.rglob("*") if path.is_file()}
    code, page = report(graded)
    assert code == 0 and page == (graded.root / "first.html").read_text("utf8")
    assert (graded.root / "report.csv").read_text("utf8") == (graded.root / "first.csv").read_text("utf8")
    assert {path: path.stat().st_mtime_ns for path in before} == before
    said = capsys.readouterr()
    assert f"shows 7 students, and {graded.root / 'report.csv'} has a row for each" in said.out and said.err == ""


def test_without_names_it_has_none(graded):
    code, page = report(graded, "--without-names")
    names = rf"\b({'|'.join(HANDED_IN)}|eve)\b"
    assert code == 0 and not re.search(names, page) and "dampened" in page
    rows = table(graded)
    assert "student" not in rows[0] and [float(row["points"]) for row in rows] == sorted(
        (float(row["points"]) for row in rows), reverse=True)
    text = (graded.root / "report.csv").read_text("utf8")
    assert not re.search(names, text) and "dampened" in text


def test_beside_the_page_lies_a_table_with_a_row_for_each_student(graded):
    report(graded)
    rows = {row["student"]: row for row in table(graded)}
    with graded.gradebook() as gradebook:
        points = {one: gradebook.find_submission("momentum", one).score for one in rows}
    assert {one: float(row["points"]) for one, row in rows.items()} == points
    assert list(rows["ada"])[:4] == ["student", "points", "maximum", "status"]
    checks = [name for name in rows["ada"] if name.startswith("momentum-")]
    assert len(checks) == 11 and {rows["ada"][check] for check in checks} == {"passed"}
    assert rows["bob"]["mistakes"] == "dampened" and rows["bob"]["momentum-long_run"] == "failed"
    assert rows["cyd"]["mistakes"] == "" and rows["cyd"]["status"] == "graded"
    assert {rows["eve"][check] for check in (*checks, "mistakes", "trials")} == {""}
    assert rows["eve"]["status"] == "refused" and rows["eve"]["points"] == "0.0"
    assert len({rows[one]["trials"] for one in HANDED_IN}) == 1 and re.fullmatch("[0-9a-f]{8}", rows["ada"]["trials"])
    assert all(0 < float(rows[one]["seconds"]) < 600 for one in HANDED_IN)


def test_a_student_without_a_verdict_has_no_points_and_no_marks_in_the_table(course):
    hand_in(course, "=1+1", SOLUTION)
    report(course)
    (row,) = [row for row in table(course) if row["student"] == "'=1+1"]
    assert row["status"] == "trouble" and not any(value for name, value in row.items() if name not in (
        "student", "status"))


@pytest.mark.parametrize("there", ["grades.csv", "the page itself"])
@pytest.mark.parametrize("command", ["report", "autograde"])
def test_a_table_lies_over_nothing_that_is_no_such_table(course, there, command, capsys):
    out = course.root / ("grades.html" if there == "grades.csv" else "other.csv")
    (course.root / "grades.csv").write_text("assignment,duedate,student_id\n", "utf8")
    before = (course.root / "gradebook.db").stat().st_mtime_ns
    assert run(command, "momentum", "--course", course.root, "--out" if command == "report" else "--report", out) == 2
    assert "would lie over a file that is no such table" in capsys.readouterr().err
    assert (course.root / "grades.csv").read_text("utf8") == "assignment,duedate,student_id\n" and not out.exists()
    assert (course.root / "gradebook.db").stat().st_mtime_ns == before
    report(course)
    assert class_table.may_be_written(course.root / "report.html")
    report(course, "--without-names")
    assert class_table.may_be_written(course.root / "report.html")


def test_it_says_when_these_verdicts_were_made_whatever_was_graded_in_the_course_since(course):
    _, first = report(course)
    with VerdictStore(course.root, DEMO) as store:
        store.keep("ada", "sgd", "key", Verdict("sgd", registry.find()["sgd"], at=datetime(2040, 1, 1).timestamp()))
    os.utime(course.root / verdicts.NAME, (3e9, 3e9))
    _, second = report(course)
    assert re.search(r"7 submissions, graded \d{4}-\d\d-\d\d \d\d:\d\d in", first) and second == first
    with closing(sqlite3.connect(course.root / verdicts.NAME)) as kept, kept:
        kept.execute("DELETE FROM verdict")
    assert "7 submissions, and no verdict on any of them is there." in report(course)[1]


@pytest.mark.parametrize("how", ["gone", "forged", "another's", "of before", "no text", "no secret", "no file"])
def test_of_whom_no_verdict_is_kept_that_is_said_and_is_no_zero(course, how, capsys):
    if how == "no secret":
        (course.root / secret_file.NAME).unlink()
    elif how == "no file":
        (course.root / verdicts.NAME).unlink()
    else:
        with closing(sqlite3.connect(course.root / verdicts.NAME)) as kept, kept:
            key, packed = kept.execute("SELECT key, verdict FROM verdict WHERE student = 'ada'").fetchone()
            kept.execute({
                "gone": "DELETE FROM verdict", "forged": "UPDATE verdict SET signature = X'00'",
                "another's": "UPDATE verdict SET (key, verdict, signature) = "
                             "(SELECT key, verdict, signature FROM verdict WHERE student = 'hal')",
                "of before": f"UPDATE verdict SET signature = X'{nameless(key, packed).hex()}'",
                "no text": "UPDATE verdict SET student = CAST(X'FF' AS TEXT)"}[how] + " WHERE student = 'ada'")
    code, page = report(course)
    assert code == 1 and "10/10" in of(page, "ada") and "trouble" in of(page, "ada")
    assert {"forged": "it is not as this grader had written it", "of before": "which did not sign whose it is",
            "another's": "it is not as this grader had written it"}.get(
                how, "No verdict on momentum is kept") in of(page, "ada")
    said = capsys.readouterr().err
    assert "there is no verdict to show" in said and "ada" in said
    assert ("dampened" in of(page, "bob")) == (not how.startswith("no ") or how == "no text")
    assert not (how == "no secret" and (course.root / secret_file.NAME).exists())


def test_who_has_handed_in_and_was_never_graded_has_no_points_in_it(course, capsys):
    hand_in(course, "fay", SOLUTION)
    code, page = report(course)
    assert code == 1 and '<td class="n">–</td>' in of(page, "fay")
    assert "No verdict on momentum is kept" in of(page, "fay")
    assert "For 1 student of 8" in capsys.readouterr().err


def test_a_verdict_that_rests_on_something_else_than_what_lies_there_is_shown_and_called_stale(course, capsys):
    hand_in(course, "ada", DAMPENED)
    hand_in(course, "eve", SOLUTION)
    course.hand_in("bob", "nothing that is a notebook")
    shutil.rmtree(course.root / "submitted" / "cyd")
    code, page = report(course)
    assert code == 0
    assert "10/10" in of(page, "ada") and "graded, stale" in of(page, "ada")
    assert "The code that was handed in is another." in of(page, "ada")
    assert "What was handed in then could not be graded." in of(page, "eve") and "0/10" in of(page, "eve")
    assert "What is handed in now cannot be graded." in of(page, "bob") and "dampened" in of(page, "bob")
    assert "stale" not in of(page, "cyd") and "What was handed in is not there any more" in of(page, "cyd")
    assert "stale" not in of(page, "dan") and "not there any more" not in of(page, "dan")
    said = capsys.readouterr().err
    assert "Whether the verdict on 1 student of 7 is of an earlier run cannot be told: cyd." in said
    assert "The verdicts on 3 students of 7 are of an earlier run" in said and "ada, bob, eve" in said
    assert "verdict of an earlier run" in page.split('id="students"')[0]


def test_another_version_of_the_grader_makes_all_that_was_run_stale(graded, monkeypatch):
    monkeypatch.setattr("grader.course.report.__version__", "9.0")
    monkeypatch.setattr("grader.outcome.basis.__version__", "9.0")
    code, page = report(graded)
    assert code == 0 and all("The grader is another version" in of(page, one) for one in HANDED_IN)
    assert "stale" not in of(page, "eve")


@pytest.mark.parametrize("what", ["sources", "libraries"])
def test_so_does_another_code_or_library_until_they_are_graded_anew(course, ran, what, monkeypatch):
    """A tolerance, a mistake, torch: whatever keeps a verdict from being found."""
    was = getattr(versions, what)
    monkeypatch.setattr(versions, what, lambda *of: "another" if of else (*was(), "torch 99.0"))
    code, page = report(course)
    told = "The grader&#39;s code, the task&#39;s or a library, such as torch, is another"
    assert code == 0 and all("graded, stale" in of(page, one) and told in of(page, one) for one in ("ada", "bob"))
    assert all(told in of(page, one) for one in HANDED_IN) and "stale" not in of(page, "eve")
    assert run("autograde", "momentum", "--course", course.root, "--student", "bob") == 0
    assert ran == ["momentum"] and told in of(report(course)[1], "ada") and "stale" not in of(report(course)[1], "bob")


def test_a_folder_that_cannot_be_read_or_a_task_that_cannot_be_loaded_keeps_nobody_from_the_verdict(
        graded, monkeypatch, capsys):
    def look(self, student, *of):
        if student == "ada":
            raise PermissionError(13, "Permission denied")
        return looked(self, student, *of)

    def answers(notebook, *of):
        if "lerp_" in str(notebook):
            raise read.TaskIsBroken("adam")
        return answered(notebook, *of)

    looked, answered = HandIns._look, read.from_notebook
    monkeypatch.setattr(HandIns, "_look", look)
    monkeypatch.setattr(read, "from_notebook", answers)
    code, page = report(graded)
    assert code == 0 and "Permission denied" in of(page, "ada") and "10/10" in of(page, "ada")
    assert "the task adam is registered and cannot be loaded" in of(page, "hal") and "dampened" in of(page, "hal")
    assert "Nobody can tell" not in of(page, "bob") and "stale" not in page.split('id="students"')[1]
    assert "2 students of 7 are of an earlier run cannot be told: ada, hal." in capsys.readouterr().err


def test_a_fault_of_ours_around_one_student_ends_in_the_row(graded, monkeypatch):
    def says(kept, verdict):
        if verdict.checks and not verdict.all_right and verdict.checks[0].names:
            raise ZeroDivisionError("ours")
        return said(kept, verdict)

    said = regrade.says
    monkeypatch.setattr(regrade, "says", says)
    code, page = report(graded)
    assert code == 1 and "The grader itself failed on what is kept of this student" in of(page, "bob")
    assert "ZeroDivisionError: ours" in of(page, "bob") and "trouble" not in of(page, "ada")


def test_of_a_task_that_cannot_be_loaded_that_is_said(graded, monkeypatch):
    known = registry.find()
    without = registry.Registry({name: task for name, task in known.items() if name != "momentum"},
                                (registry.Broken("momentum", "ImportError: no torch"),))
    monkeypatch.setattr(registry, "find", lambda: without)
    code, page = report(graded)
    assert code == 1 and all("the task momentum is registered and cannot be loaded" in of(page, one)
                             for one in HANDED_IN)


def test_who_stands_in_the_gradebook_without_a_notebook_is_told_so(course):
    with closing(sqlite3.connect(course.root / "gradebook.db")) as kept, kept:
        kept.execute("DELETE FROM grade WHERE notebook_id IN (SELECT n.id FROM submitted_notebook n JOIN "
                     "submitted_assignment a ON a.id = n.assignment_id WHERE a.student_id = 'ada')")
        kept.execute("DELETE FROM submitted_notebook WHERE assignment_id IN "
                     "(SELECT id FROM submitted_assignment WHERE student_id = 'ada')")
    code, page = report(course)
    assert code == 1 and "The points in the gradebook are not those of the verdict." in of(page, "ada")
    assert "dampened" in of(page, "bob")


def test_whose_folder_cannot_be_looked_into_is_not_left_out(course, monkeypatch):
    def is_dir(self):
        if self == course.root / "submitted" / "fay" / "momentum":
            raise PermissionError(13, "Permission denied")
        return was(self)

    was = Path.is_dir
    hand_in(course, "fay", SOLUTION)
    monkeypatch.setattr(Path, "is_dir", is_dir)
    code, page = report(course)
    assert code == 1 and "No verdict on momentum is kept" in of(page, "fay") and "dampened" in of(page, "bob")


def test_verdicts_that_cannot_be_read_are_not_called_the_gradebook(course, capsys):
    (course.root / verdicts.NAME).write_bytes(b"x" * 5000)
    assert run("report", "momentum", "--course", course.root, "--out", course.root / "report.html") == 2
    assert "The verdicts that are kept in" in capsys.readouterr().err


def test_points_that_are_not_the_verdicts_are_trouble(course):
    with course.gradebook() as gradebook:
        gradebook.find_grade("momentum-long_run", "momentum", "momentum", "ada").auto_score = 0
        gradebook.db.commit()
    code, page = report(course)
    assert code == 1 and "The points in the gradebook are not those of the verdict." in of(page, "ada")


def test_who_stands_in_the_gradebook_and_has_handed_in_nothing_is_told_so(course, capsys):
    with course.gradebook() as gradebook:
        gradebook.add_student("zoe")
    code, page = report(course)
    assert code == 0 and re.search(r"<td>zoe</td>\s*<td[^>]*>–</td>.*?handed in nothing", page, re.S)
    assert "1 student of the gradebook has handed in nothing for “momentum”" in capsys.readouterr().err


def test_what_cannot_be_done_is_said(momentum_course, tmp_path, capsys):
    empty = tmp_path / "empty"
    empty.mkdir()
    class_without = Course.like(momentum_course, tmp_path / "class")
    for assignment, course, said in (("momentum", empty, "Nobody has been graded in “momentum” yet"),
                                     ("momentun", empty, "There is no assignment “momentun”"),
                                     ("momentum", tmp_path / "none", "There is no folder"),
                                     ("momentum", class_without.root, "Nobody has handed in “momentum”")):
        assert run("report", assignment, "--course", course, "--out", tmp_path / "report.html") == 2
        assert said in capsys.readouterr().err and not (tmp_path / "report.html").exists()
    assert [*empty.iterdir()] == []


def test_a_page_that_cannot_be_written_is_said(graded, capsys):
    assert run("report", "momentum", "--course", graded.root, "--out", graded.root) == 2
    assert "could not be written" in capsys.readouterr().err


def groups(page):
    """The names of each group of equal paths, and what is said of it."""
    found = page.partition("<h2>The same path</h2>")[2].partition("</ol>")[0]
    return {re.search(r'named">: (.*?)</span>', one)[1]: one for one in re.findall("<li>.*?</li>", found, re.S)}


def test_who_walks_the_same_wrong_path_stands_together_with_a_name_for_it_or_with_what_is_known(graded):
    code, page = report(graded)
    found = groups(page)
    assert [*found] == ["bob, hal", "cyd, gil"] and all("2 students" in one for one in found.values())
    assert "<code>dampened</code>" in found["bob, hal"]
    unexplained = found["cyd, gil"]
    assert "No known mistake explains it." in unexplained and "Your path leaves the right one" in unexplained
    assert "--like STUDENT" in page
    code, page = report(graded, "--without-names")
    found = page.partition("<h2>The same path</h2>")[2].partition("</ol>")[0]
    assert found.count("2 students") == 2 and "--like" not in page
    assert not re.search(rf"\b({'|'.join(HANDED_IN)})\b", found) and "leaves the right one" not in found


def test_like_runs_the_group_of_a_student_anew_and_nobody_else(course, ran, capsys):
    assert run("autograde", "momentum", "--course", course.root, "--like", "gil") == 0
    said = capsys.readouterr()
    assert ran == ["momentum"] * 2 and "The path of gil is walked by cyd, too. That makes 2." in said.err
    assert [line.split()[0] for line in said.out.splitlines()[1:3]] == ["cyd", "gil"] and "bob" not in said.out


def test_like_says_whom_before_anything_is_run(course, capsys):
    assert run("autograde", "momentum", "--course", course.root, "--like", "dan", "--dry-run") == 0
    said = capsys.readouterr()
    assert "The path of dan is walked by ada, too. That makes 2." in said.err and "nothing was written" in said.out
    shutil.rmtree(course.root / "submitted" / "cyd")
    assert run("autograde", "momentum", "--course", course.root, "--like", "gil", "--dry-run") == 0
    assert "Nobody else walks the path of gil." in capsys.readouterr().err


@pytest.mark.parametrize("student", ["eve", "nobody"])
def test_like_whom_no_path_is_known_of_is_said(course, student, capsys):
    assert run("autograde", "momentum", "--course", course.root, "--like", student) == 2
    assert f"Nobody can be found who is like {student}" in capsys.readouterr().err


@pytest.fixture(scope="module")
def thrice(momentum_course, tmp_path_factory):
    """A class that has handed in three times, and its page after the last. `nora` is in no hexadecimal number."""
    course = Course.like(momentum_course, tmp_path_factory.mktemp("thrice"))
    forgets = SOLUTION.replace("velocity.mul_(self.momentum)", "velocity.mul_(0)")
    for codes in ({"nora": forgets, "bob": DAMPENED}, {"nora": DAMPENED}, {}, {"nora": SOLUTION}):
        for student, code in codes.items():
            hand_in(course, student, code)
        assert run("autograde", "momentum", "--course", course.root, "--report", course.root / "first.html") == 0
    return course


def test_who_has_handed_in_again_is_told_with_the_mistakes_in_their_order_and_how_long_they_lasted(thrice):
    code, page = report(thrice)
    told = [one.partition("<h2>Attempts</h2>")[2].partition("<h2>")[0]
            for one in (page, (thrice.root / "first.html").read_text("utf8"))]
    assert code == 0 and told[0] == told[1] != ""
    ways = re.findall(r'<tr><th scope="row">(.*?)</th><td>(.*?)</td></tr>', page.partition('class="ways')[2])
    assert ways == [("nora", "no_momentum, forgets → dampened → right")]
    cells = r'<td class="n">(.*?)</td>' * 3
    held = re.findall(rf"<tr><td>(.*?)</td>{cells}</tr>", page.partition('class="held"')[2].partition("</table>")[0])
    assert held == [("dampened", "1", "2", "1"), ("no_momentum", "1", "1", "0"), ("forgets", "1", "1", "0")]
    code, page = report(thrice, "--without-names")
    assert "→ dampened" not in page and 'class="held"' in page and "nora" not in page


def test_who_is_forgotten_has_no_attempts_left(thrice, tmp_path):
    shutil.copytree(thrice.root, tmp_path / "class")
    assert run("forget", "nora", "--course", tmp_path / "class", "--yes") == 0
    assert b"nora" not in (tmp_path / "class" / verdicts.NAME).read_bytes()
