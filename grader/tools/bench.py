"""Measure the grader against plain nbgrader, side by side, in one run: one notebook, or a whole class."""

from __future__ import annotations

import contextlib
import os
import re
import resource
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from ..course.autograde import ClassRun, nbgrader_api
from ..course.source import Verdicts
from ..course.verdicts import VerdictStore
from ..grading import Grader, open_grader
from ..language import registry
from ..language.course import HOME
from ..language.secret import DEMO
from ..outcome.times import ClassTimes, Spent, Times
from ..sandbox.levels import choose
from ..sandbox.pool import Pool
from ..sandbox.supervisor import Run, Sandbox
from .demo import CLASS, solve
from .selftest import right_answers


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


def compare_class(size: int, plain: int = 2) -> ClassTimes:
    """A class through `step-grader autograde`, and some of its notebooks through plain nbgrader.

    Six of ten are right, in the styles of the task's right answers, three are wrong, and one breaks off. No two have
    the same solution cell. The class is graded twice: the second time finds all verdicts, so that what is left is the
    writing of gradebook and notebooks.

    Args:
        size: of the class.
        plain: how many notebooks plain nbgrader grades.
    """
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder, "class")
        _hand_in(course, size)
        api = nbgrader_api(str(course))
        api.coursedir.release_directory = str(course / "release")
        _sound(api.generate_assignment("momentum"))
        first, second = (_graded(course) for _ in range(2))
        alone = _plain(Path(folder, "plain"), plain)
    return ClassTimes(size, first, second, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                      sum(alone) / len(alone))


def _graded(course: Path) -> Spent:
    """What grading the class takes, from an open gradebook to the last grade; without starting Python and torch."""
    started, own = time.perf_counter(), time.process_time()
    with VerdictStore(course, DEMO) as kept, Pool(choose(), size=os.cpu_count() or 1) as pool:
        counted = _Counted(pool)
        grader = Grader(registry.find(), counted)
        results = ClassRun("momentum", grader, course, kept).grade()
        grader.close()
    if troubled := [result for result in results if result.troubled]:
        raise RuntimeError(f"{troubled[0].student}: {troubled[0].trouble}")
    return Spent(time.perf_counter() - started, time.process_time() - own, counted.seconds)


class _Counted:
    """Lends a pool's sandboxes, and counts the seconds of a processor that notebooks take in them."""

    def __init__(self, pool: Pool):
        self._pool, self.size, self.level, self.seconds = pool, pool.size, pool.level, 0.0

    @contextlib.contextmanager
    def lend(self) -> Iterator[_CountedRuns]:
        with self._pool.lend() as sandbox:
            yield _CountedRuns(sandbox, self)

    @contextlib.contextmanager
    def lend_alone(self) -> Iterator[_CountedRuns]:
        with self._pool.lend_alone() as sandbox:
            yield _CountedRuns(sandbox, self)


class _CountedRuns:
    def __init__(self, sandbox: Sandbox, account: _Counted):
        self._sandbox, self.level, self._account = sandbox, str(sandbox.level), account

    def run(self, request: Mapping[str, Any], body: bytes = b"") -> Run:
        run = self._sandbox.run(request, body)
        self._account.seconds += run.cpu_seconds
        return run


def _hand_in(course: Path, size: int) -> None:
    task = registry.find()["momentum"]
    right = [code for (code,) in right_answers(task).values()]
    wrong = [path.read_text("utf8") for path in sorted((CLASS / "momentum").glob("student-0[4-8]*.py"))]
    unexplained = [*filter(None, map(_of_no_name, right))]
    assert right and wrong and unexplained
    for k in range(size):
        kind, n = k % 10, k // 10
        kinds = right if kind < 6 else wrong if kind < 8 else unexplained if kind == 8 else ["class Momentum("]
        code = kinds[(6 * n + kind) % len(kinds)] + f"\n# written by number {k}"
        path = course / "submitted" / f"student-{k:04}" / "momentum" / "momentum.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(solve("momentum", code), path)


def _of_no_name(code: str) -> str | None:
    """A right answer with a mistake that has no name; None where its learning rate is nowhere just read."""
    wrong = re.sub(r"self\.lr(?!\s*[,=\w])", "0.3 * self.lr ** 1.1", code)
    try:
        compile(wrong, "answer", "exec")
    except SyntaxError:
        return None
    return wrong if wrong != code else None


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
