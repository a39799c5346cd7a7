"""The page that a student gets back, from a graded notebook: what is said of it, then the notebook itself, folded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup
from nbformat import NotebookNode

from . import pages, told, words
from .catalogue import say
from .fragments import Kind
from .told import Problem, Told

LayOut = Callable[[Kind, str, Mapping[str, Any]], str]  # a fragment of a cell as HTML that does nothing

WAITS: Final = "waits"  # in a graded cell's marks: whether somebody has still to look at it
_UNANSWERED: Final = "No response."  # nbgrader's own comment on a cell that is as it was given out
_HIDDEN: Final = re.compile(r"^[^\n]*BEGIN HIDDEN TESTS[^\n]*\n.*?(^[^\n]*END HIDDEN TESTS[^\n]*$|\Z)\n?", re.M | re.S)


@dataclass(frozen=True)
class Cell:
    """One of the notebook's cells.

    Attributes:
        code: whether it is code.
        number: which code cell it is, as it was run.
        source: what stands in it.
        outputs: what it gave out.
    """

    code: bool
    number: int | None
    source: Markup
    outputs: tuple[Markup, ...] = ()


def page(nb: NotebookNode, grades: Mapping[str, Any], lay_out: LayOut) -> str:
    """The page of a graded notebook of which nothing is left but what is shown.

    Args:
        nb: the notebook.
        grades: nbgrader's, `score`, `max_score` and `late_penalty` among them, as far as they are known.
        lay_out: lays out what the student wrote.
    """
    found = told.kept(nb.metadata.get(told.KEPT))
    known = found or Told(str(grades.get("notebook", "")), (), 0.0, 0.0)  # graded otherwise, or by an earlier version
    cells = [cell for k, cell in enumerate(nb.cells) if not (found and _is_told(cell, known, first=k == 0))]
    return pages.feedback(
        known, score=_score(known, grades), late=_late(grades),
        problems=[_shown(problem, nb.cells) for problem in known.problems],
        by_hand=list(_by_hand(cells)) if found else [],
        comments=[Markup(lay_out(Kind.MARKDOWN, comment, {})) for comment in _comments(nb.cells)],
        others=[Markup(lay_out(Kind.CODE, code, {})) for code in known.others],
        cells=[_cell(cell, lay_out) for cell in cells], folded=found is not None)


def _score(known: Told, grades: Mapping[str, Any]) -> str:
    """The gradebook's points, or else the verdict's."""
    points, most = _number(grades.get("score")), _number(grades.get("max_score"))
    if points is None or most is None:
        points, most = known.points, known.most
    return say("page.points", points=words.amount(points), most=words.amount(most)) if most else ""


def _late(grades: Mapping[str, Any]) -> str:
    less = _number(grades.get("late_penalty"))
    return say("page.late", points=words.amount(less)) if less else ""


def _shown(problem: Problem, cells: Sequence[NotebookNode]) -> pages.Shown:
    marks = [marks for cell in cells if (marks := _marks(cell)).get("grade_id") in problem.cells]
    most, earned = (sum(_number(m.get(key)) or 0.0 for m in marks) for key in ("points", "score"))
    of = sum(_number(_marks(cell).get("points")) or 0.0 for cell in cells) if most else 0.0
    return pages.shown(problem, most - earned, of)


def _is_told(cell: NotebookNode, known: Told, first: bool) -> bool:
    """Whether the head of the page says all that a cell does."""
    return first and cell.get("id") == told.CELL or _marks(cell).get("grade_id") in known.cells


def _by_hand(cells: Sequence[NotebookNode]) -> Iterator[str]:
    """The points of those cells that no check answers."""
    for marks in map(_marks, cells):
        points, most = _number(marks.get("score")), _number(marks.get("points"))
        if points is not None and most:
            unanswered = points == 0 and marks.get("comment") == _UNANSWERED
            key = "page.waits" if marks.get(WAITS) else "page.unanswered" if unanswered else "page.by_hand"
            yield say(key, points=words.amount(points), most=words.amount(most))


def _comments(cells: Sequence[NotebookNode]) -> Iterator[str]:
    for cell in cells:
        comment = _marks(cell).get("comment")
        if isinstance(comment, str) and comment not in ("", _UNANSWERED):
            yield comment


def _cell(cell: NotebookNode, lay_out: LayOut) -> Cell:
    if cell.cell_type == "markdown":
        return Cell(False, None, Markup(lay_out(Kind.MARKDOWN, cell.source, cell)))
    if cell.cell_type != "code":
        return Cell(False, None, Markup(lay_out(Kind.HTML, cell.source, cell)))
    source = _HIDDEN.sub("", cell.source) if _marks(cell).get("locked") else cell.source
    outputs = (_laid_out(kind, text, cell, lay_out) for kind, text in map(_output, cell.outputs))
    return Cell(True, cell.execution_count, Markup(lay_out(Kind.CODE, source, cell)), tuple(filter(None, outputs)))


def _output(output: NotebookNode) -> tuple[Kind | None, str]:
    """What of an output is shown; an image, which has no kind, as the beginning of its address."""
    if output.output_type == "stream":
        return Kind.COLOURED, output.text
    if output.output_type == "error":
        return Kind.COLOURED, "\n".join(output.traceback) or f"{output.ename}: {output.evalue}"
    for mime, kind in (("text/html", Kind.HTML), ("text/markdown", Kind.MARKDOWN)):
        if mime in output.data:
            return kind, output.data[mime]
    for mime in ("image/png", "image/jpeg"):
        if mime in output.data:
            return None, f"data:{mime};base64,{output.data[mime]}"
    return Kind.COLOURED, output.data.get("text/plain", "")


def _laid_out(kind: Kind | None, text: str, cell: NotebookNode, lay_out: LayOut) -> Markup:
    """An output as it is shown; what was printed keeps its lines."""
    if kind is None:
        return _image(text)
    laid = Markup(lay_out(kind, text, cell))
    return Markup('<div class="text">{}</div>').format(laid) if laid and kind is Kind.COLOURED else laid


def _image(address: str) -> Markup:
    return Markup('<img alt="" src="{}">').format(address)


def _marks(cell: NotebookNode) -> Mapping[str, Any]:
    found = cell.metadata.get("nbgrader")
    return found if isinstance(found, dict) else {}


def _number(found: object) -> float | None:
    return float(found) if isinstance(found, int | float) else None
