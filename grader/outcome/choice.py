"""Which of the files that were handed in was graded, and why that one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Newest(StrEnum):
    """What says that a file is the newest of those that answer."""

    STAMP = "stamp"  # the time that nbgrader or the learning platform wrote down
    CHANGED = "changed"  # the time of its last change
    ANSWERED = "answered"  # of one time, and more of its cells are answered


class Form(StrEnum):
    """What the file was."""

    NOTEBOOK = "notebook"
    SCRIPT = "script"  # a Python script, read as a notebook


@dataclass(frozen=True)
class Choice:
    """The file that was graded.

    Attributes:
        taken: its name, below the folder that was handed in; what is in a zip stands below the zip's name.
        form: what it was.
        others: names of the others that answer the same notebook.
        by: why it was taken before the others, if there are others.
    """

    taken: str
    form: Form = Form.NOTEBOOK
    others: tuple[str, ...] = ()
    by: Newest | None = None
