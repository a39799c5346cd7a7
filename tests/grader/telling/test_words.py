"""What a value says, where the words depend on more than its kind."""

import math

import pytest
from msgspec import structs

from grader.ground.failure import Failure
from grader.ground.messages import Error
from grader.language.course import HOME
from grader.outcome.basis import Basis
from grader.outcome.choice import Choice
from grader.outcome.ending import Ended, Ending
from grader.outcome.finding import Difference, Finding, Observed
from grader.outcome.own import Fate, Own
from grader.outcome.refusal import Refusal, Unfit
from grader.outcome.verdict import AlwaysFails, CheckVerdict, Incomplete, NoClassLeft, Status, Trouble, Verdict
from grader.telling import classes, pages, words

from .sentences import APART, FIRST, INSIDE, LONG, NO_STATE, NONE, SIZE, TASK


def failed(check=FIRST, *mistakes, **finding):
    return CheckVerdict(check, Finding(False, **finding), mistakes)


def test_a_passed_check_says_nothing():
    assert words.message(CheckVerdict(FIRST, Finding(True, difference=APART))) == ""


@pytest.mark.parametrize("moved, expected, said", [
    (1.0, 2.0, "by 1 instead of 2"), (0.1234, 0.1235, "by 0.1234 instead of 0.1235"),
    (1 / 3, math.nextafter(1 / 3, 1), "by 0.3333333333333333 instead of 0.3333333333333334"),
    (1e-300, 0.0, "by 1e-300 instead of 0"), (0.5, 0.5, "by 0.5 instead of 0.5")])
def test_two_numbers_get_as_many_digits_as_tell_them_apart(moved, expected, said):
    assert said in words.message(failed(difference=Difference("t", 1, 0, 0, moved, expected)))


@pytest.mark.parametrize("moved", [math.inf, -math.inf, math.nan])
def test_what_is_not_finite_is_called_so(moved):
    assert "becomes inf or nan" in words.message(failed(difference=Difference("t", 1, 0, 0, moved, 1.0)))


def test_checks_that_one_mistake_explains_stand_together():
    checks = [failed(FIRST, INSIDE, difference=APART), failed(LONG, NO_STATE, difference=APART),
              failed(NONE, INSIDE, difference=APART, alone=True), CheckVerdict(SIZE, Finding(True))]
    groups = words.grouped(Verdict("n", TASK, checks=checks))
    assert [[check.check.title for check in group] for group in groups] == [
        ["first step", "None gradients"], ["long run"]]


def test_checks_stand_together_if_the_same_line_fails_in_the_same_way():
    def raised(step, message="no", source="here"):
        return failed(difference=Difference("t", step, failure=Failure("E", message, step, 3, source)))

    checks = [raised(1), raised(2), raised(1, message="not"), raised(1, source="there")]
    assert [len(group) for group in words.grouped(Verdict("n", TASK, checks=checks))] == [2, 1, 1]


def test_a_section_is_named_once_and_in_its_own_book():
    twice = failed(FIRST, INSIDE, NO_STATE, INSIDE, difference=APART)
    assert [section[:2] for section in words.sections(twice)] == [
        ("momentum#momentum-lr-change", "https://book.example/book/momentum.html#momentum-lr-change"),
        ("momentum", "https://book.example/book/momentum.html")]
    measured = failed(FIRST, INSIDE, observed=Observed.LR_CHANGED)
    assert [section[:2] for section in words.sections(measured)] == [
        ("step#step-hyperparameters", HOME.section("step#step-hyperparameters"))]
    assert words.sections(CheckVerdict(FIRST, Finding(True))) == []


@pytest.mark.parametrize("observed", Observed)
def test_whatever_is_measured_has_its_section(observed):
    assert words.sections(failed(observed=observed))


def test_a_finished_run_needs_no_words():
    assert words.ending(Ending(Ended.FINISHED)) == ""
    assert words.reason(Verdict("n", TASK)) is None


def test_trouble_is_ours_and_costs_nobody_points():
    said = words.reason(Verdict("n", TASK, Status.TROUBLE, Trouble(ValueError("no\nmore"), "judge.py:3")))
    assert "ValueError: no, at judge.py:3" in said and "more" not in said.split(". ")[0]
    assert "no fault of the student" in said and "No points were given and none taken away" in said


def test_json_holds_what_scripts_read():
    verdict = Verdict("n.ipynb", TASK, Status.FAILED, Incomplete(), "landlock", 1.23456,
                      [CheckVerdict(FIRST, Finding(True)), failed(LONG, INSIDE, NO_STATE, difference=APART)],
                      basis=Basis("1.2.0", "0a1b", "86fc9327", "9c40e1d7"))
    assert words.as_json(verdict) == {
        "notebook": "n.ipynb", "task": "momentum", "status": "failed", "score": 1, "max_score": 4.5,
        "reason": "Your notebook did not finish. Its answer is incomplete.", "notes": [], "isolation": "landlock",
        "trials": "86fc9327", "trials_of": "course", "seconds": 1.235, "own": None,
        "checks": [
            {"name": "first_step", "points": 1, "max_points": 1, "passed": True, "message": "", "misconception": None,
             "first_difference": None},
            {"name": "long_run", "points": 0, "max_points": 1, "passed": False,
             "message": words.message(verdict.checks[1]), "misconception": "eta_inside + no_state",
             "first_difference": {"trial": "two hundred steps", "step": 3, "parameter": 1}}]}
    assert type(words.as_json(verdict)["status"]) is str


@pytest.mark.parametrize("taken, said", [
    ("momentum.ipynb", False), ("12-34 - Ada Lovelace - Oct 5, 2026 230 PM/momentum.ipynb", False),
    ("work.zip/momentum.ipynb", False), ("12-34 - Ada Lovelace - Oct 5, 2026 230 PM/final.ipynb", True),
    ("momentum.ipynb/final.ipynb", True)])
def test_a_notebook_of_the_usual_name_is_not_named_wherever_it_lies(taken, said):
    assert bool(words.notes(Verdict("n", TASK, choice=Choice(taken)))) == said


def test_who_has_full_marks_is_not_asked_about_changed_cells_or_a_second_class():
    choice = Choice("momentum.ipynb", put_back=("class Optimizer:", "import torch"), defined=2)
    for passed, said in ((True, 0), (False, 3)):
        checks = [CheckVerdict(check, Finding(passed)) for check in TASK.checks]
        assert len(words.notes(Verdict("momentum", TASK, checks=checks, choice=choice))) == said


def test_a_list_of_nothing_has_no_lines():
    assert words.checklist([]) == ""


# A title, a cleared screen, a line written over, text turned round, and a verdict of one's own.
STEERS = "\x1b]0;title\x07\x1b[2J\r\u202e\nmine.ipynb\nMomentum · 10 of 10"


def test_what_a_stranger_wrote_cannot_steer_the_terminal():
    failure = Failure("E", f"no {STEERS}", 1, 3, f"raise {STEERS}")
    check = failed(difference=Difference("t", 1, failure=failure))
    for said in (words.text(Verdict(f"{STEERS}.ipynb", TASK, checks=[check])),
                 words.text(Verdict(f"{STEERS}.ipynb", None, Status.REFUSED, Refusal(Unfit.EMPTY))),
                 classes.table([classes.Result(STEERS, [Verdict("n", TASK, checks=[check])])])):
        assert "�]0;title��[2J��" in said and all(c.isprintable() or c == "\n" for c in said)
        assert not any(line.startswith(("mine.ipynb", "Momentum · 10")) for line in said.splitlines())


# A blank line ends a block of HTML, and Markdown begins.
BREAKS_OUT = "X\n\n### 10 of 10 points\n\n[formgrader](https://elsewhere.test)\n\n"


@pytest.mark.parametrize("field", ["type", "message", "source", "function", "entered", "near"])
def test_whatever_a_failure_is_made_of_the_summary_stays_one_line(field):
    failure = structs.replace(Failure("E", "no", 1, 3, "raise"), **{field: BREAKS_OUT})
    check = failed(difference=Difference("t", 1, failure=failure))
    own = Own(Fate.STOPPED, "OwnRule", 0.2, 150, lr=0.1, failure=failure)
    for verdict in (Verdict("n", TASK, checks=[check], own=own),
                    Verdict("n", TASK, Status.FAILED, AlwaysFails(failure), checks=[check])):
        assert "\n" not in pages.summary(verdict)


def test_two_numbers_that_differ_in_the_first_digits_have_three_of_them():
    assert "by 0.123 instead of 0.9" in words.message(failed(difference=Difference("t", 1, 0, 0, 0.12345, 0.9)))


@pytest.mark.parametrize("step, where", [
    (0, "In the constructor, at the start"), (1, "In step 1"), (7, "In step 7")])
def test_a_failure_is_told_by_the_step_in_which_it_was_raised(step, where):
    failure = Failure("KeyError", "3", step)
    said = words.message(failed(difference=Difference("t", max(step, 1), failure=failure)))
    assert said.startswith(f"{where} of the trial “t” your code stopped with KeyError")


def test_where_only_one_of_cell_and_error_is_known_no_cell_is_named():
    for left in (NoClassLeft("Momentum", 3), NoClassLeft("Momentum", None, Error("E", "e", []))):
        assert words.reason(Verdict("n", TASK, Status.FAILED, left)) == words.reason(
            Verdict("n", TASK, Status.FAILED, NoClassLeft("Momentum")))
