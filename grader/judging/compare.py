"""Compare two trajectories of one trial: do they agree, and if not, where do they part first?"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from ..ground.trial import Array, Trial
from ..ground.walk import Trajectory
from ..language.box import shares
from ..language.reference import Tolerances
from ..outcome.finding import Difference

# Within this a path is the right one, worked out in float32 where float64 was called for.
FLOAT32_LEVEL = 1e-5
# Decorates what computes with a student's numbers: that they run into inf or nan is told, and nobody is warned of it.
QUIET = np.errstate(over="ignore", invalid="ignore", divide="ignore")


def float32_level(trial: Trial) -> float:
    """How far off float32 may lead in a trial: of a share of the past near 1 the rest has few digits."""
    rest = 1 - max((share for given in trial.hyperparameters for share in shares(given) if share < 1), default=0.0)
    return max(FLOAT32_LEVEL, float(np.finfo(np.float32).eps) / rest)


def first_difference(path: Trajectory, right: Trajectory, trial: Trial, tolerances: Tolerances,
                     at_least: float = 0.0) -> Difference | None:
    """The first step and parameter at which `path` leaves `right`; None if it never does.

    Two paths that end in an error at the same step agree if they agree up to there. Differences
    below `at_least`, relative to the distance travelled or to the place where that is further, are passed over.
    """
    first: tuple[int, int] | None = None  # step and parameter
    for i, dtype in enumerate(trial.dtypes):
        limit = tolerances.of(dtype) * distance(right, i)
        if at_least:
            limit = max(limit, at_least * max(distance(right, i), *(_size(p[i]) for p in right.positions)))
        step = _first_step_off([p[i] for p in path.positions], [p[i] for p in right.positions], limit)
        if step is not None and (first is None or step < first[0]):
            first = step, i
    if first:
        return _difference(path, right, trial, *first)
    if path.steps == right.steps:
        return None
    return Difference(trial.name, min(path.steps, right.steps) + 1, failure=path.failure)


def parts_within(path: Trajectory, beginning: Trajectory, trial: Trial, tolerances: Tolerances,
                 steps: int) -> int | None:
    """The step in which a path leaves another, of which no more is known than so many steps; None if it does not.

    How far off is allowed depends on how far the other goes in the end. Where they agree the path goes as far.
    """
    off = []
    for i, dtype in enumerate(trial.dtypes):
        limit = 2 * tolerances.of(dtype) * max(distance(path, i), distance(beginning, i))
        off.append(_first_step_off([p[i] for p in path.positions[: steps + 1]], [p[i] for p in beginning.positions],
                                   limit))
    ends = min(path.steps, steps), beginning.steps
    return min((step for step in off if step is not None), default=None if len({*ends}) == 1 else min(ends) + 1)


def _first_step_off(path: list[Array], right: list[Array], limit: float) -> int | None:
    """The first step at which one parameter is further than `limit` from where it should be."""
    alike = [a.shape == b.shape for a, b in zip(path, right)]
    whole = alike.index(False) if False in alike else len(alike)
    if whole > 1 and right[0].size:
        off = _off(_table(path[1:whole]), _table(right[1:whole]))
        beyond = ~(off.max(axis=1) <= limit)  # what is not a number is beyond every limit
        if beyond.any():
            return 1 + int(np.argmax(beyond))
    return max(whole, 1) if whole < len(alike) else None


def _off(mine: Array, other: Array) -> Array:
    """How far numbers are from what they should be; infinities and what is not a number may be right, too."""
    with np.errstate(invalid="ignore", over="ignore"):
        off: Array = np.abs(mine - other)
    off[(mine == other) | (np.isnan(mine) & np.isnan(other))] = 0.0
    return off


def _difference(path: Trajectory, right: Trajectory, trial: Trial, step: int, i: int) -> Difference:
    """What is known about a parameter that is off after a step."""
    mine, other = path.positions[step][i], right.positions[step][i]
    if mine.shape != other.shape:
        return Difference(trial.name, step, i)
    worst = int(np.argmax(np.nan_to_num(_off(mine, other), nan=np.inf)))
    return Difference(trial.name, step, i, worst,
                      moved=float(mine[worst] - path.positions[step - 1][i][worst]),
                      expected=float(other[worst] - right.positions[step - 1][i][worst]))


def wrong_from(path: Trajectory, right: Trajectory, trial: Trial, i: int,
               tolerances: Tolerances) -> tuple[NDArray[np.int64], float]:
    """For each entry of parameter i the first step after which it is off, 0 if it never is; and how far off is allowed.

    Only steps that both have made are looked at.
    """
    limit = tolerances.of(trial.dtypes[i]) * distance(right, i)
    steps = min(path.steps, right.steps)
    sizes = {p[i].shape for p in path.positions[: steps + 1]}
    if not steps or sizes != {right.positions[0][i].shape}:
        return np.zeros(right.positions[0][i].size, np.int64), limit
    mine, other = (_table([p[i] for p in way.positions[1 : steps + 1]]) for way in (path, right))
    beyond = ~(_off(mine, other) <= limit)
    return np.where(beyond.any(axis=0), 1 + beyond.argmax(axis=0), 0) if beyond.size else np.zeros(0, np.int64), limit


def moves(path: Trajectory) -> bool:
    """Whether the optimizer changed any parameter at all."""
    return any(not np.array_equal(p, q)
               for p, q in zip(path.positions[0], path.positions[-1]))


class Touched(StrEnum):
    """What became of a gradient that a step did not leave as it was."""

    CLEARED = "cleared"  # it is None now, or all zeros
    MADE = "made"  # there was none, and now there is one
    CHANGED = "changed"


def gradients_touched(path: Trajectory, trial: Trial) -> set[Touched]:
    """What became of the gradients that were given and not left as they were."""
    touched: set[Touched] = set()
    if _all_left(path.gradients, trial.standing):
        return touched
    for given, after in zip(trial.standing, path.gradients):
        for right, left in zip(given, after):
            if right is None:
                if left is not None:
                    touched.add(Touched.MADE)
            elif left is None or not np.array_equal(left, right):
                touched.add(Touched.CLEARED if left is None or not left.any() else Touched.CHANGED)
    return touched


def _all_left(after: list[list[Array | None]], given: list[list[Array | None]]) -> bool:
    """Whether all gradients are as they were given: by one comparison, since most are."""
    mine, right = ([gradient for step in steps for gradient in step] for steps in (after, given[: len(after)]))
    if [None if g is None else g.shape for g in mine] != [None if g is None else g.shape for g in right]:
        return False
    there = [[g for g in gradients if g is not None] for gradients in (mine, right)]
    return not there[0] or np.array_equal(np.concatenate(there[0]), np.concatenate(there[1]))


def _size(numbers: Array) -> float:
    finite = np.abs(numbers[np.isfinite(numbers)])
    return float(finite.max(initial=0.0))


def distance(path: Trajectory, i: int) -> float:
    """How far parameter i gets from its start; its size where it never moves."""
    start = path.positions[0][i]
    if not start.size:
        return 1.0
    with np.errstate(invalid="ignore", over="ignore"):
        far = np.abs(_table([p[i] for p in path.positions]) - start)
    reached = float(far[np.isfinite(far)].max(initial=0.0))
    return reached or max(float(np.abs(start).max()), 1.0)


def _table(rows: list[Array]) -> Array:
    """Vectors of one length as the rows of a table. NumPy's own `stack` takes five times as long for short ones."""
    return np.concatenate(rows).reshape(len(rows), rows[0].size)
