"""No sandbox at all: one's own notebook, run by the interpreter that is running.

Who runs their own code needs no wall around it, and most people's machines could not build one: on Windows there is
neither a fork nor a limit. What remains of a sandbox is what a notebook is owed: an empty folder, a process that ends,
and an answer as data.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from ..ground import frames
from ..ground.limits import Limits
from ..ground.messages import Message
from ..ground.wall import Report
from ..outcome.ending import Ended
from . import ending
from .collect import Heard
from .zygote import ERRORS_KEPT, Run

IMPORTED_FROM: Final = Path(__file__).resolve().parents[2]  # where the package lies, which need not be installed
_WITHIN: Final = "STEP_GRADER_WITHIN"  # in the environment of whatever a run starts
# Nobody waits for half an hour for a notebook of their own.
PATIENCE: Final = Limits(wall_seconds=120)


class Unconfined:
    """Lends itself, as a pool lends its sandboxes; each run is a fresh process.

    Args:
        limits: what a notebook may use, as far as a process that nothing confines keeps to it.
    """

    size = 1
    level = "none"

    def __init__(self, limits: Limits = PATIENCE):
        self._limits = limits

    @contextlib.contextmanager
    def lend(self) -> Iterator[Unconfined]:
        """Itself."""
        yield self

    lend_alone = lend

    def run(self, request: Mapping[str, Any], body: bytes = b"") -> Run:
        """Give one notebook to a fresh process and wait for its end, or until its time is up."""
        began = time.monotonic()
        heard = Heard(msgspec.json.Decoder(Message).decode, self._limits)
        with tempfile.TemporaryDirectory(prefix="grader-", ignore_cleanup_errors=True) as folder:
            asked, answer, errors, home = (Path(folder, name) for name in ("asked", "answer", "errors", "home"))
            asked.write_bytes(frames.encode(msgspec.json.encode(self._limits))
                              + frames.encode(frames.dump(request), body))
            answer.touch()
            home.mkdir()
            status = self._status([asked, answer], errors, home)
            heard.hear(answer.read_bytes())
            if status is None:
                heard.end(Ended.WALL)
            last_words = errors.read_text("utf8", "replace")[-ERRORS_KEPT:]
        report = Report(status or 0, 0.0, 0.0)
        return Run(heard.frames, ending.classify(heard, report, last_words, self._limits), time.monotonic() - began)

    def _status(self, arguments: list[Path], errors: Path, home: Path) -> int | None:
        """How the process has ended; None if it was ended since its time was up."""
        with errors.open("wb") as said:
            try:
                return subprocess.run(
                    [sys.executable, "-m", "grader.inside.unconfined", *arguments], cwd=home, env=_environment(),
                    stdin=subprocess.DEVNULL, stdout=said, stderr=said, timeout=self._limits.wall_seconds).returncode
            except subprocess.TimeoutExpired:
                return None


def is_within() -> bool:
    """Whether this process runs what is to be judged."""
    return _WITHIN in os.environ


def _environment() -> dict[str, str]:
    """That of this process, with the package in reach, figures drawn inline, and a word that this is a run."""
    reach = os.pathsep.join(filter(None, [str(IMPORTED_FROM), os.environ.get("PYTHONPATH")]))
    return {**os.environ, "PYTHONPATH": reach, "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "OMP_NUM_THREADS": "1", "PYTHONIOENCODING": "utf8", _WITHIN: "1"}
