"""Why a file cannot be graded."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Unfit(StrEnum):
    """What is wrong with a file."""

    MISSING = "missing"
    FOLDER = "folder"
    NO_FILE = "no file"  # a pipe or a device: whoever reads it may wait for ever
    TOO_LARGE = "too large"
    UNREADABLE = "unreadable"
    NOT_TEXT = "not text"
    EMPTY = "empty"
    NO_NOTEBOOK = "no notebook"
    NO_TASK = "no task"  # a notebook, and the answer to none of the tasks


@dataclass(frozen=True)
class Refusal:
    """What is wrong, and the system's own word for it where there is one (`extra`)."""

    unfit: Unfit
    extra: str = ""


class Refused(Exception):
    """Raised where a file turns out to be no notebook that can be graded."""

    def __init__(self, unfit: Unfit, extra: str = ""):
        super().__init__(unfit, extra)
        self.refusal = Refusal(unfit, extra)
