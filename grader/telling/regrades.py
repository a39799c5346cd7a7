"""A class that is graded once more, in words: whose marks changed, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..outcome.basis import Change, Regrade, Stale, Why
from . import words
from .catalogue import say


@dataclass(frozen=True)
class Line:
    """One notebook whose points differ, ready to be shown.

    Attributes:
        student: nbgrader's id.
        notebook: its name.
        points: before and after.
        checks: those that earn other points.
        why: in what the two gradings differ.
    """

    student: str
    notebook: str
    points: str
    checks: str
    why: str


@dataclass(frozen=True)
class Told:
    """What grading a class once more has changed.

    Attributes:
        head: how many had been graded before, and whose trials have become others since.
        lines: one for each notebook whose points differ.
    """

    head: str
    lines: tuple[Line, ...]


def told(regrades: Sequence[tuple[str, Regrade]]) -> Told | None:
    """The words for the students' notebooks that had been graded before; None if there are none.

    Args:
        regrades: each with its student.
    """
    if not regrades:
        return None
    changed = [(student, one) for student, one in regrades if one.changes or one.before != one.after]
    trials = dict.fromkeys(_trials(one) for _, one in regrades if one.other_trials)
    head = [say("regrade.before", n=len(regrades)), *trials,
            say("regrade.changed", n=len(changed)) if changed else say("regrade.none")]
    return Told(" ".join(head), tuple(_line(student, one) for student, one in changed))


def _line(student: str, one: Regrade) -> Line:
    return Line(student, one.notebook, say("regrade.points", **_amounts(one)), ", ".join(map(_check, one.changes)),
                " ".join(_why(reason, one) for reason in one.why))


def _check(change: Change) -> str:
    return say("regrade.by_hand" if change.by_hand else "regrade.check", check=change.check, **_amounts(change))


def _amounts(one: Regrade | Change) -> dict[str, str]:
    return {"before": words.amount(one.before), "after": words.amount(one.after)}


def _trials(one: Regrade) -> str:
    """That a notebook's trials are others than at its last grading."""
    reason = Why.SECRET if Why.SECRET in one.why else Why.TRIALS
    return say("regrade.of", notebook=one.notebook, what=_why(reason, one))


def stale(one: Stale) -> str:
    """That a verdict is of an earlier run, and what has become another since."""
    return say("stale.since", why=" ".join(_why(reason, one) for reason in one.why))


def _why(reason: Why, one: Regrade | Stale) -> str:
    key = f"regrade.why.{reason}"
    if one.was is None:
        return say(key)
    was, now = (one.was.grader, one.now.grader) if reason is Why.GRADER else (one.was.trials, one.now.trials)
    return say(key, before=was, after=now)
