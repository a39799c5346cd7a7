"""The self-test must be able to fail. That it does not is shown where the site is built (test_release)."""

import ast
import json
from dataclasses import replace

import numpy as np
import pytest

from grader.judging.paths import Paths
from grader.language import Course, Exam, registry
from grader.outcome.count import Count, Made
from grader.outcome.finding import Finding, Observed
from grader.outcome.refusal import Refusal, Unfit
from grader.outcome.verdict import CheckVerdict, Status, Trouble, Verdict
from grader.telling import selftest_table
from grader.tools import selftest, walked
from grader.tools.cli import main

SGD = registry.find()["sgd"]


def written_out(exam):
    """The only solution cell of each wrong answer."""
    return {name: code for name, (code,) in selftest.wrong_answers(exam).items()}


@pytest.mark.sandbox
def test_it_finds_the_rejected_the_accepted_and_the_misnamed(grader):
    right, wrong = next(iter(selftest.right_answers(SGD).values())), written_out(SGD)
    found = selftest.count(
        SGD, grader, {"fine": right, "uphill after all": [wrong["uphill"]]},
        {"no_lr": [wrong["no_lr"]], "lr_squared": [wrong["gradient_halved"]], "none_crashes": right})
    assert not found.passed and (found.right, found.wrong) == (2, 3)
    assert found.rejected == ["uphill after all"]
    assert found.accepted == ["none_crashes"]
    assert found.misnamed == {"lr_squared": "gradient_halved"}
    assert found.beside == {"no_lr": "ignores_lr"}
    assert "| sgd | 3 | 1 | 1 | 2 | 1 |" in selftest_table.table([found])
    assert "sgd: wrong, and accepted: none_crashes" in selftest_table.table([found])


class Unlucky:
    """A grader that is in trouble whenever it is given the first answer, and refuses the second."""

    def grade_notebooks(self, notebooks):
        fates = [Verdict("first", SGD, Status.TROUBLE, Trouble(OSError("disk is full"))),
                 Verdict("second", SGD, Status.REFUSED, Refusal(Unfit.EMPTY))]
        graded = Verdict("another", SGD, checks=[CheckVerdict(check, Finding(True)) for check in SGD.checks])
        return [*fates, *(graded for _ in notebooks[2:])]


def test_what_got_no_verdict_is_neither_rejected_nor_misnamed():
    right = next(iter(selftest.right_answers(SGD).values()))
    found = selftest.count(SGD, Unlucky(), {"unlucky": right, "refused": right, "lucky": right}, {})
    assert (found.right, found.rejected, found.troubled) == (1, [], ["unlucky", "refused"])
    assert not found.passed and json.loads(selftest.as_json([found]))[0]["troubled"] == ["unlucky", "refused"]
    table = selftest_table.table([found])
    assert "| sgd | 0 | 0 | 0 | 1 | 0 |" in table and "sgd: no verdict: unlucky" in table

    found = selftest.count(SGD, Unlucky(), {}, {"uphill": right, "lr_squared": right, "no_lr": right})
    assert (found.wrong, found.accepted, found.misnamed, found.troubled) == (1, ["no_lr"], {}, ["uphill", "lr_squared"])
    assert "| sgd | 1 | 1 | 0 | 0 | 0 |" in selftest_table.table([found])


class Outspoken:
    """A grader that fails everything, and says the same of each answer besides its mistake's name."""

    def __init__(self, mistakes, besides):
        self.mistakes, self.besides = mistakes, besides

    def grade_notebooks(self, notebooks):
        for mistake, _ in zip(self.mistakes, notebooks):
            yield Verdict("one", SGD, checks=[CheckVerdict(SGD.checks[0], Finding(False), (mistake,)), CheckVerdict(
                SGD.checks[1], Finding(False, observed=self.besides))])


def test_what_is_said_besides_a_name_must_be_true_of_the_mistake():
    mistakes = [m for m in SGD.misconceptions if m.name in ("gradient_scaled_in_place", "no_lr")]
    answers = {m.name: next(iter(selftest.right_answers(SGD).values())) for m in mistakes}
    for observed, true_of in ((Observed.GRADIENTS_MODIFIED, "gradient_scaled_in_place"), (Observed.IGNORES_LR, "no_lr"),
                              (Observed.STATE_OF_FLOAT32, None)):
        found = selftest.count(SGD, Outspoken(mistakes, observed), {}, answers)
        assert set(found.misnamed) == set(answers) - {true_of} and not found.passed
        assert found.beside == ({true_of: observed.value} if true_of else {})


def test_of_an_ordinary_mistake_nothing_is_true_besides():
    known = Paths(SGD.coarse())
    uphill = next(m for m in SGD.misconceptions if m.name == "uphill")
    assert [observed for observed in Observed if walked.true_besides(known, uphill, observed)] == []


def test_what_is_made_of_mistakes_is_called_by_its_names_or_alike_or_nothing():
    known = Paths(SGD)
    by_name = {m.name: m for m in SGD.misconceptions}
    number = next(f for f in SGD.families if f.name == "lr_always").at(0.0123)
    made = [walked.tell(known, mistakes) for mistakes in (
        (number,), (by_name["uphill"], by_name["last_parameter_left_out"]))]
    assert [one.named and one.shows and one.alike for one in made] == [True, True]
    right = walked.tell(known, ())
    assert not right.shows and right.said == ()


def test_a_wrong_name_for_what_is_made_of_mistakes_is_a_failure():
    other = Made(("uphill", "no_lr"), ("uphill",), shows=True, alike=False)
    found = Count("sgd", families=[Made(("lr_always_2",), ("lr_always_2",), True, True)], together=[other])
    assert other.misnamed and not found.passed
    assert "sgd: uphill, no_lr is called uphill" in selftest_table.table([found]).splitlines()
    for fate in (replace(other, alike=True), replace(other, said=())):
        assert not fate.misnamed and not fate.named and replace(found, together=[fate]).passed
    assert "which leads the same way" in selftest_table.table([replace(found, together=[replace(other, alike=True)])])


def test_a_member_stands_in_no_grid_and_shows():
    known, random = Paths(SGD), np.random.default_rng(2)
    for family in SGD.families[:4]:
        made = walked._member(known, family, random)
        (name,) = made.mistakes
        assert made.shows and name.startswith(family.name)
        assert name not in {family.at(value).name for value in family.values}


@pytest.mark.parametrize("exam", registry.find().values(), ids=lambda exam: exam.name)
def test_every_mistake_is_written_out_as_code_that_needs_no_types(exam):
    for name, codes in selftest.wrong_answers(exam).items():
        for code in codes:
            typed = [node for node in ast.walk(ast.parse(code))
                     if isinstance(node, ast.AnnAssign) or getattr(node, "annotation", None)
                     or getattr(node, "returns", None)]
            assert typed == [], name


@pytest.mark.long
def test_what_is_written_out_walks_as_the_mistake_does(judges):
    """A mistake in the rule, one in the bookkeeping, one in a constant."""
    adamw = judges.tasks["adamw"]
    for name in ("decay_without_lr", "none_is_zero", "beta1_hard_coded"):
        assert judges.code("adamw", written_out(adamw)[name]).names == {name}


def test_it_takes_a_course_from_anywhere(tmp_path):
    """Right answers and the notebook lie where the task says."""
    notebooks = SGD.course.released("sgd")
    (tmp_path / "assignments" / "mine").mkdir(parents=True)
    (tmp_path / "assignments" / "mine" / "sgd.ipynb").write_bytes(notebooks.read_bytes())
    answers = tmp_path / "right_answers" / "sgd"
    answers.mkdir(parents=True)
    (answers / "in_one_line.py").write_text("class SGD(Optimizer): pass")
    exam = replace(SGD, course=Course(tmp_path), answers=answers)
    assert selftest.right_answers(exam) == {"in one line": ["class SGD(Optimizer): pass"]}
    cells = selftest.submission(exam, ["class SGD(Optimizer): pass"]).cells
    assert cells[-1].source == "class SGD(Optimizer): pass"


def test_an_exam_of_a_kind_that_nobody_taught_it_is_an_error():
    with pytest.raises(TypeError, match="Exam"):
        selftest.wrong_answers(Exam(name="essay", title="Essay", class_name="Essay", chapter="essays"))


def test_an_unknown_task_is_a_sentence(capsys):
    assert main(["selftest", "adan"]) == 2
    assert capsys.readouterr().err.startswith("There is no task adan. There are: adagrad, adam, ")
