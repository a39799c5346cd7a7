"""One of several answers that a student handed in to the same notebook, one after the other, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from .verdict import Status, Verdict


@dataclass(frozen=True)
class Attempt:
    """An answer that differs from the one before.

    Attributes:
        status: what became of it.
        mistakes: the names of its mistakes, each once.
        unnamed: whether something was wrong for which there is no name.
        right: whether nothing was.
        at: when it was graded first, in seconds since 1970; 0 where that is not known.
    """

    status: Status
    mistakes: tuple[str, ...] = ()
    unnamed: bool = False
    right: bool = False
    at: float = 0.0

    @classmethod
    def of(cls, verdict: Verdict, at: float = 0.0) -> Self:
        """The answer that a verdict is on."""
        names = dict.fromkeys(name for check in verdict.checks for name in check.names)
        unnamed = any(not (check.finding.passed or check.finding.missing or check.names) for check in verdict.checks)
        return cls(verdict.status, tuple(names), unnamed, verdict.all_right, at)
