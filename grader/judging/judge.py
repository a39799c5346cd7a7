"""Judge the trajectories that came out of the sandbox against the reference's.

There are two questions, and they are kept apart so that one mistake costs its own points only. Is
the *rule* right: does the path equal the reference's? Is the *bookkeeping* right: does every
parameter move as it would move alone? The second is asked of the student's own rule, so whoever has
the formula wrong still earns the points for handling many parameters, None, dtypes and devices. They are
earned by an optimizer: one whose path is finite and depends on gradients and η (`probes.py`).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from ..ground.said_inside import CAT, SEVERAL_DEVICES
from ..ground.trial import Array, Device, Hyperparameters, Trial
from ..ground.walk import Trajectory
from ..language.reference import Tolerances
from ..language.task import Check, JudgedBy, Task
from ..outcome.finding import Difference, Finding, Observed, Stored
from ..outcome.verdict import CheckVerdict, Parting
from .compare import QUIET, Touched, first_difference, float32_level, gradients_touched, moves
from .paths import Paths
from .probes import lacks, probes, stands

# What may be stored beyond the method's copies: counters and other scalars, for each parameter.
SPARE_NUMBERS = 16
SPARE_SHARE = 0.02  # of the parameters' size


BEFORE, AFTER = 10, 20  # steps shown around the one at which two paths part

# What nobody would see in a picture of both paths.
_ALIKE = (Observed.STATE_OF_FLOAT32, Observed.DTYPE_OF_ANOTHER)

Trajectories = Mapping[str, Trajectory]  # a student's, by the trial's name


def all_trials(task: Task) -> list[Trial]:
    """The task's trials, the solo walks that the bookkeeping checks need and the probes, in sending order."""
    return [*task.trials, *probes(task), *(s for check in task.checks if check.judge is not JudgedBy.PATH
                            for t in check.trials for s in solos(t))]


def solos(trial: Trial) -> list[Trial]:
    """One trial for each parameter of `trial`, alone and without its difficulties; one for each time that it begins.

    Steps without gradient are left out, kept gradients are written again, and everything is plain
    float64 on the CPU. A closed loop has none: there the gradients depend on all parameters. Neither has one that
    measures what is stored, nor a fine one: these are for those whose rule is right.
    """
    if trial.problem or trial.measure or trial.fine:
        return []
    alone = []
    for i, start in enumerate(trial.parameters):
        last: Array | None = None
        for begin, end in _lives(trial):
            gradients: list[tuple[Array]] = []
            changes: dict[int, Hyperparameters] = {}
            for t in range(begin, end):
                gradient = trial.gradients[t][i]
                if t in trial.changes:
                    changes[len(gradients)] = changes.get(len(gradients), {}) | trial.changes[t]
                if not isinstance(gradient, str):  # KEEP leaves the last one
                    last = gradient
                if last is not None:
                    gradients.append((last,))
            alone.append(Trial(
                f"{trial.name}, parameter {i} alone" + (f", from step {begin + 1}" if begin else ""),
                (np.asarray(start, trial.dtypes[i]).astype(float),),
                tuple((np.asarray(g, trial.dtypes[i]).astype(float),) for (g,) in gradients),
                (trial.hyperparameters[trial.owners[i]],), changes=changes))
    return alone


def _lives(trial: Trial) -> list[tuple[int, int]]:
    """From which step to which one (from 0, the latter not included) each optimizer lives."""
    return list(itertools.pairwise((0, *(t for t in sorted(trial.renewed) if 0 < t < trial.steps), trial.steps)))


@QUIET
def judge(known: Paths, paths: Trajectories) -> list[Finding]:
    """One finding for each of the task's checks.

    Args:
        known: the paths of what was asked.
        paths: the student's trajectories by trial name; some may be missing.
    """
    return _precision_costs_one(known.task.checks, [
        _out_of_time(known, check, paths) or judged(known, check, paths) for check in known.task.checks])


def _precision_costs_one(checks: Sequence[Check], findings: list[Finding]) -> list[Finding]:
    """The same, but a right path in float32 costs only the check that is about precision, if there is one."""
    imprecise = next((found for found in findings if found.observed is Observed.STATE_OF_FLOAT32), None)
    if imprecise is None or not any(check.precision for check in checks):
        return findings
    return [imprecise if check.precision and not (found.difference and found.difference.failure) else
            Finding(True) if found.observed is Observed.STATE_OF_FLOAT32 else found
            for check, found in zip(checks, findings)]


def judged(known: Paths, check: Check, paths: Trajectories) -> Finding:
    """What one check finds, from paths that did not run out of time; it asks for no more of them than it needs."""
    return _JUDGES[check.judge](known, check, paths)


def _out_of_time(known: Paths, check: Check, paths: Trajectories) -> Finding | None:
    """That one of a check's trials was stopped says nothing about the path: it comes before all else."""
    for trial in check.trials:
        path = paths.get(trial.name)
        if path is not None and path.failure is not None and path.failure.out_of_time and not (
                trial.last and not _all_else_is_right(known, paths)):
            return Finding(False, Difference(trial.name, path.steps + 1, failure=path.failure))
    return None


def parting(known: Paths, checks: list[CheckVerdict], paths: Trajectories) -> Parting | None:
    """The failed check whose paths are worth drawing, around the step where they part."""
    trials = {t.name: t for t in known.task.trials}
    shown = [(c.check.name, d) for c in checks if not c.finding.passed and c.finding.observed not in _ALIKE
             and (d := c.finding.difference) and d.parameter is not None and d.coordinate is not None]
    if not shown:
        return None
    name, difference = max(shown, key=lambda pair: min(known.right(trials[pair[1].trial]).steps, AFTER))
    mine, right = paths[difference.trial], known.right(trials[difference.trial])
    i, k = difference.parameter, difference.coordinate
    assert i is not None and k is not None
    first = max(difference.step - BEFORE, 0)
    steps = range(first, min(difference.step + AFTER, mine.steps) + 1)
    return Parting(name, difference, first, tuple(float(mine.positions[t][i][k]) for t in steps),
                   tuple(float(right.positions[t][i][k]) for t in steps))


def _leaves(known: Paths, paths: Trajectories, trial: Trial, at_least: float = 0.0) -> bool:
    """Whether the student's path through a trial that was walked is not the right one. To refuse it may be right."""
    path = paths[trial.name]
    return not refused(path, trial) and first_difference(
        path, known.right(trial), trial, known.task.reference.tolerances, at_least) is not None


def _path(known: Paths, check: Check, paths: Trajectories) -> Finding:
    for trial in check.trials:
        if trial.name not in paths:
            return Finding(False, missing=True)
        path = paths[trial.name]
        if refused(path, trial):
            continue
        difference = first_difference(path, known.right(trial), trial, known.task.reference.tolerances)
        if difference:
            # Where η changes it may go wrong for a reason of its own: that says nothing about precision elsewhere.
            imprecise = all(t.name in paths and not _leaves(known, paths, t, at_least=float32_level(t))
                            for t in known.task.trials
                            if t.device is Device.CPU and (t in check.trials or not t.changes))
            observed = (Observed.STATE_OF_FLOAT32 if imprecise else
                        Observed.LR_CHANGED if path.lr_changed else None)
            still = not any(moves(paths[t.name]) for t in check.trials if t.name in paths)
            observed = still and _cleared(check.trials, paths) or observed
            return Finding(False, difference, observed, still=still)
    return Finding(True)


def _cleared(trials: Iterable[Trial], paths: Trajectories) -> Observed | None:
    """That gradients are cleared where nothing moves: who does so first has nothing left to move by."""
    cleared = any(Touched.CLEARED in gradients_touched(paths[t.name], t) for t in trials if t.name in paths)
    return Observed.GRADIENTS_CLEARED if cleared else None


def refused(path: Trajectory, trial: Trial) -> bool:
    """Whether an optimizer has said that it cannot do what a trial asks for, where it may.

    Who lays all parameters end to end needs them on one device, as `torch.nn.utils.parameters_to_vector` does.
    """
    return trial.may_refuse and path.failure is not None and (
        path.failure.step == 0 or path.failure.message.endswith((CAT, SEVERAL_DEVICES)))


def _bookkeeping(known: Paths, check: Check, paths: Trajectories) -> Finding:
    found = _bookkept(known, check, paths)
    return _no_optimizer(known, check, paths) or found if found.passed else found


def _no_optimizer(known: Paths, check: Check, paths: Trajectories) -> Finding | None:
    """That nothing which deserves the name has walked; None if an optimizer has."""
    for trial in check.trials:  # where gradients follow the path, a wrong rule may fly off by itself
        if not trial.problem and not trial.fine and _finite(known.right(trial)) and not _finite(paths[trial.name]):
            return Finding(False, observed=Observed.NOT_FINITE)
    missing = lacks(known, paths)
    if Observed.IGNORES_GRADIENT in missing and stands(paths):
        return Finding(False, observed=Observed.STANDS)
    return next((Finding(False, observed=observed) for observed in (
        Observed.IGNORES_GRADIENT, Observed.IGNORES_LR, *([Observed.FORGETS] if check.memory else []))
        if observed in missing), None)


def _finite(path: Trajectory) -> bool:
    return all(bool(np.isfinite(p).all()) for step in path.positions for p in step)


def _bookkept(known: Paths, check: Check, paths: Trajectories) -> Finding:
    tolerances = known.task.reference.tolerances
    elsewhere = None  # where the path may be the student's own rule's, and is not the reference's
    for trial in check.trials:
        if trial.name not in paths:
            return Finding(False, missing=True)
        path = paths[trial.name]
        difference = first_difference(path, known.right(trial), trial, tolerances)
        if not difference or refused(path, trial):
            continue
        if trial.to_the_end and not (path.failure and _several_are_right(known, paths)):
            continue
        if trial.last and not _all_else_is_right(known, paths):
            continue
        if not solos(trial):
            if path.failure or not moves(path):
                observed = (None if not path.failure else Observed.ZERO_GRAD if trial.zero_grad else
                            Observed.NOT_DEVICE_AGNOSTIC if trial.device is not Device.CPU else None)
                return Finding(False, difference, observed, still=not moves(path) and not observed)
            elsewhere = elsewhere or difference  # with another rule it leads elsewhere: that proves nothing here
            continue
        alone = _assemble(trial, paths)
        if alone is None:
            return Finding(False, difference, still=not moves(path))
        still = not moves(path)
        given_up = path.failure or still and _rule_is_right(known, paths)
        observed = Observed.NOT_DEVICE_AGNOSTIC if trial.device is not Device.CPU and given_up else None
        if still:
            return Finding(False, difference, observed or _cleared((trial,), paths), still=True)
        if moves(known.right(trial)) and not moves(alone):
            return Finding(False, observed=Observed.STANDS)
        apart = first_difference(path, alone, trial, _of_any_rule(tolerances))
        if apart:
            if (len(set(trial.dtypes)) > 1 and not path.failure and _several_are_right(known, paths) and
                    first_difference(path, alone, trial, tolerances, at_least=float32_level(trial)) is None):
                observed = Observed.DTYPE_OF_ANOTHER
            return Finding(False, apart, observed, alone=True)
        elsewhere = elsewhere or difference
    if elsewhere and _rule_is_right(known, paths):
        return Finding(False, elsewhere)
    return Finding(True)


def _of_any_rule(tolerances: Tolerances) -> Tolerances:
    """Some wrong rules lose more digits in float32 than the right one: they subtract what is nearly the same."""
    return replace(tolerances, float32=10 * tolerances.float32)


def _several_are_right(known: Paths, paths: Trajectories) -> bool:
    """Whether several parameters of one shape, each with a gradient in each step, and one device are no difficulty."""
    plain = [t for t in known.task.trials if len(t.parameters) > 1 and not t.fine and t.device is Device.CPU
             and len(set(t.dtypes)) == 1
             and not any(g is None for step in t.gradients for g in step) and len(t.hyperparameters) == 1]
    return all(t.name in paths and not _leaves(known, paths, t) for t in plain)


def _rule_is_right(known: Paths, paths: Trajectories) -> bool:
    return all(t.name in paths and not _leaves(known, paths, t)
               for check in known.task.checks if check.judge is JudgedBy.PATH for t in check.trials)


def _all_else_is_right(known: Paths, paths: Trajectories) -> bool:
    return not any(t.name not in paths or _leaves(known, paths, t) for t in known.task.trials if not t.last)


def _gradients(known: Paths, check: Check, paths: Trajectories) -> Finding:
    walked = [(paths[trial.name], trial) for trial in known.task.trials if trial.name in paths]
    touched = {how for path, trial in walked if moves(path) for how in gradients_touched(path, trial)}
    if touched:
        return Finding(False, observed=_TOUCHED[touched.pop()] if len(touched) == 1 else Observed.GRADIENTS_MODIFIED)
    if any(path.made_gradients_change for path, _ in walked):
        return Finding(False, observed=Observed.GRADIENTS_OF_OTHERS)
    return _bookkeeping(known, check, paths)


_TOUCHED: Mapping[Touched, Observed] = {
    Touched.CLEARED: Observed.GRADIENTS_CLEARED, Touched.MADE: Observed.GRADIENTS_MADE,
    Touched.CHANGED: Observed.GRADIENTS_MODIFIED}


def _storage(known: Paths, check: Check, paths: Trajectories) -> Finding:
    (trial,) = check.trials
    path = paths.get(trial.name)
    if path is None:
        return Finding(False, missing=True)
    if path.failure or len(path.stored) < 2 or not moves(path):
        difference = first_difference(path, known.right(trial), trial, known.task.reference.tolerances)
        still = not moves(path)
        return Finding(False, difference, _cleared((trial,), paths) if still else None, still=still)
    if len(path.graph) == 2 and path.graph[1] > path.graph[0]:  # it is why a state grows, if it does
        return Finding(False, observed=Observed.GRAPH_KEPT)
    for long in known.task.trials:
        if long.growth and (kept := paths.get(long.name)) and len(kept.stored) == 2:
            size = sum(p.size for p in long.parameters)
            if kept.stored[1] > kept.stored[0] + SPARE_NUMBERS * len(long.parameters):
                stored = Stored(kept.stored[0] / size, kept.stored[1] / size, known.task.stored_copies)
                return Finding(False, observed=Observed.STATE_GROWS, stored=stored)
    size = sum(p.size for p in trial.parameters)
    spare = SPARE_SHARE * size + SPARE_NUMBERS * len(trial.parameters)
    first, last = path.stored
    stored = Stored(first / size, last / size, known.task.stored_copies)
    if last > first + spare:
        return Finding(False, observed=Observed.STATE_GROWS, stored=stored)
    if last > known.task.stored_copies * size + spare:
        return Finding(False, observed=Observed.STATE_TOO_LARGE, stored=stored)
    difference = first_difference(path, known.right(trial), trial, known.task.reference.tolerances)
    if difference and _rule_is_right(known, paths):
        return Finding(False, difference)
    return _no_optimizer(known, check, paths) or Finding(True)


_JUDGES: Mapping[JudgedBy, Callable[[Paths, Check, Trajectories], Finding]] = {
    JudgedBy.PATH: _path, JudgedBy.BOOKKEEPING: _bookkeeping, JudgedBy.GRADIENTS: _gradients,
    JudgedBy.STORAGE: _storage}


def _assemble(trial: Trial, paths: Trajectories) -> Trajectory | None:
    """The path of `trial` if each parameter moved as it does alone; None if that is unknown."""
    alone = solos(trial)
    own = [p for t in alone if (p := paths.get(t.name)) is not None and p.failure is None]
    if not alone or len(own) < len(alone):
        return None
    lives = _lives(trial)
    have = [False] * len(trial.parameters)
    right = Trajectory(positions=[[p.positions[0][0] for p in own[::len(lives)]]])
    for k, (begin, end) in enumerate(lives):
        at = [0] * len(trial.parameters)
        right.positions[-1] = right.positions[0]  # they are put back before another optimizer takes over
        for t in range(begin, end):
            for i, gradient in enumerate(trial.gradients[t]):
                have[i] = have[i] if isinstance(gradient, str) else gradient is not None
                at[i] += have[i]
            right.positions.append([p.positions[n][0] for p, n in zip(own[k::len(lives)], at)])
    return right
