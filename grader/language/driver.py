"""The bookkeeping around an update rule, and the ways to get it wrong.

A rule (`rule.py`) is a formula for one parameter. A driver does the rest: which parameters, which
state, what about None. Mistakes in the one have nothing to do with mistakes in the other, so they
are written apart and combined by `optimizer`. Drivers whose mistakes are in different methods
combine as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import Enum, auto
from typing import Any, ClassVar

import numpy as np
import torch

from ..ground.trial import Trial
from .rule import Rule, State, Tensor, Values
from .task import REQUIRED, Misconception, Task, rule_names


class Needs(Enum):
    """What a trial has to have for a mistake in the bookkeeping to show in it."""

    NONE = auto()  # a gradient that is None
    SEVERAL = auto()  # an optimizer of more than one parameter
    OPTIMIZERS = auto()  # more than one optimizer, beside each other or one after the other
    CHANGE = auto()  # a hyperparameter that is another from some step on
    GENERATOR = auto()  # parameters that can be walked through once


def offers(trial: Trial) -> frozenset[Needs]:
    """What a trial has; what is not quite sure it has."""
    there = {
        Needs.NONE: trial.zero_grad or trial.thawed is not None or any(
            not isinstance(g, np.ndarray) for step in trial.gradients for g in step),
        Needs.SEVERAL: len(trial.parameters) > len(trial.hyperparameters),
        Needs.OPTIMIZERS: len(trial.hyperparameters) > 1 or bool(trial.renewed),
        Needs.CHANGE: bool(trial.changes),
        Needs.GENERATOR: trial.generator}
    return frozenset(need for need, met in there.items() if met)


class Driver:
    """Right bookkeeping: own state for every parameter, None skipped, updated in place.

    `optimizer` sets the attributes of the class.

    Attributes:
        rule: the formula for one parameter.
        hyperparameters: the constructor's keywords and their defaults; attributes of the same names.
        shared: what mistakes keep in the class, where all its objects find it.
        needs: a trial has to have one of these for a mistake to show, if any is named; a test walks all trials.
    """

    rule: ClassVar[Callable[[Tensor, Tensor, State, Values], Tensor]]
    hyperparameters: ClassVar[Mapping[str, Any]]
    shared: ClassVar[dict[int, Any]]
    needs: ClassVar[tuple[Needs, ...]] = ()
    lr: float
    weight_decay: float

    @classmethod
    def having(cls, **attributes: Any) -> type[Driver]:
        """A subclass that has these attributes, which are plain data: the self-test writes it out as source code."""
        return type(f"{cls.__name__}Having", (cls,), attributes)

    def __init__(self, params: Iterable[Tensor], *args: Any, **keywords: Any):
        self.params = list(params)
        self.states: dict[int, State] = {}
        given = dict(zip(self.hyperparameters, args)) | keywords
        for name, default in self.hyperparameters.items():
            value = given.pop(name, default)
            if value is REQUIRED:
                raise TypeError(f"missing hyperparameter {name}")
            setattr(self, name, value)
        self.first_lr = self.lr
        if given:
            raise TypeError(f"unknown hyperparameters {sorted(given)}")

    def step(self) -> None:
        with torch.no_grad():
            for k, p in enumerate(self.chosen()):
                g = self.gradient(k, p)
                if g is not None:
                    self.move(p, type(self).rule(p, g, self.state(k), self.now()))
                else:
                    self.skip(p)

    def chosen(self) -> list[Tensor]:
        return self.params

    def gradient(self, k: int, p: Tensor) -> Tensor | None:
        return p.grad

    def state(self, k: int) -> State:
        return self.states.setdefault(k, State())

    def now(self) -> Values:
        values = {name: getattr(self, name) for name in self.hyperparameters}
        for name, value in list(values.items()):
            if isinstance(value, tuple):  # betas are beta1 and beta2
                values |= rule_names(name, value)
        return Values(first_lr=self.first_lr, **values)

    def number(self, name: str) -> Any:
        """What a mistake fixes under this name."""
        return type(self).rule.fixed[name]  # type: ignore[attr-defined]

    def move(self, p: Tensor, new: Tensor) -> None:
        p.copy_(new)

    def skip(self, p: Tensor) -> None:
        pass


def optimizer(task: Task, mistakes: tuple[Misconception, ...] = ()) -> type[Driver]:
    """A fresh optimizer class that answers `task`, with these mistakes in it."""
    drivers = tuple(m.driver for m in mistakes if m.driver)
    return type("Wrong", drivers or (Driver,), {
        "rule": staticmethod(rule(task, mistakes)), "hyperparameters": task.hyperparameters, "shared": {}})


def rule(task: Task, mistakes: tuple[Misconception, ...] = ()) -> Rule:
    """The task's rule with the wrong parts of these mistakes in the place of its own."""
    made = task.rule()
    fixed = {name: value for m in mistakes for name, value in fixed_by(m).items()}
    for m in mistakes:
        vars(made).update(m.parts)
    if fixed:
        made.fixed = {**task.rule.fixed, **fixed}
    return made


# What a rule does before and after its step, so that a wrong step can have any of it wrong as well.
AROUND_THE_STEP = {"gradient", "enter", "rate", "share", "shrink", "finish", "fixed"}


def combine(one: Misconception, other: Misconception) -> bool:
    """Whether two mistakes can be made at once: they are in different places.

    Two mistakes with hyperparameters combine if they concern different ones. A whole step that is wrong
    leaves no room for mistakes in its parts, and some for those around it.
    """
    if one.driver and other.driver and _methods(one.driver) & _methods(other.driver):
        return False
    parts = set(one.parts) | set(other.parts)
    apart = (set(one.parts) & set(other.parts) <= {"fixed"}
             and not set(fixed_by(one)) & set(fixed_by(other)))
    return apart and ("step" not in parts or parts <= AROUND_THE_STEP | {"step"})


def fixed_by(mistake: Misconception) -> dict[str, Any]:
    """The hyperparameters that a mistake uses in place of those that were given."""
    fixed = mistake.parts.get("fixed", {})
    assert isinstance(fixed, dict)
    return fixed


def _methods(driver: type) -> set[str]:
    """What a kind of bookkeeping does in a way of its own."""
    return {name for c in driver.__mro__ if issubclass(c, Driver) and c is not Driver
            for name in vars(c) if name == "__init__" or not name.startswith("__") and name != "needs"}
