"""Whole files in the shapes that editors, platforms and habits produce: each gets its due when a class is graded."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from grader.outcome.verdict import Status
from grader.telling import words

from ..classroom import Course

pytestmark = [pytest.mark.sandbox, pytest.mark.nbgrader]

CASES = Path(__file__).parents[2] / "cases" / "notebooks"


@dataclass(frozen=True)
class Due:
    """What a notebook must get.

    Attributes:
        points: the least.
        says: what the verdict must say: a part of the reason, of a check's message or of a note.
        status: what becomes of it.
        assignment: what it is handed in for.
    """

    points: float = 10
    says: str = ""
    status: Status = Status.GRADED
    assignment: str = "momentum"


DUE = {
    "01-py312-fstring_momentum": Due(),
    "01-py312-fstring_override": Due(),
    "02-colab-drive_momentum": Due(),
    "03-pip-magics_pip_in_class_cell": Due(),
    "05-class-in-pieces_add_to_class": Due(),
    "05-class-in-pieces_patched_later": Due(),
    "05-class-in-pieces_wrapped_later": Due(),
    "06-writefile_momentum": Due(),
    "09-missing-library_seaborn": Due(),
    "10-editors_html_page": Due(0, "HTML page", Status.REFUSED),
    "10-editors_null_cell_metadata": Due(),
    "12-long-cells_sixty": Due(says="57 code cells were not run"),
    "14-rebound-names_decorated_later": Due(),
    "14-rebound-names_default_rebound": Due(),
    "15-quick-and-slow-cell_class_state_by_index_quick": Due(9.5),
    "16-capstone_capstone": Due(10, assignment="capstone"),
    "22-attachment_capstone": Due(10, assignment="capstone"),
}
PAIR = "23-two-notebooks_wd_both_colab"


def test_every_file_of_the_folder_has_its_due():
    """So that a new case cannot be forgotten."""
    found = {path.stem for path in CASES.glob("*.ipynb")}
    assert {name for name in found if not name.startswith(f"{PAIR}__")} == set(DUE)


@pytest.fixture(scope="module")
def graded(grader, tmp_path_factory):
    """Everybody, graded as a class of each assignment: the course, and the results by student."""
    course = Course(tmp_path_factory.mktemp("cases"), "momentum", "capstone", "weight_decay")
    for name, due in DUE.items():
        hand_in(course, name, due.assignment, f"{due.assignment}.ipynb", (CASES / f"{name}.ipynb").read_bytes())
    for path in CASES.glob(f"{PAIR}__*.ipynb"):
        hand_in(course, PAIR, "weight_decay", path.name.split("__")[1], path.read_bytes())
    results = [result for name in ("momentum", "capstone", "weight_decay") for result in course.autograde(grader, name)]
    return course, {result.student: result for result in results}


def hand_in(course, student, assignment, name, content):
    path = course.root / "submitted" / student / assignment / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def said(verdict):
    """All that a verdict says."""
    return " ".join([words.reason(verdict) or "", *words.notes(verdict), *map(words.message, verdict.checks)])


@pytest.mark.parametrize("name", DUE)
def test_each_notebook_gets_its_due(graded, name):
    course, results = graded
    due, (verdict,) = DUE[name], results[name].verdicts
    assert (verdict.status, results[name].trouble) == (due.status, None), said(verdict)
    assert verdict.score == due.points or (
        name.startswith("01-") and re.search(r"3\.11.*3\.1[2-9]|3\.1[2-9].*3\.11", said(verdict))), said(verdict)
    assert due.says in said(verdict)
    assert sum(course.scores(due.assignment)[name].values()) == verdict.score


def test_two_notebooks_of_one_assignment_are_both_found_under_other_names(graded):
    course, results = graded
    assert (results[PAIR].score, results[PAIR].trouble) == (20, None)
    assert sum(course.scores("weight_decay")[PAIR].values()) == 20
    notes = {verdict.task.name: words.notes(verdict) for verdict in results[PAIR].verdicts}
    assert all(f"Copy of {name}.ipynb" in " ".join(note) for name, note in notes.items()) and len(notes) == 2


def test_a_pasted_image_stays_and_the_feedback_comes_out(graded):
    course, _ = graded
    done = course.api().generate_feedback("capstone")
    assert done["success"], done
    for student in ("16-capstone_capstone", "22-attachment_capstone"):
        page = (course.root / "feedback" / student / "capstone" / "capstone.html").read_text("utf8")
        assert "10 of 15 points" in page and "Everything is right." in page
    (image,) = [tag for tag in re.findall(r"<img [^>]*>", page) if 'alt="curves.png"' in tag]
    assert 'src="data:image/png;base64,' in image
    cells = course.autograded("22-attachment_capstone", "capstone").cells
    (answer,) = [cell for cell in cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "capstone-answer"]
    assert set(answer.attachments["curves.png"]) == {"image/png"}
