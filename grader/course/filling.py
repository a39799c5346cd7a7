"""An assignment that the gradebook does not know yet is put into it, from the course's source, by nbgrader itself."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.utils import temp_attrs

from .gradebook import file_of
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
    file = file_of(coursedir)
    return (file is None or file.exists()) and bool(templates.notebooks(assignment, coursedir))


def fill(assignment: str, api: Any) -> None:
    """Put an assignment into the gradebook. What is given out to students stays as it is.

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
    with tempfile.TemporaryDirectory(prefix="step-grader-") as folder, temp_attrs(
            api.coursedir, release_directory=folder):
        done = api.generate_assignment(assignment)
    if not done["success"]:
        raise NotFilled(done.get("error") or done.get("log") or "")


@contextlib.contextmanager
def known(assignment: str, templates: Templates, api: Any) -> Iterator[None]:
    """While the block runs, some gradebook knows the assignment: the course's own, or else one that is then forgotten.

    Raises:
        NoSource, NotFilled: as `fill` does.
    """
    if is_known(assignment, templates, api.coursedir):
        yield
        return
    with tempfile.TemporaryDirectory(prefix="step-grader-") as folder, temp_attrs(
            api.coursedir, db_url=f"sqlite:///{folder}/gradebook.db"):
        fill(assignment, api)
        yield
