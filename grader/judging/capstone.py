"""Judging a capstone: three optimizers of the student's own and a schedule, and what they did on real data.

It is judged by what is there already. An optimizer is put through its own task, the schedule through a
small task of its own, and a run is theirs if their optimizer, walked once more through the same
training, meets the losses that the notebook reports.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch

from ..ground.messages import Subject
from ..ground.problems import PROBLEMS
from ..ground.trial import Array, Device, Trial
from ..ground.walk import Trajectory
from ..language import capstone
from ..language.capstone import Capstone
from ..language.task import Check, JudgedBy, Task
from ..outcome.finding import (
    Fault,
    Finding,
    NoClass,
    RunEnd,
    RunLength,
    RunNotRepeated,
    RunOutOfTime,
    RunUntrue,
    TooFew,
    TooFewRuns,
)
from ..outcome.verdict import CheckVerdict, Part, Parting
from . import judge
from .exam import TaskExaminer
from .questions import Question, Questions
from .reply import Reply, Run

LOSS_TOLERANCE = 1e-6  # relative; the same computation in another order stays far below
# Of a loss that was written down: it may be rounded, and comes from another machine.
WRITTEN_TOLERANCE = 0.01


class CapstoneExaminer:
    """Judges capstones. It remembers the paths that it has walked.

    Args:
        exam: the capstone.
    """

    def __init__(self, exam: Capstone):
        self.exam = exam
        self._on_schedule = Subject(None, exam.schedule.class_name)
        self._optimizers = [TaskExaminer(task) for task in exam.optimizers]
        self._schedule = TaskExaminer(exam.schedule, self._on_schedule)

    def ask(self, device: Device) -> Questions:
        asked = [q for one in (*self._optimizers, self._schedule) for q in one.ask(device).walks]
        runs = Question(self.exam.schedule.name, self._on_schedule, self.exam.run)
        return Questions(tuple(asked), runs, self.exam.dtype, own=self.exam.own)

    def verdicts(self, reply: Reply) -> list[CheckVerdict]:
        brought = [(one.exam, one.verdicts(reply)) for one in self._optimizers
                   if one.exam.class_name in reply.found]
        made: dict[str, _Result] = {}
        for name, judged_by_path in ((capstone.rule, True), (capstone.model, False)):
            results = [_summary(task, [v for v in checks if (v.check.judge is JudgedBy.PATH) == judged_by_path])
                       for task, checks in brought]
            results.sort(key=lambda result: not result.finding.passed)  # the right ones first
            missing = TooFew(len(brought), tuple(t.class_name for t in self.exam.optimizers))
            results += [_Result(Finding(False, fault=missing))] * capstone.NUMBER
            made |= {name(k): results[k - 1] for k in range(1, capstone.NUMBER + 1)}
        made[capstone.SCHEDULE] = self._judge_schedule(reply)
        made[capstone.RUNS] = _Result(self._judge_runs(reply))
        return [made[check.name].of(check) for check in self.exam.checks]

    def parting(self, checks: list[CheckVerdict], reply: Reply) -> Parting | None:
        """The first of the classes whose path leaves the right one, as its own task draws it."""
        for one in (*self._optimizers, self._schedule):
            found = judge.parting(one.known, [c for c in checks if c.task is one.exam], reply.paths(one.exam.name))
            if found:
                return found
        return None

    def _judge_schedule(self, reply: Reply) -> _Result:
        task = self._schedule.exam
        if task.class_name not in reply.found:
            return _Result(Finding(False, fault=NoClass(task.class_name)))
        return _summary(task, self._schedule.verdicts(reply))

    def _judge_runs(self, reply: Reply) -> Finding:
        classes = {t.class_name for t in self.exam.optimizers}
        runs = {name: run for name, run in reply.runs.items() if name in classes}
        if len(runs) < capstone.NUMBER:
            return Finding(False, fault=TooFewRuns(len(runs)))
        for name, run in runs.items():
            wrong = _untrue(name, run, reply.repeated.get(name), self.exam.run)
            if wrong:
                return Finding(False, fault=wrong)
        return Finding(True)


@dataclass(frozen=True)
class _Result:
    """A verdict whose check is not known yet."""

    finding: Finding
    source: CheckVerdict | None = None
    part: Part | None = None

    def of(self, check: Check) -> CheckVerdict:
        if self.source is None:
            return CheckVerdict(check, self.finding)
        return replace(self.source, check=check, part=self.part)


def _summary(task: Task, checks: list[CheckVerdict]) -> _Result:
    """Several checks of one class as one: the first that fails speaks."""
    failed = next((v for v in checks if not v.finding.passed), None)
    if failed is None:
        return _Result(Finding(True))
    return _Result(failed.finding, failed, Part(task.class_name, failed.check.title))


def _untrue(name: str, run: Run, path: Trajectory | None, trial: Trial) -> Fault | None:
    """What is wrong with a reported run; None if it is what the optimizer does."""
    told = run.losses
    if not run.last and len(told) != trial.steps:
        return RunLength(name, len(told), trial.steps)
    if path is not None and path.failure and path.failure.out_of_time:
        return RunOutOfTime(name, path.failure.cut)
    if path is None or path.failure:
        return RunNotRepeated(name)
    points, tolerance = ((path.positions[-1:], WRITTEN_TOLERANCE) if run.last else
                         (path.positions[:-1], LOSS_TOLERANCE))
    true = np.array([loss_at(trial, positions) for positions in points])
    with np.errstate(invalid="ignore"):
        near = np.isfinite(true) & (np.abs(told - true) <= tolerance * np.abs(true))
    # A list may tell of a training that went astray. A last loss that is no number tells of nothing.
    off = ~near if run.last else ~(near | (told == true) | (np.isnan(told) & np.isnan(true)))
    if not off.any():
        return None
    step = int(np.argmax(off))
    if run.last:
        return RunEnd(name, run.lr, trial.steps, float(true[0]), float(told[0]))
    return RunUntrue(name, run.lr, step + 1, float(true[step]), float(told[step]))


def loss_at(trial: Trial, positions: list[Array]) -> float:
    """The training's loss at one point of a path."""
    assert trial.problem is not None
    tensors = [torch.from_numpy(np.array(p)).reshape(np.shape(start))
               for p, start in zip(positions, trial.parameters)]
    return PROBLEMS[trial.problem](tensors).item()
