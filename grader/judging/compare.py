"""Compare two trajectories of one trial: do they agree, and if not, where do they part first?"""

from __future__ import annotations

import numpy as np

from ..ground.trial import Array, Trial
from ..ground.walk import Trajectory
from ..language.reference import Tolerances
from ..outcome.finding import Difference

# Within this a path is the right one, worked out in float32 where float64 was called for.
FLOAT32_LEVEL = 1e-5


def first_difference(path: Trajectory, right: Trajectory, trial: Trial, tolerances: Tolerances,
                     at_least: float = 0.0) -> Difference | None:
    """The first step and parameter at which `path` leaves `right`; None if it never does.

    Two paths that end in an error at the same step agree if they agree up to there. Differences
    below `at_least`, relative to the distance travelled, are passed over.
    """
    scales = [_distance(right, i) for i in range(len(trial.parameters))]
    for t in range(1, min(path.steps, right.steps) + 1):
        for i, scale in enumerate(scales):
            mine, other = path.positions[t][i], right.positions[t][i]
            if mine.shape != other.shape:
                return Difference(trial.name, t, i)
            limit = max(tolerances.of(trial.dtypes[i]), at_least) * scale
            with np.errstate(invalid="ignore", over="ignore"):
                off = np.abs(mine - other)
                off[(mine == other) | (np.isnan(mine) & np.isnan(other))] = 0.0  # infinities, nan
            if off.size and not off.max() <= limit:
                worst = int(np.argmax(np.nan_to_num(off, nan=np.inf)))
                return Difference(
                    trial.name, t, i, worst,
                    moved=float(mine[worst] - path.positions[t - 1][i][worst]),
                    expected=float(other[worst] - right.positions[t - 1][i][worst]))
    if path.steps == right.steps:
        return None
    return Difference(trial.name, min(path.steps, right.steps) + 1, failure=path.failure)


def tiny_gradients(path: Trajectory, right: Trajectory, trial: Trial,
                   tolerances: Tolerances) -> float | None:
    """A bound below which lie the gradients of all weights that leave the right path, and of no other.

    0.0 if those gradients are exactly zero; None if the difference is not of that kind. For open-loop
    trials of one parameter.
    """
    if trial.problem or len(trial.parameters) != 1 or path.steps < trial.steps:
        return None
    mine, other = (np.stack([p[0] for p in way.positions]) for way in (path, right))
    limit = tolerances.of(trial.dtypes[0]) * _distance(right, 0)
    off = ~(np.abs(mine - other).max(axis=0) <= limit)
    given = np.stack([np.abs(g).ravel() for (g,) in trial.gradients if isinstance(g, np.ndarray)])
    size = given.max(axis=0)
    if not off.any() or off.all() or size[off].max() >= 0.1 * size[~off].min():
        return None
    return float(np.sqrt(size[off].max() * size[~off].min()))


def moves(path: Trajectory) -> bool:
    """Whether the optimizer changed any parameter at all."""
    return any(not np.array_equal(p, q)
               for p, q in zip(path.positions[0], path.positions[-1]))


def gradients_as_given(path: Trajectory, trial: Trial) -> tuple[bool, bool]:
    """Whether every gradient was left as it was, and whether those that were not are gone.

    Returns:
        `(untouched, cleared)`: `cleared` is true if each changed gradient became None or zero.
    """
    untouched, cleared = True, True
    now: list[Array | None] = [None] * len(trial.parameters)
    for step, after in zip(trial.gradients, path.gradients):
        for i, gradient in enumerate(step):
            if not isinstance(gradient, str):  # KEEP
                now[i] = None if gradient is None else gradient.ravel()
            if now[i] is None:
                continue
            right, left = np.asarray(now[i], trial.dtypes[i]).astype(float), after[i]
            if left is None or not np.array_equal(left, right):
                untouched = False
                cleared &= left is None or not left.any()
    return untouched, cleared and not untouched


def _distance(path: Trajectory, i: int) -> float:
    """How far parameter i gets from its start; its size where it never moves."""
    start = path.positions[0][i]
    if not start.size:
        return 1.0
    far = max((np.abs(p[i] - start).max() for p in path.positions), default=0.0)
    if not np.isfinite(far):
        far = max(np.abs(p[i] - start).max() for p in path.positions
                  if np.isfinite(p[i]).all())
    return float(far) or max(float(np.abs(start).max()), 1.0)
