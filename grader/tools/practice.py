"""What the book's boxes "Write it here" judge by: a few short trials of each task, and the paths through them.

There the reader's class moves one parameter, a vector, in the page itself, and its path is compared with that of the
reference and with those of the mistakes in the rule. The trials are few and short, since all paths travel with the
page, and their numbers come from a secret of their own: no course's graded trials are among them.

Left out are mistakes in the bookkeeping, which nobody can make with a single parameter; those that do not show on these
trials; and those that convert to another floating-point type, of which the page has one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils._python_dispatch import TorchDispatchMode

from ..ground.trial import Array, Hyperparameters, Trial
from ..ground.walk import Trajectory, walk
from ..judging.compare import distance
from ..language.course import anchor
from ..language.driver import optimizer
from ..language.secret import Secret
from ..language.task import REQUIRED, Exam, JudgedBy, Misconception, Task
from ..language.trials import spread

SECRET = Secret(b"write it here")
SIZE = 3  # coordinates of a trial's parameter
STEPS = 4
DIGITS = 13  # of a wrong path, whose numbers have to be told apart within the tolerance; the right one has all


def exercises(exams: Iterable[Exam]) -> list[dict[str, Any]]:
    """For each task what its box on a page needs, as JSON has it; what is no number is NaN or Infinity."""
    return [exercise(exam) for exam in exams if isinstance(exam, Task)]


def exercise(task: Task) -> dict[str, Any]:
    """What one task's box needs.

    Returns:
        The class with its arguments (None where one has no default), the trials, the right positions after each step
        of each trial, and the mistakes with theirs (None in a trial that they do not bring to its end). Mistakes that
        walk alike on all trials are one entry, the first, with the others in `also`. A path is the same if no number
        is further away than `tolerance` times the `reach` of its trial, the furthest that the right path gets.
    """
    chosen = trials(task)
    right = [walk(task.reference.optimizer, trial) for trial in chosen]
    tolerance = task.reference.tolerances.float64
    reaches = [distance(path, 0) for path in right]
    patterns = Patterns(_flat(right, chosen), _flat_limits(tolerance, reaches, chosen))
    found: list[dict[str, Any]] = []
    for mistake in task.misconceptions:
        if mistake.driver:
            continue
        with OtherTypes() as converted:
            paths = [walk(optimizer(task, (mistake,)), trial) for trial in chosen]
        if converted.seen:
            continue
        like = patterns.like(_flat(paths, chosen))
        if like is None:
            found.append({**_said(task, mistake), "also": [], "paths": [
                None if path.failure else _positions(path, DIGITS) for path in paths]})
        elif like:
            found[like - 1]["also"].append(_said(task, mistake))
    return {"task": task.name, "title": task.title, "class": task.class_name,
            "hyperparameters": [[name, None if value is REQUIRED else value]
                                for name, value in task.hyperparameters.items()],
            "symbols": dict(task.symbols), "tolerance": tolerance,
            "trials": [_trial(trial, reach) for trial, reach in zip(chosen, reaches)],
            "right": [_positions(path) for path in right], "mistakes": found}


# Trials


def trials(task: Task) -> tuple[Trial, ...]:
    """The trials of one task: each brings one difficulty, with hyperparameters that the task itself asks about."""
    usual, other = _hyperparameters(task)
    required = {name: usual[name] for name, value in task.hyperparameters.items() if value is REQUIRED}
    rate = other.get("lr", 0.01)
    return (
        _drawn(task, "usual numbers", usual),
        _drawn(task, "other hyperparameters", other),
        _drawn(task, "all left at its default", required),
        _drawn(task, "gradients that are zero", other, zeros=True, steps=5),
        _drawn(task, "gradients of all sizes", usual, scales=(1e-5, 1e-2, 1e3)),
        _drawn(task, "η changes", other, steps=6, changes={2: {"lr": rate / 4}, 4: {"lr": 2 * rate}}),
    )


def _hyperparameters(task: Task) -> tuple[Hyperparameters, Hyperparameters]:
    """The first two sets of hyperparameters under which the task asks for its rule."""
    asked = [trial.hyperparameters[0] for check in task.under(SECRET).checks if check.judge is JudgedBy.PATH
             for trial in check.trials if not trial.fine]
    return asked[0], next((given for given in asked if given != asked[0]), asked[0])


def _drawn(task: Task, name: str, given: Hyperparameters, *, steps: int = STEPS, zeros: bool = False,
           scales: tuple[float, ...] = (1.0,) * SIZE, changes: dict[int, Hyperparameters] | None = None) -> Trial:
    random = SECRET.random("practice", task.name, name)
    there = np.ones((steps, SIZE))
    if zeros:  # one at first, one in the middle, one from the second step on
        there[0, 0] = there[2, 1] = 0.0
        there[1:, 2] = 0.0
    start = np.round(spread(random, (SIZE,)), 3)
    gradients = tuple((_short(spread(random, (SIZE,)) * scales * here),) for here in there)
    given = {name: tuple(map(_few, value)) if isinstance(value, tuple) else _few(value)
             for name, value in given.items()}
    changes = {t: {name: _few(value) for name, value in change.items()} for t, change in (changes or {}).items()}
    return Trial(name, (start,), gradients, (given,), changes=changes)


def _few(value: Any) -> Any:
    """A number with few digits, which is read and written more easily; what is none stays."""
    return float(f"{value:.3g}") if isinstance(value, float) else value


def _short(values: Array) -> Array:
    return np.array([_few(value) for value in values])


def _trial(trial: Trial, reach: float) -> dict[str, Any]:
    return {"name": trial.name, "start": trial.parameters[0].tolist(),
            "gradients": [step[0].tolist() for step in trial.gradients if isinstance(step[0], np.ndarray)],
            "given": trial.hyperparameters[0], "changes": {str(t): change for t, change in trial.changes.items()},
            "reach": reach}


# Paths


@dataclass
class Patterns:
    """Paths through all trials, of which no two are the same.

    Args:
        right: all numbers of the right path, one after the other.
        limits: how far from each of its numbers a path may be that is the same.
    """

    right: Array
    limits: Array
    known: list[Array] = field(init=False)

    def __post_init__(self) -> None:
        self.known = [self.right]

    def like(self, path: Array) -> int | None:
        """The place of the known path that is the same, 0 for the right one; None if there is none: then it is kept."""
        table = np.array(self.known)
        with np.errstate(invalid="ignore", over="ignore"):
            close: NDArray[np.bool_] = np.abs(table - path) <= self.limits
        alike = np.flatnonzero((close | (table == path) | np.isnan(table) & np.isnan(path)).all(axis=1))
        if len(alike):
            return int(alike[0])
        self.known.append(path)
        return None


class OtherTypes(TorchDispatchMode):  # type: ignore[misc]
    """Sees whether something is converted to another floating-point type.

    Attributes:
        seen: whether it was.
    """

    def __init__(self) -> None:
        super().__init__()
        self.seen = False

    def __torch_dispatch__(self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        to = kwargs.get("dtype") if func is torch.ops.aten._to_copy.default else None
        self.seen |= to is not None and to.is_floating_point and to is not torch.float64
        return func(*args, **kwargs)


def _flat(paths: list[Trajectory], through: Iterable[Trial]) -> Array:
    """All positions one after the other; not a number in a trial that is not brought to its end."""
    return np.concatenate([
        np.full(trial.steps * SIZE, np.nan) if path.failure else np.concatenate([p[0] for p in path.positions[1:]])
        for path, trial in zip(paths, through)])


def _flat_limits(tolerance: float, reaches: list[float], through: Iterable[Trial]) -> Array:
    return np.concatenate([np.full(trial.steps * SIZE, tolerance * reach) for trial, reach in zip(through, reaches)])


def _positions(path: Trajectory, digits: int = 17) -> list[list[float]]:
    return [[float(f"{x:.{digits}g}") for x in position[0]] for position in path.positions[1:]]


def _said(task: Task, mistake: Misconception) -> dict[str, str]:
    """What a mistake is called, and where the book tells of it, from a chapter's page."""
    return {"name": mistake.name, "says": mistake.says, "hint": mistake.hint,
            "link": f"mistakes/{task.name}.html#{anchor(mistake.paragraph)}"}
