"""The cells of an assignment, as nbgrader's gradebook knows them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook, MissingEntry

from ..notebooks.read import grade_id
from ..notebooks.repair import TemplateCell


class Templates:
    """Reads the assignments' cells.

    Args:
        remember: read each notebook's cells once. For the time of one class only: an instructor may change an
            assignment at any time.
    """

    def __init__(self, remember: bool = False) -> None:
        self._remember = remember
        self._known: dict[tuple[str, str, str], list[TemplateCell]] = {}
        self._names: dict[str, list[str]] = {}

    def __deepcopy__(self, memo: dict[int, Any]) -> Templates:
        """Itself: nbgrader copies its configuration."""
        return self

    def notebooks(self, assignment: str, coursedir: Any) -> list[str]:
        """The names of an assignment's notebooks, sorted; none if the gradebook does not know it."""
        if assignment not in self._names:
            with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
                try:
                    names = sorted(notebook.name for notebook in gradebook.find_assignment(assignment).notebooks)
                except MissingEntry:
                    names = []
            if not (self._remember and names):  # what is unknown may become known
                return names
            self._names[assignment] = names
        return self._names[assignment]

    def cells(self, db_url: str, notebook: str, assignment: str, coursedir: Any) -> list[TemplateCell]:
        """The cells of a notebook of an assignment, in the order of its source.

        Args:
            db_url: the gradebook's address.
            notebook: the notebook's name.
            assignment: the assignment's name.
            coursedir: nbgrader's `CourseDirectory`.
        """
        key = db_url, notebook, assignment
        if key in self._known:
            return self._known[key]
        source = Path(coursedir.format_path(coursedir.source_directory, ".", assignment), f"{notebook}.ipynb")
        order = [grade_id(c) for c in nbformat.read(source, as_version=4).cells] if source.exists() else []
        with Gradebook(db_url) as gradebook:
            cells = template(gradebook, notebook, assignment, order)
        if self._remember:
            self._known[key] = cells
        return cells


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
