"""The cells of an assignment, as nbgrader's gradebook knows them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook

from ..notebooks.read import grade_id
from ..notebooks.repair import TemplateCell


class Templates:
    """Reads the assignments' cells, each assignment once as long as its source stays the same."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, str, str], tuple[int | None, list[TemplateCell]]] = {}

    def __deepcopy__(self, memo: dict[int, Any]) -> Templates:
        """Itself: nbgrader copies its configuration."""
        return self

    def cells(self, db_url: str, notebook: str, assignment: str, coursedir: Any) -> list[TemplateCell]:
        """The cells of a notebook of an assignment, in the order of its source.

        Args:
            db_url: the gradebook's address.
            notebook: the notebook's name.
            assignment: the assignment's name.
            coursedir: nbgrader's `CourseDirectory`.
        """
        folder = coursedir.format_path(coursedir.source_directory, ".", assignment)
        source = Path(folder, f"{notebook}.ipynb")
        stamp = source.stat().st_mtime_ns if source.exists() else None
        key = db_url, notebook, assignment
        if key not in self._read or self._read[key][0] != stamp:
            order = [grade_id(c) for c in nbformat.read(source, as_version=4).cells] if stamp else []
            with Gradebook(db_url) as gradebook:
                self._read[key] = stamp, template(gradebook, notebook, assignment, order)
        return self._read[key][1]


def template(gradebook: Any, notebook: str, assignment: str, order: list[str | None]) -> list[TemplateCell]:
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
