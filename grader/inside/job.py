"""One submission, inside the sandbox: run the notebook, then walk its class through the trials."""

from __future__ import annotations

import contextlib
import io
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from types import CodeType
from typing import Any

import msgspec
import numpy as np
import torch

from ..ground import caps, messages
from ..ground.clock import TimeIsUp, time_limit
from ..ground.failure import failure_of
from ..ground.messages import (
    CellRun,
    Classes,
    End,
    Message,
    Output,
    Repeated,
    Reported,
    ReportedRun,
    Request,
    Subject,
    Walked,
)
from ..ground.subject import on_schedule
from ..ground.trial import Array, Trial, decode
from ..ground.walk import Trajectory, walk
from .cells import Session, Shell
from .environment import settle
from .zygote import Send

TRIAL_SECONDS = 3.0  # for one trial
TIMEOUTS = 2  # so many trials may run out of time before the rest is left out
MOST_LOOKED_AT = 20  # entries of a capstone's `runs`
FRESH_SECONDS = 0.2  # a class's cell that ran no longer than this is run anew for every trial


def run(asked: dict[str, Any], body: bytes, send: Send, shell: Shell) -> None:
    """Answer one request.

    Args:
        asked: a `messages.Request` as JSON has it.
        body: the numbers of the walks' trials, one after the other, and then those of the runs'.
        send: called for every message: a `CellRun` for every cell, `Classes`, a `Walked` for every walk
            of classes that are there, and `End`; in between `Reported` and a `Repeated` for each of the
            runs, if they were asked for.
        shell: a fresh IPython shell.
    """
    settle(shell)
    answer(msgspec.convert(asked, Request), body, send, shell)


def answer(request: Request, body: bytes, send: Send, shell: Shell, patience: float = 1.0) -> None:
    """Answer one request; `patience` is by how much every time limit is multiplied."""
    student = _Student(Session(shell, patience), request.classes, TRIAL_SECONDS * patience)

    def say(message: Message, numbers: bytes = b"") -> None:
        send(msgspec.json.encode(message), numbers)

    for index, source in enumerate(request.cells):
        say(CellRun(index, student.run(source)))
    say(Classes(student.look()))

    walks = [*request.walks, *([request.runs] if request.runs else [])]
    trials, at = [], 0
    for one in walks:
        trials.append(decode(one.trial, body[at : at + one.size]))
        at += one.size
    timeouts = 0
    for index, (one, trial) in enumerate(zip(request.walks, trials)):
        if student.has(one.subject):
            path = student.walk(one.subject, trial)
            header, numbers = encode(path)
            say(Walked(index, header), numbers)
            timeouts += path.failure is not None and path.failure.out_of_time
        if timeouts >= TIMEOUTS:
            break
    else:
        if request.runs:
            _repeat_runs(student, request.runs.subject, trials[-1], say)
    say(End())


def _repeat_runs(student: _Student, subject: Subject, trial: Trial,
                 say: Callable[[Message, bytes], None]) -> None:
    """Send what the notebook says about its runs, and walk each of them once more."""
    runs = plain_runs(student.namespace.get("runs"), student.found, trial.steps)
    numbers = [number for lr, losses in runs.values() for number in (lr, *losses)]
    say(Reported([ReportedRun(name, len(losses)) for name, (_, losses) in runs.items()]),
        np.asarray(numbers, "<f8").tobytes())
    for name, (lr, _) in runs.items():
        whole = Subject(name, subject.schedule)
        if student.has(whole):
            given = {**trial.hyperparameters[0], "lr": lr}
            header, raw = encode(student.walk(whole, replace(trial, hyperparameters=(given,))))
            say(Repeated(name, header), raw)


def plain_runs(runs: object, names: list[str], steps: int) -> dict[str, tuple[float, list[float]]]:
    """The first entries of `runs` that are of the form asked for: learning rate and losses by name."""
    plain: dict[str, tuple[float, list[float]]] = {}
    for name, run in list(runs.items())[:MOST_LOOKED_AT] if isinstance(runs, dict) else ():
        with contextlib.suppress(Exception):
            losses = [float(loss) for loss in list(run["losses"])[: steps + 1]]
            if type(name) is str and name in names and len(plain) < caps.RUNS:
                plain[name] = float(run["lr"]), losses
    return plain


class _Student:
    """The notebook's session, and the cells in which its classes were defined."""

    def __init__(self, session: Session, classes: list[str], seconds: float):
        self.session = session
        self._seconds = seconds  # for one trial
        self.homes: dict[str, CodeType | None] = dict.fromkeys(classes)
        self.found: list[str] = []
        # Every parameter of every trial: identities are never used twice.
        self._alive: list[torch.Tensor] = []

    @property
    def namespace(self) -> dict[str, Any]:
        """The notebook's variables."""
        names: dict[str, Any] = self.session.shell.user_ns
        return names

    def look(self) -> list[str]:
        """Which of the classes are there after the last cell."""
        self.found = [name for name in self.homes if isinstance(self.namespace.get(name), type)]
        return self.found

    def has(self, subject: Subject) -> bool:
        """Whether all that `subject` takes is there."""
        return all(name in self.found for name in subject.classes)

    def run(self, source: str) -> list[Output]:
        """Run a cell; return its outputs."""
        before = {name: self.namespace.get(name) for name in self.homes}
        started = time.perf_counter()
        outputs = self.session.run(source)
        quick = time.perf_counter() - started < FRESH_SECONDS
        for name in self.homes:
            if self.namespace.get(name) is not before[name]:
                self.homes[name] = _compiled(self.session.shell, source) if quick else None
        return outputs

    def walk(self, subject: Subject, trial: Trial) -> Trajectory:
        """Walk a subject, silently, with class-level state as the notebook first made it."""
        streams = sys.stdout, sys.stderr
        sys.stdout = sys.stderr = _Silence()
        path = None
        try:
            for home in dict.fromkeys(self.homes[name] for name in subject.classes):
                if home is not None:
                    with contextlib.suppress(Exception, TimeIsUp), time_limit(self._seconds):
                        exec(home, self.namespace)
            self.session.shell.restore_switches()
            optimizer: Any = self.namespace[subject.optimizer] if subject.optimizer else None
            walked = on_schedule(optimizer, self.namespace[subject.schedule]) if subject.schedule else optimizer
            with time_limit(self._seconds):
                path = walk(walked, trial, keep=self._alive)
        except TimeIsUp as error:  # it rang where `walk` does not listen
            path = path or Trajectory(positions=[_start(trial)], failure=failure_of(error, 0))
        finally:
            sys.stdout, sys.stderr = streams
        return path


def _start(trial: Trial) -> list[Array]:
    """Where a walk begins, flat float64."""
    return [p.astype(dtype.value).astype(float).ravel() for p, dtype in zip(trial.parameters, trial.dtypes)]


def _compiled(shell: Shell, source: str) -> CodeType:
    """A cell's code, under a file name that leads back to its lines."""
    plain = shell.transform_cell(source)  # type: ignore[no-untyped-call]
    tree: Any = shell.compile.ast_parse(plain)
    code: CodeType = compile(tree, shell.compile.cache(plain, shell.execution_count), "exec")
    return code


class _Silence(io.TextIOBase):
    def write(self, text: str) -> int:
        return len(text)


def encode(path: Trajectory) -> tuple[messages.Path, bytes]:
    """A trajectory as it passes the wall, and its numbers: positions, then gradients, raw float64."""
    marks, arrays = [], [p for step in path.positions for p in step]
    for step in path.gradients:
        marks.append("".join("0" if g is None else "g" for g in step))
        arrays.extend(g for g in step if g is not None)
    header = messages.Path(path.steps, marks, path.stored, path.graph, path.lr_changed, path.failure)
    return header, b"".join(np.asarray(a, "<f8").tobytes() for a in arrays)
