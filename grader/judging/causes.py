"""What would make it right: under which conditions a path goes wrong that no mistake explains."""

from __future__ import annotations

from ..ground.failure import Failure
from ..ground.trial import Device, Gradient, Trial
from ..language.task import Check
from ..outcome.finding import Circumstances, Finding, Stop
from .compare import first_difference, tiny_gradients
from .judge import Trajectories
from .paths import Paths


def circumstances(known: Paths, check: Check, finding: Finding,
                  paths: Trajectories) -> Circumstances | None:
    """What is known about a difference from the reference's path; None if there is none."""
    if finding.passed or not finding.difference:
        return None
    task = known.task
    tolerances = task.reference.tolerances
    there = [t for t in task.trials if t.name in paths and t.device is Device.CPU]
    wrong = {t.name for t in there if first_difference(paths[t.name], known.right(t), t, tolerances)}
    about = {t.about for t in there if t.name in wrong}
    elsewhere = {t.about for t in there if t.name not in wrong}
    trial = next(t for t in check.trials if t.name == finding.difference.trial)
    failure = finding.difference.failure
    return Circumstances(
        right_trials=sum(t.name in paths and t.name not in wrong for t in check.trials),
        only=about.pop() if len(about) == 1 and not about & elsewhere else None,
        below=tiny_gradients(paths[trial.name], known.right(trial), trial, tolerances),
        stop=stop(trial, failure) if failure else None)


def stop(trial: Trial, failure: Failure) -> Stop:
    """Where a walk through a trial ended before its time."""
    shapes = [p.shape for p in trial.parameters]
    k = failure.parameter
    if k is None and failure.step and len(shapes) == 1:
        k = 0
    return Stop(tuple(dict.fromkeys(shapes)), k, None if k is None else shapes[k], _given(trial, failure.step, k))


def _given(trial: Trial, step: int, parameter: int | None) -> bool | None:
    """Whether a parameter, or else each of them, has been given a gradient in that step; None in the constructor."""
    if step == 0:
        return None
    if trial.problem:
        return True
    last: list[Gradient] = [None] * len(trial.parameters)
    for gradients in trial.gradients[:step]:
        last = [before if isinstance(g, str) else g for before, g in zip(last, gradients)]
    return all(g is not None for g in (last if parameter is None else [last[parameter]]))
