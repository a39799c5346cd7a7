"""A class at a glance: how the points are spread, who passed what, which mistakes were made, and who needs a look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from markupsafe import Markup

from ..outcome.basis import Why
from ..outcome.verdict import CheckVerdict, Status
from . import formula, words
from .catalogue import say
from .expressions import RIGHT, WRONG
from .fragments import mathml
from .result import Result

RULES = {WRONG: "wrong", RIGHT: "right"}  # the colours of marks in formulas, and their names on the page


class Kind(StrEnum):
    """Why somebody needs a look, most urgent first."""

    TROUBLE = "trouble"  # of ours: the grade is not in the gradebook
    CHANCE = "chance"  # the same answer has earned other points
    REFUSED = "refused"
    FAILED = "failed"
    UNEXPLAINED = "unexplained"  # no mistake that we know
    FILE = "file"  # one of several, or cells that were cut short


@dataclass(frozen=True)
class Look:
    """Somebody who needs a look.

    Attributes:
        student: nbgrader's id.
        kind: what for.
        why: in words.
    """

    student: str
    kind: Kind
    why: str


@dataclass
class Misconceived:
    """A mistake of a class.

    Attributes:
        made: in words.
        hint: what its makers are told.
        wrong, right: its formulas and the right ones, as far as they differ; none where it is not in the formula.
        who: those who made it.
    """

    made: words.Made
    hint: str = ""
    wrong: Markup | None = None
    right: Markup | None = None
    who: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Bar:
    """A number of students with what they have in common: `n` of `all`."""

    name: str
    n: int
    all: int

    @property
    def percent(self) -> int:
        """The bar's length."""
        return round(100 * self.n / self.all)


def misconceptions(results: Sequence[Result]) -> list[Misconceived]:
    """All mistakes that were made, the most frequent first, the wrong formulas beside the right ones."""
    found: dict[str, Misconceived] = {}
    for result in results:
        for check in (check for verdict in result.verdicts for check in verdict.checks):
            for made in words.made(check):
                if made.name not in found:
                    found[made.name] = _misconceived(made, check)
                if result.student not in found[made.name].who:
                    found[made.name].who.append(result.student)
    return sorted(found.values(), key=lambda one: -len(one.who))


def _misconceived(made: words.Made, check: CheckVerdict) -> Misconceived:
    mistake = next((m for m in check.mistakes if m.name == made.name), None)
    if mistake is None:
        return Misconceived(made)
    right, wrong = formula.apart(check.task, mistake) if check.task else ([], [])
    if not right and not wrong:
        return Misconceived(made, mistake.hint)
    return Misconceived(made, mistake.hint, _shown(wrong), _shown(right))


def _shown(lines: Sequence[str]) -> Markup:
    """Formulas below each other; that there are none, if so."""
    if not lines:
        return Markup("<p>{}</p>").format(say("class.no_line"))
    found = mathml(r"\begin{aligned}" + r" \\ ".join(lines) + r"\end{aligned}", "block")
    for colour, name in RULES.items():  # a colour of its own in the dark
        found = found.replace(f'mathcolor="{colour}"', f'class="{name}"')
    return Markup(found)


def points(results: Sequence[Result]) -> list[Bar]:
    """How many students have how many points, from the most down."""
    counted = Counter(result.points for result in results if result.points is not None)
    return [Bar(words.amount(points), counted[points], counted.total()) for points in sorted(counted, reverse=True)]


def passed(results: Sequence[Result]) -> list[Bar]:
    """How many passed each check, of those whose answers were judged."""
    judged: dict[tuple[str, str], list[bool]] = {}
    titles: dict[tuple[str, str], str] = {}
    for verdict in (v for result in results for v in result.verdicts if v.task):
        for check in verdict.checks:
            key = verdict.task.name if verdict.task else "", check.check.name
            titles[key] = check.check.title
            judged.setdefault(key, []).append(check.finding.passed)
    return [Bar(titles[key], sum(found), len(found)) for key, found in judged.items()]


def looks(results: Sequence[Result], what: Sequence[str], troubled: Sequence[bool]) -> list[Look]:
    """Who needs a look and why, most urgent first.

    Args:
        results: of every student.
        what: for each, what the class's table says.
        troubled: for each, whether something went wrong with us.
    """
    found = [look for result, said, ours in zip(results, what, troubled, strict=True)
             for look in ([Look(result.student, Kind.TROUBLE, said)] if ours else _tried(result, said))]
    return sorted(found, key=lambda look: list(Kind).index(look.kind))


def _tried(result: Result, said: str) -> list[Look]:
    try:
        return list(_looks(result, said))
    except Exception as error:  # a fault of ours stays with this student
        return [Look(result.student, Kind.TROUBLE, say(
            "class.untold", type=type(error).__name__, message=words.first_line(str(error))))]


def _looks(result: Result, said: str) -> Iterator[Look]:
    if any(Why.CHANCE in one.why for one in result.regrades):
        yield Look(result.student, Kind.CHANCE, say("look.by_chance"))
    states = {verdict.status for verdict in result.verdicts}
    for status, kind in ((Status.REFUSED, Kind.REFUSED), (Status.FAILED, Kind.FAILED)):
        if status in states:
            yield Look(result.student, kind, said)
    for verdict in result.verdicts:
        for checks in words.grouped(verdict) if verdict.status is Status.GRADED else ():
            if not checks[0].names and not checks[0].finding.missing:
                titles = ", ".join(check.check.title for check in checks)
                yield Look(result.student, Kind.UNEXPLAINED,
                           say("look.checks", checks=titles, why=words.message(checks[0])))
        if notes := words.notes(verdict):
            yield Look(result.student, Kind.FILE, " ".join(notes))
