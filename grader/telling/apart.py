"""Fragments are laid out apart: in a process that can be ended, within a budget for each notebook.

Time is computing time, counted by the kernel, so a budget is the same on a busy machine. Only a process that does
nothing at all is ended by the clock on the wall.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import weakref
from pathlib import Path
from typing import Any

import msgspec

from ..ground import caps, frames
from .fragments import Done, Kind, Order, Unshown

_HERE = __name__.rpartition(".")[0]
_FOLDER = Path(__file__).resolve().parents[_HERE.count(".") + 1]
# Ours last on the path, so that nothing that lies beside it takes the place of a library.
_SERVE = f"import sys; sys.path.append(sys.argv[1]); from {_HERE}.fragments import serve; serve()"


class Budget:
    """What may still be spent on one notebook: seconds of computing, and what stands in its page."""

    def __init__(self) -> None:
        self.seconds: float = caps.RENDER_SECONDS
        self._characters: int = caps.RENDER_CHARACTERS
        self._marks: int = caps.RENDER_MARKS

    def affords(self, page: str) -> bool:
        """Whether this may stand in the page as well; if so, it is taken into account."""
        marks = page.count("<") + page.count("&")
        if len(page) > self._characters or marks > self._marks:
            return False
        self._characters -= len(page)
        self._marks -= marks
        return True


class Renderer:
    """Lays out what strangers wrote, in a process of its own, which is started when it is first needed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._end: weakref.finalize[..., Renderer] | None = None
        self._lock = threading.Lock()
        self._decoder = msgspec.json.Decoder(Done)

    def __deepcopy__(self, memo: dict[int, Any]) -> Renderer:
        """Itself: nbgrader copies its configuration, and one process is enough."""
        return self

    def render(self, budget: Budget, kind: Kind, source: str, language: str = "python",
               attachments: dict[str, dict[str, str]] | None = None) -> Done:
        """One fragment as HTML that does nothing. Never raises for what is in it.

        Args:
            budget: the notebook's; no fragment gets more than half of the time that is left of it.
            kind: what the fragment is written in.
            source: what the stranger wrote.
            language: of code.
            attachments: a Markdown cell's images.
        """
        seconds = budget.seconds / 2
        if budget.seconds < caps.RENDER_LEAST_SECONDS:
            return Done(None, Unshown.SLOW, 0, 0.0)
        if len(source) > caps.FRAGMENT_CHARACTERS:
            return Done(None, Unshown.LONG, 0, 0.0)
        done = self._asked(Order(kind, source, seconds, language, attachments or {}))
        budget.seconds -= max(done.seconds, caps.RENDER_FRAGMENT_SECONDS)
        return done

    def close(self) -> None:
        """End the process, if there is one. The next fragment starts another."""
        if self._end:
            self._end()
        self._process = self._end = None

    def _asked(self, order: Order) -> Done:
        with self._lock:
            try:
                if self._process and self._process.poll() is not None:  # ended by somebody else in the meantime
                    self.close()
                process = self._process or self._started()
                assert process.stdin and process.stdout
                guard = threading.Timer(caps.RENDER_WALL_SECONDS, process.kill)
                guard.start()
                try:
                    process.stdin.write(frames.encode(msgspec.json.encode(order)))
                    process.stdin.flush()
                    header, _ = frames.read(process.stdout.fileno())
                finally:
                    guard.cancel()
                return self._decoder.decode(header)
            except (OSError, EOFError):  # its time is up, or its memory
                self.close()
                return Done(None, Unshown.SLOW, 0, order.seconds)

    def _started(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", _SERVE, str(_FOLDER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, start_new_session=True)  # Ctrl-C is for the grader, which then closes this
        self._process, self._end = process, weakref.finalize(self, _ended, process)
        return process


def _ended(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):
            assert pipe
            pipe.close()
    process.kill()
    process.wait()
