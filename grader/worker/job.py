"""One submission, inside the sandbox: run the notebook, then walk its class through the trials."""

from __future__ import annotations

import contextlib
import io
import linecache
import sys
import time
import traceback

import numpy as np
import torch

from . import warm
from .cells import Session
from .clock import TimeIsUp, time_limit
from .trial import decode
from .walk import Trajectory, walk

TRIAL_SECONDS = 3.0  # for one trial
TIMEOUTS = 2  # so many trials may run out of time before the rest is left out
FRESH_SECONDS = 0.2  # a class's cell that ran no longer than this is run anew for every trial

_alive = []  # every parameter of every trial: identities are never used twice


def run(request: dict, body: bytes, send) -> None:
    """Answer one request.

    Args:
        request: `{"class_name", "cells": [source, …], "trials": [header, …], "sizes": [bytes, …]}`.
        body: the trials' numbers, one after the other.
        send: called as `send(header, raw)` once a frame: a "cell" frame for every cell, a "class"
            frame, a "trial" frame for every trial that was walked, and an "end" frame.
    """
    torch.set_num_threads = _one_thread
    session = Session(warm.shell())
    namespace = session.shell.user_ns
    name = request["class_name"]
    home = None  # the cell that last defined the class
    for index, source in enumerate(request["cells"]):
        before = namespace.get(name)
        started = time.perf_counter()
        outputs = session.run(source)
        if namespace.get(name) is not before:
            quick = time.perf_counter() - started < FRESH_SECONDS
            home = _compiled(session.shell, source) if quick else None
        send({"kind": "cell", "index": index, "outputs": outputs}, b"")

    found = isinstance(namespace.get(name), type)
    send({"kind": "class", "found": found}, b"")
    at, timeouts = 0, 0
    for index, (header, size) in enumerate(zip(request["trials"], request["sizes"])):
        trial = decode(header, body[at : at + size])
        at += size
        if not found or timeouts >= TIMEOUTS:
            break
        path = _walk(session, name, home, trial)
        timeouts += isinstance(path.error, TimeIsUp)
        reply, raw = _encode(path)
        send({"kind": "trial", "index": index, **reply}, raw)
    send({"kind": "end"}, b"")


def _one_thread(count) -> None:
    """A notebook has one thread here. Asking for more would end the process; it is no mistake."""


def _walk(session, name, home, trial) -> Trajectory:
    """Walk the student's class, silently, with class-level state as the notebook first made it."""
    namespace = session.shell.user_ns
    streams = sys.stdout, sys.stderr
    sys.stdout = sys.stderr = _Silence()
    try:
        if home is not None:
            with time_limit(TRIAL_SECONDS), contextlib.suppress(Exception, TimeIsUp):
                exec(home, namespace)
        with time_limit(TRIAL_SECONDS):
            return walk(namespace[name], trial, keep=_alive)
    finally:
        sys.stdout, sys.stderr = streams


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
              "graph": path.graph, "error": None}
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
