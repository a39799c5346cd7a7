"""A verdict: what the grader says about one notebook, as data. Text and HTML are made last."""

from __future__ import annotations

from dataclasses import dataclass, field

from .judge import Finding
from .task import Check, Misconception

GRADED, FAILED, REFUSED = "graded", "failed", "refused"


@dataclass(frozen=True)
class CheckVerdict:
    """One check's result: the finding, the mistakes that explain it and the words for both."""

    check: Check
    finding: Finding
    mistakes: tuple[Misconception, ...] = ()
    message: str = ""

    @property
    def points(self) -> float:
        return self.check.points if self.finding.passed else 0.0

    @property
    def misconception(self) -> str | None:
        """Name of the mistake, several joined by " + "; None where none is known."""
        names = [m.name for m in self.mistakes] or [self.finding.observed]
        return " + ".join(names) if names[0] else None

    def as_json(self) -> dict:
        difference = self.finding.difference
        return {
            "name": self.check.name, "points": self.points, "max_points": self.check.points,
            "passed": self.finding.passed, "message": self.message,
            "misconception": self.misconception,
            "first_difference": difference and {
                "trial": difference.trial, "step": difference.step,
                "parameter": difference.parameter},
        }


@dataclass
class Verdict:
    """What became of one notebook.

    Attributes:
        notebook: its path, as it was given.
        task: the task's name; None if the notebook belongs to none.
        status: "graded" (it ran and was judged), "failed" (its code crashed, hung or hit a limit)
            or "refused" (not a notebook that can be graded).
        max_score: None where the task is unknown.
        reason: one or two sentences for "failed" and "refused"; None for "graded".
        isolation: the sandbox's level; None if nothing was run.
        seconds: from opening the file to the verdict.
        checks: one for each of the task's checks.
        outputs: the outputs of the cells that were run, by their index in the notebook.
        picture: a PNG of the student's path beside the right one where they part, if they do.
        pictured: the name of the check that the picture belongs to.
    """

    notebook: str
    task: str | None = None
    status: str = GRADED
    max_score: float | None = None
    reason: str | None = None
    isolation: str | None = None
    seconds: float = 0.0
    checks: list[CheckVerdict] = field(default_factory=list)
    outputs: dict[int, list[dict]] = field(default_factory=dict)
    picture: bytes | None = None
    pictured: str | None = None

    @property
    def score(self) -> float:
        return sum(c.points for c in self.checks)

    def as_json(self) -> dict:
        """The object that `grade --json` prints."""
        return {
            "notebook": self.notebook, "task": self.task, "status": self.status,
            "score": self.score, "max_score": self.max_score, "reason": self.reason,
            "isolation": self.isolation, "seconds": round(self.seconds, 3),
            "checks": [c.as_json() for c in self.checks],
        }
