"""A path as sixteen digits: equal where two students walk alike, whatever the last digits of their numbers are."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Final

import numpy as np

from ..ground.failure import Failure
from ..ground.trial import Array, DType, Trial
from ..ground.walk import Trajectory
from .reply import Reply

# Numbers are cut to a grid. Who computes the same in another order is off by some 1e-12 of the path's length, so that
# of a thousand numbers hardly one ever falls to the other side of a line. π keeps lines off round numbers.
GRID: Final = np.pi / 3e5  # of the way that a path goes in a trial
SHIFT: Final = 0.317  # of the grid: zero lies on no line
LEAST: Final = 1e-6  # of the parameters' size: a shorter way is nothing but rounding


def of(reply: Reply) -> str:
    """The fingerprint of a student's path; "" where there is none, and where the clock has cut one short."""
    return of_paths([(question.trial, path) for question in reply.asked.walks
                     if (path := reply.paths(question.task).get(question.trial.name)) is not None])


def of_paths(paths: Iterable[tuple[Trial, Trajectory]]) -> str:
    """The same of paths, each with the trial that it leads through."""
    walked = [(trial, path) for trial, path in paths if _tells(trial)]
    if not walked or any(path.failure and path.failure.out_of_time for _, path in walked):
        return ""
    digest = hashlib.sha256()
    for trial, path in walked:
        digest.update(f"\0{trial.name}\0{path.steps}\0{_end(path.failure)}\0".encode("utf8", "surrogatepass"))
        digest.update(_cut(path).tobytes())
    return digest.hexdigest()[:16]


def _tells(trial: Trial) -> bool:
    """Whether the last digits of a path through a trial stay the last ones: no loop, no float32, nothing extreme."""
    return not (trial.problem or trial.fine or trial.last) and all(dtype is DType.FLOAT64 for dtype in trial.dtypes)


def _cut(path: Trajectory) -> Array:
    """How long the way is, and where it ends, on a grid that is as fine as it is long; what is not finite stays so."""
    start, *steps = (np.concatenate(step) if step else np.zeros(0) for step in path.positions)
    with np.errstate(all="ignore"):
        moved = [step - start for step in steps if step.shape == start.shape]
        if not moved or not start.size:
            return np.zeros(0)
        far = np.abs(np.stack(moved))
        length = max(float(np.max(far, where=np.isfinite(far), initial=0.0)), LEAST * float(np.max(np.abs(start))))
        if not length:
            return np.zeros(start.size + 1)
        cut: Array = np.floor(np.append(moved[-1] / (length * GRID), np.log(length) / GRID) + SHIFT)
    return np.where(np.isnan(cut), np.nan, cut) + 0.0  # one sort of nan, and no negative zero


def _end(failure: Failure | None) -> str:
    """How a walk ended, without the addresses of objects."""
    if failure is None:
        return ""
    return f"{failure.step} {failure.type} {re.sub('0x[0-9a-f]+', '', failure.message)}"
