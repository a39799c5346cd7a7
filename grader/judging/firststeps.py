"""The first steps of many mistakes at once: a glance that rules out nearly all of them.

Rules work entry by entry. So entries of all trials of the rule, each with its own trial's hyperparameters, can lie
in one tensor and be walked together: two such steps show what a mistake does in every trial, for the price of two.
The number of a family may be a tensor as well, and a whole grid is then walked at once.

A mistake that does not work entry by entry (a norm, a mean over the parameter) is told by walking it through a real
trial, too. Whatever passes the glance is still walked through all trials: it only spares walks.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import torch

from ..ground.trial import Array, Device, DType, Trial
from ..ground.walk import Trajectory, walk
from ..language.driver import combine, optimizer
from ..language.task import REQUIRED, Family, JudgedBy, Misconception, Task
from .compare import distance

STEPS = 2
ENTRIES = 96  # of all trials together
ROUNDS, PARTS = 8, 17  # a number is looked for between neighbours this often, each time among so many
DIGITS = 4  # which a number has at most, unless it is one of so many parts of 1:
MOST_PARTS = 1000
FEW = 5  # numbers that are tried where many will do
SPARE = 0.25  # of the way between neighbours, since a path may turn between them
ASTRAY = 0.1  # of the entries may be elsewhere even so
SLACK = 2.0  # times the tolerance, since other rounding errors come in here
Mistakes = tuple[Misconception, ...]


@dataclass(frozen=True)
class Place:
    """One entry of a trial's parameter."""

    trial: Trial
    parameter: int
    entry: int


@dataclass(frozen=True)
class Seen:
    """A path's first steps at all places, flat: step after step.

    Attributes:
        at: where it is; not a number where it never came.
        limits: how far from there the same path may be.
    """

    at: Array
    limits: Array

    def like(self, rows: Array) -> Array:
        """For each row and number whether it agrees with the path; it does where that has not come."""
        with np.errstate(invalid="ignore", over="ignore"):
            close = np.abs(rows - self.at) <= self.limits
        agrees: Array = close | (rows == self.at) | np.isnan(self.at) | (self.limits < 0)
        return agrees


class FirstSteps:
    """The first steps of a task's mistakes.

    Args:
        task: whose trials and mistakes they are.
        right: the reference's path through a trial.
    """

    def __init__(self, task: Task, right: Callable[[Trial], Trajectory]):
        self.task = task
        self._reference = right
        trials = [t for check in task.checks if check.judge is JudgedBy.PATH for t in check.trials if _plain(t)]
        self.places = [p for t in trials for p in _places(t, max(ENTRIES // max(len(trials), 1), 2))]
        self.trials = list({p.trial.name: p.trial for p in self.places}.values())
        self._weights = _tensor([p.trial.parameters[p.parameter].flat[p.entry] for p in self.places])
        self._gradients = [_tensor([_gradient(p, t) for p in self.places]) for t in range(STEPS)]
        self._given = {name: self._hyperparameter(name, default) for name, default in task.hyperparameters.items()}
        self.blocks = np.array([[self.trials.index(p.trial) for p in self.places]] * STEPS).ravel()
        self._there = np.array([[t < p.trial.steps for p in self.places] for t in range(STEPS)]).ravel()
        self._probe = min((t for t in self.trials if t.steps >= STEPS), key=lambda t: t.steps, default=None)
        self._rows: dict[str, Array] = {}
        self._entrywise: dict[str, bool] = {}
        self._families_entrywise: dict[str, bool] = {}

    def seen(self, paths: Mapping[str, Trajectory]) -> Seen:
        """What somebody's first steps are."""
        at, limits = np.full((STEPS, len(self.places)), np.nan), np.full((STEPS, len(self.places)), -1.0)
        for k, place in enumerate(self.places):
            path = paths.get(place.trial.name)
            if path is None or any(p[place.parameter].size != place.trial.parameters[place.parameter].size
                                   for p in path.positions):
                continue
            limit = self.task.reference.tolerances.float64 * distance(path, place.parameter)
            for t in range(min(path.steps, STEPS)):
                at[t, k], limits[t, k] = path.positions[t + 1][place.parameter][place.entry], SLACK * limit
        return Seen(at.ravel(), limits.ravel())

    def row(self, *mistakes: Misconception) -> Array | None:
        """The first steps of somebody who makes these mistakes; None if they cannot be walked entry by entry."""
        try:
            with torch.no_grad():
                return self._walk(optimizer(self.task, mistakes), self._weights, self._gradients, self._given)
        except Exception:
            return None

    def single(self, mistake: Misconception) -> Array:
        """The first steps of one mistake."""
        if mistake.name not in self._rows:
            row = self.row(mistake)
            entrywise = row is not None and self._honest((mistake,), row)
            self._rows[mistake.name] = row if row is not None and entrywise else self._walked((mistake,))
            self._entrywise[mistake.name] = entrywise
        return self._rows[mistake.name]

    @cached_property
    def right(self) -> Seen:
        """The first steps of who makes no mistake."""
        return self.seen({t.name: self._reference(t) for t in self.trials})

    @cached_property
    def neutral(self) -> list[Misconception]:
        """The mistakes that do not show in the first steps."""
        return [m for m in self.task.misconceptions if self.right.like(self.single(m)).all()]

    @cached_property
    def showing(self) -> list[Misconception]:
        """The mistakes that show in the first steps, and work entry by entry."""
        return [m for m in self.task.misconceptions if m not in self.neutral and self._entrywise[m.name]]

    @cached_property
    def others(self) -> list[Misconception]:
        """The mistakes that show in the first steps, and do not work entry by entry."""
        return [m for m in self.task.misconceptions if m not in self.neutral and not self._entrywise[m.name]]

    @cached_property
    def pairs(self) -> tuple[list[tuple[Misconception, Misconception]], Array]:
        """All pairs of mistakes that show in the first steps, and a row for each."""
        found = [(pair, row) for pair in itertools.combinations(self.showing, 2)
                 if combine(*pair) and (row := self.row(*pair)) is not None]
        return [pair for pair, _ in found], self.table(row for _, row in found)

    @cached_property
    def grids(self) -> list[tuple[Family, Array]]:
        """Every family, and a row for each number of its grid; but none that says what another says.

        In a linear method twice the gradient is twice the step.
        """
        grids: list[tuple[Family, Array]] = []
        for family in self.task.families:
            grid = self.members(family, family.values)
            if not any(family.values == other.values and self.right.like(grid - rows + self.right.at).all()
                       for other, rows in grids):
                grids.append((family, grid))
        return grids

    def table(self, rows: Iterable[Array]) -> Array:
        """Rows below each other, none of them perhaps."""
        below = list(rows)
        return np.array(below).reshape(len(below), len(self.blocks))

    def by_trial(self, like: Array) -> Array:
        """For each row and trial whether all numbers of that trial agree.

        Args:
            like: for each row and number whether it agrees.
        """
        if not like.size:
            return np.ones((len(like), len(self.trials)), bool)
        order = np.argsort(self.blocks, kind="stable")
        starts = np.searchsorted(self.blocks[order], np.arange(len(self.trials)))
        return np.logical_and.reduceat(like[:, order], starts, axis=1)

    def fitted(self, family: Family, grid: Array, seen: Seen, *others: Misconception) -> list[float]:
        """The numbers of a family's members whose first steps somebody has walked.

        Args:
            family: in which to look.
            grid: a row for each of the family's numbers.
            seen: somebody's first steps.
            others: mistakes that the member is joined by.

        Returns:
            Numbers of the grid, a few of them if many will do; one between them where none of the grid will.
        """
        hits = np.flatnonzero(seen.like(grid).all(axis=1))
        if len(hits):
            return [family.values[n] for n in hits[:FEW] if family.values[n] != family.right]
        low, high = np.minimum(grid[:-1], grid[1:]), np.maximum(grid[:-1], grid[1:])
        with np.errstate(invalid="ignore", over="ignore"):
            spare = seen.limits + SPARE * (high - low)
            between = (low - spare <= seen.at) & (seen.at <= high + spare) | np.isnan(seen.at)
        astray = np.count_nonzero(~between, axis=1)
        for j in np.flatnonzero(astray <= ASTRAY * np.count_nonzero(~np.isnan(seen.at))):
            value = self._refined(family, family.values[j], family.values[j + 1], grid[j], grid[j + 1], seen, others)
            if value is not None and value != family.right:
                return [value]
        return []

    def _refined(self, family: Family, low: float, high: float, first: Array, last: Array, seen: Seen,
                 others: Mistakes) -> float | None:
        """The number between two neighbours, with as few digits as will do."""
        with np.errstate(invalid="ignore"):
            moved = np.nan_to_num(np.abs(last - first) / seen.limits, nan=0.0, posinf=0.0)
        moved[np.isnan(seen.at) | (seen.limits <= 0)] = 0.0
        k = int(np.argmax(moved))
        if not moved[k]:
            return None
        trial = self.places[k % len(self.places)].trial
        counts = (seen.limits > 0) & ~np.isnan(seen.at) & (self._apart(family) | (self.blocks == self.blocks[k]))
        for _ in range(ROUNDS):
            values = _between(low, high)
            members = self.members(family, values, *others, only=trial)
            with np.errstate(over="ignore", invalid="ignore"):
                off = np.abs(members - seen.at)[:, counts] / seen.limits[counts]
            best = int(np.argmin(np.nan_to_num(off, nan=np.inf).max(axis=1)))
            low, high = values[max(best - 1, 0)], values[min(best + 1, PARTS - 1)]
        found = (low + high) / 2
        rounded = [0.0] if abs(found) < 1e-12 else [float(f"{found:.{digits}g}") for digits in range(1, DIGITS + 1)]
        if found and 1 <= abs(1 / found) < MOST_PARTS:
            rounded.append(1 / round(1 / found))
        fits = seen.like(self.members(family, rounded, *others)).all(axis=1)
        return rounded[int(np.argmax(fits))] if fits.any() else None

    def members(self, family: Family, values: Sequence[float], *others: Misconception,
                only: Trial | None = None) -> Array:
        """A row for each of these numbers, all walked at once if the family works entry by entry.

        Args:
            family: whose members they are.
            values: their numbers.
            others: mistakes that they are joined by.
            only: the trial that the rows are needed for, if it is one.
        """
        if self._apart(family):
            tiled = self._tiled(family, values, others)
            if tiled is not None:
                return tiled
        return self.table(self._walked((family.at(value), *others), only) for value in values)

    def _apart(self, family: Family) -> bool:
        """Whether a family works entry by entry."""
        if family.name not in self._families_entrywise:
            tiled = self._tiled(family, family.values, ())
            self._families_entrywise[family.name] = tiled is not None and all(
                self._honest((family.at(family.values[n]),), tiled[n]) for n in range(0, len(tiled), 3))
        return self._families_entrywise[family.name]

    def _walked(self, mistakes: Mistakes, only: Trial | None = None) -> Array:
        """The first steps, walked through every trial by itself."""
        return self.seen({t.name: walk(optimizer(self.task, mistakes), _beginning(t)) for t in self.trials
                          if only is None or t is only}).at

    def _tiled(self, family: Family, values: Sequence[float], others: Mistakes) -> Array | None:
        count, size = len(values), len(self.places)
        number: Any = torch.tensor(values, dtype=torch.float64).repeat_interleave(size)
        given = {name: tuple(v.repeat(count) for v in value) if isinstance(value, tuple) else value.repeat(count)
                 for name, value in self._given.items()}
        member = family.at(values[0])
        member = replace(member, parts=family.parts(number), driver=family.driver(number) if family.driver else None)
        try:
            with torch.no_grad():
                walked = self._walk(optimizer(self.task, (member, *others)), self._weights.repeat(count),
                                    [g.repeat(count) for g in self._gradients], given)
        except Exception:
            return None
        return walked.reshape(STEPS, count, size).transpose(1, 0, 2).reshape(count, STEPS * size)

    def _walk(self, made: type, weights: torch.Tensor, gradients: list[torch.Tensor], given: dict[str, Any]) -> Array:
        p = weights.clone()
        walker = made([p], **given)
        at = []
        for g in gradients:
            p.grad = g.clone()
            walker.step()
            at.append(p.numpy().copy())
        return np.concatenate(at)

    def _honest(self, mistakes: Mistakes, row: Array) -> bool:
        """Whether the first steps are those that a real trial shows."""
        if self._probe is None:
            return True
        path = walk(optimizer(self.task, mistakes), _beginning(self._probe))
        seen = self.seen({self._probe.name: path})
        mine = (self.blocks == self.trials.index(self._probe)) & self._there
        return path.failure is None and bool(seen.like(row)[mine].all())

    def _hyperparameter(self, name: str, default: Any) -> Any:
        values = [p.trial.hyperparameters[p.trial.owners[p.parameter]].get(name, default) for p in self.places]
        if any(isinstance(value, tuple) for value in values):
            return tuple(map(_tensor, zip(*values)))
        return default if default is REQUIRED and REQUIRED in values else _tensor(values)


def _between(low: float, high: float) -> Sequence[float]:
    """Numbers from the one to the other, equally far apart by difference or, if they are far apart, by ratio."""
    if low * high > 0 and max(low / high, high / low) > 1.5:
        return [float(x) for x in np.geomspace(low, high, PARTS)]
    return [float(x) for x in np.linspace(low, high, PARTS)]


def _tensor(values: Sequence[Any]) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float64)


def _plain(trial: Trial) -> bool:
    """Whether its first steps are those of entries that know nothing of each other."""
    first = trial.gradients[:STEPS]
    return (not trial.fine and trial.device is Device.CPU and not trial.problem and bool(first)
            and not any(t < STEPS for t in trial.changes) and not any(t < STEPS for t in trial.renewed)
            and not trial.turns and all(isinstance(g, np.ndarray) for step in first for g in step))


def _places(trial: Trial, count: int) -> list[Place]:
    """Entries of a trial: gradients of all sizes are among them."""
    entries = [(abs(g.flat[k]), i, k) for i, g in enumerate(trial.gradients[0]) if isinstance(g, np.ndarray)
               for k in range(g.size) if trial.dtypes[i] is DType.FLOAT64]
    entries.sort()
    chosen = np.unique(np.linspace(0, len(entries) - 1, min(count, len(entries))).round().astype(int))
    return [Place(trial, *entries[n][1:]) for n in chosen] if entries else []


def _gradient(place: Place, step: int) -> float:
    gradients = place.trial.gradients
    g = gradients[min(step, len(gradients) - 1)][place.parameter]
    assert isinstance(g, np.ndarray)
    return float(g.flat[place.entry])


def _beginning(trial: Trial) -> Trial:
    return replace(trial, steps=min(trial.steps, STEPS), gradients=trial.gradients[:STEPS], positional=False)
