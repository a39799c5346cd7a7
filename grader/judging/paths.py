"""The paths of one task: the reference's and every mistake's, each walked once and remembered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..ground.trial import Device, Trial
from ..ground.walk import Trajectory, walk
from ..language.driver import optimizer
from ..language.task import Misconception, Task


class Paths:
    """What is known to walk a task's trials: the reference and the misconceptions.

    Args:
        task: whose trials they are.
    """

    def __init__(self, task: Task):
        self.task = task
        self._right: dict[str, Trajectory] = {}
        self._wrong: dict[tuple[tuple[str, ...], str], Trajectory] = {}

    def right(self, trial: Trial) -> Trajectory:
        """The reference's path through one of the task's trials."""
        if trial.name not in self._right:
            # The reference's own argument order is its affair, and so are its device and what it stores.
            plainly = replace(trial, device=Device.CPU, positional=False, measure=False)
            self._right[trial.name] = walk(self.task.reference.optimizer, plainly)
        return self._right[trial.name]

    def wrong(self, mistakes: Iterable[Misconception], trial: Trial) -> Trajectory:
        """The path of somebody who makes all these mistakes at once."""
        chosen = tuple(mistakes)
        key = tuple(m.name for m in chosen), trial.name
        if key not in self._wrong:
            plainly = replace(trial, device=Device.CPU, measure=False)
            self._wrong[key] = walk(optimizer(self.task, chosen), plainly)
        return self._wrong[key]
