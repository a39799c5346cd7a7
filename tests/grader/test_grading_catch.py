"""Verdicts on trials that are to catch wrong optimizers, as notebooks bring them, in the real sandbox."""

import re

import pytest

from grader.language import registry
from grader.outcome.verdict import Status
from grader.telling import classes, pages, words
from grader.tools import selftest

pytestmark = pytest.mark.sandbox
CATCH = registry.find()["catch"]
MOMENTUM, ADAM, LION = selftest.right_answers(CATCH)["plain lists"]
REST = ADAM, LION
ALL_OF_MOMENTUM = {"momentum_common", "momentum_most", "momentum_all"}
SHORT = 'trials["momentum"] = dict(start=[1.0], gradients=[[1.0]], given=dict(lr=0.1))'

HANDED_IN = {
    "right": [MOMENTUM, *REST],
    "one step": [SHORT, *REST],
    "a constant rate": [MOMENTUM.replace("changes", "#"), *REST],
    "unsolved": ["raise NotImplementedError"] * 3,
    "not written": ["pass", *REST],
    "no dictionary": [MOMENTUM, ADAM, LION + "\ntrials = 3"],
    "nan": [MOMENTUM + '\ntrials["momentum"]["start"][0] = float("nan")', *REST],
    "a string": [MOMENTUM + '\ntrials["momentum"]["gradients"] = "1"', *REST],
    "too long": [MOMENTUM + '\ntrials["momentum"]["gradients"] *= 3', *REST],
    "a negative rate": [MOMENTUM.replace("lr=0.1", "lr=-0.1"), *REST],
    "a huge number": [MOMENTUM.replace("start=[2.0", "start=[10**400"), *REST],
    "an endless list": [MOMENTUM, ADAM, LION + """
class Endless:
    def __iter__(self):
        while True:
            pass
trials["momentum"]["start"] = Endless()"""],
    "a sleeper": [MOMENTUM, ADAM, LION + """
import time
class Sleeper:
    def __float__(self):
        time.sleep(1000)
trials["adam"]["start"] = [Sleeper(), 3.0]"""],
    "a lie": [MOMENTUM + """
class Lie(dict):
    def __getitem__(self, name):
        return 1 / 0
trials["momentum"] = Lie(trials["momentum"])""", *REST],
    "a cell that fails": ["trials['momentum'] = dict(start=[1.0 / 0])", *REST],
    "a class beside it": [MOMENTUM + "\nclass Momentum:\n    pass", *REST],
}


@pytest.fixture(scope="module")
def verdicts(grader):
    notebooks = [(selftest.submission(CATCH, codes), "catch") for codes in HANDED_IN.values()]
    return dict(zip(HANDED_IN, grader.grade_notebooks(notebooks)))


def failed(verdict):
    return {c.check.name: words.message(c) for c in verdict.checks if not c.finding.passed}


@pytest.mark.parametrize("name", ["right", "a class beside it"])
def test_the_right_ones_get_everything(verdicts, name):
    assert failed(verdicts[name]) == {} and verdicts[name].score == 10


def test_whatever_a_notebook_brings_it_is_graded(verdicts):
    assert {verdict.status for verdict in verdicts.values()} == {Status.GRADED}
    assert all(len(verdict.checks) == 9 for verdict in verdicts.values())


@pytest.mark.parametrize("name, lost, says", [
    ("one step", ALL_OF_MOMENTUM, r"catches \d+ of \d+ wrong optimizers, and should catch \d+\. Still walking free"),
    ("a constant rate", {"momentum_common", "momentum_all"}, "Still .* free.*: momentum with η inside the velocity"),
    ("not written", ALL_OF_MOMENTUM, r'There is no trials\["momentum"\]'),
    ("nan", ALL_OF_MOMENTUM, "start .* should be a list of finite numbers"),
    ("a string", ALL_OF_MOMENTUM, "gradients .* should be a list for each step"),
    ("too long", ALL_OF_MOMENTUM, "gradients for 1 to 6 steps"),
    ("a negative rate", ALL_OF_MOMENTUM, "no hyperparameter should be negative"),
    ("a huge number", ALL_OF_MOMENTUM, "start .* should be a list of finite numbers"),
    ("a lie", set(), ""),
    ("a cell that fails", ALL_OF_MOMENTUM, r'There is no trials\["momentum"\]'),
])
def test_what_is_wrong_costs_its_own_checks_and_is_said(verdicts, name, lost, says):
    found = failed(verdicts[name])
    assert set(found) == lost and all(re.search(says, said) for said in found.values())


@pytest.mark.parametrize("name, words", [
    ("unsolved", r'There is no trials\["\w+"\]'), ("no dictionary", r'There is no trials\["\w+"\]'),
    ("an endless list", r'trials\["\w+"\] should be a dictionary'),
    ("a sleeper", r'trials\["\w+"\] should be a dictionary')])
def test_who_brings_nothing_that_can_be_read_in_time_earns_nothing(verdicts, name, words):
    assert verdicts[name].score == 0
    assert all(re.match(words, said) for said in failed(verdicts[name]).values())


def test_the_feedback_leads_to_the_paragraphs_of_those_who_walk_free_and_gives_no_hint(verdicts):
    verdict = verdicts["a constant rate"]
    (common, *_) = [check for check in verdict.checks if not check.finding.passed]
    (section, address, _), = words.sections(common)
    assert section == "momentum#momentum-lr-change"
    assert address.endswith("mistakes/momentum.html#mistake-lr-inside-velocity")
    (mistake,) = common.finding.fault.free
    for page in (words.text(verdict), pages.summary(verdict), pages.check_cell(common, 1.0)):
        assert mistake.says in page and mistake.hint[:30] not in page
    assert address in pages.summary(verdict) and address in words.text(verdict)


def test_a_trial_is_graded_equally_each_time(verdicts, grader):
    for name in ("one step", "right"):
        again = grader.grade_notebook(selftest.submission(CATCH, HANDED_IN[name]), "catch")
        assert again.checks == verdicts[name].checks and again.basis == verdicts[name].basis


def test_it_rests_on_no_trials_but_its_own(verdicts):
    verdict = verdicts["right"]
    assert verdict.basis.answer and verdict.basis.trials == verdict.basis.secret == "" and verdict.trials is None
    assert words.as_json(verdict)["trials_of"] is None and "trials  " not in words.text(verdict)
    assert "Graded on" not in pages.summary(verdict)
    assert "Trials:" not in classes.table([classes.Result("ada", [verdict])])


def test_the_class_is_told_what_each_trial_lacks(verdicts):
    rows = [classes.Result(name, [verdicts[name]]) for name in ("right", "one step", "unsolved")]
    table = classes.table(rows)
    assert "should catch 4" in table and 'There is no trials["momentum"]' in table and "10" in table


def test_the_self_test_passes_on_all_right_answers(grader):
    found = selftest.count(CATCH, grader, selftest.right_answers(CATCH), selftest.wrong_answers(CATCH))
    assert found.passed and found.right >= 4 and found.wrong == 0
