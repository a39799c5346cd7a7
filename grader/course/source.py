"""Where nbgrader's step gets its verdicts from."""

from __future__ import annotations

import atexit
import contextlib
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..grading import Grader, open_grader
from ..ground.trial import Device
from ..language import registry, secret_file
from ..language.secret import Secret
from ..language.task import Exam
from ..outcome.verdict import Verdict
from ..sandbox.levels import Level


@dataclass(frozen=True)
class Wanted:
    """How a grader is to be opened, where none is at work yet.

    Attributes:
        folder: the course's, which holds its secret.
        level: the sandbox's; the strongest by default.
        device: where the device check runs.
        allow_weak: consent to a sandbox that keeps no hostile notebook in.
    """

    folder: Path
    level: Level | None = None
    device: Device = Device.CPU
    allow_weak: bool = False


Coming = Mapping[tuple[str, str], "Future[Verdict]"]  # by student and notebook


class Verdicts:
    """A source of verdicts, by student and notebook.

    Whoever grades a class hands in what is on its way (`lend`). For everything else it opens a grader of its
    own, which stays warm until the process ends: formgrader grades one student after the other.
    """

    def __init__(self) -> None:
        self._grader: Grader | None = None
        self._secret: Secret | None = None  # of the grader of its own, if there is one
        self._coming: Coming = {}
        self._troubles: dict[tuple[str, str], Verdict] = {}
        self._open = contextlib.ExitStack()
        atexit.register(self._open.close)

    def __deepcopy__(self, memo: dict[int, Any]) -> Verdicts:
        """Itself: nbgrader copies its configuration, and a copy would know nothing of what is coming."""
        return self

    @contextlib.contextmanager
    def lend(self, grader: Grader, coming: Coming) -> Iterator[None]:
        """While the block runs, verdicts are these, and all others are this grader's."""
        before = self._grader, self._secret, self._coming
        self._grader, self._secret, self._coming = grader, None, coming
        try:
            yield
        finally:
            self._grader, self._secret, self._coming = before

    @property
    def lent(self) -> bool:
        """Whether somebody else's grader is at work: then trials are drawn from whatever that one draws them from."""
        return self._grader is not None and self._secret is None

    def tasks(self) -> Mapping[str, Exam]:
        """The tasks that a notebook may answer."""
        return self._grader.tasks if self._grader else registry.find()

    def verdict(self, student: str, name: str, notebook: Any, wanted: Wanted) -> Verdict:
        """The verdict on a student's notebook; `name` is its file name without suffix."""
        coming = self._coming.get((student, name))
        return coming.result() if coming else self._at_work(wanted).grade_notebook(notebook, name)

    def note(self, student: str, name: str, trouble: Verdict) -> None:
        """Remember that a verdict could not be written into a student's notebook."""
        self._troubles[student, name] = trouble

    def noted(self, student: str, name: str) -> Verdict | None:
        """The trouble that was noted last around a student's notebook, once."""
        return self._troubles.pop((student, name), None)

    def _at_work(self, wanted: Wanted) -> Grader:
        if self._grader is not None and self.lent:
            return self._grader
        secret = secret_file.kept_in(wanted.folder)
        if self._grader is None or self._secret != secret:  # formgrader works for days; the file may be another by now
            self._open.close()
            self._grader = self._open.enter_context(
                open_grader(wanted.level, wanted.device, wanted.allow_weak, workers=1, secret=secret))
            self._secret = secret
        return self._grader
