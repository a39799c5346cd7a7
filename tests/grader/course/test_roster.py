"""A roster comes into the gradebook, and whoever of it has handed in nothing stands in the class's table and report."""

import csv

import pytest

from grader.tools import cli, demo

from ..answers import SOLUTION
from ..classroom import Course

pytestmark = [pytest.mark.nbgrader, pytest.mark.sandbox]

ROSTER = """id,first_name,last_name,email,lms_user_id
ada,Ada,Lovelace,ada@example.org,1
bob,Bob,<b>Builder</b>,,2
софия,София,Ковалевская,,
"""


@pytest.fixture(scope="module")
def course(momentum_course, tmp_path_factory):
    """A class of which Ada has handed in."""
    made = Course.like(momentum_course, tmp_path_factory.mktemp("roster") / "course")
    (made.root / "roster.csv").write_text(ROSTER, "utf8")
    made.nbgrader("db", "student", "import", str(made.root / "roster.csv"))
    made.hand_in("ada", demo.solve("momentum", SOLUTION))
    return made


def test_a_roster_comes_into_the_gradebook(course):
    with course.gradebook() as gradebook:
        assert {(one.id, one.first_name, one.lms_user_id) for one in gradebook.students} == {
            ("ada", "Ada", "1"), ("bob", "Bob", "2"), ("софия", "София", None)}


def test_who_has_handed_in_nothing_is_told_and_costs_nobody_anything(course, capsys):
    page = course.root / "report.html"
    assert cli.main(["autograde", "momentum", "--course", str(course.root), "--report", str(page)]) == 0
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines() if line}
    assert "10/10" in lines["ada"]
    assert all("handed in nothing" in lines[name] and "0" not in lines[name] for name in ("bob", "софия"))
    said = page.read_text("utf8")
    assert said.count("handed in nothing") == 2 and "1 submission," in said and "Mean 10.0 points" in said
    assert course.nbgrader("export", f"--to={course.root / 'grades.csv'}")
    with (course.root / "grades.csv").open(encoding="utf8", newline="") as file:
        assert {row["student_id"]: row["score"] for row in csv.DictReader(file)} == {
            "ada": "10.0", "bob": "0.0", "софия": "0.0"}


def test_who_grades_one_student_hears_of_nobody_else(course, capsys):
    assert cli.main(["autograde", "momentum", "--course", str(course.root), "--student", "ada"]) == 0
    assert "handed in nothing" not in capsys.readouterr().out


def test_who_comes_later_is_graded_then_and_whoever_was_graded_once_has_handed_in_something(course, capsys):
    course.hand_in("bob", demo.solve("momentum", SOLUTION))
    (course.root / "submitted" / "ada" / "momentum").rename(course.root / "elsewhere")
    assert cli.main(["autograde", "momentum", "--course", str(course.root)]) == 0
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines() if line}
    assert "10/10" in lines["bob"] and "ada" not in lines and "handed in nothing" in lines["софия"]
