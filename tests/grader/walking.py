"""Answers judged without a sandbox: what is judged is the path, wherever it was walked."""

from __future__ import annotations

import gc
import linecache
import sys
import types
from collections.abc import Callable
from typing import Any

import msgspec

from grader.ground.messages import Message, Walked
from grader.ground.walk import Trajectory, walk
from grader.inside.job import encode
from grader.judging import diagnosis, judge
from grader.judging.paths import Paths
from grader.judging.reply import trajectory
from grader.language import registry
from grader.language.task import Task

from .answers import BASE

MESSAGES = msgspec.json.Decoder(Message)


def namespace(code: str) -> dict[str, Any]:
    """The names that the code defines in a notebook with the base class.

    They are a module's, as a notebook's are: `torch.jit.script`, `dataclass` and `pickle` look for it by its name.
    """
    module = types.ModuleType("answer")
    sys.modules[module.__name__] = module
    names = vars(module)
    file = "<ipython-input-answer>"
    linecache.cache[file] = len(BASE + code), None, (BASE + code).splitlines(keepends=True), file  # as IPython does
    exec(compile(BASE + code, file, "exec"), names)
    return names


def over_the_wall(message: Message) -> Message:
    """A message as it arrives outside."""
    return MESSAGES.decode(msgspec.json.encode(message))


def walk_all(make: Callable[[], type], task: Task) -> dict[str, Trajectory]:
    """The trajectories of a fresh class for every trial, through the worker's own wire format."""
    gc.freeze()  # what is known about the tasks grows and grows, and counting what is stored collects garbage
    keep, paths = [], {}
    for index, trial in enumerate(judge.all_trials(task)):
        path, numbers = encode(walk(make(), trial, keep=keep))
        paths[trial.name] = trajectory(over_the_wall(Walked(index, path)).path, numbers, trial)
    return paths


class Result:
    """What the judges say.

    Attributes:
        paths: the trajectories, by the trial's name.
        findings: one for each check.
        score: the points that were earned.
        failed: names of the checks that earned nothing.
        names: names of all mistakes that are spoken of.
    """

    def __init__(self, known: Paths, paths: dict[str, Trajectory]):
        self.paths = paths
        self.findings = judge.judge(known, paths)
        named = diagnosis.diagnose(known, paths, self.findings)
        both = list(zip(known.task.checks, self.findings))
        self.score = sum(check.points for check, finding in both if finding.passed)
        self.failed = [check.name for check, finding in both if not finding.passed]
        self.names = {m.name for mistakes in named for m in mistakes} | {
            finding.observed.value for finding in self.findings if finding.observed}


class Judges:
    """Judges answers to any task; what is known about a task is walked once."""

    def __init__(self) -> None:
        self.tasks = registry.find()
        self._known: dict[str, Paths] = {}

    def known(self, name: str) -> Paths:
        if name not in self._known:
            self._known[name] = Paths(self.tasks[name])
        return self._known[name]

    def classes(self, name: str, make: Callable[[], type]) -> Result:
        """Judge the classes that `make()` returns, a fresh one for each trial."""
        return Result(self.known(name), walk_all(make, self.tasks[name]))

    def code(self, name: str, code: str) -> Result:
        """Judge source code."""
        return self.classes(name, lambda: namespace(code)[self.tasks[name].class_name])
