"""What students handed in, ready for nbgrader: for each notebook of the assignment the answer in its shape."""

from __future__ import annotations

import errno
import html
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from ..language.task import Exam
from ..notebooks import handed_in
from ..notebooks.handed_in import Asked
from ..notebooks.repair import empty, repair
from ..outcome.choice import Choice, Form, Newest
from ..outcome.refusal import Refusal, Refused, Unfit
from ..telling import words
from ..telling.catalogue import say
from .template import Templates

MARK = "step_handed_in"  # in a notebook's metadata


def is_students(folder: str) -> bool:
    """Whether a folder's name can be a student's id: nbgrader writes ids into its pages and scripts as they are."""
    return folder.isprintable() and not set(folder) & set('"<>\\')


@dataclass(frozen=True)
class HandIn:
    """A student's answer to one notebook.

    Attributes:
        notebook: in the assignment's shape, whatever was handed in.
        choice: which file it is from; None if none answers.
        refusal: why there is none.
        images: raster images that lie beside it, by their path from there.
    """

    notebook: NotebookNode
    choice: Choice | None = None
    refusal: Refusal | None = None
    images: Mapping[str, bytes] = field(default_factory=dict)

    def mark(self) -> dict[str, Any]:
        """What the steps of nbgrader pass on about it in the notebook's metadata; `unmark` reads it."""
        return {"refusal": self.refusal and asdict(self.refusal), "choice": self.choice and asdict(self.choice)}


def unmark(notebook: NotebookNode) -> tuple[Refusal | None, Choice | None]:
    """Take the mark off a notebook: why there is no answer, or which file it is from."""
    mark = notebook.metadata.pop(MARK, None) or {}
    refusal, choice = mark.get("refusal"), mark.get("choice")
    return (Refusal(Unfit(refusal["unfit"]), refusal["extra"], refusal["file"]) if refusal else None,
            Choice(choice["taken"], Form(choice["form"]), tuple(choice["others"]),
                   Newest(choice["by"]) if choice["by"] else None,
                   tuple(choice["put_back"]), choice["defined"]) if choice else None)


class HandIns:
    """Looks through what was handed in.

    Args:
        templates: the assignments' cells.
        remember: keep what was found until it is to be forgotten. For the time of one class only.
    """

    def __init__(self, templates: Templates, remember: bool = False) -> None:
        self._templates, self._remember = templates, remember
        self._kept: dict[tuple[str, str], dict[str, HandIn]] = {}

    def __deepcopy__(self, memo: dict[int, Any]) -> HandIns:
        """Itself: nbgrader copies its configuration."""
        return self

    def notebooks(self, assignment: str, coursedir: Any) -> list[str]:
        """The names of an assignment's notebooks, sorted; none if the gradebook does not know it."""
        return self._templates.notebooks(assignment, coursedir)

    def of(self, student: str, assignment: str, coursedir: Any, tasks: Mapping[str, Exam]) -> dict[str, HandIn]:
        """A student's answers by the notebook's name, one for each notebook of the assignment.

        Args:
            student: nbgrader's id.
            assignment: its name.
            coursedir: nbgrader's `CourseDirectory`.
            tasks: what a notebook may answer, by name.
        """
        if (kept := self._kept.get((student, assignment))) is not None:
            return kept
        found = self._look(student, assignment, coursedir, tasks)
        if self._remember:
            self._kept[student, assignment] = found
        return found

    def forget(self, student: str, assignment: str) -> None:
        """Look anew the next time."""
        self._kept.pop((student, assignment), None)

    def _look(self, student: str, assignment: str, coursedir: Any, tasks: Mapping[str, Exam]) -> dict[str, HandIn]:
        submitted = Path(coursedir.root, coursedir.submitted_directory)
        folder = Path(coursedir.format_path(coursedir.submitted_directory, student, assignment))
        there = handed_in.look_through(folder, submitted.resolve() / student)
        if not folder.is_dir():  # who has none is not asked for: a disk or a share has gone, and no zero is earned
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(folder))
        names = self._templates.notebooks(assignment, coursedir)
        asked = handed_in.together([
            Asked(name, tasks[name].class_name if name in tasks else None,
                  self._templates.cells(coursedir.db_url, name, assignment, coursedir)) for name in names])
        return {one.name: _answer(there, one, [other for other in asked if other is not one]) for one in asked}


def _answer(there: handed_in.HandedIn, asked: Asked, others: list[Asked]) -> HandIn:
    missing = say("cell.missing")
    try:
        found = handed_in.pick(there, asked, others)
    except Refused as refused:
        why = html.escape(words.refusal(refused.refusal))  # a file's name is in it, and this is Markdown
        return HandIn(empty(asked.cells, why, missing), refusal=refused.refusal)
    return HandIn(repair(found.notebook, asked.cells, missing), found.choice,
                  images=handed_in.by_path(there.images, found.choice.taken))
