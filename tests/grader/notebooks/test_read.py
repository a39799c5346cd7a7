"""What a notebook answers, and the code that it brings."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grader.language.task import Exam
from grader.notebooks.read import from_notebook, grade_id, is_graded
from grader.outcome.refusal import Refused, Unfit

TASKS = {name: Exam(name=name, title=name, class_name=class_name, chapter=name)
         for name, class_name in (("adam", "Adam"), ("adam_l2", "AdamL2"), ("lion", "Lion"))}


def code(source, grade_id=None, **marks):
    metadata = {"nbgrader": {"grade_id": grade_id, **marks}} if grade_id else {}
    return new_code_cell(source, metadata=metadata)


def test_the_cells_names_decide_then_the_files_name_then_the_class():
    marked = code("", "lion-step")
    by_class = code("class AdamL2(Optimizer):\n    pass")
    assert from_notebook(new_notebook(cells=[by_class, marked]), "adam", TASKS).task is TASKS["lion"]
    assert from_notebook(new_notebook(cells=[by_class]), "adam", TASKS).task is TASKS["adam"]
    assert from_notebook(new_notebook(cells=[by_class]), "homework", TASKS).task is TASKS["adam_l2"]


def test_a_name_that_begins_like_another_is_another():
    assert from_notebook(new_notebook(cells=[code("", "adam_l2-step")]), "", TASKS).task is TASKS["adam_l2"]
    assert from_notebook(new_notebook(cells=[code("class Adam:\n pass")]), "", TASKS).task is TASKS["adam"]
    for source in ("class Adamant: pass", "x = 1  # class Adam", " class Adam: pass"):
        with pytest.raises(Refused) as refused:
            from_notebook(new_notebook(cells=[code(source)]), "", TASKS)
        assert refused.value.refusal.unfit is Unfit.NO_TASK


def test_a_class_in_a_text_cell_is_no_answer():
    with pytest.raises(Refused):
        from_notebook(new_notebook(cells=[new_markdown_cell("class Adam:\n    pass")]), "", TASKS)


def test_what_is_run_are_the_code_cells_without_the_graded_ones():
    cells = [new_markdown_cell("# Adam"), code("a = 1"), code("b = 2", "adam-step", solution=True, grade=False),
             code("assert b", "adam-first_step", grade=True, solution=False),
             code("c = 3", "adam-by_hand", grade=True, solution=True)]
    assert from_notebook(new_notebook(cells=cells), "", TASKS).cells == ((1, "a = 1"), (2, "b = 2"), (4, "c = 3"))


@pytest.mark.parametrize("source, left", [
    ("# The grader does not run this cell.\n1", False),
    ("\n#  the grader does not run this cell, nor do you\n1", False),
    ("1\n# The grader does not run this cell.", True), ("# The grader does not run this cellar.", True), ("", True)])
def test_a_cell_whose_first_line_says_so_is_left_out_unless_it_is_the_assignments(source, left):
    made = new_notebook(cells=[code(source), code(source, "adam-step")])
    assert [index for index, _ in from_notebook(made, "adam", TASKS).cells] == [0] * left + [1]


@pytest.mark.parametrize("marks", [None, [], "x", 3, {"grade_id": 3}, {"grade_id": ["a"]}, {}])
def test_marks_of_any_type_are_no_trouble(marks):
    cell = new_code_cell("1", metadata={"nbgrader": marks})
    assert grade_id(cell) is None and not is_graded(cell)
    assert from_notebook(new_notebook(cells=[cell]), "adam", TASKS).cells == ((0, "1"),)
