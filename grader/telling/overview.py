"""A class at a glance: how the points are spread, who passed what, which mistakes were made, and who needs a look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import median

from markupsafe import Markup

from ..outcome.attempt import Attempt
from ..outcome.basis import Why
from ..outcome.verdict import CheckVerdict, Status, Verdict, Walked
from . import formula, regrades, words
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
    STALE = "stale"  # the verdict is of an earlier run, and something has become another since
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


@dataclass
class SamePath:
    """Students who walk the same wrong path.

    Attributes:
        notebook: in which notebook, where there are several; "" otherwise.
        who: they.
        made: the mistakes that they make, as far as they have names.
        known: what is known of what has none.
    """

    notebook: str
    who: list[str]
    made: Sequence[words.Made] = ()
    known: Sequence[str] = ()


@dataclass(frozen=True)
class Way:
    """What one student's attempts at one notebook led over, in words."""

    student: str
    notebook: str
    attempts: Sequence[str]


@dataclass(frozen=True)
class Held:
    """How long a mistake held students up.

    Attributes:
        name: the mistake's.
        who: how many made it.
        median: of their attempts that had it.
        still: how many have it still.
    """

    name: str
    who: int
    median: float
    still: int

    @property
    def attempts(self) -> str:
        """The median, as people write it."""
        return words.amount(self.median)


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
    try:
        right, wrong = formula.apart(check.task, mistake) if check.task else ([], [])
        if right or wrong:
            return Misconceived(made, mistake.hint, _shown(wrong), _shown(right))
    except Exception:  # a formula less, and not the class's page
        return Misconceived(made, mistake.hint)
    return Misconceived(made, mistake.hint)


def _shown(lines: Sequence[str]) -> Markup:
    """Formulas below each other; that there are none, if so."""
    if not lines:
        return Markup("<p>{}</p>").format(say("class.no_line"))
    found = mathml(r"\begin{aligned}" + r" \\ ".join(lines) + r"\end{aligned}", "block")
    for colour, name in RULES.items():  # a colour of its own in the dark
        found = found.replace(f'mathcolor="{colour}"', f'class="{name}"')
    return Markup(found)


def same_path(results: Sequence[Result]) -> list[SamePath]:
    """Students whose paths are equal and wrong, the largest groups first."""
    groups: dict[tuple[str, Walked], list[tuple[str, Verdict]]] = {}
    for result in results:
        for verdict in result.verdicts:
            if verdict.walked and not verdict.all_right:
                groups.setdefault((verdict.notebook, verdict.walked), []).append((result.student, verdict))
    several = len({verdict.notebook for result in results for verdict in result.verdicts}) > 1
    found = [_same_path(name if several else "", [student for student, _ in group], group[0][1])
             for (name, _), group in groups.items() if len(group) > 1]
    return sorted(found, key=lambda one: -len(one.who))


def _same_path(notebook: str, who: list[str], verdict: Verdict) -> SamePath:
    try:
        made = {one.name: one for check in verdict.checks for one in words.made(check)}
        unnamed = [checks for checks in words.grouped(verdict) if not checks[0].names]
        return SamePath(notebook, who, [*made.values()], [_unnamed(checks) for checks in unnamed])
    except Exception as error:  # a fault of ours takes nothing from the rest of the page
        return SamePath(notebook, who, known=[say(
            "class.untold", type=type(error).__name__, message=words.first_line(str(error)))])


def _unnamed(checks: Sequence[CheckVerdict]) -> str:
    """What is known of checks that failed in one way, for which there is no name."""
    return say("look.checks", checks=", ".join(check.check.title for check in checks), why=words.message(checks[0]))


def ways(results: Sequence[Result]) -> list[Way]:
    """Of all who have handed in more than one answer to a notebook, what these led over."""
    several = len({name for result in results for name in result.attempts}) > 1
    return [Way(result.student, name if several else "", [", ".join(_had(one)) for one in attempts])
            for result in results for name, attempts in result.attempts.items() if len(attempts) > 1]


def held(results: Sequence[Result]) -> list[Held]:
    """Of each mistake, how many attempts it held students up, the longest first; nothing where nobody has tried twice.

    Counted are all who made it, also those who have handed in once.
    """
    tried = [attempts for result in results for attempts in result.attempts.values() if attempts]
    if all(len(attempts) < 2 for attempts in tried):
        return []
    counts: dict[str, list[int]] = {}
    still: Counter[str] = Counter()
    for attempts in tried:
        for name, n in Counter(name for one in attempts for name in _wrong(one)).items():
            counts.setdefault(name, []).append(n)
        still.update(_wrong(attempts[-1]))
    found = [Held(name, len(ns), median(ns), still[name]) for name, ns in counts.items()]
    return sorted(found, key=lambda one: (-one.median, -one.who))


def _had(attempt: Attempt) -> tuple[str, ...]:
    """An attempt in words: its mistakes, else what became of it."""
    if wrong := _wrong(attempt):
        return wrong
    return (say("attempt.right") if attempt.right else say(f"status.{attempt.status}"),)


def _wrong(attempt: Attempt) -> tuple[str, ...]:
    return (*attempt.mistakes, *([say("attempt.unexplained")] if attempt.unnamed else []))


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
    if result.stale:
        yield Look(result.student, Kind.STALE, " ".join(map(regrades.stale, result.stale)))
    for verdict in result.verdicts:
        for checks in words.grouped(verdict) if verdict.status is Status.GRADED else ():
            if not checks[0].names and not checks[0].finding.missing:
                yield Look(result.student, Kind.UNEXPLAINED, _unnamed(checks))
        if notes := words.notes(verdict):
            yield Look(result.student, Kind.FILE, " ".join(notes))
