"""What a verdict rests on, and what a regrade changed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from .. import __version__
from ..language import versions


@dataclass(frozen=True)
class Basis:
    """What a verdict rests on: where all of it is equal, the verdict is.

    Attributes:
        grader: the grader's version.
        answer: the fingerprint of the code that ran; "" where nothing was run.
        trials: the fingerprint of the trials that it was walked through, eight hexadecimal digits; "" likewise, and
            where it brings its own.
        secret: the fingerprint of the secret that they are drawn from; "" where there are none.
        made_from: the fingerprint of the code that judged it, the grader's and the task's, and of the libraries; ""
            where nothing was run, where the task's module is not known, and where an earlier version has not noted it.
    """

    grader: str
    answer: str = ""
    trials: str = ""
    secret: str = ""
    made_from: str = ""

    @classmethod
    def today(cls, answer: str, trials: str, secret: str, module: str) -> Self:
        """What a verdict rests on that is made now.

        Args:
            answer, trials: as above.
            secret: of the course, whether there are trials or not.
            module: the task's.
        """
        return cls(__version__, answer, trials, secret if trials else "", versions.made_from(module) or "")


class Why(StrEnum):
    """Why a second verdict may differ from the first."""

    UNKNOWN = "unknown"  # on what the first one rested was not written down
    NOTHING_NOW = "nothing_now"  # what was handed in is refused now
    NOTHING_THEN = "nothing_then"  # and was then
    ANSWER = "answer"
    SECRET = "secret"  # other trials, from another secret
    TRIALS = "trials"  # other trials, from the same secret
    GRADER = "grader"  # another version
    CODE = "code"  # the same version, but files of its own or of the task, or a library are others
    NOT_NOTED = "not_noted"  # with which code and libraries the first was made
    WORTH = "worth"  # the instructor has given a check other points
    CHANCE = "chance"  # none of these


@dataclass(frozen=True)
class Change:
    """A check that earns other points than before.

    Attributes:
        check: its title.
        before, after: the points that it earned by itself.
        by_hand: whether somebody has given it points by hand: those stay.
    """

    check: str
    before: float
    after: float
    by_hand: bool = False


@dataclass(frozen=True)
class Regrade:
    """A notebook that had been graded before.

    Attributes:
        notebook: its name.
        before, after: its points in the gradebook, those by hand included.
        changes: the checks that earn other points.
        was: what the earlier verdict rested on; None if that was not written down.
        now: what the new one rests on.
        why: in what the two differ; where points differ, at least one.
    """

    notebook: str
    before: float
    after: float
    changes: tuple[Change, ...]
    was: Basis | None
    now: Basis
    why: tuple[Why, ...]

    @property
    def other_trials(self) -> bool:
        """Whether both verdicts rest on trials, and on different ones."""
        return Why.SECRET in self.why or Why.TRIALS in self.why


@dataclass(frozen=True)
class Stale:
    """A verdict of an earlier run that a new one might differ from.

    Attributes:
        notebook: its name.
        was: what it rests on.
        now: what a new one would rest on.
        why: in what the two differ.
    """

    notebook: str
    was: Basis
    now: Basis
    why: tuple[Why, ...]


def differences(was: Basis | None, now: Basis, reweighed: bool = False) -> tuple[Why, ...]:
    """In what a second verdict's basis differs from the first one's, what matters most first; none if in nothing.

    Args:
        was, now: the first verdict's, if it is known, and the second one's.
        reweighed: whether a check that was passed both times is worth other points.
    """
    found = [Why.WORTH] if reweighed else []
    if was is None:
        return (Why.UNKNOWN, *found)
    if was.answer != now.answer:
        found.append(Why.NOTHING_NOW if not now.answer else Why.NOTHING_THEN if not was.answer else Why.ANSWER)
    if was.trials and now.trials and was.trials != now.trials:
        found.append(Why.SECRET if was.secret != now.secret else Why.TRIALS)
    if was.grader != now.grader:
        found.append(Why.GRADER)
    elif was.answer and now.answer and was.made_from != now.made_from:
        found.append(Why.CODE if was.made_from else Why.NOT_NOTED)
    return tuple(found)
