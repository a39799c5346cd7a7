"""A task: what is asked of the student, how it is checked, and how people get it wrong."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field

from .rule import Rule
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
        says: what the student's path is, to complete "It is exactly the path of …".
        parts: what stands in the place of which parts of the rule, if it is a mistake in the rule.
        driver: the wrong bookkeeping (a subclass of `bookkeeping.Driver`), if it is one of those.
    """

    name: str
    section: str
    hint: str
    says: str
    parts: dict[str, Callable | dict] = field(default_factory=dict)
    driver: type | None = None


@dataclass(eq=False)
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
        rule: the right formula for one parameter, which the misconceptions change.
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
    rule: type[Rule]
    checks: tuple[Check, ...] = ()
    misconceptions: list[Misconception] = field(default_factory=list)

    def mistake(self, name: str, part: str = "step", *, section: str, says: str, hint: str):
        """Decorator: add a misconception that has the decorated function in place of `part`."""

        def add(wrong):
            self.misconceptions.append(Misconception(name, section, hint, says, {part: wrong}))
            return wrong

        return add

    def always(self, **values) -> None:
        """Add the misconception that uses these hyperparameters whatever was asked for.

        Args:
            values: by the names that rules know: `betas` are `beta1` and `beta2` there.
        """
        symbols = {"lr": "η", "momentum": "μ", "alpha": "α", "eps": "ε", "weight_decay": "λ",
                   "beta1": "β₁", "beta2": "β₂"}
        defaults = dict(self.hyperparameters)
        defaults["beta1"], defaults["beta2"] = defaults.get("betas", (None, None))
        said = " and ".join(f"{symbols[name]} = {value:g}" for name, value in values.items())
        name = "betas" if len(values) > 1 else next(iter(values))
        usual = all(defaults[n] == value for n, value in values.items())
        self.misconceptions.append(Misconception(
            f"{name}_hard_coded" if usual else f"{name}_always_" + "_".join(
                f"{value:g}" for value in values.values()),
            "step#step-hyperparameters",
            f"You always use {said}. Use the value that the constructor was given.",
            f"{self.title} with {said} whatever was asked for", {"fixed": values}))

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
