"""A verdict: what the grader says about one notebook, as data. Text and pages are made from it last."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ..ground.clock import Cut
from ..ground.failure import Failure
from ..ground.messages import Error, Output
from ..language.task import Check, Exam, Misconception, Task
from .basis import Basis
from .choice import Choice
from .ending import Ending
from .finding import Circumstances, Difference, Finding
from .own import Own
from .refusal import Refusal


class Status(StrEnum):
    """What became of a notebook."""

    GRADED = "graded"  # it ran and was judged
    FAILED = "failed"  # its code crashed, hung or hit a limit
    REFUSED = "refused"  # not a notebook that can be graded
    TROUBLE = "trouble"  # a fault of ours: no verdict


@dataclass(frozen=True)
class Incomplete:
    """What came out of the sandbox does not fit together, or ends too early."""


@dataclass(frozen=True)
class NoClassLeft:
    """After the notebook had run, there was no class of this name; the first cell that failed, if one did."""

    class_name: str
    cell: int | None = None
    error: Error | None = None


@dataclass(frozen=True)
class OutOfTime:
    """`step()` did not come back in time, since it computed or slept."""

    cut: Cut


@dataclass(frozen=True)
class AlwaysFails:
    """The class stops with an error in every trial."""

    failure: Failure


@dataclass(frozen=True)
class Trouble:
    """A fault of ours around one notebook.

    Attributes:
        error: the exception that was raised.
        where: the file and line of the grader in which it was; "" if that is not known.
    """

    error: BaseException
    where: str = ""


Walked = tuple[str, tuple[tuple[str, bool, tuple[str, ...]], ...]]  # a path, and what was found of each check
Reason = Ending | Incomplete | NoClassLeft | OutOfTime | AlwaysFails | Refusal | Trouble


@dataclass(frozen=True)
class Part:
    """Of which class and of which of its checks a finding about a capstone is."""

    class_name: str
    title: str


@dataclass(frozen=True)
class CutCell:
    """Which code cell of the notebook, counted from 1, did not come to its end in time, and why."""

    number: int
    why: Cut


@dataclass(frozen=True)
class CheckVerdict:
    """One check's result: the finding, the mistakes that explain it and when it shows.

    Attributes:
        check: what was asked.
        finding: what was found.
        mistakes: the misconceptions that explain it, if they are known.
        circumstances: under which conditions it shows, where no mistake explains it.
        part: which part of a capstone the finding is about.
        cut: the cell that would have made what was asked for here and did not come to its end in time, if there is one.
        task: the optimizer that it is about; None for what a capstone asks beside its optimizers.
    """

    check: Check
    finding: Finding
    mistakes: tuple[Misconception, ...] = ()
    circumstances: Circumstances | None = None
    part: Part | None = None
    cut: CutCell | None = None
    task: Task | None = None

    @property
    def points(self) -> float:
        """The points that it earns."""
        return self.check.points if self.finding.passed else 0.0

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the mistakes; those that are measured have names as well."""
        if self.mistakes:
            return tuple(m.name for m in self.mistakes)
        return (self.finding.observed.value,) if self.finding.observed else ()

    @property
    def misconception(self) -> str | None:
        """The names joined by " + "; None where there is none."""
        return " + ".join(self.names) or None


@dataclass(frozen=True)
class Parting:
    """One coordinate of the student's path beside the right one, around the step where they part.

    Attributes:
        check: the name of the check that it belongs to.
        difference: where they part.
        first: the step of the first number.
        mine, right: the coordinate after each step.
    """

    check: str
    difference: Difference
    first: int
    mine: tuple[float, ...]
    right: tuple[float, ...]


@dataclass
class Verdict:
    """What became of one notebook.

    Attributes:
        notebook: its path, as it was given.
        task: the task; None if the notebook belongs to none.
        status: what became of it.
        reason: why, for every status but "graded". With "trouble" it is a Trouble, or an ending of the sandbox's own.
        isolation: the sandbox's level; None if nothing was run.
        seconds: from opening the file to the verdict, when it was made.
        checks: one for each of the task's checks; none where nothing was judged.
        outputs: the outputs of the cells that were run, by their index in the notebook.
        cut: the cells that did not come to their end in time, by their index in the notebook, and why.
        numbers: by its index, which of the notebook's code cells a cell is, counted from 1.
        parting: what to draw of the student's path beside the right one, if they part.
        choice: which of the files that were handed in was graded; None where that was no question.
        basis: what it rests on; None where nothing was run, or to no end.
        own: what became of a rule that the student invented; None where none is asked for, or nothing came to its end.
        path: the fingerprint of the path that was walked; "" where there is none.
        at: when it was made, in seconds since 1970.
    """

    notebook: str
    task: Exam | None = None
    status: Status = Status.GRADED
    reason: Reason | None = None
    isolation: str | None = None
    seconds: float = 0.0
    checks: list[CheckVerdict] = field(default_factory=list)
    outputs: dict[int, list[Output]] = field(default_factory=dict)
    cut: dict[int, Cut] = field(default_factory=dict)
    numbers: Mapping[int, int] = field(default_factory=dict)
    parting: Parting | None = None
    choice: Choice | None = None
    basis: Basis | None = None
    own: Own | None = None
    path: str = ""
    at: float = field(default_factory=time.time, compare=False)

    @property
    def walked(self) -> Walked | None:
        """What is equal for those who walk the same path and are told the same; None where no path is known."""
        return (self.path, tuple((c.check.name, c.finding.passed, c.names) for c in self.checks)) if self.path else None

    @property
    def all_right(self) -> bool:
        """Whether all that was asked was passed."""
        return bool(self.checks) and all(c.finding.passed for c in self.checks)

    @property
    def trials(self) -> str | None:
        """The fingerprint of the trials that it rests on; None where there were none."""
        return self.basis.trials or None if self.basis else None

    @property
    def score(self) -> float:
        """The points that were earned."""
        return sum(c.points for c in self.checks)

    @property
    def max_score(self) -> float | None:
        """The points that could be earned; None where the task is unknown."""
        return self.task.max_points if self.task else None
