"""The capstone: three optimizers of the student's own and a schedule, and what they did on real data.

It is judged by what is there already. An optimizer is put through its own task, the schedule through a
small task of its own, and a run is theirs if their optimizer, walked once more through the same
training, meets the losses that the notebook reports.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from . import examination
from .examination import Question
from .judge import Finding
from .reply import Reply
from .task import Check, Task
from .verdict import CheckVerdict
from .worker.problems import PROBLEMS
from .worker.trial import Trial
from .worker.walk import Trajectory

NUMBER = 3  # of optimizers that are asked for
LOSS_TOLERANCE = 1e-6  # relative; the same computation in another order stays far below
ORDINALS = ("first", "second", "third")


@dataclass(eq=False)
class Capstone:
    """What is asked: optimizers to choose from, a schedule, runs.

    Attributes:
        name, title, chapter: as in a Task.
        optimizers: the tasks of the optimizers that may be brought.
        schedule: a task whose paths are learning rates; its class is the schedule's.
        run: the training of which the notebook reports the losses; "lr" is the notebook's.
        checks: in the order of the notebook: for each optimizer its rule and its bookkeeping, the
            schedule, the runs.
    """

    name: str
    title: str
    chapter: str
    optimizers: tuple[Task, ...]
    schedule: Task
    run: Trial
    checks: tuple[Check, ...]

    @property
    def class_name(self) -> str:
        """The class by which the notebook is recognised."""
        return self.schedule.class_name

    @property
    def max_points(self) -> float:
        """Sum of the checks' points."""
        return sum(check.points for check in self.checks)


def capstone_checks() -> tuple[Check, ...]:
    """The checks of the capstone; which trials they are read from depends on what is brought."""
    checks = [check for k, nth in enumerate(ORDINALS, start=1) for check in (
        Check(f"rule_{k}", f"{nth} optimizer: the rule", 1, "path", ()),
        Check(f"model_{k}", f"{nth} optimizer: a whole model", 1, "bookkeeping", ()))]
    return (*checks, Check("schedule", "schedule", 2, "path", ()),
            Check("runs", "three runs of your own", 2, "path", ()))


def questions(task: Capstone, device: str = "cpu") -> list[Question]:
    """All walks that it takes to judge whatever is brought; the last one is the run."""
    schedule = task.schedule.class_name
    asked = [q for t in task.optimizers for q in examination.questions(t, device=device)]
    asked += examination.questions(task.schedule, (None, schedule))
    return [*asked, Question(task.schedule, task.run, (None, schedule))]


def verdicts(task: Capstone, reply: Reply) -> list[CheckVerdict]:
    """One verdict for each of the capstone's checks."""
    brought = {t: examination.verdicts(t, reply.paths[t.name])
               for t in task.optimizers if t.class_name in reply.found}
    rules = [_summary(t, [v for v in checks if v.check.judge == "path"])
             for t, checks in brought.items()]
    models = [_summary(t, [v for v in checks if v.check.judge != "path"])
              for t, checks in brought.items()]
    made = {}
    for kind, results in (("rule", rules), ("model", models)):
        results.sort(key=lambda result: not result[0].passed)  # the right ones first
        for k in range(NUMBER):
            made[f"{kind}_{k + 1}"] = results[k] if k < len(results) else (
                Finding(False), (), _too_few(task, len(brought)))
    made["schedule"] = _schedule(task, reply)
    made["runs"] = _runs(task, reply)
    return [CheckVerdict(check, *made[check.name]) for check in task.checks]


def _summary(task: Task, checks: list[CheckVerdict]) -> tuple[Finding, tuple, str]:
    """Several checks of one optimizer as one: the first that fails speaks."""
    failed = next((v for v in checks if not v.finding.passed), None)
    if failed is None:
        return Finding(True), (), ""
    message = f"{task.class_name}, {failed.check.title}: {failed.message}"
    return failed.finding, failed.mistakes, message


def _too_few(task: Capstone, number: int) -> str:
    classes = ", ".join(t.class_name for t in task.optimizers)
    have = f"only {number}" if number else "none"
    return f"Three optimizers are needed and there is {have} here. Bring three of {classes}."


def _schedule(task: Capstone, reply: Reply) -> tuple[Finding, tuple, str]:
    name = task.schedule.class_name
    if name not in reply.found:
        return Finding(False), (), f"There is no class {name}."
    return _summary(task.schedule, examination.verdicts(task.schedule, reply.paths[task.schedule.name]))


def _runs(task: Capstone, reply: Reply) -> tuple[Finding, tuple, str]:
    classes = {t.class_name for t in task.optimizers}
    runs = {name: run for name, run in reply.runs.items() if name in classes}
    if len(runs) < NUMBER:
        return Finding(False), (), (
            f"The dictionary runs has {len(runs)} entries of the form asked for, and three are "
            'needed: runs["Adam"] = {"lr": 0.01, "losses": [...]}, with the class\'s name as key.')
    for name, run in runs.items():
        wrong = _untrue(name, run, reply.walked_runs.get(name), task.run)
        if wrong:
            return Finding(False), (), wrong
    return Finding(True), (), ""


def _untrue(name: str, run: dict, path: Trajectory | None, trial: Trial) -> str | None:
    """What is wrong with a reported run; None if it is what the optimizer does."""
    told = np.array(run["losses"])
    if len(told) != trial.steps:
        return f"The run of {name} has {len(told)} losses; train() makes {trial.steps} steps."
    if path is None or path.error:
        return f"Your {name} could not be walked through the training once more, on your schedule."
    true = np.array([losses_along(trial, positions) for positions in path.positions[: trial.steps]])
    with np.errstate(invalid="ignore"):
        off = ~((np.abs(told - true) <= LOSS_TOLERANCE * np.abs(true)) | (told == true)
                | (np.isnan(told) & np.isnan(true)))
    if not off.any():
        return None
    step = int(np.argmax(off))
    return (f"The losses of {name} are not those of your {name} with η = {run['lr']:g} on your "
            f"schedule: before step {step + 1} the loss is {true[step]:.4g}, and runs says "
            f"{told[step]:.4g}. Use train() as it is.")


def losses_along(trial: Trial, positions: list[np.ndarray]) -> float:
    """The training's loss at one point of a path."""
    tensors = [torch.from_numpy(np.array(p)).reshape(np.shape(start))
               for p, start in zip(positions, trial.parameters)]
    return PROBLEMS[trial.problem](tensors).item()
