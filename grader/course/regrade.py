"""What a class had before it is graded once more, and what that changed.

Points are read from nbgrader's gradebook. On what an earlier verdict rests stands in the notebook that nbgrader keeps
in autograded/, until it is written over.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from nbgrader import api
from nbgrader.api import Assignment, BaseCell, Grade, Gradebook, Notebook, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import select

from ..language.task import Check, Exam
from ..outcome.basis import Basis, Change, Regrade, Why, differences
from ..outcome.verdict import Verdict
from ..telling.catalogue import say
from ..telling.result import Result

BASIS = "step_verdict"  # in a notebook's metadata


@dataclass(frozen=True)
class Mark:
    """What a graded cell has in the gradebook.

    Attributes:
        auto: the points that it earned by itself; None if nobody has graded it.
        by_hand: the points that somebody gave in formgrader; None if nobody did.
        extra: points that somebody added.
        most: how many points it can earn; None where that is not known.
    """

    auto: float | None
    by_hand: float | None
    extra: float | None
    most: float | None = None

    @property
    def points(self) -> float:
        """What counts, as in nbgrader."""
        given = self.auto if self.by_hand is None else self.by_hand
        return (given or 0.0) + (self.extra or 0.0)


@dataclass(frozen=True)
class Graded:
    """A student's notebook that has been graded.

    Attributes:
        marks: what its graded cells have in the gradebook, by their names.
        basis: what the verdict rests on; None if that was not written down.
        worth: how many points each cell could earn, by its name; none where that is not known.
    """

    marks: dict[str, Mark] = field(default_factory=dict)
    basis: Basis | None = None
    worth: Mapping[str, float] = field(default_factory=dict)

    @property
    def points(self) -> float:
        return sum(mark.points for mark in self.marks.values())

    def entered(self, exam: Exam | None) -> tuple[float, float]:
        """The points that the exam's checks have earned by themselves, and how many they can earn."""
        checks = [mark for cell, mark in self.marks.items() if exam is None or cell in _cells(exam)]
        return sum(mark.auto or 0.0 for mark in checks), sum(mark.most or 0.0 for mark in checks)


def graded(assignment: str, students: Collection[str], coursedir: Any) -> dict[tuple[str, str], Graded]:
    """What has been graded of an assignment, by student and notebook.

    Args:
        assignment: its name.
        students: only these.
        coursedir: nbgrader's `CourseDirectory`.
    """
    marks: dict[tuple[str, str], dict[str, Mark]] = {}
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        for student, notebook, cell, *points in gradebook.db.execute(_MARKS.where(Assignment.name == assignment)):
            if student in students:
                marks.setdefault((student, notebook), {})[cell] = Mark(*points)
    found = {}
    for (student, notebook), cells in marks.items():
        if any(mark.auto is not None for mark in cells.values()):
            folder = coursedir.format_path(coursedir.autograded_directory, student, assignment)
            found[student, notebook] = Graded(cells, *_kept(Path(folder, f"{notebook}.ipynb")))
    return found


def says(kept: Graded | None, verdict: Verdict) -> bool:
    """Whether the gradebook has what a verdict says: for each check that it knows the whole of its points, or none."""
    if kept is None or verdict.task is None:
        return kept is not None
    passed = _cells(verdict.task, [c.check for c in verdict.checks if c.finding.passed])
    return all(mark.auto == (mark.most if cell in passed else 0.0)
               for cell, mark in kept.marks.items() if cell in _cells(verdict.task))


def enter(result: Result, has: Mapping[str, Graded], tasks: Mapping[str, Exam]) -> None:
    """Write into a student's result what the gradebook has, by notebook.

    A grade that is not there, or not as the verdict says, is trouble: nobody is to take it for granted.
    """
    entered = [one.entered(tasks.get(name)) for name, one in has.items()]
    if entered:
        result.entered = sum(points for points, _ in entered), sum(most for _, most in entered)
    if not result.troubled and not all(says(has.get(verdict.notebook), verdict) for verdict in result.verdicts):
        result.trouble = say("class.not_entered")


def _cells(exam: Exam, checks: Iterable[Check] | None = None) -> set[str]:
    """The names of the cells of an exam's checks, of all by default."""
    return {f"{exam.name}-{check.name}" for check in (exam.checks if checks is None else checks)}


# One query for a class: nbgrader's own objects would ask once for every cell.
_GRADED = api.GradeCell.__table__
_MARKS = (select(SubmittedAssignment.student_id, Notebook.name, BaseCell.name,
                 Grade.auto_score, Grade.manual_score, Grade.extra_credit, _GRADED.c.max_score)
          .select_from(Grade).join(BaseCell, Grade.cell_id == BaseCell.id)
          .outerjoin(_GRADED, _GRADED.c.id == BaseCell.id)
          .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
          .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
          .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
          .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id))


class _Marks(msgspec.Struct):
    grade_id: str = ""
    points: float = 0.0


class _CellMetadata(msgspec.Struct):
    nbgrader: _Marks | None = None


class _Cell(msgspec.Struct):
    metadata: _CellMetadata


class _Metadata(msgspec.Struct):
    basis: Basis | None = msgspec.field(default=None, name=BASIS)


class _Notebook(msgspec.Struct):
    metadata: _Metadata
    cells: list[_Cell]


def _kept(path: Path) -> tuple[Basis | None, dict[str, float]]:
    """What a notebook in autograded/ says: what its verdict rests on, and what its cells were worth."""
    try:
        notebook = msgspec.json.decode(path.read_bytes(), type=_Notebook)
    except (OSError, ValueError, RecursionError):  # none, or none that can be read
        return None, {}
    marks = [cell.metadata.nbgrader for cell in notebook.cells if cell.metadata.nbgrader]
    return notebook.metadata.basis, {mark.grade_id: mark.points for mark in marks}


def compare(notebook: str, exam: Exam | None, before: Graded, after: Graded) -> Regrade:
    """What grading a notebook once more has changed.

    Args:
        notebook: its name.
        exam: what it answers, if that is known; it has the checks' titles.
        before, after: what it had, and what it has now.
    """
    titles = {f"{exam.name}-{check.name}": check.title for check in exam.checks} if exam else {}
    changed = {cell: (had, has) for cell, has in after.marks.items()
               if (had := before.marks.get(cell)) is not None and had.auto != has.auto}
    reweighed = any(had.auto and has.auto and before.worth.get(cell) != after.worth.get(cell)
                    for cell, (had, has) in changed.items())
    changes = tuple(Change(titles.get(cell, cell), had.auto or 0.0, has.auto or 0.0, has.by_hand is not None)
                    for cell, (had, has) in changed.items())
    now = after.basis or Basis("")
    why = differences(before.basis, now, reweighed)
    return Regrade(notebook, before.points, after.points, changes, before.basis, now,
                   why or ((Why.CHANCE,) if changes else ()))
