"""What of all that was handed in was graded: which file, why that one, and what else is to be known of it."""

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
        put_back: how the cells begin that read otherwise than they were given out, and are graded as they were.
        defined: how often it defines the class that was asked for.
    """

    taken: str
    form: Form = Form.NOTEBOOK
    others: tuple[str, ...] = ()
    by: Newest | None = None
    put_back: tuple[str, ...] = ()
    defined: int = 1
