"""Trials that every task shares, drawn from a course's secret.

Each brings one difficulty and no other, so that a student with one mistake fails one check.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..ground.trial import KEEP, Array, Device, DType, Hyperparameters, Layout, Trial
from .secret import Secret

Shape = tuple[int, ...]

# Gradient scales: an ε or a threshold that is off shows at one of them.
SCALES = np.array([1e-8, 1e-6, 1e-4, 1e-2, 1.0, 1.0, 1.0, 1e3])


def _gradients(random: np.random.Generator, shapes: Sequence[Shape], steps: int,
               zeros: float = 0.0) -> tuple[tuple[Array, ...], ...]:
    return tuple(
        tuple(random.normal(size=s) * (random.random(s) >= zeros) for s in shapes)
        for _ in range(steps)
    )


def dense(name: str, steps: int, hyperparameters: Hyperparameters, *, secret: Secret, size: int = 6,
          zeros: float = 0.0, **how: Any) -> Trial:
    """One parameter, one gradient a step."""
    random = secret.random(name)
    return Trial(name, (random.normal(size=size),), _gradients(random, [(size,)], steps, zeros),
                 (hyperparameters,), **how)


def scaled(name: str, steps: int, hyperparameters: Hyperparameters, *, secret: Secret, **how: Any) -> Trial:
    """One parameter whose coordinates have gradients from 1e-8 to 1e3, a fifth of them zero."""
    random = secret.random(name)
    gradients = tuple((random.normal(size=8) * SCALES * (random.random(8) >= 0.2),)
                      for _ in range(steps))
    return Trial(name, (random.normal(size=8),), gradients, (hyperparameters,), **how)


def sparse(name: str, steps: int, hyperparameters: Hyperparameters, *, secret: Secret, **how: Any) -> Trial:
    """One parameter whose coordinates seldom have a gradient, and two of them never."""
    random = secret.random(name)
    often = np.array([0.3, 0.1, 0.1, 0.05, 0.0, 0.0])
    gradients = tuple((random.normal(size=6) * (random.random(6) < often),) for _ in range(steps))
    return Trial(name, (random.normal(size=6),), gradients, (hyperparameters,), **how)


def valley(name: str, steps: int, hyperparameters: Hyperparameters) -> Trial:
    """The closed loop in the narrow valley, one parameter."""
    return Trial(name, (np.array([-4.0, 1.2]),), (), (hyperparameters,),
                 problem="valley", steps=steps)


def network(name: str, steps: int, hyperparameters: Hyperparameters, *, secret: Secret, **how: Any) -> Trial:
    """The closed loop of a small network by autograd: four parameters."""
    random = secret.random(name)
    shapes: list[Shape] = [(6, 2), (6,), (1, 6), ()]
    return Trial(name, tuple(random.normal(size=s) * 0.7 for s in shapes), (),
                 (hyperparameters,), problem="network", steps=steps, **how)


def shapes(name: str, steps: int, hyperparameters: Hyperparameters, *, secret: Secret, **how: Any) -> Trial:
    """Seven parameters: equal shapes, a scalar, an empty one, two that are not contiguous."""
    random = secret.random(name)
    sizes: list[Shape] = [(3,), (3,), (), (2, 3), (4,), (0,), (2, 2, 2)]
    layouts = [Layout.PLAIN] * len(sizes)
    layouts[3], layouts[4] = Layout.TRANSPOSED, Layout.STRIDED
    return Trial(name, tuple(random.normal(size=s) for s in sizes),
                 _gradients(random, sizes, steps), (hyperparameters,), layouts=tuple(layouts), **how)


def none(name: str, hyperparameters: Hyperparameters, *, secret: Secret) -> Trial:
    """Four parameters of one shape: None first, None in the middle, None never, None at the end.

    There are many coordinates, and many steps without gradient, so that a memory that fades in the
    meantime turns around the sign of some coordinate.
    """
    random = secret.random(name)
    missing = {(0, 0), (1, 0), *((t, 1) for t in (4, 5, 6, 7, 8, 10)), (12, 3), (13, 3)}
    full = _gradients(random, [(16,)] * 4, 16)
    gradients = tuple(tuple(None if (t, i) in missing else g for i, g in enumerate(step))
                      for t, step in enumerate(full))
    return Trial(name, tuple(random.normal(size=16) for _ in range(4)), gradients,
                 (hyperparameters,), about="when a gradient is None")


def zero(name: str, hyperparameters: Hyperparameters, *, secret: Secret) -> Trial:
    """One parameter whose gradient is exactly zero for some steps, at first and in the middle."""
    random = secret.random(name)
    gradients = tuple((random.normal(size=4) * (t not in (0, 4, 5, 6, 10)),) for t in range(14))
    return Trial(name, (random.normal(size=4),), gradients, (hyperparameters,))


def tiny(name: str, hyperparameters: Hyperparameters, *, secret: Secret) -> Trial:
    """One parameter at zero whose gradients are so small that many take them for zero."""
    random = secret.random(name)
    gradients = tuple((1e-10 * random.normal(size=4),) for _ in range(8))
    return Trial(name, (np.zeros(4),), gradients, (hyperparameters,), fine=True, about="when gradients are tiny")


def renewed(name: str, hyperparameters: Hyperparameters, *, secret: Secret) -> Trial:
    """Two parameters, and in the middle a second optimizer takes the first one's place."""
    random = secret.random(name)
    sizes: list[Shape] = [(3,), (3,)]
    return Trial(name, tuple(random.normal(size=s) for s in sizes), _gradients(random, sizes, 10),
                 (hyperparameters,), renewed=5, about="when a second optimizer takes over the parameters")


def two_optimizers(name: str, first: Hyperparameters, second: Hyperparameters, *, secret: Secret) -> Trial:
    """Two optimizers with different hyperparameters, two equal parameters each, step in turns."""
    random = secret.random(name)
    return Trial(name, tuple(random.normal(size=3) for _ in range(4)),
                 _gradients(random, [(3,)] * 4, 12), (first, second), owners=(0, 0, 1, 1))


def reused(name: str, hyperparameters: Hyperparameters, *, secret: Secret) -> Trial:
    """Gradient tensors that the caller overwrites, and steps without a new gradient."""
    random = secret.random(name)
    gradients = tuple((KEEP,) if t in (3, 4, 9) else g
                      for t, g in enumerate(_gradients(random, [(5,)], 14)))
    return Trial(name, (random.normal(size=5),), gradients, (hyperparameters,),
                 reuse_gradients=True, about="when gradient tensors are used again")


def dtypes(name: str, steps: int, hyperparameters: Hyperparameters, *, secret: Secret) -> Trial:
    """A float32 and a float64 parameter of one shape in one optimizer."""
    random = secret.random(name)
    sizes: list[Shape] = [(4,), (4,)]
    return Trial(name, tuple(random.normal(size=s) for s in sizes),
                 _gradients(random, sizes, steps), (hyperparameters,),
                 dtypes=(DType.FLOAT32, DType.FLOAT64))


def device(name: str, hyperparameters: Hyperparameters, *, secret: Secret,
           device: Device = Device.PRETEND) -> Trial:
    """One parameter that does not lie on the CPU."""
    random = secret.random(name)
    sizes: list[Shape] = [(2, 3)]
    return Trial(name, tuple(random.normal(size=s) for s in sizes),
                 _gradients(random, sizes, 6), (hyperparameters,), device=device)


def storage(name: str, hyperparameters: Hyperparameters, *, secret: Secret) -> Trial:
    """A parameter large enough that what is stored for it can be told from small change."""
    random = secret.random(name)
    sizes: list[Shape] = [(40, 20)]
    return Trial(name, tuple(random.normal(size=s) for s in sizes),
                 _gradients(random, sizes, 12), (hyperparameters,), measure=True)
