"""A mistake in the bookkeeping that says what it needs walks the right path wherever that is not there."""

from dataclasses import replace

import numpy as np
import pytest

from grader.ground.trial import Device
from grader.ground.walk import Trajectory, walk
from grader.judging.paths import UNCOUNTED, Paths, beginning
from grader.language import registry
from grader.language.driver import Driver, Needs, offers, optimizer
from grader.language.task import Task

pytestmark = pytest.mark.long
STEPS = 30
TASKS = {name: task for name, task in registry.find().items() if isinstance(task, Task)}
# Each kind of bookkeeping once, with a method that has all there is to get wrong, if it is one of its mistakes.
KINDS = {m.driver: (task.name, m) for task in sorted(TASKS.values(), key=lambda t: t.name == "adamw")
         for m in task.misconceptions if m.driver and m.driver.needs}


def same(one: Trajectory, other: Trajectory) -> bool:
    """To the last digit, gradients included."""
    def rows(path):
        return [*path.positions, *([np.array([]) if g is None else g for g in step] for step in path.gradients)]

    return one.failure == other.failure and len(one.positions) == len(other.positions) and all(
        np.array_equal(a, b, equal_nan=True) for x, y in zip(rows(one), rows(other)) for a, b in zip(x, y))


@pytest.fixture(scope="module")
def trials():
    """Each task's trials, as mistakes are walked through them, from their beginning."""
    return {name: [replace(beginning(t, STEPS) if t.steps > STEPS else t, device=Device.CPU, **UNCOUNTED)
                   for t in task.trials] for name, task in TASKS.items()}


@pytest.fixture(scope="module")
def right(trials):
    """The path without a mistake in each."""
    return {(name, t.name): walk(optimizer(TASKS[name]), t)
            for name in {name for name, _ in KINDS.values()} for t in trials[name]}


@pytest.mark.parametrize("name, mistake", KINDS.values(), ids=lambda value: getattr(value, "name", value))
def test_it_shows_only_where_there_is_what_it_needs(name, mistake, trials, right):
    asleep = [t for t in trials[name] if not offers(t) & set(mistake.driver.needs)]
    assert [t.name for t in asleep if not same(walk(optimizer(TASKS[name], (mistake,)), t), right[name, t.name])] == []


@pytest.mark.parametrize("need", Needs)
def test_each_need_is_met_by_some_trials_and_not_by_others(need, trials):
    met = {need in offers(t) for t in trials["adamw"]}
    assert met == {True, False}


def test_where_it_sleeps_the_right_path_is_remembered_once_for_all():
    task = TASKS["momentum"]
    known = Paths(task)
    quiet = next(t for t in task.trials if not offers(t))
    asleep = [m for m in task.misconceptions if m.driver and m.driver.needs]
    assert len({id(known.wrong((m,), quiet)) for m in asleep}) == 1 < len(asleep)


def test_who_needs_more_than_a_trial_has_may_be_woken_by_another_mistake():
    task = TASKS["momentum"]
    by_name = {m.name: m for m in task.misconceptions}
    waking, sleeping = by_name["zero_is_none"], by_name["decay_without_gradient"] if (
        "decay_without_gradient" in by_name) else by_name["none_mixes_up_the_states"]
    assert not waking.driver.needs and issubclass(waking.driver, Driver)
    known = Paths(task)
    quiet = next(t for t in task.trials if not offers(t))
    assert known.wrong((waking, sleeping), quiet) is not known.wrong((waking,), quiet)
