"""One submission, inside the sandbox: run the notebook, then walk its class through the trials."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
import torch

from ..ground import caps, messages
from ..ground.clock import Stopwatch, TimeIsUp, time_limit
from ..ground.failure import failure_of
from ..ground.frames import Send
from ..ground.limits import Limits
from ..ground.messages import (
    Brought,
    CellRun,
    Classes,
    Designed,
    End,
    Message,
    OwnWalked,
    Part,
    Repeated,
    Reported,
    ReportedRun,
    Request,
    Subject,
    Walked,
    named,
)
from ..ground.subject import on_schedule
from ..ground.trial import Array, DType, Trial, decode
from ..ground.walk import Trajectory, walk
from .cells import Session, Shell
from .definition import Definitions
from .designed import designed
from .environment import settle

TIMEOUTS = 4  # so many trials may run out of time before the rest is left out
# Who waits for a gradient that is None does so in each trial that has one: after so many the others get a share
# of the time, and do not count.
WAITED = 2
SHARE = 0.1
MOST_LOOKED_AT = 20  # entries of a capstone's `runs`


Say = Callable[[Message, bytes], None]


def run(asked: dict[str, Any], body: bytes, send: Send, shell: Shell, limits: Limits) -> None:
    """Answer one request.

    Args:
        asked: a `messages.Request` as JSON has it.
        body: the numbers of the walks' trials, one after the other, and then those of the runs'.
        send: called for every message: a `CellRun` for every cell, `Classes`, a `Walked` for every walk
            of classes that are there, and `End`; in between `Reported` and a `Repeated` for each of the
            runs, and `Brought`, if they were asked for. What the student invented comes after the end: it costs
            nobody the answers to what is judged, whatever it does.
        shell: a fresh IPython shell.
        limits: how long cells and trials may take.
    """
    settle(shell)
    answer(msgspec.convert(asked, Request), body, send, shell, limits)


def answer(request: Request, body: bytes, send: Send, shell: Shell, limits: Limits) -> None:
    """Answer one request."""
    classes = [*request.classes, *([request.own] if request.own else [])]
    student = _Student(Session(shell, limits), classes, limits, request.dtype)

    def say(message: Message, numbers: bytes = b"") -> None:
        send(msgspec.json.encode(message), numbers)

    wanted = named(request.names)
    for index, source in enumerate(request.cells):
        say(CellRun(index, *student.session.run(source, wanted=wanted.search(source) is not None)))
    say(Classes([name for name in student.look() if name in request.classes]))
    if request.trials:
        say(Brought(student.designed(request.trials)))

    walks = [*request.walks, *([request.runs] if request.runs else [])]
    trials, at = [], 0
    for one in walks:
        trials.append(decode(one.trial, body[at : at + one.size]))
        at += one.size
    timeouts = waited = 0
    whole = True
    for index, (one, trial) in enumerate(zip(request.walks, trials)):
        if student.has(one.subject):
            rests = any(gradient is None for step in trial.gradients for gradient in step)
            known = rests and waited >= WAITED
            path = student.walk(one.subject, trial, SHARE if known else 1.0)
            header, numbers = encode(path)
            say(Walked(index, header), numbers)
            out_of_time = path.failure is not None and path.failure.out_of_time
            timeouts += out_of_time and not known
            waited += out_of_time and rests
        if timeouts >= TIMEOUTS or student.out_of_time:
            whole = False
            break
    if request.runs and whole:
        _repeat_runs(student, request.classes, request.runs.subject, trials[-1], say)
    say(End())
    if request.runs and request.own and whole and not student.out_of_time:
        _walk_own(student, Subject(request.own, request.runs.subject.schedule), trials[-1], say)


def _repeat_runs(student: _Student, classes: list[str], subject: Subject, trial: Trial, say: Say) -> None:
    """Send what the notebook says about its runs, and walk each of them once more."""
    found = [name for name in student.found if name in classes]
    runs = plain_runs(student.namespace.get("runs"), found, trial.steps)
    numbers = [number for lr, told in runs.values() for number in (lr, *(told if isinstance(told, list) else [told]))]
    say(Reported([ReportedRun(name, len(told) if isinstance(told, list) else None)
                  for name, (_, told) in runs.items()]), np.asarray(numbers, "<f8").tobytes())
    for name, (lr, _) in runs.items():
        whole = Subject(name, subject.schedule)
        if student.has(whole):
            header, raw = encode(student.walk(whole, _at_rate(trial, lr)))
            say(Repeated(name, header), raw)


def _walk_own(student: _Student, subject: Subject, trial: Trial, say: Say) -> None:
    """Walk what the student invented, if the notebook brings it and says with which learning rate."""
    lr = student.own_rate()
    if lr is None or not student.has(subject):
        say(OwnWalked(), b"")
        return
    header, raw = encode(student.walk(subject, _at_rate(trial, lr)))
    say(OwnWalked(header), np.asarray([lr], "<f8").tobytes() + raw)


def _at_rate(trial: Trial, lr: float) -> Trial:
    return replace(trial, hyperparameters=({**trial.hyperparameters[0], "lr": lr},))


def plain_runs(runs: object, names: list[str], steps: int) -> dict[str, tuple[float, list[float] | float]]:
    """The first entries of `runs` that are of a form asked for: by name the learning rate, and losses or the last."""
    plain: dict[str, tuple[float, list[float] | float]] = {}
    entries: dict[Any, Any] = runs if issubclass(type(runs), dict) else {}  # type: ignore[assignment]
    for name, run in list(dict.items(entries))[:MOST_LOOKED_AT]:
        with contextlib.suppress(Exception):
            told = ([float(loss) for loss in list(run["losses"])[: steps + 1]] if "losses" in run
                    else float(run["loss"]))
            if type(name) is str and name in names and len(plain) < caps.RUNS:
                plain[name] = float(run["lr"]), told
    return plain


class _Student:
    """The notebook's session, and the classes that it leaves behind."""

    def __init__(self, session: Session, classes: list[str], limits: Limits, dtype: DType = DType.FLOAT32):
        self.session = session
        self.classes = classes
        self.found: list[str] = []
        self.definitions = Definitions(self.namespace, classes)
        session.shell.after = self.definitions.look
        self._limits, self._dtype = limits, getattr(torch, dtype)
        self._computing, self._asleep = limits.trials_computing, limits.trials_asleep
        # Every parameter of every trial: identities are never used twice.
        self._alive: list[torch.Tensor] = []

    @property
    def namespace(self) -> dict[str, Any]:
        """The notebook's variables."""
        names: dict[str, Any] = self.session.shell.user_ns
        return names

    @property
    def out_of_time(self) -> bool:
        """Whether the trials have used up all of their time."""
        return self._computing <= 0 or self._asleep <= 0

    def look(self) -> list[str]:
        """Which of the classes are there after the last cell."""
        self.found = [name for name in self.classes if callable(self.namespace.get(name))]
        return self.found

    def has(self, subject: Subject) -> bool:
        """Whether all that `subject` takes is there."""
        return all(name in self.found for name in subject.classes)

    def designed(self, names: Sequence[str]) -> dict[str, Designed | Part]:
        """The trials of these names that the notebook brings; none can be read if that takes too long."""
        with contextlib.suppress(TimeIsUp), time_limit(self._limits.trial_computing, self._limits.trial_asleep):
            return designed(self.namespace.get("trials"), names)
        return dict.fromkeys(names, Part.WHOLE)

    def own_rate(self) -> float | None:
        """The learning rate for what the student invented; None if there is none that can be read in time."""
        limits = self._limits
        with contextlib.suppress(Exception, TimeIsUp), time_limit(limits.late_computing, limits.late_asleep):
            return float(self.namespace["own_rate"])
        return None

    def walk(self, subject: Subject, trial: Trial, share: float = 1.0) -> Trajectory:
        """Walk a subject, silently, with its class as the notebook has defined it, in a share of a trial's time."""
        streams = sys.stdout, sys.stderr
        sys.stdout = sys.stderr = _Silence()
        path, watch = None, Stopwatch()
        try:
            with time_limit(max(min(self._limits.trial_computing * share, self._computing), 0.1),
                            max(min(self._limits.trial_asleep * share, self._asleep), 0.1)) as watch:
                self.session.shell.restore_switches()
                torch.set_default_dtype(self._dtype)
                self.definitions.restore()
                optimizer: Any = self.namespace[subject.optimizer] if subject.optimizer else None
                walked = on_schedule(optimizer, self.namespace[subject.schedule]) if subject.schedule else optimizer
                path = walk(walked, trial, keep=self._alive)
        except TimeIsUp as error:  # it rang where `walk` does not listen
            path = path or Trajectory(positions=[_start(trial)], failure=failure_of(error, 0))
        finally:
            sys.stdout, sys.stderr = streams
        self._computing -= watch.computing
        self._asleep -= watch.asleep
        return path


def _start(trial: Trial) -> list[Array]:
    """Where a walk begins, flat float64."""
    return [p.astype(dtype.value).astype(float).ravel() for p, dtype in zip(trial.parameters, trial.dtypes)]


class _Silence(io.TextIOBase):
    def write(self, text: str) -> int:
        return len(text)


def encode(path: Trajectory) -> tuple[messages.Path, bytes]:
    """A trajectory as it passes the wall, and its numbers: positions, then gradients, raw float64."""
    marks, arrays = [], [p for step in path.positions for p in step]
    for step in path.gradients:
        marks.append("".join("0" if g is None else "g" for g in step))
        arrays.extend(g for g in step if g is not None)
    header = messages.Path(path.steps, marks, path.stored, path.graph, path.lr_changed, path.failure,
                           path.made_gradients_change)
    return header, b"".join(np.asarray(a, "<f8").tobytes() for a in arrays)
