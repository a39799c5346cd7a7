"""Judge the trajectories that came out of the sandbox against the reference's.

There are two questions, and they are kept apart so that one mistake costs its own points only. Is
the *rule* right: does the path equal the reference's? Is the *bookkeeping* right: does every
parameter move as it would move alone? The second is asked of the student's own rule, so whoever has
the formula wrong still earns the points for handling many parameters, None, dtypes and devices.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field, replace

import numpy as np

from .compare import FLOAT32_LEVEL, Difference, first_difference, gradients_as_given, moves, tiny_gradients
from .task import Check, Task
from .worker.trial import KEEP, Trial
from .worker.walk import Trajectory, walk

# What may be stored beyond the method's copies: counters and other scalars, for each parameter.
SPARE_NUMBERS = 16
SPARE_SHARE = 0.02  # of the parameters' size


@dataclass(frozen=True)
class Finding:
    """What a check found, as data.

    Attributes:
        passed: whether the points are earned.
        difference: where the path first leaves the right one, if that is why it failed.
        observed: name of a mistake that was measured, not compared: "gradients_modified",
            "gradients_cleared", "state_too_large", "state_grows", "graph_kept",
            "state_of_float32", "lr_changed", "not_device_agnostic".
        numbers: what the message about `observed` needs.
        still: whether the optimizer moved nothing at all.
        alone: whether `difference` is from how the parameter moves when it is alone.
        missing: whether no trajectory was there to judge.
    """

    passed: bool
    difference: Difference | None = None
    observed: str | None = None
    numbers: dict = field(default_factory=dict)
    still: bool = False
    alone: bool = False
    missing: bool = False


@dataclass(frozen=True)
class Circumstances:
    """Under which conditions a path goes wrong, where no mistake explains it.

    Attributes:
        right_trials: how many other trials of the same check are right.
        only: what all trials that go wrong have in common and no right one has (`Trial.about`).
        below: a bound: only weights with smaller gradients leave the right path.
    """

    right_trials: int
    only: str | None = None
    below: float | None = None


def all_trials(task: Task) -> list[Trial]:
    """The task's trials and the solo walks that the bookkeeping checks need, in sending order."""
    return [*task.trials, *(s for check in task.checks if check.judge != "path"
                            for t in check.trials for s in solos(t))]


def solos(trial: Trial) -> list[Trial]:
    """One trial for each parameter of `trial`, alone and without its difficulties.

    Steps without gradient are left out, kept gradients are written again, and everything is plain
    float64 on the CPU. A closed loop has none: there the gradients depend on all parameters.
    """
    if trial.problem or trial.measure:
        return []
    alone = []
    for i, start in enumerate(trial.parameters):
        gradients, last = [], None
        for step in trial.gradients:
            last = last if _kept(step[i]) else step[i]
            if last is not None:
                gradients.append((last,))
        alone.append(Trial(
            f"{trial.name}, parameter {i} alone",
            (np.asarray(start, trial.dtypes[i]).astype(float),),
            tuple((np.asarray(g, trial.dtypes[i]).astype(float),) for (g,) in gradients),
            (trial.hyperparameters[trial.owners[i]],), changes=trial.changes))
    return alone


@functools.cache
def reference_paths(task: Task) -> dict[str, Trajectory]:
    """The right trajectory of every trial, by the trial's name; walked once."""
    # The reference's own argument order is its affair, and so are its device and what it stores.
    plainly = dict(device="cpu", positional=False, measure=False)
    return {t.name: walk(task.reference, replace(t, **plainly)) for t in task.trials}


def judge(task: Task, paths: dict[str, Trajectory]) -> list[Finding]:
    """One finding for each of the task's checks.

    Args:
        task: what was asked.
        paths: the student's trajectories by trial name; some may be missing.
    """
    right = reference_paths(task)
    return [_JUDGES[check.judge](task, check, paths, right) for check in task.checks]


def circumstances(task: Task, check: Check, finding: Finding,
                  paths: dict[str, Trajectory]) -> Circumstances | None:
    """What is known about a difference from the reference's path; None if there is none."""
    if finding.passed or not finding.difference:
        return None
    right = reference_paths(task)
    there = [t for t in task.trials if t.name in paths and t.device == "cpu"]
    wrong = {t.name for t in there if first_difference(paths[t.name], right[t.name], t)}
    about = {t.about for t in there if t.name in wrong}
    elsewhere = {t.about for t in there if t.name not in wrong}
    trial = next(t for t in check.trials if t.name == finding.difference.trial)
    return Circumstances(
        right_trials=sum(t.name in paths and t.name not in wrong for t in check.trials),
        only=about.pop() if len(about) == 1 and not about & elsewhere else None,
        below=tiny_gradients(paths[trial.name], right[trial.name], trial))


def _path(task, check, paths, right) -> Finding:
    for trial in check.trials:
        if trial.name not in paths:
            return Finding(False, missing=True)
        difference = first_difference(paths[trial.name], right[trial.name], trial)
        if difference:
            imprecise = all(
                t.name in paths and first_difference(paths[t.name], right[t.name], t,
                                                     at_least=FLOAT32_LEVEL) is None
                for t in task.trials if t.device == "cpu")
            observed = ("state_of_float32" if imprecise else
                        "lr_changed" if paths[trial.name].lr_changed else None)
            return Finding(False, difference, observed, still=not moves(paths[trial.name]))
    return Finding(True)


def _bookkeeping(task, check, paths, right) -> Finding:
    own_rule = None  # where the path is the student's own rule's, and not the reference's
    for trial in check.trials:
        if trial.name not in paths:
            return Finding(False, missing=True)
        path = paths[trial.name]
        difference = first_difference(path, right[trial.name], trial)
        if not difference:
            continue
        if trial.problem and own_rule:
            continue  # with another rule, a closed loop leads elsewhere: it proves nothing here
        alone = _assemble(trial, paths)
        if alone is None:
            return Finding(False, difference, still=not moves(path))
        observed = "not_device_agnostic" if trial.device != "cpu" and path.error else None
        if not moves(path):
            return Finding(False, difference, observed, still=True)
        apart = first_difference(path, alone, trial)
        if apart:
            return Finding(False, apart, observed, alone=True)
        own_rule = own_rule or difference
    if own_rule and _rule_is_right(task, paths, right):
        return Finding(False, own_rule)
    return Finding(True)


def _rule_is_right(task, paths, right) -> bool:
    return all(t.name in paths and not first_difference(paths[t.name], right[t.name], t)
               for check in task.checks if check.judge == "path" for t in check.trials)


def _gradients(task, check, paths, right) -> Finding:
    for trial in check.trials:
        path = paths.get(trial.name)
        if path is not None and path.steps and moves(path):
            untouched, cleared = gradients_as_given(path, trial)
            if not untouched:
                name = "gradients_cleared" if cleared else "gradients_modified"
                return Finding(False, observed=name)
    return _bookkeeping(task, check, paths, right)


def _storage(task, check, paths, right) -> Finding:
    (trial,) = check.trials
    path = paths.get(trial.name)
    if path is None:
        return Finding(False, missing=True)
    if path.error or len(path.stored) < 2 or not moves(path):
        difference = first_difference(path, right[trial.name], trial)
        return Finding(False, difference, still=not moves(path))
    size = sum(p.size for p in trial.parameters)
    spare = SPARE_SHARE * size + SPARE_NUMBERS * len(trial.parameters)
    first, last = path.stored
    numbers = dict(stored=last / size, needed=task.stored_copies, first=first / size)
    if len(path.graph) == 2 and path.graph[1] > path.graph[0]:
        return Finding(False, observed="graph_kept")
    if last > first + spare:
        return Finding(False, observed="state_grows", numbers=numbers)
    if last > task.stored_copies * size + spare:
        return Finding(False, observed="state_too_large", numbers=numbers)
    return Finding(True)


_JUDGES = {"path": _path, "bookkeeping": _bookkeeping, "gradients": _gradients,
           "storage": _storage}


def _assemble(trial: Trial, paths: dict[str, Trajectory]) -> Trajectory | None:
    """The path of `trial` if each parameter moved as it does alone; None if that is unknown."""
    alone = solos(trial)
    own = [paths.get(t.name) for t in alone]
    if not alone or any(p is None or p.error for p in own):
        return None
    right = Trajectory(positions=[[p.positions[0][0] for p in own]])
    at, have = [0] * len(own), [False] * len(own)
    for step in trial.gradients:
        for i, gradient in enumerate(step):
            have[i] = have[i] if _kept(gradient) else gradient is not None
            at[i] += have[i]
        right.positions.append([p.positions[k][0] for p, k in zip(own, at)])
    return right


def _kept(gradient) -> bool:
    return isinstance(gradient, str) and gradient == KEEP
