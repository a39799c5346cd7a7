"""The paths of one task: the reference's and every mistake's, each walked once and remembered.

What several mistakes at once walk, and mistakes with a number of somebody's own, is remembered for a while.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import Any

from ..ground.trial import Device, Trial
from ..ground.walk import Trajectory, walk
from ..language.driver import optimizer
from ..language.task import Misconception, Task
from .firststeps import FirstSteps

UNCOUNTED: dict[str, Any] = {"measure": False, "growth": False}  # only what a student's optimizer stores is judged
LATELY = 400  # paths: those of some unexplained answers, looked at once for each check


class ReferenceFails(RuntimeError):
    """The reference stops with an error on one of its trials: whoever is compared with it is not to blame."""


class Paths:
    """What is known to walk a task's trials: the reference and the misconceptions.

    Args:
        task: whose trials they are.
    """

    def __init__(self, task: Task):
        self.task = task
        self._right: dict[str, Trajectory] = {}
        self._names = {trial.name for trial in task.trials}
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

    def wrong(self, mistakes: Iterable[Misconception], trial: Trial) -> Trajectory:
        """The path of somebody who makes all these mistakes at once."""
        chosen = tuple(mistakes)
        known = len(chosen) <= 1 and all(m.family is None for m in chosen) and trial.name in self._names
        kept: dict[Any, Trajectory] = self._wrong if known else self._lately
        key = *((m.name, repr(m.parts.get("fixed"))) for m in chosen), trial.name
        if key not in kept:
            plainly = replace(trial, device=Device.CPU, **UNCOUNTED)
            kept[key] = walk(optimizer(self.task, chosen), plainly)
            if len(self._lately) > LATELY:
                del self._lately[next(iter(self._lately))]
        return kept[key]
