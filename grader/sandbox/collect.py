"""Listen to one worker until it ends, and end it if it does too much."""

import os
import time
from multiprocessing.connection import wait  # unlike select, it takes any descriptor

from ..worker import frames
from .limits import Limits


class Lost(Exception):
    """The zygote is gone, or does not carry out the order to end a run."""


class Collector:
    """Gathers the frames of one run.

    Args:
        results: the pipe that the worker writes to; nothing that arrives there is trusted.
        zygote: its control socket (`fileno`), `order_end()` and `report()`.
        begin: when the run began, on the monotonic clock.

    Afterwards: `frames`; `ready` (the worker was confined and began), `done` (it says that it
    finished), and `ended`, `extra`: the limit that was reached, if one was.
    """

    def __init__(self, results: int, zygote, limits: Limits, begin: float):
        self.frames, self.ready, self.done = [], False, False
        self.ended, self.extra = None, ""
        self._results, self._zygote, self._limits = results, zygote, limits
        self._deadline = begin + limits.wall_seconds
        self._reader = frames.Reader(limits.output_mb << 20)
        self._open = True

    def collect(self) -> dict:
        """Listen until the zygote reports the worker's end; return its report. May raise Lost."""
        control = self._zygote.control
        while True:
            watched = [control, self._results] if self._open else [control]
            left = max(0.0, self._deadline - time.monotonic())
            readable = wait(watched, left)
            if control in readable:
                try:
                    return self._zygote.report()
                finally:
                    self._drain()
            if self._results in readable:
                self._take()
            elif self.ended:
                raise Lost
            else:
                self._end("wall limit")

    def _take(self) -> None:
        """Read what has arrived."""
        piece = os.read(self._results, 1 << 20)
        if not piece:
            self._open = False
            return
        try:
            for header, body in self._reader.feed(piece):
                self._sort(header, body)
        except frames.TooMuch:
            self._end("output limit")
        except frames.BadFrame as error:
            self._end("garbled", str(error))

    def _sort(self, header: dict, body: bytes) -> None:
        """The worker's own first and last words are for us, the rest is the submission's."""
        word = header.get("sandbox")
        if word is None:
            self.frames.append((header, body))
        elif not self.ready:
            self.ready = word == "ready"
        elif word == "done":
            self.done = True

    def _end(self, ended: str, extra: str = "") -> None:
        """Order the end of the run, and listen only for the zygote from here on."""
        if self.ended is None:
            self.ended, self.extra = ended, extra
            self._zygote.order_end()
            self._deadline = time.monotonic() + self._limits.grace_seconds
        self._open = False

    def _drain(self) -> None:
        """Take what the worker wrote before it ended."""
        os.set_blocking(self._results, False)
        try:
            while self._open:
                self._take()
        except BlockingIOError:
            pass  # a process that outlived the worker still holds the pipe
        if self.ended is None and self._reader.unfinished:
            self.done = False
