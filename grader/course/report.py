"""A class's results once more, from what is kept: the gradebook and the verdicts of earlier runs. Nothing is run."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from .. import __version__
from ..grading import trouble
from ..ground.device import Device
from ..judging.examiners import examiner
from ..language import secret_file
from ..language.registry import Registry
from ..language.secret import Secret
from ..language.task import Exam
from ..notebooks import read
from ..notebooks.read import TaskIsBroken
from ..outcome.basis import Basis, Stale, differences
from ..outcome.own import Standing
from ..outcome.refusal import Refused
from ..outcome.verdict import Verdict
from ..telling import words
from ..telling.catalogue import say
from ..telling.classes import Feedback
from ..telling.result import Result
from . import filling, gradebook, ranking, regrade, verdicts, waiting
from .autograde import configured, feedback, handed_in, nobody, reading_lacks
from .hand_ins import HandIn, HandIns, is_students
from .lack import CourseError, Lack
from .template import Templates


@dataclass(frozen=True)
class Class:
    """A class's results, as they are kept.

    Attributes:
        results: of everybody who has been graded or has handed something in. Of whom no verdict can be shown, that is
            trouble.
        standing: what the rules have reached that the class invented; None where the assignment asks for none.
        feedback: where a student's feedback lies, or will lie.
        silent: who stands in the gradebook and has handed in nothing.
    """

    results: list[Result]
    standing: Standing | None
    feedback: Feedback
    silent: list[str]


def kept(assignment: str, tasks: Mapping[str, Exam], course: str | Path | None = None) -> Class:
    """A class's results from what is kept. A fault of ours around one student is that student's trouble alone.

    Args:
        assignment: its name in nbgrader.
        tasks: what a notebook may answer, by name.
        course: the course's folder; the current one by default.

    Raises:
        CourseError: there is no such class, nobody has been graded, or the gradebook or the verdicts cannot be read.
        SecretError: the course's secret cannot be read.
    """
    coursedir, templates = configured(course).coursedir, Templates(remember=True)
    with reading_lacks(coursedir):
        names = _notebooks(assignment, coursedir, templates)
        everybody, entered = gradebook.who(assignment, coursedir)
        students = sorted({*entered, *handed_in(assignment, coursedir)})
        if not students:
            raise nobody(assignment, coursedir)
        secret, exams, found = _read(names, coursedir, tasks)
        has = regrade.graded(assignment, students, coursedir)
        today = _Today(assignment, coursedir, tasks, exams, secret, templates)
        results = [_tried(student, names, found, today, has, tasks) for student in students]
        return Class(results, ranking.of(assignment, names, tasks, coursedir), partial(feedback, assignment, coursedir),
                     sorted(everybody - {*students}))


def like(student: str, assignment: str, tasks: Mapping[str, Exam], course: str | Path | None = None) -> list[str]:
    """Who walks the same path as this student, who comes first, by the verdicts that are kept.

    Where some of the student's notebooks are wrong, it is asked of these. Only who has handed in something is named.

    Args:
        student: nbgrader's id.
        assignment, tasks, course: as in `kept`.

    Raises:
        CourseError: as `kept` does, or no path of the student's is known.
        SecretError: the course's secret cannot be read.
    """
    coursedir, templates = configured(course).coursedir, Templates(remember=True)
    with reading_lacks(coursedir):
        names = _notebooks(assignment, coursedir, templates)
        _, _, found = _read(names, coursedir, tasks)
    mine = {name: verdict for (whose, name), verdict in found.verdicts.items() if whose == student and verdict.walked}
    mine = {name: verdict for name, verdict in mine.items() if not verdict.all_right} or mine
    there = handed_in(assignment, coursedir)
    if not mine or student not in there:
        raise CourseError(Lack.NO_PATH, assignment=assignment, student=student)
    others = {whose for (whose, name), verdict in found.verdicts.items()
              if name in mine and verdict.walked == mine[name].walked}
    return [student, *sorted(others & {*there} - {student})]


def _notebooks(assignment: str, coursedir: Any, templates: Templates) -> list[str]:
    """The names of an assignment's notebooks; CourseError if the gradebook does not know it."""
    if not filling.is_known(assignment, templates, coursedir):
        source = Path(coursedir.format_path(coursedir.source_directory, ".", assignment))
        there = any(source.glob("*.ipynb"))
        raise CourseError(Lack.NOT_GRADED if there else Lack.UNKNOWN_ASSIGNMENT, assignment=assignment,
                          folder=str(source))
    return templates.notebooks(assignment, coursedir)


def _read(names: Sequence[str], coursedir: Any, tasks: Mapping[str, Exam]) -> tuple[
        Secret | None, dict[str, Exam | None], verdicts.Kept]:
    """The course's secret, what is asked in these notebooks under it, and the verdicts that are kept on them."""
    secret = _secret(Path(coursedir.root))
    exams = {name: _under(tasks.get(name), secret) for name in names}
    try:
        return secret, exams, verdicts.read(coursedir.root, secret, exams) if secret else verdicts.Kept()
    except sqlite3.Error as error:
        raise CourseError(Lack.NO_VERDICTS, path=str(Path(coursedir.root, verdicts.NAME)),
                          error=waiting.detail(error)) from None


def _secret(folder: Path) -> Secret | None:
    """The course's secret; None if it has none: a new one would fit no verdict."""
    return secret_file.kept_in(folder) if os.path.lexists(folder / secret_file.NAME) else None


def _under(exam: Exam | None, secret: Secret | None) -> Exam | None:
    return exam.under(secret) if exam and secret else exam


class _Today:
    """What a new verdict would rest on: on what lies in submitted/ now, on the course's trials, on this grader.

    Attributes:
        broken: names of tasks that cannot be loaded.
    """

    def __init__(self, assignment: str, coursedir: Any, tasks: Mapping[str, Exam], exams: Mapping[str, Exam | None],
                 secret: Secret | None, templates: Templates):
        self._assignment, self._coursedir, self._tasks, self._exams = assignment, coursedir, tasks, exams
        self.broken = [one.name for one in tasks.broken] if isinstance(tasks, Registry) else []
        self._secret = secret.fingerprint if secret else ""
        self._trials: dict[str, str] = {}
        self._hand_ins = HandIns(templates)

    def of(self, student: str) -> Mapping[str, HandIn]:
        """What a student's folder holds, by notebook. An exception where it cannot be looked through."""
        return self._hand_ins.of(student, self._assignment, self._coursedir, self._tasks)

    def basis(self, name: str, one: HandIn) -> Basis:
        """What a new verdict on a notebook would rest on. An exception where there would be none."""
        try:
            if one.refusal is not None:
                raise Refused(one.refusal.unfit)
            answer = read.from_notebook(one.notebook, name, self._tasks, self.broken)
        except Refused:
            return Basis(__version__)
        if name not in self._trials:
            exam = self._exams[name]
            self._trials[name] = examiner(exam).ask(Device.CPU).fingerprint if exam else ""
        return Basis.today(answer.fingerprint, self._trials[name], self._secret, answer.task.module)


def _tried(student: str, names: Sequence[str], found: verdicts.Kept, today: _Today,
           has: Mapping[tuple[str, str], regrade.Graded], tasks: Mapping[str, Exam]) -> Result:
    """A student's result, with whatever went wrong with us on the way to it."""
    result = Result(student)
    try:
        if is_students(student):
            _show(result, names, found, today)
        else:
            result.trouble = say("class.bad_id")
        regrade.enter(result, {name: has[student, name] for name in names if (student, name) in has}, tasks)
    except Exception as error:  # one student's trouble is not the class's
        result.trouble = say("kept.trouble", what=words.fault(trouble(error)))
    return result


def _show(result: Result, names: Sequence[str], found: verdicts.Kept, today: _Today) -> None:
    """Write into a result the verdicts that are kept and what has changed since, or that one cannot be shown."""
    shown = {name: verdict for name in names if (verdict := found.verdicts.get((result.student, name)))}
    result.verdicts = [*shown.values()]
    result.attempts = {name: found.attempts.get((result.student, name), []) for name in shown}
    result.trouble = " ".join(_lacking((result.student, name), found, today)
                              for name in names if name not in shown) or None
    if not shown:
        return
    try:
        there = today.of(result.student)
    except FileNotFoundError:
        result.unchecked = say("unchecked.gone")
    except Exception as error:
        _cannot_tell(result, error)
    else:
        for name, verdict in shown.items():
            try:
                _compare(result, name, verdict, there[name], today)
            except Exception as error:
                _cannot_tell(result, error)


def _lacking(whose: tuple[str, str], found: verdicts.Kept, today: _Today) -> str:
    """Why there is no verdict to show on a student's notebook."""
    if whose[1] in today.broken:
        return say("kept.trouble", what=words.fault(trouble(TaskIsBroken(whose[1]))))
    key = "unreadable" if whose in found.unreadable else "nameless" if whose in found.nameless else "missing"
    return say(f"kept.{key}", notebook=whose[1])


def _compare(result: Result, name: str, verdict: Verdict, one: HandIn, today: _Today) -> None:
    """Note in a result where a verdict does not rest on what lies there now; else which file it is from."""
    now = today.basis(name, one)
    was = verdict.basis or Basis(now.grader)  # nothing was run
    why = differences(was, now)
    if why:
        result.stale.append(Stale(name, was, now, why))
    if was.answer == now.answer:
        verdict.choice = one.choice


def _cannot_tell(result: Result, error: Exception) -> None:
    """Note that something keeps us from telling how fresh a verdict is. Nobody is kept from seeing it."""
    result.unchecked = say("unchecked.why", what=words.fault(trouble(error)))
