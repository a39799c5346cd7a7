"""Grade a class through nbgrader: submitted/ in, gradebook and autograded/ out.

nbgrader does its own work, one student after the other. The slow part, running the notebooks, goes
ahead of it in several sandboxes; nbgrader's step then finds each verdict ready.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import sqlite3
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Final

from nbgrader.api import InvalidEntry, app_log
from nbgrader.apps import NbGrader, NbGraderAPI
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, SAWarning, SQLAlchemyError
from tqdm import tqdm

from ..grading import Grader, in_trouble
from ..language import secret_file
from ..language.secret import Secret
from ..outcome.own import Standing
from ..outcome.verdict import Status, Verdict
from ..telling import words
from ..telling.catalogue import say
from ..telling.result import Result
from . import filling, gradebook, ranking, regrade, waiting
from .hand_ins import HandIn, HandIns, is_students
from .lack import CourseError, Lack
from .source import Verdicts
from .template import Templates
from .verdicts import VerdictStore

AHEAD: Final = 16  # students for each sandbox, whose notebooks are on their way before nbgrader's step comes to them


class Interrupted(KeyboardInterrupt):
    """A class was interrupted.

    Attributes:
        left: how many students have not been graded.
        all: of how many.
    """

    def __init__(self, left: int, all: int):
        super().__init__(left, all)
        self.left, self.all = left, all


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
        self._waiting = waiting.Waiting()
        self._coming: dict[tuple[str, str], Future[Verdict]] = {}
        self._templates = Templates(remember=True)
        self._verdicts, self._hand_ins = Verdicts(), HandIns(self._templates, remember=True)
        self._api.config.Judge.verdicts = self._api.config.AutogradeAnything.verdicts = self._verdicts
        self._api.config.AutogradeAnything.hand_ins = self._hand_ins

    def fill(self, students: Sequence[str] = (), told: Callable[[], None] = lambda: None) -> bool:
        """Put the assignment into the gradebook if it is missing there; return whether it was.

        Args:
            students: who is then graded, as in `grade`.
            told: called before it is put there, which takes some seconds.

        Raises:
            CourseError: the course has no such assignment, nbgrader cannot make it, or the gradebook is damaged,
                cannot be read, or cannot be copied beforehand.
        """
        with self._waiting, waiting.short_waits():
            self._back_up(students)
            with reading_lacks(self._api.coursedir):
                if self._waiting.patiently(lambda: filling.is_known(
                        self.assignment, self._templates, self._api.coursedir)):
                    return False
            told()
            with filling_lacks(self.assignment), self._waiting.at_once():
                self._waiting.patiently(lambda: filling.fill(self.assignment, self._api))
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
            Interrupted: by Ctrl-C, between two students.
        """
        with self._waiting, waiting.short_waits(), waiting.one_engine():
            self.fill(students)
            chosen = submissions(self.assignment, students, self._api.coursedir)
            results: list[Result] = []
            try:
                with reading_lacks(self._api.coursedir):
                    before = self._waiting.patiently(
                        lambda: regrade.graded(self.assignment, {*chosen}, self._api.coursedir))
                with self._verdicts.lend(self._grader, self._coming):
                    for student, futures in tqdm(self._ahead(chosen), self.assignment, len(chosen), unit="student"):
                        results.append(self._taken(student, futures))
                with reading_lacks(self._api.coursedir):
                    after = self._waiting.patiently(
                        lambda: regrade.graded(self.assignment, {*chosen}, self._api.coursedir))
            except KeyboardInterrupt:
                raise Interrupted(len(chosen) - len(results), len(chosen)) from None
            self._settle(results, before, after)
            return results

    def silent(self, results: Sequence[Result]) -> list[Result]:
        """A result each for those of the gradebook, such as from a roster, who have handed in nothing.

        Args:
            results: of all the others.
        """
        with reading_lacks(self._api.coursedir):
            silent = self._waiting.patiently(lambda: gradebook.silent(self.assignment, self._api.coursedir))
        return [Result(student) for student in silent if student not in {result.student for result in results}]

    def standing(self) -> Standing | None:
        """What the rules have reached that the class invented; None where the assignment asks for none."""
        names = self._hand_ins.notebooks(self.assignment, self._api.coursedir)
        return ranking.of(self.assignment, names, self._grader.tasks, self._api.coursedir)

    def feedback(self, student: str, notebook: str) -> Path:
        """Where nbgrader writes a student's feedback on a notebook."""
        return feedback(self.assignment, self._api.coursedir, student, notebook)

    def _back_up(self, students: Sequence[str]) -> None:
        """Copy the gradebook once, before anything looks for it: where nothing is, nbgrader makes a new one."""
        if self._backed_up:
            return
        coursedir = self._api.coursedir
        try:
            self._waiting.patiently(lambda: gradebook.back_up(coursedir, replace=not students))
        except gradebook.Damaged as error:
            file = gradebook.file_of(coursedir)
            raise CourseError(Lack.DAMAGED, file=str(file), copy=str(file and gradebook.copy_of(file)),
                              error=str(error)) from None
        except (OSError, sqlite3.Error) as error:
            raise CourseError(Lack.NO_COPY, error=f"{type(error).__name__}: {error}") from None
        self._backed_up = True

    def _ahead(self, students: Sequence[str]) -> Iterator[tuple[str, dict[str, Future[Verdict]]]]:
        """Each student, with what is on its way.

        Some are sent ahead, so that no sandbox waits for nbgrader; not all, since each notebook takes up memory.
        """
        left, sent = iter(students), deque[tuple[str, dict[str, Future[Verdict]]]]()
        while True:
            for student in itertools.islice(left, AHEAD * self._grader.size - len(sent)):
                self._waiting.heed()
                sent.append((student, self._send(student)))
            if not sent:
                return
            yield sent.popleft()

    def _send(self, student: str) -> dict[str, Future[Verdict]]:
        """Start grading one student's answers, by the notebook's name."""
        names = self._hand_ins.notebooks(self.assignment, self._api.coursedir)
        try:
            handed_in = self._hand_ins.of(student, self.assignment, self._api.coursedir, self._grader.tasks)
            futures = {name: self._sent(student, name, handed_in[name]) for name in names}
        except Exception as error:  # one student's trouble is not the class's
            futures = {name: _ready(in_trouble(name, error, self._grader.tasks.get(name))) for name in names}
        self._coming.update({(student, name): future for name, future in futures.items()})
        return futures

    def _sent(self, student: str, name: str, handed_in: HandIn) -> Future[Verdict]:
        keeper = self._kept.of(student, name) if self._kept and is_students(student) else None
        if handed_in.refusal:
            refused = Verdict(name, self._grader.tasks.get(name), Status.REFUSED, handed_in.refusal)
            if keeper:
                keeper.keep(None, refused)
            return _ready(refused)
        return self._grader.submit(handed_in.notebook, name, handed_in.choice, keeper)

    def _taken(self, student: str, futures: dict[str, Future[Verdict]]) -> Result:
        """What has become of one student, tried again where the machine was in the way."""
        pauses = iter(waiting.PAUSES)
        while True:
            result, error = self._take(student, futures)
            if error is None or not waiting.passes(error):
                break
            if (seconds := next(pauses, None)) is None or not self._waiting.pause(seconds):
                result.trouble = say(f"class.{waiting.kind(error)}", error=waiting.detail(error))
                break
            self._hand_ins.forget(student, self.assignment)  # what was read may be half of it
            futures = self._send(student)
        self._hand_ins.forget(student, self.assignment)
        for name in futures:
            self._coming.pop((student, name), None)
        return result

    def _take(self, student: str, futures: dict[str, Future[Verdict]]) -> tuple[Result, BaseException | None]:
        """Let nbgrader grade one student; the verdicts are there or on their way. Also what went wrong with us."""
        verdicts = {name: self._waiting.result(future) for name, future in futures.items()}
        if not is_students(student):
            return Result(student, [*verdicts.values()], say("class.bad_id")), None
        troubled = [verdict for verdict in verdicts.values() if verdict.status is Status.TROUBLE]
        if troubled:  # the gradebook keeps what it has
            return Result(student, [*verdicts.values()]), waiting.at_fault(troubled[0])
        try:
            with warnings.catch_warnings(), _silent(self._api.log, app_log):
                warnings.simplefilter("ignore", SAWarning)  # nbgrader's own sessions
                answer = self._api.autograde(self.assignment, student, force=True, create=True)
            self._waiting.raise_swallowed(answer.get("error") or "")
        except Exception as raised:
            said = say("class.nbgrader", trouble=f"{type(raised).__name__}: {raised}")
            return Result(student, [*verdicts.values()], said), raised
        if answer["success"]:
            return Result(student, [*verdicts.values()]), None
        noted = {name: trouble for name in verdicts if (trouble := self._verdicts.noted(student, name))}
        around = self._verdicts.noted(student, "")
        told = None if noted else (words.reason(around) if around else None) or say(
            "class.nbgrader", trouble=_last_line(answer.get("error") or "") or say("message.none"))
        error = next(filter(None, map(waiting.at_fault, (*noted.values(), around))), None)
        return Result(student, [*(verdicts | noted).values()], told), error

    def _settle(self, results: Sequence[Result], before: Mapping[tuple[str, str], regrade.Graded],
                after: Mapping[tuple[str, str], regrade.Graded]) -> None:
        """Write into the results what the gradebook has now, and what has become of those who were graded before."""
        names = self._hand_ins.notebooks(self.assignment, self._api.coursedir)
        attempts = self._kept.attempts(names) if self._kept else {}
        for result in results:
            result.attempts = {name: attempts[result.student, name] for name in names
                               if (result.student, name) in attempts}
            has = {name: after[result.student, name] for name in names if (result.student, name) in after}
            regrade.enter(result, has, self._grader.tasks)
            if result.troubled:
                continue
            result.regrades = [
                regrade.compare(name, self._grader.tasks.get(name), before[result.student, name], has[name])
                for name in names if (result.student, name) in before and name in has]


def submissions(assignment: str, students: Sequence[str], coursedir: Any) -> list[str]:
    """Who has a folder of this assignment; of these students, if any are named.

    Raises:
        CourseError: nobody has one, or not everybody who is named.
    """
    found = handed_in(assignment, coursedir)
    unknown = sorted(set(students) - set(found))
    if unknown:
        raise CourseError(Lack.NOT_HANDED_IN, assignment=assignment, students=", ".join(unknown))
    if not found:
        raise nobody(assignment, coursedir)
    return [student for student in found if not students or student in students]


def handed_in(assignment: str, coursedir: Any) -> list[str]:
    """Who has a folder of this assignment in submitted/."""
    submitted = Path(coursedir.root, coursedir.submitted_directory)
    return [folder.name for folder in sorted(submitted.glob("*")) if _perhaps_folder(folder / assignment)]


def _perhaps_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # whose folder cannot be looked into is told so, and not left out
        return True


def nobody(assignment: str, coursedir: Any) -> CourseError:
    """That nobody has handed in an assignment."""
    folder = Path(coursedir.root, coursedir.submitted_directory)
    return CourseError(Lack.NOBODY, assignment=assignment, folder=str(folder))


def feedback(assignment: str, coursedir: Any, student: str, notebook: str) -> Path:
    """Where nbgrader writes a student's feedback on a notebook."""
    folder = coursedir.format_path(coursedir.feedback_directory, student, assignment)
    return Path(folder, f"{notebook}.html")


@contextlib.contextmanager
def alone(course: str | Path | None, told: Callable[[], None]) -> Iterator[None]:
    """While the block runs, no other command grades in this course.

    Args:
        course: its folder.
        told: called when another one is waited for.

    Raises:
        CourseError: as `configured` does; or another one is at work, or the folder cannot be written.
    """
    folder = folder_of(course)
    with contextlib.ExitStack() as held:
        try:
            with waiting.Waiting() as one:
                held.enter_context(waiting.alone(folder, one, told))
        except waiting.InUse:
            raise CourseError(Lack.IN_USE, folder=str(folder)) from None
        except OSError as error:
            raise CourseError(Lack.NO_COPY, error=f"{type(error).__name__}: {error}") from None
        yield


def _need_driver(coursedir: Any) -> None:
    """Raise CourseError where the gradebook's address is none, or needs a driver that is not installed."""
    try:
        make_url(coursedir.db_url).get_dialect().import_dbapi()
    except ArgumentError:
        raise CourseError(Lack.NO_ADDRESS) from None
    except ImportError as error:
        raise CourseError(Lack.NO_DRIVER, gradebook=gradebook.name_of(coursedir), error=str(error)) from None


@contextlib.contextmanager
def reading_lacks(coursedir: Any) -> Iterator[None]:
    """A gradebook that cannot be read is a lack of the course's."""
    _need_driver(coursedir)
    try:
        yield
    except (OSError, sqlite3.Error, SQLAlchemyError) as error:
        lack = Lack.UNREADABLE if gradebook.file_of(coursedir) else Lack.UNREACHABLE
        raise CourseError(lack, gradebook=gradebook.name_of(coursedir), error=waiting.detail(error)) from None


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
        CourseError: there is no such folder, nbgrader is not set up for this grader, or the gradebook's address is none
            that can be used here.
    """
    if course is not None and not Path(course).is_dir():
        raise CourseError(Lack.NO_FOLDER, folder=str(course))
    api = nbgrader_api(course)
    if not api.config.AutogradeAnything.get("take_anything"):
        raise CourseError(Lack.NOT_CONFIGURED, folder=str(Path.cwd()))
    _need_driver(api.coursedir)
    return api


def nbgrader_api(course: str | Path | None) -> Any:
    """nbgrader's Python interface with this course's configuration."""
    app = NbGrader()
    app.initialize([f"--CourseDirectory.root={Path(course).resolve()}"] if course else [])
    app.log.setLevel(logging.ERROR)
    return NbGraderAPI(app.coursedir, config=app.config)


@contextlib.contextmanager
def _silent(*logs: logging.Logger) -> Iterator[None]:
    """While the block runs, nbgrader prints no traceback: what went wrong stands in the student's line."""
    before = [log.level for log in logs]
    for log in logs:
        log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for log, level in zip(logs, before):
            log.setLevel(level)


def _ready(verdict: Verdict) -> Future[Verdict]:
    future: Future[Verdict] = Future()
    future.set_result(verdict)
    return future


def _last_line(log: str) -> str:
    """The last line of nbgrader's log, which names the exception; empty if there is none."""
    return (log.strip().splitlines() or [""])[-1].strip()
