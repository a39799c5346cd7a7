"""Measure the grader against plain nbgrader: the same notebook, side by side, in one run."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from ..course.autograde import nbgrader_api
from ..course.source import Verdicts
from ..grading import open_grader
from ..language.course import HOME
from ..outcome.times import Times
from .demo import solve


def compare(rounds: int) -> Times:
    """Plain `nbgrader autograde`, and our way through nbgrader when warm.

    Both grade the solved momentum notebook, `rounds` students each, into a gradebook of their own.
    nbgrader's start (imports, configuration) is not counted on either side.
    """
    with tempfile.TemporaryDirectory() as folder:
        # Ours first: our configuration shows nbgrader where `alembic` lies, if the environment is not activated.
        first, warm = _ours(Path(folder, "ours"), rounds)
        plain = _plain(Path(folder, "plain"), rounds)
    return Times(plain, first, warm)


def _students(course: Path, rounds: int) -> list[str]:
    source = nbformat.read(HOME.folder / "solutions/momentum/momentum.ipynb", as_version=4)
    answer = next(c.source for c in source.cells
                  if c.metadata.get("nbgrader", {}).get("solution"))
    names = [f"student-{k:02}" for k in range(rounds + 1)]
    for name in names:
        path = course / "submitted" / name / "momentum" / "momentum.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(solve("momentum", answer), path)
    return names


def _sound(answer: dict[str, Any]) -> None:
    if not answer["success"]:
        raise RuntimeError(answer.get("error") or answer.get("log"))


def _grade(api: Any, student: str) -> float:
    started = time.perf_counter()
    _sound(api.autograde("momentum", student))
    return time.perf_counter() - started


def _plain(course: Path, rounds: int) -> list[float]:
    """nbgrader as it comes, with a kernel for each notebook."""
    names = _students(course, rounds)
    config = Config()
    config.CourseDirectory.root = str(course)
    config.CourseDirectory.source_directory = str(HOME.folder / "solutions")
    config.CourseDirectory.release_directory = str(course / "release")
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    _sound(api.generate_assignment("momentum"))
    return [_grade(api, name) for name in names][1:]


def _ours(course: Path, rounds: int) -> tuple[float, list[float]]:
    """The same with our preprocessors; the first one starts the sandbox."""
    names = _students(course, rounds)
    api = nbgrader_api(str(course))
    api.coursedir.release_directory = str(course / "release")
    _sound(api.generate_assignment("momentum"))
    verdicts = Verdicts()
    api.config.Judge.verdicts = verdicts
    with open_grader(workers=1) as grader, verdicts.lend(grader, {}):
        first, *rest = [_grade(api, name) for name in names]
    return first, rest
