"""What is handed on to other graders: each form as it is documented, and nothing where the fault is ours."""

import base64
import json
from dataclasses import replace
from xml.etree import ElementTree

import msgspec
import pytest

from grader.language import registry
from grader.outcome.finding import Difference, Finding
from grader.outcome.refusal import Refusal, Unfit
from grader.outcome.verdict import CheckVerdict, Status, Trouble, Verdict
from grader.telling import formats, words
from grader.tools import cli

MOMENTUM = registry.find()["momentum"]
ODD = "=1+1 \x1b[31m<b>&\u202e\U0001f600"


def verdict(failing=("hyperparameters",), **fields):
    """A verdict of which these checks have failed."""
    checks = [CheckVerdict(check, Finding(False, Difference("η changes", 3, 0)) if check.name in failing
                           else Finding(True)) for check in MOMENTUM.checks]
    return Verdict("/home/ada/momentum.ipynb", MOMENTUM, isolation="landlock", seconds=1.25,
                   **{"checks": checks} | fields)


def refused():
    unread = Verdict(f"/home/{ODD}.ipynb", status=Status.REFUSED, reason=Refusal(Unfit.EMPTY))
    return formats.answer([unread], MOMENTUM)


def read(form, one):
    """What a form says, as its reader finds it."""
    written = formats.FORMATS[form](one)
    assert written.isascii()
    if form == "junit":
        return ElementTree.fromstring(written)
    if form == "github":
        name, _, encoded = written.partition("=")
        assert name == "result" and "\n" not in encoded
        written = base64.b64decode(encoded)
    return json.loads(written)


def test_the_command_offers_them_all():
    assert {*cli.FORMATS} == {"text", "json", *formats.FORMATS}


@pytest.mark.parametrize("failing", [(), ("hyperparameters",), tuple(c.name for c in MOMENTUM.checks)])
def test_points_are_the_verdicts_in_every_form(failing):
    one = verdict(failing)
    failed = {c.check.title for c in one.checks if not c.finding.passed}
    found = read("gradescope", one)
    assert found["score"] == sum(t["score"] for t in found["tests"]) == one.score
    assert sum(t["max_score"] for t in found["tests"]) == one.max_score
    assert {t["name"] for t in found["tests"] if t["status"] == "failed"} == failed
    found = read("prairielearn", one)
    assert found["gradable"] and found["score"] == one.score / one.max_score and 0 <= found["score"] <= 1
    assert {t["name"] for t in found["tests"] if t["points"] < t["max_points"]} == failed
    found = read("github", one)
    assert (found["status"], found["max_score"]) == ("fail" if failing else "pass", one.max_score)
    assert sum(t["score"] for t in found["tests"]) == one.score
    assert {t["name"] for t in found["tests"] if t["status"] == "fail"} == failed
    suite = read("junit", one)
    assert suite.get("tests") == str(len(one.checks)) and suite.get("failures") == str(len(failed))
    assert {case.get("name") for case in suite.iter("testcase") if case.find("failure") is not None} == failed


def test_what_is_wrong_is_said_where_it_is_and_how_it_was_confined():
    one = verdict()
    (check,) = (c for c in one.checks if not c.finding.passed)
    for form, tests, message in (("gradescope", "tests", "output"), ("prairielearn", "tests", "message"),
                                 ("github", "tests", "message")):
        said = [t[message] for t in read(form, one)[tests] if t[message]]
        assert len(said) == 1 and said[0].startswith(words.message(check))
    assert "level landlock" in read("gradescope", one)["output"]
    assert "level landlock" in read("prairielearn", one)["message"]
    suite = read("junit", one)
    assert "level landlock" in suite.findtext("system-out")
    assert suite.find("testcase/failure").text.startswith(words.message(check))


def test_a_refused_notebook_is_no_points_and_for_prairielearn_no_attempt():
    found = read("gradescope", refused())
    assert found["score"] == 0 and words.reason(refused()) in found["tests"][0]["output"]
    assert found["tests"][0]["max_score"] == MOMENTUM.max_points
    found = read("prairielearn", refused())
    assert not found["gradable"] and found["format_errors"] == [words.reason(refused())]
    assert read("github", refused())["status"] == "fail"
    suite = read("junit", refused())
    assert suite.find("testcase/failure").text == words.reason(refused())


@pytest.mark.parametrize("form", formats.FORMATS)
def test_of_a_fault_of_ours_there_is_no_result(form):
    trouble = Verdict("b.ipynb", MOMENTUM, Status.TROUBLE, Trouble(ValueError("ours")))
    with pytest.raises(formats.NoResult) as none:
        formats.FORMATS[form](trouble)
    assert none.value.verdict is trouble


def test_only_what_was_asked_counts_and_there_is_one_of_it():
    asked, other = verdict(), replace(verdict(), task=registry.find()["sgd"], notebook="sgd.ipynb")
    assert formats.answer([other, asked], MOMENTUM) is asked
    assert formats.answer([asked, verdict()], MOMENTUM) is None
    nothing = formats.answer([other], MOMENTUM)
    assert (nothing.status, nothing.score, nothing.task) == (Status.REFUSED, 0, MOMENTUM)
    assert "sgd.ipynb" in words.reason(nothing)
    trouble = Verdict("b.ipynb", None, Status.TROUBLE, Trouble(ValueError("ours")))
    unread = Verdict("a.ipynb", status=Status.REFUSED, reason=Refusal(Unfit.EMPTY))
    assert formats.answer([unread, trouble], MOMENTUM).status is Status.TROUBLE


@pytest.mark.parametrize("form", formats.FORMATS)
def test_a_check_of_which_nothing_is_known_but_that_it_failed_is_told_too(form):
    read(form, replace(verdict(), checks=[CheckVerdict(MOMENTUM.checks[0], Finding(False))]))
    read(form, Verdict("a.ipynb", MOMENTUM))


@pytest.mark.parametrize("form", formats.FORMATS)
def test_no_folder_and_nothing_that_steers_a_terminal_is_handed_on(form):
    for one in (replace(verdict(), notebook=f"/home/ada/{ODD}.ipynb"), refused()):
        found = read(form, one)
        text = ElementTree.tostring(found, "unicode") if form == "junit" else json.dumps(found, ensure_ascii=False)
        assert "/home" not in text and "\x1b" not in text and "\u202e" not in text


def test_what_does_not_fit_its_form_is_not_written():
    with pytest.raises(msgspec.ValidationError):
        formats._json(formats.GradescopeTest("a", 1.0, 1.0, "maybe", ""))
