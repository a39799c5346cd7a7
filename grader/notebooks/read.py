"""Read a submitted notebook, or refuse it."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import nbformat
from nbformat import NotebookNode

from ..language.task import Exam
from ..outcome.refusal import Refused, Unfit

MAX_MB: Final = 20  # of a submitted file


@dataclass(frozen=True)
class Submission:
    """A notebook's code, and what it is an answer to.

    Attributes:
        task: what it answers.
        cells: the code cells that are to be run: (index in the notebook, source).
    """

    task: Exam
    cells: tuple[tuple[int, str], ...]


class TaskIsBroken(RuntimeError):
    """The notebook answers a task that is registered and cannot be loaded: that is no fault of its author."""


def read(path: str | Path, tasks: Mapping[str, Exam], broken: Collection[str] = ()) -> Submission:
    """The submission in the file at `path`.

    Args:
        path: the submitted file.
        tasks: all that it may be an answer to, by name.
        broken: names of tasks that cannot be loaded.

    Raises:
        Refused: it is not a notebook that can be graded.
        TaskIsBroken: it could be, if its task were there.
    """
    path = Path(path)
    return from_notebook(load(path), path.stem, tasks, broken)


def load(path: Path) -> NotebookNode:
    """The notebook in the file at `path`, in nbformat 4; raises Refused."""
    try:
        if path.is_dir():
            raise Refused(Unfit.FOLDER)
        if path.exists() and not path.is_file():
            raise Refused(Unfit.NO_FILE)
        if path.stat().st_size > MAX_MB * 1_000_000:
            raise Refused(Unfit.TOO_LARGE, str(MAX_MB))
        raw = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise Refused(Unfit.MISSING) from None
    except OSError as error:
        raise Refused(Unfit.UNREADABLE, error.strerror or type(error).__name__) from None
    except UnicodeDecodeError:
        raise Refused(Unfit.NOT_TEXT) from None
    if not raw.strip():
        raise Refused(Unfit.EMPTY)
    try:
        notebook: NotebookNode = nbformat.reads(raw, as_version=4)
        cells = [(c.cell_type, c.source, c.metadata) for c in notebook.cells]
        sound = all(isinstance(kind, str) and isinstance(source, str) and isinstance(meta, dict)
                    for kind, source, meta in cells)
    except Exception:  # nbformat raises many kinds for what is not a notebook, RecursionError among them
        sound = False
    if not sound:
        raise Refused(Unfit.NO_NOTEBOOK)
    return _writable(notebook)


def _writable(notebook: NotebookNode) -> NotebookNode:
    """The notebook without half surrogates, which JSON can spell and no file can hold."""
    text = json.dumps(notebook, ensure_ascii=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        sound: NotebookNode = nbformat.from_dict(json.loads(text.encode("utf-8", "replace")))
        return sound
    return notebook


def from_notebook(notebook: NotebookNode, stem: str, tasks: Mapping[str, Exam],
                  broken: Collection[str] = ()) -> Submission:
    """What a notebook answers and the code that it brings; raises Refused or TaskIsBroken.

    Args:
        notebook: in nbformat 4.
        stem: the file's name without suffix, to recognise a notebook that lost its cells' names.
        tasks: all that it may be an answer to, by name.
        broken: names of tasks that cannot be loaded.
    """
    if named := next((name for name in broken if _names(notebook, stem, name)), None):
        raise TaskIsBroken(named)
    cells = [(i, c) for i, c in enumerate(notebook.cells) if c.cell_type == "code"]
    task = _task(notebook, stem, [c.source for _, c in cells], tasks)
    if task is None:
        raise Refused(Unfit.NO_TASK)
    return Submission(task, tuple((i, c.source) for i, c in cells if not is_graded(c)))


def is_graded(cell: NotebookNode) -> bool:
    """Whether the cell is a graded test cell, which the judge answers instead of running it."""
    marks = cell.metadata.get("nbgrader")
    return isinstance(marks, dict) and bool(marks.get("grade")) and not marks.get("solution")


def grade_id(cell: NotebookNode) -> str | None:
    """The cell's nbgrader name, if it has a sound one."""
    marks = cell.metadata.get("nbgrader")
    name = marks.get("grade_id") if isinstance(marks, dict) else None
    return name if isinstance(name, str) else None


def _names(notebook: NotebookNode, stem: str, task: str) -> bool:
    """Whether the cells' names, or the file's, are this task's."""
    return stem == task or any((grade_id(c) or "").startswith(f"{task}-") for c in notebook.cells)


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
                 if re.search(rf"^class {re.escape(task.class_name)}\b", code, re.M)), None)
