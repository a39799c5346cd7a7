"""What a notebook answers, and the code that it brings."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from nbformat import NotebookNode

from ..language.task import Exam
from ..outcome.refusal import Refused, Unfit

LEFT_OUT: Final = "grader-skips"  # the tag of a cell of the student's own that is not run
# What its first line says. A session's history has no tags, and neither has a script or what some editors save.
_SAYS_SO: Final = re.compile(r"\s*#+ *the grader does not run this cell\b", re.I)


@dataclass(frozen=True)
class Submission:
    """A notebook's code, and what it is an answer to.

    Attributes:
        task: what it answers.
        cells: the code cells that are to be run: (index in the notebook, source).
        numbers: by its index, which of all code cells a cell is, counted from 1, as people count.
    """

    task: Exam
    cells: tuple[tuple[int, str], ...]
    numbers: Mapping[int, int]

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that tell apart what two notebooks run."""
        code = "\0".join(source for _, source in self.cells)
        return hashlib.sha256(code.encode("utf8", "surrogatepass")).hexdigest()[:16]


class TaskIsBroken(RuntimeError):
    """The notebook answers a task that is registered and cannot be loaded: that is no fault of its author."""


def from_notebook(notebook: NotebookNode, stem: str, tasks: Mapping[str, Exam],
                  broken: Collection[str] = ()) -> Submission:
    """What a notebook answers and the code that it brings; raises Refused or TaskIsBroken.

    Args:
        notebook: in nbformat 4.
        stem: the file's name without suffix, to recognise a notebook that lost its cells' names.
        tasks: all that it may be an answer to, by name.
        broken: names of tasks that cannot be loaded.
    """
    if named := names_one(notebook, stem, broken):
        raise TaskIsBroken(named)
    cells = [(i, c) for i, c in enumerate(notebook.cells) if c.cell_type == "code"]
    task = _task(notebook, stem, [c.source for _, c in cells], tasks)
    if task is None:
        raise Refused(Unfit.NO_TASK)
    return Submission(task, tuple((i, c.source) for i, c in cells if not (is_graded(c) or is_left_out(c))),
                      {i: number for number, (i, _) in enumerate(cells, 1)})


def is_graded(cell: NotebookNode) -> bool:
    """Whether the cell is a graded test cell, which the judge answers instead of running it."""
    marks = cell.metadata.get("nbgrader")
    return isinstance(marks, dict) and bool(marks.get("grade")) and not marks.get("solution")


def is_left_out(cell: NotebookNode) -> bool:
    """Whether the cell is the student's own, and its tag or its first line says that it is not to be run."""
    tags = cell.metadata.get("tags")
    tagged = isinstance(tags, list) and LEFT_OUT in tags
    return "nbgrader" not in cell.metadata and bool(tagged or _SAYS_SO.match(cell.source))


def is_solution(cell: NotebookNode) -> bool:
    """Whether the cell is one that the student fills in."""
    marks = cell.metadata.get("nbgrader")
    return isinstance(marks, dict) and bool(marks.get("solution"))


def grade_id(cell: NotebookNode) -> str | None:
    """The cell's nbgrader name, if it has a sound one."""
    marks = cell.metadata.get("nbgrader")
    name = marks.get("grade_id") if isinstance(marks, dict) else None
    return name if isinstance(name, str) else None


def names_one(notebook: NotebookNode, stem: str, tasks: Collection[str]) -> str | None:
    """The first of these tasks that the cells' names, or the file's, are about."""
    return next((task for task in tasks if stem.split(".")[0] == task
                 or any((grade_id(c) or "").startswith(f"{task}-") for c in notebook.cells)), None)


def _task(notebook: NotebookNode, stem: str, sources: Sequence[str], tasks: Mapping[str, Exam]) -> Exam | None:
    """The cells' names decide, then the file's name, then the class that is defined."""
    ids = [grade_id(c) or "" for c in notebook.cells]
    for name, task in tasks.items():
        if any(i.startswith(f"{name}-") for i in ids):
            return task
    if stem in tasks:
        return tasks[stem]
    code = "\n".join(sources)
    return next((task for task in tasks.values()
                 if task.class_name and re.search(rf"^class {re.escape(task.class_name)}\b", code, re.M)), None)
