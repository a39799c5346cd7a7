"""Bring a submitted notebook back into the assignment's shape, whatever was done to it.

Students delete cells, duplicate them, edit locked ones and damage metadata; editors and platforms drop it. nbgrader
stops at some of these, in the worst case for the whole class. After `repair`, every cell of the assignment is
there exactly once with nbgrader's own metadata, locked cells read as they were given out, and
nothing else that the student wrote is lost.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from nbformat import NotebookNode

from .decode import cell as made_cell
from .read import LEFT_OUT, grade_id, is_left_out

SCHEMA_VERSION: Final = 3  # of nbgrader's cell metadata


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
    names = recognise(notebook, cells)
    repaired = [_restored(old, known[name]) if name else _plain(old) for old, name in zip(notebook.cells, names)]
    ids = set(filter(None, names))
    at = 0
    for cell in cells:
        if cell.name in ids:
            at = 1 + next(k for k, c in enumerate(repaired) if grade_id(c) == cell.name)
        else:
            repaired.insert(at, _missing(cell, missing))
            at += 1
    for k, one in enumerate(repaired):
        one.id = f"cell-{k}"
    return NotebookNode(nbformat=4, nbformat_minor=5, cells=repaired,
                        metadata=NotebookNode(language_info=NotebookNode(name="python")))


def recognise(notebook: NotebookNode, cells: Sequence[TemplateCell]) -> list[str | None]:
    """Which cell of the assignment each of a notebook's cells is; None for the student's own.

    A cell's name says it. Where the names are lost, a cell that reads as it was given out is that one, and the only
    cell between two such that is of a solution's kind is the solution.
    """
    known = {cell.name for cell in cells}
    last = {grade_id(old): k for k, old in enumerate(notebook.cells)}
    found = [name if (name := grade_id(old)) in known and last[name] == k else None
             for k, old in enumerate(notebook.cells)]
    if len(set(found) - {None}) == len(known):
        return found
    free: dict[tuple[str, str], list[str]] = {}
    for cell in cells:
        if cell.name not in found:
            free.setdefault((cell.cell_type, cell.source.strip()), []).append(cell.name)
    for k, old in enumerate(notebook.cells):
        names = free.get((old.cell_type, old.source.strip()))
        if found[k] is None and names and (grade_id(old) not in known):
            found[k] = names.pop(0)
    places = {name: k for k, name in enumerate(found) if name}
    for at, cell in enumerate(cells):
        if cell.solution and cell.name not in places:
            first = max((places[c.name] for c in cells[:at] if c.name in places), default=-1)
            end = min((places[c.name] for c in cells[at + 1:] if c.name in places), default=len(found))
            between = [k for k in range(first + 1, end) if found[k] is None and grade_id(notebook.cells[k]) not in known
                       and notebook.cells[k].cell_type == cell.cell_type]
            if len(between) == 1 and places:
                found[between[0]] = cell.name
                places[cell.name] = between[0]
    return found


def put_back(notebook: NotebookNode, cells: Sequence[TemplateCell]) -> tuple[str, ...]:
    """How the locked cells begin whose code is another one in a notebook: `repair` gives them back their own.

    Only those are looked at that stand before the first answer, which may rest on them. Below it are a course's checks,
    which may have been others when the notebook was given out.
    """
    before = itertools.takewhile(lambda cell: not cell.solution, cells)
    given = {cell.name: cell.source for cell in before if cell.locked and cell.cell_type == "code"}
    changed = [given[name] for old, name in zip(notebook.cells, recognise(notebook, cells))
               if name in given and _code(old.source) != _code(given[name])]
    return tuple(_code(source)[0] for source in changed if _code(source))


def _code(source: str) -> list[str]:
    """The lines of a cell, but for empty ones and comments."""
    return [line.rstrip() for line in source.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def answered(notebook: NotebookNode, cells: Sequence[TemplateCell]) -> int:
    """How many of the assignment's solution cells no longer read as they were given out."""
    sources = {cell.name: cell.source.strip() for cell in cells if cell.solution}
    return sum(1 for old, name in zip(notebook.cells, recognise(notebook, cells))
               if name in sources and old.source.strip() not in ("", sources[name]))


def empty(cells: Sequence[TemplateCell], reason: str, missing: str) -> NotebookNode:
    """The assignment without an answer, and the reason why there is none.

    Args:
        cells: the assignment's, in order.
        reason: why there is no answer; it stands below the assignment.
        missing: the note that stands in each solution cell.
    """
    return repair(NotebookNode(cells=[made_cell("markdown", f"**{reason}**")]), cells, missing)


def _restored(old: NotebookNode, cell: TemplateCell) -> NotebookNode:
    return _with_images(made_cell(cell.cell_type, cell.source if cell.locked else old.source, cell.metadata()), old)


def _missing(cell: TemplateCell, note: str) -> NotebookNode:
    if cell.solution and cell.cell_type == "code":
        return made_cell("code", f"# {note}", cell.metadata())
    if cell.solution:
        return made_cell("markdown", note, cell.metadata())
    return made_cell(cell.cell_type, cell.source, cell.metadata())


def _plain(old: NotebookNode) -> NotebookNode:
    made = made_cell(old.cell_type if old.cell_type == "code" else "markdown", old.source)
    if is_left_out(old):
        made.metadata.tags = [LEFT_OUT]
    return _with_images(made, old)


def _with_images(cell: NotebookNode, old: NotebookNode) -> NotebookNode:
    """The cell with the images that were pasted into the old one."""
    if cell.cell_type == "markdown" and "attachments" in old:
        cell.attachments = old.attachments
    return cell


def template(raw: bytes) -> list[TemplateCell]:
    """The cells of an assignment from the notebook that students are given, but for what nbgrader hides in them."""
    found = []
    for cell in json.loads(raw)["cells"]:
        marks = cell["metadata"].get("nbgrader")
        if marks:
            found.append(TemplateCell(
                marks["grade_id"], cell["cell_type"], "".join(cell["source"]), marks.get("checksum", ""),
                marks["locked"], marks["grade"], marks["solution"], marks.get("task", False), marks.get("points")))
    return found
