"""Bring a submitted notebook back into the assignment's shape, whatever was done to it.

Students delete cells, duplicate them, edit locked ones and damage metadata. nbgrader stops at some
of these, in the worst case for the whole class. After `repair`, every cell of the assignment is
there exactly once with nbgrader's own metadata, locked cells read as they were given out, and
nothing else that the student wrote is lost.
"""

from __future__ import annotations

from dataclasses import dataclass

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from .submission import grade_id

SCHEMA_VERSION = 3  # of nbgrader's cell metadata


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

    def metadata(self) -> dict:
        """nbgrader's metadata for this cell."""
        marks = dict(grade_id=self.name, schema_version=SCHEMA_VERSION, cell_type=self.cell_type,
                     locked=self.locked, grade=self.grade, solution=self.solution, task=self.task,
                     checksum=self.checksum)
        if self.points is not None:
            marks["points"] = self.points
        return marks


def template(gradebook, notebook: str, assignment: str, order: list[str]) -> list[TemplateCell]:
    """The assignment's cells from nbgrader's gradebook.

    Args:
        gradebook: an open `nbgrader.api.Gradebook`.
        notebook: the notebook's name.
        assignment: the assignment's name.
        order: cell names in the order of the source notebook; the gradebook keeps none.
    """
    found = gradebook.find_notebook(notebook, assignment)
    points = {cell.name: cell.max_score for cell in found.grade_cells}
    tasks = {cell.name: cell.max_score for cell in found.task_cells}
    solutions = {cell.name for cell in found.solution_cells}
    cells = [
        TemplateCell(cell.name, cell.cell_type, cell.source or "", cell.checksum, cell.locked,
                     cell.name in points, cell.name in solutions, cell.name in tasks,
                     points.get(cell.name, tasks.get(cell.name)))
        for cell in found.source_cells
    ]
    place = {name: k for k, name in enumerate(order)}
    return sorted(cells, key=lambda cell: place.get(cell.name, len(place)))


def repair(notebook, cells: list[TemplateCell]):
    """A new notebook: the student's cells, in the assignment's shape.

    Of a cell that is there twice, the last one counts as the assignment's and the others as the
    student's own. A missing cell comes back after the one that precedes it in the assignment; a
    missing solution cell comes back empty.
    """
    known = {cell.name: cell for cell in cells}
    last = {grade_id(cell): k for k, cell in enumerate(notebook.cells)}
    repaired, ids = [], set()
    for k, old in enumerate(notebook.cells):
        name = grade_id(old)
        mine = known.get(name) if last.get(name) == k else None
        repaired.append(_restored(old, mine) if mine else _plain(old))
        if mine:
            ids.add(name)
    at = 0
    for cell in cells:
        if cell.name in ids:
            at = 1 + next(k for k, c in enumerate(repaired) if grade_id(c) == cell.name)
        else:
            repaired.insert(at, _missing(cell))
            at += 1
    language = {"name": "python"}
    made = new_notebook(cells=repaired, metadata={"language_info": language})
    for k, cell in enumerate(made.cells):
        cell.id = f"cell-{k}"
    return made


def empty(cells: list[TemplateCell], reason: str):
    """The assignment without an answer, and the reason why there is none."""
    return repair(new_notebook(cells=[new_markdown_cell(f"**{reason}**")]), cells)


def _restored(old, cell: TemplateCell):
    source = cell.source if cell.locked else old.source
    return _made(cell.cell_type, source, cell.metadata())


def _missing(cell: TemplateCell):
    note = "This cell was missing from the notebook that was handed in."
    if cell.solution and cell.cell_type == "code":
        return _made("code", f"# {note}", cell.metadata())
    if cell.solution:
        return _made("markdown", note, cell.metadata())
    return _made(cell.cell_type, cell.source, cell.metadata())


def _plain(old):
    kind = old.cell_type if old.cell_type in ("code", "markdown") else "markdown"
    return _made(kind, old.source, None)


def _made(kind, source, marks):
    make = new_code_cell if kind == "code" else new_markdown_cell
    return make(source, metadata={"nbgrader": marks} if marks else {})
