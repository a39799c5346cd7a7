"""The first steps of many mistakes at once: a glance that rules out nearly all of them.

Rules work entry by entry. So entries of all trials of the rule, each with its own trial's hyperparameters, can lie
in one tensor and be walked together: two such steps show what a mistake does in every trial, for the price of two.
The number of a family may be a tensor as well, and a whole grid is then walked at once.

A mistake that does not work entry by entry (a norm, a mean over the parameter) is told by the operations that it
calls, and by walking it through a real trial, too. Whatever passes the glance is still walked through all trials: it
only spares walks.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils._python_dispatch import TorchDispatchMode

from ..ground.trial import Array, Device, DType, Trial
from ..ground.walk import Trajectory, walk
from ..language.driver import combine, optimizer
from ..language.task import REQUIRED, Family, JudgedBy, Misconception, Task
from .compare import distance, first_difference
from .steps import Mistakes, Pair, Steps

STEPS = 2
ENTRIES = 96  # of all trials together
ROUNDS, PARTS = 8, 17  # a number is looked for between neighbours this often, each time among so many
DIGITS = 4  # which a number has at most, unless it is one of so many parts of 1:
MOST_PARTS = 1000
FEW = 5  # numbers that are tried where many will do
SPARE = 0.25  # of the way between neighbours, since a path may turn between them
ASTRAY = 0.1  # of the entries may be elsewhere even so,
ASTRAY_IN_ONE = 0.5  # and of the few of one trial so many
SLACK = 2.0  # times the tolerance, since other rounding errors come in here


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
        limits: how far from there the same path may be; below 0 where it never came.
    """

    at: Array
    limits: Array

    def like(self, rows: Array) -> NDArray[np.bool_]:
        """For each row and number whether it agrees with the path; it does where that has not come.

        What is not a number agrees with what is not a number.
        """
        with np.errstate(invalid="ignore", over="ignore"):
            close = np.abs(rows - self.at) <= self.limits
        agrees: NDArray[np.bool_] = close | (rows == self.at) | np.isnan(self.at) & np.isnan(rows) | (self.limits < 0)
        return agrees

    def between(self, some: Array, others: Array, astray: float = ASTRAY) -> NDArray[np.bool_]:
        """For each row of both whether the path lies between them, but for this share of the numbers."""
        low, high = np.minimum(some, others), np.maximum(some, others)
        with np.errstate(invalid="ignore", over="ignore"):
            spare = self.limits + SPARE * (high - low)
            inside = (low - spare <= self.at) & (self.at <= high + spare)
        outside = ~(inside | np.isnan(self.at) & np.isnan(low) | (self.limits < 0))
        few: NDArray[np.bool_] = np.count_nonzero(outside, axis=-1) <= astray * np.count_nonzero(self.limits >= 0)
        return few

    def first(self) -> Seen:
        """The first of the steps alone."""
        return self.only(np.arange(len(self.at)) < len(self.at) // STEPS)

    def only(self, which: NDArray[np.bool_]) -> Seen:
        """The same path at some of the places."""
        return Seen(self.at[which], self.limits[which])


class _Joining(TorchDispatchMode):
    """Notices an operation that makes fewer numbers of many, as a norm does, or a question about all entries.

    What comes of it may be the same in one trial and another in the next: what is asked is a step's direction, say.

    Attributes:
        noticed: whether there was one.
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.noticed = False

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        made = func(*args, **(kwargs or {}))
        given = max((a.numel() for a in args if isinstance(a, torch.Tensor)), default=0)
        self.noticed |= given > 1 and not (isinstance(made, torch.Tensor) and made.numel() >= given)
        return made


class FirstSteps:
    """The first steps of a task's mistakes.

    Args:
        task: whose trials and mistakes they are.
        right: the reference's path through a trial.

    Attributes:
        walked: how many steps have been walked, each counted for every parameter.
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
        # Norms and means are right on the only parameter of a trial: one step of it tells who works with them.
        self._whole = min((t for t in self.trials if len(t.parameters) == 1 and t.dtypes[0] is DType.FLOAT64),
                          key=lambda t: (t.steps, t.parameters[0].size), default=None)
        self.walked = 0
        self._rows: dict[str, Array] = {}
        self._grids: dict[tuple[str, str | None], Array] = {}  # by family, and by trial if that is walked alone
        self._repeats: dict[int, Steps] = {}
        self._pair_rows: dict[np.int64, Array] = {}
        self._pair_rows_in: dict[np.int64, Array] = {}  # by trial
        self._entrywise: dict[str, bool] = {}
        self._tidy: dict[str, bool] = {}
        self._families_entrywise: dict[str, bool] = {}

    def seen(self, paths: Mapping[str, Trajectory]) -> Seen:
        """What somebody's first steps are."""
        at, limits = np.full((STEPS, len(self.places)), np.nan), np.full((STEPS, len(self.places)), -1.0)
        for (trial, parameter), (places, entries, size) in self._where_from.items():
            path = paths.get(trial)
            if path is None or any(p[parameter].size != size for p in path.positions):
                continue
            limit = self.task.reference.tolerances.float64 * distance(path, parameter)
            for t in range(min(path.steps, STEPS)):
                at[t, places], limits[t, places] = path.positions[t + 1][parameter][entries], SLACK * limit
        return Seen(at.ravel(), limits.ravel())

    @cached_property
    def _where_from(self) -> dict[tuple[str, int], tuple[list[int], list[int], int]]:
        """By trial and parameter: the places that are taken from there, their entries, and the parameter's size."""
        found: dict[tuple[str, int], tuple[list[int], list[int], int]] = {}
        for k, place in enumerate(self.places):
            places, entries, _ = found.setdefault(
                (place.trial.name, place.parameter), ([], [], place.trial.parameters[place.parameter].size))
            places.append(k)
            entries.append(place.entry)
        return found

    def row(self, *mistakes: Misconception) -> Array | None:
        """The first steps of somebody who makes these mistakes; None if they cannot be walked entry by entry."""
        with self._counted(self._steps):
            return self._steps.row(*mistakes)

    @cached_property
    def _steps(self) -> Steps:
        return self._steps_of(torch.clone)

    @contextmanager
    def _counted(self, steps: Steps) -> Iterator[None]:
        before = steps.walked
        yield
        self.walked += steps.walked - before

    def single(self, mistake: Misconception) -> Array:
        """The first steps of one mistake."""
        if mistake.name not in self._rows:
            with _Joining() as joining:
                row = self.row(mistake)
            entrywise = row is not None and not joining.noticed and self._honest((mistake,), row)
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
    def pairs(self) -> list[Pair]:
        """All pairs of mistakes that show in the first steps, and can be walked entry by entry."""
        return self._pairs[0]

    @cached_property
    def _pairs(self) -> tuple[list[Pair], Array]:
        """The pairs, and for each a row of the very first step at a few places."""
        pairs = [pair for pair in itertools.combinations(self.showing, 2) if combine(*pair)]
        self._steps.tidy(self.showing)  # in one step some are that are not in two
        steps = self._steps_at(self._few, 1)
        with self._counted(steps):
            rows = steps.rows(pairs)
        there = [row is not None for row in rows]
        return list(itertools.compress(pairs, there)), np.array(
            list(itertools.compress(rows, there))).reshape(-1, np.count_nonzero(self._few))

    @cached_property
    def _few(self) -> NDArray[np.bool_]:
        """Places that are enough for a glance: in each trial one of a middle gradient, and one of the largest."""
        few = np.zeros(len(self.places), bool)
        for trial in self.trials:
            places = self._at(trial)
            few[places[[len(places) // 2, -1]]] = True
        return few

    def _at(self, trial: Trial) -> NDArray[np.int64]:
        return np.flatnonzero([p.trial is trial for p in self.places])

    def pair_rows(self, which: NDArray[np.int64]) -> Array:
        """Rows of both first steps for some of the pairs, each walked when it is first asked for.

        Args:
            which: their places in the list of all.
        """
        missing = [n for n in which if n not in self._pair_rows]
        with self._counted(self._steps):
            for n, row in zip(missing, self._steps.rows([self.pairs[n] for n in missing])):
                self._pair_rows[n] = np.full(len(self.blocks), np.nan) if row is None else row
        return self.table(self._pair_rows[n] for n in which)

    def pairs_like(self, seen: Seen, both: NDArray[np.bool_] | None = None) -> NDArray[np.bool_]:
        """For each pair and trial whether the pair's very first step is somebody's, at a glance.

        Args:
            seen: somebody's first steps.
            both: of which trials the second step counts as well, if the first one moves nothing there.
        """
        pairs, rows = self._pairs
        like = self.by_trial(seen.only(np.append(self._few, np.zeros_like(self._few))).like(rows), self._few)
        for k in np.flatnonzero(self._standing & both if both is not None else []):
            places = self._at(self.trials[k])
            here = np.isin(np.arange(len(self.places)), places)
            if k not in self._pair_rows_in:
                steps = self._steps_at(here)
                with self._counted(steps):
                    self._pair_rows_in[k] = np.array([
                        np.full(STEPS * len(places), np.nan) if row is None else row for row in steps.rows(pairs)
                    ]).reshape(-1, STEPS * len(places))
            like[:, k] = seen.only(np.tile(here, STEPS)).like(self._pair_rows_in[k]).all(axis=1)
        return like

    @cached_property
    def _standing(self) -> NDArray[np.bool_]:
        """For each trial whether the first step of the right rule moves nothing."""
        moved = self.right.first().at != self._weights.numpy()
        return np.array([not moved[self._at(t)].any() for t in self.trials])

    @cached_property
    def pairs_of_others(self) -> tuple[list[Pair], Array]:
        """All pairs with a mistake that does not work entry by entry, and a row for each.

        The row is the first step of the only parameter of one trial; not a number where that fails.
        """
        pairs = [(m, other) for k, m in enumerate(self.others) for other in (*self.showing, *self.others[k + 1:])
                 if combine(m, other)]
        if self._whole is None:
            return pairs, np.zeros((len(pairs), 0))
        size, given = self._whole.parameters[0].size, self._whole.hyperparameters[0]
        weights, gradient = (torch.tensor(a, dtype=torch.float64) for a in (
            self._whole.parameters[0], self._whole.gradients[0][0]))
        steps = Steps(self.task, weights, [gradient], given, [m.name for m in self.others], self._tidy)
        with self._counted(steps):
            rows = [np.full(size, np.nan) if row is None else row for row in steps.rows(pairs)]
        return pairs, np.array(rows).reshape(-1, size)

    def pairs_of_others_like(self, paths: Mapping[str, Trajectory]) -> list[Pair]:
        """The pairs with such a mistake of which a first step does not show that they are not somebody's."""
        pairs, rows = self.pairs_of_others
        path = paths.get(self._whole.name) if self._whole else None
        if path is None or path.steps and path.positions[1][0].size != rows.shape[1]:
            return pairs
        limit = SLACK * self.task.reference.tolerances.float64 * distance(path, 0)
        at = path.positions[1][0] if path.steps else np.full(rows.shape[1], np.nan)
        like = Seen(at, np.full(rows.shape[1], limit)).like(rows).all(axis=1)
        return [pairs[n] for n in np.flatnonzero(like)]

    @cached_property
    def families(self) -> list[Family]:
        """Every family but those that say what another one says.

        In a linear method twice the gradient is twice the step.
        """
        families: list[Family] = []
        for family in self.task.families:
            if not any(family.values == other.values and self._begin_alike(family, other)
                       and self._same(family, other) for other in families):
                families.append(family)
        return families

    def _begin_alike(self, one: Family, other: Family) -> bool:
        """Whether the first steps of two families are the same, trial by trial."""
        for trial in self.trials:
            where = self._where(trial)
            rows = self._grid(one, trial) - self._grid(other, trial) + self.right.at
            if not self.right.only(where).like(rows[:, where]).all():
                return False
        return True

    def _same(self, one: Family, other: Family) -> bool:
        """Whether two families whose first steps are the same say the same where something happens later."""
        value = one.values[len(one.values) // 3]
        ours, others = (optimizer(self.task, (family.at(value),)) for family in (one, other))
        return all(first_difference(walk(ours, t), walk(others, t), t, self.task.reference.tolerances) is None
                   for t in self.task.naming if t.changes and t.device is Device.CPU)

    def table(self, rows: Iterable[Array]) -> Array:
        """Rows below each other, none of them perhaps."""
        below = list(rows)
        return np.array(below).reshape(len(below), len(self.blocks))

    def by_trial(self, like: NDArray[np.bool_], places: NDArray[np.bool_] | None = None) -> NDArray[np.bool_]:
        """For each row and trial whether all numbers of that trial agree.

        Args:
            like: for each row and number whether it agrees; of all steps, or of the first alone.
            places: for each place whether it is among these numbers, if some are not.
        """
        if not like.size:
            return np.ones((len(like), len(self.trials)), bool)
        blocks = self.blocks[:like.shape[1]] if places is None else self.blocks[:len(places)][places]
        order = np.argsort(blocks, kind="stable")
        starts = np.searchsorted(blocks[order], np.arange(len(self.trials)))
        return np.logical_and.reduceat(like[:, order], starts, axis=1)

    def fitted(self, family: Family, seen: Seen, *others: Misconception) -> list[float]:
        """The numbers of a family's members whose first steps somebody has walked.

        Args:
            family: in which to look.
            seen: somebody's first steps.
            others: mistakes that the member is joined by.

        Returns:
            Numbers of the grid, a few of them if many will do; one between them where none of the grid will.
        """
        if not self._apart(family):  # one trial is walked before all are
            here = self._where(self._whole)
            rows, some = self._grid(family, self._whole, *others)[:, here], seen.only(here)
            if not (some.like(rows).all(axis=1).any()
                    or some.between(rows[:-1], rows[1:], ASTRAY if others else ASTRAY_IN_ONE).any()):
                return []
        grid = self._grid(family, None, *others)
        hits = np.flatnonzero(seen.like(grid).all(axis=1))
        if len(hits):
            return [family.values[n] for n in hits[:FEW] if family.values[n] != family.right]
        for j in np.flatnonzero(seen.between(grid[:-1], grid[1:])):
            value = self._refined(family, family.values[j], family.values[j + 1], grid[j], grid[j + 1], seen, others)
            if value is not None and value != family.right:
                return [value]
        return []

    def _where(self, only: Trial | None) -> NDArray[np.bool_]:
        """The places in one trial, or all of them."""
        return np.ones(len(self.blocks), bool) if only is None else (
            self.blocks == self.trials.index(only)) & self._there

    def _grid(self, family: Family, only: Trial | None, *others: Misconception) -> Array:
        """A row for each of a family's numbers; without others it is walked once for the task, at nobody's expense."""
        if others:
            return self.members(family, family.values, *others, only=only)
        trials: list[Trial | None] = [None] if self._apart(family) else [*self.trials] if only is None else [only]
        before, grids = self.walked, []
        for trial in trials:
            key = family.name, trial.name if trial else None
            if key not in self._grids:
                self._grids[key] = self.members(family, family.values, only=trial)
            grids.append(self._grids[key])
        self.walked = before
        return grids[0] if len(grids) == 1 else np.fmax.reduce(grids)  # each is no number where another one is

    def _refined(self, family: Family, low: float, high: float, below: Array, above: Array, seen: Seen,
                 others: Mistakes) -> float | None:
        """The number between two neighbours, with as few digits as will do."""
        with np.errstate(invalid="ignore"):
            moved = np.nan_to_num(np.abs(above - below) / seen.limits, nan=0.0, posinf=0.0)
        moved[np.isnan(seen.at) | (seen.limits <= 0)] = 0.0
        k = int(np.argmax(moved))
        if not moved[k]:
            return None
        trial = self.places[k % len(self.places)].trial
        counts = (seen.limits > 0) & ~np.isnan(seen.at) & (self._apart(family) | (self.blocks == self.blocks[k]))
        here = seen.only(counts)
        for _ in range(ROUNDS):
            values = _between(low, high)
            members = self.members(family, values, *others, only=trial)
            with np.errstate(over="ignore", invalid="ignore"):
                off = np.abs(members - seen.at)[:, counts] / seen.limits[counts]
            best = int(np.argmin(np.nan_to_num(off, nan=np.inf).max(axis=1)))
            first, last = max(best - 1, 0), min(best + 1, PARTS - 1)
            low, high = values[first], values[last]
            if not here.between(members[first, counts], members[last, counts]):
                return None
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
            with _Joining() as joining:
                tiled = self._tiled(family, family.values, ())
            self._families_entrywise[family.name] = tiled is not None and not joining.noticed and all(
                self._honest((family.at(family.values[n]),), tiled[n])
                for n in range(0, len(tiled), max(len(tiled) // 2, 1)))
        return self._families_entrywise[family.name]

    def _walked(self, mistakes: Mistakes, only: Trial | None = None) -> Array:
        """The first steps, walked through every trial by itself."""
        trials = [t for t in self.trials if only is None or t is only]
        self.walked += sum(min(t.steps, STEPS) * len(t.parameters) for t in trials)
        return self.seen({t.name: walk(optimizer(self.task, mistakes), _beginning(t)) for t in trials}).at

    def _tiled(self, family: Family, values: Sequence[float], others: Mistakes) -> Array | None:
        count, size = len(values), len(self.places)
        number: Any = torch.tensor(values, dtype=torch.float64).repeat_interleave(size)
        steps = self._repeated(count)
        member = family.at(values[0])
        member = replace(member, parts=family.parts(number), driver=family.driver(number) if family.driver else None)
        with self._counted(steps):
            walked = steps.row(member, *others)
        return None if walked is None else walked.reshape(STEPS, count, size).transpose(1, 0, 2).reshape(count, -1)

    def _repeated(self, count: int) -> Steps:
        """The first steps of all places, so many times."""
        if count not in self._repeats:
            self._repeats[count] = self._steps_of(lambda v: v.repeat(count))
        return self._repeats[count]

    def _steps_at(self, places: NDArray[np.bool_], count: int = STEPS) -> Steps:
        """The first steps, or fewer of them, at some of the places."""
        return self._steps_of(partial(torch.masked_select, mask=torch.from_numpy(places)), count)

    def _steps_of(self, made: Callable[[torch.Tensor], torch.Tensor], count: int = STEPS) -> Steps:
        """The first steps of what is made of each tensor of all places."""
        given = {name: tuple(map(made, value)) if isinstance(value, tuple) else value if value is REQUIRED
                 else made(value) for name, value in self._given.items()}
        return Steps(self.task, made(self._weights), [*map(made, self._gradients[:count])], given,
                     tidy=self._tidy)

    def _honest(self, mistakes: Mistakes, row: Array) -> bool:
        """Whether the first steps are those that a real trial shows."""
        if self._probe is None:
            return True
        path = walk(optimizer(self.task, mistakes), _beginning(self._probe))
        seen = self.seen({self._probe.name: path})
        return path.failure is None and bool(seen.like(row)[self._where(self._probe)].all())

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
            and all(isinstance(g, np.ndarray) for step in first for g in step))


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
