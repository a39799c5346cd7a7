"""The demo class: the assignment, solved as a class would solve it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from ..language import secret_file
from ..language.course import HOME, Course
from ..language.secret import DEMO

CLASS = Path(__file__).with_name("demo_class")


def make_class(folder: str | Path) -> list[Path]:
    """Write one submission for each file of `demo_class/momentum` into `folder`/submitted.

    A `.py` file is put into the solution cell of the released notebook, a `.ipynb` file is handed
    in as it is. Whatever was in `folder`/submitted is replaced. So that the demo is the same everywhere, its trials are
    drawn from a secret that everybody knows, unless the folder is a course's own.
    """
    if not Path(folder, "nbgrader_config.py").exists():
        Path(folder).mkdir(parents=True, exist_ok=True)
        secret_file.write(folder, DEMO)
    submitted = Path(folder, "submitted")
    shutil.rmtree(submitted, ignore_errors=True)
    made = []
    for answer in sorted((CLASS / "momentum").iterdir()):
        found = re.match(r"student-\d+", answer.name)
        if not found:
            continue
        path = submitted / found[0] / "momentum" / "momentum.ipynb"
        path.parent.mkdir(parents=True)
        if answer.suffix == ".py":
            nbformat.write(solve("momentum", answer.read_text(encoding="utf8")), path)
        else:
            shutil.copyfile(answer, path)
        made.append(path)
    return made


def solve(name: str, *codes: str, course: Course = HOME) -> NotebookNode:
    """The released notebook `name` with these codes in its solution cells, in order."""
    notebook: NotebookNode = nbformat.read(course.released(name), as_version=4)
    cells = [c for c in notebook.cells
             if c.metadata.get("nbgrader", {}).get("solution") and c.cell_type == "code"]
    for cell, code in zip(cells, codes, strict=True):
        cell.source = code
    return notebook
