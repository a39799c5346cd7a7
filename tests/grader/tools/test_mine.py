"""What practice takes from a session, and what it is told for. That it judges is in `sandbox/test_unconfined.py`."""

from __future__ import annotations

from types import SimpleNamespace

import nbformat
import pytest

from grader.language import registry
from grader.tools import mine

TASKS = registry.find()


def shell(*cells: str, interrupted: tuple[int, ...] = ()) -> SimpleNamespace:
    """A session of IPython in which these cells have been run, the first as number 1."""
    errors = {number: {"ename": "KeyboardInterrupt"} for number in interrupted}
    return SimpleNamespace(history_manager=SimpleNamespace(input_hist_raw=["", *cells], exceptions=errors))


def test_cells_come_in_the_order_in_which_they_were_run_though_the_notebook_has_another():
    assert mine.session(shell("class A: ...", "x = 1")) == ["class A: ...", "x = 1"]


def test_what_was_run_again_and_again_is_there_first_and_last():
    assert mine.session(shell("a", "b", "a", "c", "a")) == ["a", "b", "c", "a"]


def test_what_had_to_be_interrupted_and_what_is_empty_is_left_out():
    assert mine.session(shell("a", "while True: pass", " ", "b", interrupted=(2,))) == ["a", "b"]


def test_an_older_ipython_remembers_no_errors():
    older = shell("a")
    del older.history_manager.exceptions
    assert mine.session(older) == ["a"]


@pytest.mark.parametrize("answer, name", [(type("Momentum", (), {}), "momentum"), (type("AdamL2", (), {}), "adam_l2"),
                                          ("catch", "catch"), ("capstone", "capstone")])
def test_a_class_or_a_notebooks_name_says_which_task_is_meant(answer, name):
    assert mine.asked(answer, TASKS).name == name


class Momentum:
    """As a student's is called."""

    def step(self):
        """Nothing."""


@pytest.mark.parametrize("given, said", [
    ((), "practice() takes your class, by its name and without brackets or quotes"),
    ((None,), "practice() takes your class, by its name and without brackets or quotes"),
    ((dict,), "No task asks for a class dict."),
    (("momentun",), "No notebook is called “momentun”."),
    ((Momentum(),), "write practice(Momentum), without brackets"),
    ((Momentum.step,), "step is a function. practice() takes the class in which step() stands: Adagrad, Adam"),
    ((Momentum().step,), "step is a function."), ((len,), "len is a function."),
    ((3,), "an object of the type int"), (([Momentum],), "an object of the type list"),
])
def test_whatever_is_no_answer_gets_one_sentence(given, said, capsys):
    mine.practice(*given)
    out = capsys.readouterr().out
    assert said in out and out.count("\n") == 1


def test_the_last_cell_of_each_notebook_calls_it_and_runs_nothing_as_it_stands():
    for path in sorted(TASKS["momentum"].course.folder.glob("assignments/*/*.ipynb")):
        cell = nbformat.read(path, as_version=4).cells[-1]
        task = TASKS[path.stem]
        called = repr(task.name).replace("'", '"') if task.name in ("capstone", "catch") else task.class_name
        assert all(line.startswith("# ") for line in cell.source.splitlines())
        assert cell.source.splitlines()[-3:] == [
            f'# %pip install --quiet "step-by-step-grader[practice] @ git+{task.course.repository}"',
            "# from grader import practice", f"# practice({called})"]
        assert mine.asked(task.name, TASKS) is task
