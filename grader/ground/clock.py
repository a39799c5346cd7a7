"""Time limits inside the worker, by an alarm that interrupts Python code.

They are a courtesy: they let the rest of a notebook run after an endless loop. Code that swallows
the interrupt, or hangs inside one C call, is stopped by the sandbox from outside.
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType


class TimeIsUp(BaseException):
    """Raised in the student's code when its time is over; not an Exception, so rarely caught."""


def _ring(signum: int, frame: FrameType | None) -> None:
    raise TimeIsUp


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TimeIsUp in the block once it has run for `seconds`."""
    before = signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
