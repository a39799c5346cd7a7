"""The momentum task: right answers pass in every style, wrong ones are told apart by name."""

import itertools
import re

import pytest
import torch

from grader import address, task
from grader.bookkeeping import Driver, optimizer
from grader.compare import first_difference
from grader.diagnosis import Candidate
from grader.judge import reference_paths
from grader.worker.walk import walk

from .answers import RIGHT, WRONG

TASK = task.load("momentum")
by_name = pytest.mark.parametrize("mistake", TASK.misconceptions, ids=lambda m: m.name)


def made_by(*mistakes):
    rule = next((m.rule for m in mistakes if m.rule), TASK.rule)
    driver = next((m.driver for m in mistakes if m.driver), Driver)
    return lambda: optimizer(rule, TASK.hyperparameters, driver)


def test_the_points_add_up_to_ten():
    assert TASK.max_points == 10


@pytest.mark.parametrize("code", RIGHT.values(), ids=RIGHT)
def test_a_right_answer_passes_whatever_its_style(judge_code, code):
    judged = judge_code(code)
    assert judged.failed == [] and judged.score == 10


@pytest.mark.parametrize("name, code", WRONG.values(), ids=WRONG)
def test_a_wrong_answer_loses_points_and_gets_its_name(judge_code, name, code):
    judged = judge_code(code)
    assert judged.score < 10
    assert judged.names == ({name} if name else set())


@by_name
def test_a_misconception_is_named_and_no_other(result, mistake):
    judged = result(made_by(mistake))
    assert judged.score < 10
    measured = {"gradients_modified", "state_too_large", "not_device_agnostic"}
    assert mistake.name in judged.names and judged.names - {mistake.name} <= measured


def test_every_two_misconceptions_walk_different_paths():
    for one, other in itertools.combinations(TASK.misconceptions, 2):
        paths = [(Candidate((m,)).walk(TASK, t), t) for t in TASK.trials for m in (one, other)]
        assert any(first_difference(a, b, t) for (a, t), (b, _) in zip(paths[::2], paths[1::2])), (
            f"{one.name} and {other.name} cannot be told apart")


def test_mistakes_lie_far_beyond_the_tolerance_and_right_answers_far_within():
    """The nearest misconception is a hundred thousand tolerances away from the reference."""
    right = reference_paths(TASK)
    for mistake in TASK.misconceptions:
        furthest = 0.0
        for trial in TASK.trials:
            path = Candidate((mistake,)).walk(TASK, trial)
            if path.steps < trial.steps:
                furthest = 1.0
            for t in range(path.steps + 1):
                for mine, good, start in zip(path.positions[t], right[trial.name].positions[t],
                                             right[trial.name].positions[0]):
                    way = abs(good - start).max(initial=0)
                    if way:
                        furthest = max(furthest, abs(mine - good).max() / way)
        assert furthest > 1e-4, mistake.name


@pytest.mark.parametrize("names", [("dampened", "none_is_zero"), ("nesterov", "none_crashes"),
                                   ("lr_inside_velocity", "first_parameter_only"),
                                   ("uphill", "state_shared_by_all_optimizers")])
def test_a_wrong_rule_and_wrong_bookkeeping_are_both_named(result, names):
    pair = [m for m in TASK.misconceptions if m.name in names]
    assert result(made_by(*pair)).names == set(names)


def test_one_forgotten_none_costs_one_check(judge_code):
    judged = judge_code(RIGHT["list of velocities"].replace("if p.grad is not None", "if True"))
    assert judged.failed == ["none_gradients"] and judged.names == {"none_crashes"}


def test_a_wrong_rule_keeps_the_points_for_its_bookkeeping(result):
    dampened = next(m for m in TASK.misconceptions if m.name == "dampened")
    assert result(made_by(dampened)).failed == [
        "first_step", "long_run", "hyperparameters", "changing_lr"]


def test_an_optimizer_that_does_nothing_earns_nothing(judge_code):
    assert judge_code("class Momentum(Optimizer):\n"
                      "    def __init__(self, params, lr, momentum=0.9): super().__init__(params)\n"
                      "    def step(self): pass\n").score == 0


def test_every_hint_leads_to_a_section_that_exists():
    for mistake in TASK.misconceptions:
        page, _, label = mistake.section.partition("#")
        text = (address.ROOT / "book" / f"{page}.md").read_text(encoding="utf8")
        assert re.search(rf"^\({label}\)=$", text, re.M), mistake.section
        assert len(mistake.hint) < 300 and mistake.hint.endswith((".", "?"))


def test_the_reference_walks_the_path_worked_out_by_hand():
    w = torch.tensor([1.0], dtype=torch.float64, requires_grad=True)
    reference = TASK.reference([w], lr=0.1, momentum=0.5)
    for gradient, wanted in [(1.0, 0.9), (2.0, 0.65), (0.0, 0.525)]:
        w.grad = torch.tensor([gradient], dtype=torch.float64)
        reference.step()
        assert w.item() == pytest.approx(wanted, abs=1e-15)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="this machine has no CUDA device")
def test_a_right_answer_passes_on_cuda():
    from dataclasses import replace

    for trial in TASK.trials:
        if trial.device == "pretend":
            path = walk(made_by()(), replace(trial, device="cuda"))
            assert path.error is None
            assert first_difference(path, reference_paths(TASK)[trial.name], trial) is None
