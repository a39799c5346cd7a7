"""Two paths are the same within what the reference's precision leaves open, and part where they part."""

import copy

import numpy as np
import pytest

from grader.ground.failure import Failure
from grader.ground.trial import KEEP, DType, Trial
from grader.ground.walk import Trajectory, walk
from grader.judging import judge
from grader.judging.compare import Touched, first_difference, gradients_touched, moves
from grader.judging.paths import Paths
from grader.language.driver import optimizer
from grader.language.reference import Reference, Tolerances

from ..tiny import descent, trial

STRICT = Tolerances()


def straight(*ends, steps=2, failure=None) -> Trajectory:
    """One parameter that goes from zero to `ends` in equal steps."""
    return Trajectory([[np.array(ends) * t / steps] for t in range(steps + 1)], failure=failure)


def open_loop(*gradients, steps=2, **how) -> Trial:
    """One parameter at zero, the same gradients at every step."""
    return Trial("t", (np.zeros(len(gradients)),), ((np.array(gradients, float),),) * steps, **how)


def test_equal_paths_do_not_part():
    assert first_difference(straight(1, 2), straight(1, 2), open_loop(1, 1), STRICT) is None


@pytest.mark.parametrize("dtype, within, beyond", [(DType.FLOAT64, 0.9e-9, 1.1e-9), (DType.FLOAT32, 0.9e-4, 1.1e-4)])
def test_the_tolerance_is_relative_to_the_distance_travelled(dtype, within, beyond):
    one = open_loop(1, dtypes=(dtype,))
    for far in (1e-6, 1.0, 1e6):
        assert first_difference(straight(far * (1 + within)), straight(far), one, STRICT) is None
        assert first_difference(straight(far * (1 + beyond)), straight(far), one, STRICT).parameter == 0


def test_a_difference_says_step_parameter_coordinate_and_both_moves():
    mine, right = straight(3, 6, 9, steps=3), straight(3, 6, 9, steps=3)
    mine.positions[2][0][1] += 0.5
    mine.positions[2][0][2] += 0.7
    found = first_difference(mine, right, open_loop(1, 1, 1, steps=3), STRICT)
    assert (found.trial, found.step, found.parameter, found.coordinate) == ("t", 2, 0, 2)
    assert (found.moved, found.expected) == (pytest.approx(3.7), pytest.approx(3.0))


def test_differences_below_a_level_are_passed_over():
    mine = straight(1 + 1e-6)
    assert first_difference(mine, straight(1), open_loop(1), STRICT, at_least=1e-5) is None
    assert first_difference(mine, straight(1), open_loop(1), STRICT, at_least=1e-7)


def test_infinities_and_nan_are_equal_to_themselves_and_to_nothing_else():
    right = straight(1, 1)
    right.positions[2][0][:] = np.inf, np.nan
    mine = copy.deepcopy(right)
    assert first_difference(mine, right, open_loop(1, 1), STRICT) is None
    mine.positions[2][0][:] = np.inf, 1.0
    assert first_difference(mine, right, open_loop(1, 1), STRICT).coordinate == 1
    mine.positions[2][0][:] = -np.inf, np.nan
    assert first_difference(mine, right, open_loop(1, 1), STRICT).coordinate == 0


def test_paths_that_end_early_agree_if_both_do():
    failed = Failure("ValueError", "no", 3)
    long, short = straight(2, steps=4), straight(1, steps=2, failure=failed)
    one = open_loop(1, steps=4)
    found = first_difference(short, long, one, STRICT)
    assert (found.step, found.parameter, found.failure) == (3, None, failed)
    assert first_difference(short, straight(1, steps=2), one, STRICT) is None
    assert first_difference(long, straight(1, steps=2), one, STRICT).step == 3


class CoarseDescent:
    """Gradient descent whose learning rate is rounded to float32, as some references keep a number."""

    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr

    def step(self):
        for p in self.params:
            p.data -= float(np.float32(self.lr)) * p.grad


@pytest.mark.parametrize("tolerances, passed", [(Tolerances(), False), (Tolerances(float64=1e-6), True)])
def test_a_reference_of_less_precision_accepts_what_a_strict_one_rejects(tolerances, passed):
    task = descent(reference=Reference(CoarseDescent, tolerances))
    known, right = Paths(task), {t.name: walk(optimizer(task), t) for t in judge.all_trials(task)}
    assert judge.judge(known, right)[0].passed is passed
    doubled = {t.name: walk(optimizer(task, (task.misconceptions[0],)), t) for t in task.trials}
    assert not judge.judge(known, doubled)[0].passed


def test_whoever_changes_one_number_moves():
    assert moves(straight(0, 1e-30)) and not moves(straight(0, 0))


def kept(*after) -> Trajectory:
    """What stands in `.grad` of one parameter after each step."""
    return Trajectory(gradients=[[None if g is None else np.array(g)] for g in after])


def test_gradients_that_were_left_changed_or_cleared():
    one = open_loop(1.0, 2.0)
    assert gradients_touched(kept([1.0, 2.0], [1.0, 2.0]), one) == set()
    assert gradients_touched(kept([1.0, 2.0], [1.0, 2.5]), one) == {Touched.CHANGED}
    assert gradients_touched(kept([1.0, 2.0], None), one) == {Touched.CLEARED}
    assert gradients_touched(kept([0.0, 0.0], [0.0, 0.0]), one) == {Touched.CLEARED}
    assert gradients_touched(kept(None, [3.0, 2.0]), one) == {Touched.CLEARED, Touched.CHANGED}


def test_a_gradient_that_was_kept_must_still_be_there():
    one = Trial("t", (np.zeros(1),), ((np.ones(1),), (KEEP,), (None,)))
    assert gradients_touched(kept([1.0], [1.0], None), one) == set()
    assert gradients_touched(kept([1.0], [2.0], None), one) == {Touched.CHANGED}


@pytest.mark.parametrize("made", [0.0, 5.0])
def test_a_gradient_stands_where_none_was_given(made):
    one = Trial("t", (np.zeros(1),), ((np.ones(1),), (None,)))
    assert gradients_touched(kept([1.0], [made]), one) == {Touched.MADE}


def test_a_float32_gradient_is_compared_as_float32():
    one = Trial("t", (np.zeros(1),), ((np.array([0.1]),),), dtypes=(DType.FLOAT32,))
    assert gradients_touched(kept([float(np.float32(0.1))]), one) == set()


def test_a_parameter_that_never_moves_is_measured_by_its_size():
    """The smallest start counts as 1, so that zeros have a scale as well."""
    for start, far in ((0.0, 1.0), (1e3, 1e3)):
        right = Trajectory([[np.array([start])]] * 2)
        within = Trajectory([[np.array([start])], [np.array([start + 0.9e-9 * far])]])
        beyond = Trajectory([[np.array([start])], [np.array([start + 1.1e-9 * far])]])
        one = trial("t", (1,), steps=1)
        assert first_difference(within, right, one, STRICT) is None
        assert first_difference(beyond, right, one, STRICT)


def test_the_scale_of_a_path_that_explodes_is_the_last_finite_one():
    right = Trajectory([[np.array([x])] for x in (0.0, 10.0, np.inf)])
    one = open_loop(1)

    def off(by):
        return Trajectory([[np.array([x])] for x in (0.0, 10.0 + by, np.inf)])

    assert first_difference(off(9e-9), right, one, STRICT) is None
    assert first_difference(off(11e-9), right, one, STRICT)


def test_an_entry_that_is_no_number_does_not_hide_how_far_the_others_go():
    right = Trajectory([[np.array(x)] for x in ((0.0, 0.0), (1.0, 1.0), (np.nan, 1e6))])
    one = open_loop(2)

    def off(by):
        return Trajectory([[np.array(x)] for x in ((0.0, 0.0), (1.0, 1.0), (np.nan, 1e6 + by))])

    assert first_difference(off(9e-4), right, one, STRICT) is None
    assert first_difference(off(11e-4), right, one, STRICT)


def test_every_gradient_is_looked_at():
    two = Trial("t", (np.zeros(1), np.zeros(1)), (((None, np.ones(1)),) * 2))
    nothing, zero, other, same = None, np.zeros(1), np.full(1, 3.0), np.ones(1)
    for after, touched in (
            ([(nothing, same), (nothing, same)], set()), ([(nothing, other), (nothing, same)], {Touched.CHANGED}),
            ([(nothing, zero), (nothing, nothing)], {Touched.CLEARED}),
            ([(nothing, other), (same, zero)], {Touched.CHANGED, Touched.CLEARED, Touched.MADE})):
        assert gradients_touched(Trajectory(gradients=[list(a) for a in after]), two) == touched
