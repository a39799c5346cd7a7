"""The self-test must be able to fail. That it does not is shown where the site is built (test_release)."""

import subprocess
import sys

from grader import selftest
from grader.grading import Grader
from grader.task import load


def count(monkeypatch, name, right, wrong):
    monkeypatch.setattr(selftest, "right_answers", lambda _: {k: [code] for k, code in right.items()})
    monkeypatch.setattr(selftest, "wrong_answers", lambda _: {k: [code] for k, code in wrong.items()})
    with Grader(pictures=False) as grader:
        (found,) = selftest.run([name], grader)
    return found


def test_it_finds_the_rejected_the_accepted_and_the_misnamed(monkeypatch):
    ((right,),) = [selftest.right_answers("sgd")[style] for style in list(selftest.right_answers("sgd"))[:1]]
    wrong = {name: code for name, (code,) in selftest.wrong_answers(load("sgd")).items()}
    found = count(monkeypatch, "sgd", {"fine": right, "uphill after all": wrong["uphill"]},
                  {"no_lr": wrong["no_lr"], "lr_squared": wrong["gradient_halved"], "none_crashes": right})
    assert not found.passed and (found.right, found.wrong) == (2, 3)
    assert found.rejected == ["uphill after all"]
    assert found.accepted == ["none_crashes"]
    assert found.misnamed == {"lr_squared": "gradient_halved"}
    assert "| sgd | 3 | 1 | 1 | 2 | 1 |" in selftest.table([found])
    assert "sgd: wrong, and accepted: none_crashes" in selftest.table([found])


def test_an_unknown_task_is_a_sentence():
    done = subprocess.run([sys.executable, "-m", "grader", "selftest", "adan"], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith("There is no task adan. There are: adagrad, adam, ")
