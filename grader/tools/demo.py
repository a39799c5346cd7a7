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
from ..telling import pages

CLASS = Path(__file__).with_name("demo_class")
SHOWN = ("student-05", "student-06", "student-15")  # whose feedback everybody may see: no line of a solution is in it
MADE = ("report.html", "grades.csv")  # what else is shown, as the commands leave it in the course's folder


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


class NotGraded(FileNotFoundError):
    """What is to be shown has not been made yet. Its text is the path of what is missing."""


class InTheWay(FileExistsError):
    """Where the demo is to be shown there is something else, which is not to be lost. Its text is that one's path."""


def show(folder: str | Path, target: str | Path) -> Path:
    """Leave in `target` what can be shown of the demo class in `folder`, and return the page to begin with.

    No right answer is among it, and no link leads out of it but to the book. What was shown in `target` before is
    replaced.

    Raises:
        NotGraded: the class has not been graded, or has no feedback yet.
        InTheWay: there is something else in `target`.
        OSError: nothing can be written there.
    """
    folder, target = Path(folder), Path(target)
    feedback = [Path("feedback", student, "momentum", "momentum.html") for student in SHOWN]
    for path in (*feedback, *map(Path, MADE)):
        if not (folder / path).is_file():
            raise NotGraded(folder / path)
    before = [path for path in target.rglob("*") if path.is_symlink() or not path.is_dir()] if target.is_dir() else []
    for old in before:
        if old.is_symlink() or not _shown(old.relative_to(target)):
            raise InTheWay(old)
    for old in before:
        old.unlink()
    for path in (*feedback, *map(Path, MADE)):
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / path, target / path)
    report, there = target / "report.html", {path.as_posix() for path in feedback}
    report.write_text(re.sub(r'<a href="(feedback/[^"]*)">(.*?)</a>', lambda link: link[0 if link[1] in there else 2],
                             report.read_text("utf8")), "utf8")
    begin = target / "index.html"
    begin.write_text(pages.demo([(student, path.as_posix()) for student, path in zip(SHOWN, feedback)],
                                HOME.section("instructors")), "utf8")
    return begin


def _shown(path: Path) -> bool:
    """Whether a file of this name may be one that has been shown."""
    return str(path) in {"index.html", *MADE} or path.match("feedback/*/momentum/momentum.html")


def solve(name: str, *codes: str, course: Course = HOME) -> NotebookNode:
    """The released notebook `name` with these codes in its solution cells, in order."""
    notebook: NotebookNode = nbformat.read(course.released(name), as_version=4)
    cells = [c for c in notebook.cells
             if c.metadata.get("nbgrader", {}).get("solution") and c.cell_type == "code"]
    for cell, code in zip(cells, codes, strict=True):
        cell.source = code
    return notebook
