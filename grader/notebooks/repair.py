"""Bring a submitted notebook back into the assignment's shape, whatever was done to it.

Students delete cells, duplicate them, edit locked ones and damage metadata. nbgrader stops at some
of these, in the worst case for the whole class. After `repair`, every cell of the assignment is
there exactly once with nbgrader's own metadata, locked cells read as they were given out, and
nothing else that the student wrote is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import nbformat.v4
from nbformat import NotebookNode

from .read import grade_id

SCHEMA_VERSION: Final = 3  # of nbgrader's cell metadata
_new: Final[Any] = nbformat.v4  # its functions have no types


@dataclass(frozen=True)
class TemplateCell:
    """A cell of the assignment, as the gradebook knows it."""

    name: str
    cell_type: str
    source: str
    checksum: str
    locked: bool
    grade: bool
    solution: bool
    task: bool
    points: float | None

    def metadata(self) -> dict[str, Any]:
        """nbgrader's metadata for this cell."""
        marks: dict[str, Any] = dict(
            grade_id=self.name, schema_version=SCHEMA_VERSION, cell_type=self.cell_type, locked=self.locked,
            grade=self.grade, solution=self.solution, task=self.task, checksum=self.checksum)
        if self.points is not None:
            marks["points"] = self.points
        return marks


def repair(notebook: NotebookNode, cells: Sequence[TemplateCell], missing: str) -> NotebookNode:
    """A new notebook: the student's cells, in the assignment's shape.

    Of a cell that is there twice, the last one counts as the assignment's and the others as the
    student's own. A missing cell comes back after the one that precedes it in the assignment; a
    missing solution cell comes back empty.

    Args:
        notebook: what was handed in, in nbformat 4.
        cells: the assignment's, in order.
        missing: the note that stands in a solution cell which was missing.
    """
    known = {cell.name: cell for cell in cells}
    last = {grade_id(cell): k for k, cell in enumerate(notebook.cells)}
    repaired: list[NotebookNode] = []
    ids: set[str] = set()
    for k, old in enumerate(notebook.cells):
        name = grade_id(old)
        mine = known.get(name) if name is not None and last[name] == k else None
        repaired.append(_restored(old, mine) if mine else _plain(old))
        if mine:
            ids.add(mine.name)
    at = 0
    for cell in cells:
        if cell.name in ids:
            at = 1 + next(k for k, c in enumerate(repaired) if grade_id(c) == cell.name)
        else:
            repaired.insert(at, _missing(cell, missing))
            at += 1
    made: NotebookNode = _new.new_notebook(cells=repaired, metadata={"language_info": {"name": "python"}})
    for k, cell in enumerate(made.cells):
        cell.id = f"cell-{k}"
    return made


def empty(cells: Sequence[TemplateCell], reason: str, missing: str) -> NotebookNode:
    """The assignment without an answer, and the reason why there is none.

    Args:
        cells: the assignment's, in order.
        reason: why there is no answer; it stands below the assignment.
        missing: the note that stands in each solution cell.
    """
    return repair(_new.new_notebook(cells=[_made("markdown", f"**{reason}**", None)]), cells, missing)


def _restored(old: NotebookNode, cell: TemplateCell) -> NotebookNode:
    source = cell.source if cell.locked else old.source
    return _made(cell.cell_type, source, cell.metadata())


def _missing(cell: TemplateCell, note: str) -> NotebookNode:
    if cell.solution and cell.cell_type == "code":
        return _made("code", f"# {note}", cell.metadata())
    if cell.solution:
        return _made("markdown", note, cell.metadata())
    return _made(cell.cell_type, cell.source, cell.metadata())


def _plain(old: NotebookNode) -> NotebookNode:
    kind = old.cell_type if old.cell_type in ("code", "markdown") else "markdown"
    return _made(kind, old.source, None)


def _made(kind: str, source: str, marks: dict[str, Any] | None) -> NotebookNode:
    make = _new.new_code_cell if kind == "code" else _new.new_markdown_cell
    made: NotebookNode = make(source, metadata={"nbgrader": marks} if marks else {})
    return made
