"""An assignment that the gradebook does not know yet is put into it, from the course's source, by nbgrader itself."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, InvalidEntry, MissingEntry
from sqlalchemy.exc import SQLAlchemyError

from . import settings, waiting
from .gradebook import file_of, is_there
from .template import Templates


class NotFilled(RuntimeError):
    """nbgrader could not put an assignment into the gradebook; what it said."""


class NoSource(RuntimeError):
    """There is no notebook to make an assignment from.

    Attributes:
        folder: where it would be.
    """

    def __init__(self, folder: Path):
        super().__init__(folder)
        self.folder = folder


def is_known(assignment: str, templates: Templates, coursedir: Any) -> bool:
    """Whether the gradebook has the assignment. A gradebook that is not there yet is not made by asking."""
    return is_there(coursedir) and bool(templates.notebooks(assignment, coursedir))


def fill(assignment: str, api: Any) -> None:
    """Put an assignment that it does not know into the gradebook. What is given out to students stays as it is.

    If nbgrader fails, the gradebook is as it was: of half an assignment every later run would take the rest for known.

    Args:
        assignment: its name.
        api: nbgrader's `NbGraderAPI`.

    Raises:
        NoSource: there is nothing to make it from.
        NotFilled: nbgrader failed.
    """
    source = Path(api.coursedir.format_path(api.coursedir.source_directory, ".", assignment))
    if not any(source.glob("*.ipynb")):
        raise NoSource(source)
    was_there, named = is_there(api.coursedir), _is_named(assignment, api.coursedir)
    done = {"success": False}
    try:
        with tempfile.TemporaryDirectory(prefix="step-grader-") as folder, settings.other(
                api.coursedir, release_directory=folder):
            done = api.generate_assignment(assignment)
            waiting.raise_swallowed(done.get("error") or "")
    finally:
        if not done["success"]:
            _take_back(assignment, was_there, named, api.coursedir)
    if not done["success"]:
        raise NotFilled(done.get("error") or done.get("log") or "")


def _is_named(assignment: str, coursedir: Any) -> bool:
    """Whether the gradebook has the assignment's name, with a deadline perhaps, if none of its notebooks."""
    if not is_there(coursedir):
        return False
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        return any(one.name == assignment for one in gradebook.assignments)


def _take_back(assignment: str, was_there: bool, named: bool, coursedir: Any) -> None:
    file = file_of(coursedir)
    if file and not was_there:
        file.unlink(missing_ok=True)
        return
    try:
        with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
            if named:
                for notebook in gradebook.find_assignment(assignment).notebooks:
                    gradebook.remove_notebook(notebook.name, assignment)
            else:
                with contextlib.suppress(MissingEntry):
                    gradebook.remove_assignment(assignment)
    except (SQLAlchemyError, InvalidEntry) as error:
        raise NotFilled(str(error)) from None


@contextlib.contextmanager
def known(assignment: str, templates: Templates, api: Any) -> Iterator[None]:
    """While the block runs, some gradebook knows the assignment: the course's own, or else one that is then forgotten.

    Raises:
        NoSource, NotFilled: as `fill` does.
    """
    if is_known(assignment, templates, api.coursedir):
        yield
        return
    with tempfile.TemporaryDirectory(prefix="step-grader-") as folder, settings.other(
            api.coursedir, db_url=f"sqlite:///{folder}/gradebook.db"):
        fill(assignment, api)
        yield
