"""What a feedback page begins with, as data: the verdict in words, and the numbers of its picture.

It is kept in the graded notebook, from which nbgrader makes the page another day. What comes back from there is
decoded into these types or is not there at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

import msgspec

from ..language.task import Exam
from ..outcome.verdict import AlwaysFails, CheckVerdict, NoClassLeft, OutOfTime, Parting, Verdict
from . import after, words
from .catalogue import say

MOST_STEPS: Final = 500  # of a path, many more than are drawn
Web = Annotated[str, msgspec.Meta(pattern="^https?://")]
LARGEST: Final = 1e100  # number that is drawn
Drawn = Annotated[float, msgspec.Meta(ge=-LARGEST, le=LARGEST)]
Steps = Annotated[tuple[Drawn | None, ...], msgspec.Meta(max_length=MOST_STEPS)]

KEPT: Final = "step_grader_told"  # among a graded notebook's metadata
CELL: Final = "verdict"  # the id of the cell that says the same in formgrader


class Paths(msgspec.Struct, frozen=True):
    """One coordinate of the student's path beside the right one.

    Attributes:
        trial: the trial's name.
        step: the one in which they part.
        first: the step of the first number.
        mine, right: the coordinate after each step; None where that cannot be drawn.
        parameter, coordinate: which one it is.
    """

    trial: str
    step: int
    first: int
    mine: Steps
    right: Steps
    parameter: int
    coordinate: int


class Link(msgspec.Struct, frozen=True):
    """A place in the book, and its address if the book has one."""

    text: str
    address: Web | None = None


class Problem(msgspec.Struct, frozen=True):
    """What costs points, once.

    Attributes:
        headline: the mistake, in words.
        kicker: what is said above it; "" where nothing is.
        titles: of the checks that it costs; where nothing else is to be said of it, the first is the headline.
        cells: the names of these checks' cells.
        seen: what was found.
        hints: what helps.
        links: where to read on.
        paths: to be drawn beside it.
    """

    headline: str
    kicker: str
    titles: tuple[str, ...]
    cells: tuple[str, ...]
    seen: str
    hints: tuple[str, ...]
    links: tuple[Link, ...]
    paths: Paths | None = None


class Told(msgspec.Struct, frozen=True):
    """What stands above the notebook.

    Attributes:
        title: the task's.
        cells: the names of all checks' cells.
        points, most: as the verdict counts them.
        reason: why the notebook was not simply graded; "" if it was, or if a problem says it.
        advice: what to do about that.
        notes: which file was graded, and which cells were cut short.
        problems: the dearest first.
        unchecked: titles of the checks that nothing was there for.
        passed: titles of those that were passed.
        basis: on which trials it rests, and on which version.
        others: other right styles of the same rule, for those who have all points.
        onward: the next notebook, likewise.
        challenge: likewise.
        own: what became of a rule that the student invented; "" where none is asked for.
        own_loss: what that rule reached, for the ranking in the report about the class.
    """

    title: str
    cells: tuple[str, ...]
    points: float
    most: float
    reason: str = ""
    advice: str = ""
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    unchecked: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    basis: str = ""
    others: tuple[str, ...] = ()
    onward: Link | None = None
    challenge: str = ""
    own: str = ""
    own_loss: Annotated[float, msgspec.Meta(ge=0, le=LARGEST)] | None = None

    @property
    def all_right(self) -> bool:
        """Whether all that there was to be judged was passed."""
        return self.points == self.most > 0


def tell(verdict: Verdict, answer: str = "", tasks: Mapping[str, Exam] | None = None) -> Told:
    """A verdict in words.

    Args:
        verdict: on a notebook that was graded, failed or refused.
        answer: the student's own code.
        tasks: among which the next notebook is.
    """
    task = verdict.task
    groups = words.grouped(verdict)
    problems = _once(sorted((_problem(verdict, checks) for checks in groups if not checks[0].finding.missing),
                            key=lambda problem: -cost(verdict, problem)))
    told_below = problems and isinstance(verdict.reason, AlwaysFails | OutOfTime)
    all_right = verdict.score == verdict.max_score and bool(verdict.checks)
    basis = verdict.basis
    return Told(
        title=task.title if task else "?",
        cells=tuple(f"{task.name}-{check.name}" for check in task.checks) if task else (),
        points=verdict.score, most=verdict.max_score or 0.0,
        reason="" if told_below else words.reason(verdict) or "",
        advice=say("page.run_all") if isinstance(verdict.reason, NoClassLeft) else "",
        notes=tuple(words.notes(verdict)), problems=tuple(problems),
        unchecked=tuple(check.check.title for check in verdict.checks if check.finding.missing),
        passed=tuple(check.check.title for check in verdict.checks if check.finding.passed),
        basis=words.rests_on(basis) if basis else "",
        others=tuple(after.others(task, answer)) if task and all_right else (),
        onward=_onward(task, tasks or {}) if task and all_right else None,
        challenge=task.challenge if task and all_right else "",
        own=words.own(verdict.own) if verdict.own else "", own_loss=verdict.own.loss if verdict.own else None)


def cost(verdict: Verdict, problem: Problem) -> float:
    """The points of the checks that a problem costs."""
    return sum(check.check.points for check in verdict.checks if _cell(verdict, check) in problem.cells)


def keep(told: Told) -> dict[str, Any]:
    """The same as a notebook can hold it."""
    kept: dict[str, Any] = msgspec.to_builtins(told)
    return kept


def kept(found: object) -> Told | None:
    """What a notebook holds, if it is that."""
    try:
        return msgspec.convert(found, Told)
    except (msgspec.ValidationError, RecursionError):
        return None


def _problem(verdict: Verdict, checks: list[CheckVerdict]) -> Problem:
    check = checks[0]
    titles = tuple(_title(c) for c in checks)
    drawn = verdict.parting and verdict.parting.check in {c.check.name for c in checks}
    named = bool(check.mistakes) and not check.finding.still
    return Problem(
        headline=words.headline(check) or titles[0], kicker=say("page.exactly") if named else "",
        titles=titles, cells=tuple(_cell(verdict, c) for c in checks), seen=words.seen(check),
        hints=tuple(words.hints(check)),
        links=tuple(Link(section.place, section.address) for section in words.sections(check)),
        paths=_paths(verdict.parting) if verdict.parting and drawn else None)


def _title(check: CheckVerdict) -> str:
    title = check.check.title
    return say("page.part", title=title, class_name=check.part.class_name) if check.part else title


def _cell(verdict: Verdict, check: CheckVerdict) -> str:
    return f"{verdict.task.name}-{check.check.name}" if verdict.task else check.check.name


def _once(problems: list[Problem]) -> list[Problem]:
    """The same without a hint or a link that stands further up."""
    hints: set[str] = set()
    links: set[Link] = set()
    left = []
    for problem in problems:
        left.append(msgspec.structs.replace(
            problem, hints=tuple(hint for hint in problem.hints if hint not in hints),
            links=tuple(link for link in problem.links if link not in links)))
        hints |= set(problem.hints)
        links |= set(problem.links)
    return left


def _paths(parting: Parting) -> Paths:
    at = parting.difference
    return Paths(at.trial, at.step, parting.first, _drawn(parting.mine), _drawn(parting.right),
                 at.parameter or 0, at.coordinate or 0)


def _drawn(numbers: tuple[float, ...]) -> tuple[float | None, ...]:
    return tuple(number if abs(number) <= LARGEST else None for number in numbers)


def _onward(task: Exam, tasks: Mapping[str, Exam]) -> Link | None:
    following = after.following(task, tasks)
    return Link(following.title, following.course.section(following.chapter)) if following else None
