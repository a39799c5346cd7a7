"""What we plug into nbgrader's lists: a judge, and what fills a notebook's addresses in.

`configure` does it, so that `nbgrader autograde`, formgrader's button and `step-grader autograde` all take the same
way.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from nbgrader.api import BaseCell, Comment, Grade
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import CheckCellMetadata, GetGrades, NbGraderPreprocessor, SaveAutoGrades
from sqlalchemy import select
from traitlets import Bool, Enum, Instance, Unicode

from .. import __version__
from ..grading import in_trouble
from ..ground.trial import Device
from ..language import registry
from ..language.task import Exam, Task
from ..notebooks import read
from ..outcome.basis import Basis
from ..outcome.verdict import CheckVerdict, Status, Verdict
from ..sandbox.levels import Level
from ..telling import outputs, pages, picture, told, words
from ..telling.apart import Renderer
from ..telling.catalogue import say
from ..telling.feedback_page import WAITS
from . import known, valley
from .hand_ins import unmark
from .regrade import BASIS
from .source import Verdicts, Wanted

PRACTICE = "practice"  # the id of the cell in which students can ask for the verdict themselves


class InTrouble(RuntimeError):
    """A fault of ours kept us from a verdict. nbgrader then leaves the student's grade alone and goes on."""


class Judge(NbGraderPreprocessor):  # type: ignore[misc]
    """In place of nbgrader's Execute: run the notebook in the sandbox and write the verdicts."""

    device = Enum([d.value for d in (Device.CPU, Device.CUDA)], Device.CPU.value,
                  help="Where the device check runs.").tag(config=True)
    isolation = Enum([None, *(level.value for level in Level)], None, allow_none=True,
                     help="The sandbox's level; the strongest there is by default.").tag(config=True)
    allow_weak = Bool(False, help="Accept a sandbox that keeps no hostile notebook in.").tag(config=True)
    verdicts = Instance(Verdicts, (), help="Where verdicts come from.").tag(config=True)
    renderer = Instance(Renderer, (), help="Cleans the outputs.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        student, name = resources["nbgrader"]["student"], resources["nbgrader"]["notebook"]
        try:
            verdict = self._verdict(nb, student, name)
            if verdict.status is not Status.TROUBLE:
                write(nb, verdict, self.renderer, self.verdicts.tasks())
                return nb, resources
        except Exception as error:
            verdict = in_trouble(name, error)
            self.verdicts.note(student, name, verdict)
            raise InTrouble(words.reason(verdict)) from error
        raise InTrouble(words.reason(verdict))

    def _verdict(self, nb: NotebookNode, student: str, name: str) -> Verdict:
        wanted = Wanted(Path(CourseDirectory(parent=self).root), Level(self.isolation) if self.isolation else None,
                        Device(self.device), self.allow_weak)
        refusal, choice = unmark(nb)
        if refusal is not None:
            return Verdict(name, self.verdicts.tasks().get(name), Status.REFUSED, refusal)
        verdict = self.verdicts.verdict(student, name, nb, wanted)
        verdict.choice = choice
        return verdict


def write(nb: NotebookNode, verdict: Verdict, renderer: Renderer, tasks: Mapping[str, Exam]) -> None:
    """Write a verdict into the notebook: what each cell gave, each graded cell's points, and what it rests on."""
    nb.metadata[BASIS] = asdict(verdict.basis or Basis(__version__))
    nb.metadata[told.KEPT] = told.keep(told.tell(verdict, _answer_of(nb), tasks))
    results = {f"{verdict.task.name}-{c.check.name}": c for c in verdict.checks} if verdict.task else {}
    shown = outputs.of_notebook(verdict.outputs, renderer)
    count = 0
    for index, cell in enumerate(nb.cells):
        if cell.cell_type != "code":
            continue
        count += 1
        cell.execution_count = count
        if not read.is_graded(cell):
            cell.outputs = [nbformat.from_dict(o) for o in shown.get(index, [])]
            continue
        result = results.get(read.grade_id(cell) or "")
        if result is None:
            message = words.reason(verdict) or say("cell.no_check")
            _answer(cell, pages.refused_cell(message), message, 0.0)
        else:
            _write_check(cell, result, verdict)
    if verdict.task:
        nb.cells.insert(0, new_markdown_cell(pages.summary(verdict), id=told.CELL))


def _answer_of(nb: NotebookNode) -> str:
    """The student's own code."""
    return "\n".join(cell.source for cell in nb.cells if cell.cell_type == "code" and read.is_solution(cell))


def _write_check(cell: NotebookNode, result: CheckVerdict, verdict: Verdict) -> None:
    # The gradebook's points may differ from the task's: an instructor may reweigh.
    share = float(cell.metadata.nbgrader.get("points", result.check.points))
    text = words.message(result) or say("cell.all_right")
    _answer(cell, pages.check_cell(result, share), text, share if result.finding.passed else 0.0)
    if verdict.parting and verdict.parting.check == result.check.name:
        cell.outputs.insert(1, _output("display_data", {
            "image/png": base64.b64encode(picture.parting(verdict.parting)).decode(),
            "text/plain": say("cell.picture")}))


def _answer(cell: NotebookNode, html: str, text: str, points: float) -> None:
    cell.outputs = [
        _output("display_data", {"text/html": html, "text/plain": text}),
        # nbgrader reads the points from here.
        _output("execute_result", {"text/plain": repr(float(points))}, execution_count=cell.execution_count),
    ]


def _output(kind: str, data: dict[str, str], **more: Any) -> NotebookNode:
    """As nbformat's `new_output`, which checks each one; the notebook is checked as a whole."""
    return NotebookNode(output_type=kind, metadata=NotebookNode(), data=NotebookNode(data), **more)


class SaveAutoGradesAtOnce(SaveAutoGrades):  # type: ignore[misc]
    """nbgrader's own, with all of a notebook's points found by two queries and written in one transaction.

    The gradebook has all of them, or none.
    """

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        session = self.gradebook.db
        if index == 0:
            self._find_all()
        session.commit = _nothing
        try:
            done: tuple[NotebookNode, Any] = super().preprocess_cell(cell, resources, index)
        finally:
            del session.commit
        if cell is self._last:
            session.commit()
        return done

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        self._last = nb.cells[-1] if nb.cells else None
        done: tuple[NotebookNode, Any] = super().preprocess(nb, resources)
        return done

    def _find_all(self) -> None:
        """Have the gradebook find each cell's grade and comment among all of the notebook's."""
        book, whose = self.gradebook, (self.notebook_id, self.assignment_id, self.student_id)
        submitted = book.find_submission_notebook(*whose).id
        for table, find in (Grade, book.find_grade), (Comment, book.find_comment):
            rows = book.db.execute(select(BaseCell.name, table).join(BaseCell, BaseCell.id == table.cell_id)
                                   .where(table.notebook_id == submitted)).all()
            found = dict(map(tuple, rows)) if len({name for name, _ in rows}) == len(rows) else {}
            setattr(book, find.__name__, partial(_among, found, find))


def _nothing() -> None:
    """In place of a commit."""


def _among(found: Mapping[str, Any], find: Callable[..., Any], cell: str, *whose: str) -> Any:
    return found[cell] if cell in found else find(cell, *whose)


class Sound:
    """Which cells' metadata nbgrader has found in order: in a class they are the same in each notebook."""

    def __init__(self) -> None:
        self.known: set[str] = set()

    def __deepcopy__(self, memo: dict[int, Any]) -> Sound:
        """Itself: nbgrader copies its configuration."""
        return self


class CheckCellMetadataOnce(CheckCellMetadata):  # type: ignore[misc]
    """nbgrader's own, which looks at what it has not seen before."""

    sound = Instance(Sound, (), help="What it has seen.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        looked_at = repr([(cell.cell_type, cell.metadata.get("nbgrader")) for cell in nb.cells])
        if looked_at not in self.sound.known:
            nb, resources = super().preprocess(nb, resources)
            self.sound.known.add(looked_at)
        return nb, resources


class GetGradesAndWaits(GetGrades):  # type: ignore[misc]
    """nbgrader's own, which says besides of each graded cell whether somebody has still to look at it."""

    def _get_score(self, cell: NotebookNode, resources: Any) -> None:
        super()._get_score(cell, resources)
        grade = self.gradebook.find_grade(cell.metadata.nbgrader["grade_id"], self.notebook_id, self.assignment_id,
                                          self.student_id)
        cell.metadata.nbgrader[WAITS] = bool(grade.needs_manual_grade and grade.manual_score is None)


class FillAddresses(NbGraderPreprocessor):  # type: ignore[misc]
    """Put the course's public addresses into a notebook that is given out.

    The cell for practice installs the grader from the repository. Without one, or where the course wants no practice,
    it is left out.
    """

    book = Unicode(help="The book's address.").tag(config=True)
    repository = Unicode(help="The public repository's address.").tag(config=True)
    practice = Bool(True, help="Keep the cell in which students can ask for the verdict themselves.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        if not (self.practice and self.repository):
            nb.cells = [cell for cell in nb.cells if cell.get("id") != PRACTICE]
        done: tuple[NotebookNode, Any] = super().preprocess(nb, resources)
        return done

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        cell.source = (cell.source.replace("{{ book }}", self.book)
                       .replace("{{ repository }}", self.repository))
        return cell, resources


class FillKnown(NbGraderPreprocessor):  # type: ignore[misc]
    """Put into a notebook's helper cell what its checks know: mistakes, and the right path that they draw."""

    hints = Bool(True, help="Whether checks name mistakes, and hint() has hints.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        task = registry.find().get(resources["nbgrader"]["notebook"])
        for cell in nb.cells:
            if isinstance(task, Task) and known.PLACE in cell.source:
                helper = cell.source.replace(valley.PLACE, valley.right_path(task, cell.source))
                cell.source = known.packed(task, helper, self.hints)
        return nb, resources
