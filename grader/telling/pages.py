"""Pages and parts of pages, made from the templates beside this file. Whatever stands in them is escaped, once."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ..outcome.verdict import CheckVerdict, Verdict
from . import told, words
from .catalogue import say
from .chart import HEIGHT, WIDTH, Chart, chart
from .regrades import Told as Regraded
from .told import Problem, Told

if TYPE_CHECKING:  # who practises has no need of a class's page, nor of the libraries behind it
    from .overview import Bar, Held, Look, Misconceived, SamePath, Way

POLICY: Final = ('<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; '
                 'style-src \'unsafe-inline\'; base-uri \'none\'; form-action \'none\'">')

_TEMPLATES: Final = Environment(
    autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=False,
    loader=FileSystemLoader(Path(__file__).with_name("templates"), encoding="utf8"))
_TEMPLATES.globals.update(say=say, width=WIDTH, height=HEIGHT)
_SCRIPT: Final = Path(__file__).with_name("templates").joinpath("class_report.js").read_text("utf8")
_SCRIPT_HASH: Final = b64encode(sha256(_SCRIPT.encode()).digest()).decode()  # the one script that the page may run
_NO_NOTEBOOK: Final[Mapping[str, Any]] = {"by_hand": (), "comments": (), "others": ()}  # what only a graded one has


Mark = tuple[str, bool]  # a check's title, and whether it was passed


@dataclass(frozen=True)
class Row:
    """One student, ready to be shown.

    Attributes:
        student: nbgrader's id.
        points, most: earned and possible, as people write them; no points where there is no verdict.
        status: of each notebook, or that there was trouble.
        what: trouble, a reason or the names of the mistakes.
        marks: by the names of task and check.
        trouble: whether something went wrong with us.
        made: the mistakes, where `what` is their names.
        notes: which file was graded where there were several, and which cells were cut short.
        feedback: the address of his or her feedback, as seen from the page; None where there is none.
        silent: whether nothing was handed in.
    """

    student: str
    points: str
    most: str | None
    status: str
    what: str
    marks: Mapping[tuple[str, str], Mark]
    trouble: bool
    made: tuple[words.Made, ...] = ()
    notes: tuple[str, ...] = ()
    feedback: str | None = None
    silent: bool = False

    @property
    def score(self) -> str:
        """Earned of possible."""
        return self.points if self.most is None else f"{self.points}/{self.most}"


@dataclass(frozen=True)
class Ranking:
    """Rules that students invented, without their names.

    Attributes:
        said: what is ranked.
        places: by its place, each loss as people write it, and how long its bar is, from 0 to 100.
    """

    said: str
    places: Sequence[tuple[int, str, int]]


@dataclass(frozen=True)
class Shown:
    """A problem with the points that it costs, in words, and its picture."""

    problem: Problem
    costs: str
    chart: Chart | None


def summary(verdict: Verdict) -> str:
    """The head of the feedback: score, reason, and each mistake once. In one line, as Markdown wants HTML."""
    passed = [c.check.title for c in verdict.checks if c.finding.passed]
    failed = [(", ".join(check.check.title for check in checks), words.message(checks[0]), _links(checks[0]))
              for checks in words.grouped(verdict) if not checks[0].finding.missing]
    title = verdict.task.title if verdict.task else "?"
    head = say("page.score", title=title, points=words.amount(verdict.score), most=words.amount(verdict.max_score or 0))
    return _render("summary.html", head=head, reason=words.reason(verdict), notes=words.notes(verdict),
                   passed=", ".join(passed), failed=failed, basis=verdict.basis and words.rests_on(verdict.basis),
                   own=verdict.own and words.own(verdict.own))


def practised(verdict: Verdict) -> str:
    """A verdict whole, for a notebook in which somebody practises: as on a feedback page, in the notebook's colours."""
    _, told, score, problems = _practised(verdict)
    return _render("practised.html", told=told, score=score, problems=problems, **_NO_NOTEBOOK)


def practised_page(verdicts: Sequence[Verdict]) -> str:
    """The same for several notebooks, as a page of its own."""
    return _render("practised_page.html", policy=Markup(POLICY), verdicts=list(map(_practised, verdicts)),
                   **_NO_NOTEBOOK)


def _practised(verdict: Verdict) -> tuple[str, Told, str, list[Shown]]:
    """The notebook's name, what is told of it, its points, and the problems with their pictures."""
    found, most = told.tell(verdict), verdict.max_score or 0.0
    score = say("page.points", points=words.amount(verdict.score), most=words.amount(most)) if most else ""
    return verdict.notebook, found, score, [
        shown(problem, told.cost(verdict, problem), most) for problem in found.problems]


def shown(problem: Problem, lost: float, most: float) -> Shown:
    """A problem that costs `lost` of `most` points, with its picture."""
    costs = say("page.costs", points=words.amount(lost), most=words.amount(most)) if most else ""
    return Shown(problem, costs, chart(problem.paths) if problem.paths else None)


def check_cell(check: CheckVerdict, share: float) -> str:
    """One check for the notebook's graded cell, which is worth `share` points."""
    earned = share if check.finding.passed else 0
    return _render(
        "check_cell.html", passed=check.finding.passed, title=check.check.title, message=words.message(check),
        misconception=check.misconception, links=_links(check),
        points=say("cell.points", points=words.amount(earned), most=words.amount(share)))


def feedback(told: Told, **values: Any) -> str:
    """The whole feedback page; what is no `Markup` in it is escaped.

    Args:
        told: what stands above the notebook.
        values: what else the template shows.
    """
    return _render("feedback.html", policy=Markup(POLICY), told=told, **values)


def refused_cell(reason: str) -> str:
    """A graded cell that no check answers, and why."""
    return _render("refused_cell.html", reason=reason)


@dataclass(frozen=True)
class Overview:
    """A class at a glance.

    Attributes:
        mistakes: that were made, the most frequent first.
        looks: who needs a look.
        points: how many students have how many.
        passed: how many passed each check.
        same_path: who walks the same wrong path.
        ways: what the attempts of those led over who handed in several answers.
        held: how long each mistake held students up.
    """

    mistakes: Sequence[Misconceived]
    looks: Sequence[Look]
    points: Sequence[Bar]
    passed: Sequence[Bar]
    same_path: Sequence[SamePath] = ()
    ways: Sequence[Way] = ()
    held: Sequence[Held] = ()


def class_report(assignment: str, rows: Sequence[Row], overview: Overview, names: bool,
                 isolation: str | None, mean: float, when: datetime | None, trials: str, regraded: Regraded | None,
                 ranking: Ranking | None) -> str:
    """The page about a whole class.

    Args:
        assignment: its name.
        rows: one for each student.
        overview: the class at a glance.
        names: whether students' names and all else that is a single student's stand in the page.
        isolation: the sandbox's level, if anything was run.
        mean: of the students' points.
        when: the time of grading; None where no verdict is there.
        trials: on which trials everybody was judged; "" if nobody was.
        regraded: what has become of those who had been graded before; None if nobody had.
        ranking: of rules that students invented; None if nobody's reached a loss.
    """
    checks = {key: title for row in rows for key, (title, _) in row.marks.items()}
    marks = [[row.marks[key][1] if key in row.marks else None for key in checks] for row in rows]
    told = {"n": sum(not row.silent for row in rows), "mean": f"{mean:.1f}"}
    head = say("class.head", when=when.strftime("%Y-%m-%d %H:%M"), isolation=isolation or say("class.no_sandbox"),
               **told) if when else say("class.no_verdicts", **told)
    return _render("class_report.html", assignment=assignment, head=head, checks=list(checks.values()),
                   rows=list(zip(rows, marks)), trials=trials, regraded=regraded, ranking=ranking, names=names,
                   script=Markup(_SCRIPT), script_hash=_SCRIPT_HASH, **vars(overview))


def demo(shown: Sequence[tuple[str, str]], book: str | None) -> str:
    """The page from which one looks at the demo class.

    Args:
        shown: students whose feedback can be seen, with its address.
        book: where the book tells instructors how this is done; None if that is unknown.
    """
    return _render("demo.html", policy=Markup(POLICY), pages=shown, book=book)


def _links(check: CheckVerdict) -> list[tuple[str, str | None]]:
    """Where to read on about a failed check: the place in words, and its address if it has one."""
    return [(section.place, section.address) for section in words.sections(check)]


def _render(template: str, **values: Any) -> str:
    return _TEMPLATES.get_template(template).render(values)
