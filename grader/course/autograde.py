"""Grade a class through nbgrader: submitted/ in, gradebook and autograded/ out.

nbgrader does its own work, one student after the other. The slow part, running the notebooks, goes
ahead of it in several sandboxes; nbgrader's step then finds each verdict ready.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import warnings
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from enum import StrEnum
from pathlib import Path
from typing import Any

from nbgrader.api import InvalidEntry
from nbgrader.apps import NbGrader, NbGraderAPI
from sqlalchemy.exc import SAWarning, SQLAlchemyError
from tqdm import tqdm

from ..grading import Grader, in_trouble
from ..language import secret_file
from ..language.capstone import Capstone
from ..language.secret import Secret
from ..outcome.own import Standing
from ..outcome.verdict import Status, Verdict
from ..telling import words
from ..telling.catalogue import say
from ..telling.classes import Result
from . import filling, gradebook, ranking, regrade
from .hand_ins import HandIn, HandIns, is_students
from .source import Verdicts
from .template import Templates
from .verdicts import VerdictStore


class Lack(StrEnum):
    """What a course lacks before it can be graded."""

    NO_FOLDER = "no_folder"
    NOT_CONFIGURED = "not_configured"  # nbgrader would run the students' code itself
    UNKNOWN_ASSIGNMENT = "unknown_assignment"
    NOT_FILLED = "not_filled"  # nbgrader could not put the assignment into the gradebook
    NO_COPY = "no_copy"  # of the gradebook
    DAMAGED = "damaged"  # the gradebook's file
    NOT_FORGOTTEN = "not_forgotten"  # a student, or not all of him or her
    NOT_HANDED_IN = "not_handed_in"  # by these students
    NOBODY = "nobody"


class CourseError(RuntimeError):
    """The course is not in a state in which it can be graded.

    Attributes:
        lack: what is missing.
        details: of which assignment, students or folder.
    """

    def __init__(self, lack: Lack, **details: str):
        super().__init__(lack, details)
        self.lack, self.details = lack, details


class ClassRun:
    """One class's assignment on its way through nbgrader.

    Args:
        assignment: its name in nbgrader.
        grader: runs the notebooks.
        course: the course's folder; the current one by default.
        kept: the verdicts of earlier runs; none are looked for and none kept by default.

    Raises:
        CourseError: there is no such folder, or nbgrader is not set up for this grader.
    """

    def __init__(self, assignment: str, grader: Grader, course: str | Path | None = None,
                 kept: VerdictStore | None = None):
        self.assignment = assignment
        self._grader, self._kept = grader, kept
        self._api = configured(course)
        self._backed_up = False
        self._templates = Templates(remember=True)
        self._verdicts, self._hand_ins = Verdicts(), HandIns(self._templates, remember=True)
        self._api.config.Judge.verdicts = self._api.config.AutogradeAnything.verdicts = self._verdicts
        self._api.config.AutogradeAnything.hand_ins = self._hand_ins

    def fill(self, students: Sequence[str] = ()) -> bool:
        """Put the assignment into the gradebook if it is missing there; return whether it was.

        Args:
            students: who is then graded, as in `grade`.

        Raises:
            CourseError: the course has no such assignment, nbgrader cannot make it, or the gradebook is damaged or
                cannot be copied beforehand.
        """
        self._back_up(students)
        if filling.is_known(self.assignment, self._templates, self._api.coursedir):
            return False
        with filling_lacks(self.assignment):
            filling.fill(self.assignment, self._api)
        return True

    def grade(self, students: Sequence[str] = ()) -> list[Result]:
        """Grade what lies in the course's submitted/ folder, and show progress.

        Args:
            students: only these; everyone with a submission by default.

        Returns:
            One result a student. A fault of ours around one student is that student's trouble alone: what the
            gradebook has of him or her is left as it is.

        Raises:
            CourseError: as `fill` does, or nobody has handed it in.
        """
        self.fill(students)
        chosen = submissions(self.assignment, students, self._api.coursedir)
        coming = {student: self._send(student) for student in chosen}
        before = regrade.graded(self.assignment, coming, self._api.coursedir)
        with self._verdicts.lend(self._grader, {(student, name): future for student, futures in coming.items()
                                                for name, future in futures.items()}):
            results = [self._take(student, futures)
                       for student, futures in tqdm(coming.items(), desc=self.assignment, unit="student")]
        self._compare(results, before)
        return results

    def standing(self) -> Standing | None:
        """What the rules have reached that the class invented; None where the assignment asks for none."""
        for name in self._hand_ins.notebooks(self.assignment, self._api.coursedir):
            if isinstance(exam := self._grader.tasks.get(name), Capstone):
                return ranking.standing(self.assignment, exam, self._api.coursedir)
        return None

    def _back_up(self, students: Sequence[str]) -> None:
        """Copy the gradebook once, before anything looks for it: where nothing is, nbgrader makes a new one."""
        if self._backed_up:
            return
        coursedir = self._api.coursedir
        try:
            gradebook.back_up(coursedir, replace=not students)
        except gradebook.Damaged as error:
            file = gradebook.file_of(coursedir)
            raise CourseError(Lack.DAMAGED, file=str(file), copy=str(file and gradebook.copy_of(file)),
                              error=str(error)) from None
        except (OSError, sqlite3.Error) as error:
            raise CourseError(Lack.NO_COPY, error=f"{type(error).__name__}: {error}") from None
        self._backed_up = True

    def _send(self, student: str) -> dict[str, Future[Verdict]]:
        """Start grading one student's answers, by the notebook's name."""
        names = self._hand_ins.notebooks(self.assignment, self._api.coursedir)
        try:
            handed_in = self._hand_ins.of(student, self.assignment, self._api.coursedir, self._grader.tasks)
            return {name: self._sent(student, name, handed_in[name]) for name in names}
        except Exception as error:  # one student's trouble is not the class's
            return {name: _ready(in_trouble(name, error, self._grader.tasks.get(name))) for name in names}

    def _sent(self, student: str, name: str, handed_in: HandIn) -> Future[Verdict]:
        if handed_in.refusal:
            return _ready(Verdict(name, self._grader.tasks.get(name), Status.REFUSED, handed_in.refusal))
        keeper = self._kept.of(student, name) if self._kept and is_students(student) else None
        return self._grader.submit(handed_in.notebook, name, handed_in.choice, keeper)

    def _take(self, student: str, futures: dict[str, Future[Verdict]]) -> Result:
        """Let nbgrader grade one student; the verdicts are there or on their way."""
        verdicts = {name: future.result() for name, future in futures.items()}
        if not is_students(student):
            return Result(student, [*verdicts.values()], say("class.bad_id"))
        troubled = any(v.status is Status.TROUBLE for v in verdicts.values())
        if troubled:
            return Result(student, [*verdicts.values()])  # the gradebook keeps what it has
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", SAWarning)  # nbgrader's own sessions
                answer = self._api.autograde(self.assignment, student, force=True, create=True)
        except Exception as error:
            answer = {"success": False, "error": f"{type(error).__name__}: {error}"}
        if "KeyboardInterrupt" in _last_line(answer.get("error") or ""):
            raise KeyboardInterrupt  # nbgrader takes Ctrl-C for one student's error
        if answer["success"]:
            return Result(student, [*verdicts.values()])
        noted = {name: trouble for name in verdicts if (trouble := self._verdicts.noted(student, name))}
        around = self._verdicts.noted(student, "")
        told = None if noted else (words.reason(around) if around else None) or _last_line(answer.get("error") or "")
        return Result(student, [*(verdicts | noted).values()], told)


    def _compare(self, results: Sequence[Result], before: Mapping[tuple[str, str], regrade.Graded]) -> None:
        """Write into the results what has become of those who had been graded before."""
        again = {student for student, _ in before}
        taken = [result for result in results if result.student in again and not result.troubled]
        after = regrade.graded(self.assignment, {result.student for result in taken}, self._api.coursedir)
        for result in taken:
            result.regrades = [
                regrade.compare(name, self._grader.tasks.get(name), before[key], after[key])
                for name in self._hand_ins.notebooks(self.assignment, self._api.coursedir)
                if (key := (result.student, name)) in before and key in after]


def submissions(assignment: str, students: Sequence[str], coursedir: Any) -> list[str]:
    """Who has a folder of this assignment; of these students, if any are named.

    Raises:
        CourseError: nobody has one, or not everybody who is named.
    """
    submitted = Path(coursedir.root, coursedir.submitted_directory)
    found = [folder.name for folder in sorted(submitted.glob("*")) if (folder / assignment).is_dir()]
    unknown = sorted(set(students) - set(found))
    if unknown:
        raise CourseError(Lack.NOT_HANDED_IN, assignment=assignment, students=", ".join(unknown))
    if not found:
        raise CourseError(Lack.NOBODY, assignment=assignment, folder=str(submitted))
    return [student for student in found if not students or student in students]


@contextlib.contextmanager
def filling_lacks(assignment: str) -> Iterator[None]:
    """What keeps an assignment from the gradebook is a lack of the course's."""
    try:
        yield
    except filling.NoSource as error:
        raise CourseError(Lack.UNKNOWN_ASSIGNMENT, assignment=assignment, folder=str(error.folder)) from None
    except filling.NotFilled as error:
        raise CourseError(Lack.NOT_FILLED, assignment=assignment, error=_last_line(str(error))) from None


@contextlib.contextmanager
def forgetting_lacks(student: str) -> Iterator[None]:
    """What keeps a student from being forgotten is a lack of the course's."""
    try:
        yield
    except (OSError, sqlite3.Error, SQLAlchemyError, InvalidEntry) as error:
        raise CourseError(Lack.NOT_FORGOTTEN, student=student,
                          error=f"{type(error).__name__}: {(str(error).splitlines() or [''])[0]}") from None


def secret_of(course: str | Path | None) -> Secret:
    """The secret of the course in this folder, the current one by default; a new one if it has none.

    Raises:
        CourseError: there is no such folder, or nbgrader is not set up for this grader.
        SecretError: the file is not one that trials can be drawn from.
    """
    return secret_file.kept_in(configured(course).coursedir.root)


def folder_of(course: str | Path | None) -> Path:
    """The folder of a course, the current one by default.

    Raises:
        CourseError: as `configured` does.
    """
    return Path(configured(course).coursedir.root)


def configured(course: str | Path | None) -> Any:
    """nbgrader's interface, where its configuration is this grader's.

    Raises:
        CourseError: there is no such folder, or nbgrader is not set up for this grader.
    """
    if course is not None and not Path(course).is_dir():
        raise CourseError(Lack.NO_FOLDER, folder=str(course))
    api = nbgrader_api(course)
    if not api.config.AutogradeAnything.get("take_anything"):
        raise CourseError(Lack.NOT_CONFIGURED, folder=str(Path.cwd()))
    return api


def nbgrader_api(course: str | Path | None) -> Any:
    """nbgrader's Python interface with this course's configuration."""
    app = NbGrader()
    app.initialize([f"--CourseDirectory.root={Path(course).resolve()}"] if course else [])
    app.log.setLevel(logging.ERROR)
    return NbGraderAPI(app.coursedir, config=app.config)


def _ready(verdict: Verdict) -> Future[Verdict]:
    future: Future[Verdict] = Future()
    future.set_result(verdict)
    return future


def _last_line(log: str) -> str:
    """The last line of nbgrader's log, which names the exception; empty if there is none."""
    return (log.strip().splitlines() or [""])[-1].strip()
