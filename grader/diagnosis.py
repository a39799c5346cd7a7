"""Name the mistake: find the misconception whose path the student's follows.

A name is given only where the paths agree within the tolerance of a right answer. First the whole
set of trials is compared with every single misconception, then with every two that can be made at
once, of which exactly one pair must fit. If nothing fits everywhere, a failed check is named by what
fits its own trials, provided that it is the only one that does. A mistake in the rule must fit all
trials that ask for the rule, since the rule is everywhere the same; where η changes, it may be joined
by another that shows there only.
"""

from __future__ import annotations

import functools
import itertools
import re
from dataclasses import dataclass, replace

from .bookkeeping import combine, optimizer
from .compare import first_difference
from .judge import Finding, reference_paths
from .task import Misconception, Task
from .worker.trial import Trial
from .worker.walk import Trajectory, walk


@dataclass(frozen=True)
class Candidate:
    """Misconceptions that are held at the same time."""

    mistakes: tuple[Misconception, ...]

    def walk(self, task: Task, trial: Trial) -> Trajectory:
        """The candidate's path, walked once and remembered."""
        return _walk(task, tuple(m.name for m in self.mistakes), trial.name)


def diagnose(task: Task, paths: dict[str, Trajectory],
             findings: list[Finding]) -> list[tuple[Misconception, ...]]:
    """The misconceptions that explain each failed check; empty where nothing is known.

    Args:
        task: what was asked.
        paths: the student's trajectories by trial name.
        findings: one for each check, from `judge.judge`.
    """
    if all(f.passed for f in findings):
        return [()] * len(findings)
    whole = _explain_all(task, paths)
    names = []
    for check, finding in zip(task.checks, findings):
        usable = _usable(check.trials, paths)
        told = finding.observed and finding.observed != "gradients_modified"
        if finding.passed or told or check.judge == "storage" or not usable:
            names.append(())
        elif finding.observed:  # who changes the gradients, and how, if that is known
            names.append(tuple(m for m in whole.mistakes if m.driver) if whole else ())
        elif whole:
            names.append(_responsible(task, check, whole, usable))
        else:
            names.append(_explain_check(task, paths, usable))
    return names


def _usable(trials, paths) -> list[Trial]:
    """Trials that say something about the path; short ones first: they rule out most."""
    there = [t for t in trials if t.name in paths and not (
        (error := paths[t.name].error) and (t.device != "cpu" or error["type"] == "TimeIsUp"))]
    return sorted(there, key=lambda t: t.steps)


def _explain_all(task, paths) -> Candidate | None:
    """What explains every trial: one misconception, or the only pair that does."""
    trials = _usable(task.trials, paths)
    if all(paths[t.name].error for t in trials):
        return None  # no misconception stops everywhere
    for m in task.misconceptions:
        if _fits(task, Candidate((m,)), paths, trials):
            return Candidate((m,))
    fitting = [pair for pair in itertools.combinations(task.misconceptions, 2)
               if combine(*pair) and _fits(task, Candidate(pair), paths, trials)]
    return Candidate(fitting[0]) if len(fitting) == 1 else None


def _explain_check(task, paths, trials) -> tuple[Misconception, ...]:
    right = reference_paths(task)
    singles = [Candidate((m,)) for m in task.misconceptions]
    everywhere = _usable([t for c in task.checks if c.judge == "path" for t in c.trials
                          if not t.changes], paths)
    fitting = [c for c in singles if _fits(task, c, paths, trials)
               and (c.mistakes[0].driver or _fits(task, c, paths, everywhere))
               and any(first_difference(c.walk(task, t), right[t.name], t) for t in trials)]
    return fitting[0].mistakes if len(fitting) == 1 else ()


def _fits(task, candidate, paths, trials) -> bool:
    return all(_follows(paths[t.name], candidate.walk(task, t), t) for t in trials)


def _follows(path, other, trial) -> bool:
    """The same path; and where both end in an error, the same kind of error."""
    return (first_difference(path, other, trial) is None
            and _kind_of_error(path.error) == _kind_of_error(other.error))


def _kind_of_error(error: dict | None) -> str | None:
    if error is None:
        return None
    if "NoneType" in error["message"]:
        return "None"
    return "shape" if re.search("size of tensor|shape", error["message"]) else error["type"]


def _responsible(task, check, candidate, trials) -> tuple[Misconception, ...]:
    """Those of the candidate's mistakes that lead astray on these trials by themselves.

    A bookkeeping check asks about the student's own rule, so there a wrong rule is no explanation.
    """
    right = reference_paths(task)
    concerned = [m for m in candidate.mistakes if m.driver or check.judge == "path"]
    alone = tuple(m for m in concerned
                  if any(first_difference(Candidate((m,)).walk(task, t), right[t.name], t)
                         for t in trials))
    return alone or candidate.mistakes


@functools.cache
def _walk(task, mistake_names, trial_name) -> Trajectory:
    chosen = tuple(m for m in task.misconceptions if m.name in mistake_names)
    trial = next(t for t in task.trials if t.name == trial_name)
    path = walk(optimizer(task, chosen), replace(trial, device="cpu", measure=False))
    if path.error is not None:
        path.error = {"type": type(path.error).__name__, "message": str(path.error)}
    return path
