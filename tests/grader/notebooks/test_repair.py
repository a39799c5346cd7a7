"""Whatever was done to a notebook, it comes back in the assignment's shape with all that the student wrote."""

import copy

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from grader.notebooks.read import grade_id
from grader.notebooks.repair import TemplateCell, answered, empty, put_back, repair

NOTE = "This cell was missing."


def cell(name, kind="code", locked=False, grade=False, solution=False, points=None):
    return TemplateCell(name, kind, f"# {name}, as given out", f"sum of {name}", locked, grade, solution, False, points)


TEMPLATE = [
    cell("intro", "markdown", locked=True), cell("base", locked=True), cell("step", solution=True),
    cell("first_step", locked=True, grade=True, points=1),
    cell("words", "markdown", solution=True, grade=True, points=2),
    cell("long_run", locked=True, grade=True, points=1)]


def given_out():
    return new_notebook(cells=[
        (new_code_cell if c.cell_type == "code" else new_markdown_cell)(c.source, metadata={"nbgrader": c.metadata()})
        for c in TEMPLATE])


def named(notebook):
    return {grade_id(c): c for c in notebook.cells if grade_id(c)}


def plain(notebook):
    return [(c.cell_type, c.source, dict(c.metadata.get("nbgrader", {}))) for c in notebook.cells]


def test_a_notebook_in_shape_stays_as_it_is():
    assert plain(repair(given_out(), TEMPLATE, NOTE)) == plain(given_out())


def test_locked_cells_read_as_given_out_and_the_students_stay():
    nb = given_out()
    for c in nb.cells:
        c.source = "mine"
    made = named(repair(nb, TEMPLATE, NOTE))
    assert {name: c.source for name, c in made.items()} == {
        c.name: c.source if c.locked else "mine" for c in TEMPLATE}


GIVEN = TemplateCell("base", "code", "class Optimizer:\n    # what all share\n    lr = 0\n", "", locked=True,
                     grade=False, solution=False, task=False, points=None)


@pytest.mark.parametrize("source, changed", [
    (GIVEN.source, False), ("class Optimizer:\n\n    lr = 0  \n# mine\n", False),
    ("import numpy as np\n" + GIVEN.source, True), (GIVEN.source + "    eps = 0\n", True), ("", True),
    ("# class Optimizer:\n    lr = 0", True)])
def test_a_locked_cell_with_other_code_is_noticed_and_one_with_other_comments_is_not(source, changed):
    nb = new_notebook(cells=[new_code_cell(source, metadata={"nbgrader": GIVEN.metadata()})])
    assert put_back(nb, [GIVEN]) == (("class Optimizer:",) if changed else ())


def test_of_answers_texts_and_what_stands_below_an_answer_nobody_is_told_that_they_were_changed():
    nb = given_out()
    for c in nb.cells:
        c.source = "mine()"
    intro, base, *below = TEMPLATE
    assert put_back(nb, TEMPLATE) == ()  # in its `base` stands a comment alone
    assert put_back(nb, [intro, GIVEN, *below]) == ("class Optimizer:",)
    assert put_back(nb, [intro, *below, GIVEN]) == ()


@pytest.mark.parametrize("gone", [c.name for c in TEMPLATE])
def test_a_missing_cell_comes_back_at_its_place(gone):
    nb = given_out()
    nb.cells = [c for c in nb.cells if grade_id(c) != gone]
    made = repair(nb, TEMPLATE, NOTE)
    assert [grade_id(c) for c in made.cells] == [c.name for c in TEMPLATE]
    source = {"step": f"# {NOTE}", "words": NOTE}.get(gone, f"# {gone}, as given out")
    assert named(made)[gone].source == source


def test_of_a_cell_that_is_there_twice_the_last_one_counts_and_the_first_stays():
    nb = given_out()
    first, last = (copy.deepcopy(nb.cells[2]) for _ in range(2))
    first.source, last.source = "first try", "second try"
    nb.cells[2:3] = [first, last]
    made = repair(nb, TEMPLATE, NOTE)
    assert named(made)["step"].source == "second try"
    assert ("code", "first try", {}) in plain(made) and len(made.cells) == len(TEMPLATE) + 1


@pytest.mark.parametrize("lost", [set(range(6)), {2}, {2, 4}, {0, 1, 3, 5}])
def test_where_the_names_are_lost_cells_are_known_by_what_they_say_and_answers_by_their_place(lost):
    nb = given_out()
    nb.cells[2].source, nb.cells[4].source = "mine", "my words"
    for k in lost:
        nb.cells[k].metadata = {}
    made = repair(nb, TEMPLATE, NOTE)
    assert [grade_id(c) for c in made.cells] == [c.name for c in TEMPLATE]
    assert (named(made)["step"].source, named(made)["words"].source) == ("mine", "my words")
    assert answered(nb, TEMPLATE) == 2


def test_of_several_cells_at_an_answers_place_none_is_taken_for_it():
    nb = given_out()
    nb.cells[2:3] = [new_code_cell("first"), new_code_cell("second")]
    made = repair(nb, TEMPLATE, NOTE)
    assert named(made)["step"].source == f"# {NOTE}"
    assert [c.source for c in made.cells if not grade_id(c)] == ["first", "second"]


def test_what_was_pasted_into_a_text_stays_with_it():
    nb = given_out()
    image = {"a.png": {"image/png": "iVBORw0KGgo="}}
    nb.cells[4].attachments = image
    nb.cells.append(new_markdown_cell("mine", attachments=image))
    made = repair(nb, TEMPLATE, NOTE)
    assert named(made)["words"].attachments == made.cells[-1].attachments == image
    nbformat.validate(made)


def test_forged_marks_are_taken_off():
    nb = given_out()
    nb.cells[3].metadata.nbgrader.update(points=1000, schema_version=99, locked=False)
    nb.cells.append(new_code_cell("10.0", metadata={"nbgrader": {"grade_id": "mine", "grade": True, "points": 9},
                                                    "tags": ["skip-execution"]}))
    made = repair(nb, TEMPLATE, NOTE)
    assert named(made)["first_step"].metadata.nbgrader == TEMPLATE[3].metadata()
    assert "mine" not in named(made) and not made.cells[-1].metadata


def test_a_cell_of_another_kind_is_the_assignments_again():
    nb = given_out()
    nb.cells[2] = new_markdown_cell("b = 2", metadata={"nbgrader": TEMPLATE[2].metadata()})
    step = named(repair(nb, TEMPLATE, NOTE))["step"]
    assert (step.cell_type, step.source) == ("code", "b = 2")


def test_what_is_stored_in_a_file_beside_the_cells_is_left_behind():
    nb = given_out()
    nb.cells[2].outputs = [nbformat.v4.new_output("stream", text="10 of 10")]
    nb.metadata = {"kernelspec": {"name": "evil", "display_name": "e"}, "widgets": {"x": 1}}
    made = repair(nb, TEMPLATE, NOTE)
    assert all(not c.get("outputs") for c in made.cells)
    assert made.metadata == {"language_info": {"name": "python"}}


def test_an_assignment_without_an_answer_says_why():
    made = empty(TEMPLATE, "The file is empty.", NOTE)
    assert [grade_id(c) for c in made.cells] == [*(c.name for c in TEMPLATE), None]
    assert plain(made)[-1] == ("markdown", "**The file is empty.**", {})
    assert named(made)["step"].source == f"# {NOTE}"
    nbformat.validate(made)


# Damage: cells in any order, any of them twice or gone, with marks of all sorts, and the student's own among them.
marks = st.sampled_from([c.metadata() for c in TEMPLATE]) | st.sampled_from([
    None, [], "x", 3, {}, {"grade_id": 3}, {"grade_id": "another"}, {"grade_id": "step", "schema_version": 99},
    {"grade_id": "long_run", "points": 1000, "solution": True}])
sources = st.text(max_size=10) | st.sampled_from(["raise SystemExit", f"# {NOTE}", "# step, as given out"])


@st.composite
def cells(draw):
    make = draw(st.sampled_from([new_code_cell, new_markdown_cell, new_raw_cell]))
    return make(draw(sources), metadata={"nbgrader": draw(marks)} if draw(st.booleans()) else {})


notebooks = st.lists(cells(), max_size=8).map(lambda cells: new_notebook(cells=cells))
DAMAGE = settings(derandomize=True, deadline=None, max_examples=100)


@DAMAGE
@given(notebooks)
def test_every_cell_of_the_assignment_is_there_once_with_its_own_marks(notebook):
    made = repair(notebook, TEMPLATE, NOTE)
    marked = [c for c in made.cells if "nbgrader" in c.metadata]
    assert sorted(map(grade_id, marked)) == sorted(c.name for c in TEMPLATE)
    assert all(named(made)[c.name].metadata.nbgrader == c.metadata() for c in TEMPLATE)
    assert all(named(made)[c.name].source == c.source for c in TEMPLATE if c.locked)
    assert len({c.id for c in made.cells}) == len(made.cells)
    nbformat.validate(made)


@DAMAGE
@given(notebooks)
def test_what_is_repaired_needs_no_repair(notebook):
    once = repair(notebook, TEMPLATE, NOTE)
    assert repair(once, TEMPLATE, NOTE) == once


@DAMAGE
@given(notebooks)
def test_nothing_that_the_student_wrote_is_lost(notebook):
    """But for the cell that takes a locked one's place: that is the assignment's."""
    locked = {c.name for c in TEMPLATE if c.locked}
    last = {grade_id(c): k for k, c in enumerate(notebook.cells)}
    own = [c.source for k, c in enumerate(notebook.cells) if grade_id(c) not in locked or last[grade_id(c)] != k]
    made = repair(notebook, TEMPLATE, NOTE)
    there = iter(c.source for c in made.cells)
    assert all(any(source == found for found in there) for source in own)  # all of them, in the same order


@DAMAGE
@given(notebooks)
def test_the_notebook_that_was_handed_in_is_left_alone(notebook):
    before = copy.deepcopy(notebook)
    repair(notebook, TEMPLATE, NOTE)
    assert notebook == before
