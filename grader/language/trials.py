"""Trials that every task shares, drawn from a course's secret.

Each brings one difficulty and no other, so that a student with one mistake fails one check. Numbers, sizes, the
number of steps and the steps at which something happens come from the secret. What a trial promises in its first
line holds for every secret.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..ground.trial import KEEP, Array, Device, DType, Gradient, Hyperparameters, Layout, Trial
from . import box
from .secret import Secret

Shape = tuple[int, ...]

# Gradient scales: an ε or a threshold that is off shows at one of them.
SCALES = np.array([1e-8, 1e-6, 1e-4, 1e-2, 1.0, 1.0, 1.0, 1e3])


def spread(random: np.random.Generator, shape: Shape) -> Array:
    """Numbers of both signs, as many small as large ones, none of them near zero.

    Of several numbers some lie below 1 and some above.
    """
    count = math.prod(shape)
    numbers: Array = 0.1 + 2.4 * (np.arange(count) + random.random(count)) / max(count, 1)
    numbers[int(random.integers(2)) :: 2] *= -1.0
    return random.permutation(numbers).reshape(shape)


def balanced(random: np.random.Generator, shape: Shape) -> Array:
    """Numbers of both signs that cancel exactly, in whatever order they are summed; of an odd number one is zero."""
    count = int(np.prod(shape))
    half = random.integers(1, 16, size=count // 2) / 8
    return random.permutation(np.concatenate([half, -half, np.zeros(count % 2)])).reshape(shape)


def _about(random: np.random.Generator, number: int) -> int:
    """A number that is not less, and at most by a quarter more."""
    return number + int(random.integers(number // 4 + 1))


def _gradients(random: np.random.Generator, shapes: Sequence[Shape], steps: int,
               zeros: float = 0.0) -> tuple[tuple[Array, ...], ...]:
    return tuple(
        tuple(spread(random, s) * (random.random(s) >= zeros) for s in shapes)
        for _ in range(steps)
    )


def _starts(random: np.random.Generator, shapes: Sequence[Shape]) -> tuple[Array, ...]:
    return tuple(random.normal(size=s) for s in shapes)


def near(given: Hyperparameters, defaults: Hyperparameters, random: np.random.Generator) -> Hyperparameters:
    """Hyperparameters near these. What is zero or at its default stays so, and so does what is unknown here."""

    def one(name: str, value: Any, default: Any) -> Any:
        if value == default or not isinstance(value, float):
            return value
        factor = float(random.uniform(0.8, 1.25))
        if name in SCALED or name in box.SHARES and value <= 0.5:
            return value * factor
        return 1 - (1 - value) * factor if name in box.SHARES else value

    def several(name: str, value: Any, default: Any) -> Any:
        if not isinstance(value, tuple):
            return one(name, value, default)
        return tuple(one(name, v, d) for v, d in zip(value, default or (None,) * len(value)))

    return {name: several(name, value, defaults.get(name)) for name, value in given.items()}


SCALED = {"lr", "eps", "weight_decay"}


def dense(name: str, steps: int, hyperparameters: Hyperparameters, *, secret: Secret, size: int = 5,
          zeros: float = 0.0, **how: Any) -> Trial:
    """One parameter, one gradient a step."""
    random = secret.random(name)
    sizes: list[Shape] = [(size + int(random.integers(4)),)]
    return Trial(name, _starts(random, sizes), _gradients(random, sizes, _about(random, steps), zeros),
                 (hyperparameters,), **how)


def scaled(name: str, steps: int, hyperparameters: Hyperparameters, *, secret: Secret, zeros: bool = True,
           **how: Any) -> Trial:
    """One parameter whose coordinates have gradients from 1e-8 to 1e3, some of them zero if there are to be any.

    In the first step none is zero but some of middle size.
    """
    random = secret.random(name)
    scales = random.permutation(np.append(SCALES, 10.0 ** random.uniform(-8, 3, size=random.integers(1, 4))))
    middle = np.flatnonzero(scales == 1.0)
    gradients = []
    for t in range(_about(random, steps)):
        there = (random.random(scales.size) >= 0.2) | (not zeros)
        if t == 0 and zeros:
            there[:], there[middle[1:]] = True, False
        gradients.append((spread(random, scales.shape) * scales * there,))
    return Trial(name, _starts(random, [scales.shape]), tuple(gradients), (hyperparameters,), **how)


def sparse(name: str, steps: int, hyperparameters: Hyperparameters, *, secret: Secret, **how: Any) -> Trial:
    """One parameter whose coordinates seldom have a gradient, though more than once, and two of them never."""
    random = secret.random(name)
    often = np.array([0.3, 0.1, 0.1, 0.05, 0.0, 0.0])
    often = random.permutation(np.append(often, random.uniform(0.05, 0.3, size=random.integers(3))))
    steps = _about(random, steps)
    there = random.random((steps, often.size)) < often
    for k in np.flatnonzero(often):
        there[random.choice(steps // 2, size=2, replace=False), k] = True
    gradients = tuple((spread(random, often.shape) * now,) for now in there)
    return Trial(name, _starts(random, [often.shape]), gradients, (hyperparameters,), **how)


def valley(name: str, steps: int, hyperparameters: Hyperparameters, *, secret: Secret) -> Trial:
    """The closed loop in the narrow valley, one parameter."""
    random = secret.random(name)
    start = np.array([-4.0, 1.2]) * random.uniform(0.8, 1.25, size=2) * random.choice([-1, 1], size=2)
    return Trial(name, (start,), (), (hyperparameters,), problem="valley", steps=_about(random, steps))


def network(name: str, steps: int, hyperparameters: Hyperparameters, *, secret: Secret, **how: Any) -> Trial:
    """The closed loop of a small network by autograd: four parameters."""
    random = secret.random(name)
    hidden = int(random.integers(5, 9))
    shapes: list[Shape] = [(hidden, 2), (hidden,), (1, hidden), ()]
    return Trial(name, tuple(random.normal(size=s) * 0.7 for s in shapes), (),
                 (hyperparameters,), problem="network", steps=_about(random, steps), **how)


def shapes(name: str, steps: int, hyperparameters: Hyperparameters, *, secret: Secret, **how: Any) -> Trial:
    """Eight parameters: equal shapes, a scalar, two empty ones, two that are not contiguous."""
    random = secret.random(name)
    a, b, c = (int(n) for n in random.permutation([3, 4, 5]))
    rows, long = int(random.integers(2, 4)), int(random.integers(2, 4))
    sizes: list[Shape] = [(a,), (a,), (0,), (), (2, b), (c,), (rows, 2, long), (2, 0)]
    layouts = [Layout.PLAIN] * len(sizes)
    layouts[4], layouts[5] = Layout.TRANSPOSED, Layout.STRIDED
    return Trial(name, _starts(random, sizes), _gradients(random, sizes, _about(random, steps)),
                 (hyperparameters,), layouts=tuple(layouts), **how)


def none(name: str, hyperparameters: Hyperparameters, *, secret: Secret) -> Trial:
    """Four parameters of one shape: None first, None in the middle, None never, None at the end.

    There are many coordinates, and many steps without gradient, so that a memory that fades in the
    meantime turns around the sign of some coordinate.
    """
    random = secret.random(name)
    first, begin, last = (int(n) for n in (random.integers(2, 4), random.integers(4, 6), random.integers(2, 4)))
    size, steps = _about(random, 16), _about(random, 16)
    missing = {*((t, 0) for t in range(first)), *((t, 1) for t in (*range(begin, begin + 5), begin + 6)),
               *((steps - 1 - t, 3) for t in range(1, 1 + last))}
    sizes: list[Shape] = [(size,)] * 4
    full = _gradients(random, sizes, steps)
    gradients = tuple(tuple(None if (t, i) in missing else g for i, g in enumerate(step))
                      for t, step in enumerate(full))
    return Trial(name, _starts(random, sizes), gradients, (hyperparameters,), about="when a gradient is None")


def zero(name: str, hyperparameters: Hyperparameters, *, secret: Secret) -> Trial:
    """One parameter whose gradient is exactly zero for some steps, at first and in the middle.

    In two further steps only the sum of its entries is zero: who asks for the sum takes them for none.
    """
    random = secret.random(name)
    begin = int(random.integers(3, 6))
    flat = {0, *range(begin, begin + 3), begin + 6}
    sizes: list[Shape] = [(_about(random, 4),)]
    gradients = tuple((balanced(random, sizes[0]) if t in (1, begin + 4) else
                       spread(random, sizes[0]) * (t not in flat),) for t in range(_about(random, 14)))
    return Trial(name, _starts(random, sizes), gradients, (hyperparameters,))


def tiny(name: str, hyperparameters: Hyperparameters, *, secret: Secret) -> Trial:
    """One parameter at zero whose gradients are so small that many take them for zero, down to the box's face."""
    random = secret.random(name)
    sizes: list[Shape] = [(_about(random, 4),)]
    scales = 10.0 ** np.append(np.log10(box.SMALLEST), random.uniform(-12, -9.5, size=_about(random, 8)))
    return Trial(name, (np.zeros(sizes[0]),), _scaled_to(random, sizes[0], random.permutation(scales)),
                 (hyperparameters,), fine=True, about="when gradients are tiny")


def huge(name: str, hyperparameters: Hyperparameters, *, secret: Secret) -> Trial:
    """One parameter whose gradients grow from a thousand up to the box's face, and shrink again, slowly at first.

    Those of its second half begin at the face. Who limits them remembers another past: where only signs count, that
    shows when they shrink.
    """
    random = secret.random(name)
    half: Shape = (_about(random, 4),)
    up, slowly, down = (np.sort(random.uniform(low, 12, size=_about(random, 8))) for low in (3, 11, 3))
    from_the_top = np.concatenate([[np.log10(box.LARGEST)], slowly[::-1], down[::-1]])
    halves = (_scaled_to(random, half, 10.0 ** np.concatenate(scales))
              for scales in ([up, from_the_top], [from_the_top, up]))
    gradients = tuple((np.concatenate([one, other]),) for (one,), (other,) in zip(*halves))
    return Trial(name, _starts(random, [(2 * half[0],)]), gradients, (hyperparameters,), fine=True,
                 about="when gradients are huge")


def _scaled_to(random: np.random.Generator, shape: Shape, scales: Array) -> tuple[tuple[Array], ...]:
    """For each scale a gradient whose largest entry is exactly of that size."""
    def one(scale: float) -> Array:
        numbers = spread(random, shape)
        largest = abs(numbers) == abs(numbers).max()
        return np.where(largest, np.sign(numbers) * scale, numbers / abs(numbers).max() * scale)

    return tuple((one(float(f"{scale:.6g}")),) for scale in scales)


def lasting(name: str, hyperparameters: Hyperparameters, *, secret: Secret) -> Trial:
    """One parameter, and as many steps as the box allows. It is large enough that one copy more of it is seen."""
    random = secret.random(name)
    sizes: list[Shape] = [(18,)]
    return Trial(name, _starts(random, sizes), _gradients(random, sizes, box.STEPS), (hyperparameters,), fine=True,
                 growth=True, about="after hundreds of steps")


def slow(name: str, hyperparameters: Hyperparameters, *, secret: Secret) -> Trial:
    """One parameter at zero, and the lowest learning rate of the box."""
    random = secret.random(name)
    sizes: list[Shape] = [(_about(random, 4),)]
    return Trial(name, (np.zeros(sizes[0]),), _gradients(random, sizes, _about(random, 6)),
                 (hyperparameters | dict(lr=box.LOWEST),), fine=True, about="when the learning rate is small")


def fast(name: str, hyperparameters: Hyperparameters, *, secret: Secret) -> Trial:
    """One parameter, and the highest learning rate of the box."""
    random = secret.random(name)
    sizes: list[Shape] = [(_about(random, 4),)]
    return Trial(name, _starts(random, sizes), _gradients(random, sizes, _about(random, 6)),
                 (hyperparameters | dict(lr=box.HIGHEST),), fine=True, about="when the learning rate is large")


LARGE: tuple[Shape, ...] = ((100, 100), (10_000,), (8, 1250), (25, 400), (5, 80, 25), (20, 5, 10, 10))


def large(name: str, hyperparameters: Hyperparameters, *, secret: Secret) -> Trial:
    """Parameters as layers have them: one as large as the box allows, one of as many dimensions, one of fewer by one.

    The one of fewer is not contiguous.
    """
    random = secret.random(name)
    one = LARGE[random.integers(len(LARGE))]
    most, fewer = ((*(int(n) for n in random.permutation([1, 2, 2, 3, 2][:count])),)
                   for count in (box.DIMENSIONS, box.DIMENSIONS - 1))
    sizes: list[Shape] = [most, one, fewer]
    return Trial(name, _starts(random, sizes), _gradients(random, sizes, 3), (hyperparameters,),
                 layouts=(Layout.PLAIN, Layout.PLAIN, Layout.STRIDED), generator=True, fine=True,
                 about="when parameters are large or have many dimensions")


def many(name: str, hyperparameters: Hyperparameters, *, secret: Secret) -> Trial:
    """As many small parameters as the box allows."""
    random = secret.random(name)
    sizes: list[Shape] = [(int(n),) for n in random.integers(1, 4, size=box.PARAMETERS)]
    return Trial(name, _starts(random, sizes), _gradients(random, sizes, 2), (hyperparameters,), generator=True,
                 fine=True, about="when there are many parameters")


def together(name: str, first: Hyperparameters, second: Hyperparameters, *, secret: Secret) -> Trial:
    """What comes up by itself elsewhere, together: parameters of all shapes in both dtypes, contiguous or not.

    One optimizer has most of them and four have one each. Some gradients are None or zero, and the learning rate is 0
    for a step, in which some are None as well. As with `dtypes`, no coordinate's gradient changes its sign.
    """
    random = secret.random(name)
    a, b = (int(n) for n in random.permutation([2, 3]))
    sizes: list[Shape] = [(), (a,), (a, b), (b, 2, a), (2, 1, b, a), (1, 2, a, 1, b), (60 + _about(random, 8),), (b, 0)]
    kinds = [(size, dtype, layout) for size in sizes for dtype in DType for layout in (Layout.PLAIN, Layout.STRIDED)
             if size or layout is Layout.PLAIN]
    kinds = [kinds[k] for k in random.permutation(len(kinds))]
    single = [kind for kind in kinds if kind[0] in ((), (a, b)) and bool(kind[0]) == (kind[2] is Layout.STRIDED)]
    owners = (0,) * len(kinds) + tuple(range(1, 1 + len(single)))
    kinds += single
    steps, still = _about(random, 9), int(random.integers(3, 6))
    signs = [np.sign(spread(random, size)) for size, _, _ in kinds]

    def gradient(t: int, sign: Array) -> Gradient:
        kind = random.choice(["full", "none", "zero"], p=[0.7, 0.3, 0.0] if t == still else [0.7, 0.15, 0.15])
        there = random.random(sign.shape) >= 0.2
        return None if kind == "none" else abs(spread(random, sign.shape)) * sign * there * (kind == "full")

    rate = second.get("lr", 0.01)
    return Trial(name, tuple(0.01 * random.normal(size=size) for size, _, _ in kinds),
                 tuple(tuple(gradient(t, sign) for sign in signs) for t in range(steps)),
                 (first, second, first, second, first), owners, {still: dict(lr=0.0), still + 1: dict(lr=0.3 * rate)},
                 tuple(dtype for _, dtype, _ in kinds), tuple(layout for _, _, layout in kinds),
                 generator=True, reuse_gradients=True, fine=True, last=True,
                 about="when several difficulties come together")


def twins(name: str, hyperparameters: Hyperparameters, *, secret: Secret) -> Trial:
    """Two pairs of parameters that begin with equal values, as biases do, and have different gradients."""
    random = secret.random(name)
    sizes: list[Shape] = [(int(random.integers(3, 6)),)] * 4
    start, _, *_ = _starts(random, sizes)
    starts = (start, start, np.zeros(sizes[0]), np.zeros(sizes[0]))
    return Trial(name, starts, _gradients(random, sizes, _about(random, 4)), (hyperparameters,), fine=True,
                 about="when two parameters begin with equal values")


def nobody(name: str, hyperparameters: Hyperparameters, *, secret: Secret) -> Trial:
    """Two parameters that at first, and twice in the middle, have no gradient at all, neither of them."""
    random = secret.random(name)
    begin = int(random.integers(3, 6))
    sizes: list[Shape] = [(int(random.integers(3, 6)),)] * 2
    gradients = tuple((None, None) if t in (0, begin, begin + 1) else step
                      for t, step in enumerate(_gradients(random, sizes, _about(random, 10))))
    return Trial(name, _starts(random, sizes), gradients, (hyperparameters,), fine=True,
                 about="when no parameter has a gradient")


def rested(name: str, hyperparameters: Hyperparameters, *, secret: Secret) -> Trial:
    """One parameter that, after some steps, has no gradient for as long as the box allows, and later one of zeros."""
    random = secret.random(name)
    sizes: list[Shape] = [(int(random.integers(3, 6)),)]
    nothing: list[tuple[Array | None, ...]] = [(None,)] * box.REST
    before, between, after = (_gradients(random, sizes, int(random.integers(3, 6))) for _ in range(3))
    flat = [(np.zeros(sizes[0]),)] * _about(random, 24)
    return Trial(name, _starts(random, sizes), (*before, *nothing, *between, *flat, *after), (hyperparameters,),
                 fine=True, about="when a parameter rests for a long time")


def thawed(name: str, hyperparameters: Hyperparameters, *, secret: Secret) -> Trial:
    """Three parameters of one shape, the first of which is frozen when the optimizer is made, and trained later."""
    random = secret.random(name)
    sizes: list[Shape] = [(int(random.integers(3, 6)),)] * 3
    begin = int(random.integers(3, 5))
    gradients = tuple((None if t < begin else first, *others)
                      for t, (first, *others) in enumerate(_gradients(random, sizes, _about(random, 9))))
    return Trial(name, _starts(random, sizes), gradients, (hyperparameters,), thawed=begin, fine=True,
                 about="when a parameter is frozen as the optimizer is made")


def emptied(name: str, hyperparameters: Hyperparameters, *, secret: Secret) -> Trial:
    """One parameter; the optimizer is asked to clear gradients before each step, though there is none."""
    random = secret.random(name)
    sizes: list[Shape] = [(_about(random, 4),)]
    return Trial(name, _starts(random, sizes), _gradients(random, sizes, _about(random, 4)), (hyperparameters,),
                 zero_grad=True, fine=True, about="when a zero_grad() of your own is called before each step")


def all_emptied(name: str, hyperparameters: Hyperparameters, *, secret: Secret) -> Trial:
    """Three parameters of one shape whose gradients, of which one is None, the optimizer clears before each step."""
    random = secret.random(name)
    sizes: list[Shape] = [(int(random.integers(2, 5)),)] * 3
    return Trial(name, _starts(random, sizes), _gradients(random, sizes, _about(random, 4)), (hyperparameters,),
                 zero_grad=True, fine=True, to_the_end=True,
                 about="when a zero_grad() of your own is called before each step")


def renewed(name: str, hyperparameters: Hyperparameters, *, secret: Secret) -> Trial:
    """Two parameters, again and again put back to their start, and another optimizer takes the last one's place.

    Often enough that one of them is likely to lie in memory where one lay before.
    """
    random = secret.random(name)
    sizes: list[Shape] = [(int(random.integers(3, 6)),)] * 2
    begin = int(random.integers(4, 7))
    times = tuple(range(begin, begin + 13, 3))
    return Trial(name, _starts(random, sizes), _gradients(random, sizes, times[-1] + _about(random, 4)),
                 (hyperparameters,), renewed=times, about="when a second optimizer takes over the parameters")


def two_optimizers(name: str, first: Hyperparameters, second: Hyperparameters, *, secret: Secret) -> Trial:
    """Two optimizers with different hyperparameters, two equal matrices each, step in turns."""
    random = secret.random(name)
    sizes: list[Shape] = [(2, int(random.integers(2, 4)))] * 4
    return Trial(name, _starts(random, sizes), _gradients(random, sizes, _about(random, 12)),
                 (first, second), owners=(0, 0, 1, 1),
                 about="when two optimizers with different hyperparameters work side by side")


def late(name: str, hyperparameters: Hyperparameters, *, secret: Secret) -> Trial:
    """Two optimizers, a parameter each; the second is made when the first has made some steps."""
    random = secret.random(name)
    sizes: list[Shape] = [(int(random.integers(3, 6)),)] * 2
    begin, steps = int(random.integers(3, 5)), _about(random, 10)
    gradients = tuple((mine, None if t < begin else other)
                      for t, (mine, other) in enumerate(_gradients(random, sizes, steps)))
    return Trial(name, _starts(random, sizes), gradients, (hyperparameters,) * 2, owners=(0, 1), late=begin, fine=True,
                 about="when a second optimizer is made while the first goes on")


def reused(name: str, hyperparameters: Hyperparameters, *, secret: Secret) -> Trial:
    """Gradient tensors that the caller overwrites, and steps without a new gradient."""
    random = secret.random(name)
    begin, again = int(random.integers(3, 5)), int(random.integers(8, 11))
    sizes: list[Shape] = [(_about(random, 5),)]
    gradients = tuple((KEEP,) if t in (begin, begin + 1, again) else g
                      for t, g in enumerate(_gradients(random, sizes, _about(random, 14))))
    return Trial(name, _starts(random, sizes), gradients, (hyperparameters,),
                 reuse_gradients=True, about="when gradient tensors are used again")


def dtypes(name: str, steps: int, hyperparameters: Hyperparameters, *, secret: Secret) -> Trial:
    """A float32 and a float64 parameter of one shape in one optimizer.

    No coordinate's gradient changes its sign: what nearly cancels is another matter in float32, whatever the rule. The
    start is near zero, so that a short way is not lost in the last digits of the weights.
    """
    random = secret.random(name)
    sizes: list[Shape] = [(_about(random, 4),)] * 2
    signs = [np.sign(spread(random, size)) for size in sizes]
    signs[1][0] = -signs[0][0]  # so that they do not all turn the same way
    gradients = tuple(tuple(abs(g) * sign for g, sign in zip(step, signs))
                      for step in _gradients(random, sizes, _about(random, steps)))
    starts = tuple(0.01 * start for start in _starts(random, sizes))
    return Trial(name, starts, gradients, (hyperparameters,), dtypes=(DType.FLOAT32, DType.FLOAT64))


def float32(name: str, hyperparameters: Hyperparameters, *, secret: Secret) -> Trial:
    """Three float32 parameters, with small, middle and large gradients; the second is a matrix.

    As in `dtypes`, no coordinate's gradient changes its sign. The start is zero, so that each way is seen.
    """
    random = secret.random(name)
    sizes: list[Shape] = [(_about(random, 4),), (2, int(random.integers(2, 4))), (3,)]
    scales = [10.0 ** random.uniform(low, low + 2) for low in (-11, -1, 5)]
    signs = [np.sign(spread(random, size)) * scale for size, scale in zip(sizes, scales)]
    gradients = tuple(tuple(abs(g) * sign for g, sign in zip(step, signs))
                      for step in _gradients(random, sizes, _about(random, 8)))
    return Trial(name, tuple(np.zeros(size) for size in sizes), gradients, (hyperparameters,),
                 dtypes=(DType.FLOAT32,) * 3, fine=True, about="when parameters are float32")


def preset(name: str, hyperparameters: Hyperparameters, rate: float, *, secret: Secret) -> Trial:
    """One parameter; the learning rate is set to another before the first step."""
    random = secret.random(name)
    sizes: list[Shape] = [(_about(random, 4),)]
    return Trial(name, _starts(random, sizes), _gradients(random, sizes, _about(random, 4)), (hyperparameters,),
                 changes={0: dict(lr=rate)}, fine=True, about="when the learning rate is set before the first step")


def warmed(name: str, hyperparameters: Hyperparameters, *, secret: Secret) -> Trial:
    """One parameter; the optimizer is made with a learning rate of 0, as for a schedule that rises."""
    random = secret.random(name)
    sizes: list[Shape] = [(_about(random, 4),)]
    return Trial(name, _starts(random, sizes), _gradients(random, sizes, _about(random, 6)),
                 (hyperparameters | dict(lr=0.0),), changes={3: dict(lr=hyperparameters["lr"])}, fine=True,
                 may_refuse=True, about="when the learning rate is 0 at first")


def zeros(name: str, hyperparameters: Hyperparameters, *, secret: Secret) -> Trial:
    """One parameter, and some hyperparameters are 0."""
    random = secret.random(name)
    sizes: list[Shape] = [(_about(random, 4),)]
    return Trial(name, _starts(random, sizes), _gradients(random, sizes, _about(random, 6)), (hyperparameters,),
                 fine=True, may_refuse=True, about="with hyperparameters of 0")


def device(name: str, hyperparameters: Hyperparameters, *, secret: Secret,
           device: Device = Device.PRETEND) -> Trial:
    """One parameter that does not lie on the CPU."""
    random = secret.random(name)
    sizes: list[Shape] = [(2, int(random.integers(3, 6)))]
    return Trial(name, _starts(random, sizes), _gradients(random, sizes, _about(random, 6)),
                 (hyperparameters,), device=device)


def devices(name: str, hyperparameters: Hyperparameters, *, secret: Secret,
            device: Device = Device.PRETEND) -> Trial:
    """Two parameters of one shape in one optimizer; the second lies on the CPU and the first does not."""
    random = secret.random(name)
    sizes: list[Shape] = [(int(random.integers(3, 6)),)] * 2
    return Trial(name, _starts(random, sizes), _gradients(random, sizes, 3), (hyperparameters,),
                 device=device, at_home=(1,), fine=True, may_refuse=True, to_the_end=True,
                 about="when parameters lie on two devices")


def storage(name: str, hyperparameters: Hyperparameters, *, secret: Secret) -> Trial:
    """A parameter large enough that what is stored for it can be told from small change."""
    random = secret.random(name)
    sizes: list[Shape] = [(int(random.integers(38, 46)), int(random.integers(18, 24)))]
    return Trial(name, _starts(random, sizes), _gradients(random, sizes, 12), (hyperparameters,), measure=True)
