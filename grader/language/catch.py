"""Catching wrong optimizers: an exam in which students design a trial on which the wrong ones leave the right path."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import ceil

from .task import Check, Exam, JudgedBy, Misconception, Task


class Tier(StrEnum):
    """How many a trial is to catch; each is a check."""

    COMMON = "common"  # the commonest ones of the task
    MOST = "most"  # a share of all, `SHARE`
    ALL = "all"


SHARE = 0.9
STEPS, COORDINATES = 6, 3  # of a trial, at most, where an exam does not say otherwise, and in the book's game
TITLES = {Tier.COMMON: "the commonest", Tier.MOST: "nine in ten", Tier.ALL: "all of them"}


@dataclass(eq=False, kw_only=True)
class Catch(Exam):
    """What is asked: one trial for each optimizer, of one parameter, as short as said here.

    Only mistakes in the rule count, since nobody can show the others with a single parameter.

    Attributes:
        optimizers: the tasks whose wrong optimizers are to be caught.
        steps: how many a trial may have.
        coordinates: how many numbers its parameter may have.
        beyond: by the task's name, the mistakes in its rule that no such trial shows: they do not count.
    """

    optimizers: tuple[Task, ...]
    steps: int = STEPS
    coordinates: int = COORDINATES
    beyond: Mapping[str, Collection[str]] = field(default_factory=dict)

    def wanted(self, task: Task, tier: Tier) -> tuple[Misconception, ...]:
        """The mistakes that count for a tier, the commonest first."""
        beyond = self.beyond.get(task.name, ())
        counted = [m for m in task.misconceptions if m.driver is None and m.name not in beyond]
        common = [m for name in task.common for m in counted if m.name == name]
        return tuple(common if tier is Tier.COMMON else [*common, *(m for m in counted if m not in common)])


def needed(tier: Tier, count: int) -> int:
    """How many of so many mistakes a trial has to catch for this tier."""
    return ceil(SHARE * count) if tier is Tier.MOST else count


def name(task: Task, tier: Tier) -> str:
    """The name of the check of a tier."""
    return f"{task.name}_{tier}"


def catch_checks(points: Mapping[Task, tuple[float, float, float]]) -> tuple[Check, ...]:
    """The checks of such an exam: for each task what its tiers are worth, in their order."""
    return tuple(Check(name(task, tier), f"{task.title}: {TITLES[tier]}", worth, JudgedBy.PATH)
                 for task, each in points.items() for tier, worth in zip(Tier, each))
