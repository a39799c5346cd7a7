"""Time limits inside the worker: for computing, and for sleeping.

What counts is the processor's time, so a busy machine takes nothing from anybody. Who only waits uses none of it, so
sleeping has a limit of its own: the time on the wall, less what was computed and what was spent in the queue for a
processor.

The limits are a courtesy: they let the rest of a notebook run after an endless loop. Code that swallows the interrupt
is ended a little later, together with its process; what hangs inside one C call is ended from outside.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from enum import StrEnum
from types import FrameType

from .wall import OVERTIME

GRACE_SECONDS = 5.0  # from the interrupt to the end of a process that goes on all the same
LOOK_SECONDS = 0.1  # between two looks at who may be asleep
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
    except OSError:
        return None


def used(account: int | None) -> tuple[float, float] | None:
    """Seconds that a process has computed, and stood in the queue for a processor; None if that is not known."""
    try:
        computed, queued, _ = os.pread(-1 if account is None else account, 100, 0).split()
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
    """What this process has computed and slept since the stopwatch was made, in seconds."""

    def __init__(self) -> None:
        self._wall, self._computed, self._used = time.monotonic(), time.process_time(), used_here()

    @property
    def computing(self) -> float:
        return time.process_time() - self._computed

    @property
    def asleep(self) -> float:
        """Counted `BLIND` times as low where the system does not tell a sleeper from a process in the queue."""
        idle = time.monotonic() - self._wall - self.computing
        now = used_here()
        return idle / BLIND if now is None or self._used is None else idle - (now[1] - self._used[1])


@contextlib.contextmanager
def time_limit(computing: float, asleep: float) -> Iterator[None]:
    """Raise TimeIsUp in the block once it has computed, or slept, for so many seconds."""
    watch, rings = Stopwatch(), 0

    def ring(cut: Cut) -> None:
        nonlocal rings
        rings += 1
        if rings > 1:
            os._exit(OVERTIME)
        raise TimeIsUp(cut.value)

    def alarm(number: int, frame: FrameType | None) -> None:
        ring(Cut.COMPUTING)

    def look(number: int, frame: FrameType | None) -> None:
        if watch.asleep > asleep + rings * GRACE_SECONDS:
            ring(Cut.ASLEEP)

    before = [(number, signal.signal(number, handler))
              for number, handler in ((signal.SIGPROF, alarm), (signal.SIGALRM, look))]
    signal.setitimer(signal.ITIMER_PROF, computing, GRACE_SECONDS)
    signal.setitimer(signal.ITIMER_REAL, asleep, LOOK_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before:
            signal.signal(number, handler)
