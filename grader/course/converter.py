"""nbgrader's autograde over what students really hand in.

nbgrader expects a file of the right name, follows links, and copies everything beside it. `AutogradeAnything` puts a
clean folder before it: each notebook of the assignment in its shape, the images that lie beside it, the time of
handing in, and nothing else of a stranger's. What nbgrader does with it, and where it writes, stays as it is.
"""

from __future__ import annotations

import contextlib
import fnmatch
import glob
import json
import logging
import os
import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode, validator
from nbformat.v4 import rwbase
from nbgrader.apps import api, autogradeapp
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.utils import parse_utc, setenv
from traitlets import Bool, Instance, default

from ..grading import in_trouble
from ..language import secret_file
from ..notebooks import stamp
from ..telling import words
from . import settings
from .hand_ins import MARK, HandIns, is_students
from .source import Verdicts
from .template import Templates


class NotGraded(NbGraderException):  # type: ignore[misc]
    """Some students could not be graded; the log says who and why."""


class AutogradeAnything(Autograde):  # type: ignore[misc]
    """nbgrader's own, with what was handed in put in order first."""

    take_anything = Bool(False, help="Look for answers in files of any name and kind.").tag(config=True)
    hand_ins = Instance(HandIns, help="Looks through what was handed in.").tag(config=True)
    verdicts = Instance(Verdicts, (), help="Knows the tasks, and what went wrong.").tag(config=True)

    _clean = ""  # the clean folder, while there is one
    _staged: dict[str, NotebookNode]  # what is in it, by file

    @default("hand_ins")
    def _hand_ins_default(self) -> HandIns:
        return HandIns(Templates())

    def start(self) -> None:
        """Grade from a clean folder, which is gone afterwards."""
        if not self.take_anything:
            super().start()
            return
        if not self.verdicts.lent:
            try:
                secret_file.kept_in(self.coursedir.root)
            except secret_file.SecretError as error:  # nobody's fault and everybody's: nobody is graded
                said = words.secret_error(error)
                self.log.error(said)
                raise NotGraded(said) from None
        failed: dict[str, Exception] = {}
        self._failed, self._staged = failed, {}
        with tempfile.TemporaryDirectory(prefix="step-grader-") as self._clean, _quiet(self.log):
            try:
                super().start()
            except NbGraderException:
                if not failed:
                    raise
                told = (f"{student}: {type(error).__name__}: {error}" for student, error in failed.items())
                raise NotGraded("; ".join(told)) from None

    def init_notebooks(self) -> None:
        """For every student who has a folder every notebook of the assignment, whether there is a file or not."""
        course = self.coursedir
        self.assignments: dict[str, list[str]] = {}
        self.notebooks: list[str] = []
        names = [name for name in self.hand_ins.notebooks(course.assignment_id, course)
                 if fnmatch.fnmatchcase(name, course.notebook_id)] if self._clean else []
        for student in self._students() if names else []:
            folder = Path(self._clean, student, course.assignment_id)
            self.assignments[str(folder)] = [str(folder / f"{name}.ipynb") for name in names]
        if not self.assignments:
            self._clean = ""
            super().init_notebooks()

    def init_destination(self, assignment_id: str, student_id: str) -> bool:
        """Put in order what one student handed in, if it is to be graded."""
        with self._noted(student_id):
            if self._clean:
                self._stage_time(student_id, assignment_id)
            wanted = bool(super().init_destination(assignment_id, student_id))
            if wanted and self._clean:
                self._stage(student_id, assignment_id)
            return wanted

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """nbgrader's own, over the clean folder."""
        where = self._clean or self.coursedir.submitted_directory
        with self._noted(student_id), settings.other(self.coursedir, submitted_directory=where):
            super().init_assignment(assignment_id, student_id)

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """nbgrader's own; of what lies in memory already, without writing and reading it in between."""
        with self._noted(Path(notebook_filename).parts[-3]):
            if self._clean and (notebook := self._staged.pop(notebook_filename, None)) is not None:
                self._convert(notebook, notebook_filename)
            else:
                super().convert_single_notebook(notebook_filename)

    @property
    def _at_once(self) -> bool:
        """Whether nobody needs the file between nbgrader's two passes, or another format."""
        return (self.pre_convert_hook is None and type(self.exporter) is NotebookExporter
                and self.exporter.nbformat_version == nbformat.current_nbformat)

    def _convert(self, notebook: NotebookNode, file: str) -> None:
        """Both of nbgrader's passes. It would copy the notebook before each, and check it after every preprocessor."""
        notebook = _as_read(notebook)
        try:
            notebook, _ = self._preprocessed(notebook, file)
            self._sanitizing = False
            with setenv(NBGRADER_EXECUTION="autograde"):
                graded = os.path.join(self._format_dest(*self._whose(file)), os.path.basename(file))
                notebook, resources = self._preprocessed(notebook, graded)
        finally:
            self._sanitizing = True
        nbformat.validate(notebook, relax_add_props=True)
        self.write_single_notebook(nbformat.v4.writes(notebook) + "\n", resources)

    def _whose(self, file: str) -> tuple[str, str]:
        """The assignment and the student of a file in the clean folder."""
        student, assignment = Path(file).parts[-3:-1]
        return assignment, student

    def _preprocessed(self, notebook: NotebookNode, file: str) -> tuple[NotebookNode, Any]:
        """A notebook after this pass's preprocessors, with what nbconvert knows about it."""
        self._init_preprocessors()
        folder, name = os.path.split(file)
        told = self.init_single_notebook_resources(file)
        told["metadata"] = {"name": os.path.splitext(name)[0], "path": folder,
                            "modified_date": f"{datetime.now(UTC):%B %-d, %Y}"}
        resources = self.exporter._init_resources(told)
        for preprocessor in self.exporter._preprocessors:
            notebook, resources = preprocessor(notebook, resources)
        return notebook, resources

    def _format_source(self, assignment_id: str, student_id: str, escape: bool = False) -> str:
        if not self._clean or not self._sanitizing:
            return str(super()._format_source(assignment_id, student_id, escape))
        return os.path.join(re.escape(self._clean) if escape else self._clean, student_id, assignment_id)

    def _students(self) -> list[str]:
        """Who has a folder of this assignment: nbgrader's pattern, unless it is somebody's name."""
        course = self.coursedir

        def folder(student: str, escape: bool = False) -> str:
            return str(course.format_path(course.submitted_directory, student, course.assignment_id, escape=escape))

        if os.path.isdir(folder(course.student_id)):
            return [course.student_id]
        found = (re.fullmatch(folder("(?P<student>[^/]+)", escape=True), path)
                 for path in sorted(glob.glob(folder(course.student_id))) if os.path.isdir(path))
        return [match["student"] for match in found if match and is_students(match["student"])]

    def _stage_time(self, student: str, assignment: str) -> None:
        """Write down when it was handed in, if somebody has."""
        folder = Path(self._clean, student, assignment)
        folder.mkdir(parents=True, exist_ok=True)
        text = stamp.written(self.coursedir.format_path(self.coursedir.submitted_directory, student, assignment))
        try:
            told = parse_utc(text) if text else None
        except Exception:  # not as nbgrader writes it; dateutil raises many kinds
            when = stamp.of_text(text)
            told = None if when is None else datetime.fromtimestamp(when, UTC)
        if told is not None:
            (folder / stamp.FILE).write_text(f"{told:%Y-%m-%d %H:%M:%S.%f} UTC", "utf8")

    def _stage(self, student: str, assignment: str) -> None:
        """Write the answers and the images beside them."""
        folder = Path(self._clean, student, assignment)
        for name, handed_in in self.hand_ins.of(student, assignment, self.coursedir, self.verdicts.tasks()).items():
            notebook, file = nbformat.from_dict(handed_in.notebook), folder / f"{name}.ipynb"
            notebook.metadata[MARK] = handed_in.mark()
            if self._at_once:
                self._staged[str(file)] = notebook
                file.touch()  # nbgrader looks whether it is there
            else:
                file.write_text(json.dumps(notebook), "utf8")
            for path, image in handed_in.images.items():
                with contextlib.suppress(OSError):  # a name that this disk does not take
                    (folder / path).parent.mkdir(parents=True, exist_ok=True)
                    (folder / path).write_bytes(image)

    @contextlib.contextmanager
    def _noted(self, student: str) -> Iterator[None]:
        """Remember what goes wrong around a student: nbgrader's own word for it says nothing."""
        try:
            yield
        except Exception as error:
            if self._clean:
                self._failed.setdefault(student, error)
                self.verdicts.note(student, "", in_trouble(student, error))
            raise


def _as_read(notebook: NotebookNode) -> NotebookNode:
    """As it would be if it were written, read, and put right by nbconvert."""
    notebook = rwbase.strip_transient(rwbase.rejoin_lines(notebook))
    names = [cell.get("id") for cell in notebook.cells]
    if None in names or len({*names}) < len(names):
        _, notebook = validator.normalize(notebook)
    return notebook


@contextlib.contextmanager
def _quiet(log: logging.Logger) -> Iterator[None]:
    """While the block runs, nbgrader sends nobody to “the above traceback”."""

    def says_something(record: logging.LogRecord) -> bool:
        return not str(record.msg).startswith("Please see the ")

    log.addFilter(says_something)
    try:
        yield
    finally:
        log.removeFilter(says_something)


def install() -> None:
    """Have nbgrader's command and its interface for Python, which formgrader calls, use `AutogradeAnything`.

    nbgrader has no place in its configuration that says which class autogrades. Where `take_anything` is not
    configured, the class is nbgrader's own.
    """
    for module in (api, autogradeapp):
        module.Autograde = AutogradeAnything
