"""What became of one student's assignment, before it is worded."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..outcome.basis import Regrade
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
    """

    student: str
    verdicts: list[Verdict] = field(default_factory=list)
    trouble: str | None = None
    regrades: list[Regrade] = field(default_factory=list)
    entered: tuple[float, float] | None = None

    @property
    def troubled(self) -> bool:
        """Whether something went wrong with us, so that the gradebook keeps what it has."""
        return self.trouble is not None or any(v.status is Status.TROUBLE for v in self.verdicts)

    @property
    def score(self) -> float:
        """The points that the verdicts give."""
        return sum(v.score for v in self.verdicts)

    @property
    def points(self) -> float | None:
        """The points as the gradebook has them; None if the student has none there."""
        if self.entered is not None:
            return self.entered[0]
        return None if self.troubled else self.score

    @property
    def most(self) -> float:
        """The points that could be earned."""
        return self.entered[1] if self.entered is not None else sum(v.max_score or 0 for v in self.verdicts)
