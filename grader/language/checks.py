"""The checks that every task has: what each proves, what it is worth, and its trials.

Points are spread so that one mistake costs its own check: a wrong formula 4 of 10, a forgotten
None 2, code that works on the CPU only half a point.
"""

from __future__ import annotations

from collections.abc import Callable

from ..ground.trial import Hyperparameters, Trial
from . import trials
from .secret import Secret
from .task import Check, Drawn, JudgedBy


def standard(usual: Hyperparameters, other: Hyperparameters, varied: dict[str, Hyperparameters], closed_lr: float,
             precise: Callable[[Secret], tuple[Trial, ...]] = lambda secret: ()) -> Drawn:
    """The checks of one task.

    Args:
        usual: hyperparameters under which most properties are tested.
        other: quite different ones, every hyperparameter away from its default.
        varied: sets of hyperparameters by the name of their trial, each with few away from their
            defaults; those whose name ends in "by position" are passed without names.
        closed_lr: a learning rate with which the method stays near the valley's floor.
        precise: draws trials besides that show whether the state has the parameter's precision.
    """
    rate = usual.get("lr", 0.01)
    rates = {5: dict(lr=10 * rate), 6: dict(lr=0.4 * rate), 20: dict(lr=0.0), 22: dict(lr=2 * rate)}

    def draw(secret: Secret) -> tuple[Check, ...]:
        return (
            Check("first_step", "first step", 1, JudgedBy.PATH, (
                trials.scaled("first step", 1, usual, secret=secret),
                trials.dense("first step, other hyperparameters", 1, other, secret=secret),
            )),
            Check("long_run", "long run", 1, JudgedBy.PATH, (
                trials.dense("two hundred steps", 200, usual, secret=secret, zeros=0.2),
                trials.scaled("gradients of all sizes", 60, usual, secret=secret),
                trials.sparse("gradients that are mostly zero", 80, usual, secret=secret),
                trials.valley("down the valley", 120, usual | dict(lr=closed_lr)),
                trials.zero("gradients that are zero", usual, secret=secret),
                trials.tiny("gradients that are tiny", usual, secret=secret),
            )),
            Check("hyperparameters", "hyperparameters", 1, JudgedBy.PATH, tuple(
                trials.scaled(name, 30, given, secret=secret, positional=name.endswith("by position"),
                              about="with other hyperparameters")
                for name, given in varied.items()
            )),
            Check("changing_lr", "a learning rate that changes", 1, JudgedBy.PATH, (
                trials.dense("η changes", 30, usual, secret=secret, changes=rates,
                             about="after the learning rate has changed"),
            )),
            Check("several_parameters", "several parameters", 1, JudgedBy.BOOKKEEPING, (
                trials.shapes("many shapes", 10, usual, secret=secret, generator=True),
                trials.network("training a network", 40, usual, secret=secret, generator=True),
            )),
            Check("none_gradients", "None gradients", 2, JudgedBy.BOOKKEEPING, (
                trials.none("gradients that are None", usual, secret=secret),
            )),
            Check("two_optimizers", "two optimizers at once", 0.5, JudgedBy.BOOKKEEPING, (
                trials.two_optimizers("two optimizers", usual, other, secret=secret),
                trials.renewed("one optimizer after the other", usual, secret=secret),
            )),
            Check("in_place", "in place, gradients untouched", 1, JudgedBy.GRADIENTS, (
                trials.dense("gradients left as they are", 6, usual, secret=secret),
                trials.reused("gradient tensors used again", usual, secret=secret),
            )),
            Check("dtypes", "float32 and float64", 0.5, JudgedBy.BOOKKEEPING, (
                trials.dtypes("mixed dtypes", 40, usual, secret=secret), *precise(secret),
            )),
            Check("device", "any device", 0.5, JudgedBy.BOOKKEEPING, (
                trials.device("another device", usual, secret=secret),
            )),
            Check("state_size", "stored values", 0.5, JudgedBy.STORAGE, (
                trials.storage("what is stored", usual, secret=secret),
            )),
        )

    return Drawn(draw)
