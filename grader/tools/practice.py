"""What the book's boxes "Write it here" judge by: a few short trials of each task, and the paths through them.

There the reader's class moves one parameter, a vector, in the page itself, and its path is compared with that of the
reference and with those of the mistakes in the rule. The trials are few and short, since all paths travel with the
page, and their numbers come from a secret of their own: no course's graded trials are among them.

Left out are mistakes in the bookkeeping but for those with what one object keeps (its state, counter and
hyperparameters), since nobody can make the others with a single parameter; those about shapes, floating-point types and
the gradient's tensor, since the page has but one kind of vector, which does not change; and those that are right on all
these trials.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils._python_dispatch import TorchDispatchMode

from ..ground.trial import Array, Hyperparameters, Trial
from ..ground.walk import Trajectory, walk
from ..judging.compare import distance, gradients_touched
from ..language.course import anchor
from ..language.driver import optimizer
from ..language.secret import Secret
from ..language.task import REQUIRED, Exam, JudgedBy, Misconception, Task
from ..language.trials import spread
from . import game

SECRET = Secret(b"write it here")
# Coordinates of a trial's parameter, and steps more than the fewest: more of both where many mistakes walk alike.
SMALL, LARGE = (3, 0), (4, 3)
MANY = 0.05  # of the mistakes
# Where the book explains what one object keeps for its one parameter: bookkeeping that can go wrong in the page, too.
KEPT = {"step#step-state", "step#step-counter", "step#step-hyperparameters"}
SHARP, MOST = "near ties", (4, 8)  # how the names of sharp trials begin; coordinates and steps that are taken of them
DECADES = (-1.5, 0.3)  # by how much sizes of gradients differ in one trial
FINER = 0.01  # than the tolerance: to so much a wrong path is written down; the right one has all its digits


def exercises(exams: Iterable[Exam]) -> list[dict[str, Any]]:
    """For each task what its box on a page needs, as JSON has it; what is no number is NaN or Infinity.

    With it comes what a game with the same mistakes needs, as `catch`.
    """
    found = {exam: exercise(exam) for exam in exams if isinstance(exam, Task)}
    return [{**made, "catch": _game(task, made)} for task, made in found.items()]


def _game(task: Task, made: dict[str, Any]) -> dict[str, Any]:
    """What the game needs of a task in which its wrong optimizers are to be caught, from what its box needs."""
    known = {one["name"] for entry in made["mistakes"] for one in (entry, *entry["also"])}
    found = game.played_with(task, known)
    by_name = {mistake.name: _said(task, mistake) for mistake in task.misconceptions}
    return {**found, "wrong": [by_name[name] for name in found["wrong"]]}


def exercise(task: Task) -> dict[str, Any]:
    """What one task's box needs.

    Returns:
        The class with its arguments (None where one has no default), the trials, the right positions after each step
        of each trial, and the mistakes with theirs (None in a trial that they do not bring to its end). Mistakes that
        walk alike on all trials are one entry, the first, with the others in `also`. A path is the same if no number
        is further away than `tolerance` times the `reach` of its trial, the furthest that the right path gets.
    """
    small = _exercise(task, trials(task, *SMALL))
    alike = sum(len(entry["also"]) for entry in small["mistakes"])
    return small if alike <= MANY * len(small["mistakes"]) else _exercise(task, trials(task, *LARGE))


def _exercise(task: Task, chosen: tuple[Trial, ...]) -> dict[str, Any]:
    right = [walk(task.reference.optimizer, trial) for trial in chosen]
    tolerance = task.reference.tolerances.float64
    reaches = [distance(path, 0) for path in right]
    patterns = Patterns(_flat(right, chosen), np.concatenate([  # twice: no path shall be the same as two of them
        np.full_like(_flat([path], [trial]), 2 * tolerance * reach)
        for path, trial, reach in zip(right, chosen, reaches)]))
    found: list[dict[str, Any]] = []
    for mistake in task.misconceptions:
        if mistake.driver and mistake.section not in KEPT:
            continue
        with OtherTypes() as converted:
            paths = [walk(optimizer(task, (mistake,)), trial) for trial in chosen]
        if converted.seen or _about_more_than_a_vector(task, mistake, paths, chosen):
            continue
        like = patterns.like(_flat(paths, chosen))
        if like is None:
            found.append({**_said(task, mistake), "also": [], "paths": [
                None if path.failure else _positions(path, FINER * tolerance * reach)
                for path, reach in zip(paths, reaches)]})
        elif like:
            found[like - 1]["also"].append(_said(task, mistake))
    return {"task": task.name, "title": task.title, "class": task.class_name,
            "hyperparameters": [[name, None if value is REQUIRED else value]
                                for name, value in task.hyperparameters.items()],
            "symbols": dict(task.symbols), "tolerance": tolerance,
            "trials": [_trial(trial, reach) for trial, reach in zip(chosen, reaches)],
            "right": [_positions(path) for path in right], "mistakes": found}


# Trials


def trials(task: Task, size: int, longer: int) -> tuple[Trial, ...]:
    """The trials of one task: each brings one difficulty, with hyperparameters that the task itself asks about.

    Args:
        task: whose trials they are.
        size: coordinates of the parameter.
        longer: steps more than the fewest.
    """
    asked = [trial for check in task.under(SECRET).checks if check.judge is JudgedBy.PATH
             for trial in check.trials if not trial.fine]
    usual = asked[0].hyperparameters[0]
    other = next((t.hyperparameters[0] for t in asked if t.hyperparameters[0] != usual), usual)
    required = {name: usual[name] for name, value in task.hyperparameters.items() if value is REQUIRED}
    rate = other.get("lr", 0.01)

    def drawn(name: str, steps: int, given: Hyperparameters, **how: Any) -> Trial:
        return _drawn(SECRET.random("practice", task.name, name), name, (steps + longer, size), given, **how)

    def first(name: str, given: Hyperparameters) -> Trial:
        # A rule that hides much in a sign has trials of its own for that. Their beginning is enough.
        sharp = [t for t in asked if t.name.startswith(SHARP) and t.hyperparameters[0] == given and not t.changes]
        return _beginning(sharp[0], name) if sharp else drawn(name, 4, given)

    return (
        first("usual numbers", usual),
        first("other hyperparameters", other),
        drawn("all left at its default", 3, required),
        drawn("gradients that are zero", 5, other, zeros=True),
        drawn("gradients of all sizes", 3, usual, scales=(1e-5, 1e-2, 1e3, 1.0)),
        drawn("η changes", 5, other, changes={2: {"lr": rate / 4}, 4: {"lr": 2 * rate}}),
    )


def _beginning(trial: Trial, name: str) -> Trial:
    """A few coordinates of a trial's only parameter through its first steps."""
    size, steps = MOST
    return Trial(name, (trial.parameters[0][:size],), tuple(
        (step[0][:size],) for step in trial.gradients[:steps] if isinstance(step[0], np.ndarray)),
        trial.hyperparameters)


def _drawn(random: np.random.Generator, name: str, shape: tuple[int, int], given: Hyperparameters, *,
           zeros: bool = False, scales: tuple[float, ...] = (1.0,), changes: dict[int, Hyperparameters] | None = None,
           ) -> Trial:
    """One trial, of as many steps and coordinates as `shape` says."""
    steps, size = shape
    there = np.ones(shape)
    if zeros:  # one at first, one in the middle, one from the second step on
        there[0, 0] = there[2, 1] = 0.0
        there[1:, 2] = 0.0
    start = np.round(spread(random, (size,)), 3)
    sizes = 10 ** random.uniform(*DECADES, size=shape) * np.resize(scales, size) * there
    gradients = tuple((_short(spread(random, (size,)) * sizes[t]),) for t in range(steps))
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


class OtherTypes(TorchDispatchMode):
    """Sees whether something is converted to another floating-point type.

    Attributes:
        seen: whether it was.
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.seen = False

    def __torch_dispatch__(self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        to = kwargs.get("dtype") if func is torch.ops.aten._to_copy.default else None
        self.seen |= to is not None and to.is_floating_point and to is not torch.float64
        return func(*args, **kwargs)


def _about_more_than_a_vector(task: Task, mistake: Misconception, paths: list[Trajectory],
                              chosen: tuple[Trial, ...]) -> bool:
    """Whether a mistake changes the gradient's tensor, or depends on how many axes a parameter has."""
    if any(gradients_touched(path, trial) for path, trial in zip(paths, chosen)):
        return True
    trial, path = chosen[0], paths[0]
    row = replace(trial, parameters=tuple(p[None] for p in trial.parameters), gradients=tuple(
        tuple(g[None] for g in step if isinstance(g, np.ndarray)) for step in trial.gradients))
    as_row = walk(optimizer(task, (mistake,)), row)
    return bool(as_row.failure) != bool(path.failure) or not np.allclose(
        _flat([as_row], [trial]), _flat([path], [trial]), rtol=1e-12, atol=0, equal_nan=True)


def _flat(paths: list[Trajectory], through: Iterable[Trial]) -> Array:
    """All positions one after the other; not a number in a trial that is not brought to its end."""
    return np.concatenate([
        np.full(trial.steps * trial.parameters[0].size, np.nan) if path.failure else
        np.concatenate([position[0] for position in path.positions[1:]])
        for path, trial in zip(paths, through)])


def _positions(path: Trajectory, unit: float = 0.0) -> list[list[float]]:
    """The position after each step, to a power of ten that is at most `unit`."""
    decimals = -math.floor(math.log10(unit)) if unit else None
    return [[x if decimals is None else round(x, decimals) for x in position[0].tolist()]
            for position in path.positions[1:]]


def _said(task: Task, mistake: Misconception) -> dict[str, str]:
    """What a mistake is called, and where the book tells of it, from a chapter's page."""
    return {"name": mistake.name, "says": mistake.says, "hint": mistake.hint,
            "link": f"mistakes/{task.name}.html#{anchor(mistake.paragraph)}"}
