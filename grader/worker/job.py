"""One submission, inside the sandbox: run the notebook, then walk its class through the trials."""

from __future__ import annotations

import contextlib
import io
import linecache
import sys
import time
import traceback
from dataclasses import replace

import numpy as np
import torch

from . import warm
from .cells import Session
from .clock import TimeIsUp, time_limit
from .subject import on_schedule
from .trial import decode
from .walk import Trajectory, walk

TRIAL_SECONDS = 3.0  # for one trial
TIMEOUTS = 2  # so many trials may run out of time before the rest is left out
MOST_RUNS = 8  # of a capstone that are walked once more
FRESH_SECONDS = 0.2  # a class's cell that ran no longer than this is run anew for every trial

_alive = []  # every parameter of every trial: identities are never used twice


def run(request: dict, body: bytes, send) -> None:
    """Answer one request.

    Args:
        request: `{"classes": [name, …], "cells": [source, …], "subjects": [[name, …], …],
            "trials": [header, …], "sizes": [bytes, …], "runs": null or a trial's number}`. A
            trial's subject is the optimizer's class, or the pair of an optimizer (or null) and a
            schedule. `runs` asks for the notebook's variable of that name, and for walks of what
            it names through that trial.
        body: the trials' numbers, one after the other.
        send: called as `send(header, raw)` once a frame: a "cell" frame for every cell, a "classes"
            frame, a "trial" frame for every trial that was walked, and an "end" frame; in between a
            "runs" frame and a "run" frame for each of them if they were asked for.
    """
    torch.set_num_threads = _one_thread
    session = Session(warm.shell())
    namespace = session.shell.user_ns
    student = _Student(session, request["classes"])
    for index, source in enumerate(request["cells"]):
        send({"kind": "cell", "index": index, "outputs": student.run(source)}, b"")
    found = [n for n in request["classes"] if isinstance(namespace.get(n), type)]
    send({"kind": "classes", "found": found}, b"")

    at, trials = 0, []
    for header, size in zip(request["trials"], request["sizes"]):
        trials.append(decode(header, body[at : at + size]))
        at += size
    timeouts = 0
    for index, (trial, subject) in enumerate(zip(trials, request["subjects"])):
        if index != request["runs"] and all(n in found for n in subject if n):
            path = student.walk(subject, trial)
            send_path(send, {"kind": "trial", "index": index}, path)
            timeouts += isinstance(path.error, TimeIsUp)
        if timeouts >= TIMEOUTS:
            break
    else:
        if request["runs"] is not None:
            _repeat_runs(student, found, trials[request["runs"]],
                         request["subjects"][request["runs"]], send)
    send({"kind": "end"}, b"")


def _repeat_runs(student, found, trial, subject, send) -> None:
    """Send what the notebook says about its runs, and walk each of them once more."""
    runs = plain_runs(student.session.shell.user_ns.get("runs"), found, trial.steps)
    send({"kind": "runs", "runs": runs}, b"")
    for name, run in runs.items():
        given = {**trial.hyperparameters[0], "lr": run["lr"]}
        again = replace(trial, hyperparameters=(given,))
        send_path(send, {"kind": "run", "name": name}, student.walk([name, subject[1]], again))


def plain_runs(runs, names: list[str], steps: int) -> dict:
    """The first MOST_RUNS entries of `runs` that are of the form asked for, as plain numbers."""
    plain = {}
    for name, run in list(runs.items())[:20] if isinstance(runs, dict) else ():
        with contextlib.suppress(Exception):
            losses = [float(loss) for loss in list(run["losses"])[: steps + 1]]
            if name in names and len(plain) < MOST_RUNS:
                plain[name] = {"lr": float(run["lr"]), "losses": losses}
    return plain


def send_path(send, header: dict, path: Trajectory) -> None:
    reply, raw = _encode(path)
    send({**header, **reply}, raw)


class _Student:
    """The notebook's session, and the cells in which its classes were defined."""

    def __init__(self, session: Session, classes: list[str]):
        self.session = session
        self.homes = dict.fromkeys(classes)

    def run(self, source: str) -> list:
        """Run a cell; return its outputs."""
        namespace = self.session.shell.user_ns
        before = {name: namespace.get(name) for name in self.homes}
        started = time.perf_counter()
        outputs = self.session.run(source)
        quick = time.perf_counter() - started < FRESH_SECONDS
        for name in self.homes:
            if namespace.get(name) is not before[name]:
                self.homes[name] = _compiled(self.session.shell, source) if quick else None
        return outputs

    def walk(self, subject: list, trial) -> Trajectory:
        """Walk a subject, silently, with class-level state as the notebook first made it."""
        namespace = self.session.shell.user_ns
        streams = sys.stdout, sys.stderr
        sys.stdout = sys.stderr = _Silence()
        try:
            for home in dict.fromkeys(self.homes[name] for name in subject if name):
                if home is not None:
                    with time_limit(TRIAL_SECONDS), contextlib.suppress(Exception, TimeIsUp):
                        exec(home, namespace)
            classes = [namespace[name] if name else None for name in subject]
            walked = classes[0] if len(classes) == 1 else on_schedule(*classes)
            with time_limit(TRIAL_SECONDS):
                return walk(walked, trial, keep=_alive)
        finally:
            sys.stdout, sys.stderr = streams


def _one_thread(count) -> None:
    """A notebook has one thread here. Asking for more would end the process; it is no mistake."""


def _compiled(shell, source: str):
    """A cell's code, under a file name that leads back to its lines."""
    plain = shell.transform_cell(source)
    return compile(plain, shell.compile.cache(plain, shell.execution_count), "exec")


class _Silence(io.TextIOBase):
    def write(self, text):
        return len(text)


def _encode(path: Trajectory) -> tuple[dict, bytes]:
    """A trajectory as a JSON-able header and raw float64."""
    marks, arrays = [], [p for step in path.positions for p in step]
    for step in path.gradients:
        marks.append("".join("0" if g is None else "g" for g in step))
        arrays.extend(g for g in step if g is not None)
    header = {"steps": path.steps, "marks": marks, "stored": path.stored,
              "graph": path.graph, "lr_changed": path.lr_changed, "error": None}
    if path.error is not None:
        header["error"] = _failure(path.error, path.error_step)
    return header, b"".join(np.asarray(a, "<f8").tobytes() for a in arrays)


def _failure(error: BaseException, step: int | None) -> dict:
    """What went wrong, with the student's own line where there is one."""
    line = source = None
    for frame in traceback.extract_tb(error.__traceback__):
        if "ipython-input" in frame.filename:
            line = frame.lineno
            source = linecache.getline(frame.filename, frame.lineno).strip()
    return {"type": type(error).__name__, "message": str(error)[:500], "step": step,
            "line": line, "source": (source or "")[:200] or None}
