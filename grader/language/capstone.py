"""A capstone: several optimizers of the student's own and a schedule, and what they did on real data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from ..ground.trial import DType, Trial
from .secret import Secret
from .task import Check, Exam, JudgedBy, Task

NUMBER = 3  # of optimizers that are asked for
ORDINALS = ("first", "second", "third")
SCHEDULE, RUNS = "schedule", "runs"  # names of the checks of these two


@dataclass(eq=False, kw_only=True)
class Capstone(Exam):
    """What is asked: optimizers to choose from, a schedule, runs.

    Attributes:
        optimizers: the tasks of the optimizers that may be brought.
        schedule: a task whose paths are learning rates; its class is the schedule's.
        run: the training of which the notebook reports the losses; "lr" is the notebook's.
        dtype: torch's default in the notebook, as its own first cell sets it.
        own: the name of the class with which students may bring a rule that they have invented.
        to_beat: the training's loss after its last step with the best of `optimizers`, on a coarse grid of rates.
    """

    class_name: str
    optimizers: tuple[Task, ...]
    schedule: Task
    run: Trial
    dtype: DType = DType.FLOAT64
    own: str
    to_beat: float

    def under(self, secret: Secret) -> Self:
        return replace(self, optimizers=tuple(task.under(secret) for task in self.optimizers),
                       schedule=self.schedule.under(secret))


def rule(k: int) -> str:
    """The name of the check of the k-th optimizer's rule, counted from 1."""
    return f"rule_{k}"


def model(k: int) -> str:
    """The name of the check of the k-th optimizer's bookkeeping, counted from 1."""
    return f"model_{k}"


def capstone_checks() -> tuple[Check, ...]:
    """The checks of a capstone; which trials they are read from depends on what is brought."""
    checks = [check for k, nth in enumerate(ORDINALS, start=1) for check in (
        Check(rule(k), f"{nth} optimizer: the rule", 1, JudgedBy.PATH),
        Check(model(k), f"{nth} optimizer: a whole model", 1, JudgedBy.BOOKKEEPING))]
    return (*checks, Check(SCHEDULE, "schedule", 2, JudgedBy.PATH),
            Check(RUNS, "three runs of your own", 2, JudgedBy.PATH))
