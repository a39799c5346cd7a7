"""What the boxes "Write it here" judge by: the grader's own paths, few enough to travel with a page, no two alike."""

import gzip
import itertools
import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from grader.language import HOME, Misconception, Task, registry
from grader.language.driver import optimizer
from grader.language.secret import DEMO
from grader.tasks import momentum
from grader.tools import practice, selftest
from tests.grader.answers import BASE

TASKS = [task for task in registry.find().values() if isinstance(task, Task) and task.course is HOME]
pytestmark = pytest.mark.long  # together
by_task = pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)


@pytest.fixture(scope="module")
def exercises():
    return {made["task"]: made for made in practice.exercises(TASKS)}


def walked(made, trial):
    """The positions after each step, walked by hand from what stands in the file."""
    w = torch.tensor(trial["start"], dtype=torch.float64, requires_grad=True)
    given = {name: tuple(value) if isinstance(value, list) else value for name, value in trial["given"].items()}
    walker, at = made([w], **given), []
    for t, gradient in enumerate(trial["gradients"]):
        for name, value in trial["changes"].get(str(t), {}).items():
            setattr(walker, name, value)
        w.grad = torch.tensor(gradient, dtype=torch.float64)
        walker.step()
        at.append(w.tolist())
    return at


def apart(exercise, one, other):
    """How far two sets of paths are from each other, in tolerances; endless where one alone is no number, or stops."""
    far = [0.0]
    for trial, a, b in zip(exercise["trials"], one, other, strict=True):
        if a is None or b is None:
            far.append(0.0 if a is b else np.inf)
            continue
        mine, others = np.array(a), np.array(b)
        off = np.abs(mine - others) / (exercise["tolerance"] * trial["reach"])
        off[(mine == others) | np.isnan(mine) & np.isnan(others)] = 0.0
        far.append(np.nan_to_num(off, nan=np.inf).max())
    return max(far)


@by_task
def test_the_right_paths_are_the_references(exercises, task):
    made = exercises[task.name]
    for trial, right in zip(made["trials"], made["right"], strict=True):
        assert np.allclose(walked(task.reference.optimizer, trial), right, rtol=1e-12, atol=0)


@by_task
def test_the_wrong_paths_are_those_of_the_graders_mistakes(exercises, task):
    made, known = exercises[task.name], {m.name: m for m in task.misconceptions}
    for entry in made["mistakes"][::5]:
        for name in (entry["name"], *(one["name"] for one in entry["also"])):
            for trial, path in zip(made["trials"], entry["paths"], strict=True):
                if path is None:
                    with pytest.raises((RuntimeError, ArithmeticError)):
                        walked(optimizer(task, (known[name],)), trial)
                else:
                    here = walked(optimizer(task, (known[name],)), trial)
                    limit = made["tolerance"] * trial["reach"]
                    assert np.allclose(here, path, rtol=1e-12, atol=2 * limit, equal_nan=True), (name, trial["name"])


@by_task
def test_no_two_mistakes_walk_alike_and_none_walks_rightly(exercises, task):
    made = exercises[task.name]
    # A path within the tolerance of two would be said to be both; what is written down is rounded a little.
    close = [(a["name"], b["name"]) for a, b in itertools.combinations(
        [{"name": "right", "paths": made["right"]}, *made["mistakes"]], 2)
        if apart(made, a["paths"], b["paths"]) < 1.9]
    assert not close


@by_task
def test_it_travels_lightly(exercises, task):
    made = {key: value for key, value in exercises[task.name].items() if key != "catch"}  # a script of its own
    assert len(gzip.compress(json.dumps(made, ensure_ascii=False).encode())) < 100_000


@by_task
def test_trials_are_few_and_short_and_each_brings_something(exercises, task):
    made = exercises[task.name]
    assert 4 <= len(made["trials"]) <= 6 and len({trial["name"] for trial in made["trials"]}) == len(made["trials"])
    for trial in made["trials"]:
        assert 2 <= len(trial["start"]) <= 4 and 3 <= len(trial["gradients"]) <= 8
        assert all(len(gradient) == len(trial["start"]) for gradient in trial["gradients"])
    assert any(trial["changes"] for trial in made["trials"])
    assert any(0.0 in gradient for trial in made["trials"] for gradient in trial["gradients"])
    for name, default in made["hyperparameters"]:
        assert len({str(trial["given"].get(name, default)) for trial in made["trials"]}) > 1, name
        if name == "weight_decay":
            assert all(trial["given"].get(name, default) for trial in made["trials"][:2])


@by_task
def test_nearly_all_mistakes_in_the_rule_are_there_and_of_the_bookkeeping_what_one_object_keeps(exercises, task):
    said = {one["name"] for entry in exercises[task.name]["mistakes"] for one in (entry, *entry["also"])}
    in_the_rule = {m.name for m in task.misconceptions if not m.driver}
    kept = {m.name for m in task.misconceptions if m.driver and m.section in practice.KEPT}
    assert said <= in_the_rule | kept and "hyperparameters_read_once" in said
    assert len(said & in_the_rule) > 0.8 * len(in_the_rule), in_the_rule - said


def test_the_numbers_are_none_of_the_trials_that_everybody_knows():
    assert practice.SECRET.value != DEMO.value
    drawn, known = practice.trials(momentum.task, *practice.SMALL), momentum.task.trials
    assert not {float(t.parameters[0][0]) for t in drawn} & {float(t.parameters[0].flat[0]) for t in known}


def entries(*mistakes):
    """What is made of momentum with these mistakes alone."""
    return practice.exercise(replace(momentum.task, misconceptions=[
        Misconception(name, "momentum#momentum-rule", "", "", parts) for name, parts in mistakes]))["mistakes"]


def test_mistakes_that_walk_alike_are_one_entry_that_says_both():
    (entry,) = entries(("one", {"direction": lambda g, s, h: 2 * g}), ("two", {"direction": lambda g, s, h: g + g}))
    assert entry["name"] == "one" and [other["name"] for other in entry["also"]] == ["two"]


def test_a_mistake_that_does_not_show_or_needs_another_type_is_left_out():
    assert not entries(("unseen", {"direction": lambda g, s, h: s.v.clone()}),
                       ("rounded", {"direction": lambda g, s, h: s.v.half().double()}))


def test_a_mistake_that_stops_with_an_error_has_no_path():
    (entry,) = entries(("stops", {"direction": lambda g, s, h: s.v.reshape(7)}))
    assert entry["paths"] == [None] * 6


@by_task
def test_nobody_right_is_told_otherwise(exercises, task):
    made = exercises[task.name]
    for style, cells in selftest.right_answers(task).items():
        there = {}
        for code in (BASE, *cells):
            exec(code, there)
        for trial, right in zip(made["trials"], made["right"], strict=True):
            limit = made["tolerance"] * trial["reach"]
            assert np.allclose(walked(there[task.class_name], trial), right, rtol=0, atol=limit), (style, trial["name"])
