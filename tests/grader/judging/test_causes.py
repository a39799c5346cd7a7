"""What would make it right: of a right answer with a defect under one condition, that condition is told."""

import copy
from dataclasses import replace

import numpy as np
import pytest
import torch

from grader.ground.trial import KEEP, DType, Layout, Trial
from grader.ground.walk import walk
from grader.judging import causes, judge
from grader.judging.paths import Paths
from grader.language import registry
from grader.language.driver import optimizer
from grader.language.task import Check, JudgedBy
from grader.outcome.finding import Condition

from ..tiny import descent, trial

TASK = registry.find()["momentum"]
USUAL = dict(lr=0.1, momentum=0.9)


def drawn(name, shapes, steps, given=USUAL, *, scale=1.0, without=lambda t, i: False, keep=(), seed=0, start=1.0,
          **more):
    """A trial with normal gradients of this scale; None where `without` says so, KEEP at the steps of `keep`."""
    random = np.random.default_rng([seed, *name.encode()])
    scales = scale if callable(scale) else lambda s: scale
    gradients = tuple(tuple(
        None if without(t, i) else KEEP if t in keep else random.normal(size=s) * scales(s)
        for i, s in enumerate(shapes)) for t in range(steps))
    return Trial(name, tuple(start * random.normal(size=s) for s in shapes), gradients,
                 given if isinstance(given, tuple) else (given,), **more)


def zeroed(trial, steps):
    return replace(trial, gradients=tuple(
        tuple(0 * g for g in gs) if t in steps else gs for t, gs in enumerate(trial.gradients)))


def balanced(trial, steps):
    """The same trial, in these steps with gradients whose entries add up to zero."""
    return replace(trial, gradients=tuple(
        tuple(np.concatenate([g[:3], -g[:3]]) for g in gs) if t in steps else gs
        for t, gs in enumerate(trial.gradients)))


TRIALS = (
    drawn("one step", [(8,)], 1),
    drawn("plain", [(6,)], 30),
    drawn("another plain", [(3, 2)], 40),
    drawn("single number", [()], 20),
    drawn("cube", [(2, 3, 2)], 20),
    drawn("five dimensions", [(2, 2, 1, 2, 2)], 20),
    drawn("many entries", [(40, 25)], 15),
    drawn("more entries", [(700,)], 6),
    drawn("long", [(3,)], 250),
    drawn("of all sizes", [(8,)], 25, scale=lambda s: np.array([1e-9, 1e-7, 1e-4, 1, 1, 10, 1e5, 1e8])),
    drawn("huge", [(5,)], 12, scale=1e6),
    drawn("tiny", [(5,)], 12, scale=1e-10),
    drawn("other momentum", [(6,)], 25, dict(lr=0.1, momentum=0.5)),
    drawn("no momentum", [(6,)], 25, dict(lr=0.1, momentum=0.0)),
    drawn("a large rate", [(6,)], 20, dict(lr=8.0, momentum=0.9)),
    drawn("a larger rate", [(6,)], 20, dict(lr=3.0, momentum=0.9)),
    drawn("a small rate", [(6,)], 20, dict(lr=0.01, momentum=0.9)),
    drawn("by position", [(6,)], 20, positional=True),
    drawn("changes", [(6,)], 20, changes={7: dict(lr=0.5), 12: dict(lr=0.02)}),
    drawn("shapes", [(3,), (), (2, 3), (4,), (2, 2, 2)], 12, layouts=(
        Layout.PLAIN, Layout.PLAIN, Layout.TRANSPOSED, Layout.STRIDED, Layout.PLAIN)),
    drawn("from a generator", [(3,), (2, 3)], 12, generator=True),
    drawn("after an empty one", [(3,), (0,), (), (4,), (2, 3)], 12),
    drawn("alike", [(4,)] * 3, 12),
    drawn("forty", [(k % 5 + 1,) for k in range(40)], 8),
    drawn("without", [(4,)] * 3, 16, without=lambda t, i: (t, i) in {(0, 0), (5, 1), (6, 1), (9, 2)}),
    drawn("kept", [(5,)], 14, keep=(4, 5, 10), reuse_gradients=True),
    zeroed(drawn("zeros", [(5,)], 16), (6, 7, 11)),
    drawn("stands for a while", [(6,)], 20, changes={5: dict(lr=0.3), 9: dict(lr=0.0), 12: dict(lr=0.1)}),
    balanced(drawn("sums of zero", [(6,)], 16), (5, 9)),
    drawn("nobody", [(4,)] * 2, 14, without=lambda t, i: t in (4, 8)),
    drawn("four dimensions", [(2, 1, 2, 2)], 20),
    drawn("without a momentum", [(6,)], 25, dict(lr=0.1)),
    drawn("from afar", [(6,)], 20, start=30.0),
    drawn("from afar, with another momentum", [(6,)], 20, dict(lr=0.1, momentum=0.8), start=30.0),
    drawn("a late one", [(3,)] * 2, 12, (USUAL, USUAL), without=lambda t, i: i == 1 and t < 4, owners=(0, 1), late=4),
    drawn("dtypes", [(4,), (4,)], 12, dtypes=(DType.FLOAT32, DType.FLOAT64)),
    drawn("two", [(3,)] * 4, 12, (USUAL, dict(lr=0.02, momentum=0.9)), owners=(0, 0, 1, 1)),
    drawn("renewed", [(3,), (2,)], 12, renewed=(6,)),
)
KNOWN = Paths(replace(TASK, checks=(Check("all", "all", 10, JudgedBy.PATH, TRIALS),)))


def answer(defect=None, wrong=0.5):
    """A right answer, whose step is multiplied by `wrong` in those entries in which `defect(self, k, p)` holds."""
    made = []

    class Momentum:
        def __init__(self, params, *args, **given):
            self.generator = not isinstance(params, list)
            self.params = list(params)
            self.positional = bool(args)
            self.given = len(args) == 2 or "momentum" in given
            self.lr, self.momentum = args or (given["lr"], given.get("momentum", 0.9))
            self.mixed = False
            self.first_lr, self.t, self.v, self.seen = self.lr, 0, {}, {}
            self.first = not any(self.params[0] is p for other in made for p in other.params)
            made.append(self)

        @torch.no_grad()
        def step(self):
            self.t += 1
            there = {p.grad is None for p in self.params}
            self.mixed |= len(there) > 1
            for k, p in enumerate(self.params):
                if p.grad is None:
                    self.seen[k, "None"] = True
                    continue
                self.v[k] = self.momentum * self.v.get(k, 0) + p.grad
                off = torch.as_tensor(defect(self, k, p) if defect else False)
                p -= self.lr * torch.where(off, wrong * self.v[k], self.v[k])
                self.seen[k, "last"] = p.grad.clone()

    return Momentum


def seen(key, happens):
    """A defect from the moment on at which something happens."""
    def defect(self, k, p):
        now = happens(self, k, p)
        if torch.is_tensor(now):
            self.seen[k, key] = self.seen.get((k, key), torch.zeros_like(p, dtype=torch.bool)) | now
        else:
            self.seen[k, key] = self.seen.get((k, key), False) or now
        return self.seen[k, key]
    return defect


DEFECTS = {
    "change": (Condition.CHANGE, lambda self, k, p: self.lr != self.first_lr),
    "renewal": (Condition.RENEWAL, lambda self, k, p: not self.first),
    "None": (Condition.NONE, lambda self, k, p: (k, "None") in self.seen),
    "kept": (Condition.KEPT, seen("kept", lambda self, k, p: p.grad.any() and torch.equal(
        p.grad, self.seen.get((k, "last"), 0 * p.grad)))),
    "rate of zero": (Condition.RATE_ZERO, seen("still", lambda self, k, p: self.lr == 0)),
    "balanced": (Condition.BALANCED, seen(
        "sum", lambda self, k, p: bool(p.grad.any()) and bool(abs(p.grad.sum()) < 1e-12 * p.grad.abs().sum()))),
    "None beside": (Condition.NONE_BESIDE, lambda self, k, p: self.mixed),
    "zero": (Condition.ZERO, seen("zero", lambda self, k, p: not p.grad.any())),
    "steps": (Condition.LATER, lambda self, k, p: self.t > 128),
    "float32": (Condition.FLOAT32, lambda self, k, p: p.dtype == torch.float32),
    "scattered": (Condition.SCATTERED, lambda self, k, p: not p.is_contiguous() or p.stride() == (2,)),
    "no view": (Condition.NO_VIEW, lambda self, k, p: not p.is_contiguous() and p.dim() > 1),
    "four dimensions": (Condition.DIMENSIONS, lambda self, k, p: p.dim() == 4),
    "left out": (Condition.LEFT_OUT, lambda self, k, p: not self.given),
    "large weights": (Condition.LARGE_WEIGHT, seen("large", lambda self, k, p: p.abs() > 20)),
    "single numbers": (Condition.NUMBER, lambda self, k, p: p.dim() == 0),
    "dimensions": (Condition.MORE_DIMENSIONS, lambda self, k, p: p.dim() > 3),
    "vectors and numbers": (Condition.FEWER_DIMENSIONS, lambda self, k, p: p.dim() < 2),
    "after an empty one": (Condition.AFTER_EMPTY, lambda self, k, p: any(not q.numel() for q in self.params[:k])),
    "not the first": (Condition.NOT_FIRST, lambda self, k, p: k > 0),
    "the last": (Condition.LAST, lambda self, k, p: k == len(self.params) - 1),
    "all but the last": (Condition.NOT_LAST, lambda self, k, p: k < len(self.params) - 1),
    "large": (Condition.LARGE, lambda self, k, p: p.numel() > 64),
    "late entries": (Condition.LATER_ENTRIES, lambda self, k, p: (torch.arange(p.numel()) >= 16).reshape(p.shape)),
    "huge gradients": (Condition.HUGE_GRADIENT, seen("huge", lambda self, k, p: p.grad.abs() > 1e3)),
    "tiny gradients": (Condition.TINY_GRADIENT, lambda self, k, p: p.grad.abs() < 1e-6),
    "momentum": (Condition.SETTING, lambda self, k, p: self.momentum != 0.9),
    "rate": (Condition.SETTING_ABOVE, lambda self, k, p: self.first_lr > 1),
    "position": (Condition.POSITIONAL, lambda self, k, p: self.positional),
    "generator": (Condition.GENERATOR, lambda self, k, p: self.generator),
    "several": (Condition.SEVERAL, lambda self, k, p: len(self.params) > 1),
    "many": (Condition.MANY, lambda self, k, p: len(self.params) > 8),
    "alike in dtype": (Condition.ALIKE, lambda self, k, p: len({(q.shape, q.dtype) for q in self.params}) < len(
        self.params)),
    "alike": (Condition.ALIKE, lambda self, k, p: len({q.shape for q in self.params}) < len(self.params)),
}


def told(make, trials=TRIALS, known=KNOWN):
    """The causes of what differs."""
    return causes.contrasts(known.task, [causes.Pair(known, walk(make(), t), t) for t in trials])


def test_nothing_is_told_of_a_right_answer():
    assert told(lambda: answer()) == ()


@pytest.mark.parametrize("wrong", [0.5, -1.0])
@pytest.mark.parametrize("name", DEFECTS)
def test_the_condition_of_a_defect_is_told(name, wrong):
    condition, defect = DEFECTS[name]
    found = told(lambda: answer(defect, wrong))
    assert found and found[0].condition is condition, found


def test_by_how_much_it_goes_wrong_is_told():
    (first, factor) = told(lambda: answer(lambda self, k, p: self.t > 200, 0.1))
    assert (first.condition, first.low) == (Condition.LATER, 200)
    assert factor.condition is Condition.FACTOR and factor.low == pytest.approx(0.1)
    assert told(lambda: answer(DEFECTS["momentum"][1], 0.0))[1].condition is Condition.STANDS


@pytest.mark.parametrize("name, low, high", [
    ("dimensions", 3, 5), ("large", 16, 700), ("late entries", 16, 0), ("many", 5, 40), ("rate", 0.1, 3),
    ("steps", 128, 0), ("momentum", 0.9, 0), ("huge gradients", 10, 1e5), ("tiny gradients", 1e-9, 1e-4)])
def test_the_numbers_are_those_of_the_trials(name, low, high):
    found = told(lambda: answer(DEFECTS[name][1]))[0]
    assert (found.low, found.high) == pytest.approx((low, high), rel=0.9)


def test_of_a_rule_that_is_wrong_everywhere_no_condition_is_told():
    assert [c.condition for c in told(lambda: answer(lambda *_: True))] == [Condition.FIRST_STEP, Condition.FACTOR]


@pytest.mark.parametrize("from_step, condition", [(2, Condition.MOVES_LATER), (3, Condition.FIRST_STEP)])
def test_whose_first_step_moves_nothing_is_told_that_the_second_one_does(from_step, condition):
    class Late(optimizer(TASK)):
        def step(self):
            self.taken = self.__dict__.get("taken", 0) + 1
            if self.taken >= from_step:
                super().step()

    assert [c.condition for c in told(lambda: Late)] == [condition, Condition.STANDS]


def test_who_moves_by_what_came_before_alone_moves_later_though_not_without_a_momentum():
    """In a trial with μ = 0 the second step does not move either."""
    class Behind(optimizer(TASK)):
        def step(self):
            self.last = self.__dict__.get("last", {})
            for k, p in enumerate(self.params):
                if p.grad is not None:
                    p.data -= self.lr * self.momentum * self.last.get(k, 0 * p.grad)
                    self.last[k] = p.grad.clone()

    class InOneTrial(optimizer(TASK)):
        def step(self):
            self.taken = self.__dict__.get("taken", 0) + 1
            if self.taken > 1 and self.momentum == 0:
                super().step()

    assert Condition.MOVES_LATER in [c.condition for c in told(lambda: Behind)]
    assert Condition.MOVES_LATER not in [c.condition for c in told(lambda: InOneTrial)]


OF_TRIALS = {Condition.CHANGE, Condition.RENEWAL, Condition.LATER, Condition.SETTING, Condition.NOT_ZERO,
             Condition.SETTING_ABOVE, Condition.SETTING_BELOW, Condition.POSITIONAL, Condition.GENERATOR,
             Condition.SEVERAL_OPTIMIZERS, Condition.SEVERAL, Condition.ALIKE, Condition.MANY}


@pytest.mark.parametrize("name", ["momentum", "adam", "lion", "rmsprop", "adagrad", "nesterov"])
def test_a_wrong_rule_is_not_blamed_on_a_condition_that_it_does_not_have(name):
    """Whatever is told of a wrong rule holds in every trial: what is wrong everywhere has no condition."""
    task = registry.find()[name]
    known = Paths(task)
    trials = [t for t in task.trials if t.device == "cpu" and not (t.problem or t.measure or t.fine)]
    counted = 0
    for mistake in task.misconceptions[:60:3]:
        walks = [causes.Pair(known, walk(optimizer(task, (mistake,)), t), t) for t in trials]
        found = {c.condition for c in causes.contrasts(task, walks)}
        if all(walk.wrong for walk in walks):
            counted += 1
            assert not found & OF_TRIALS, mistake.name
    assert counted


def bent(path):
    """The path, its last point somewhere else."""
    other = copy.deepcopy(path)
    other.positions[-1][0][0] += 1
    return other


def test_circumstances_count_the_right_trials_and_say_what_the_wrong_ones_share():
    odd = trial("odd", (3,), seed=8, about="when it is odd")
    task = descent((Check("path", "path", 1, JudgedBy.PATH, (trial("one", (3,)), trial("also", (3,), seed=7), odd)),))
    known = Paths(task)
    right = {t.name: known.right(t) for t in task.trials}
    (check,) = task.checks

    def said(paths):
        (finding,) = judge.judge(known, paths)
        return causes.Beside(known, paths).circumstances(check, finding)

    assert said(right) is None
    found = said(right | {"odd": bent(right["odd"])})
    assert (found.right_trials, found.only) == (2, "when it is odd")
    found = said(right | {"odd": bent(right["odd"]), "one": bent(right["one"])})
    assert (found.right_trials, found.only) == (1, None)


def test_what_a_checks_wrong_trials_share_is_told_unless_it_goes_wrong_in_plain_trials_as_well():
    odd, even = trial("odd", (3,), seed=8, about="when it is odd"), trial("even", (3,), seed=9, about="when it is even")
    checks = (Check("path", "path", 1, JudgedBy.PATH, (trial("one", (3,)), odd)),
              Check("other", "other", 1, JudgedBy.PATH, (trial("also", (3,), seed=7), even)))
    known = Paths(descent(checks))
    right = {t.name: known.right(t) for t in known.task.trials}

    def said(*wrong):
        paths = right | {name: bent(right[name]) for name in wrong}
        beside, findings = causes.Beside(known, paths), judge.judge(known, paths)
        return [found and found.only_here for found in map(beside.circumstances, checks, findings)]

    assert said("odd", "even") == ["when it is odd", "when it is even"]
    assert said("odd", "also") == [None, None]


def test_who_remembers_less_than_each_weight_needs_is_told_so():
    stored = drawn("stored", [(20, 10)], 60, measure=True)
    checks = (Check("path", "path", 1, JudgedBy.PATH, (drawn("rows", [(20, 10)], 6),)),
              Check("storage", "storage", 1, JudgedBy.STORAGE, (stored,)))
    known = Paths(replace(TASK, checks=checks))
    right = known.right(stored)
    for kept, told_so in ((20, True), (200, False)):
        paths = {"rows": bent(known.right(checks[0].trials[0])),
                 "stored": replace(right, stored=[kept, kept], graph=[0, 0])}
        found = causes.Beside(known, paths).circumstances(checks[0], judge.judge(known, paths)[0])
        assert [(c.low, c.high) for c in found.causes if c.condition is Condition.FEW_STORED] == [(0.1, 1)] * told_so


def test_a_condition_of_one_check_is_told_only_if_all_that_goes_wrong_elsewhere_has_one():
    """Where a step is wrong after a None and in float32, both are told; where it is also wrong without, neither is."""
    trials = {t.name: t for t in TRIALS}
    checks = tuple(Check(name, name, 1, JudgedBy.PATH, tuple(trials[t] for t in names)) for name, names in (
        ("none", ("plain", "without")), ("dtypes", ("another plain", "dtypes")), ("many", ("forty", "alike"))))
    known = Paths(replace(TASK, checks=checks))

    def causes_of(defect):
        paths = {t.name: walk(answer(defect), t) for t in known.task.trials}
        beside, findings = causes.Beside(known, paths), judge.judge(known, paths)
        return [found and tuple(c.condition for c in found.causes) for found in (
            beside.circumstances(check, finding) for check, finding in zip(checks, findings))]

    def two(self, k, p):
        return (k, "None") in self.seen or p.dtype == torch.float32

    none, dtypes, many = causes_of(two)
    assert none[0] is Condition.NONE and dtypes[0] is Condition.FLOAT32 and many is None
    none, dtypes, many = causes_of(lambda self, k, p: two(self, k, p) or p.shape == (5,))
    assert not {*none, *dtypes, *many} & {Condition.NONE, Condition.FLOAT32}


def test_what_goes_wrong_until_each_entry_has_had_a_gradient_is_told():
    some = (*(drawn(f"full {k}", [(4,)], 8) for k in range(3)),
            *(replace(one, gradients=tuple((g * (np.arange(4) != k) if t < 3 else g,) for t, (g,) in enumerate(
                one.gradients))) for k, one in enumerate(drawn(f"late {k}", [(4,)], 8) for k in range(3))))
    known = Paths(replace(TASK, checks=(Check("all", "all", 10, JudgedBy.PATH, some),)))

    def untouched(self, k, p):
        self.seen[k, "touched"] = self.seen.get((k, "touched"), False) | (p.grad != 0)
        return not self.seen[k, "touched"].all()

    (found, *_) = told(lambda: answer(untouched, 0.0), some, known)
    assert found.condition is Condition.UNTOUCHED


def test_of_several_wrong_defaults_all_that_can_be_are_named():
    task = registry.find()["rmsprop"]
    some = (drawn("all given", [(5,)], 8, dict(lr=0.02, alpha=0.95, eps=1e-6)),
            drawn("also given", [(3, 2)], 12, dict(lr=0.01, alpha=0.99, eps=1e-8)),
            drawn("a rate", [(5,)], 8, dict(lr=0.05)), drawn("a share", [(5,)], 8, dict(alpha=0.5)),
            drawn("an eps", [(5,)], 8, dict(eps=1e-3)), drawn("nothing", [(5,)], 8, dict()))
    known = Paths(replace(task, checks=(Check("all", "all", 10, JudgedBy.PATH, some),)))
    wrong = replace(task, hyperparameters=dict(lr=0.001, alpha=0.9, eps=1e-7))
    (found, *_) = told(lambda: optimizer(wrong), some, known)
    assert (found.condition, found.name) == (Condition.DEFAULTS, "η, α, ε")


def test_a_guard_by_the_whole_gradients_length_is_told_from_one_by_its_entries():
    uneven = np.array([3e-3, 1, 1, 1, 1, 1, 1, 1])
    some = (*(drawn(f"uneven {k}", [(8,)], 6, scale=lambda s: uneven) for k in range(6)),
            drawn("small", [(5,)], 6, scale=5e-3))
    known = Paths(replace(TASK, checks=(Check("all", "all", 10, JudgedBy.PATH, some),)))
    (found, *_) = told(lambda: answer(lambda self, k, p: p.grad.norm() < 0.05), some, known)
    assert found.condition is Condition.SHORT_GRADIENT and (found.low, found.high) == (0.01, 1)


def test_a_large_parameter_is_blamed_only_if_it_goes_wrong_itself():
    found = told(lambda: answer(lambda self, k, p: k == 1 and max(q.numel() for q in self.params) > 900), (
        *(drawn(f"plain {k}", [(3 + k,), (2,)], 8) for k in range(4)), drawn("large", [(40, 25), (2,)], 8)))
    assert Condition.LARGE not in {c.condition for c in found}


@pytest.mark.parametrize("condition, large, every", [
    (Condition.LARGE, [(1000,)], lambda self, k, p: p.numel() > 900),
    (Condition.MANY, [(3,)] * 64, lambda self, k, p: len(self.params) > 60)])
def test_what_goes_wrong_seldom_is_not_blamed_on_large_parameters_or_many(condition, large, every):
    """It goes wrong wherever the last digits of a weight say so: most often where there are most weights."""
    some = (*(drawn(f"plain {k}", [(3 + k,)] * 2, 3) for k in range(6)), drawn("large", large, 3))
    known = Paths(replace(TASK, checks=(Check("all", "all", 10, JudgedBy.PATH, some),)))
    seldom = told(lambda: answer(lambda self, k, p: (p * 1e6).floor() % 400 == 0), some, known)
    assert seldom and condition not in {c.condition for c in seldom}
    assert told(lambda: answer(every), some, known)[0].condition is condition


def test_of_two_hyperparameters_that_go_together_neither_is_blamed():
    together = (drawn("usual", [(6,)], 20), drawn("also usual", [(4,)], 20),
                drawn("other", [(6,)], 20, dict(lr=3.0, momentum=0.5)), drawn("another", [(6,)], 20, dict(
                    lr=5.0, momentum=0.3)))
    known = Paths(replace(TASK, checks=(Check("all", "all", 10, JudgedBy.PATH, together),)))
    found = told(lambda: answer(lambda self, k, p: self.lr > 1), together, known)
    assert {c.condition for c in found} == {Condition.FACTOR}


def test_few_right_trials_among_wrong_ones_set_no_bound():
    some = (drawn("small", [(3,)], 20), *(drawn(f"large {k}", [(9 + k,)], 20) for k in range(4)))
    known = Paths(replace(TASK, checks=(Check("all", "all", 10, JudgedBy.PATH, some),)))
    found = told(lambda: answer(lambda self, k, p: p.numel() > 3), some, known)
    assert {c.condition for c in found} == {Condition.FACTOR}


def test_it_is_said_that_what_moves_has_no_gradient():
    without = drawn("without", [(4,)] * 2, 8, without=lambda t, i: (t, i) == (5, 1))
    check = Check("none", "none", 1, JudgedBy.BOOKKEEPING, (without,))
    known = Paths(replace(TASK, checks=(Check("path", "path", 1, JudgedBy.PATH, (drawn("plain", [(4,)], 8),)), check)))

    class Coasting(answer()):
        def step(self):
            super().step()
            for k, p in enumerate(self.params):
                if p.grad is None:
                    p.data -= self.lr * self.v[k]

    def idle(made):
        paths = {t.name: walk(made, t) for t in judge.all_trials(known.task)}
        finding = judge.judged(known, check, paths)
        return causes.Beside(known, paths).circumstances(check, finding).idle

    assert idle(Coasting) and not idle(answer(lambda self, k, p: k == 1))


@pytest.mark.parametrize("wrong, tail", [(slice(16, 23), (7, 23)), (slice(0, 7), None), (slice(1, 23), None)])
def test_that_the_last_entries_alone_go_wrong_is_told(wrong, tail):
    check = Check("path", "path", 1, JudgedBy.PATH, (drawn("odd", [(23,)], 6),))
    known = Paths(replace(TASK, checks=(check,)))
    off = torch.zeros(23, dtype=torch.bool)
    off[wrong] = True
    paths = {"odd": walk(answer(lambda self, k, p: off), check.trials[0])}
    found = causes.Beside(known, paths).circumstances(check, judge.judged(known, check, paths))
    assert found.tail == tail


def test_who_is_right_by_the_reference_has_no_wrong_entries_at_the_end():
    """A path may leave that of the student's own rule where it is the reference's."""
    trial = drawn("odd", [(23,)], 6)
    known = Paths(replace(TASK, checks=(Check("path", "path", 1, JudgedBy.PATH, (trial,)),)))
    assert causes.Beside(known, {"odd": walk(answer(), trial)})._tail(trial, 0) is None
