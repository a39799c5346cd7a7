"""Judging trials that are to catch wrong optimizers.

What a notebook brings is data. The trial is made of it here, and the reference and the mistakes walk it here: a
mistake is caught if its path leaves the reference's as a student's would have to, to be called wrong. A trial that
the right optimizer cannot walk, or on which one that rounds otherwise would be caught as well, catches nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain, cycle

import numpy as np

from ..ground.messages import Designed, Part
from ..ground.trial import Device, Hyperparameters, Trial
from ..ground.walk import Trajectory, walk
from ..language import catch
from ..language.catch import Catch, Tier
from ..language.driver import optimizer
from ..language.task import REQUIRED, Task
from ..outcome.finding import Finding, TrialFlaw, Uncaught, UnfitTrial
from ..outcome.verdict import CheckVerdict, Parting
from .compare import first_difference
from .questions import Questions
from .reply import Reply

MOST_NAMED = 5  # of those that walk free
MODERATE = 1e-100, 1e100  # what a number but 0 may be in size: of its square no digit is lost
ROUNDING = 1e-15  # relative; a few times what a number of 64 bits is rounded by

Nudge = Callable[[float], float]  # of a number of a trial


class CatchExaminer:
    """Judges the trials that a notebook brings.

    Args:
        exam: what is asked.
    """

    def __init__(self, exam: Catch):
        self.exam = exam

    def ask(self, device: Device) -> Questions:
        return Questions((), trials=tuple(task.name for task in self.exam.optimizers))

    def verdicts(self, reply: Reply) -> list[CheckVerdict]:
        made: dict[str, CheckVerdict] = {}
        checks = {check.name: check for check in self.exam.checks}
        for task in self.exam.optimizers:
            brought = reply.brought.get(task.name)
            stopped = brought is None and not reply.complete
            caught = self._caught(task, brought)
            for tier in Tier:
                check = checks[catch.name(task, tier)]
                finding = Finding(False, missing=True) if stopped else self._finding(task, tier, caught)
                made[check.name] = CheckVerdict(check, finding, task=task)
        return [made[name] for name in checks]

    def parting(self, checks: list[CheckVerdict], reply: Reply) -> Parting | None:
        """None: the paths that part are ours."""
        return None

    def _finding(self, task: Task, tier: Tier, caught: frozenset[str] | UnfitTrial) -> Finding:
        if isinstance(caught, UnfitTrial):
            return Finding(False, fault=caught)
        wanted = self.exam.wanted(task, tier)
        free = [m for m in wanted if m.name not in caught]
        have, need = len(wanted) - len(free), catch.needed(tier, len(wanted))
        if have >= need:
            return Finding(True)
        return Finding(False, fault=Uncaught(task.name, have, len(wanted), need, tuple(free[:MOST_NAMED])))

    def _caught(self, task: Task, brought: Designed | Part | None) -> frozenset[str] | UnfitTrial:
        """The names of the mistakes that a trial catches; or why it catches nothing."""
        if brought is None:
            return UnfitTrial(task.name, TrialFlaw.MISSING)
        if isinstance(brought, Part):
            return UnfitTrial(task.name, TrialFlaw(f"unreadable_{brought}"), ", ".join(task.hyperparameters))
        if flaw := _flaw(self.exam, task, brought):
            return flaw
        trial = as_trial(brought)
        right = walk(task.reference.optimizer, trial)
        if right.failure:
            return UnfitTrial(task.name, TrialFlaw.REFUSED, right.failure.message)
        if (lost := _lost(right)) is not None:
            return UnfitTrial(task.name, TrialFlaw.NOT_FINITE, str(lost))
        tolerances = task.reference.tolerances
        rounded = [as_trial(brought, _rounding(signs)) for signs in ((1, -1), (1, 1, -1))]
        innocent = [walk(optimizer(task), trial), *(walk(task.reference.optimizer, one) for one in rounded)]
        if any(first_difference(path, right, trial, tolerances) for path in innocent):
            return UnfitTrial(task.name, TrialFlaw.ROUNDING)
        return frozenset(m.name for m in self.exam.wanted(task, Tier.ALL)
                         if first_difference(walk(optimizer(task, (m,)), trial), right, trial, tolerances))


def as_trial(brought: Designed, nudge: Nudge = lambda number: number) -> Trial:
    """The trial that a notebook has designed, each of its numbers nudged."""

    def setting(value: float | list[float]) -> float | tuple[float, ...]:
        return tuple(map(nudge, value)) if isinstance(value, list) else nudge(value)

    def settings(given: Mapping[str, float | list[float]]) -> Hyperparameters:
        return {name: setting(value) for name, value in given.items()}

    return Trial("designed", (np.array([nudge(x) for x in brought.start]),),
                 tuple((np.array([nudge(x) for x in step]),) for step in brought.gradients),
                 (settings(brought.given),), changes={c.step: settings(c.settings) for c in brought.changes})


def _rounding(signs: tuple[int, ...]) -> Nudge:
    """Changes one number after the other by as little as rounding may, up and down by these signs."""
    turns: Iterator[int] = cycle(signs)
    return lambda number: number * (1 + next(turns) * ROUNDING)


def _flaw(exam: Catch, task: Task, brought: Designed) -> UnfitTrial | None:
    """What keeps a trial from being one of those that are asked for."""

    def unfit(flaw: TrialFlaw, detail: object = "") -> UnfitTrial:
        return UnfitTrial(task.name, flaw, str(detail))

    if not 1 <= len(brought.gradients) <= exam.steps:
        return unfit(TrialFlaw.STEPS, exam.steps)
    if not 1 <= len(brought.start) <= exam.coordinates:
        return unfit(TrialFlaw.COORDINATES, exam.coordinates)
    if {len(step) for step in brought.gradients} != {len(brought.start)}:
        return unfit(TrialFlaw.RAGGED)
    everything = (brought.given, *(change.settings for change in brought.changes))
    for settings in everything:
        if not all(name in task.hyperparameters and _of_its_kind(value, task.hyperparameters[name])
                   for name, value in settings.items()):
            return unfit(TrialFlaw.SETTINGS, ", ".join(task.hyperparameters))
    values = [value for settings in everything for value in settings.values()]
    if not all(map(_sound, values)) or brought.given.get("lr", 1) == 0:
        return unfit(TrialFlaw.BOUNDS)
    numbers = chain(brought.start, *brought.gradients, *(
        value if isinstance(value, list) else [value] for value in values))
    if any(x and not MODERATE[0] <= abs(x) <= MODERATE[1] for x in numbers):
        return unfit(TrialFlaw.EXTREME)
    absent = [name for name, value in task.hyperparameters.items() if value is REQUIRED and name not in brought.given]
    if absent:
        return unfit(TrialFlaw.ABSENT, ", ".join(absent))
    if any(change.step >= len(brought.gradients) for change in brought.changes):
        return unfit(TrialFlaw.LATE, len(brought.gradients) - 1)
    return None


def _of_its_kind(value: float | list[float], default: object) -> bool:
    """Whether a hyperparameter is a number where its default is one, and as many numbers where that is several."""
    return len(value) == len(default) if isinstance(value, list) and isinstance(default, tuple) else (
        not isinstance(value, list) and not isinstance(default, tuple))


def _sound(value: float | list[float]) -> bool:
    """Whether a hyperparameter is none that no optimizer takes; several numbers are shares, as betas are."""
    return all(0 <= x < 1 for x in value) if isinstance(value, list) else value >= 0


def _lost(path: Trajectory) -> int | None:
    """The first step after which a position is no finite number."""
    return next((step for step, positions in enumerate(path.positions) if not np.isfinite(positions[0]).all()), None)
