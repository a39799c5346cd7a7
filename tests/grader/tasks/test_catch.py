"""The notebook in which wrong optimizers are caught: it agrees with the grader, and judges by itself where it must."""

import json
from pathlib import Path

import matplotlib
import numpy as np
import pytest

from grader.ground.messages import Brought
from grader.ground.trial import Device
from grader.ground.walk import walk
from grader.inside.designed import designed
from grader.judging.catch import CatchExaminer, as_trial
from grader.judging.reply import Reply
from grader.language import registry
from grader.language.catch import Tier
from grader.language.driver import optimizer
from grader.outcome.finding import TrialFlaw, UnfitTrial

from ..judging.test_catch import SOLUTION, UNFIT, momentum

CATCH = registry.find()["catch"]
CELLS = json.loads((Path(__file__).parents[3] / "solutions" / "catch" / "catch.ipynb").read_text("utf8"))["cells"]
LAZY = {task.name: dict(start=[1.0], gradients=[[1.0]], given=dict(lr=0.1)) for task in CATCH.optimizers}


def run(trials=None):
    """The notebook's names after all its cells, and by the cell's name what stopped it; with other trials, if given."""
    matplotlib.use("Agg")
    names, stopped = {"brought": trials}, {}
    for cell in CELLS:
        name, code = cell["id"], "".join(cell["source"])
        if cell["cell_type"] == "code":
            if name.endswith("-solution") and trials is not None:
                code = "trials[{0!r}] = brought[{0!r}]".format(name.removesuffix("-solution"))
            try:
                exec(code, names)
            except Exception as error:
                stopped[name] = error
    matplotlib.pyplot.close("all")
    return names, stopped


@pytest.fixture(scope="module")
def solved():
    return run()


def test_solved_it_runs_and_passes_its_own_hidden_cells(solved, capsys):
    names, stopped = solved
    assert stopped == {} and names["trials"] == SOLUTION


def test_who_is_lazy_passes_few_hidden_cells():
    _, stopped = run(LAZY)
    graded = {cell["id"] for cell in CELLS if cell["metadata"].get("nbgrader", {}).get("grade")}
    assert graded - set(stopped) == {"adam-common"} and len(graded) == 9


def test_who_brings_nothing_passes_none():
    _, stopped = run({})
    assert {name for name in stopped if name.startswith("visible-")} == {
        f"visible-{task.name}" for task in CATCH.optimizers}
    assert len([name for name in stopped if name.endswith(("-common", "-most", "-all"))]) == 9
    assert 'There is no trials["adam"] yet' in str(stopped["visible-adam"])


def test_its_right_rules_walk_the_references_path(solved):
    for task in CATCH.optimizers:
        trial = as_trial(designed(SOLUTION, [task.name])[task.name])
        right = np.array([p[0] for p in walk(task.reference.optimizer, trial).positions])
        mine = solved[0]["walk"](solved[0]["RIGHT"][task.name], task.name).numpy()
        assert np.abs(mine - right).max() <= 1e-14 * np.abs(right).max()


@pytest.mark.parametrize("task", CATCH.optimizers, ids=lambda task: task.name)
def test_each_of_its_wrong_rules_is_one_that_the_grader_counts(solved, task):
    """So whoever catches all of the grader's passes the hidden cells. The commonest are shown, and no others."""
    trial = as_trial(designed(SOLUTION, [task.name])[task.name])
    known = {m.name: np.array([p[0] for p in walk(optimizer(task, (m,)), trial).positions])
             for m in CATCH.wanted(task, Tier.ALL)}
    shown, hidden = (solved[0][kind][task.name] for kind in ("WRONG", "HIDDEN"))

    def called(rule):
        path = solved[0]["walk"](rule, task.name).numpy()
        return {name for name, other in known.items() if np.allclose(path, other, rtol=1e-12, atol=0, equal_nan=True)}

    assert all(map(called, [*shown.values(), *hidden.values()]))
    assert len(shown) == len(CATCH.wanted(task, Tier.COMMON)) and len(hidden) >= 6
    for rule, mistake in zip(shown.values(), CATCH.wanted(task, Tier.COMMON)):
        assert mistake.name in called(rule)


def sound(names, name, trial):
    """Whether the notebook takes a trial."""
    names["trials"][name] = trial
    try:
        names["expect_sound"](name)
    except Exception:
        return False
    return True


def taken(name, trial):
    """Whether the grader does."""
    by = CatchExaminer(CATCH)
    reply = Reply([(Brought(designed({name: trial}, [name])), b"")], by.ask(Device.CPU), [])
    verdict = next(v for v in by.verdicts(reply) if v.check.name.startswith(name))
    return not isinstance(verdict.finding.fault, UnfitTrial)


@pytest.mark.parametrize("trial, flaw, _", UNFIT, ids=str)
def test_what_catches_nothing_is_told_before_it_is_handed_in(solved, trial, flaw, _):
    assert not taken("momentum", trial)
    assert sound(solved[0], "momentum", trial) == (flaw is TrialFlaw.ROUNDING)


@pytest.mark.parametrize("name, parts", [
    ("momentum", dict(start=["0.9", 1.0])), ("momentum", dict(gradients=[[1.0, "0.9"]])),
    ("momentum", dict(given=dict(lr="0.9"))), ("momentum", dict(changes={1: dict(lr="0.9")})),
    ("adam", dict(given=dict(betas=("0.9", 0.5))))], ids=str)
def test_a_number_in_quotes_is_said_to_be_text(solved, name, parts):
    trial = SOLUTION[name] | parts
    solved[0]["trials"][name] = trial
    with pytest.raises(AssertionError, match="'0.9' stands in quotes"):
        solved[0]["expect_sound"](name)
    assert not taken(name, trial)


@pytest.mark.parametrize("trial", [
    momentum(start=(2, -1)), momentum(start=np.array([2, -1])), momentum(changes=None), momentum(changes={}),
    momentum(gradients=np.ones((6, 2))), momentum(start=range(2)), momentum(given=dict(lr=1)),
    momentum(given=dict(lr=0.1, momentum=0)), momentum(changes={0: dict(momentum=0.2), 2: dict(lr=0)})], ids=str)
def test_what_the_notebook_takes_the_grader_takes(solved, trial):
    assert sound(solved[0], "momentum", trial) and taken("momentum", trial)


def test_the_notebook_says_what_is_asked():
    (rules,) = ["".join(cell["source"]) for cell in CELLS if cell["id"] == "rules"]
    assert f"at most {CATCH.steps} steps and {CATCH.coordinates} coordinates" in rules
    counts = [len(CATCH.wanted(task, Tier.ALL)) for task in CATCH.optimizers]
    assert "between 60 and 150 for each optimizer" in rules and all(60 <= count <= 150 for count in counts)
    (title,) = ["".join(cell["source"]) for cell in CELLS if cell["id"] == "title"]
    assert f"**Optional: {CATCH.max_points:g} points" in title
