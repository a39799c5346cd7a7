"""Grade a class through nbgrader: submitted/ in, gradebook and autograded/ out.

nbgrader does its own work, one student after the other. The slow part, running the notebooks, goes
ahead of it in several sandboxes; nbgrader's step then finds each verdict ready.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence
from concurrent.futures import Future
from enum import StrEnum
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGrader, NbGraderAPI
from sqlalchemy.exc import SAWarning
from tqdm import tqdm

from ..grading import Grader, in_trouble
from ..notebooks import read
from ..notebooks.repair import repair
from ..outcome.refusal import Refusal, Refused, Unfit
from ..outcome.verdict import Status, Verdict
from ..telling.catalogue import say
from ..telling.classes import Result
from .source import Verdicts
from .template import Templates

MISSING = Refusal(Unfit.MISSING)  # nbgrader does not look at a folder without one of the notebooks


class Lack(StrEnum):
    """What a course lacks before it can be graded."""

    NO_FOLDER = "no_folder"
    UNKNOWN_ASSIGNMENT = "unknown_assignment"
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

    Raises:
        CourseError: there is no such folder.
    """

    def __init__(self, assignment: str, grader: Grader, course: str | Path | None = None):
        if course is not None and not Path(course).is_dir():
            raise CourseError(Lack.NO_FOLDER, folder=str(course))
        self.assignment = assignment
        self._grader = grader
        self._api = nbgrader_api(course)
        self._verdicts, self._templates = Verdicts(), Templates(remember=True)
        self._api.config.Judge.verdicts = self._verdicts
        self._api.config.Repair.templates = self._templates

    def grade(self, students: Sequence[str] = ()) -> list[Result]:
        """Grade what lies in the course's submitted/ folder, and show progress.

        Args:
            students: only these; everyone with a submission by default.

        Returns:
            One result a student. A fault of ours around one student is that student's trouble alone: what the
            gradebook has of him or her is left as it is.

        Raises:
            CourseError: the assignment is not in the gradebook, or nobody has handed it in.
        """
        names = self._notebooks()
        folders = self._submissions(students)
        coming = {(student, name): self._send(folder, name)
                  for student, folder in folders.items() for name in names}
        with self._verdicts.lend(self._grader, coming):
            return [self._take(student, {n: coming[student, n] for n in names})
                    for student in tqdm(folders, desc=self.assignment, unit="student")]

    def _notebooks(self) -> list[str]:
        coursedir = self._api.coursedir
        with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
            try:
                return sorted(n.name for n in gradebook.find_assignment(self.assignment).notebooks)
            except MissingEntry:
                raise CourseError(Lack.UNKNOWN_ASSIGNMENT, assignment=self.assignment) from None

    def _submissions(self, students: Sequence[str]) -> dict[str, Path]:
        """Folders that were handed in, by student."""
        submitted = Path(self._api.coursedir.root, self._api.coursedir.submitted_directory)
        found = {folder.name: folder / self.assignment for folder in sorted(submitted.glob("*"))
                 if (folder / self.assignment).is_dir()}
        unknown = sorted(set(students) - set(found))
        if unknown:
            raise CourseError(Lack.NOT_HANDED_IN, assignment=self.assignment, students=", ".join(unknown))
        if not found:
            raise CourseError(Lack.NOBODY, assignment=self.assignment, folder=str(submitted))
        return {s: f for s, f in found.items() if not students or s in students}

    def _send(self, folder: Path, name: str) -> Future[Verdict]:
        """Start grading one notebook."""
        path = folder / f"{name}.ipynb"
        task = self._grader.tasks.get(name)
        try:
            self._adopt(path)
            notebook = read.load(path)
            cells = self._templates.cells(self._api.coursedir.db_url, name, self.assignment, self._api.coursedir)
            return self._grader.submit(repair(notebook, cells, say("cell.missing")), name)
        except Refused as refused:
            return _ready(Verdict(str(path), task, Status.REFUSED, refused.refusal))
        except Exception as error:  # one student's trouble is not the class's
            return _ready(in_trouble(str(path), error, task))

    def _adopt(self, path: Path) -> None:
        """Give a notebook with another name (`momentum (1).ipynb`) the name that nbgrader expects.

        Only where there is no doubt: one notebook in the folder, and none of the right name.
        """
        others = list(path.parent.glob("*.ipynb"))
        if not path.exists() and len(others) == 1:
            try:
                if read.read(others[0], self._grader.tasks).task.name == path.stem:
                    others[0].rename(path)
            except Refused:
                pass

    def _take(self, student: str, futures: dict[str, Future[Verdict]]) -> Result:
        """Let nbgrader grade one student; the verdicts are there or on their way."""
        verdicts = {name: future.result() for name, future in futures.items()}
        if not is_students(student):
            return Result(student, [*verdicts.values()], say("class.bad_id"))
        troubled = any(v.status is Status.TROUBLE for v in verdicts.values())
        if troubled or all(v.reason == MISSING for v in verdicts.values()):
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
        told = None if noted else _last_line(answer.get("error") or answer.get("log") or "")
        return Result(student, [*(verdicts | noted).values()], told)


def is_students(folder: str) -> bool:
    """Whether a folder's name can be a student's id: nbgrader writes ids into its pages and scripts as they are."""
    return folder.isprintable() and not set(folder) & set('"<>\\')


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
