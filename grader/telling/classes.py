"""A whole class: a line each, which mistakes were made how often, and a page with both.

A fault of ours while one student's line is worded stays in that line.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from ..language.secret import DEMO
from ..outcome.own import Standing
from . import class_table, overview, pages, regrades, terminal, words
from .catalogue import say
from .pages import Ranking, Row
from .result import Result

Feedback = Callable[[str, str], Path]  # where a student's feedback on a notebook lies, or will lie


@dataclass(frozen=True)
class Planned:
    """What would be graded of one student.

    Attributes:
        student: nbgrader's id.
        notebook: its name.
        file: what would be taken, as a path in the student's folder.
        why_not: why there is nothing to take, where it is so.
        points: what the gradebook has; None if nothing has been graded yet.
    """

    student: str
    notebook: str
    file: str | None
    why_not: str | None
    points: float | None


def plan(planned: Sequence[Planned], added: str | None = None) -> str:
    """What would be graded, in a terminal: a line each, and that nothing was done.

    Args:
        planned: notebook by notebook.
        added: the assignment that the gradebook would get, if it does not have it.
    """
    rows = [(one.student, one.notebook, "–" if one.points is None else words.amount(one.points),
             one.file if one.file is not None else say("plan.refused", why=one.why_not)) for one in planned]
    head = (say("class.student"), say("plan.notebook"), say("plan.points"), say("plan.file"))
    widths = [max(terminal.width(line[k]) for line in (head, *rows)) for k in range(3)]
    lines = ["  ".join((*map(terminal.padded, line, widths), line[3])) for line in (head, *rows)]
    lines += ["", *([say("plan.added", assignment=added)] if added else []), say("plan.done", n=len(rows))]
    return "\n".join(map(terminal.line, lines))


def row(result: Result) -> Row:
    """One student's line; a fault of ours in wording it becomes what the line says."""
    troubled = result.troubled
    notes: tuple[str, ...] = ()
    try:
        said, notes = what(result), (*(note for v in result.verdicts for note in words.notes(v)),
                                     *map(regrades.stale, result.stale),
                                     *([result.unchecked] if result.unchecked else []))
    except Exception as error:
        troubled, said = True, say("class.untold", type=type(error).__name__, message=words.first_line(str(error)))
        status = say("status.trouble")
    else:
        states = [*(v.status.value for v in result.verdicts), *(["stale"] if result.stale else []),
                  *(["silent"] if result.silent else [])]
        status = say("status.trouble") if result.trouble is not None else ", ".join(
            say(f"status.{state}") for state in states)
    marks = {(v.task.name, c.check.name): (c.check.title, c.finding.passed)
             for v in result.verdicts if v.task for c in v.checks}
    points, most = "–" if result.points is None else words.amount(result.points), result.most
    made = () if troubled or any(map(words.reason, result.verdicts)) else _made([result])
    return Row(result.student, points, words.amount(most) if most else None, status, said, marks, troubled,
               tuple(made), notes, silent=result.silent)


def what(result: Result) -> str:
    """One line about a student: trouble, a reason or the names of the mistakes."""
    if result.trouble is not None:
        return result.trouble or say("class.nbgrader", trouble=say("message.none"))
    if result.silent:
        return say("class.silent")
    reasons = [why for why in map(words.reason, result.verdicts) if why]
    if reasons:
        return " ".join(reasons)
    checks = [c for v in result.verdicts for c in v.checks]
    named = dict.fromkeys(c.misconception for c in checks if c.misconception)
    if named:
        return ", ".join(named)
    unnamed = next((words.message(c) for c in checks if not c.finding.passed), None)
    return say("class.all_right") if unnamed is None else unnamed


def mistakes(results: Sequence[Result]) -> list[tuple[str, int]]:
    """How many students made each named mistake, most frequent first."""
    made = [dict.fromkeys(name for v in r.verdicts for c in v.checks for name in c.names) for r in results]
    return Counter(name for names in made for name in names).most_common()


def _made(results: Sequence[Result]) -> list[words.Made]:
    """Every mistake that was made, once."""
    return list({made.name: made for r in results for v in r.verdicts for c in v.checks
                 for made in words.made(c)}.values())


def table(results: Sequence[Result], standing: Standing | None = None) -> str:
    """The class in a terminal: a line each, then how often each mistake was made, then rules that were invented."""
    head = say("class.student")
    width = max(map(terminal.width, [head, *(r.student for r in results)]))
    lines = [f"{terminal.padded(head, width)}  {say('class.score'):>7}  {say('class.status'):8}  {say('class.what')}"]
    for r in map(row, results):
        student = terminal.padded(r.student, width)
        lines.append(f"{student}  {r.score:>7}  {r.status:8}  {_together(r.what, *r.notes)}")
    counted = mistakes(results)
    if counted:
        lines += ["", say("class.counted", mistakes=", ".join(say("class.times", n=n, name=name)
                                                              for name, n in counted))]
    if standing and standing.losses:
        lines += ["", say("class.own_line", steps=standing.steps, losses=", ".join(map(_loss, standing.losses)))]
    if trials := _trials(results):
        lines += ["", trials]
    if regraded := _regraded(results):
        lines += ["", regraded.head]
        lines += [f"{terminal.padded(one.student, width)}  {one.points:>7}  {one.checks}. {one.why}"
                  for one in regraded.lines]
    return "\n".join(map(terminal.line, lines))


def _together(*parts: str) -> str:
    """Several remarks as sentences in one line; a remark that stands alone stays as it is."""
    *before, last = parts
    return " ".join((*(one if one.endswith((".", "!", "?")) else f"{one}." for one in before), last))


def _trials(results: Sequence[Result]) -> str:
    """On which trials the notebooks of a class were judged; empty if none was."""
    judged = [(v.task.name, v.basis) for r in results for v in r.verdicts if v.task and v.basis and v.trials]
    if not judged:
        return ""
    said = say("class.trials", trials=", ".join(dict.fromkeys(f"{name} {basis.trials}" for name, basis in judged)))
    public = any(basis.secret == DEMO.fingerprint for _, basis in judged)
    return f"{said} {say('class.demo_trials')}" if public else said


def _ranking(standing: Standing | None) -> Ranking | None:
    """The rules that the class invented, ready to be shown; None where none has reached a loss."""
    if standing is None or not standing.losses:
        return None
    places = [(1 + sum(other < loss for other in standing.losses), _loss(loss), round(100 * min(loss, 1.0)))
              for loss in standing.losses]
    return Ranking(say("class.own_said", steps=standing.steps, number=f"{standing.to_beat:g}"), places)


def _loss(loss: float) -> str:
    return f"{loss:.4g}"


def _regraded(results: Sequence[Result]) -> regrades.Told | None:
    return regrades.told([(result.student, one) for result in results for one in result.regrades])


def _address(page: Path, folder: Path) -> str:
    """A relative address, so that it leads there when both are moved together."""
    return quote(Path(os.path.relpath(page, folder)).as_posix(), errors="replace")


def report(path: Path, assignment: str, results: Sequence[Result], when: datetime | None = None,
           standing: Standing | None = None, names: bool = True,
           feedback: Feedback | None = None) -> None:
    """Write the page about the class to `path`, and its table beside it.

    Args:
        path: the HTML file; the table has its name with the suffix .csv.
        assignment: its name.
        results: of every student.
        when: the time of grading; that of the newest verdict by default.
        standing: what the rules have reached that the class invented, if it was asked for some.
        names: whether the page names students. Without, it has nothing that is a single student's, and can be shown.
        feedback: where a student's feedback on a notebook lies, or will lie; nobody's name is a link without.
    """
    isolation = next((v.isolation for r in results for v in r.verdicts if v.isolation), None)
    scores = [r.points for r in results if r.points is not None]
    mean = sum(scores) / len(scores) if scores else 0.0
    shown = [replace(r, student=terminal.line(r.student)) for r in results]
    rows = [row(r) for r in shown]
    if feedback is not None:
        rows = [one if one.trouble or not r.verdicts else replace(one, feedback=_address(
            feedback(r.student, r.verdicts[0].notebook), path.parent)) for one, r in zip(rows, results)]
    glance = pages.Overview(overview.misconceptions(shown),
                            overview.looks(shown, [r.what for r in rows], [r.trouble for r in rows]),
                            overview.points(shown), overview.passed(shown), overview.same_path(shown),
                            overview.ways(shown), overview.held(shown))
    page = pages.class_report(assignment, rows, glance, names, isolation, mean, when or _newest(results),
                              _trials(shown), _regraded(shown), _ranking(standing))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf8", errors="replace")
    class_table.write(class_table.beside(path), results, rows, names)


def _newest(results: Sequence[Result]) -> datetime | None:
    """When the newest of a class's verdicts was made; None if there is none."""
    times = [verdict.at for result in results for verdict in result.verdicts]
    return datetime.fromtimestamp(max(times)) if times else None
