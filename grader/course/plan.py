"""What `step-grader autograde` would grade: nothing is run, and nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..grading import in_trouble
from ..language.task import Exam
from ..telling import words
from ..telling.catalogue import say
from ..telling.classes import Planned
from . import filling, regrade
from .autograde import configured, filling_lacks, reading_lacks, submissions
from .hand_ins import HandIns, is_students
from .template import Templates


def plan(assignment: str, tasks: Mapping[str, Exam], course: str | Path | None = None,
         students: Sequence[str] = ()) -> tuple[list[Planned], bool]:
    """What would be graded, one notebook of one student each; and whether the gradebook knows the assignment already.

    Args:
        assignment: its name in nbgrader.
        tasks: what a notebook may answer, by name.
        course: the course's folder; the current one by default.
        students: only these; everyone with a submission by default.

    Raises:
        CourseError: as `ClassRun` and its `grade` do.
    """
    api, templates = configured(course), Templates(remember=True)
    coursedir, hand_ins = api.coursedir, HandIns(templates)
    chosen = submissions(assignment, students, coursedir)
    with reading_lacks(coursedir):
        known = filling.is_known(assignment, templates, coursedir)
        before = regrade.graded(assignment, chosen, coursedir) if known else {}
    with reading_lacks(coursedir), filling_lacks(assignment), filling.known(assignment, templates, api):
        names = templates.notebooks(assignment, coursedir)
        planned = [Planned(student, name, *found, before[student, name].points if (student, name) in before else None)
                   for student in chosen
                   for name, found in _found(student, assignment, names, hand_ins, coursedir, tasks).items()]
    return planned, known


def _found(student: str, assignment: str, names: list[str], hand_ins: HandIns, coursedir: Any,
           tasks: Mapping[str, Exam]) -> dict[str, tuple[str | None, str | None]]:
    """For each notebook the file that would be taken, or why there is none."""
    if not is_students(student):
        return {name: (None, say("class.bad_id")) for name in names}
    try:
        found = hand_ins.of(student, assignment, coursedir, tasks)
        return {name: (None, words.refusal(one.refusal)) if one.refusal else (one.choice.taken if one.choice else name,
                                                                              None) for name, one in found.items()}
    except Exception as error:  # one student's trouble is not the class's
        return {name: (None, words.reason(in_trouble(name, error, tasks.get(name)))) for name in names}
