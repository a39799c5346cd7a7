"""Any file in: a submission, or what is wrong with it."""

import json
import os

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grader.language.task import Exam
from grader.notebooks import read as reading
from grader.notebooks.read import from_notebook, grade_id, is_graded, load, read
from grader.outcome.refusal import Refused, Unfit

TASKS = {name: Exam(name=name, title=name, class_name=class_name, chapter=name)
         for name, class_name in (("adam", "Adam"), ("adam_l2", "AdamL2"), ("lion", "Lion"))}


def code(source, grade_id=None, **marks):
    metadata = {"nbgrader": {"grade_id": grade_id, **marks}} if grade_id else {}
    return new_code_cell(source, metadata=metadata)


def unfit(path):
    with pytest.raises(Refused) as refused:
        read(path, TASKS)
    return refused.value.refusal.unfit, refused.value.refusal.extra


def made(folder, kind):
    """A path at which there is something of this kind."""
    path = folder / f"{kind.name.lower()}.ipynb"
    match kind:
        case Unfit.FOLDER:
            path.mkdir()
        case Unfit.NO_FILE:
            os.mkfifo(path)
        case Unfit.TOO_LARGE:
            path.touch()
            os.truncate(path, 20_000_001)
        case Unfit.UNREADABLE:
            path = folder / ("x" * 300)
        case Unfit.NOT_TEXT:
            path.write_bytes(bytes(range(256)))
        case Unfit.EMPTY:
            path.write_text(" \n\ufeff".rstrip("\ufeff"))
        case Unfit.NO_NOTEBOOK:
            path.write_text("Dear teacher, here is my homework.")
        case Unfit.NO_TASK:
            nbformat.write(new_notebook(cells=[code("print('another course')")]), path)
    return path


@pytest.mark.parametrize("kind", Unfit)
def test_whatever_is_wrong_with_a_file_is_told_apart(tmp_path, kind):
    found, extra = unfit(made(tmp_path, kind))
    assert found is kind
    assert bool(extra) == (kind in (Unfit.TOO_LARGE, Unfit.UNREADABLE))


@pytest.mark.parametrize("text", [
    '{"cells": 3}', "[" * 100_000, "null", "[]", "3", '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
    json.dumps({"nbformat": 99, "nbformat_minor": 0, "metadata": {}, "cells": []}),
    json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [
        {"cell_type": "code", "source": {"a": 1}, "metadata": {}, "outputs": [], "execution_count": None}]}),
    json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [
        {"cell_type": "code", "source": "1", "metadata": [], "outputs": [], "execution_count": None}]}),
    json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [3]})])
def test_json_that_is_no_notebook_is_refused_and_raises_nothing_else(tmp_path, text):
    path = tmp_path / "adam.ipynb"
    path.write_text(text)
    assert unfit(path)[0] is Unfit.NO_NOTEBOOK


def test_a_file_that_is_just_small_enough_is_read(tmp_path):
    path = made(tmp_path, Unfit.TOO_LARGE)
    os.truncate(path, 20_000_000)
    assert unfit(path)[0] is not Unfit.TOO_LARGE
    assert (reading.MAX_MB, unfit(made(tmp_path, Unfit.TOO_LARGE))) == (20, (Unfit.TOO_LARGE, "20"))


def test_old_notebooks_and_byte_order_marks_are_read(tmp_path):
    path = tmp_path / "adam.ipynb"
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"metadata": {}, "cells": [
        {"cell_type": "code", "language": "python", "input": ["x = 1\n", "y = 2"], "outputs": [], "metadata": {}}]}]}
    path.write_text(json.dumps(old), encoding="utf-8-sig")
    assert read(path, TASKS).cells == ((0, "x = 1\ny = 2"),)
    assert load(path).nbformat == 4


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


@pytest.mark.parametrize("marks", [None, [], "x", 3, {"grade_id": 3}, {"grade_id": ["a"]}, {}])
def test_marks_of_any_type_are_no_trouble(marks):
    cell = new_code_cell("1", metadata={"nbgrader": marks})
    assert grade_id(cell) is None and not is_graded(cell)
    assert from_notebook(new_notebook(cells=[cell]), "adam", TASKS).cells == ((0, "1"),)
