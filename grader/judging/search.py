"""Search for what explains a path: a family's member, or two or three mistakes at once.

The first steps rule out nearly everything (`firststeps.py`); what they leave is walked through the trials, those first
in which it is known to be wrong, and no further than to the step where it parts from the student's path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property

import numpy as np

from ..ground.trial import Array, Trial
from ..ground.walk import Trajectory
from ..language.driver import combine
from ..language.task import Family, Misconception
from .compare import first_difference, moves
from .firststeps import STEPS
from .judge import Trajectories
from .paths import Paths, Spend, beginning, for_nothing
from .steps import Mistakes, Pair

# Each counted for every parameter, walked or remembered: after so many a path stays unexplained. What is walked once
# for a task, such as its mistakes by themselves, is not counted.
MOST_STEPS = 16_000


class _Enough(Exception):
    """The search has cost as much as one path may."""


class Search:
    """What explains one student's path, beyond a single mistake without a number.

    Args:
        known: the paths of the task's reference and mistakes.
        paths: the student's trajectories by trial name.
        follows: whether the first path is the second's, in a trial.

    Attributes:
        left: how many more steps may be walked for this path.
    """

    def __init__(self, known: Paths, paths: Trajectories, follows: Callable[[Trajectory, Trajectory, Trial], bool]):
        self.known, self.paths, self.follows = known, paths, follows
        self.first = known.first
        self.seen = self.first.seen(paths)
        self.left = MOST_STEPS
        self.trials: list[Trial] = []
        self._order: list[Trial] = []  # of `trials`: what has ruled out one explanation may well rule out the next
        self._joins: dict[str, list[Mistakes]] = {}

    def found(self, trials: list[Trial]) -> Mistakes:
        """The smallest explanation of these trials, if it is the only one of its size; nothing otherwise.

        A number explains less than a mistake without one: numbers come after all others of the same size.

        Args:
            trials: all that say something about what is to be explained, short ones first.
        """
        self.trials = sorted(trials, key=lambda t: not moves(self.paths[t.name]))  # what stands says little
        self._order = self.trials
        try:
            return self._found() if any(self._astray(t) for t in trials) else ()
        except _Enough:
            return ()

    def fits(self, mistakes: Mistakes, trials: list[Trial]) -> bool:
        """Whether somebody who makes these mistakes walks the student's path in these trials."""
        try:
            return all(self._fit(mistakes, t) for t in trials)
        except _Enough:
            return False

    def _astray(self, trial: Trial) -> bool:
        return not self.follows(self.paths[trial.name], self.known.right(trial), trial)

    def _found(self) -> Mistakes:
        for member in self.members:
            if self._fits((member,)):
                return (member,)
        for search in (self._pairs, self._pairs_with_numbers, self._triples, self._triples_with_numbers):
            explanations: dict[frozenset[str], Mistakes] = {}
            for mistakes in search():
                if frozenset(m.name for m in mistakes) not in explanations and self._fits(mistakes):
                    explanations[frozenset(m.name for m in mistakes)] = mistakes
                    if len(explanations) > 1:
                        return ()
            if explanations:
                return next(iter(explanations.values()))
        return ()

    @cached_property
    def members(self) -> list[Misconception]:
        """Members of families whose first steps the student has walked."""
        return [] if self._glance(self.first.right.at) else [
            family.at(value) for family in self.first.families for value in self._fitted(family)]

    def _fitted(self, family: Family, *others: Misconception) -> list[float]:
        with self._counted():
            return self.first.fitted(family, self.seen, *others)

    @cached_property
    def singles(self) -> list[Misconception]:
        """Single mistakes whose first steps the student has walked."""
        return [m for m in (*self.first.showing, *self.first.others) if self._glance(self.first.single(m))]

    def _glance(self, row: Array | None) -> bool:
        return row is not None and bool(self.seen.like(row).all())

    @cached_property
    def pairs(self) -> list[Pair]:
        """Pairs of mistakes whose first steps the student has walked; none where these are right."""
        if self._glance(self.first.right.at):
            return []
        likely = np.flatnonzero(self.first.pairs_like(self.seen).all(axis=1))
        return [self.first.pairs[n] for n in likely[self.seen.like(self.first.pair_rows(likely)).all(axis=1)]]

    def _pairs(self) -> Iterator[Mistakes]:
        yield from self.pairs
        for m in self.singles:
            yield from self._extended((m,), 1)
        if self._glance(self.first.right.at):
            yield from self._extended((), 2)
        yield from self.first.pairs_of_others_like(self.paths)

    def _pairs_with_numbers(self) -> Iterator[Mistakes]:
        for m in self.members:
            yield from self._extended((m,), 1)
        yield from self._joined()

    def _triples(self) -> Iterator[Mistakes]:
        for pair in self.pairs:
            yield from self._extended(pair, 1)
        for m in self.singles:
            yield from self._extended((m,), 2)
        yield from self._three_that_show()

    def _triples_with_numbers(self) -> Iterator[Mistakes]:
        for m in self.members:
            yield from self._extended((m,), 2)
        for pair in self._joined():
            yield from self._extended(pair, 1)

    def _three_that_show(self) -> Iterator[Mistakes]:
        """Triples of which one does not show where the other two explain the path alone."""
        if self._glance(self.first.right.at):
            return
        pairs = self.first.pairs
        right = self.first.by_trial(self.seen.like(self.first.right.at[None]))[0]
        hides = [(third, hidden) for third in self.first.showing if (
            (hidden := self.first.by_trial(self.first.right.like(self.first.single(third)[None]))[0]) & ~right).any()]
        like = self.first.pairs_like(self.seen, np.any([hidden for _, hidden in hides], axis=0))
        hit = [like[:, hidden].all(axis=1) for _, hidden in hides]
        likely = np.flatnonzero(np.any(hit, axis=0) if hit else [])
        like = self.first.by_trial(self.seen.like(self.first.pair_rows(likely)))
        for third, hidden in hides:
            for n in likely[like[:, hidden].all(axis=1)]:
                if third not in pairs[n] and all(combine(m, third) for m in pairs[n]) and (
                        self._glance(self._row(*pairs[n], third))):
                    yield (*pairs[n], third)

    def _row(self, *mistakes: Misconception) -> Array | None:
        self._spend(STEPS)
        return self.first.row(*mistakes)

    def _joined(self) -> Iterator[Mistakes]:
        """A mistake and a family's member that is found where the mistake alone does not explain the path."""
        for m in self.first.showing:
            if m.name not in self._joins:
                self._joins[m.name] = self._joins_of(m)
            yield from self._joins[m.name]

    def _joins_of(self, m: Misconception) -> list[Mistakes]:
        right = self.first.by_trial(self.seen.like(self.first.right.at[None]))[0]
        like = self.first.by_trial(self.seen.like(self.first.single(m)[None]))[0]
        if not (like & ~right).any() or like.all():
            return []
        found: list[Mistakes] = []
        for family in self.first.families:
            if combine(m, family.at(family.values[0])):
                found += ((m, family.at(value)) for value in self._fitted(family, m))
        return found

    @contextmanager
    def _counted(self) -> Iterator[None]:
        """Spends the first steps that are walked meanwhile."""
        before = self.first.walked
        yield
        self._spend(self.first.walked - before)

    def _spend(self, steps: int) -> None:
        self.left -= steps
        if self.left < 0:
            raise _Enough

    def _fits(self, mistakes: Mistakes) -> bool:
        """Whether somebody who makes these mistakes walks the student's path everywhere."""
        if not self._begins(mistakes, self.trials[0], STEPS):
            return False
        for trial in self._order:
            if not self._fit(mistakes, trial):
                self._order = [trial, *(t for t in self._order if t is not trial)]
                return False
        return True

    def _fit(self, mistakes: Mistakes, trial: Trial) -> bool:
        path, spend = self.paths[trial.name], self._paying(mistakes)
        return not self.known.parts_early(path, mistakes, trial, spend) and (
            self.follows(path, self.known.wrong(mistakes, trial, spend), trial))

    def _paying(self, mistakes: Mistakes) -> Spend:
        """Who pays for a walk: a single mistake without a number is walked once for the task."""
        return self._spend if len(mistakes) > 1 or any(m.family for m in mistakes) else for_nothing

    def _extended(self, mistakes: Mistakes, count: int) -> Iterator[Mistakes]:
        """These mistakes and `count` more that do not show in the first steps.

        Each one that is added has to explain a trial that is not explained without it.
        """
        failing = sorted((t for t in self.trials if not self._fit(mistakes, t)),
                         key=lambda t: self._parted(mistakes, t) * len(t.parameters))
        for m in self.first.neutral:
            if m in mistakes or not all(combine(m, other) for other in mistakes):
                continue
            more = (*mistakes, m)
            if count == 1:
                if all(self._gets_further(more, mistakes, t) for t in failing[:1]):
                    yield more
            elif any(self._gets_further(more, mistakes, t) and self._fit(more, t) for t in failing):
                yield from self._extended(more, count - 1)

    def _gets_further(self, more: Mistakes, mistakes: Mistakes, trial: Trial) -> bool:
        """Whether `more` explains a trial beyond the step where `mistakes` no longer do."""
        return self._begins(more, trial, self._parted(mistakes, trial))

    def _begins(self, mistakes: Mistakes, trial: Trial, steps: int) -> bool:
        """Whether somebody who makes these mistakes walks the student's path in a trial's first steps."""
        path, steps = self.paths[trial.name], min(steps, trial.steps)
        if len(mistakes) == 1 and not mistakes[0].family:  # the whole of its path will be needed more often
            return self._fit(mistakes, trial) or self._parted(mistakes, trial) > steps
        short = beginning(trial, steps)
        failure = path.failure if path.steps < short.steps else None
        self._spend(short.steps * len(trial.parameters))
        return self.follows(replace(path, positions=path.positions[: short.steps + 1], failure=failure),
                            self.known.wrong(mistakes, short), short)

    def _parted(self, mistakes: Mistakes, trial: Trial) -> int:
        """The step in which the student leaves the path of these mistakes."""
        path, spend = self.paths[trial.name], self._paying(mistakes)
        if early := self.known.parts_early(path, mistakes, trial, spend):
            return early
        other = self.known.wrong(mistakes, trial, spend)
        parted = first_difference(path, other, trial, self.known.task.reference.tolerances)
        return parted.step if parted else min(path.steps + 1, trial.steps)
