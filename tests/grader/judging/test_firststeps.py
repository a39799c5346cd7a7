"""The glance at first steps sees what the walk through each trial shows: else it would rule out who is right.

A rival that is ruled out wrongly leaves another name alone, and that is given as if there were no doubt.
"""

import numpy as np
import pytest
import torch

from grader.ground.walk import walk
from grader.judging.firststeps import STEPS, FirstSteps, _beginning
from grader.judging.paths import Paths
from grader.language import registry
from grader.language.driver import optimizer
from grader.language.families import at_most
from grader.language.task import Check, JudgedBy, Task

from ..tiny import descent, trial

TASKS = [exam for exam in registry.find().values() if isinstance(exam, Task)]


def parted(first, row, *mistakes):
    """The trials in which the walk of these mistakes does not begin as a row says."""
    paths = {t.name: walk(optimizer(first.task, mistakes), _beginning(t)) for t in first.trials}
    like = first.by_trial(first.seen(paths).like(row[None]))[0]
    return [t.name for t, agrees in zip(first.trials, like) if not agrees]


@pytest.mark.long
@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_what_is_wrong_in_a_rule_begins_in_every_trial_as_the_glance_says(task):
    """Not so the bookkeeping, such as another default: there everything is given."""
    first = Paths(task).first
    rules = [m for m in task.misconceptions if not m.driver]
    assert {m.name: found for m in rules if (found := parted(first, first.single(m), m))} == {}


@pytest.mark.long
@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_the_members_of_a_family_begin_in_every_trial_as_the_glance_says(task):
    first = Paths(task).first
    wrong = {}
    for family in task.families:
        for value, row in list(zip(family.values, first.members(family, family.values)))[::4]:
            if found := parted(first, row, family.at(value)):
                wrong[family.name, value] = found
    assert wrong == {}


def joins(name, gradient):
    """The first steps of a task with this mistake, which asks for more than one entry, and the mistake."""
    task = descent((Check("path", "path", 1, JudgedBy.PATH, (
        trial("short", (1,), steps=STEPS), trial("long", (4,), steps=5, seed=3))),))
    task.add(name, {"gradient": gradient}, section="", says="", hint="")
    known = Paths(task)
    return FirstSteps(task, known.right), task.misconceptions[-1]


@pytest.mark.parametrize("gradient", [
    lambda w, g, h: torch.where(g.sum() > 1e9, -g, g),  # never so in these trials
    lambda w, g, h: g + 0 * g.norm(),
    lambda w, g, h: g * (1 if bool((g < 1e9).all()) else -1)], ids=["sum", "norm", "all"])
def test_what_asks_for_all_entries_is_walked_trial_by_trial_though_nothing_shows(gradient):
    first, mistake = joins("asks", gradient)
    assert np.array_equal(first.single(mistake), first.right.at, equal_nan=True)
    assert mistake in first.neutral
    assert first._entrywise == {m.name: m is not mistake for m in first.task.misconceptions}


def test_the_smaller_of_a_tensor_and_a_number_keeps_the_tensors_precision():
    tenths = torch.tensor([0.05, 0.3], dtype=torch.float64)
    assert at_most(tenths, 0.1).tolist() == at_most(0.1, tenths).tolist() == [0.05, 0.1]
    assert at_most(torch.tensor([0.3]), 0.1).dtype is torch.float32 and at_most(0.3, 0.1) == 0.1
