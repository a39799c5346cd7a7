"""What we plug into nbgrader: a reader that reads anything, a repairer and a judge.

`nbgrader_config.py` puts them into nbgrader's lists, so that `nbgrader autograde`, formgrader's
button and `python -m grader autograde` all take the same way.
"""

from __future__ import annotations

import atexit
import base64
import functools
from pathlib import Path

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat.v4 import new_markdown_cell, new_output
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Enum

from . import address, submission, words
from . import task as tasks
from .grading import Grader, refusal
from .repair import empty, repair, template
from .verdict import Verdict

REFUSAL = "step_refused"  # notebook metadata: why the submitted file could not be read


class AnyFileExporter(NotebookExporter):
    """Reads submitted files; one that is no notebook becomes an empty one that says why."""

    def from_filename(self, filename, resources=None, **keywords):
        resources = self._init_resources(resources)
        try:
            notebook = submission.load_notebook(Path(filename))
        except submission.Refused as refused:
            notebook = nbformat.v4.new_notebook(metadata={REFUSAL: str(refused)})
        return self.from_notebook_node(notebook, resources=resources, **keywords)


class Repair(NbGraderPreprocessor):
    """Bring the submitted notebook back into the assignment's shape."""

    def preprocess(self, nb, resources):
        cells = template_of(resources["nbgrader"], self.parent.parent.coursedir)
        reason = nb.metadata.get(REFUSAL)
        if reason is None:
            return repair(nb, cells), resources
        made = empty(cells, reason)
        made.metadata[REFUSAL] = reason
        return made, resources


class Judge(NbGraderPreprocessor):
    """In place of nbgrader's Execute: run the notebook in the sandbox and write the verdicts."""

    device = Enum(("cpu", "cuda"), "cpu", help="Where the device check runs.").tag(config=True)
    isolation = Enum((None, "bubblewrap", "landlock", "process"), None, allow_none=True,
                     help="The sandbox's level; the strongest there is by default."
                     ).tag(config=True)
    allow_weak = Bool(False, help="Accept a sandbox that keeps no hostile notebook in."
                      ).tag(config=True)

    grader: Grader | None = None  # set by `python -m grader autograde`, which has one running
    ahead: dict = {}  # verdicts that are on their way, by the notebook's code

    def preprocess(self, nb, resources):
        name = resources["nbgrader"]["notebook"]
        verdict = self._verdict(nb, name)
        if verdict.task is None:
            _zero(nb, verdict)
        else:
            write(nb, verdict)
        return nb, resources

    def _verdict(self, nb, name) -> Verdict:
        reason = nb.metadata.pop(REFUSAL, None)
        if reason is not None:
            return refusal(name, name, reason)
        coming = type(self).ahead.get(code_of(nb))
        if coming is not None:
            return coming.result()
        grader = type(self).grader or _own_grader(self.isolation, self.device, self.allow_weak)
        return grader.grade_notebook(nb, name)


def code_of(nb) -> tuple[str, ...]:
    """What a verdict depends on: the code that is run."""
    return tuple(c.source for c in nb.cells
                 if c.cell_type == "code" and not submission.is_graded(c))


def template_of(names: dict, coursedir):
    """The cells of the assignment that `names` (nbgrader's resources) belong to."""
    return _template(names["db_url"], names["notebook"], names["assignment"],
                     coursedir.format_path(coursedir.source_directory, ".", names["assignment"]))


@functools.lru_cache(maxsize=32)
def _stamped_template(db_url, notebook, assignment, source, stamp):
    order = []
    if source.exists():
        order = [submission.grade_id(c) for c in nbformat.read(source, as_version=4).cells]
    with Gradebook(db_url) as gradebook:
        return template(gradebook, notebook, assignment, order)


def _template(db_url, notebook, assignment, folder):
    source = Path(folder, f"{notebook}.ipynb")
    stamp = source.stat().st_mtime_ns if source.exists() else None
    return _stamped_template(db_url, notebook, assignment, source, stamp)


@functools.cache
def _own_grader(isolation, device, allow_weak) -> Grader:
    grader = Grader(level=isolation, device=device, allow_weak=allow_weak, workers=1)
    atexit.register(grader.close)
    return grader


def write(nb, verdict: Verdict) -> None:
    """Write a verdict into the notebook: what each cell gave, and each graded cell's points."""
    task = tasks.load(verdict.task)
    results = {f"{task.name}-{c.check.name}": c for c in verdict.checks}
    count = 0
    for index, cell in enumerate(nb.cells):
        if cell.cell_type != "code":
            continue
        count += 1
        cell.execution_count = count
        if not submission.is_graded(cell):
            cell.outputs = [nbformat.from_dict(o) for o in verdict.outputs.get(index, [])]
            continue
        result = results.get(submission.grade_id(cell))
        if result is None:
            message = verdict.reason or "No verdict: this cell belongs to no check of the task."
            _answer(cell, f"<div>{words.escape(message)}</div>", message, 0.0)
            continue
        # The gradebook's points may differ from the task's: an instructor may reweigh.
        share = float(cell.metadata.nbgrader.get("points", result.check.points))
        _answer(cell, words.check_html(result, share), result.message or "Passed.",
                share if result.finding.passed else 0.0)
        if verdict.picture and verdict.pictured == result.check.name:
            cell.outputs.insert(1, new_output("display_data", data={
                "image/png": base64.b64encode(verdict.picture).decode(),
                "text/plain": "Your path beside the right one."}))
    nb.cells.insert(0, new_markdown_cell(words.summary_html(verdict, task), id="verdict"))


def _zero(nb, verdict: Verdict) -> None:
    """A notebook that answers no task: no points, and the reason in every graded cell."""
    for cell in nb.cells:
        if cell.cell_type == "code" and submission.is_graded(cell):
            _answer(cell, f"<div>{words.escape(verdict.reason)}</div>", verdict.reason, 0.0)


def _answer(cell, html: str, text: str, points: float) -> None:
    cell.outputs = [
        new_output("display_data", data={"text/html": html, "text/plain": text}),
        # nbgrader reads the points from here.
        new_output("execute_result", data={"text/plain": repr(float(points))},
                   execution_count=cell.execution_count),
    ]


class FillAddresses(NbGraderPreprocessor):
    """Put the course's public addresses into a notebook that is given out."""

    def preprocess_cell(self, cell, resources, index):
        cell.source = (cell.source.replace("{{ book }}", f"{address.site()}/book")
                       .replace("{{ repository }}", address.repository()))
        return cell, resources
