"""A comparison made anew from its beginning: another split of the data, other seeds to tune with, others to report.

Which settings a method gets, and so what it scores, depends on luck: on the seeds and on the examples that it was tuned
with. Only a repetition of everything shows by how much. Repetition 0 is the one whose runs a page draws, and by which
it asks who may be ahead; `verdict` judges by the others, which nobody has looked at before.

Most settings of a grid are hopeless: η ten times too small or too large. Those whose error in repetition 0 was more
than MARGIN above the best one's, several times what chance does to such a mean, are not tried again.
"""

from dataclasses import dataclass

import numpy as np

TUNING, REPORT = 4, 8  # seeds of each repetition
MARGIN = 0.02


def tuning_seeds(repetition):
    """The seeds that choose the settings; no other repetition and no report has them."""
    return tuple(range(100 + TUNING * repetition, 100 + TUNING * (repetition + 1)))


def report_seeds(repetition):
    """The seeds that report, with the settings that were chosen."""
    return tuple(range(1000 * repetition, 1000 * repetition + REPORT))


@dataclass(frozen=True)
class Tried:
    """One method in one repetition: what tuning chose, and what the seeds of the report gave with it."""

    repetition: int
    lr: float
    decay: float
    edges: list  # the grids, "η" or "λ", at whose end the choice lies
    errors: np.ndarray  # on the validation set, means over the tuning seeds (lrs, decays); infinite where not tried
    scores: np.ndarray  # of the test set (seeds,)


def tune(lrs, decays, repetition, validate, before=None):
    """The η and the λ with the smallest validation error, the grids at whose ends they lie, and all errors.

    `validate(lrs, decays, seeds)`, three lists of equal length, trains a network for each triple and gives two arrays,
    its errors and its losses on the validation set. Among equal errors the smallest loss decides. `before` are the
    errors of repetition 0.
    """
    worth = np.ones((len(lrs), len(decays)), dtype=bool) if before is None else before <= before.min() + MARGIN
    places, seeds = np.argwhere(worth), tuning_seeds(repetition)
    triples = [(lrs[i], decays[j], seed) for i, j in places for seed in seeds]
    found = [values.reshape(-1, len(seeds)).mean(axis=-1) for values in validate(*map(list, zip(*triples)))]
    errors = np.full(worth.shape, np.inf)
    errors[worth] = found[0]
    best = min(range(len(places)), key=lambda k: (round(found[0][k], 6), np.nan_to_num(found[1][k], nan=np.inf)))
    i, j = places[best]
    edges = [name for name, grid, k in (("η", lrs, i), ("λ", decays, j)) if at_end(grid, k)]
    return lrs[i], float(decays[j]), edges, errors


def at_end(grid, k):
    """Whether the best may lie beyond a grid's end. Below λ = 0 there is nothing, and one value alone was not tuned."""
    return len(grid) > 1 and (k == len(grid) - 1 or (k == 0 and grid[0] != 0))
