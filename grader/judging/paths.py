"""The paths of one task: the reference's and every mistake's, each walked once and remembered.

What several mistakes at once walk, and mistakes with a number of somebody's own, is remembered for a while.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property
from typing import Any

from ..ground.trial import Device, Trial
from ..ground.walk import Trajectory, walk
from ..language.driver import Needs, offers, optimizer
from ..language.task import Misconception, Task
from .compare import first_difference, parts_within
from .firststeps import FirstSteps

Spend = Callable[[int], None]
UNCOUNTED: dict[str, Any] = {"measure": False, "growth": False}  # only what a student's optimizer stores is judged
LATELY = 400  # paths: those of some unexplained answers, looked at once for each check
TO_BEGIN = 20  # steps of one parameter take as long as it does to begin a walk
BEGINNING = 4  # steps: most paths that part do so within these


class ReferenceFails(RuntimeError):
    """The reference stops with an error on one of its trials: whoever is compared with it is not to blame."""


def for_nothing(steps: int) -> None:
    """What is walked once for a task costs no path anything."""


class Paths:
    """What is known to walk a task's trials: the reference and the misconceptions.

    Args:
        task: whose trials they are.
    """

    def __init__(self, task: Task):
        self.task = task
        self._right: dict[str, Trajectory] = {}
        self._names = {trial.name for trial in task.trials}
        self._beginnings: dict[str, Trial] = {}
        self._offers: dict[str, frozenset[Needs]] = {}
        self._shows: dict[tuple[str, str], bool] = {}
        self._wrong: dict[Any, Trajectory] = {}
        self._lately: dict[Any, Trajectory] = {}

    @cached_property
    def first(self) -> FirstSteps:
        """The first steps of all mistakes, worked out where they are needed."""
        return FirstSteps(self.task, self.right)

    def right(self, trial: Trial) -> Trajectory:
        """The reference's path through one of the task's trials; ReferenceFails if it does not reach its end."""
        if trial.name not in self._right:
            walked = self.reference(trial)
            if walked.failure:
                raise ReferenceFails(self.task.name, trial.name, walked.failure.type, walked.failure.message)
            self._right[trial.name] = walked
        return self._right[trial.name]

    def reference(self, trial: Trial) -> Trajectory:
        """The reference, walked through a trial, wherever that leads."""
        # The reference's own argument order is its affair, and so are its device and what it stores.
        plainly = replace(trial, device=Device.CPU, positional=False, **UNCOUNTED)
        return walk(self.task.reference.optimizer, plainly)

    def wrong(self, mistakes: Iterable[Misconception], trial: Trial, spend: Spend = for_nothing) -> Trajectory:
        """The path of somebody who makes all these mistakes at once.

        Args:
            mistakes: none of them may be made where another is.
            trial: through which they are walked, if that path is not remembered.
            spend: is told beforehand how many steps that will be, each counted for every parameter.
        """
        chosen = self._awake(tuple(mistakes), trial)
        kept, key = self._kept(chosen, trial)
        if key not in kept:
            spend(trial.steps * len(trial.parameters))
            plainly = replace(trial, device=Device.CPU, **UNCOUNTED)
            kept[key] = walk(optimizer(self.task, chosen), plainly)
            if len(self._lately) > LATELY:
                del self._lately[next(iter(self._lately))]
        return kept[key]

    def shows(self, mistake: Misconception, trials: Iterable[Trial]) -> bool:
        """Whether a mistake leads astray on these trials by itself; those come first in which it has been walked."""
        def turn(t: Trial) -> tuple[bool, float]:
            return (mistake.name, t.name) not in self._shows and not self._has(mistake, t), price(t)

        return any(self._shows_in(mistake, t) for t in sorted(trials, key=turn))

    def _shows_in(self, mistake: Misconception, trial: Trial) -> bool:
        key = mistake.name, trial.name
        if key not in self._shows:
            self._shows[key] = bool(self.parts_early(self.right(trial), (mistake,), trial)) or first_difference(
                self.wrong((mistake,), trial), self.right(trial), trial, self.task.reference.tolerances) is not None
        return self._shows[key]

    def _has(self, mistake: Misconception, trial: Trial) -> bool:
        kept, key = self._kept(self._awake((mistake,), trial), trial)
        return key in kept

    def parts_early(self, path: Trajectory, mistakes: Iterable[Misconception], trial: Trial,
                    spend: Spend = for_nothing) -> int | None:
        """The step in which a path leaves that of somebody who makes these mistakes, if few steps of it show that.

        None if they do not, or the mistakes' whole path is there: then the whole paths are to be compared.
        """
        chosen = self._awake(tuple(mistakes), trial)
        kept, key = self._kept(chosen, trial)
        if trial.steps <= BEGINNING + 1 or key in kept:
            return None
        if trial.name not in self._beginnings:
            self._beginnings[trial.name] = beginning(trial, BEGINNING)
            if trial.name in self._names:
                self._names.add(self._beginnings[trial.name].name)
        short = self._beginnings[trial.name]
        return parts_within(path, self.wrong(chosen, short, spend), trial, self.task.reference.tolerances, short.steps)

    def _awake(self, mistakes: tuple[Misconception, ...], trial: Trial) -> tuple[Misconception, ...]:
        """Those of the mistakes that may show in a trial; those in the bookkeeping all, where any of them may.

        What awakes one mistake in the bookkeeping may be another.
        """
        needs = [m.driver.needs for m in mistakes if m.driver]
        if not needs or not all(needs):
            return mistakes
        if trial.name not in self._offers:
            self._offers[trial.name] = offers(trial)
        if any(self._offers[trial.name] & set(one) for one in needs):
            return mistakes
        return tuple(m for m in mistakes if not m.driver)

    def _kept(self, mistakes: tuple[Misconception, ...], trial: Trial) -> tuple[dict[Any, Trajectory], Any]:
        """Where the path of these mistakes is remembered, and under what."""
        known = len(mistakes) <= 1 and all(m.family is None for m in mistakes) and trial.name in self._names
        return self._wrong if known else self._lately, (
            *((m.name, repr(m.parts.get("fixed"))) for m in mistakes), trial.name)


def price(trial: Trial) -> float:
    """What a walk through a trial costs, in steps of one parameter."""
    return TO_BEGIN + trial.steps * len(trial.parameters)


def beginning(trial: Trial, steps: int) -> Trial:
    """The first steps of a trial, under a name of its own; one more where all is put back before the next."""
    while steps in trial.renewed:
        steps += 1
    return replace(trial, name=f"{trial.name}, first {steps} steps", steps=steps, gradients=trial.gradients[:steps])
