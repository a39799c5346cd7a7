"""The trusted side: hands submissions to a zygote, and starts a new one when it dies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import TracebackType
from typing import Any

from ..ground.device import Device
from ..ground.limits import Limits
from ..ground.messages import Message
from ..outcome.ending import OURS
from .errors import Closed, Died
from .level import Level
from .zygote import Gone, Job, Run, Zygote

__all__ = ["NOTEBOOK", "PROBE", "WARM_PROBE", "Job", "Run", "Sandbox"]

NOTEBOOK = Job("job", "warm", Message)
# The smallest job: run one piece of Python, without torch or with it.
PROBE = Job("probe", "probe", dict[str, Any])
WARM_PROBE = replace(PROBE, warm="warm")


class Sandbox:
    """One warm zygote; every `run` forks one worker from it.

    A context manager. It starts when first used, belongs to the thread that uses it, and starts
    anew by itself if it dies.

    Args:
        level: how strangers are confined; `levels.choose` finds the strongest that works.
        device: CPU (where another device is pretended) or CUDA.
        job: what runs inside.
    """

    def __init__(self, level: Level, device: Device = Device.CPU, job: Job = NOTEBOOK):
        self.level, self.device, self.job = Level(level), Device(device), job
        self.started = 0  # zygotes, so far
        self._zygote: Zygote | None = None
        self._interrupted = False

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()

    def start(self) -> None:
        """Start the zygote unless it runs. NotStarted if it cannot."""
        self._running()

    def close(self) -> None:
        """End the zygote and everything in it."""
        zygote, self._zygote = self._zygote, None
        if zygote is not None:
            zygote.close()

    def interrupt(self) -> None:
        """End what runs, for good, from another thread: there, and from now on, `run` raises Closed."""
        self._interrupted = True
        zygote = self._zygote
        if zygote is not None:
            zygote.kill()

    def run(self, request: Mapping[str, Any], body: bytes = b"", limits: Limits = Limits()) -> Run:
        """Give one submission to a fresh worker and wait for its end.

        Whatever the worker does ends here as data: the messages that it sent, and how it ended. An ending in
        OURS is the second one: the submission was tried once more, and need not be tried again.

        Args:
            request: what JSON can hold.
            body: the request's numbers.
            limits: what the worker may use.

        Raises:
            SandboxError: the sandbox does not start, dies again and again, or was interrupted.
        """
        run = None
        for _ in range(2):  # a fault of ours costs the submission nothing: once more
            zygote = self._running()
            try:
                run = zygote.run(request, body, limits)
            except Gone:
                self.close()
                continue
            except BaseException:
                self.close()  # interrupted: the next run must not hear of this one
                raise
            if not zygote.alive:
                self.close()
            if run.ending.ended not in OURS:
                return run
        if self._interrupted:
            raise Closed
        if run is None:
            raise Died(self.level)
        return run

    def _running(self) -> Zygote:
        if self._zygote is None and not self._interrupted:
            self._zygote = Zygote(self.level, self.device, self.job)
            self.started += 1
        if self._zygote is None or self._interrupted:
            self.close()
            raise Closed
        return self._zygote
