"""Hear what one worker says, listen to it until it ends, and end it if it does too much."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from multiprocessing.connection import wait  # unlike select, it takes any descriptor
from socket import socket
from typing import Any, Protocol

from ..ground import frames, wall
from ..ground.limits import Limits
from ..ground.messages import Message
from ..ground.wall import Report
from ..outcome.ending import Ended


class Lost(Exception):
    """The zygote is gone, or does not carry out the order to end a run."""


class Garbled(Exception):
    """A header is no message; `cause` is the name of what the decoder objected with."""

    def __init__(self, cause: str):
        super().__init__(cause)
        self.cause = cause


class Owner(Protocol):
    """Who has forked the worker: a zygote."""

    control: socket

    def order_end(self) -> None: ...

    def report(self) -> Report: ...


class Heard:
    """What a worker has said; nothing in it is trusted.

    Args:
        decode: makes a message of a header, or raises.
        limits: those of this run.

    Attributes:
        frames: its messages.
        ready: the worker was confined and began.
        done: it says that it finished.
        ended, extra: the limit that was reached, if one was; for OUTPUT `extra` is one of `frames.Excess`.
    """

    def __init__(self, decode: Callable[[bytes], Any], limits: Limits):
        self.frames: list[tuple[Message, bytes]] = []
        self.ready = self.done = False
        self.ended: Ended | None = None
        self.extra = ""
        self._decode, self._limits = decode, limits
        self._reader = frames.Reader(limits.output_mb << 20)

    def hear(self, piece: bytes) -> None:
        """Sort what a worker has written. Never raises, whatever it is."""
        try:
            for header, body in self._reader.feed(piece):
                self._sort(header, body)
        except frames.TooMuch as error:
            self.end(Ended.OUTPUT, error.what.value)
        except frames.BadFrame as error:
            self.end(Ended.GARBLED, type(error).__name__)
        except Garbled as error:
            self.end(Ended.GARBLED, error.cause)

    def end(self, ended: Ended, extra: str = "") -> None:
        """A limit was reached. The first one counts."""
        if self.ended is None:
            self.ended, self.extra = ended, extra

    def _sort(self, header: bytes, body: bytes) -> None:
        """The worker's own first and last words are for us, the rest is the submission's."""
        if header == wall.READY:
            self.ready = True
        elif header == wall.DONE:
            self.done = self.ready
        else:
            self.frames.append((self._message(header), body))

    def _message(self, header: bytes) -> Message:
        try:
            message: Message = self._decode(header)
        except Exception as error:  # a stranger chose the bytes: whatever is raised is his doing
            raise Garbled(type(error).__name__) from None
        return message


class Collector(Heard):
    """Gathers the frames of one run.

    Args:
        results: the pipe that the worker writes to.
        zygote: its control socket, `order_end()` and `report()`.
        decode, limits: see `Heard`.
        begin: when the run began, on the monotonic clock.
    """

    def __init__(self, results: int, zygote: Owner, decode: Callable[[bytes], Any], limits: Limits, begin: float):
        super().__init__(decode, limits)
        self._results, self._zygote = results, zygote
        self._deadline = begin + limits.wall_seconds
        self._open = True

    def collect(self) -> Report:
        """Listen until the zygote reports the worker's end; return its report. May raise Lost."""
        control = self._zygote.control
        while True:
            watched: list[Any] = [control, self._results] if self._open else [control]
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
                self.end(Ended.WALL)

    def _take(self) -> None:
        """Read what has arrived."""
        piece = os.read(self._results, 1 << 20)
        if piece:
            self.hear(piece)
        else:
            self._open = False

    def end(self, ended: Ended, extra: str = "") -> None:
        """Order the end of the run, and listen only for the zygote from here on."""
        if self.ended is None:
            super().end(ended, extra)
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
