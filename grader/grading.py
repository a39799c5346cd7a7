"""From a notebook to a verdict: read it, run it in the sandbox, judge what comes back."""

from __future__ import annotations

import concurrent.futures
import os
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from . import capstone, examination, judge, picture, submission, words
from . import task as tasks
from .capstone import Capstone
from .reply import Reply
from .sandbox import Run, Sandbox
from .verdict import FAILED, GRADED, REFUSED, Verdict

OUR_TROUBLE = ("not started", "lost")  # ends of a run that are not the notebook's: it is tried again


class Grader:
    """Grades notebooks in warm sandboxes, one for each of its threads. A context manager.

    Args:
        level: the sandbox's level; the strongest that the machine offers by default.
        device: "cpu" (other devices are pretended) or "cuda" (the device check runs on a GPU).
        allow_weak: consent to the level that does not keep a hostile notebook in.
        workers: notebooks graded at a time; the number of cores by default.
        pictures: whether to draw where a path leaves the right one.
    """

    def __init__(self, level: str | None = None, device: str = "cpu", allow_weak: bool = False,
                 workers: int | None = None, pictures: bool = True):
        self._options = dict(level=level, device=device, allow_weak=allow_weak)
        self._device = device
        self._pictures = pictures
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
        whole = isinstance(task, Capstone)
        asked = (capstone if whole else examination).questions(task, device=self._device)
        sent = examination.request(asked, [source for _, source in handed_in.cells], runs=whole)
        sandbox = self._sandbox()
        run = sandbox.run(*sent)
        if run.ended in OUR_TROUBLE:
            run = sandbox.run(*sent)
        with self._judging:  # torch and matplotlib are shared by the threads
            verdict = _judged(name, task, handed_in, asked, run, self._pictures)
        verdict.isolation = sandbox.level
        return verdict


def refusal(notebook: str, task: str | None, reason: str) -> Verdict:
    """The verdict on a file that cannot be graded; `task` is known if its place says so."""
    most = tasks.load(task).max_points if task in tasks.names() else None
    return Verdict(notebook, task if most else None, REFUSED, most, reason)


def _judged(name, task, handed_in, asked, run: Run, pictures: bool) -> Verdict:
    reply = Reply(run, asked, [index for index, _ in handed_in.cells])
    reason = _failure(task, run, reply)
    verdict = Verdict(name, task.name, FAILED if reason else GRADED, task.max_points, reason,
                      outputs=reply.outputs)
    if isinstance(task, Capstone):
        verdict.checks = capstone.verdicts(task, reply)
    else:
        paths = reply.paths[task.name]
        verdict.checks = examination.verdicts(task, paths)
        if pictures:
            verdict.pictured, verdict.picture = _picture(task, verdict.checks, paths)
    return verdict


def _failure(task, run: Run, reply: Reply) -> str | None:
    """Why the notebook counts as failed; None if it ran."""
    if run.ended != "finished":
        return words.stopped(run.detail)
    if not reply.ended:
        return words.stopped("Its answer is incomplete.")
    if not reply.found:
        return words.no_class(task, reply.first_error)
    errors = [path.error for paths in reply.paths.values() for path in paths.values()]
    stopped = next((e for e in errors if e and e["type"] == "TimeIsUp"), None)
    if stopped:
        return "step() did not come back in time and was stopped."
    if errors and all(errors) and any(e["type"] != "NotImplementedError" for e in errors):
        return words.always(errors[0])
    return None


def _picture(task, checks, paths) -> tuple[str | None, bytes | None]:
    """The name of the failed check whose paths are worth drawing, and the drawing."""
    right = judge.reference_paths(task)
    shown = [(c.check, c.finding.difference) for c in checks if not c.finding.passed
             and c.finding.difference and c.finding.difference.coordinate is not None]
    if not shown:
        return None, None
    check, difference = max(shown, key=lambda pair: min(right[pair[1].trial].steps, 20))
    return check.name, picture.parting(difference, paths[difference.trial],
                                       right[difference.trial])
