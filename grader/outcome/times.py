"""How long submissions take, side by side."""

from __future__ import annotations

import statistics
from dataclasses import dataclass


@dataclass(frozen=True)
class Times:
    """Seconds for a submission.

    Attributes:
        plain: by plain nbgrader, for each submission.
        first: by the grader, for the first one, which starts the sandbox.
        warm: by the grader, for each that follows.
    """

    plain: list[float]
    first: float
    warm: list[float]

    @property
    def ratio(self) -> float:
        """How many times as fast the grader is when it is warm, by the medians."""
        return statistics.median(self.plain) / statistics.median(self.warm)
