"""“Run all” that goes on after errors: what a cell says of a class that is missing or broken fits into three lines."""

import contextlib
import io
import linecache
import os
import re

import matplotlib
import matplotlib.pyplot as plt
import nbformat
import pytest
import torch

from grader.language import registry
from grader.language.task import Task
from grader.notebooks.read import is_graded, is_solution

from ..classroom import ROOT

pytestmark = pytest.mark.long
matplotlib.use("Agg")
TASKS = {name: task for name, task in registry.find().items() if isinstance(task, Task)}
MOST_LINES = 3

# What is wrong with a class whose solution stands there already.
BROKEN = {
    "stops in the constructor": "def broken(self, *given, **named):\n    self.nothing\n{name}.__init__ = broken",
    "stops in its step": "def broken(self):\n    self.nothing\n{name}.step = broken",
    "stops in its third step": """
def broken(self):
    self.count = vars(self).get("count", 0) + 1
    if self.count == 3:
        self.nothing
{name}.step = broken""",
    "moves nothing": "{name}.step = lambda self: None",
    "moves the wrong way": """
@torch.no_grad()
def broken(self):
    for p in self.params:
        p.add_(1.0 if p.grad is None else p.grad)
{name}.step = broken""",
    "ends in no number": """
@torch.no_grad()
def broken(self):
    for p in self.params:
        p.fill_(math.nan)
import math
{name}.step = broken""",
    "has another name": "Other = {name}\ndel {name}",
}


def run_all(name, answers):
    """Run a released notebook as far as it goes: what was raised, by the cell's id, and all that was printed.

    Args:
        name: the notebook's.
        answers: what stands in its solution cells, by their ids; the others are as they were given out.
    """
    (path,) = (ROOT / "assignments").glob(f"*/{name}.ipynb")
    space, raised, out = {}, {}, io.StringIO()
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type != "code" or is_graded(cell):
            continue
        code, file = answers.get(cell.id, cell.source), f"<{name} {cell.id}>"
        linecache.cache[file] = len(code), None, code.splitlines(keepends=True), file
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
                exec(compile(code, file, "exec"), space)
        except Exception as error:
            if not is_solution(cell):  # what stops there is theirs
                raised[cell.id] = error
    return raised, out.getvalue()


def solutions(name):
    """What the solution's cells hold, by their ids."""
    (path,) = (ROOT / "solutions").glob(f"*/{name}.ipynb")
    cells = nbformat.read(path, as_version=4).cells
    return {cell.id: cell.source for cell in cells if cell.cell_type == "code" and is_solution(cell)}


def lines(error):
    """What Jupyter shows of an error."""
    shown = getattr(error, "_render_traceback_", None)
    assert shown, f"a traceback is shown: {error!r}"
    return shown()


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """No notebook writes into the checkout, none shows a picture, and none leaves torch set otherwise."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(plt, "show", lambda: None)
    before, threads = torch.get_default_dtype(), torch.get_num_threads()
    yield
    torch.set_default_dtype(before)
    torch.set_num_threads(threads)
    plt.close("all")
    assert os.getcwd() == str(tmp_path)


@pytest.mark.parametrize("name", TASKS)
def test_who_has_written_nothing_is_told_what_to_do_first(name):
    raised, said = run_all(name, {})
    checks = {cell for cell in raised if cell.startswith("visible-")}
    assert set(raised) == checks | {"discovery"} and len(checks) >= 4
    assert all(len(lines(error)) <= MOST_LINES for error in raised.values())
    assert "Write step() first" in str(raised["discovery"]) and "Next: the checks above." in said


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("name", TASKS)
def test_a_broken_class_is_told_in_three_lines_wherever_it_is_used(name, broken):
    code = f"{solutions(name)['solution']}\n{BROKEN[broken].format(name=TASKS[name].class_name)}"
    raised, _ = run_all(name, {"solution": code})
    assert raised and all(len(lines(error)) <= MOST_LINES for error in raised.values())
    assert ("discovery" in raised) == (not broken.startswith(("moves the", "ends in")))


@pytest.mark.parametrize("name", TASKS)
def test_a_right_class_raises_nothing(name):
    assert run_all(name, solutions(name))[0] == {}


@pytest.fixture(scope="module")
def capstone():
    return solutions("capstone")


def test_a_capstone_of_which_nothing_is_written_says_so_in_a_line():
    raised, _ = run_all("capstone", {})
    assert {cell: lines(error) for cell, error in raised.items()} == {
        "visible-schedule": ["WarmupCosine is still to be written."]}


@pytest.fixture(scope="module")
def with_a_rule(capstone):
    """A capstone that is solved, with rates to try and a rule of one's own."""
    (path,) = (ROOT / "assignments").glob("*/capstone.ipynb")
    own = next(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.id == "own")
    rule = "@torch.no_grad()\ndef step(self):\n    for p in self.params: p -= self.lr * p.grad\nOwnRule.step = step"
    return capstone | {"own": f"{own}\n{rule}\nown_rate = 0.1", "try-rates": "search({Adam: [0.1]})"}


USED = [("optimizers", "Adam", {"picture", "film", "try-rates"}), ("own", "OwnRule", {"film", "try-own"}),
        ("schedule-solution", "WarmupCosine", {"visible-schedule", "picture", "film", "try-rates", "try-own"})]


@pytest.mark.parametrize("part, name, cells", USED)
@pytest.mark.parametrize("broken", [one for one in BROKEN if one.startswith("stops")])
def test_a_class_that_stops_in_the_capstone_is_told_with_its_name_and_its_line(with_a_rule, part, name, cells, broken):
    raised, _ = run_all("capstone", with_a_rule | {
        part: f"{with_a_rule[part]}\n{BROKEN[broken].format(name=name)}"})
    assert set(raised) == cells
    for cell, error in raised.items():
        if cell == "visible-schedule" and "third" in broken:  # its first two set no learning rate
            assert re.fullmatch(r"After \d steps the learning rate is .+ and should be .+\.", *lines(error))
            continue
        first, second = lines(error)
        assert first.startswith(f"{name} stops with AttributeError: ") and second == "in the line self.nothing"


def test_a_class_with_another_name_in_the_capstone_is_missed_by_its_name(with_a_rule):
    raised, _ = run_all("capstone", with_a_rule | {
        "optimizers": f"{with_a_rule['optimizers']}\nOther = Adam\ndel Adam", "try-rates": ""})
    assert set(raised) == {"picture", "film"}
    assert all(lines(error)[0].startswith("There is no class Adam yet.") for error in raised.values())


@pytest.mark.parametrize("trial, says", [
    (None, "There is no trials"), ("3", "that is no number, or in the wrong place"),
    ('dict(start=[1.0], gradients=[["a"]], given=dict(lr=0.1))', "stands in quotes"),
    ("dict(start=[1.0], gradients=[1.0], given=dict(lr=0.1))", "that is no number, or in the wrong place"),
    ("dict(start=[1.0], gradients=[[1.0]] * 7, given=dict(lr=0.1))", "There are 7 steps"),
    ("dict(start=[1.0], gradients=[[1.0]], given=dict(lr=None))", "that is no number, or in the wrong place")])
def test_a_trial_that_is_missing_or_none_is_told_in_three_lines(trial, says):
    names = ("momentum", "adam", "lion")
    raised, _ = run_all("catch", {f"{name}-solution": f'trials["{name}"] = {trial}' for name in names if trial})
    assert {f"visible-{name}" for name in names} <= set(raised)
    for cell, error in raised.items():
        assert len(lines(error)) <= MOST_LINES
        assert not cell.startswith("visible-") or says in " ".join(lines(error))
