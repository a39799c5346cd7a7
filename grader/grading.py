"""From a notebook to a verdict: read it, run it in the sandbox, judge what comes back."""

from __future__ import annotations

import contextlib
import os
import threading
import time
import traceback
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from .ground.clock import Cut
from .ground.trial import Device
from .judging.exam import Examiner
from .judging.examiners import examiner
from .judging.questions import Questions
from .judging.reply import Reply
from .language import registry
from .language.task import Exam
from .notebooks import read
from .notebooks.read import Submission
from .outcome.ending import OF_TIME, OURS, Ended
from .outcome.refusal import Refused
from .outcome.verdict import AlwaysFails, CutCell, Incomplete, NoClassLeft, OutOfTime, Reason, Status, Trouble, Verdict
from .sandbox.levels import Level, choose, need_device
from .sandbox.pool import Pool
from .sandbox.supervisor import Run

PACKAGE = Path(__file__).resolve().parent
CROWD = 0.2  # seconds in the queue for each one on a processor: then others take so much that a limit says little


class Grader:
    """Grades notebooks in warm sandboxes, several at a time.

    Args:
        tasks: what a notebook may answer, by name.
        pool: lends the sandboxes; whoever made it closes it.
        device: CUDA if the device check is to run there; else another device is pretended.
        pictures: whether to look for what is worth drawing.
        broken: names of tasks that cannot be loaded; a notebook that answers one is in trouble.
    """

    def __init__(self, tasks: Mapping[str, Exam], pool: Pool, device: Device = Device.CPU, pictures: bool = True,
                 broken: Collection[str] = ()):
        self.tasks = tasks
        self._broken = broken
        self._pool, self._device, self._pictures = pool, device, pictures
        self._threads = ThreadPoolExecutor(pool.size, "grader")
        self._examiners: dict[str, Examiner] = {}
        self._judging = threading.Lock()  # torch and the examiners' paths are shared by the threads

    def close(self, wait: bool = True) -> None:
        """Forget what has not begun, and wait for what has, or leave it to itself."""
        self._threads.shutdown(wait=wait, cancel_futures=True)

    def grade(self, path: str | Path) -> Verdict:
        """The verdict on the notebook at `path`. Never raises for what is in the file, nor for a fault of ours."""
        return self._guarded(str(path), lambda: read.read(path, self.tasks, self._broken))

    def grade_notebook(self, notebook: Any, name: str) -> Verdict:
        """The verdict on a notebook in memory; `name` is its file name without suffix."""
        return self._guarded(name, lambda: read.from_notebook(notebook, name, self.tasks, self._broken))

    def submit(self, notebook: Any, name: str) -> Future[Verdict]:
        """The verdict to come on a notebook in memory."""
        return self._threads.submit(self.grade_notebook, notebook, name)

    def grade_all(self, paths: Iterable[str | Path]) -> Iterator[Verdict]:
        """Verdicts in the order of `paths`, several at a time."""
        yield from self._threads.map(self.grade, paths)

    def grade_notebooks(self, notebooks: Iterable[tuple[Any, str]]) -> Iterator[Verdict]:
        """Verdicts on pairs of a notebook in memory and its name, several at a time."""
        yield from self._threads.map(lambda pair: self.grade_notebook(*pair), notebooks)

    def _guarded(self, name: str, hand_in: Callable[[], Submission]) -> Verdict:
        """The boundary of the grader: what goes wrong on our side is this notebook's trouble alone."""
        started = time.perf_counter()
        task = None
        try:
            handed_in = hand_in()
            task = handed_in.task
            verdict = self._verdict(name, handed_in)
        except Refused as refused:
            verdict = Verdict(name, status=Status.REFUSED, reason=refused.refusal)
        except Exception as error:
            verdict = in_trouble(name, error, task)
        verdict.seconds = time.perf_counter() - started
        return verdict

    def _verdict(self, name: str, handed_in: Submission) -> Verdict:
        indices = [index for index, _ in handed_in.cells]
        with self._judging:
            judge = self._examiner(handed_in.task)
        asked = judge.ask(self._device)
        request = asked.request([source for _, source in handed_in.cells])
        with self._pool.lend() as sandbox:
            run = sandbox.run(*request)
            level = sandbox.level
        reply = Reply(run.frames, asked, indices)
        if _in_a_crowd(run) and (run.ending.ended in OF_TIME or reply.out_of_time):
            with self._pool.lend_alone() as sandbox:
                run = sandbox.run(*request)
            reply = Reply(run.frames, asked, indices)
        if run.ending.ended in OURS:
            return Verdict(name, handed_in.task, Status.TROUBLE, run.ending, level)
        with self._judging:
            verdict = self._judged(name, judge, run, reply, level)
        blamed = _blamed(reply.cut, dict(handed_in.cells), asked)
        if blamed:
            verdict.checks = [check if check.finding.passed else replace(check, cut=blamed) for check in verdict.checks]
        return verdict

    def _examiner(self, task: Exam) -> Examiner:
        if task.name not in self._examiners:
            self._examiners[task.name] = examiner(task)
        return self._examiners[task.name]

    def _judged(self, name: str, judge: Examiner, run: Run, reply: Reply, level: str) -> Verdict:
        reason = _reason(judge.exam, run, reply)
        verdict = Verdict(name, judge.exam, Status.FAILED if reason else Status.GRADED, reason, level,
                          outputs=reply.outputs, cut=reply.cut)
        verdict.checks = judge.verdicts(reply)
        if self._pictures:
            verdict.parting = judge.parting(verdict.checks, reply)
        return verdict


@contextlib.contextmanager
def open_grader(level: Level | None = None, device: Device = Device.CPU, allow_weak: bool = False,
                workers: int | None = None, pictures: bool = True,
                tasks: Mapping[str, Exam] | None = None) -> Iterator[Grader]:
    """A grader with warm sandboxes of its own, for a `with` block.

    Args:
        level: the sandbox's level; the strongest that the machine offers by default.
        device: where the device check runs.
        allow_weak: consent to the level that does not keep a hostile notebook in.
        workers: notebooks graded at a time; the number of cores by default.
        pictures: whether to look for what is worth drawing.
        tasks: what a notebook may answer; every registered task by default.

    Raises:
        SandboxError: no level that may be used works here, or it offers no such device.
    """
    level = choose(level, allow_weak)
    need_device(level, device)
    known = registry.find() if tasks is None else tasks
    broken = [one.name for one in known.broken] if isinstance(known, registry.Registry) else []
    with Pool(level, device, workers or os.cpu_count() or 1) as pool:
        grader = Grader(known, pool, device, pictures, broken)
        try:
            yield grader
        except BaseException:  # Ctrl-C above all: what runs is ended with the pool, not waited for
            grader.close(wait=False)
            raise
        grader.close()


def in_trouble(notebook: str, error: BaseException, task: Exam | None = None) -> Verdict:
    """The verdict where a fault of ours kept us from one."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(PACKAGE)]
    where = f"{Path(ours[-1].filename).relative_to(PACKAGE)}:{ours[-1].lineno}" if ours else ""
    return Verdict(notebook, task, Status.TROUBLE, Trouble(error, where))


def _in_a_crowd(run: Run) -> bool:
    """Whether a run waited for a processor for so long that it says little about how long it takes."""
    return run.queued_seconds > CROWD * run.cpu_seconds


def _blamed(cut: Mapping[int, Cut], cells: Mapping[int, str], asked: Questions) -> CutCell | None:
    """The first cell that did not come to its end in time and speaks of what was asked for, if there is one."""
    return next((CutCell(index, cut[index]) for index in sorted(cut) if asked.spoken_of(cells[index])), None)


def _reason(exam: Exam, run: Run, reply: Reply) -> Reason | None:
    """Why the notebook counts as failed; None if it ran."""
    if run.ending.ended is not Ended.FINISHED:
        return run.ending
    if not reply.complete:
        return Incomplete()
    if not reply.found:
        cell, error = reply.first_error or (None, None)
        return NoClassLeft(exam.class_name, cell, error)
    failures = [path.failure for path in reply.all_paths]
    late = next((failure for failure in failures if failure and failure.out_of_time), None)
    if late:
        return OutOfTime(late.cut)
    first = failures[0] if failures else None
    if first and all(failures) and any(f and not f.unwritten for f in failures):
        return AlwaysFails(first)
    return None
