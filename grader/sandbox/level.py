"""Isolation levels, and what keeps a machine from offering one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..outcome.ending import Ending

OPEN_FILES = 256  # what a grader with a few sandboxes has open, nbgrader's files and the gradebook included


class Level(StrEnum):
    """How a stranger's notebook is confined, the strongest first."""

    BUBBLEWRAP = "bubblewrap"  # own namespaces and file system for each worker, filtered system calls
    LANDLOCK = "landlock"  # the kernel refuses files, sockets, signals and programs; no namespaces needed
    PROCESS = "process"  # a plain process with limits: stops accidents, not attacks


class MissingKind(StrEnum):
    """What a level, or the filter of system calls, lacks on a machine."""

    NO_LINUX = "no Linux"
    NO_BUBBLEWRAP = "no bubblewrap"  # the package is not installed
    NO_EXECUTION = "no execution"  # `detail` is the program that cannot be run
    OLD_LANDLOCK = "old Landlock"  # `detail` is the version that the kernel offers; "0" for none
    FEW_FILES = "few files"  # `detail` is how many this process may open
    NO_OTHER_USER = "no other user"  # we are root, and user `detail` does not exist
    NO_PYSECCOMP = "no pyseccomp"
    NO_LIBSECCOMP = "no libseccomp"
    NOT_STARTED = "not started"  # `detail` is the last that the sandbox said, or empty
    FAILED = "failed"  # it starts, but running nothing in it ends as `ending` says


@dataclass(frozen=True)
class Missing:
    """Why something is not to be had, and what is known besides."""

    kind: MissingKind
    detail: str = ""
    ending: Ending | None = None


@dataclass(frozen=True)
class Offer:
    """One level on this machine; `missing` says what it lacks where it is not possible."""

    level: Level
    missing: Missing | None = None

    @property
    def possible(self) -> bool:
        """Whether it works here."""
        return self.missing is None
