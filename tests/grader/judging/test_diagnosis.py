"""A mistake is named where its path is followed everywhere, or on a check's own trials and by no other."""

import copy
from dataclasses import replace

import pytest

from grader.ground.failure import Failure
from grader.ground.trial import Device
from grader.ground.walk import Trajectory, walk
from grader.judging import diagnosis, judge
from grader.judging.diagnosis import diagnose
from grader.judging.paths import Paths
from grader.language.bookkeeping import FirstParameterOnly, GradientScaledInPlace, NoneCrashes
from grader.language.driver import combine, optimizer
from grader.language.task import Check, JudgedBy, Misconception

from ..answers import HEAD
from ..tiny import descent, trial

WHOLE = trial("none", (2,), (2,), seed=6)
NONE = replace(WHOLE, gradients=(*WHOLE.gradients[:3], (None, WHOLE.gradients[3][1])))
TASK = descent((
    Check("path", "path", 1, JudgedBy.PATH, (trial("one", (3,)), trial("long", (2,), steps=12, seed=1))),
    Check("changing", "changing", 1, JudgedBy.PATH, (
        trial("changing", (2,), seed=9, changes={2: {"lr": 0.5}}),)),
    Check("several", "several", 1, JudgedBy.BOOKKEEPING, (
        trial("two", (2,), (2, 2), seed=2), trial("elsewhere", (2,), seed=3, device=Device.PRETEND))),
    Check("none", "none", 1, JudgedBy.BOOKKEEPING, (NONE,)),
    Check("gradients", "gradients", 1, JudgedBy.GRADIENTS, (trial("kept", (2,), seed=4),))))
TASK.misconceptions += [
    Misconception("first_only", "", "", "", driver=FirstParameterOnly),
    Misconception("none_crashes", "", "", "", driver=NoneCrashes),
    Misconception("scaled", "", "", "", driver=GradientScaledInPlace)]
TASK.add("clipped", {"gradient": lambda w, g, h: g.clamp(-0.5, 0.5)}, section="", says="", hint="")
KNOWN = Paths(TASK)
BY_NAME = {m.name: m for m in TASK.misconceptions}
TRIALS = judge.all_trials(TASK)
RIGHT = {t.name: walk(optimizer(TASK), t) for t in TRIALS}


def made(*names: str) -> dict[str, Trajectory]:
    """The paths of somebody who makes these mistakes."""
    mistakes = tuple(BY_NAME[name] for name in names)
    return {t.name: walk(optimizer(TASK, mistakes), t) for t in TRIALS}


def named(paths: dict[str, Trajectory]) -> dict[str, tuple[str, ...]]:
    """By each failed check, the names of what explains it."""
    findings = judge.judge(KNOWN, paths)
    found = diagnose(KNOWN, paths, findings)
    assert all(not names for names, finding in zip(found, findings) if finding.passed)
    return {check.name: tuple(m.name for m in names)
            for check, names, finding in zip(TASK.checks, found, findings) if not finding.passed}


def test_nothing_is_named_where_nothing_is_wrong():
    assert named(RIGHT) == {}


def test_a_mistake_in_the_rule_is_named_at_the_checks_of_the_rule():
    assert named(made("doubled")) == {"path": ("doubled",), "changing": ("doubled",)}


def test_a_mistake_in_the_bookkeeping_is_named_where_it_shows():
    assert named(made("first_only")) == {"several": ("first_only",), "none": ("first_only",)}
    assert named(made("none_crashes")) == {"none": ("none_crashes",)}


def test_two_at_once_are_each_named_where_they_show():
    assert named(made("doubled", "none_crashes")) == {
        "path": ("doubled",), "changing": ("doubled",), "none": ("none_crashes",)}
    assert named(made("doubled", "clipped")) == {"path": ("doubled", "clipped"), "changing": ("doubled", "clipped")}


def test_who_changes_the_gradients_is_named_if_it_is_a_known_way():
    assert named(made("scaled"))["gradients"] == ("scaled",)
    cleared = copy.deepcopy(RIGHT)
    cleared["kept"].gradients = [[None] for _ in cleared["kept"].gradients]
    assert named(cleared) == {"gradients": ()}


def test_where_nothing_explains_everything_a_check_is_named_by_what_fits_its_own_trials():
    mixed = RIGHT | {"changing": made("doubled")["changing"], "none": made("none_crashes")["none"]}
    assert named(mixed) == {"changing": (), "none": ("none_crashes",)}  # a rule is everywhere the same


def test_a_rule_that_fits_wherever_eta_is_constant_explains_them_though_another_joins_it():
    doubled = made("doubled")
    bent = copy.deepcopy(doubled["changing"])
    bent.positions[-1][0] += 1
    assert named(doubled | {"changing": bent}) == {"path": ("doubled",), "changing": ()}


def test_what_joins_a_wrong_rule_where_eta_changes_may_be_of_the_rule_and_treats_gradients_as_the_answer_does(judges):
    """With η inside the velocity one walks as somebody who scales the gradient's tensor, where η changes."""
    found = judges.code("momentum", HEAD + """
    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None: continue
            v = self.state[p] = self.momentum * self.state.get(p, 0) + self.lr * p.grad
            p += self.momentum * v - self.lr * p.grad
""")
    assert found.names == {"looks_back", "lr_inside_velocity"}


def with_default(task, name, value):
    """A right optimizer but for one default."""
    right = optimizer(task)

    class Other(right):
        hyperparameters = {**right.hyperparameters, name: value}

    return Other


@pytest.mark.parametrize("task, name, value, said", [
    ("rmsprop", "lr", 0.02, "lr_default_0.02"), ("rmsprop", "alpha", 0.9, "alpha_default_0.9"),
    ("rmsprop", "eps", 1e-6, "eps_default_1e-06"), ("momentum", "momentum", 0.5, "momentum_default_0.5"),
    ("lion", "betas", (0.9, 0.999), "betas_default_0.9_0.999")])
def test_another_default_is_named_with_its_number(judges, task, name, value, said):
    known = judges.known(task)
    assert judges.classes(task, lambda: with_default(known.task, name, value)).names == {said}


def test_a_mistake_that_would_show_where_the_path_is_right_is_not_named():
    one = RIGHT | {"two": made("first_only")["two"]}
    assert named(one | {"none": made("none_crashes")["none"]})["several"] == ("first_only",)
    assert named(one) == {"several": ()}  # in the trial with None both parameters move


def test_where_two_mistakes_fit_equally_none_is_named():
    twin = replace(BY_NAME["none_crashes"], name="twin")
    task = replace(TASK, misconceptions=[*TASK.misconceptions, twin])
    known = Paths(task)
    paths = RIGHT | {"none": made("none_crashes")["none"], "two": made("first_only")["two"]}
    findings = judge.judge(known, paths)
    by_check = dict(zip([c.name for c in task.checks], diagnose(known, paths, findings)))
    assert by_check["none"] == () and [m.name for m in by_check["several"]] == ["first_only"]


def test_an_error_of_another_kind_is_another_mistake():
    crashed = made("none_crashes")
    other = replace(crashed["none"], failure=Failure("ZeroDivisionError", "no", 4))
    assert named(crashed | {"none": other}) == {"none": ()}
    elsewhere = replace(crashed["none"], failure=Failure("AttributeError", "'NoneType' has no attribute 'add'", 4))
    assert named(crashed | {"none": elsewhere}) == {"none": ("none_crashes",)}


def test_a_walk_that_ran_out_of_time_says_nothing_about_the_path():
    paths = made("doubled")
    paths["long"] = Trajectory(paths["long"].positions[:1], failure=Failure("TimeIsUp", "", 1))
    assert named(paths)["path"] == ("doubled",)


def test_who_stops_everywhere_makes_no_known_mistake():
    paths = {name: Trajectory(path.positions[:1], failure=Failure("TypeError", "no", 0))
             for name, path in RIGHT.items()}
    assert set(named(paths).values()) == {()}


def test_mistakes_combine_if_they_are_in_different_places():
    doubled, forgets, clipped = (BY_NAME[name] for name in ("doubled", "forgets", "clipped"))
    first, crashes, scaled = (BY_NAME[name] for name in ("first_only", "none_crashes", "scaled"))
    assert combine(doubled, clipped) and combine(doubled, first) and combine(first, crashes)
    assert not combine(doubled, forgets) and not combine(crashes, scaled)
    finish = Misconception("finish", "", "", "", {"finish": lambda w, h: w})
    inner = Misconception("inner", "", "", "", {"mean": lambda g, s, h: g})
    assert combine(clipped, finish) and combine(doubled, finish) and not combine(doubled, inner)
    one, other, same = (Misconception(name, "", "", "", {"fixed": {name[0]: 1.0}}) for name in ("a", "b", "a too"))
    assert combine(one, other) and not combine(one, same)


@pytest.mark.parametrize("one, other, same", [
    (("RuntimeError", "The size of tensor a (3) must match"), ("ValueError", "shape mismatch"), True),
    (("TypeError", "unsupported operand: 'NoneType'"), ("AttributeError", "'NoneType' object has no attribute"), True),
    (("KeyError", "3"), ("KeyError", "4"), True), (("KeyError", "3"), ("IndexError", "3"), False),
    (("RuntimeError", "The size of tensor a"), ("RuntimeError", "a leaf Variable"), False),
    (("TypeError", "'NoneType'"), ("TypeError", "an int"), False)])
def test_errors_of_one_cause_are_of_one_kind_wherever_they_were_raised(one, other, same):
    kinds = [diagnosis._kind(Failure(*error, step)) for step, error in enumerate((one, other))]
    assert (kinds[0] == kinds[1]) is same and diagnosis._kind(None) is None
