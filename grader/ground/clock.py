"""Time limits inside the worker: for computing, and for sleeping.

What counts is the processor's time, so a busy machine takes nothing from anybody. Who only waits uses none of it, so
sleeping has a limit of its own: the time on the wall, less what was computed, what was spent in the queue for a
processor, and what the machine stood still.

The limits are a courtesy: they let the rest of a notebook run after an endless loop. Code that swallows the interrupt
is ended a little later, together with its process; what hangs inside one C call is ended from outside. So is what
hangs where the system has no timers, as Windows has none.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from enum import StrEnum
from types import FrameType
from typing import NamedTuple

from .wall import OVERTIME

GRACE_SECONDS = 5.0  # from the interrupt to the end of a process that goes on all the same
LOOK_SECONDS = 0.1  # between two looks at who may be asleep
STALL_SECONDS = 0.5  # the most that counts as sleep between two looks
ACCOUNT_FD = 4  # where a worker has its own account open
BLIND = 10.0  # where the system does not tell who queues for a processor, sleep is limited so many times as generously


class Cut(StrEnum):
    """Why something did not come to its end in time."""

    COMPUTING = "computing"  # it computed for too long
    ASLEEP = "asleep"  # it waited for too long
    UNRUN = "not run"  # what came before it had used up the time


class TimeIsUp(BaseException):
    """Raised in the student's code when its time is over; not an Exception, so rarely caught. Its text is a Cut."""


def open_account(process: str = "self", proc: int | None = None) -> int | None:
    """A file that tells what a process has used, for `used`; None where the system does not say.

    Args:
        process: its number.
        proc: an open /proc, if it is not to be the one that lies there now.
    """
    try:
        return os.open(f"{process}/schedstat" if proc is not None else f"/proc/{process}/schedstat",
                       os.O_RDONLY | os.O_CLOEXEC, dir_fd=proc)
    except (OSError, AttributeError):  # Windows knows neither such a file nor such a flag
        return None


def used(account: int | None) -> tuple[float, float] | None:
    """Seconds that a process has computed, and stood in the queue for a processor; None if that is not known."""
    if account is None or not hasattr(os, "pread"):
        return None
    try:
        computed, queued, _ = os.pread(account, 100, 0).split()
        return int(computed) / 1e9, int(queued) / 1e9
    except (OSError, ValueError):
        return None


def used_here() -> tuple[float, float] | None:
    """The same of this process. A worker that may not open it any more has it open already."""
    account = open_account()
    try:
        return used(ACCOUNT_FD if account is None else account)
    finally:
        if account is not None:
            os.close(account)


class Stopwatch:
    """What this process has computed and slept since the stopwatch was made, in seconds.

    Sleep is added up from look to look. A look wakes whoever sleeps, so between two of them only the machine can hold
    a process up for longer: by a disk that is slow, or by standing still itself. Neither is sleep.
    """

    def __init__(self) -> None:
        self._computed, self.asleep = time.process_time(), 0.0
        self._last = self._now()

    @property
    def computing(self) -> float:
        return time.process_time() - self._computed

    def look(self) -> float:
        """How long it has slept until now; counted `BLIND` times as low where a sleeper looks like who queues."""
        last, self._last = self._last, self._now()
        idle = (self._last.wall - last.wall) - (self._last.computed - last.computed)
        queued = self._last.queued - last.queued if self._last.queued is not None and last.queued is not None else None
        if self._last.read == last.read:
            self.asleep += min(STALL_SECONDS, idle / BLIND if queued is None else idle - queued)
        return self.asleep

    @staticmethod
    def _now() -> _Look:
        account = used_here()
        return _Look(time.monotonic(), time.process_time(), account and account[1], _read())


def _read() -> int:
    """How often this process has waited for a disk; 0 where the system does not say."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_inblock + usage.ru_majflt


class _Look(NamedTuple):
    wall: float
    computed: float
    queued: float | None
    read: int  # how often it has waited for a disk


@contextlib.contextmanager
def time_limit(computing: float, asleep: float) -> Iterator[Stopwatch]:
    """Raise TimeIsUp in the block once it has computed, or slept, for so many seconds, where the system has timers.

    Yields:
        What the block has used; complete once it is left.
    """
    watch, rings = Stopwatch(), 0
    if not hasattr(signal, "setitimer"):
        yield watch
        watch.look()
        return

    def ring(cut: Cut) -> None:
        nonlocal rings
        rings += 1
        if rings > 1:
            os._exit(OVERTIME)
        raise TimeIsUp(cut.value)

    def alarm(number: int, frame: FrameType | None) -> None:
        ring(Cut.COMPUTING)

    def look(number: int, frame: FrameType | None) -> None:
        if watch.look() > asleep + rings * GRACE_SECONDS:
            ring(Cut.ASLEEP)

    before = [(number, signal.signal(number, handler))
              for number, handler in ((signal.SIGPROF, alarm), (signal.SIGALRM, look))]
    signal.setitimer(signal.ITIMER_PROF, computing, GRACE_SECONDS)
    signal.setitimer(signal.ITIMER_REAL, LOOK_SECONDS, LOOK_SECONDS)
    try:
        yield watch
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before:
            signal.signal(number, handler)
        watch.look()
