"""Rules that students invent: walked after everything that counts, told, ranked, and worth no point either way."""

import re

import pytest
from nbformat.v4 import new_code_cell

from grader.language import registry
from grader.outcome.own import Fate
from grader.outcome.verdict import Status
from grader.telling import words
from grader.tools import selftest

from .test_grading_capstone import OPTIMIZERS, RUNS, SCHEDULE

pytestmark = pytest.mark.sandbox
CAPSTONE = registry.find()["capstone"]
WRITTEN = """runs = {}
runs["Momentum"] = {"lr": 0.1, "loss": 0.3289}
runs["Adam"] = {"lr": 0.1, "loss": 0.2172}
runs["Lion"] = {"lr": 0.03, "loss": 0.254}
"""


def own(*lines, rate="0.1"):
    """A rule with these lines for each parameter."""
    body = "".join(f"                {line}\n" for line in lines)
    return f"""class OwnRule(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        with torch.no_grad():
            for p in self.params:
{body}
own_rate = {rate}
"""


RULES = {
    "good": own("p -= self.lr * p.grad.sign() * p.grad.abs().sqrt()"),
    "missing": "",
    "not written": own("raise NotImplementedError"),
    "without a rate": own("p -= self.lr * p.grad", rate="None"),
    "diverging": own("p += 1e9 * p.grad"),
    "not a number": own("p.fill_(math.nan)"),
    "stopping": own("1 / 0"),
    "hanging": own("while True: pass"),
    "asleep": own("import time", "time.sleep(100)"),
    "exiting": own("import os", "os._exit(3)"),
    "garbling": own("import os", "for fd in range(3, 30):", "    try: os.write(fd, b'x' * 1000)",
                    "    except OSError: pass"),
    "a rate that hangs": own("pass", rate="""type("Rate", (), {"__float__": lambda self: next(iter(int, 1))
    if False else [None for _ in iter(int, 1)]})()"""),
}


def handed_in(runs, *more):
    """A capstone that is right, with these runs and more cells."""
    notebook = selftest.submission(CAPSTONE, [OPTIMIZERS, SCHEDULE, runs])
    notebook.cells += more
    return notebook


@pytest.fixture(scope="module")
def verdicts(grader):
    notebooks = [(handed_in(WRITTEN, new_code_cell(rule)), "capstone") for rule in RULES.values()]
    return dict(zip(RULES, grader.grade_notebooks(notebooks)))


@pytest.mark.parametrize("name", RULES)
def test_no_rule_costs_a_point_whatever_it_does(verdicts, name):
    assert (verdicts[name].status, verdicts[name].score) == (Status.GRADED, 10), words.text(verdicts[name])


@pytest.mark.parametrize("name, fate, says", [
    ("good", Fate.REACHED, r"with η = 0\.1, reached a loss of 0\.37 after 150 steps\. The number to beat is 0\.2127"),
    ("missing", Fate.MISSING, "It is optional: it takes a class OwnRule"),
    ("not written", Fate.MISSING, "optional"),
    ("without a rate", Fate.MISSING, "its learning rate in own_rate"),
    ("a rate that hangs", Fate.MISSING, "its learning rate in own_rate"),
    ("diverging", Fate.DIVERGED, "huge, or no number at all"),
    ("not a number", Fate.DIVERGED, "huge, or no number at all"),
    ("stopping", Fate.STOPPED, "in step 1 with ZeroDivisionError: division by zero"),
    ("hanging", Fate.CUT, "had computed for more than 3 seconds"),
    ("asleep", Fate.CUT, "had waited for more than 2 seconds"),
    ("exiting", Fate.ENDED, "ended its own process"),
    ("garbling", Fate.ENDED, "wrote into the grader's channel"),
])
def test_what_became_of_it_is_said(verdicts, name, fate, says):
    told = verdicts[name].own
    assert told.fate is fate and re.search(says, words.own(told)), words.own(told)
    assert (told.loss is not None) == (fate is Fate.REACHED)


def test_a_capstone_from_before_there_were_rules_of_ones_own_is_graded_as_before(grader):
    (old,) = grader.grade_notebooks([(handed_in(RUNS), "capstone")])
    assert '"losses"' in RUNS and (old.status, old.score, old.own.fate) == (Status.GRADED, 10, Fate.MISSING)


def test_losses_that_are_written_down_may_be_rounded_and_not_made_up(grader):
    wrong = WRITTEN.replace("0.2172", "0.21")
    (verdict,) = grader.grade_notebooks([(handed_in(wrong), "capstone")])
    (lost,) = [check for check in verdict.checks if not check.finding.passed]
    assert lost.check.name == "runs" and "after 150 steps it is 0.2172, and runs says 0.21" in words.message(lost)


@pytest.mark.parametrize("run", ['{"lr": math.nan, "loss": math.nan}', '{"lr": 1e155, "loss": 0.0}',
                                 '{"lr": 1e155, "loss": math.inf}'])
def test_a_training_that_ends_in_no_number_is_no_run(grader, run):
    lost = WRITTEN.replace('{"lr": 0.03, "loss": 0.254}', run)
    (verdict,) = grader.grade_notebooks([(handed_in(lost), "capstone")])
    (lost,) = [check for check in verdict.checks if not check.finding.passed]
    assert lost.check.name == "runs" and "ends without a finite loss" in words.message(lost)


SAYS_SO = "# The grader does not run this cell.\n"
SKIPPED = {"by its tag": new_code_cell("while True: pass", metadata={"tags": ["grader-skips"]}),
           "by its first line": new_code_cell(f"{SAYS_SO}while True: pass")}


@pytest.mark.parametrize("how", SKIPPED)
def test_a_cell_of_ones_own_that_is_marked_is_not_run_and_costs_no_time(grader, how):
    (verdict,) = grader.grade_notebooks([(handed_in(WRITTEN, SKIPPED[how]), "capstone")])
    assert verdict.score == 10 and not verdict.cut


def test_a_cell_of_ones_own_that_is_not_marked_is_run(grader):
    (verdict,) = grader.grade_notebooks([(handed_in(WRITTEN, new_code_cell("while True: pass")), "capstone")])
    assert verdict.score == 10 and len(verdict.cut) == 1


def test_the_path_that_parts_is_drawn_of_the_class_that_parts(grader):
    wrong = OPTIMIZERS.replace("/ (1 - beta1**t)", "")
    notebook = selftest.submission(CAPSTONE, [wrong, SCHEDULE, WRITTEN])
    (verdict,) = grader.grade_notebooks([(notebook, "capstone")])
    (lost, *_) = [check for check in verdict.checks if not check.finding.passed]
    assert lost.check.name == "rule_3" and verdict.parting.check == "rule_3"
    assert verdict.parting.mine[-1] != verdict.parting.right[-1]
