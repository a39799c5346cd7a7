"""Whatever was done to a notebook's cells, the class is graded and the answer counts."""

import copy

import nbformat
import pytest

from grader.tools import demo

from ..answers import RIGHT
from ..classroom import Course

pytestmark = [pytest.mark.sandbox, pytest.mark.nbgrader]


def solved():
    return demo.solve("momentum", RIGHT["list of velocities"])


def marks(cell):
    return cell.metadata.get("nbgrader", {})


def duplicate_every_cell(nb):
    nb.cells = [copy.deepcopy(c) for c in nb.cells for _ in range(2)]


def delete_the_graded_cells(nb):
    nb.cells = [c for c in nb.cells if not marks(c).get("grade")]


def delete_the_base_class(nb):
    nb.cells = [c for c in nb.cells if not c.source.startswith("class Optimizer")]


def forge_the_points(nb):
    for c in nb.cells:
        if marks(c).get("grade"):
            marks(c)["points"] = 1000


def new_schema(nb):
    for c in nb.cells:
        if marks(c):
            marks(c)["schema_version"] = 99


def strip_all_metadata(nb):
    for c in nb.cells:
        c.metadata = {}


def metadata_of_other_types(nb):
    for c in nb.cells:
        c.metadata["nbgrader"] = ["not", "a", "dictionary"]


def skip_execution(nb):
    for c in nb.cells:
        c.metadata["tags"] = ["skip-execution"]


def edit_the_locked_cells(nb):
    for c in nb.cells:
        if marks(c).get("locked") and not marks(c).get("grade"):
            c.source = "raise SystemExit"


def turn_cells_into_text(nb):
    for c in nb.cells:
        if marks(c).get("grade"):
            c.cell_type = "markdown"
            c.pop("outputs", None)
            c.pop("execution_count", None)


def claim_another_grade_id(nb):
    for c in nb.cells:
        if marks(c).get("grade"):
            marks(c)["grade_id"] += "-mine"


DAMAGE = [duplicate_every_cell, delete_the_graded_cells, delete_the_base_class, forge_the_points,
          new_schema, strip_all_metadata, metadata_of_other_types, skip_execution,
          edit_the_locked_cells, turn_cells_into_text, claim_another_grade_id]


@pytest.fixture(scope="module")
def course(grader, momentum_course, tmp_path_factory):
    course = Course.like(momentum_course, tmp_path_factory.mktemp("damaged"))
    for damage in DAMAGE:
        notebook = solved()
        damage(notebook)
        course.hand_in(damage.__name__, notebook)
    nothing = nbformat.v4.new_notebook()
    course.hand_in("no_cells_at_all", nothing)
    course.autograde(grader)
    return course


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda d: d.__name__)
def test_the_answer_still_counts(course, damage):
    assert sum(course.scores()[damage.__name__].values()) == 10


def test_a_notebook_without_cells_gets_zero_and_stops_nobody(course):
    assert sum(course.scores()["no_cells_at_all"].values()) == 0
