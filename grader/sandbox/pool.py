"""Warm sandboxes, lent to whoever needs one for a while."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from types import TracebackType

from ..ground.device import Device
from .errors import Closed
from .level import Level
from .supervisor import NOTEBOOK, Job, Sandbox


class Pool:
    """At most `size` sandboxes. It owns their life: they end when it is closed.

    A context manager, for any number of threads. A sandbox is started only when all others are lent;
    one that dies is started anew when it is used again.

    Args:
        level: how strangers are confined; `levels.choose` finds the strongest that works.
        device: CPU (where another device is pretended) or CUDA.
        size: how many may be lent at a time.
        job: what runs inside.
    """

    def __init__(self, level: Level, device: Device = Device.CPU, size: int = 1, job: Job = NOTEBOOK):
        if size < 1:
            raise ValueError(size)
        self.level, self.device, self.size = Level(level), Device(device), size
        self._job = job
        self._change = threading.Condition()
        self._all: list[Sandbox] = []
        self._idle: list[Sandbox] = []
        self._closed = False
        self._reserved = False  # for somebody who wants to be alone

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()

    @property
    def started(self) -> int:
        """How many zygotes were started so far, those in place of dead ones included."""
        with self._change:
            return sum(sandbox.started for sandbox in self._all)

    @contextlib.contextmanager
    def lend(self) -> Iterator[Sandbox]:
        """A warm sandbox for the time of a `with` block; waits while all are lent.

        Raises:
            NotStarted: a new one is needed and does not start.
            Closed: the pool is closed.
        """
        with self._given(self._take()) as sandbox:
            yield sandbox

    @contextlib.contextmanager
    def lend_alone(self) -> Iterator[Sandbox]:
        """A warm sandbox for the time of a `with` block, in which no other is lent.

        Raises:
            NotStarted, Closed: as `lend` does.
        """
        with self._change:
            self._change.wait_for(lambda: self._closed or not self._reserved)
            self._reserved = True
            self._change.wait_for(lambda: self._closed or len(self._idle) == len(self._all))
        try:
            with self._given(self._take(alone=True)) as sandbox:
                yield sandbox
        finally:
            with self._change:
                self._reserved = False
                self._change.notify_all()

    def close(self) -> None:
        """End all sandboxes; runs that are under way in other threads end with Closed.

        One that raises (an interrupt, say) keeps no other from being ended.
        """
        with self._change:
            self._closed = True
            idle, self._idle = self._idle, []
            lent = [sandbox for sandbox in self._all if sandbox not in idle]
            self._change.notify_all()
        with contextlib.ExitStack() as every:
            for sandbox in idle:
                every.callback(sandbox.close)
            for sandbox in lent:
                every.callback(sandbox.interrupt)  # who has it closes it when giving it back

    @contextlib.contextmanager
    def _given(self, sandbox: Sandbox) -> Iterator[Sandbox]:
        try:
            sandbox.start()
            yield sandbox
        finally:
            self._give_back(sandbox)

    def _take(self, alone: bool = False) -> Sandbox:
        def free() -> bool:
            room = bool(self._idle) or len(self._all) < self.size
            return self._closed or room and (alone or not self._reserved)

        with self._change:
            self._change.wait_for(free)
            if self._closed:
                raise Closed
            if self._idle:
                return self._idle.pop()
            sandbox = Sandbox(self.level, self.device, self._job)
            self._all.append(sandbox)
            return sandbox

    def _give_back(self, sandbox: Sandbox) -> None:
        with self._change:
            closed = self._closed
            if not closed:
                self._idle.append(sandbox)
                self._change.notify_all()
        if closed:
            sandbox.close()
