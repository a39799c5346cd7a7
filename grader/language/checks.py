"""The checks that every task has: what each proves, what it is worth, and its trials.

Points are spread so that one mistake costs its own check: a wrong formula 4 of 10, a forgotten
None 2, state in float32, or code that works on the CPU only, half a point.
"""

from __future__ import annotations

from collections.abc import Callable

from ..ground.trial import Hyperparameters, Trial
from . import box, trials
from .secret import Secret
from .task import Check, Drawn, JudgedBy


def standard(usual: Hyperparameters, other: Hyperparameters, varied: dict[str, Hyperparameters], closed_lr: float,
             precise: Callable[[Hyperparameters, Secret], tuple[Trial, ...]] = lambda usual, secret: (),
             defaults: Hyperparameters | None = None, may_stand: bool = True,
             sharp: Callable[..., tuple[Trial, ...]] = lambda name, given, **how: ()) -> Drawn:
    """The checks of one task. The numbers in the trials lie near those that are given here.

    Args:
        usual: hyperparameters under which most properties are tested.
        other: quite different ones, every hyperparameter away from its default.
        varied: sets of hyperparameters by the name of their trial, each with few away from their
            defaults; those whose name ends in "by position" are passed without names.
        closed_lr: a learning rate with which the method stays near the valley's floor.
        precise: draws trials besides that show whether the state has the parameter's precision.
        sharp: draws a trial, by its name, in which each difference of the formula shows, for a rule that hides many.
        defaults: of the hyperparameters that have some; what is at its default stays there.
        may_stand: whether the reference can be made with a learning rate of 0.
    """

    def draw(secret: Secret) -> tuple[Check, ...]:
        random = secret.random("hyperparameters")

        def drawn(given: Hyperparameters) -> Hyperparameters:
            return trials.near(given, defaults or {}, random)

        u, o = drawn(usual), drawn(other)
        rate = u.get("lr", 0.01)
        begin, rest = int(random.integers(4, 8)), int(random.integers(16, 21))
        rates = {begin: drawn(dict(lr=10 * rate)), begin + 1: drawn(dict(lr=0.4 * rate)),
                 rest: dict(lr=0.0), rest + 2: drawn(dict(lr=2 * rate))}
        small = {"eps": 1e-9} if "eps" in u else {}  # so that other constants show beside it
        lasting = {name: (*value[:-1], box.KEPT) if isinstance(value, tuple) else box.KEPT
                   for name, value in u.items() if name in box.SHARES}
        none_tried = any(given.get("momentum") == 0 for given in varied.values())
        nothing = {name: 0.0 for name in ("alpha", "eps", "weight_decay", *(() if none_tried else ("momentum",)))
                   if name in u}
        rates_of_the_box = {"a learning rate of a millionth": trials.slow, "a learning rate of ten": trials.fast}
        return (
            Check("first_step", "first step", 1, JudgedBy.PATH, (
                trials.scaled("first step", 1, u, secret=secret),
                trials.dense("first step, other hyperparameters", 1, o, secret=secret),
            )),
            Check("long_run", "long run", 1, JudgedBy.PATH, (
                trials.dense("two hundred steps and more", 200, u, secret=secret, zeros=0.2),
                trials.scaled("gradients of all sizes", 60, u, secret=secret),
                trials.sparse("gradients that are mostly zero", 80, u, secret=secret),
                trials.valley("down the valley", 120, u | dict(lr=closed_lr * random.uniform(0.9, 1.1)), secret=secret),
                trials.zero("gradients that are zero", u, secret=secret),
                trials.tiny("gradients that are tiny", u | small, secret=secret),
                trials.huge("gradients that are huge", u, secret=secret),
                trials.lasting("two thousand steps", u, secret=secret),
                *sharp("near ties for a long time", u, secret=secret),
            )),
            Check("hyperparameters", "hyperparameters", 1, JudgedBy.PATH, (
                *(trials.scaled(name, 30, drawn(given), secret=secret, positional=name.endswith("by position"),
                                about="with other hyperparameters")
                  for name, given in varied.items()),
                *(make(name, u, secret=secret) for name, make in rates_of_the_box.items() if "lr" in u),
                # A decay alone, right after a large gradient: there rounding decides, in one right way or another.
                *(trials.scaled("betas of zero", 10, u | dict(betas=(0.0,) * len(betas)), secret=secret, fine=True,
                                zeros="weight_decay" not in u, about="with betas of zero")
                  for name, betas in u.items() if name == "betas"),
                *(trials.scaled("β₁ above β₂", 10, u | dict(betas=tuple(sorted(betas, reverse=True))), secret=secret,
                                fine=True, about="with β₁ above β₂")
                  for name, betas in u.items() if name == "betas"),
                *sharp("near ties with other hyperparameters", o, secret=secret, about="with other hyperparameters"),
                *([trials.zeros("hyperparameters of zero", u | nothing, secret=secret)] if nothing else []),
                *([trials.scaled("a memory that hardly fades", 30, u | lasting, secret=secret, fine=True,
                                 about="when the memory hardly fades")] if lasting else []),
            )),
            Check("changing_lr", "a learning rate that changes", 1, JudgedBy.PATH, (
                trials.scaled("η changes", 30, u, secret=secret, changes=rates,
                             about="after the learning rate has changed"),
                trials.preset("η set before the first step", u, 3 * rate, secret=secret),
                *([trials.warmed("an η of zero at first", u | dict(lr=rate), secret=secret)] if may_stand else []),
                *sharp("near ties while η changes", u, secret=secret, changes=rates,
                       about="after the learning rate has changed"),
            )),
            Check("several_parameters", "several parameters", 1, JudgedBy.BOOKKEEPING, (
                trials.shapes("many shapes", 10, u, secret=secret, generator=True),
                trials.network("training a network", 20, u, secret=secret, generator=True),
                trials.large("parameters as large as layers", u, secret=secret),
                trials.many("more than a hundred parameters", u, secret=secret),
                trials.twins("parameters that begin alike", u, secret=secret),
                trials.together("everything at once", u, o, secret=secret),
            )),
            Check("none_gradients", "None gradients", 2, JudgedBy.BOOKKEEPING, (
                trials.none("gradients that are None", u, secret=secret),
                trials.nobody("no gradient at all", u, secret=secret),
                trials.rested("a long rest", u, secret=secret),
                trials.thawed("a parameter that is frozen at first", u, secret=secret),
            ), memory=True),
            Check("two_optimizers", "two optimizers at once", 0.5, JudgedBy.BOOKKEEPING, (
                trials.two_optimizers("two optimizers", u, o, secret=secret),
                trials.renewed("one optimizer after the other", u, secret=secret),
                trials.late("a second optimizer made later", u, secret=secret),
            ), memory=True),
            Check("in_place", "in place, gradients untouched", 1, JudgedBy.GRADIENTS, (
                trials.dense("gradients left as they are", 6, u, secret=secret),
                trials.reused("gradient tensors used again", u, secret=secret),
                trials.emptied("zero_grad() before each step", u, secret=secret),
                trials.all_emptied("zero_grad() of several parameters", u, secret=secret),
            )),
            Check("dtypes", "float32 and float64", 0.5, JudgedBy.BOOKKEEPING, (
                trials.dtypes("mixed dtypes", 40, u, secret=secret), *precise(u, secret),
                trials.float32("float32 with small and large gradients", u | small, secret=secret),
            ), precision=True),
            Check("device", "any device", 0.5, JudgedBy.BOOKKEEPING, (
                trials.device("another device", u, secret=secret),
                trials.devices("two devices", u, secret=secret),
            )),
            Check("state_size", "stored values", 0.5, JudgedBy.STORAGE, (
                trials.storage("what is stored", u, secret=secret),
            ), memory=True),
        )

    return Drawn(draw)
