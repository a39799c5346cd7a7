"""The table of grades that `nbgrader export` writes is a table, whatever people are called."""

import csv

import pytest

from ..classroom import ROOT, Course

pytestmark = pytest.mark.nbgrader

PEOPLE = {
    "ada": ("Ada", "King, Countess of Lovelace", "ada@example.org"),
    "=1+1": ("=cmd|' /C calc'!A0", "@SUM(1,1)", "+44"),
    "-x": ("\t=1", "\r=2", '"quoted", and\nin two lines'),
    "o'neill": ("\x1b]0;title\x07", "{student_id}", "")}


def test_every_cell_is_text_and_no_formula(momentum_course, tmp_path):
    course = Course.like(momentum_course, tmp_path)
    (tmp_path / "nbgrader_config.py").write_text(
        f"from grader.course import configure\nc = get_config()\nconfigure(c, {str(ROOT)!r}, 'step-by-step')\n", "utf8")
    with course.gradebook() as gradebook:
        for student, (first, last, email) in PEOPLE.items():
            gradebook.update_or_create_student(student, first_name=first, last_name=last, email=email)
    course.nbgrader("export", "--to", tmp_path / "grades.csv")
    with open(tmp_path / "grades.csv", encoding="utf8", newline="") as file:
        head, *rows = csv.reader(file)
    assert head[:4] == ["assignment", "duedate", "timestamp", "student_id"] and len(rows) == len(PEOPLE)
    assert all(len(row) == len(head) for row in rows)
    assert all(cell.isprintable() and cell[:1] not in tuple("=+-@") for row in rows for cell in row)
    by_name = {row[3]: row for row in rows}
    assert set(by_name) == {"ada", "'=1+1", "'-x", "o'neill"}
    assert by_name["ada"] == ["momentum", "", "", "ada", "King, Countess of Lovelace", "Ada", "ada@example.org",
                              "0.0", "0.0", "0.0", "10.0"]
