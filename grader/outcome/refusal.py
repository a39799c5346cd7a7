"""Why a file cannot be graded."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Unfit(StrEnum):
    """What is wrong with a file, or with all that was handed in."""

    MISSING = "missing"
    NO_FILE = "no file"  # a pipe or a device: whoever reads it may wait for ever
    LINK = "link"  # leads out of the student's folder
    TOO_LARGE = "too large"
    TOO_MANY_CELLS = "too many cells"
    UNREADABLE = "unreadable"
    NOT_TEXT = "not text"
    EMPTY = "empty"
    HTML = "html"  # a page in the place of the file that it shows
    PDF = "pdf"
    ZIP = "zip"  # with nothing in it that can be graded
    ZIP_BROKEN = "zip broken"
    ZIP_LOCKED = "zip locked"
    ZIP_LARGE = "zip large"  # more in number or size, or packed more tightly, than anybody's homework
    ARCHIVE = "archive"  # packed by another program than zip
    CONFLICT = "conflict"  # marks of a merge that was left unfinished
    TRUNCATED = "truncated"
    SHORTCUT = "shortcut"  # says where a document is, and is not the document
    SCRIPT = "script"  # without the class
    OTHER_JSON = "other JSON"
    NO_NOTEBOOK = "no notebook"
    NO_TASK = "no task"  # a notebook, and the answer to none of the tasks
    NOTHING = "nothing"  # an empty folder
    NO_ANSWER = "no answer"  # files that can be read, and none of them answers this notebook
    TOO_MANY_FILES = "too many files"


@dataclass(frozen=True)
class Refusal:
    """What is wrong.

    Attributes:
        unfit: the kind.
        extra: the system's own word for it, a limit or names of files, where there is one.
        file: the file that is meant, where several were handed in or it has another name than the notebook.
    """

    unfit: Unfit
    extra: str = ""
    file: str = ""


class Refused(Exception):
    """Raised where a file turns out to be no notebook that can be graded."""

    def __init__(self, unfit: Unfit, extra: str = "", file: str = ""):
        super().__init__(unfit, extra, file)
        self.refusal = Refusal(unfit, extra, file)
