"""Experiment 6: methods race over landscapes of two weights, each with the rate and the memory that suit it best."""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from figures.paths import State, adagrad, adam, lion, momentum, nesterov, rmsprop, sgd
from figures.surfaces import Surface, saddle, valley

MEMORIES = (0.5, 0.6, 0.7, 0.8, 0.9)  # of the direction: momentum's and Nesterov's μ, Adam's and Lion's β₁
SCALES = (0.5, 0.9, 0.95, 0.99, 0.999)  # of the scale: RMSprop has no other memory
RULES = {
    "SGD": {None: sgd}, "Momentum": {mu: partial(momentum, momentum=mu) for mu in MEMORIES},
    "Nesterov": {mu: partial(nesterov, momentum=mu) for mu in MEMORIES}, "Adagrad": {None: adagrad},
    "RMSprop": {alpha: partial(rmsprop, alpha=alpha) for alpha in SCALES},
    "Adam": {beta: partial(adam, betas=(beta, 0.999)) for beta in MEMORIES},
    "Lion": {beta: partial(lion, betas=(beta, 0.99)) for beta in MEMORIES},
}  # fmt: skip
"""For each method its rule by the memory that is tuned, if it has one."""
USUAL = {"Momentum": 0.9, "Nesterov": 0.9, "RMSprop": 0.99, "Adam": 0.9, "Lion": 0.9}
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
        far = np.min([(paths[:, 0] - x) ** 2 + (paths[:, 1] - y) ** 2 for x, y in surface.minima], axis=0)
    outside = ~(far <= RADIUS**2)  # a path that diverged, nan, is outside
    first = len(far) - outside[::-1].argmax(axis=0)
    return np.where(outside.any(axis=0), np.where(first < len(far), first, np.inf), 0)


@dataclass(frozen=True)
class Run:
    """A method as tuned: its rate and its memory, `steps` to arrive for each start, paths (steps + 1, 2, starts)."""

    lr: float
    memory: float | None
    steps: np.ndarray
    paths: np.ndarray


def each(surface, rules, starts, steps) -> dict:
    """By the memory, the run at the rate of RATES with the fewest steps to arrive, as the median over all starts.

    Args:
        rules: by the memory, a rule of the learning rate.
    """
    found = {}
    for memory, rule in rules.items():
        paths = tracks(surface, rule, RATES, starts, steps)
        arrived = arrivals(surface, paths)
        best = int(np.median(arrived, axis=1).argmin())
        found[memory] = Run(float(RATES[best]), memory, arrived[best], paths[:, :, best].copy())
    return found


def quickest(runs) -> Run:
    """The run with the memory that needs the fewest steps."""
    return min(runs.values(), key=lambda run: np.median(run.steps))


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
