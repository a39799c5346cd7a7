"""Answers to the momentum task: right ones pass in every style, wrong ones are told apart by name."""

import pytest

from grader.language.driver import optimizer
from grader.language.registry import find

from ..answers import RIGHT, WRONG

TASK = find()["momentum"]
BY_NAME = {m.name: m for m in TASK.misconceptions}


@pytest.mark.parametrize("code", RIGHT.values(), ids=RIGHT)
def test_a_right_answer_passes_whatever_its_style(judges, code):
    judged = judges.code("momentum", code)
    assert judged.failed == [] and judged.score == 10


@pytest.mark.parametrize("name, code", WRONG.values(), ids=WRONG)
def test_a_wrong_answer_loses_points_and_gets_its_name(judges, name, code):
    judged = judges.code("momentum", code)
    assert judged.score < 10
    assert judged.names == ({name} if name else set())


@pytest.mark.parametrize("names", [("dampened", "none_is_zero"), ("nesterov", "none_crashes"),
                                   ("lr_inside_velocity", "first_parameter_only"),
                                   ("uphill", "state_shared_by_all_optimizers")])
def test_a_wrong_rule_and_wrong_bookkeeping_are_both_named(judges, names):
    pair = tuple(BY_NAME[name] for name in names)
    assert judges.classes("momentum", lambda: optimizer(TASK, pair)).names == set(names)


def test_one_forgotten_none_costs_two_points(judges):
    judged = judges.code("momentum", RIGHT["list of velocities"].replace("if p.grad is not None", "if True"))
    assert judged.failed == ["none_gradients"] and judged.names == {"none_crashes"}
    assert judged.score == 8


def test_a_wrong_rule_keeps_the_points_for_its_bookkeeping(judges):
    judged = judges.classes("momentum", lambda: optimizer(TASK, (BY_NAME["dampened"],)))
    assert judged.failed == ["first_step", "long_run", "hyperparameters", "changing_lr"]
    assert judged.score == 6


def test_an_optimizer_that_does_nothing_earns_nothing(judges):
    assert judges.code("momentum", "class Momentum(Optimizer):\n"
                       "    def __init__(self, params, lr, momentum=0.9): super().__init__(params)\n"
                       "    def step(self): pass\n").score == 0
