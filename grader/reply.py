"""What comes back from the sandbox, turned into data. Nothing in it is taken on trust."""

from __future__ import annotations

import numpy as np

from . import outputs
from .examination import Question
from .sandbox import Run
from .worker.trial import Trial
from .worker.walk import Trajectory

MOST_RUNS = 8


class Reply:
    """The frames of a run, checked."""

    def __init__(self, run: Run, questions: list[Question], indices: list[int]):
        """
        Args:
            run: what came out of the sandbox.
            questions: what was asked, in this order.
            indices: where in the notebook the cells stand that were run.
        """
        self.outputs: dict[int, list[dict]] = {}
        self.paths: dict[str, dict[str, Trajectory]] = {q.task.name: {} for q in questions}
        self.found: set[str] = set()
        self.runs: dict[str, dict] = {}
        self.walked_runs: dict[str, Trajectory] = {}
        self.ended = False
        for header, raw in run.frames:
            kind, index = header.get("kind"), header.get("index")
            if kind == "cell" and _within(index, indices):
                self.outputs[indices[index]] = outputs.clean(header.get("outputs"))
            elif kind == "classes":
                self.found = _names(header.get("found"))
            elif kind == "trial" and _within(index, questions):
                asked = questions[index]
                path = trajectory(header, raw, asked.trial)
                if path is not None:
                    self.paths[asked.task.name][asked.trial.name] = path
            elif kind == "runs":
                self.runs = _runs(header.get("runs"))
            elif kind == "run" and header.get("name") in self.runs:
                path = trajectory(header, raw, questions[-1].trial)
                if path is not None:
                    self.walked_runs[header["name"]] = path
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
    path = Trajectory(stored=stored, graph=graph, lr_changed=header.get("lr_changed") is True,
                      error=_error(header.get("error")))

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


def _names(names) -> set[str]:
    return {n for n in names if isinstance(n, str)} if isinstance(names, list) else set()


def _runs(runs) -> dict[str, dict]:
    """`{name: {"lr": float, "losses": [float, …]}}`, and nothing else."""
    if not isinstance(runs, dict):
        return {}
    return {name: run for name, run in list(runs.items())[:MOST_RUNS]
            if isinstance(run, dict) and isinstance(run.get("lr"), float)
            and isinstance(run.get("losses"), list) and all(isinstance(x, float) for x in run["losses"])}


def _within(index, things) -> bool:
    return isinstance(index, int) and 0 <= index < len(things)
