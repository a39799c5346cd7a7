"""The checks that every task has: what each proves, what it is worth, and its trials.

Points are spread so that one mistake costs its own check: a wrong formula 4 of 10, a forgotten
None 2, code that works on the CPU only half a point.
"""

from __future__ import annotations

from ..ground.trial import Hyperparameters, Trial
from . import trials
from .task import Check, JudgedBy


def standard(usual: Hyperparameters, other: Hyperparameters, varied: dict[str, Hyperparameters], closed_lr: float,
             precise: tuple[Trial, ...] = ()) -> tuple[Check, ...]:
    """The checks of one task.

    Args:
        usual: hyperparameters under which most properties are tested.
        other: quite different ones, every hyperparameter away from its default.
        varied: sets of hyperparameters by the name of their trial, each with few away from their
            defaults; those whose name ends in "by position" are passed without names.
        closed_lr: a learning rate with which the method stays near the valley's floor.
        precise: trials besides that show whether the state has the parameter's precision.
    """
    rate = usual.get("lr", 0.01)
    rates = {5: dict(lr=10 * rate), 6: dict(lr=0.4 * rate), 20: dict(lr=0.0), 22: dict(lr=2 * rate)}
    return (
        Check("first_step", "first step", 1, JudgedBy.PATH, (
            trials.scaled("first step", 1, usual, seed=11),
            trials.dense("first step, other hyperparameters", 1, other, seed=12),
        )),
        Check("long_run", "long run", 1, JudgedBy.PATH, (
            trials.dense("two hundred steps", 200, usual, seed=21, zeros=0.2),
            trials.scaled("gradients of all sizes", 60, usual, seed=22),
            trials.sparse("gradients that are mostly zero", 80, usual, seed=24),
            trials.valley("down the valley", 120, usual | dict(lr=closed_lr)),
            trials.zero("gradients that are zero", usual, seed=23),
            trials.tiny("gradients that are tiny", usual, seed=25),
        )),
        Check("hyperparameters", "hyperparameters", 1, JudgedBy.PATH, tuple(
            trials.scaled(name, 30, given, seed=31 + k, positional=name.endswith("by position"),
                          about="with other hyperparameters")
            for k, (name, given) in enumerate(varied.items())
        )),
        Check("changing_lr", "a learning rate that changes", 1, JudgedBy.PATH, (
            trials.dense("η changes", 30, usual, seed=41, changes=rates,
                         about="after the learning rate has changed"),
        )),
        Check("several_parameters", "several parameters", 1, JudgedBy.BOOKKEEPING, (
            trials.shapes("many shapes", 10, usual, seed=51, generator=True),
            trials.network("training a network", 40, usual, seed=52, generator=True),
        )),
        Check("none_gradients", "None gradients", 2, JudgedBy.BOOKKEEPING, (
            trials.none("gradients that are None", usual, seed=61),
        )),
        Check("two_optimizers", "two optimizers at once", 0.5, JudgedBy.BOOKKEEPING, (
            trials.two_optimizers("two optimizers", usual, other, seed=71),
            trials.renewed("one optimizer after the other", usual, seed=72),
        )),
        Check("in_place", "in place, gradients untouched", 1, JudgedBy.GRADIENTS, (
            trials.dense("gradients left as they are", 6, usual, seed=81),
            trials.reused("gradient tensors used again", usual, seed=82),
        )),
        Check("dtypes", "float32 and float64", 0.5, JudgedBy.BOOKKEEPING, (
            trials.dtypes("mixed dtypes", 40, usual, seed=91), *precise,
        )),
        Check("device", "any device", 0.5, JudgedBy.BOOKKEEPING, (
            trials.device("another device", usual, seed=95),
        )),
        Check("state_size", "stored values", 0.5, JudgedBy.STORAGE, (
            trials.storage("what is stored", usual, seed=99),
        )),
    )
