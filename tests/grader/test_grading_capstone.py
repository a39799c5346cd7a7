"""Verdicts on the capstone: what is brought, in the real sandbox."""

import re

import pytest

from grader.language import registry
from grader.telling import words
from grader.tools import selftest

pytestmark = pytest.mark.sandbox
CAPSTONE = registry.find()["capstone"]
OPTIMIZERS, SCHEDULE, RUNS = selftest.right_answers(CAPSTONE)["momentum adam and lion"]

HANDED_IN = {
    "right": [OPTIMIZERS, SCHEDULE, RUNS],
    "two optimizers": [OPTIMIZERS.replace("class Lion", "class Leopard"), SCHEDULE, RUNS.replace("Lion", "Leopard")],
    "a wrong Adam": [OPTIMIZERS.replace("/ (1 - beta1**t)", ""), SCHEDULE, RUNS],
    "a schedule without warm-up": [OPTIMIZERS, SCHEDULE.replace("factor = (k + 1) / warmup", "factor = 1.0"), RUNS],
    "no schedule": [OPTIMIZERS, "pass", "runs = {}"],
    "losses made up": [OPTIMIZERS, SCHEDULE, RUNS + '\nruns["Lion"]["losses"][70] *= 0.99'],
    "losses left out": [OPTIMIZERS, SCHEDULE, RUNS + '\nruns["Lion"]["losses"].pop()'],
    "another learning rate": [OPTIMIZERS, SCHEDULE, RUNS + '\nruns["Adam"]["lr"] *= 2'],
    "two runs": [OPTIMIZERS, SCHEDULE, RUNS + '\ndel runs["Adam"]'],
    "no runs": [OPTIMIZERS, SCHEDULE, "runs = None"],
}


@pytest.fixture(scope="module")
def verdicts(grader):
    notebooks = [(selftest.submission(CAPSTONE, codes), "capstone") for codes in HANDED_IN.values()]
    return dict(zip(HANDED_IN, grader.grade_notebooks(notebooks)))


def failed(verdict):
    return {c.check.name: words.message(c) for c in verdict.checks if not c.finding.passed}


def test_the_right_one_gets_everything(verdicts):
    assert failed(verdicts["right"]) == {} and verdicts["right"].score == 10


@pytest.mark.parametrize("name, check, says", [
    ("two optimizers", "rule_3", "Three optimizers are needed, and 2 of them can be found"),
    ("two optimizers", "runs", "has 2 of the three entries that are needed"),
    ("a wrong Adam", "rule_3", "Adam, first step: .*correct G and not v"),
    ("a schedule without warm-up", "schedule", "without warm-up"),
    ("losses made up", "runs", "The losses of Lion are not those of your Lion .* before step 71 the loss is"),
    ("losses left out", "runs", r"The run of Lion has 149 losses; train\(\) makes 150 steps"),
    ("another learning rate", "runs", "The losses of Adam are not those of your Adam with η ="),
    ("two runs", "runs", "has 2 of the three entries"),
    ("no runs", "runs", "has 0 of the three entries"),
    ("no schedule", "schedule", "There is no class WarmupCosine"),
])
def test_what_is_wrong_is_said(verdicts, name, check, says):
    assert re.search(says, failed(verdicts[name])[check]), words.text(verdicts[name])


@pytest.mark.parametrize("name, lost", [
    ("two optimizers", {"rule_3", "model_3", "runs"}), ("a wrong Adam", {"rule_3"}),
    ("a schedule without warm-up", {"schedule"}), ("losses made up", {"runs"}), ("losses left out", {"runs"}),
    ("another learning rate", {"runs"}), ("two runs", {"runs"}), ("no runs", {"runs"}),
    ("no schedule", {"schedule", "runs"}),
])
def test_one_mistake_costs_its_own_check(verdicts, name, lost):
    assert set(failed(verdicts[name])) == lost
