"""Small walks besides, part of no check: does a path depend on the gradient, on η, and on what came before?

Whoever's does not, where the reference's does, has not written an optimizer that could have the properties that are
asked about: every parameter moves as if it were alone if all of them always move by −1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ..ground.trial import Array, Trial
from ..ground.walk import Trajectory
from ..language.task import JudgedBy, Task
from ..outcome.finding import Observed
from .compare import moves
from .paths import Paths

STEPS = 4
FADED = 0.01
ALIKE = 1e-6  # relative to the distance travelled: a path that does not depend on something differs by rounding alone
FAR = 1e-15  # relative to the place: so much is lost in a number's last digits, and a little more
BASE, GRADIENT = "probe", "probe: other gradients"
BEFORE: Mapping[str, int] = {f"probe: another gradient in step {step}": step for step in range(1, STEPS)}
RATE, LOW_RATE = "probe: another η", "probe: a small η"  # whoever keeps η below or above a bound depends on one of them


def probes(task: Task) -> list[Trial]:
    """One parameter's first steps in a bookkeeping trial, and the same with one thing changed; none without a trial.

    Nothing decays: a weight that remembers earlier gradients is no memory.
    """
    source = next((t for check in task.checks if check.judge is not JudgedBy.PATH for t in check.trials
                   if not t.problem and t.parameters[0].size), None)
    given = [g for step in source.gradients if isinstance(g := step[0], np.ndarray)] if source else []
    if source is None or len(given) < STEPS:
        return []
    # After the first step what is remembered counts for more than the gradient, even under a sign. All of them have one
    # sign: whichever somebody remembers, another one in its place turns the sign of a later step.
    given = [given[0], *(FADED * np.copysign(g, given[0]) for g in given[1:STEPS])]
    given[1].flat[::2] = 0.0
    hyperparameters = source.hyperparameters[0]
    if "weight_decay" in hyperparameters:
        hyperparameters = hyperparameters | dict(weight_decay=0.0)
    base = Trial(BASE, source.parameters[:1], tuple((g,) for g in given), (hyperparameters,))
    # No sign stays in the first step: some walk by the sign alone, or make one step only.
    turned = [-2 * given[0], *(-2 * np.roll(g, 1) for g in reversed(given[1:]))]
    large = [-30 * given[0] for _ in BEFORE]
    for later in large[1:]:
        later.flat[:-1:2] *= -1  # not back to the start, where some would find again what they have forgotten
    others = [replace(base, name=GRADIENT, gradients=tuple((g,) for g in turned)),
              *(replace(base, name=name, gradients=(*base.gradients[:step - 1], (one,), *base.gradients[step:]))
                for (name, step), one in zip(BEFORE.items(), large))]
    if hyperparameters.get("lr"):
        for name, factor in ((RATE, 3), (LOW_RATE, 0.01)):
            rates = hyperparameters | dict(lr=factor * hyperparameters["lr"])
            others.append(replace(base, name=name, hyperparameters=(rates,)))
    return [base, *others]


def lacks(known: Paths, paths: Mapping[str, Trajectory]) -> set[Observed]:
    """What the reference's path depends on and the student's does not."""
    trials = probes(known.task)
    return _independent(paths) - _independent({t.name: known.right(t) for t in trials})


def stands(paths: Mapping[str, Trajectory]) -> bool:
    """Whether a parameter does not move at all that is an optimizer's only one."""
    path = paths.get(BASE)
    return path is not None and not moves(path)


def _independent(paths: Mapping[str, Trajectory]) -> set[Observed]:
    """What a path does not depend on. A walk that is missing, has failed or leads to no number proves nothing."""
    whole = {name: table for name in (BASE, GRADIENT, RATE, LOW_RATE, *BEFORE)
             if (path := paths.get(name)) and path.failure is None and np.isfinite(table := _table(path)).all()}
    if BASE not in whole:
        return set()
    base = whole[BASE]
    found = {observed for names, observed in (((GRADIENT, *BEFORE), Observed.IGNORES_GRADIENT),
                                              ((RATE, LOW_RATE), Observed.IGNORES_LR))
             if all(name in whole and _alike(base, whole[name], whole[name] - base) for name in names)}
    # Whoever loses one gradient, such as the first, may remember the others.
    if all(name in whole and _walk_alike(base[step:], whole[name][step:]) for name, step in BEFORE.items()):
        found.add(Observed.FORGETS)
    return found


def _walk_alike(one: Array, other: Array) -> bool:
    """Whether two paths that begin at different places make the same steps."""
    return _alike(one, other, np.diff(other, axis=0) - np.diff(one, axis=0))


def _alike(one: Array, other: Array, off: Array) -> bool:
    with np.errstate(over="ignore", invalid="ignore"):
        way = max(float(abs(path - path[0]).max()) for path in (one, other))
        far = max(float(abs(path).max()) for path in (one, other))
        return bool(np.isfinite(way)) and float(abs(off).max()) <= ALIKE * way + FAR * far


def _table(path: Trajectory) -> Array:
    """The positions of the only parameter, a step in each row."""
    return np.stack([p[0] for p in path.positions])
