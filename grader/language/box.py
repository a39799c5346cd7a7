"""The box in which an answer is tried: how far the trials go along each axis.

What goes wrong beyond a face of it alone keeps all points, so the faces lie where homework and its models end. Some
trial reaches each face (`reach`), and on each side of it stands an optimizer that goes astray there (`Astray`): the
self-test shows that whoever does so on the inside is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

import numpy as np

from ..ground.trial import Hyperparameters, Trial
from .driver import Driver
from .rule import Tensor


class Astray(Driver):
    """Right up to a face of the box. From there on every step is taken backwards."""

    bound: ClassVar[float]
    inside: ClassVar[bool]  # whether the face itself is astray, or only what lies beyond it

    def gradient(self, k: int, p: Tensor) -> Tensor | None:
        self.place = k
        self.largest = float(p.grad.abs().max()) if p.grad is not None and p.grad.numel() else 0.0
        return p.grad

    def move(self, p: Tensor, new: Tensor) -> None:
        taken = self.__dict__.setdefault("taken", {})
        taken[self.place] = taken.get(self.place, 0) + 1
        there = self.measured(p, taken[self.place])
        astray = there >= self.bound if self.inside else there > self.bound
        super().move(p, 2 * p - new if astray else new)

    def measured(self, p: Tensor, taken: int) -> float:
        raise NotImplementedError


class ManyDimensions(Astray):
    def measured(self, p: Tensor, taken: int) -> float:
        return p.dim()


class ManyNumbers(Astray):
    def measured(self, p: Tensor, taken: int) -> float:
        return p.numel()


class ManyParameters(Astray):
    def measured(self, p: Tensor, taken: int) -> float:
        return self.place + 1


class ManySteps(Astray):
    def measured(self, p: Tensor, taken: int) -> float:
        return taken


class LargeGradients(Astray):
    def measured(self, p: Tensor, taken: int) -> float:
        return self.largest


class SmallGradients(Astray):
    def measured(self, p: Tensor, taken: int) -> float:
        return 1 / self.largest if self.largest else 0.0


class LargeRate(Astray):
    def measured(self, p: Tensor, taken: int) -> float:
        return self.lr


class SmallRate(Astray):
    def measured(self, p: Tensor, taken: int) -> float:
        return 1 / self.lr if self.lr else 0.0


class LongMemory(Astray):
    def measured(self, p: Tensor, taken: int) -> float:
        return max(shares({name: getattr(self, name, None) for name in SHARES}), default=0.0)


class LongRests(Astray):
    def gradient(self, k: int, p: Tensor) -> Tensor | None:
        rests = self.__dict__.setdefault("rests", {})
        if p.grad is None:
            rests[k] = rests.get(k, 0) + 1
        else:
            self.rest = rests.pop(k, 0)
        return super().gradient(k, p)

    def measured(self, p: Tensor, taken: int) -> float:
        return float(self.rest)


@dataclass(frozen=True)
class Face:
    """One face of the box.

    Attributes:
        name: identifies it in JSON and in the self-test.
        title: what is measured along its axis.
        bound: how far the trials go.
        least: whether the bound is the least and not the most; zero is tried as well.
        astray: who goes astray there; it measures the inverse of what has a least.
    """

    name: str
    title: str
    bound: float
    astray: type[Astray]
    least: bool = False

    @property
    def measure(self) -> float:
        """The bound as `astray` measures it."""
        return 1 / self.bound if self.least else self.bound


DIMENSIONS, NUMBERS, PARAMETERS, STEPS, REST = 5, 10_000, 160, 2_000, 200
LARGEST, SMALLEST = 1e12, 1e-12
HIGHEST, LOWEST = 10.0, 1e-6
KEPT = 0.9999
SHARES = ("betas", "momentum", "alpha", "rho")  # hyperparameters: how much of a memory stays, below 1
BOX = (
    Face("dimensions", "dimensions of a parameter", DIMENSIONS, ManyDimensions),
    Face("numbers", "numbers in a parameter", NUMBERS, ManyNumbers),
    Face("parameters", "parameters of an optimizer", PARAMETERS, ManyParameters),
    Face("steps", "steps", STEPS, ManySteps),
    Face("rest", "steps in a row without a gradient", REST, LongRests),
    Face("large_gradients", "the largest entry of a gradient", LARGEST, LargeGradients),
    Face("small_gradients", "the largest entry of a gradient that is not zero", SMALLEST, SmallGradients, least=True),
    Face("large_rate", "learning rate", HIGHEST, LargeRate),
    Face("small_rate", "learning rate that is not zero", LOWEST, SmallRate, least=True),
    Face("memory", "share of what is remembered that stays from step to step", KEPT, LongMemory),
)


class BeyondAny(LongRests):
    """Astray as soon as it is beyond one of the faces."""

    bound, inside = 1.0, False

    def measured(self, p: Tensor, taken: int) -> float:
        return max(face.astray.measured(self, p, taken) / face.measure for face in BOX)


def reached_by(trials: Iterable[Trial]) -> list[Face]:
    """The faces of the box that these trials reach."""
    ways = [way for trial in trials for way in reach(trial)]
    return [face for face in BOX if any(
        name == face.name and (far <= face.bound if face.least else far >= face.bound) for name, far in ways)]


def reach(trial: Trial) -> Iterator[tuple[str, float]]:
    """How far one trial goes along the axes, by the faces' names. A closed loop's gradients are its own affair."""
    yield from (("dimensions", p.ndim) for p in trial.parameters)
    yield from (("numbers", p.size) for p in trial.parameters)
    yield from (("parameters", trial.owners.count(k)) for k in set(trial.owners))
    yield "steps", trial.steps
    yield "rest", max((len(list(run)) for i in range(len(trial.parameters)) for missing, run in groupby(
        step[i] is None for step in trial.gradients) if missing), default=0)
    for step in trial.gradients:
        for g in step:
            if isinstance(g, np.ndarray) and g.any():
                yield "large_gradients", float(abs(g).max())
                yield "small_gradients", float(abs(g).max())
    for given in (*trial.hyperparameters, *trial.changes.values()):
        if given.get("lr"):
            yield "large_rate", given["lr"]
            yield "small_rate", given["lr"]
        yield from (("memory", share) for share in shares(given))


def shares(given: Hyperparameters) -> list[float]:
    """The hyperparameters that say how much of a memory stays."""
    values = [value for name in SHARES if (value := given.get(name)) is not None]
    return [share for value in values for share in (value if isinstance(value, tuple) else [value])]
