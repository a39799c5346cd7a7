"""What the game "Catch the wrong optimizer" is played with: a task's rule and its mistakes as Python for the page.

The page walks them through a trial that its reader has designed. There MicroPython runs them, beside the vectors of
`book/web/write/rules.py`, which has what is not written out here: `torch`, `State`, `Values`, and `vars` for an object.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np
import torch

from ..ground.trial import Array
from ..language.driver import Driver, optimizer
from ..language.families import at_most
from ..language.secret import Secret
from ..language.task import REQUIRED, Misconception, Task, rule_names
from . import written

SECRET = Secret(b"catch the wrong optimizer")
CANDIDATES = 8
Plain = dict[str, Any]  # a trial as the page knows it


def catch(task: Task, names: Iterable[str]) -> dict[str, Any]:
    """What the game is played with.

    Args:
        task: whose wrong optimizers are to be caught.
        names: of those that the page knows.

    Returns:
        The rules' source, what is said of the wrong ones, which of them are common, and a trial that catches all.
    """
    mistakes = [mistake for mistake in task.misconceptions if mistake.name in set(names)]
    candidates = [candidate(task, i) for i in range(CANDIDATES)]
    best = max(candidates, key=lambda trial: len(caught_by(task, mistakes, trial)))
    wrong = caught_by(task, mistakes, best)
    return {"rules": rules(task, wrong), "wrong": [mistake.name for mistake in wrong],
            "common": [name for name in task.common if name in {mistake.name for mistake in wrong}],
            "best": best, "best_common": best}


# Trials


def candidate(task: Task, number: int) -> Plain:
    random = SECRET.random("catch", task.name, str(number))
    gradients = np.round(random.normal(size=(6, 3)) * 10 ** random.uniform(-2, 1, size=(6, 3)), 3)
    gradients[2, 0] = 0.0
    given: Plain = {"lr": 0.3}
    for name, value in task.hyperparameters.items():
        if isinstance(value, tuple):
            given[name] = [0.6, 0.7]
        elif name != "lr":
            given[name] = 0.4
    return {"start": [0.7, -1.3, 2.0], "gradients": gradients.tolist(), "given": given, "changes": {"3": {"lr": 0.1}}}


# What they catch


def caught_by(task: Task, mistakes: list[Misconception], trial: Plain) -> list[Misconception]:
    """Those of these mistakes that leave the right path."""
    right = path(optimizer(task), trial)
    assert right is not None
    return [mistake for mistake in mistakes
            if caught(right, path(optimizer(task, (mistake,)), trial), task.reference.tolerances.float64)]


def caught(right: Array, wrong: Array | None, tolerance: float) -> tuple[int, int, float] | None:
    """Where a wrong rule leaves the right path, as `Engine.caught` in the page has it.

    Args:
        right, wrong: positions from the start on, a row each; None where the rule fails.
        tolerance: how far from the right path is still right, as a share of the furthest that it gets.

    Returns:
        The step and the coordinate, both from 1, where it first leaves, and the largest distance as such a share.
    """
    if wrong is None:
        return 1, 1, math.inf
    with np.errstate(invalid="ignore", over="ignore"):
        far, off = np.abs(right - right[0]), np.abs(right - wrong)
    reach = far[np.isfinite(far)].max(initial=0.0) or max(np.abs(right[0]).max(), 1.0)
    off[(right == wrong) | np.isnan(right) & np.isnan(wrong)] = 0.0
    off[np.isnan(off)] = math.inf
    away = np.argwhere(off > tolerance * reach)
    if not len(away):
        return None
    return int(away[0][0]), int(away[0][1]) + 1, float(off.max() / reach)


def path(made: type[Driver], trial: Plain) -> Array | None:
    """All positions of an optimizer's walk through a trial, from the start on; None where it fails."""
    w = torch.tensor(trial["start"], dtype=torch.float64)
    at = [w.tolist()]
    try:
        walking = made([w], **_settings(trial["given"]))
        for t, gradient in enumerate(trial["gradients"]):
            for name, value in _settings(trial["changes"].get(str(t), {})).items():
                setattr(walking, name, value)
            w.grad = torch.tensor(gradient, dtype=torch.float64)
            walking.step()
            at.append(w.tolist())
    except (RuntimeError, ArithmeticError, TypeError, ValueError, AttributeError):
        return None
    return np.array(at)


def _settings(values: Plain) -> Plain:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


# Source


def rules(task: Task, mistakes: Iterable[Misconception]) -> str:
    """Source of a task's rule and of its mistakes: `RULE`, `HYPERPARAMETERS`, and in `WRONG` bookkeeping and parts.

    The name of the right one is empty.
    """
    found = _Sources()
    rule, right = found.name(task.rule), found.name(Driver)
    wrong = [f"'': ({right}, {{}})"]
    for mistake in mistakes:
        parts = ", ".join(f"{name!r}: {found.part(task, part)}" for name, part in mistake.parts.items())
        wrong.append(f"{mistake.name!r}: ({found.name(mistake.driver or Driver)}, {{{parts}}})")
    values = ", ".join(f"{name!r}: {'REQUIRED' if value is REQUIRED else repr(value)}"
                       for name, value in task.hyperparameters.items())
    source = "\n".join([
        *(written.function(used.__name__, used) for used in (at_most, rule_names)), *found.sources,
        f"RULE, HYPERPARAMETERS = {rule}, {{{values}}}", f"WRONG = {{{', '.join(wrong)}}}"])
    return ast.unparse(_WithoutOwnDictionary().visit(ast.parse(source))) + "\n"


class _Sources:
    """Functions and classes that mistakes use, each written out once.

    Attributes:
        sources: what has been written out.
    """

    def __init__(self) -> None:
        self.sources: list[str] = []
        self._names: dict[Any, str] = {object: "object"}

    def part(self, task: Task, wrong: Any) -> str:
        """What stands in the place of a part, as an expression."""
        if isinstance(wrong, dict):
            return repr({**task.rule.fixed, **wrong})
        if wrong not in self._names:
            self._names[wrong] = f"part{len(self._names)}"
            self.sources.append(written.function(self._names[wrong], wrong))
        return self._names[wrong]

    def name(self, cls: type) -> str:
        """The name of a class, which is written out after those before it in the order of its methods.

        Each has one base, the next in this order: MicroPython looks through several bases in another one.
        """
        for one, base in reversed(list(pairwise(cls.__mro__))):
            if one not in self._names:
                self._names[one] = f"{one.__name__}{len(self._names)}" if written.had(one) else one.__name__
                _, body = written.source(one).split("\n", 1)
                self.sources.append(f"class {self._names[one]}({self._names[base]}):\n{body}")
        return self._names[cls]


class _WithoutOwnDictionary(ast.NodeTransformer):
    """Writes `vars(x)` for `x.__dict__`, which cannot be changed in MicroPython."""

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        self.generic_visit(node)
        return ast.Call(ast.Name("vars"), [node.value], []) if node.attr == "__dict__" else node
