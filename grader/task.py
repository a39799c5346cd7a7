"""A task: what is asked of the student, how it is checked, and how people get it wrong."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field

from .worker.trial import Trial

REQUIRED = object()  # the default of a hyperparameter that has none


@dataclass(frozen=True)
class Check:
    """One graded property.

    Attributes:
        name: identifies the check in notebooks, gradebook and JSON.
        title: its name in sentences.
        points: what it is worth.
        judge: which function of `judge.py` decides: "path", "bookkeeping", "gradients" or "storage".
        trials: the trials that it is read from.
    """

    name: str
    title: str
    points: float
    judge: str
    trials: tuple[Trial, ...]


@dataclass(frozen=True)
class Misconception:
    """A named wrong optimizer.

    Attributes:
        name: identifies it in JSON and tests.
        section: where the book explains the matter, as `page#label`.
        hint: one or two sentences that help without giving the answer away.
        says: what the student's path is, to complete "It is exactly the path of …"; optional.
        rule: the wrong formula, if it is a mistake in the rule.
        driver: the wrong bookkeeping (a subclass of `bookkeeping.Driver`), if it is one of those.
    """

    name: str
    section: str
    hint: str
    says: str
    rule: Callable | None = None
    driver: type | None = None


@dataclass
class Task:
    """What is asked: a class, a reference, checks and misconceptions.

    Attributes:
        name: the notebook's name.
        title: the optimizer's name in sentences.
        class_name: the class that the student writes.
        hyperparameters: the constructor's arguments after `params`, in order, with their defaults
            (REQUIRED where there is none); the same names as attributes.
        reference: a class with the student's interface that walks the right path.
        chapter: the page of the book that teaches it.
        stored_copies: how many numbers the method needs to store for every parameter.
        rule: the right formula for one parameter, as the misconceptions' drivers need it.
        checks: in the order of the notebook.
        misconceptions: every mistake that has a name here.
    """

    name: str
    title: str
    class_name: str
    hyperparameters: dict
    reference: type
    chapter: str
    stored_copies: int
    rule: Callable
    checks: tuple[Check, ...] = ()
    misconceptions: list[Misconception] = field(default_factory=list)

    def mistake(self, name: str, *, section: str, says: str, hint: str):
        """Decorator: add the decorated wrong formula to the misconceptions."""

        def add(rule):
            self.misconceptions.append(Misconception(name, section, hint, says, rule=rule))
            return rule

        return add

    @property
    def max_points(self) -> float:
        """Sum of the checks' points."""
        return sum(check.points for check in self.checks)

    @property
    def trials(self) -> tuple[Trial, ...]:
        """All trials of all checks, each once, in order."""
        return tuple({t.name: t for check in self.checks for t in check.trials}.values())


def load(name: str) -> Task:
    """The task called `name`; KeyError if there is none."""
    if name not in names():
        raise KeyError(name)
    return importlib.import_module(f"grader.tasks.{name}").task


def names() -> list[str]:
    """Names of all tasks."""
    from . import tasks

    return sorted(m.name for m in pkgutil.iter_modules(tasks.__path__))
