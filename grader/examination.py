"""From a task to the questions that the sandbox is asked, and from its answers to the checks' verdicts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from . import diagnosis, judge, words
from .task import Task
from .verdict import CheckVerdict
from .worker.trial import Trial, encode
from .worker.walk import Trajectory


@dataclass(frozen=True)
class Question:
    """One walk that the worker is asked for.

    Attributes:
        task: whose question it is.
        trial: what to walk through.
        subject: names of the notebook's classes: the optimizer's, or the pair of an optimizer's
            (or None) and a schedule's.
    """

    task: Task
    trial: Trial
    subject: tuple[str | None, ...]


def questions(task: Task, subject: tuple[str | None, ...] | None = None,
              device: str = "cpu") -> list[Question]:
    """All walks that it takes to judge a task.

    Args:
        task: what was asked of the student.
        subject: who answers; the task's class by default.
        device: "cuda" if the device check is to run there; else a device is pretended.
    """
    trials = [replace(t, device="cuda") if t.device == "pretend" and device == "cuda" else t
              for t in judge.all_trials(task)]
    return [Question(task, t, subject or (task.class_name,)) for t in trials]


def request(asked: list[Question], cells: list[str], runs: bool = False) -> tuple[dict, bytes]:
    """What the worker is sent: the notebook's cells and the questions.

    Args:
        asked: the questions, in order.
        cells: sources of the cells that are run first.
        runs: whether the last question is about each of the notebook's `runs`.
    """
    coded = [encode(q.trial) for q in asked]
    header = {
        "classes": list(dict.fromkeys(n for q in asked for n in q.subject if n)), "cells": cells,
        "subjects": [q.subject for q in asked], "trials": [h for h, _ in coded],
        "sizes": [len(b) for _, b in coded], "runs": len(asked) - 1 if runs else None}
    return header, b"".join(b for _, b in coded)


def verdicts(task: Task, paths: dict[str, Trajectory]) -> list[CheckVerdict]:
    """One verdict for each of the task's checks.

    Args:
        task: what was asked.
        paths: the student's trajectories by trial name; some may be missing.
    """
    findings = judge.judge(task, paths)
    mistakes = diagnosis.diagnose(task, paths, findings)
    return [CheckVerdict(check, finding, named, words.message(
                finding, named, judge.circumstances(task, check, finding, paths)))
            for check, finding, named in zip(task.checks, findings, mistakes)]
