"""Experiment 6: methods race over landscapes of two weights, each with the learning rate that suits it best there."""

from dataclasses import dataclass, replace

import numpy as np
from figures.paths import State, adagrad, adam, lion, momentum, nesterov, rmsprop, sgd
from figures.surfaces import Surface, saddle, valley

RULES = {"SGD": sgd, "Momentum": momentum, "Nesterov": nesterov, "Adagrad": adagrad, "RMSprop": rmsprop, "Adam": adam,
         "Lion": lion}  # fmt: skip
RATES = 10 ** np.linspace(-3, 1, 81)  # the same 81 for every method, 12 % apart
RADIUS = 0.05


def diagonal(surface: Surface) -> Surface:
    """The same surface, turned by 45°, so that its valley lies across the axes."""
    c = 0.5**0.5

    def back(x, y):
        return c * (x - y), c * (x + y)

    def forth(u, v):
        return c * (u + v), c * (v - u)

    return replace(
        surface, name=f"{surface.name}, turned", f=lambda x, y: surface.f(*back(x, y)),
        gradient=lambda x, y: forth(*surface.gradient(*back(x, y))), minima=tuple(forth(*m) for m in surface.minima),
        start=forth(*surface.start), box=(-3.6, 1.8, -1.4, 4.6),
    )  # fmt: skip


def tracks(surface, rule, rates, starts, steps) -> np.ndarray:
    """Paths for all learning rates from all starts (points, 2): an array (steps + 1, 2, rates, starts)."""
    points = np.asarray(starts, dtype=float)
    w = np.broadcast_to(points.T[:, None, :], (2, len(rates), len(points)))
    state, step, path = State(), rule(np.asarray(rates)[:, None]), [w]
    with np.errstate(all="ignore"):
        for _ in range(steps):
            w = step(w, np.array(surface.gradient(*w)), state)
            path.append(w)
    return np.array(path)


def arrivals(surface, paths) -> np.ndarray:
    """After how many steps each path is within RADIUS of a minimum for good, (rates, starts); infinity if it is not."""
    with np.errstate(all="ignore"):
        far = np.min([np.hypot(paths[:, 0] - x, paths[:, 1] - y) for x, y in surface.minima], axis=0)
    outside = ~(far <= RADIUS)  # a path that diverged, nan, is outside
    first = len(far) - outside[::-1].argmax(axis=0)
    return np.where(outside.any(axis=0), np.where(first < len(far), first, np.inf), 0)


@dataclass(frozen=True)
class Run:
    """A method at its best rate: `steps` to arrive, one for each start, and the paths (steps + 1, 2, starts)."""

    lr: float
    steps: np.ndarray
    paths: np.ndarray


def tune(surface, rule, starts, steps) -> Run:
    """The rate of RATES with the fewest steps to arrive, as the median over all starts."""
    paths = tracks(surface, rule, RATES, starts, steps)
    arrived = arrivals(surface, paths)
    best = int(np.median(arrived, axis=1).argmin())
    return Run(float(RATES[best]), arrived[best], paths[:, :, best])


def starts(kind, count=20, seed=0) -> np.ndarray:
    """Starting points (count, 2): on the walls of the valley, or beside the ridge of the saddle."""
    random = np.random.default_rng(seed)
    side = random.choice([-1, 1], count)
    if kind == "valley":
        return np.column_stack([random.uniform(-4.9, -3.5, count), side * random.uniform(0.8, 1.5, count)])
    return np.column_stack([random.uniform(-2.1, -1.4, count), side * 10 ** random.uniform(-4, -2, count)])


def turned(points) -> np.ndarray:
    """Points of a valley, where they lie after `diagonal`."""
    c = 0.5**0.5
    return points @ np.array([[c, -c], [c, c]])


LANDSCAPES = {
    "valley": (valley(50), starts("valley"), 600),
    "turned valley": (diagonal(valley(50)), turned(starts("valley")), 600),
    "saddle": (saddle, starts("saddle"), 300),
}
"""Surface, starting points and number of steps of each race."""
