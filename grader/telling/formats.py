"""Verdicts in the forms in which other graders take them.

Each form's types are written from its documentation, which stands beside them, and msgspec holds what is written to
them. A form is for one student's answer to one task. Where there is a fault of ours, there is no result: nobody is to
read a zero out of it.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final, Literal
from xml.etree import ElementTree

import msgspec

from ..language.task import Exam
from ..outcome.refusal import Refusal, Unfit
from ..outcome.verdict import CheckVerdict, Status, Verdict
from . import words
from .catalogue import say
from .terminal import line


class NoResult(Exception):
    """There is a fault of ours, and so nothing to hand on.

    Attributes:
        verdict: the one that came to nothing.
    """

    def __init__(self, verdict: Verdict):
        super().__init__(verdict.notebook)
        self.verdict = verdict


@dataclass(frozen=True)
class Row:
    """One thing that points are given for.

    Attributes:
        name: its title.
        points, most: what it earned, of what it could.
        passed: whether it is as it should be.
        message: what is wrong, and where the book speaks of it; "" if nothing is.
    """

    name: str
    points: float
    most: float
    passed: bool
    message: str


# Gradescope: https://gradescope-autograders.readthedocs.io/en/latest/specs/ (read on 2026-11-28)


class GradescopeTest(msgspec.Struct, forbid_unknown_fields=True):
    """One test, as its page shows it."""

    name: str
    score: float
    max_score: float
    status: Literal["passed", "failed"]
    output: str
    output_format: Literal["text"] = "text"


class GradescopeResults(msgspec.Struct, forbid_unknown_fields=True):
    """`results/results.json`. What the program prints is for the instructor, and `extra_data` for exports."""

    score: float
    execution_time: float
    output: str
    tests: list[GradescopeTest]
    extra_data: dict[str, str | None]
    output_format: Literal["text"] = "text"
    stdout_visibility: Literal["hidden"] = "hidden"


def gradescope(verdict: Verdict) -> str:
    """What Gradescope reads in `results/results.json`."""
    rows = _rows(verdict)
    tests = [GradescopeTest(row.name, row.points, row.most, "passed" if row.passed else "failed", row.message)
             for row in rows]
    data = {"notebook": _name(verdict), "task": verdict.task.name if verdict.task else None,
            "status": verdict.status.value, "isolation": verdict.isolation, "trials": verdict.trials}
    return _json(GradescopeResults(verdict.score, round(verdict.seconds, 3), _about(verdict), tests, data))


# PrairieLearn: https://prairielearn.readthedocs.io/en/latest/externalGrading/ (read on 2026-11-28)


class PrairieLearnTest(msgspec.Struct, forbid_unknown_fields=True):
    """One test, as `<pl-external-grader-results>` shows it."""

    name: str
    points: float
    max_points: float
    message: str


class PrairieLearnResults(msgspec.Struct, forbid_unknown_fields=True):
    """`/grade/results/results.json`. What cannot be graded costs no attempt."""

    gradable: bool
    score: float
    message: str
    tests: list[PrairieLearnTest]
    format_errors: list[str]


def prairielearn(verdict: Verdict) -> str:
    """What PrairieLearn reads in `/grade/results/results.json`."""
    rows, most = _rows(verdict), verdict.max_score
    refused = [words.reason(verdict) or ""] if verdict.status is Status.REFUSED else []
    return _json(PrairieLearnResults(
        not refused, verdict.score / most if most else 0.0, _about(verdict),
        [PrairieLearnTest(row.name, row.points, row.most, row.message) for row in rows], refused))


# GitHub Classroom: https://github.com/education/autograding-grading-reporter (read on 2026-11-28). It has no page for
# the form; this is what its reporter reads, and what its own graders write.


class GitHubTest(msgspec.Struct, forbid_unknown_fields=True):
    """One test, as the reporter prints it."""

    name: str
    status: Literal["pass", "fail"]
    score: float
    message: str
    test_code: str
    filename: str
    line_no: int
    duration: float


class GitHubResult(msgspec.Struct, forbid_unknown_fields=True):
    """What one step of a workflow hands to the reporter."""

    version: Literal[1]
    status: Literal["pass", "fail"]
    max_score: float
    tests: list[GitHubTest]


def github(verdict: Verdict) -> str:
    """The line for a step's `$GITHUB_OUTPUT` from which the reporter reads."""
    rows = _rows(verdict)
    tests = [GitHubTest(row.name, "pass" if row.passed else "fail", row.points, row.message, "", _name(verdict), 0, 0.0)
             for row in rows]
    passed = all(row.passed for row in rows)
    written = _json(GitHubResult(1, "pass" if passed else "fail", sum(row.most for row in rows), tests))
    return f"result={base64.b64encode(written.encode()).decode()}"


# JUnit: https://github.com/testmoapp/junitxml (read on 2026-11-28), which gathers what programs read of it


def junit(verdict: Verdict) -> str:
    """A test suite for whatever reads the results of tests."""
    rows = _rows(verdict)
    suite = ElementTree.Element("testsuite", {
        "name": _name(verdict), "tests": str(len(rows)), "errors": "0", "skipped": "0",
        "failures": str(sum(not row.passed for row in rows)), "time": f"{verdict.seconds:.3f}"})
    for row in rows:
        case = ElementTree.SubElement(suite, "testcase", {
            "name": row.name, "classname": verdict.task.name if verdict.task else "step-grader"})
        if not row.passed:
            failure = ElementTree.SubElement(case, "failure", message=row.message.partition("\n")[0])
            failure.text = row.message
    ElementTree.SubElement(suite, "system-out").text = _about(verdict)
    ElementTree.indent(suite)
    written: bytes = ElementTree.tostring(suite, "us-ascii", xml_declaration=True)
    return written.decode()


FORMATS: Final[Mapping[str, Callable[[Verdict], str]]] = MappingProxyType({
    "gradescope": gradescope, "prairielearn": prairielearn, "github": github, "junit": junit})


def answer(verdicts: Sequence[Verdict], exam: Exam) -> Verdict | None:
    """The verdict on the answer to what was asked, of all that lay in a submission; None if there are two.

    What answers another task earns nothing here. Who has answered nothing is told what is wrong with what is there.
    """
    found = [verdict for verdict in verdicts if verdict.task is not None and verdict.task.name == exam.name]
    if not found and (unread := [verdict for verdict in verdicts if verdict.task is None]):
        return replace(min(unread, key=lambda one: one.status is not Status.TROUBLE), task=exam)
    if not found:
        there = ", ".join(_name(verdict) for verdict in verdicts)
        return Verdict(there, exam, Status.REFUSED, Refusal(Unfit.NO_ANSWER, there))
    return found[0] if len(found) == 1 else None


def _rows(verdict: Verdict) -> list[Row]:
    """Each check; an answer without any is one thing that has failed.

    Raises:
        NoResult: it came to nothing by a fault of ours.
    """
    if verdict.status is Status.TROUBLE:
        raise NoResult(verdict)
    if not verdict.checks:
        title = verdict.task.title if verdict.task else _name(verdict)
        return [Row(line(title), 0.0, verdict.max_score or 0.0, False, line(words.reason(verdict) or ""))]
    return [Row(line(check.check.title), check.points, check.check.points, check.finding.passed, _message(check))
            for check in verdict.checks]


def _name(verdict: Verdict) -> str:
    """The notebook's file; in which folder it lies is nobody else's concern."""
    return line(verdict.notebook.rpartition("/")[2])


def _message(check: CheckVerdict) -> str:
    if check.finding.passed:
        return ""
    return "\n".join(map(line, [words.message(check), *(f"→ {section.address or section.place}"
                                                        for section in words.sections(check))]))


def _about(verdict: Verdict) -> str:
    """What is said of the whole, beside its rows."""
    said = words.notes(verdict)
    if verdict.checks and (why := words.reason(verdict)):
        said = [why, *said]
    if verdict.own:
        said.append(words.own(verdict.own))
    if verdict.isolation:
        said.append(say("format.isolation", level=verdict.isolation))
    if verdict.basis and verdict.trials:
        said.append(words.rests_on(verdict.basis))
    return "\n".join(map(line, said))


def _json(value: msgspec.Struct) -> str:
    """The value as JSON in ASCII, which a container without a locale can print; ValidationError if it is amiss."""
    built: Any = msgspec.to_builtins(value)
    msgspec.convert(built, type(value), strict=True)
    return json.dumps(built)
