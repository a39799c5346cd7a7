"""What comes back from the sandbox, turned into trajectories. Nothing in it is taken on trust.

The messages have passed their schema already (`ground/messages.py`). Here they are held against what was asked:
an index, a number of steps or bytes that does not fit makes the whole reply incomplete from there on. What came
before it counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeVar

import numpy as np

from ..ground.clock import Cut
from ..ground.messages import (
    Brought,
    CellRun,
    Classes,
    Designed,
    End,
    Error,
    Message,
    Output,
    OwnWalked,
    Part,
    Path,
    Repeated,
    Reported,
    Walked,
)
from ..ground.trial import Array, Trial
from ..ground.walk import Trajectory
from .questions import Questions

T = TypeVar("T")
NOT_PASSED = "NotRight"  # the exception of the checks that stand in every notebook


class Misfit(Exception):
    """A message that does not fit what was asked."""


@dataclass(frozen=True)
class Run:
    """A training run as the notebook tells of it.

    Attributes:
        lr: the learning rate.
        losses: the loss before each step, or the one after the last.
        last: which of the two.
    """

    lr: float
    losses: Array
    last: bool = False


@dataclass(frozen=True)
class OwnRun:
    """The training with a rule that the student invented: the learning rate and the path; no path if there is none."""

    lr: float = 0.0
    path: Trajectory | None = None


class Reply:
    """What a worker has answered.

    Args:
        messages: (message, body) in the order in which they came.
        asked: what it was asked for.
        indices: where in the notebook the cells stand that were run.

    Attributes:
        outputs: by the cell's index in the notebook.
        cut: why a cell did not come to its end in time, by its index; most do.
        found: names of the classes that are there after the last cell.
        runs: what the notebook says about its runs, by the optimizer's class.
        repeated: the trajectory of each of these runs, walked once more.
        brought: the trials that the notebook brings, by their names; of one that cannot be read, the part to blame.
        complete: whether everything fitted, up to the worker's last word.
        own: the training with the student's invention; None where that was not reached.
    """

    def __init__(self, messages: Iterable[tuple[Message, bytes]], asked: Questions, indices: Sequence[int]):
        self.outputs: dict[int, list[Output]] = {}
        self.cut: dict[int, Cut] = {}
        self.found: frozenset[str] = frozenset()
        self.runs: dict[str, Run] = {}
        self.repeated: dict[str, Trajectory] = {}
        self.brought: dict[str, Designed | Part] = {}
        self.complete = False
        self.own: OwnRun | None = None
        self.asked, self._indices = asked, indices
        self._paths: dict[str, dict[str, Trajectory]] = {}
        try:
            for message, body in messages:
                self._take(message, body)
        except Misfit:
            self.complete = False

    def _take(self, message: Message, body: bytes) -> None:
        match message:
            case CellRun(index, outputs, cut):
                self.outputs[_at(self._indices, index)] = outputs
                if cut:
                    self.cut[_at(self._indices, index)] = cut
            case Classes(found):
                self.found = frozenset(found) & frozenset(self.asked.classes)
            case Walked(index, path):
                question = _at(self.asked.walks, index)
                walked = trajectory(path, body, question.trial)
                self._paths.setdefault(question.task, {})[question.trial.name] = walked
            case Reported(runs):
                if self.asked.runs is None:
                    raise Misfit
                counts = [2 if run.losses is None else 1 + run.losses for run in runs]
                numbers = _numbers(body, sum(counts))
                for run, count in zip(runs, counts):
                    told, numbers = numbers[:count], numbers[count:]
                    self.runs[run.name] = Run(float(told[0]), told[1:], run.losses is None)
            case Repeated(name, path):
                if self.asked.runs is None or name not in self.runs:
                    raise Misfit
                self.repeated[name] = trajectory(path, body, self.asked.runs.trial)
            case Brought(trials):
                if not trials.keys() <= set(self.asked.trials):
                    raise Misfit
                self.brought |= trials
            case OwnWalked(path):
                if self.asked.own is None or self.asked.runs is None:
                    raise Misfit
                self.own = self._own(path, body, self.asked.runs.trial)
            case End():
                self.complete = True

    @staticmethod
    def _own(path: Path | None, body: bytes, trial: Trial) -> OwnRun | None:
        """The invention's training; None if the message does not fit, which concerns nothing else."""
        if path is None:
            return OwnRun()
        try:
            (lr,) = _numbers(body[:8], 1)
            return OwnRun(float(lr), trajectory(path, body[8:], trial))
        except Misfit:
            return None

    def paths(self, task: str) -> Mapping[str, Trajectory]:
        """The trajectories through a task's trials, by the trial's name; some may be missing."""
        return self._paths.get(task, {})

    @property
    def all_paths(self) -> list[Trajectory]:
        """Every trajectory through a trial, in the order in which they were walked."""
        return [path for paths in self._paths.values() for path in paths.values()]

    @property
    def judged_whole(self) -> bool:
        """Whether only what is not judged was left: however the process ended then, it ended nothing that counts."""
        return self.complete and self.asked.own is not None

    @property
    def out_of_time(self) -> bool:
        """Whether a limit of time has cut anything."""
        walked = (*self.all_paths, *self.repeated.values())
        return bool(self.cut) or any(path.failure and path.failure.out_of_time for path in walked)

    @property
    def first_error(self) -> tuple[int, Error] | None:
        """The first cell that ended in an error: its index in the notebook, and the error.

        That a check of the notebook itself is not passed is no such error.
        """
        return next(((index, output) for index, outputs in sorted(self.outputs.items())
                     for output in outputs if isinstance(output, Error) and output.ename != NOT_PASSED), None)


def trajectory(path: Path, body: bytes, trial: Trial) -> Trajectory:
    """The trajectory that a message and its body describe. Misfit if they do not belong to the trial."""
    width, sizes = len(trial.parameters), [p.size for p in trial.parameters]
    whole = path.steps == trial.steps and path.failure is None
    if (not whole and (path.failure is None or path.steps > trial.steps)
            or len(path.marks) != path.steps or any(len(m) != width for m in path.marks)
            or (path.failure and (path.failure.parameter or 0) >= max(width, 1))):
        raise Misfit
    gradients = sum(sizes[i] for m in path.marks for i, mark in enumerate(m) if mark == "g")
    numbers, positions = _numbers(body, (path.steps + 1) * sum(sizes) + gradients), (path.steps + 1) * sum(sizes)
    walked = Trajectory(stored=path.stored, graph=path.graph, lr_changed=path.lr_changed,
                        made_gradients_change=path.made_gradients_change, failure=path.failure)
    walked.positions = _rows(numbers[:positions], path.steps + 1, sizes)
    # The start is what we sent, whatever came back.
    walked.positions[0] = [np.asarray(p, d).astype(float).ravel()
                           for p, d in zip(trial.parameters, trial.dtypes)]
    if all(m == "g" * width for m in path.marks):
        walked.gradients = [[*row] for row in _rows(numbers[positions:], path.steps, sizes)]
        return walked
    at = positions
    for m in path.marks:
        row: list[Array | None] = []
        for size, mark in zip(sizes, m):
            row.append(numbers[at : at + size] if mark == "g" else None)
            at += size if mark == "g" else 0
        walked.gradients.append(row)
    return walked


def _rows(numbers: Array, steps: int, sizes: Sequence[int]) -> list[list[Array]]:
    """For each step a vector for each parameter; NumPy cuts them out of a table sooner than one after the other."""
    table, ends = numbers.reshape(steps, sum(sizes)), list(accumulate(sizes))
    columns = [list(table[:, end - size : end]) for size, end in zip(sizes, ends)]
    return [list(row) for row in zip(*columns)] if columns else [[] for _ in range(steps)]


def _numbers(body: bytes, count: int) -> Array:
    """`count` numbers, which must be all of the body."""
    if len(body) != 8 * count:
        raise Misfit
    return np.frombuffer(body, "<f8")


def _at(things: Sequence[T], index: int) -> T:
    if index >= len(things):
        raise Misfit
    return things[index]
