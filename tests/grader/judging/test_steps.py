"""Two mistakes beside each other walk as they do by themselves, however many are walked at once."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
import torch

from grader.judging import steps as few_steps
from grader.judging.paths import Paths
from grader.judging.steps import ALIKE, Steps, _Versions
from grader.language import registry
from grader.language.driver import Driver, combine

ADAM = registry.find()["adam"]


def alone(steps, pairs):
    return [steps.row(*pair) for pair in pairs]


def the_same(rows, others):
    return all((row is None) == (other is None) and (row is None or np.allclose(
        row, other, rtol=10 * ALIKE, atol=0, equal_nan=True)) for row, other in zip(rows, others, strict=True))


@pytest.mark.long
@pytest.mark.parametrize("task", ["adam", "lion", "nesterov"])
def test_every_pair_has_the_row_that_it_has_alone_and_most_are_walked_side_by_side(task):
    first = Paths(registry.find()[task]).first
    pairs = [pair for pair in itertools.combinations(first.showing, 2) if combine(*pair)]
    steps = Steps(first.task, first._weights, first._gradients, first._given)
    rows = steps.rows(pairs)
    side_by_side = steps.walked
    assert the_same(rows, alone(steps, pairs))
    assert side_by_side < 0.6 * (steps.walked - side_by_side)


def test_with_a_mistake_that_looks_at_the_whole_tensor_none_looks_at_several(monkeypatch):
    """By the largest of all versions the right one, which is among them, would be divided as it is alone."""
    monkeypatch.setattr(few_steps, "WORTH", 1)
    shrunk = replace(ADAM.misconceptions[0], name="shrunk", parts={"shrink": lambda w, h: w / 2})
    divided = replace(shrunk, name="divided", parts={
        "step": lambda w, g, s, h: h.shrunk / h.shrunk.abs().max(), "finish": lambda w, h: w})
    steps = Steps(ADAM, torch.ones(3), [torch.ones(3)], {}, joining=["divided"])
    assert [row.tolist() for row in steps.rows([(shrunk, divided)])] == [[1.0] * 3]


def made(part, **how):
    """A mistake in the way in which the gradient enters, or in other parts."""
    return replace(ADAM.misconceptions[0], name=how.pop("name", "made"), parts={"gradient": part, **how}, driver=None)


def writes(w, g, h):
    h.lr = 2 * h.lr
    return g


def writes_in_place(w, g, h):
    return g.mul_(2)


@pytest.mark.parametrize("changes", [writes, writes_in_place])
def test_who_changes_what_the_others_get_is_not_tidy_and_leaves_theirs_to_the_others(changes):
    steps = Steps(ADAM, torch.ones(3), [torch.ones(3), -torch.ones(3)], {})
    changing, halving = made(changes, name="changing"), made(lambda w, g, h: g / 2, name="halving")
    forgotten = made(lambda w, g, h: h.nothing, name="forgotten")
    assert steps.tidy([changing, halving, forgotten]) == [halving]


def test_what_came_of_a_tensor_that_somebody_changed_is_not_taken_for_what_comes_of_the_changed_one(monkeypatch):
    """The one's gradients are those that the other has made of the right ones."""
    class Doubled(Driver):
        def gradient(self, k, p):
            return 2 * p.grad

    monkeypatch.setattr(few_steps, "WORTH", 1)
    doubled = replace(ADAM.misconceptions[0], name="doubled", parts={}, driver=Doubled)
    halving, changing = made(lambda w, g, h: g / 2, name="halving"), made(writes_in_place, name="changing")
    steps = Steps(registry.find()["sgd"], torch.ones(3), [torch.ones(3)], {"lr": 0.1})
    pairs = [(doubled, halving), (doubled, changing)]
    assert the_same(steps.rows(pairs), alone(steps, pairs))
    assert steps.tidy([halving, changing]) == [halving]


def test_who_changes_state_in_a_later_step_only_is_not_tidy():
    def mean(g, s, h):
        if s.t > 1:
            s.v = s.v * 2
        return h.beta1 * s.v + (1 - h.beta1) * g

    for count, there in [(1, True), (2, False)]:
        one = made(lambda w, g, h: g, mean=mean)
        assert bool(Steps(ADAM, torch.ones(3), [torch.ones(3)] * count, {}).tidy([one])) == there


@pytest.mark.parametrize("fixed", [{"lr": 0.5}, {"beta1": 0.1, "beta2": 0.1}])
def test_a_hyperparameter_that_one_fixes_is_the_others_own_for_everybody_else(monkeypatch, fixed):
    """With somebody's bookkeeping that has another one in force: the first moves as he does, and so do the rest."""
    class Doubled(Driver):
        def now(self):
            now = super().now()
            now.lr, now.beta1 = 2 * now.lr, now.beta1 / 2
            return now

    monkeypatch.setattr(few_steps, "WORTH", 1)
    doubled = replace(ADAM.misconceptions[0], name="doubled", parts={}, driver=Doubled)
    fixing = replace(doubled, name="fixing", parts={"fixed": fixed}, driver=None)
    halving = made(lambda w, g, h: g / 2 + h.lr, name="halving")
    steps = Steps(ADAM, torch.arange(3.0, dtype=torch.float64), [torch.ones(3, dtype=torch.float64)] * 2, {})
    pairs = [(doubled, fixing), (doubled, halving), (fixing, halving)]
    assert len(steps._side_by_side(pairs)) == 3 and the_same(steps.rows(pairs), alone(steps, pairs))


def test_who_breaks_off_is_told_and_keeps_nobody_else_from_a_result():
    def breaks(w, g, h):
        raise AttributeError("'float' object has no attribute 'sqrt'")

    steps = Steps(ADAM, torch.ones(3), [torch.ones(3)], {})
    one, other = made(breaks), made(lambda w, g, h: -g, name="uphill")
    assert steps._rows_of_versions([one, other])[0] is None
    assert the_same([steps._rows_of_versions([one, other])[1]], [steps.row(other)])
    assert not steps.tidy([one])


@pytest.mark.long
def test_what_comes_first_in_the_rule_is_called_once_for_all_that_is_wrong_later(monkeypatch):
    calls = []
    result = _Versions._result
    monkeypatch.setattr(_Versions, "_result", lambda self, *given: calls.append(1) or result(self, *given))
    pairs = Paths(registry.find()["adamw"]).first.pairs
    assert 0 < len(calls) < len(pairs) / 3


def test_members_of_a_family_that_are_called_alike_have_each_the_row_of_its_own_numbers():
    """Many are walked at once, under the name of the first of them; the next many may begin with the same number."""
    first = Paths(ADAM).first
    family = next(f for f in first.families if f.name == "lr_raised_to")
    for values in [(0.01, 0.02), (0.01, 0.03), (0.01, 0.015)]:
        alone = [first.row(family.at(value)) for value in values]
        assert the_same(first.members(family, values), alone)
