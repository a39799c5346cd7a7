"""A trial: everything that an optimizer is put through, as plain data.

A trial holds initial parameters, the gradients of every step (or the name of a small training
problem that yields them), the hyperparameters, and what changes on the way. It travels into the
sandbox as JSON and raw float64, so it can hold nothing but numbers and names.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from .device import Device as Device

KEEP: Literal["keep"] = "keep"  # a gradient entry: the caller leaves the last gradient where it is

Array = NDArray[np.float64]
Gradient = Array | Literal["keep"] | None
Hyperparameters = dict[str, Any]


class Layout(StrEnum):
    """How a tensor lies in memory."""

    PLAIN = "plain"
    TRANSPOSED = "transposed"
    STRIDED = "strided"


class DType(StrEnum):
    """A parameter's floating-point type, by torch's name."""

    FLOAT64 = "float64"
    FLOAT32 = "float32"


@dataclass(frozen=True)
class Trial:
    """One course through which an optimizer is walked.

    Attributes:
        name: unique within a task; messages show it in words.
        parameters: initial values, one float64 array a parameter, any shape.
        gradients: `gradients[t][i]` is the gradient of parameter i at step t: an array of its
            shape, None (the parameter took no part in the loss) or KEEP (nobody set a new one).
            Empty when `problem` is set.
        hyperparameters: one dictionary of constructor keywords for every optimizer.
        owners: which optimizer moves which parameter; all belong to the first by default.
        changes: `{t: {"lr": 0.05}}` sets these attributes on every optimizer before step t (from 0).
        dtypes: one a parameter; float64 by default.
        layouts: how each tensor lies in memory; plainly by default.
        positional: pass the hyperparameters by position, in the dictionary's order.
        generator: pass the parameters as a generator, as `model.parameters()` is one.
        reuse_gradients: overwrite the gradient tensors in place, as `zero_grad(set_to_none=False)`
            and `backward()` do, in place of new tensors each step.
        problem: name of a closed-loop problem in `problems.py`; its gradients depend on the path.
        steps: number of steps.
        device: where the parameters lie.
        at_home: the places of those that lie on the CPU all the same.
        renewed: before each of these steps (from 0) every optimizer is made anew, on the same parameters, which are put
            back to where they began.
        thawed: before this step (from 0) the first parameter's `requires_grad` is set, which is off until then.
        late: before this step (from 0) the last optimizer is made; until then its parameters rest.
        fine: so fine that constants which people add to be safe, 1e-8 to a length, show in it. It tells right from
            wrong, and not one mistake from another.
        last: asked only of those who are right in all other trials, whose difficulties it brings together.
        measure: count what the optimizer stores, after some steps and after the last one.
        growth: count so what can be found without watching every operation.
        may_refuse: an optimizer that says it cannot do this is right as well: its constructor raises an error, or it
            lays its parameters end to end, and they lie on two devices.
        zero_grad: call the optimizers' own `zero_grad`, where they have one, before each step; one parameter after
            the other has no gradient then.
        to_the_end: only whether it is walked to its end is judged, of who is right where nothing else is special.
        about: what is special about it, to complete "It goes wrong only …"; empty if nothing is.
    """

    name: str
    parameters: tuple[Array, ...]
    gradients: tuple[tuple[Gradient, ...], ...] = ()
    hyperparameters: tuple[Hyperparameters, ...] = ({},)
    owners: tuple[int, ...] = ()
    changes: dict[int, Hyperparameters] = field(default_factory=dict)
    dtypes: tuple[DType, ...] = ()
    layouts: tuple[Layout, ...] = ()
    positional: bool = False
    generator: bool = False
    reuse_gradients: bool = False
    problem: str | None = None
    steps: int = 0
    device: Device = Device.CPU
    at_home: tuple[int, ...] = ()
    renewed: tuple[int, ...] = ()
    late: int | None = None
    thawed: int | None = None
    fine: bool = False
    last: bool = False
    measure: bool = False
    growth: bool = False
    may_refuse: bool = False
    to_the_end: bool = False
    zero_grad: bool = False
    about: str = ""

    def __post_init__(self) -> None:
        count = len(self.parameters)

        def fill(name: str, value: object) -> None:
            object.__setattr__(self, name, value)

        fill("parameters", tuple(np.asarray(p, float) for p in self.parameters))
        fill("gradients", tuple(
            tuple(g if g is None or isinstance(g, str) else np.asarray(g, float) for g in step)
            for step in self.gradients))
        fill("owners", self.owners or (0,) * count)
        fill("dtypes", tuple(map(DType, self.dtypes)) or (DType.FLOAT64,) * count)
        fill("layouts", tuple(map(Layout, self.layouts)) or (Layout.PLAIN,) * count)
        fill("steps", self.steps or len(self.gradients))
        fill("device", Device(self.device))

    @cached_property
    def standing(self) -> list[list[Array | None]]:
        """What stands in each parameter's `.grad` in every step, flat and in its precision; None where nothing does."""
        now: list[Array | None] = [None] * len(self.parameters)
        steps = []
        for step in self.gradients:
            for i, gradient in enumerate(step):
                if not isinstance(gradient, str):  # KEEP
                    now[i] = None if gradient is None else np.asarray(gradient, self.dtypes[i]).astype(float).ravel()
            steps.append(list(now))
        return steps


def encode(trial: Trial) -> tuple[dict[str, Any], bytes]:
    """Turn a trial into a JSON-able header and raw little-endian float64."""
    header = asdict(trial)
    header["shapes"] = [list(p.shape) for p in trial.parameters]
    marks = "".join(_mark(g) for step in trial.gradients for g in step)
    header["gradients"] = marks
    header["changes"] = [[t, change] for t, change in trial.changes.items()]
    del header["parameters"]
    given = [g for step in trial.gradients for g in step if isinstance(g, np.ndarray)]
    return header, b"".join(np.asarray(a, "<f8").tobytes() for a in (*trial.parameters, *given))


def decode(header: dict[str, Any], body: bytes) -> Trial:
    """The inverse of `encode`."""
    header = dict(header)
    numbers = np.frombuffer(body, "<f8")
    shapes = [tuple(shape) for shape in header.pop("shapes")]
    at = 0

    def take(shape: tuple[int, ...]) -> Array:
        nonlocal at
        size = int(np.prod(shape))
        at += size
        return numbers[at - size : at].reshape(shape).copy()

    header["parameters"] = tuple(take(shape) for shape in shapes)
    marks = header.pop("gradients")
    entries: list[Gradient] = [take(shapes[k % len(shapes)]) if m == "g" else {"0": None, "k": KEEP}[m]
               for k, m in enumerate(marks)]
    width = len(shapes)
    header["gradients"] = tuple(
        tuple(entries[k : k + width]) for k in range(0, len(entries), width)
    )
    header["changes"] = {t: _pairs(change) for t, change in header["changes"]}
    header["hyperparameters"] = tuple(_pairs(given) for given in header["hyperparameters"])
    for name in ("owners", "dtypes", "layouts", "at_home", "renewed"):
        header[name] = tuple(header[name])
    return Trial(**header)


def _pairs(hyperparameters: Hyperparameters) -> Hyperparameters:
    """JSON has no tuples: betas come back as lists."""
    return {name: tuple(value) if isinstance(value, list) else value
            for name, value in hyperparameters.items()}


def _mark(gradient: Gradient) -> str:
    if gradient is None:
        return "0"
    return "k" if isinstance(gradient, str) else "g"
