"""How a run ended: one function makes an Ending of what is known."""

from __future__ import annotations

import signal
from typing import Protocol

from ..ground import wall
from ..ground.limits import Limits
from ..ground.wall import Report
from ..outcome.ending import Ended, Ending

# What the libraries below us print last, and what it means. A stranger can print it too: he then
# gets this ending instead of "crashed", and gains nothing.
SIGNS = (
    (Ended.THREADS, ("Thread creation failed", "can't start new thread")),
    (
        Ended.MEMORY,
        ("bad_alloc", "MemoryError", "t allocate memory", "Cannot allocate", "out of memory"),
    ),
)


class Heard(Protocol):
    """What was heard of the worker itself, see collect.py."""

    ended: Ended | None
    extra: str
    ready: bool
    done: bool


def classify(heard: Heard, report: Report, errors: str, limits: Limits) -> Ending:
    """The ending of a run.

    Args:
        heard: what arrived, and which limit it reached.
        report: how the worker ended, as the zygote tells.
        errors: the last that the worker printed.
        limits: those that were in force.
    """
    ended, extra = _ended(heard, report, errors, limits)
    return Ending(ended, limits, extra)


def _ended(heard: Heard, report: Report, errors: str, limits: Limits) -> tuple[Ended, str]:
    if heard.ended:
        return heard.ended, heard.extra
    status = report.status
    last_line = "".join(filter(str.isprintable, errors.strip().rpartition("\n")[2]))[:300]
    if not heard.ready:
        return Ended.NOT_STARTED, last_line or str(status)
    if _died_of(status, "SIGKILL"):
        # The kernel limits by one clock and reports by another; on a busy machine they differ by
        # a tenth and more. Who was killed far below the limit was killed for another reason.
        used_up = report.cpu_seconds >= limits.cpu_seconds / 2
        return (Ended.CPU if used_up else Ended.KILLED), ""
    if _died_of(status, "SIGXCPU"):
        return Ended.CPU, ""
    if _died_of(status, "SIGALRM"):
        return Ended.ASLEEP, ""
    if status == wall.OVERTIME:
        return Ended.OVERTIME, ""
    if _died_of(status, "SIGXFSZ"):
        return Ended.DISK, ""
    if status == 0 and heard.done:
        return Ended.FINISHED, ""
    for ended, signs in SIGNS:
        if any(sign in errors for sign in signs):
            return ended, ""
    if status < 0:
        return Ended.CRASHED, _signal_name(-status)
    if last_line and status == 1:
        return Ended.CRASHED, last_line
    return Ended.EXITED, str(status)


def _died_of(status: int, name: str) -> bool:
    """Whether a signal of this name, which not every system has, has ended it."""
    return status < 0 and -status == getattr(signal, name, None)


def _signal_name(number: int) -> str:
    try:
        return signal.strsignal(number) or str(number)
    except ValueError:  # no signal has this number
        return str(number)
