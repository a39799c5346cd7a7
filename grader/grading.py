"""From a notebook to a verdict: read it, run it in the sandbox, judge what comes back."""

from __future__ import annotations

import contextlib
import copy
import hashlib
import os
import threading
import time
import traceback
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from .ground.clock import Cut
from .ground.trial import Device
from .judging import fingerprint as fingerprints
from .judging.exam import Examiner
from .judging.examiners import examiner
from .judging.own import own
from .judging.questions import Questions
from .judging.reply import Reply
from .language import registry, versions
from .language.course import NotReleased
from .language.secret import DEMO, Secret
from .language.task import Exam
from .notebooks import handed_in, read
from .notebooks.handed_in import Asked, File, Found, HandedIn
from .notebooks.read import Submission, TaskIsBroken
from .notebooks.repair import TemplateCell, repair, template
from .outcome.basis import Basis
from .outcome.choice import Choice
from .outcome.ending import OF_MACHINE, OF_TIME, OURS, Ended
from .outcome.refusal import Refused
from .outcome.verdict import AlwaysFails, CutCell, Incomplete, NoClassLeft, OutOfTime, Reason, Status, Trouble, Verdict
from .sandbox.levels import Level, choose, need_device
from .sandbox.pool import Pool
from .sandbox.supervisor import Run
from .telling.catalogue import say

PACKAGE = Path(__file__).resolve().parent
# Seconds in the queue for each one on a processor, and in all: then others take so much that a limit says little.
CROWD, CROWD_SECONDS = 0.2, 0.5


class Runs(Protocol):
    """Runs a notebook: a sandbox."""

    @property
    def level(self) -> str:
        """How it is confined."""

    def run(self, request: Mapping[str, Any], body: bytes = b"") -> Run:
        """What became of the notebook in this request."""


class Lender(Protocol):
    """Lends who runs a notebook: a pool of sandboxes."""

    @property
    def size(self) -> int:
        """How many it lends at a time."""

    @property
    def level(self) -> str:
        """How they are confined."""

    def lend(self) -> contextlib.AbstractContextManager[Runs]:
        """One of them, for a `with` block."""

    def lend_alone(self) -> contextlib.AbstractContextManager[Runs]:
        """One of them, while no other is lent."""


class Keeper(Protocol):
    """Keeps the verdicts on one student's answer to one notebook."""

    def find(self, key: str, exam: Exam) -> Verdict | None:
        """The verdict that was kept under this key, whoever it was on; `exam` is what was asked."""

    def keep(self, key: str | None, verdict: Verdict) -> None:
        """Keep a verdict, to be shown; under a key also to be found.

        Never raises: a verdict that cannot be kept is one all the same.
        """


class Grader:
    """Grades notebooks in warm sandboxes, several at a time.

    Args:
        tasks: what a notebook may answer, by name.
        pool: lends the sandboxes; whoever made it closes it.
        device: CUDA if the device check is to run there; else another device is pretended.
        pictures: whether to look for what is worth drawing.
        broken: names of tasks that cannot be loaded; a notebook that answers one is in trouble.
        secret: what the trials are drawn from; the demo's by default, which everybody knows.
    """

    def __init__(self, tasks: Mapping[str, Exam], pool: Lender, device: Device = Device.CPU, pictures: bool = True,
                 broken: Collection[str] = (), secret: Secret = DEMO):
        self.tasks = tasks
        self._secret = secret
        self._broken = broken
        self._pool, self._device, self._pictures = pool, device, pictures
        self._threads = ThreadPoolExecutor(pool.size, "grader")
        self._examiners: dict[str, Examiner] = {}
        self._shapes: dict[str, list[TemplateCell]] = {}
        self._judging = threading.Lock()  # torch and the examiners' paths are shared by the threads
        self._equal: dict[str, threading.Lock] = {}  # by key, so that equal code is graded once

    def beside(self, tasks: Mapping[str, Exam]) -> Grader:
        """A grader of other tasks with the same sandboxes. Whoever closes this one closes that, too."""
        other = copy.copy(self)
        other.tasks, other._examiners, other._shapes = tasks, {}, {}
        return other

    def close(self, wait: bool = True) -> None:
        """Forget what has not begun, and wait for what has, or leave it to itself."""
        self._threads.shutdown(wait=wait, cancel_futures=True)

    @property
    def size(self) -> int:
        """How many notebooks it grades at a time."""
        return self._pool.size

    @property
    def level(self) -> str:
        """How its sandboxes are confined."""
        return str(self._pool.level)

    def trials(self, name: str) -> str:
        """The fingerprint of the trials of the task of this name: every verdict of this grader on it has the same."""
        with self._judging:
            return self._examiner(self.tasks[name]).ask(self._device).fingerprint

    def grade(self, path: str | Path) -> Verdict:
        """The verdict on the notebook at `path`, the first if it holds several.

        Never raises for what is in the file, nor for a fault of ours.
        """
        return self.grade_each(path)[0]

    def grade_each(self, path: str | Path) -> list[Verdict]:
        """The verdicts on all that is answered at `path`: a notebook, a script, or a zip or folder with several."""
        started = time.perf_counter()
        try:
            answers = self._answers(Path(path))
        except Refused as refused:
            why = refused.refusal
            if why.file == Path(path).name:  # then the verdict names it already
                why = replace(why, file="")
            return [Verdict(str(path), status=Status.REFUSED, reason=why, seconds=time.perf_counter() - started)]
        except Exception as error:
            return [in_trouble(str(path), error)]
        return [self._chosen(name, exam, found) for name, exam, found in answers]

    def grade_notebook(self, notebook: Any, name: str, choice: Choice | None = None,
                       keeper: Keeper | None = None) -> Verdict:
        """The verdict on a notebook in memory.

        Args:
            notebook: in nbformat 4.
            name: its file name without suffix.
            choice: which of the files that were handed in it is from.
            keeper: has verdicts of earlier runs, and gets this one.
        """
        verdict = self._guarded(name, lambda: read.from_notebook(notebook, name, self.tasks, self._broken), keeper)
        verdict.choice = choice
        return verdict

    def submit(self, notebook: Any, name: str, choice: Choice | None = None,
               keeper: Keeper | None = None) -> Future[Verdict]:
        """The verdict to come on a notebook in memory; arguments as `grade_notebook` has them."""
        return self._threads.submit(self.grade_notebook, notebook, name, choice, keeper)

    def grade_all(self, paths: Iterable[str | Path]) -> Iterator[Verdict]:
        """Verdicts in the order of `paths`, several at a time; more than one for a folder or zip that holds several."""
        for verdicts in self._threads.map(self.grade_each, paths):
            yield from verdicts

    def grade_notebooks(self, notebooks: Iterable[tuple[Any, str]]) -> Iterator[Verdict]:
        """Verdicts on pairs of a notebook in memory and its name, several at a time."""
        yield from self._threads.map(lambda pair: self.grade_notebook(*pair), notebooks)

    def _answers(self, path: Path) -> list[tuple[str, Exam, Found]]:
        """What is answered at `path`: the answer's name, the task and the notebook; raises Refused if nothing is."""
        there = handed_in.look_through(path, student_folder(path))
        if there.wrong:
            raise Refused(there.wrong.unfit, there.wrong.extra, there.wrong.file)
        for file in there.files:
            if file.notebook is not None and (named := read.names_one(file.notebook, file.base, self._broken)):
                raise TaskIsBroken(named)
        asked = self._asked()
        by_task: dict[str, list[File]] = {}
        for file in there.files:
            if (one := handed_in.belongs(file, asked)) is not None:
                by_task.setdefault(one.name, []).append(file)
        if not by_task:
            raise handed_in.nothing_answers(there.files)
        found = [(self.tasks[one.name], handed_in.pick(HandedIn(by_task[one.name]), one))
                 for one in asked if one.name in by_task]
        folder = path.is_dir()
        return [(str(path / one.choice.taken) if folder else str(path.parent / one.choice.taken), exam, one)
                for exam, one in found]

    def _chosen(self, name: str, exam: Exam, found: Found) -> Verdict:
        """The verdict on an answer, brought into the assignment's shape where that is known."""
        cells = self._shape(exam)
        notebook = repair(found.notebook, cells, say("cell.missing")) if cells else found.notebook
        verdict = self.grade_notebook(notebook, exam.name, found.choice)
        verdict.notebook = name
        return verdict

    def _asked(self) -> list[Asked]:
        """Everything that a notebook may answer."""
        return handed_in.together([Asked(t.name, t.class_name, self._shape(t)) for t in self.tasks.values()])

    def _shape(self, exam: Exam) -> list[TemplateCell]:
        """The cells of the notebook that students are given; none if the course has not released any."""
        if exam.name not in self._shapes:
            try:
                self._shapes[exam.name] = template(exam.course.released(exam.name).read_bytes())
            except (NotReleased, OSError):
                self._shapes[exam.name] = []
        return self._shapes[exam.name]

    def _guarded(self, name: str, hand_in: Callable[[], Submission], keeper: Keeper | None) -> Verdict:
        """The boundary of the grader: what goes wrong on our side is this notebook's trouble alone."""
        started = time.perf_counter()
        task = None
        try:
            handed_in = hand_in()
            task = handed_in.task
            verdict = self._kept(name, handed_in, keeper, started) if keeper else self.judge_anew(name, handed_in)[0]
        except Refused as refused:
            verdict = Verdict(name, status=Status.REFUSED, reason=refused.refusal)
            if keeper:
                keeper.keep(None, verdict)
        except Exception as error:
            verdict = in_trouble(name, error, task)
        verdict.seconds = verdict.seconds or time.perf_counter() - started
        return verdict

    def _kept(self, name: str, handed_in: Submission, keeper: Keeper, started: float) -> Verdict:
        """The verdict that is kept, or else a new one, which is found again if a second run would end in the same."""
        with self._judging:
            judge = self._examiner(handed_in.task)
            asked = judge.ask(self._device)
        key = self._key(handed_in, asked)
        with self._equal.setdefault(key, threading.Lock()) if key else contextlib.nullcontext():
            found = keeper.find(key, judge.exam) if key else None
            if found is not None:
                return found
            verdict, repeatable = self.judge_anew(name, handed_in)
            verdict.seconds = time.perf_counter() - started
            if verdict.status is not Status.TROUBLE:
                keeper.keep(key if repeatable else None, verdict)
            return verdict

    def _key(self, handed_in: Submission, asked: Questions) -> str | None:
        """A name for all that a verdict depends on; None where nobody can say what the task is made from."""
        made_from = versions.made_from(handed_in.task.module)
        if made_from is None:
            return None
        parts = (handed_in.task.name, handed_in.cells, sorted(handed_in.numbers.items()), asked.fingerprint,
                 self._secret.fingerprint, made_from, self.level, self._device.value, self._pictures)
        return hashlib.sha256(repr(parts).encode("utf8", "surrogatepass")).hexdigest()

    def judge_anew(self, name: str, handed_in: Submission) -> tuple[Verdict, bool]:
        """Run what was handed in and judge it, whatever is kept.

        Returns:
            The verdict, and whether a second run would end in the same: no limit of the machine's has ended it.
        """
        indices = [index for index, _ in handed_in.cells]
        with self._judging:
            judge = self._examiner(handed_in.task)
        asked = judge.ask(self._device)
        request = asked.request([source for _, source in handed_in.cells])
        with self._pool.lend() as sandbox:
            run = sandbox.run(*request)
            level = sandbox.level
        reply = Reply(run.frames, asked, indices)
        late = run.ending.ended in OF_TIME and not reply.judged_whole
        if _in_a_crowd(run) and (late or reply.out_of_time):
            with self._pool.lend_alone() as sandbox:
                run = sandbox.run(*request)
            reply = Reply(run.frames, asked, indices)
        if run.ending.ended in OURS and not reply.judged_whole:
            return Verdict(name, handed_in.task, Status.TROUBLE, run.ending, level), False
        with self._judging:
            verdict = self._judged(name, judge, run, reply, level)
            verdict.basis = Basis.today(handed_in.fingerprint, asked.fingerprint, self._secret.fingerprint,
                                        handed_in.task.module)
        verdict.numbers = handed_in.numbers
        blamed = _blamed(reply.cut, handed_in, asked)
        if blamed:
            verdict.checks = [check if check.finding.passed else replace(check, cut=blamed) for check in verdict.checks]
        limited = run.ending.ended in (*OF_TIME, *OF_MACHINE) or reply.cut or reply.out_of_time
        return verdict, not limited

    def _examiner(self, task: Exam) -> Examiner:
        if task.name not in self._examiners:
            self._examiners[task.name] = examiner(task if self._secret == DEMO else task.under(self._secret))
        return self._examiners[task.name]

    def _judged(self, name: str, judge: Examiner, run: Run, reply: Reply, level: str) -> Verdict:
        reason = _reason(judge.exam, run, reply)
        verdict = Verdict(name, judge.exam, Status.FAILED if reason else Status.GRADED, reason, level,
                          outputs=reply.outputs, cut=reply.cut)
        verdict.checks = judge.verdicts(reply)
        verdict.own = own(judge.exam, reply, run.ending)
        verdict.path = fingerprints.of(reply)
        if self._pictures:
            verdict.parting = judge.parting(verdict.checks, reply)
        return verdict


@contextlib.contextmanager
def open_grader(level: Level | None = None, device: Device = Device.CPU, allow_weak: bool = False,
                workers: int | None = None, pictures: bool = True,
                tasks: Mapping[str, Exam] | None = None, secret: Secret = DEMO) -> Iterator[Grader]:
    """A grader with warm sandboxes of its own, for a `with` block.

    Args:
        level: the sandbox's level; the strongest that the machine offers by default.
        device: where the device check runs.
        allow_weak: consent to the level that does not keep a hostile notebook in.
        workers: notebooks graded at a time; the number of cores by default.
        pictures: whether to look for what is worth drawing.
        tasks: what a notebook may answer; every registered task by default.
        secret: what the trials are drawn from; the demo's by default, which everybody knows.

    Raises:
        SandboxError: no level that may be used works here, or it offers no such device.
    """
    level = choose(level, allow_weak)
    need_device(level, device)
    known = registry.find() if tasks is None else tasks
    broken = [one.name for one in known.broken] if isinstance(known, registry.Registry) else []
    with Pool(level, device, workers or os.cpu_count() or 1) as pool:
        grader = Grader(known, pool, device, pictures, broken, secret)
        try:
            yield grader
        except BaseException:  # Ctrl-C above all: what runs is ended with the pool, not waited for
            grader.close(wait=False)
            raise
        grader.close()


def student_folder(path: Path) -> Path | None:
    """The folder of the student who handed in what lies at `path`, where a folder `submitted` shows it."""
    parts = path.absolute().parts
    at = max((k for k, part in enumerate(parts[:-1]) if part == "submitted"), default=None)
    return None if at is None else Path(*parts[:at + 1]).resolve() / parts[at + 1]


def in_trouble(notebook: str, error: BaseException, task: Exam | None = None) -> Verdict:
    """The verdict where a fault of ours kept us from one."""
    return Verdict(notebook, task, Status.TROUBLE, trouble(error))


def trouble(error: BaseException) -> Trouble:
    """A fault of ours, and where it is in our code."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(PACKAGE)]
    where = f"{Path(ours[-1].filename).relative_to(PACKAGE)}:{ours[-1].lineno}" if ours else ""
    return Trouble(error, where)


def _in_a_crowd(run: Run) -> bool:
    """Whether a run waited for a processor for so long that it says little about how long it takes."""
    return run.queued_seconds > max(CROWD * run.cpu_seconds, CROWD_SECONDS)


def _blamed(cut: Mapping[int, Cut], handed_in: Submission, asked: Questions) -> CutCell | None:
    """The first cell that did not come to its end in time and speaks of what was asked for, if there is one."""
    cells = dict(handed_in.cells)
    return next((CutCell(handed_in.numbers[index], cut[index]) for index in sorted(cut)
                 if asked.spoken_of(cells[index])), None)


def _reason(exam: Exam, run: Run, reply: Reply) -> Reason | None:
    """Why the notebook counts as failed; None if it ran."""
    if run.ending.ended is not Ended.FINISHED and not reply.judged_whole:
        return run.ending
    if not reply.complete:
        return Incomplete()
    if exam.class_name and not reply.found:
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
