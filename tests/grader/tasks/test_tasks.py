"""Every task: its reference is the right one, and every mistake shows, differs and is explained."""

import itertools
import re
import tomllib
from dataclasses import replace

import numpy as np
import pytest
import torch
from lion_pytorch import Lion

from grader.ground.trial import Device
from grader.ground.walk import walk
from grader.judging.compare import first_difference
from grader.judging.paths import Paths
from grader.language import HOME, Task, registry, torch_reference
from grader.language.driver import combine, optimizer
from grader.tasks import capstone

from .. import measured

EXAMS = registry.find()
SHORT = 20  # steps
TASKS = [exam for exam in EXAMS.values() if isinstance(exam, Task) and exam.course is HOME]
by_task = pytest.mark.parametrize("task", TASKS, ids=lambda t: t.name)
by_kind = pytest.mark.parametrize("task", [*TASKS, capstone.schedule], ids=lambda t: t.name)
pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def known(judges):
    """What is known about a task, walked once."""
    schedule = Paths(capstone.schedule)
    return lambda task: schedule if task is capstone.schedule else judges.known(task.name)


def apart(known, path, other, trial):
    """Where two paths through a trial part."""
    return first_difference(path, other, trial, known.task.reference.tolerances)


def test_there_are_nine_tasks_and_a_capstone():
    assert len(TASKS) == 9 and not EXAMS.broken
    assert set(EXAMS) >= {task.name for task in TASKS} | {"capstone"}


def test_the_tasks_that_a_checkout_finds_are_those_that_the_package_declares():
    declared = tomllib.loads((HOME.folder / "pyproject.toml").read_text("utf8"))["project"]["entry-points"]
    assert {entry.name: entry.value for entry in registry.home_entries()} == declared[registry.GROUP]


@pytest.mark.parametrize("exam", [*TASKS, capstone.task], ids=lambda exam: exam.name)
def test_the_points_add_up_to_ten(exam):
    assert exam.max_points == 10


def test_there_are_many_misconceptions_in_every_task():
    counts = {t.name: len(t.misconceptions) for t in TASKS}
    assert min(counts.values()) >= 25 and sum(counts.values()) >= 500
    for one in [*TASKS, capstone.schedule]:
        names = [m.name for m in one.misconceptions]
        assert len(names) == len(set(names))


@by_kind
def test_the_rule_walks_the_references_path(known, task):
    for trial in task.trials:
        assert known(task).right(trial).failure is None, trial.name
        if trial.device is Device.CPU:
            assert apart(known(task), walk(optimizer(task), trial), known(task).right(trial), trial) is None


@by_kind
def test_mistakes_lie_far_beyond_the_tolerance(known, task):
    """The nearest misconception is a hundred thousand tolerances away from the reference."""
    for mistake in task.misconceptions:
        assert any(strays(known(task).wrong((mistake,), trial), known(task).right(trial), trial, 1e-4)
                   for trial in sorted(task.naming, key=lambda trial: trial.steps)), mistake.name


def strays(path, right, trial, far):
    """Whether a path ends early, or is off by more than the part `far` of the way that the right one has made."""
    if path.steps < trial.steps:
        return True
    for i in range(len(trial.parameters)):
        mine, good = (np.stack([p[i] for p in walked.positions]) for walked in (path, right))
        with np.errstate(all="ignore"):
            way = abs(good - good[0]).max(axis=1, initial=0)
            off = abs(mine - good).max(axis=1, initial=0)[way != 0] / way[way != 0]
        if np.any(~(off <= far)):  # what is not a number is far
            return True
    return False


@by_kind
def test_every_two_misconceptions_walk_different_paths(known, task):
    """Where the short trials end tells nearly all apart; of the others all trials are walked."""
    short = [trial for trial in task.naming if trial.steps <= SHORT] or task.naming

    def end(mistake):
        paths = [known(task).wrong((mistake,), trial) for trial in short]
        return np.concatenate([numbers for path in paths for numbers in ([path.steps], *path.positions[-1])])

    ends = np.stack([end(mistake) for mistake in task.misconceptions])
    for k, one in enumerate(task.misconceptions):
        near = np.isclose(ends[k], ends[k + 1:], rtol=1e-3, equal_nan=True).all(axis=1)
        for other in itertools.compress(task.misconceptions[k + 1:], near):
            assert any(apart(known(task), known(task).wrong((one,), t), known(task).wrong((other,), t), t)
                       for t in task.naming), f"{one.name} and {other.name} cannot be told apart"


@by_kind
def test_every_hint_helps_and_leads_to_a_section_that_exists(task):
    for mistake in task.misconceptions:
        page, _, label = mistake.section.partition("#")
        text = (HOME.folder / "book" / f"{page}.md").read_text(encoding="utf8")
        assert re.search(rf"^\({label}\)=$", text, re.M), mistake.section
        assert len(mistake.hint) < 300 and mistake.hint.endswith((".", "?"))
        assert len(mistake.hint.split()) > 5 and mistake.says


@by_task
def test_a_factor_or_an_exponent_of_one_is_not_said(task):
    for family in task.families:
        said = family.at(1.0).says
        assert "1·" not in said and "^1" not in said, said
        assert family.at(2.0).says == family.says.format(value="2")


@by_task
def test_two_mistakes_at_once_are_both_named_and_no_third(judges, known, task):
    """A wrong formula with wrong bookkeeping, and two wrong parts of one formula."""
    by_name = {m.name: m for m in task.misconceptions}
    rules = [m for m in task.misconceptions if m.parts and "fixed" not in m.parts]
    pairs = [(by_name["none_crashes"], rules[0]), (by_name["first_parameter_only"], rules[1])]
    if left := by_name.get("state_on_the_parameter"):
        pairs.append(next((left, rule) for rule in rules if any(apart(
            known(task), known(task).wrong((left, rule), t), known(task).wrong((rule,), t), t) for t in task.naming)))
    plain = len(pairs)
    possible = [pair for pair in itertools.combinations(rules, 2) if combine(*pair)]
    some = 5 if measured.stale(measured.Part("selftest", task.name)) else 2  # the self-test has more of them
    pairs += possible[len(possible) // 10::max(len(possible) // some, 1)]
    both = []
    for pair in pairs:
        names = {m.name for m in pair}
        said = judges.classes(task.name, lambda pair=pair: optimizer(task, pair)).names & set(by_name)
        one = tuple(by_name[name] for name in said)
        assert said <= names or not any(
            apart(known(task), known(task).wrong(one, t), known(task).wrong(pair, t), t) for t in task.naming)
        both.append(said == names)
    assert all(both[:plain]) and sum(both) >= 0.55 * len(both)


# One weight, worked out on paper: (gradient, weight after the step). ε is large where there is one, so that
# its place matters.
BY_HAND = {
    "sgd": (dict(lr=0.1), 1.0, [(1.0, 0.9), (2.0, 0.7), (0.0, 0.7)]),
    "momentum": (dict(lr=0.1, momentum=0.5), 1.0, [(1.0, 0.9), (2.0, 0.65), (0.0, 0.525)]),
    # v = 1, 2.5, 1.25; step 0.1 (g + v/2)
    "nesterov": (dict(lr=0.1, momentum=0.5), 1.0, [(1.0, 0.85), (2.0, 0.525), (0.0, 0.4625)]),
    # √G = 3, 5, 5; step g / (√G + 1)
    "adagrad": (dict(lr=1.0, eps=1.0), 1.0, [(3.0, 0.25), (4.0, 0.25 - 4 / 6), (0.0, 0.25 - 4 / 6)]),
    # G = 1, 1, 0.25; √G = 1, 1, 0.5
    "rmsprop": (dict(lr=1.0, alpha=0.25, eps=1.0), 1.0,
                [(2 / 3**0.5, 1 - 1 / 3**0.5), (1.0, 0.5 - 1 / 3**0.5), (0.0, 0.5 - 1 / 3**0.5)]),
    # v = 1, 0.5, v̂ = 2, 2/3; G = 1, 0.75, Ĝ = 4, 12/7
    "adam": (dict(lr=1.0, betas=(0.5, 0.75), eps=1.0), 1.0,
             [(2.0, 1 - 2 / 3), (0.0, 1 / 3 - (2 / 3) / ((12 / 7) ** 0.5 + 1))]),
    # g + λw = 2, so as Adam's first step
    "adam_l2": (dict(lr=1.0, betas=(0.5, 0.75), eps=1.0, weight_decay=0.5), 1.0, [(1.5, 1 - 2 / 3)]),
    # 0.5 · 1, then Adam's first step
    "adamw": (dict(lr=1.0, betas=(0.5, 0.75), eps=1.0, weight_decay=0.5), 1.0, [(2.0, 0.5 - 2 / 3)]),
    # c = 1, then 0.5 · 1.5 − 0.5 · 1 = 0.25, then 0.5 · 0.875 + 0.5 · 0 = 0.4375; v = 1.5, 0.875
    "lion": (dict(lr=0.1, betas=(0.5, 0.25), weight_decay=0.5), 1.0,
             [(2.0, 0.95 - 0.1), (-1.0, 0.95 * 0.85 - 0.1), (0.0, 0.95 * 0.7075 + 0.1)]),
}


@by_task
def test_the_reference_walks_the_path_worked_out_by_hand(task):
    given, start, course = BY_HAND[task.name]
    w = torch.tensor([start], dtype=torch.float64, requires_grad=True)
    reference = task.reference.optimizer([w], **given)
    for gradient, wanted in course:
        w.grad = torch.tensor([gradient], dtype=torch.float64)
        reference.step()
        assert w.item() == pytest.approx(wanted, abs=1e-12)


# CS231n, assignment 2, FullyConnectedNets.ipynb: the inputs and results with which its students check their
# update rules. All start in the middle of training, with a state that is not zero.
def grid(first, last):
    return torch.linspace(first, last, 20, dtype=torch.float64).reshape(4, 5)


CS231N = {
    "momentum": [[0.1406, 0.20738947, 0.27417895, 0.34096842, 0.40775789],
                 [0.47454737, 0.54133684, 0.60812632, 0.67491579, 0.74170526],
                 [0.80849474, 0.87528421, 0.94207368, 1.00886316, 1.07565263],
                 [1.14244211, 1.20923158, 1.27602105, 1.34281053, 1.4096]],
    "rmsprop": [[-0.39223849, -0.34037513, -0.28849239, -0.23659121, -0.18467247],
                [-0.132737, -0.08078555, -0.02881884, 0.02316247, 0.07515774],
                [0.12716641, 0.17918792, 0.23122175, 0.28326742, 0.33532447],
                [0.38739248, 0.43947102, 0.49155973, 0.54365823, 0.59576619]],
    "adam": [[-0.40094747, -0.34836187, -0.29577703, -0.24319299, -0.19060977],
             [-0.1380274, -0.08544591, -0.03286534, 0.01971428, 0.0722929],
             [0.1248705, 0.17744702, 0.23002243, 0.28259667, 0.33516969],
             [0.38774145, 0.44031188, 0.49288093, 0.54544852, 0.59801459]],
}


STATES = {
    # CS231n's velocity is the step itself, with its sign and learning rate
    "momentum": (dict(lr=1e-3, momentum=0.9), dict(momentum_buffer=grid(0.6, 0.9) / -1e-3)),
    "rmsprop": (dict(lr=1e-2, alpha=0.99, eps=1e-8),
                dict(step=torch.tensor(0.0), square_avg=grid(0.6, 0.9))),
    "adam": (dict(lr=1e-2, betas=(0.9, 0.999), eps=1e-8),
             dict(step=torch.tensor(5.0), exp_avg=grid(0.6, 0.9), exp_avg_sq=grid(0.7, 0.5))),
}


@pytest.mark.parametrize("name", CS231N)
def test_the_references_agree_with_cs231ns_published_results(name):
    given, state = STATES[name]
    w = grid(-0.4, 0.6).requires_grad_()
    w.grad = grid(-0.6, 0.4)
    reference = EXAMS[name].reference.optimizer([w], **given)
    reference._inner.state[w] = state
    reference.step()
    assert torch.allclose(w.detach(), torch.tensor(CS231N[name], dtype=torch.float64), rtol=0, atol=1e-8)


def test_lions_reference_never_meets_a_near_tie():
    """Where the blend is not exactly zero it is far from zero, so rounding decides no sign."""
    one = EXAMS["lion"]
    closest, almost = [], "gradients that almost cancel the memory"
    designed = [t for t in one.trials if t.name.endswith(almost)]  # whose ties are near, and yet far above rounding
    assert designed

    class Watched(Lion):
        def step(self):
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is not None and p.numel():
                        v = self.state[p].get("exp_avg", torch.zeros_like(p))
                        c = group["betas"][0] * v + (1 - group["betas"][0]) * p.grad
                        size = (v.abs() + p.grad.abs())[c != 0]
                        closest.extend((c.abs()[c != 0] / size).tolist())
            super().step()

    reference = torch_reference(Watched).optimizer
    for trial in designed:
        walk(reference, trial)
        assert 1e-11 < min(closest) < 1e-9
        closest.clear()
    for trial in one.trials:
        if not trial.name.endswith(almost):
            walk(reference, replace(trial, device=Device.CPU, positional=False, measure=False))
    assert len(closest) > 1000 and min(closest) > 1e-6


def test_the_schedules_reference_is_torchs_own_chain_of_schedules(known):
    for trial in capstone.schedule.trials:
        lr, total, warmup = (trial.hyperparameters[0][n] for n in ("lr", "total", "warmup"))
        inner = torch.optim.SGD([torch.zeros(1)], lr=lr)
        cosine = torch.optim.lr_scheduler.CosineAnnealingLR(inner, T_max=total - warmup)
        chain = cosine
        if warmup:
            rise = torch.optim.lr_scheduler.LinearLR(inner, 1 / warmup, 1.0, total_iters=warmup - 1)
            chain = torch.optim.lr_scheduler.SequentialLR(inner, [rise, cosine], [warmup])
        path = known(capstone.schedule).right(trial)
        for k in range(min(total, trial.steps)):
            assert path.positions[k + 1][0][0] == pytest.approx(inner.param_groups[0]["lr"], abs=1e-12)
            inner.step()
            chain.step()
        assert all(p[0][0] == 0 for p in path.positions[total + 1:])


@pytest.mark.skipif(not torch.cuda.is_available(), reason="this machine has no CUDA device")
@by_task
def test_a_right_answer_passes_on_cuda(known, task):
    for trial in task.trials:
        if trial.device is Device.PRETEND:
            path = walk(optimizer(task), replace(trial, device=Device.CUDA))
            assert path.failure is None
            assert apart(known(task), path, known(task).right(trial), trial) is None
