"""From a notebook to a verdict: read it, run it in the sandbox, judge what comes back."""

from __future__ import annotations

import concurrent.futures
import os
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from . import diagnosis, judge, outputs, picture, submission, words
from . import task as tasks
from .sandbox import Run, Sandbox
from .task import Task
from .verdict import FAILED, GRADED, REFUSED, CheckVerdict, Verdict
from .worker.trial import Trial, encode
from .worker.walk import Trajectory

OUR_TROUBLE = ("not started", "lost")  # ends of a run that are not the notebook's: it is tried again


class Grader:
    """Grades notebooks in warm sandboxes, one for each of its threads. A context manager.

    Args:
        level: the sandbox's level; the strongest that the machine offers by default.
        device: "cpu" (other devices are pretended) or "cuda" (the device check runs on a GPU).
        allow_weak: consent to the level that does not keep a hostile notebook in.
        workers: notebooks graded at a time; the number of cores by default.
    """

    def __init__(self, level: str | None = None, device: str = "cpu", allow_weak: bool = False,
                 workers: int | None = None):
        self._options = dict(level=level, device=device, allow_weak=allow_weak)
        self._device = device
        self.workers = workers or os.cpu_count() or 1
        self._local = threading.local()
        self._sandboxes: list[Sandbox] = []
        self._judging = threading.Lock()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self) -> None:
        """Stop the sandboxes."""
        for sandbox in self._sandboxes:
            sandbox.close()
        self._sandboxes.clear()
        self._local = threading.local()

    def grade(self, path: str | Path) -> Verdict:
        """The verdict on the notebook at `path`. Never raises for what is in the file."""
        return self._timed(str(path), lambda: submission.read(path))

    def grade_notebook(self, notebook, name: str) -> Verdict:
        """The verdict on a notebook in memory; `name` is its file name without suffix."""
        return self._timed(name, lambda: submission.from_notebook(notebook, name))

    def grade_all(self, paths: Iterable[str | Path]) -> Iterator[Verdict]:
        """Verdicts in the order of `paths`, several at a time."""
        yield from self._several(self.grade, [(path,) for path in paths])

    def grade_notebooks(self, notebooks: Iterable[tuple]) -> Iterator[Verdict]:
        """Verdicts on pairs of a notebook in memory and its name, several at a time."""
        yield from self._several(self.grade_notebook, list(notebooks))

    def _several(self, grade, arguments: list[tuple]) -> Iterator[Verdict]:
        with concurrent.futures.ThreadPoolExecutor(min(self.workers, len(arguments) or 1)) as pool:
            yield from pool.map(lambda given: grade(*given), arguments)

    def _timed(self, name, read) -> Verdict:
        started = time.perf_counter()
        try:
            verdict = self._verdict(name, read())
        except submission.Refused as reason:
            verdict = refusal(name, None, str(reason))
        verdict.seconds = time.perf_counter() - started
        return verdict

    def _sandbox(self) -> Sandbox:
        if not hasattr(self._local, "sandbox"):
            self._local.sandbox = Sandbox(**self._options)
            self._sandboxes.append(self._local.sandbox)
        return self._local.sandbox

    def _verdict(self, name: str, handed_in: submission.Submission) -> Verdict:
        task = tasks.load(handed_in.task)
        trials = [replace(t, device="cuda") if t.device == "pretend" and self._device == "cuda"
                  else t for t in judge.all_trials(task)]
        sandbox = self._sandbox()
        asked = request(task, [source for _, source in handed_in.cells], trials)
        run = sandbox.run(*asked)
        if run.ended in OUR_TROUBLE:
            run = sandbox.run(*asked)
        with self._judging:  # torch and matplotlib are shared by the threads
            verdict = _judged(name, task, handed_in, trials, run)
        verdict.isolation = sandbox.level
        return verdict


def refusal(notebook: str, task: str | None, reason: str) -> Verdict:
    """The verdict on a file that cannot be graded; `task` is known if its place says so."""
    most = tasks.load(task).max_points if task in tasks.names() else None
    return Verdict(notebook, task if most else None, REFUSED, most, reason)


def request(task: Task, cells: list[str], trials: list[Trial]) -> tuple[dict, bytes]:
    """What the worker is asked: the notebook's cells, the class's name, the trials."""
    coded = [encode(t) for t in trials]
    header = {"class_name": task.class_name, "cells": cells,
              "trials": [h for h, _ in coded], "sizes": [len(b) for _, b in coded]}
    return header, b"".join(b for _, b in coded)


def _judged(name, task, handed_in, trials, run: Run) -> Verdict:
    reply = _Reply(run, trials, [index for index, _ in handed_in.cells])
    findings = judge.judge(task, reply.paths)
    mistakes = diagnosis.diagnose(task, reply.paths, findings)
    checks = [
        CheckVerdict(check, finding, named, words.message(
            finding, named, judge.circumstances(task, check, finding, reply.paths)))
        for check, finding, named in zip(task.checks, findings, mistakes)
    ]
    reason = _failure(task, run, reply)
    verdict = Verdict(name, task.name, FAILED if reason else GRADED, task.max_points, reason,
                      checks=checks, outputs=reply.outputs)
    verdict.pictured, verdict.picture = _picture(task, findings, reply.paths)
    return verdict


class _Reply:
    """The frames of a run, checked: nothing in them is taken on trust."""

    def __init__(self, run: Run, trials: list[Trial], indices: list[int]):
        self.outputs: dict[int, list[dict]] = {}
        self.paths: dict[str, Trajectory] = {}
        self.found = False
        self.ended = False
        for header, raw in run.frames:
            kind, index = header.get("kind"), header.get("index")
            if kind == "cell" and _within(index, indices):
                self.outputs[indices[index]] = outputs.clean(header.get("outputs"))
            elif kind == "class":
                self.found = header.get("found") is True
            elif kind == "trial" and _within(index, trials):
                path = trajectory(header, raw, trials[index])
                if path is not None:
                    self.paths[trials[index].name] = path
            elif kind == "end":
                self.ended = True
        outputs.cap(self.outputs)

    @property
    def first_error(self) -> dict | None:
        """The first error of a cell that kept the class from being there."""
        errors = [(i, o) for i, shown in sorted(self.outputs.items())
                  for o in shown if o["output_type"] == "error"]
        return dict(errors[0][1], cell=errors[0][0]) if errors else None


def trajectory(header: dict, raw: bytes, trial: Trial) -> Trajectory | None:
    """A trajectory from the worker's frame; None if the frame is not one."""
    steps, marks = header.get("steps"), header.get("marks")
    stored, graph = header.get("stored"), header.get("graph")
    width = len(trial.parameters)
    if not (isinstance(steps, int) and not isinstance(steps, bool) and 0 <= steps <= trial.steps
            and isinstance(marks, list) and len(marks) == steps
            and all(isinstance(m, str) and len(m) == width and set(m) <= {"0", "g"}
                    for m in marks)
            and _counts(stored) and _counts(graph)):
        return None
    sizes = [p.size for p in trial.parameters]
    expected = (steps + 1) * sum(sizes) + sum(
        sizes[i] for m in marks for i, mark in enumerate(m) if mark == "g")
    if len(raw) != 8 * expected:
        return None
    numbers, at = np.frombuffer(raw, "<f8"), 0
    path = Trajectory(stored=stored, graph=graph, error=_error(header.get("error")))

    def take(size):
        nonlocal at
        at += size
        return numbers[at - size : at]

    path.positions = [[take(size) for size in sizes] for _ in range(steps + 1)]
    # The start is what we sent, whatever came back.
    path.positions[0] = [np.asarray(p, d).astype(float).ravel()
                         for p, d in zip(trial.parameters, trial.dtypes)]
    path.gradients = [[take(sizes[i]) if mark == "g" else None for i, mark in enumerate(m)]
                      for m in marks]
    if path.error is None and steps < trial.steps:
        return None
    path.error_step = steps + 1 if path.error else None
    return path


def _counts(numbers) -> bool:
    return (isinstance(numbers, list) and len(numbers) <= 8
            and all(isinstance(n, int) for n in numbers))


def _error(error) -> dict | None:
    if not isinstance(error, dict):
        return None
    texts = {key: str(error.get(key))[:500] for key in ("type", "message")}
    source = error.get("source")
    return {**texts, "step": error.get("step") if isinstance(error.get("step"), int) else None,
            "line": error.get("line") if isinstance(error.get("line"), int) else None,
            "source": str(source)[:200] if source else None}


def _within(index, things) -> bool:
    return isinstance(index, int) and 0 <= index < len(things)


def _failure(task: Task, run: Run, reply: _Reply) -> str | None:
    """Why the notebook counts as failed; None if it ran."""
    if run.ended != "finished":
        return words.stopped(run.detail)
    if not reply.ended:
        return words.stopped("Its answer is incomplete.")
    if not reply.found:
        return words.no_class(task, reply.first_error)
    errors = [path.error for path in reply.paths.values()]
    stopped = next((e for e in errors if e and e["type"] == "TimeIsUp"), None)
    if stopped:
        return "step() did not come back in time and was stopped."
    if errors and all(errors) and any(e["type"] != "NotImplementedError" for e in errors):
        return words.always(errors[0])
    return None


def _picture(task, findings, paths) -> tuple[str | None, bytes | None]:
    """The name of the failed check whose paths are worth drawing, and the drawing."""
    right = judge.reference_paths(task)
    shown = [(check, f.difference) for check, f in zip(task.checks, findings)
             if not f.passed and f.difference and f.difference.coordinate is not None]
    if not shown:
        return None, None
    check, difference = max(shown, key=lambda pair: min(right[pair[1].trial].steps, 20))
    return check.name, picture.parting(difference, paths[difference.trial],
                                       right[difference.trial])
