"""What became of one student's assignment, before it is worded."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..outcome.attempt import Attempt
from ..outcome.basis import Regrade, Stale
from ..outcome.verdict import Status, Verdict


@dataclass
class Result:
    """What became of one student's assignment.

    Attributes:
        student: nbgrader's id.
        verdicts: one for each notebook of the assignment, in the order of their names.
        trouble: why nbgrader did not take the result, if it did not, as a sentence.
        regrades: what has become of the notebooks that had been graded before.
        entered: the points that stand in the gradebook, and how many could be earned; None where there are none, or
            it is not known.
        stale: verdicts of an earlier run that rest on something else than what lies there now.
        unchecked: why nobody can tell whether the verdicts are stale, as a sentence; None where that is known, or the
            verdicts are new.
        attempts: by the notebook's name, the answers that were graded one after the other, as far as they are kept.
    """

    student: str
    verdicts: list[Verdict] = field(default_factory=list)
    trouble: str | None = None
    regrades: list[Regrade] = field(default_factory=list)
    entered: tuple[float, float] | None = None
    stale: list[Stale] = field(default_factory=list)
    unchecked: str | None = None
    attempts: dict[str, list[Attempt]] = field(default_factory=dict)

    @property
    def troubled(self) -> bool:
        """Whether something went wrong with us, so that the gradebook keeps what it has."""
        return self.trouble is not None or any(v.status is Status.TROUBLE for v in self.verdicts)

    @property
    def silent(self) -> bool:
        """Whether the student has handed in nothing at all, now or before."""
        return not self.verdicts and self.trouble is None and self.entered is None

    @property
    def score(self) -> float:
        """The points that the verdicts give."""
        return sum(v.score for v in self.verdicts)

    @property
    def points(self) -> float | None:
        """The points as the gradebook has them; None if the student has none there."""
        if self.entered is not None:
            return self.entered[0]
        return None if self.troubled or self.silent else self.score

    @property
    def most(self) -> float:
        """The points that could be earned."""
        return self.entered[1] if self.entered is not None else sum(v.max_score or 0 for v in self.verdicts)
