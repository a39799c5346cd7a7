"""What the game "Catch the wrong optimizer" is played with: a task's rule and its mistakes as Python for the page.

The page walks them through a trial that its reader has designed. There MicroPython runs them, beside the vectors of
`book/web/write/rules.py`, which has what is not written out here: `torch`, `State`, `Values`, and `vars` for an object.

Of the mistakes that a box "Write it here" knows (`practice`) those are left out that no trial catches together with
all others. A trial gives all hyperparameters, so these are the ones with another default, such as those for μ in
Momentum. The trials that catch the rest are looked for anew each time, among the same random ones.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterable, Iterator
from itertools import pairwise, product
from typing import Any

import numpy as np
import torch

from ..ground.trial import Array
from ..language.catch import COORDINATES, STEPS
from ..language.driver import Driver, optimizer
from ..language.families import at_most
from ..language.secret import Secret
from ..language.task import REQUIRED, Misconception, Task, rule_names
from . import written

SECRET = Secret(b"catch the wrong optimizer")
BEGINNINGS, PIECES = 12, 300  # trials of this shape, and others of which pieces are tried in the best of them
TRIES = 100  # trials of each smaller shape
CLEARLY = 10  # times the tolerance: so far a trial of ours leads a wrong rule away
SIZES = (0.001, 0.01, 0.03, 0.1, 0.2, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0, 20.0, 100.0)  # of gradients
ZEROS = 0.15  # of them are zero
STARTS = (0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0)
RATES = (0.02, 0.05, 0.2, 0.3, 0.5, 0.7)
SMALL = (0.03, 0.05, 0.2, 0.3, 0.5)  # for an ε or a λ
SHARES = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)  # for what says how much of a memory stays
Plain = dict[str, Any]  # a trial as the page knows it


def played_with(task: Task, names: Iterable[str]) -> dict[str, Any]:
    """What the game is played with.

    Args:
        task: whose wrong optimizers are to be caught.
        names: of those that the page knows.

    Returns:
        The rules' source, the names of the wrong ones, which of them are common, and a trial that catches all, and one
        that catches the common ones.
    """
    known = set(names)
    mistakes = [mistake for mistake in task.misconceptions if mistake.name in known]
    most = catching_most(task, mistakes)
    wrong = caught_by(task, mistakes, most)
    common = [mistake for name in task.common for mistake in wrong if mistake.name == name]
    return {"rules": rules(task, wrong), "wrong": [mistake.name for mistake in wrong],
            "common": [mistake.name for mistake in common],
            "best": fewest(task, wrong) or shortened(task, wrong, most),
            "best_common": fewest(task, common) or shortened(task, common, most)}


# Trials


def catching_most(task: Task, mistakes: list[Misconception]) -> Plain:
    """A long trial that catches as many of these as any that was tried.

    It begins with the best of some, and then takes over a piece of another one wherever that catches more.
    """
    shape = STEPS, COORDINATES
    best = max((trial(task, shape, number) for number in range(BEGINNINGS)),
               key=lambda one: len(caught_by(task, mistakes, one)))
    known = caught_by(task, mistakes, best)
    for number in range(PIECES):
        missing = without(mistakes, known)
        tried = with_a_piece(best, trial(task, shape, BEGINNINGS + number), number)
        if caught_by(task, missing, tried) and len(found := caught_by(task, mistakes, tried)) > len(known):
            best, known = tried, found
    return best


def with_a_piece(one: Plain, other: Plain, number: int) -> Plain:
    """One trial with some of another: its settings, a coordinate's gradients, or a single one of them."""
    if number % 4 == 0:
        return {**one, "given": other["given"], "changes": other["changes"]}
    gradients = [list(gradient) for gradient in one["gradients"]]
    at, k = number // 4 % STEPS, number // 4 // STEPS % COORDINATES
    for t in range(STEPS) if number % 4 == 1 else (at,):
        gradients[t][k] = other["gradients"][t][k]
    return {**one, "gradients": gradients}


def fewest(task: Task, mistakes: list[Misconception]) -> Plain | None:
    """The first trial found that catches all of these, with as few steps and then coordinates as any found."""
    waiting = list(mistakes)
    for shape in product(range(1, STEPS + 1), range(1, COORDINATES + 1)):
        for number in range(TRIES):
            tried = trial(task, shape, number)
            escaped = next(escaping(task, waiting, tried), None)
            if not escaped:
                return tried
            waiting.remove(escaped)
            waiting.insert(0, escaped)  # tried first from now on
    return None


def shortened(task: Task, mistakes: list[Misconception], long: Plain) -> Plain:
    """A trial without the steps that it does not need to catch all of these."""
    for t in reversed(range(len(long["gradients"]))):
        gradients = long["gradients"][:t] + long["gradients"][t + 1:]
        tried = {**long, "gradients": gradients}
        if gradients and len(caught_by(task, mistakes, tried)) == len(mistakes):
            long = tried
    return long


def trial(task: Task, shape: tuple[int, int], number: int) -> Plain:
    """A trial of so many steps and coordinates with numbers as people choose them."""
    steps, size = shape
    random = SECRET.random("catch", task.name, f"{shape} {number}")

    def some(values: tuple[float, ...], *shape: int) -> Any:
        return random.choice(values, size=shape or None)

    def setting(value: Any) -> Any:
        if isinstance(value, tuple):
            return [setting(one) for one in value]
        return float(some(SMALL if value < 0.3 else SHARES)) if isinstance(value, float) and value < 1 else value

    usual = task.trials[0].hyperparameters[0]
    gradients = some(SIZES, steps, size) * some((-1.0, 1.0), steps, size)
    gradients[random.random((steps, size)) < ZEROS] = 0.0
    given = {name: float(some(RATES)) if name == "lr" else setting(usual.get(name, default))
             for name, default in task.hyperparameters.items()}
    changes = {str(random.integers(1, steps)): {"lr": float(some(RATES))}} if steps > 1 else {}
    return {"start": (some(STARTS, size) * some((-1.0, 1.0), size)).tolist(), "gradients": gradients.tolist(),
            "given": given, "changes": changes}


# What they catch


def caught_by(task: Task, mistakes: list[Misconception], trial: Plain) -> list[Misconception]:
    """Those of these mistakes that leave the right path clearly."""
    return without(mistakes, escaping(task, mistakes, trial))


def without(mistakes: Iterable[Misconception], others: Iterable[Misconception]) -> list[Misconception]:
    """Those that have other names than these."""
    names = {other.name for other in others}
    return [mistake for mistake in mistakes if mistake.name not in names]


def escaping(task: Task, mistakes: Iterable[Misconception], trial: Plain) -> Iterator[Misconception]:
    """The others, one after the other."""
    right, tolerance = path(optimizer(task), trial), CLEARLY * task.reference.tolerances.float64
    assert right is not None
    for mistake in mistakes:
        if not caught(right, path(optimizer(task, (mistake,)), trial), tolerance):
            yield mistake


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
