"""An update rule for one parameter, in parts that can each be got wrong.

A rule is called as `rule(w, g, s, h)` and returns the new weights from the weights `w`, the gradient
`g`, the parameter's own state `s` (whose values start at zero) and the hyperparameters `h`. A
mistake puts something else in the place of one part; two mistakes in different parts combine.
What scales the step is `h.rate`; a decay reads `h.lr`, which a mistake with the rate leaves alone.
`h.share` is the share of the weights that a decay takes away, `h.shrunk` what it leaves of them,
`h.before` the weights before the step, `h.first_lr` the learning rate of the construction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch

Tensor = torch.Tensor
Part = Callable[..., Any]  # one part of a rule, right or wrong
Decorator = Callable[[Part], Part]  # what `Task.mistake` returns


class State:
    """One parameter's state: whatever has not been set yet is zero.

    That zero is a plain number. In a formula it does what a tensor of zeros would do, so to the type
    checker a state is all tensors; a method such as `.sqrt()` has to wait for the first step.
    """

    def __init__(self, **values: Any):
        vars(self).update(values)

    def __getattr__(self, name: str) -> Tensor:
        if name.startswith("__"):
            raise AttributeError(name)
        return 0.0  # type: ignore[return-value]

    def __setattr__(self, name: str, value: Tensor | float) -> None:
        vars(self)[name] = value


class Values:
    """The hyperparameters of one step by the names that rules know, each a number.

    Attributes:
        lr, beta1, beta2, weight_decay, …: as they are in force; `betas` are `beta1` and `beta2`.
        first_lr: the learning rate that the optimizer was constructed with.
        rate: what scales the step.
        share: the share of the weights that a decay takes away.
        shrunk: what it leaves of them.
        before: the weights before the step.
    """

    shrunk: Tensor
    before: Tensor

    def __init__(self, **values: Any):
        vars(self).update(values)

    def __getattr__(self, name: str) -> float:
        raise AttributeError(f"the rule has no hyperparameter {name}")

    def __setattr__(self, name: str, value: Tensor | float) -> None:
        vars(self)[name] = value


class Rule:
    """What all rules share. A task's own rule writes `step`, and may cut it into further parts."""

    fixed: Mapping[str, Any] = {}  # hyperparameters that are used in place of those that were given

    def __call__(self, w: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
        vars(h).update(self.fixed)
        h.before, h.rate, h.share = w, self.rate(h), self.share(w, s, h)
        h.shrunk = self.shrink(w, h)
        return self.finish(self.step(w, self.enter(self.gradient(w, g, h), h), s, h), h)

    @staticmethod
    def gradient(w: Tensor, g: Tensor, h: Values) -> Tensor:
        return g

    @staticmethod
    def enter(g: Tensor, h: Values) -> Tensor:
        return g

    @staticmethod
    def rate(h: Values) -> float:
        return h.lr

    @staticmethod
    def share(w: Tensor, s: State, h: Values) -> float:
        return 0.0

    @staticmethod
    def shrink(w: Tensor, h: Values) -> Tensor:
        return w

    def step(self, w: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
        raise NotImplementedError

    @staticmethod
    def finish(w: Tensor, h: Values) -> Tensor:
        return w


class Decaying(Rule):
    """A rule with a decoupled weight decay: the weights shrink before they move."""

    @staticmethod
    def share(w: Tensor, s: State, h: Values) -> float:
        return h.lr * h.weight_decay

    @staticmethod
    def shrink(w: Tensor, h: Values) -> Tensor:
        return w * (1 - h.share)


def lr_enters(g: Tensor, h: Values) -> Tensor:
    """η at the gradient, before the rule gathers it, and no more at the step."""
    scaled = h.rate * g
    h.rate = 1.0
    return scaled


def lr_enters_too(g: Tensor, h: Values) -> Tensor:
    """η at the gradient, before the rule gathers it, and at the step once more."""
    return h.rate * g


def lr_laid_aside(g: Tensor, h: Values) -> Tensor:
    """η left to another part of the rule, as `h.eta`."""
    h.eta, h.rate = h.rate, 1.0
    return g


def uphill(h: Values) -> float:
    return -h.lr


def first_lr(h: Values) -> float:
    return h.first_lr


def no_lr(h: Values) -> float:
    return 1.0


def lr_squared(h: Values) -> float:
    return h.lr * h.lr


def clipped(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g.clamp(-1, 1)


def normalized(w: Tensor, g: Tensor, h: Values) -> Tensor:
    length: Tensor = g.norm() + 1e-12
    return g / length


def norm_clipped(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g / max(float(g.norm()), 1.0)


def decayed(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g + h.penalty * w
