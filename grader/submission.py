"""Read a submitted notebook, or say why it cannot be read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import nbformat

from . import task as tasks

MAX_BYTES = 20_000_000  # of a submitted file


class Refused(Exception):
    """Not a notebook that can be graded; the text says why, to its author."""


@dataclass(frozen=True)
class Submission:
    """A notebook's code, and what it is an answer to.

    Attributes:
        task: the task's name.
        cells: the code cells that are to be run: (index in the notebook, source).
    """

    task: str
    cells: tuple[tuple[int, str], ...]


def read(path: str | Path) -> Submission:
    """Read the notebook at `path`; raises Refused."""
    path = Path(path)
    return from_notebook(load_notebook(path), path.stem)


def load_notebook(path: Path):
    """The notebook at `path` in nbformat 4; raises Refused with a sentence for its author."""
    try:
        if path.is_dir():
            raise Refused("This is a folder, not a notebook.")
        if path.stat().st_size > MAX_BYTES:
            raise Refused(f"The file is larger than {MAX_BYTES // 1_000_000} MB. "
                          "Clear the outputs and save it again.")
        raw = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise Refused("There is no such file.") from None
    except OSError as error:
        raise Refused(f"The file cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Refused("This is not a Jupyter notebook: the file is not text.") from None
    if not raw.strip():
        raise Refused("The file is empty.")
    try:
        notebook = nbformat.reads(raw, as_version=4)
        cells = [(c.cell_type, c.source, c.metadata) for c in notebook.cells]
        sound = all(isinstance(kind, str) and isinstance(source, str) and isinstance(meta, dict)
                    for kind, source, meta in cells)
    except RecursionError:
        sound = False
    except Exception:  # nbformat raises many kinds for what is not a notebook
        sound = False
    if not sound:
        raise Refused("This is not a Jupyter notebook, or it was damaged while it was saved. "
                      "Open it in Jupyter or Colab, save it again and hand in the new file.")
    return notebook


def from_notebook(notebook, stem: str = "") -> Submission:
    """What a notebook answers and the code it brings; raises Refused.

    Args:
        notebook: in nbformat 4.
        stem: the file's name without suffix, to recognise a notebook that lost its cells' names.
    """
    cells = [(i, c) for i, c in enumerate(notebook.cells) if c.cell_type == "code"]
    name = _task_name(notebook, stem, [c.source for _, c in cells])
    if name is None:
        raise Refused("It cannot be told which assignment this notebook answers: it has none of "
                      "the assignment's cells and defines none of the classes asked for.")
    return Submission(name, tuple((i, c.source) for i, c in cells if not is_graded(c)))


def is_graded(cell) -> bool:
    """Whether the cell is a graded test cell, which the judge answers instead of running it."""
    marks = cell.metadata.get("nbgrader")
    return isinstance(marks, dict) and bool(marks.get("grade")) and not marks.get("solution")


def grade_id(cell) -> str | None:
    """The cell's nbgrader name, if it has a sound one."""
    marks = cell.metadata.get("nbgrader")
    name = marks.get("grade_id") if isinstance(marks, dict) else None
    return name if isinstance(name, str) else None


def _task_name(notebook, stem, sources) -> str | None:
    """The cells' names decide, then the file's name, then the class that is defined."""
    known = tasks.names()
    ids = [grade_id(c) or "" for c in notebook.cells]
    for name in known:
        if any(i.startswith(f"{name}-") for i in ids):
            return name
    if stem in known:
        return stem
    code = "\n".join(sources)
    return next((n for n in known
                 if re.search(rf"^class {tasks.load(n).class_name}\b", code, re.M)), None)
