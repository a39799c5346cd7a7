"""How a run in the sandbox ended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..ground.limits import Limits


class Ended(StrEnum):
    """The ends that a run can take."""

    FINISHED = "finished"
    WALL = "wall limit"
    CPU = "cpu limit"
    ASLEEP = "sleep limit"
    OVERTIME = "overtime"  # it went on after it had been told that its time was up
    MEMORY = "memory limit"
    OUTPUT = "output limit"
    DISK = "disk limit"
    THREADS = "thread limit"
    GARBLED = "garbled"  # it wrote into the grader's channel
    EXITED = "exited"  # it ended its own process
    CRASHED = "crashed"
    KILLED = "killed"  # by the system
    NOT_STARTED = "not started"  # the sandbox could not be set up
    LOST = "lost"  # the sandbox stopped answering


OURS = frozenset({Ended.NOT_STARTED, Ended.LOST})  # these are no fault of the notebook
OF_TIME = frozenset({Ended.WALL, Ended.CPU, Ended.ASLEEP, Ended.OVERTIME})
OF_MACHINE = frozenset({Ended.MEMORY, Ended.THREADS, Ended.KILLED, *OURS})  # another time it may go on


@dataclass(frozen=True)
class Ending:
    """An end, the limits that were in force and what is known besides.

    Attributes:
        ended: how.
        limits: of this run.
        extra: an exit code, a signal's name, the last line that was printed, or (GARBLED) the name of what the
            decoder objected with; it may be a stranger's text.
    """

    ended: Ended = Ended.FINISHED
    limits: Limits = Limits()
    extra: str = ""
