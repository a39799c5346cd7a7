"""The test functions that every chapter walks on, with their gradients and minima.

All of them take Python floats, numpy arrays or torch tensors, element by element.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Surface:
    """A loss of two weights, f(x, y), whose gradient is known in closed form.

    `gradient(x, y)` returns the pair (∂f/∂x, ∂f/∂y). `minima` lists every local minimum, the
    lowest first. `box` is (left, right, bottom, top) of the part worth showing, `start` a point
    from which a walk is instructive.
    """

    name: str
    formula: str
    f: Callable
    gradient: Callable
    minima: tuple[tuple[float, float], ...]
    box: tuple[float, float, float, float]
    start: tuple[float, float]


@dataclass(frozen=True)
class Curve:
    """A loss of one weight, f(x). `gradient(x)` returns the 1-tuple (df/dx,); `box` is (left, right)."""

    name: str
    formula: str
    f: Callable
    gradient: Callable
    minima: tuple[tuple[float], ...]
    box: tuple[float, float]
    start: tuple[float]


def valley(kappa: float = 25) -> Surface:
    """The ill-conditioned quadratic: curvature 1 along x and `kappa` (κ, its condition number) along y."""
    return Surface(
        name=f"Valley, κ = {kappa:g}",
        formula=rf"f(x, y) = \tfrac12 \left(x^2 + {kappa:g}\, y^2\right)",
        f=lambda x, y: (x**2 + kappa * y**2) / 2,
        gradient=lambda x, y: (x, kappa * y),
        minima=((0.0, 0.0),),
        box=(-5.0, 2.0, -1.7, 1.7),
        start=(-4.5, 1.2),
    )


def bowl() -> Curve:
    """The simplest loss there is: a parabola. What an optimizer does here is all its own doing."""
    return Curve(
        name="Bowl",
        formula=r"f(x) = \tfrac12 x^2",
        f=lambda x: x**2 / 2,
        gradient=lambda x: (x,),
        minima=((0.0,),),
        box=(-2.5, 2.5),
        start=(-2.0,),
    )


def _two_wells(x):
    return x**4 / 4 + x**3 / 6 - x**2 / 2 - x / 2 + 7 / 12


def _two_wells_slope(x):
    return (x + 1) * (x + 0.5) * (x - 1)


_TWO_WELLS = r"\tfrac14 x^4 + \tfrac16 x^3 - \tfrac12 x^2 - \tfrac12 x + \tfrac7{12}"


def pit() -> Curve:
    """A small pit at x = −1 on the way down to the minimum at x = 1."""
    return Curve(
        name="Pit",
        formula=f"f(x) = {_TWO_WELLS}",
        f=_two_wells,
        gradient=lambda x: (_two_wells_slope(x),),
        minima=((1.0,), (-1.0,)),
        box=(-2.05, 1.75),
        start=(-1.9,),
    )


double_well = Surface(
    name="Double well",
    formula=rf"f(x, y) = {_TWO_WELLS} + \tfrac12 y^2",
    f=lambda x, y: _two_wells(x) + y**2 / 2,
    gradient=lambda x, y: (_two_wells_slope(x), y),
    minima=((1.0, 0.0), (-1.0, 0.0)),
    box=(-2.1, 1.9, -1.2, 1.2),
    start=(-1.9, 0.9),
)

rosenbrock = Surface(
    name="Rosenbrock",
    formula=r"f(x, y) = (1 - x)^2 + 100\,(y - x^2)^2",
    f=lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
    gradient=lambda x, y: (-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)),
    minima=((1.0, 1.0),),
    box=(-2.0, 2.0, -0.7, 2.3),
    start=(-1.2, 1.0),
)


def _beale_terms(x, y):
    return 1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3


def _beale(x, y):
    a, b, c = _beale_terms(x, y)
    return a**2 + b**2 + c**2


def _beale_gradient(x, y):
    a, b, c = _beale_terms(x, y)
    return (
        2 * (a * (y - 1) + b * (y**2 - 1) + c * (y**3 - 1)),
        2 * (a * x + b * 2 * x * y + c * 3 * x * y**2),
    )


beale = Surface(
    name="Beale",
    formula=r"f(x, y) = (1.5 - x + xy)^2 + (2.25 - x + xy^2)^2 + (2.625 - x + xy^3)^2",
    f=_beale,
    gradient=_beale_gradient,
    minima=((3.0, 0.5),),
    box=(-1.0, 4.5, -1.6, 2.0),
    start=(1.0, 1.5),
)

saddle = Surface(
    name="Saddle",
    formula=r"f(x, y) = \tfrac12 x^2 - \tfrac12 y^2 + \tfrac14 y^4",
    f=lambda x, y: x**2 / 2 - y**2 / 2 + y**4 / 4,
    gradient=lambda x, y: (x, y**3 - y),
    minima=((0.0, 1.0), (0.0, -1.0)),
    box=(-2.2, 2.2, -1.6, 1.6),
    start=(-2.0, 0.001),
)

ALL: tuple[Surface, ...] = (valley(), rosenbrock, beale, saddle, double_well)
CURVES: tuple[Curve, ...] = (bowl(), pit())
