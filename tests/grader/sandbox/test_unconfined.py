"""One's own notebook in a plain process: answered, ended when it hangs, and told when it crashes, on every system.

What Windows lacks is hidden from the process, and from the side that judges, by a `sitecustomize.py` on their path.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.grading import Grader
from grader.ground.limits import Limits
from grader.language import registry
from grader.language.secret import PRACTICE
from grader.outcome.ending import Ended
from grader.outcome.verdict import NoClassLeft, OutOfTime, Verdict
from grader.sandbox.unconfined import Unconfined
from grader.telling import words
from grader.tools import mine

from ..answers import BASE, DAMPENED, SOLUTION

ROOT = Path(__file__).resolve().parents[3]
TASKS = registry.find()
pytestmark = pytest.mark.sandbox

ENDLESS = SOLUTION.replace("        with torch.no_grad():", "        while True:\n            pass")

# Python's own library and torch notice what system they are on when they are imported: that comes first.
WINDOWS = """
import asyncio, ctypes, multiprocessing.connection, os, signal, subprocess, sys, tempfile
import IPython, matplotlib.pyplot, nbformat, torch

sys.modules.update(dict.fromkeys(("resource", "fcntl", "pwd", "grp", "termios")))
for module, names in ((os, "fork pread wait4 getuid geteuid setsid uname O_CLOEXEC O_NOFOLLOW O_DIRECTORY O_PATH"), (
        signal, "setitimer getitimer ITIMER_PROF ITIMER_REAL SIGALRM SIGPROF SIGKILL SIGXCPU SIGXFSZ SIGCHLD")):
    for name in names.split():
        if hasattr(module, name):
            delattr(module, name)


class CDLL(ctypes.CDLL):
    def __init__(self, name, *arguments, **keywords):
        if name is None:
            raise TypeError("there is no C library of the process's own")
        super().__init__(name, *arguments, **keywords)


ctypes.CDLL = CDLL
"""


def graded(*cells: str, limits: Limits | None = None) -> Verdict:
    """The verdict on cells, by default as `practice` has it."""
    if limits is None:
        return mine.verdict([BASE, *cells], TASKS["momentum"], TASKS)
    judge = Grader(TASKS, Unconfined(limits), secret=PRACTICE)
    try:
        return judge.grade_notebook(mine.notebook([BASE, *cells]), "momentum")
    finally:
        judge.close()


@pytest.fixture
def windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every process that is started lacks what Windows lacks."""
    (tmp_path / "sitecustomize.py").write_text(WINDOWS, "utf8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), str(ROOT)]))


def test_what_is_right_gets_full_marks_and_no_picture():
    verdict = graded(SOLUTION)
    assert (verdict.score, verdict.reason, verdict.parting) == (10, None, None)


def test_what_is_wrong_is_called_by_its_name_with_hint_link_and_picture():
    verdict = graded(DAMPENED)
    assert {check.misconception for check in verdict.checks if not check.finding.passed} == {"dampened"}
    page = mine.Displayed(verdict)._repr_html_()
    assert '<polyline class="mine"' in page and "mistake-dampened" in page
    assert "gradient scaled by (1 − μ)" in page and "You average the gradients where the rule sums them." in page
    assert "You average the gradients where the rule sums them." in repr(mine.Displayed(verdict))


def test_whoever_practises_in_a_cell_that_runs_once_more_is_asked_nothing():
    verdict = graded(SOLUTION, "from grader import practice\npractice(Momentum)\nprint('on it goes')")
    note, printed = verdict.outputs[2]
    assert verdict.score == 10
    assert note.text.startswith("Note: practice() does nothing") and printed.text == "on it goes\n"


@pytest.mark.parametrize("again", ["import grader, importlib\nimportlib.reload(grader).practice(Momentum)",
                                   "from grader.tools.mine import practice\npractice(Momentum)"])
def test_whoever_gets_at_practice_another_way_there_loops_no_more_than_themselves(again):
    verdict = graded(SOLUTION, again)
    (printed,) = verdict.outputs[2]
    assert verdict.score == 10 and printed.text.startswith("Note: practice() does nothing")


def test_an_endless_step_is_told_so():
    verdict = graded(ENDLESS, limits=Limits(trial_computing=0.3, wall_seconds=120))
    assert isinstance(verdict.reason, OutOfTime) and verdict.score == 0
    assert "step() was stopped" in words.text(verdict)


def test_a_cell_that_kills_its_process_is_told_so():
    verdict = graded("import ctypes\nctypes.string_at(0)", SOLUTION)
    assert verdict.reason.ended is Ended.CRASHED
    assert "Its process crashed" in words.text(verdict)


def test_a_cell_that_fails_is_named():
    verdict = graded("1 / 0\n" + SOLUTION.replace("Momentum", "Moment"))
    assert isinstance(verdict.reason, NoClassLeft)
    assert "code cell 2 stopped with ZeroDivisionError" in words.text(verdict)


def test_nothing_is_left_where_it_is_called(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert graded("open('here', 'w').write('x')", SOLUTION).score == 10
    assert list(tmp_path.iterdir()) == []


class TestWhereThereIsNoUnix:
    def test_the_process_answers_and_the_mistake_has_its_name(self, windows):
        assert graded(SOLUTION).score == 10
        assert {check.misconception for check in graded(DAMPENED).checks if not check.finding.passed} == {"dampened"}

    def test_an_endless_step_is_ended_from_outside_and_what_was_seen_before_is_told(self, windows):
        verdict = graded(ENDLESS, limits=Limits(wall_seconds=25))
        assert verdict.reason.ended is Ended.WALL
        assert "It ran longer than 25 seconds." in words.text(verdict)

    def test_the_command_judges_a_file_there(self, windows, tmp_path):
        file, page = tmp_path / "momentum.py", tmp_path / "page.html"
        file.write_text(BASE + DAMPENED, "utf8")
        done = subprocess.run([sys.executable, "-m", "grader", "grade", "--mine", file, "--html", page], cwd=tmp_path,
                              capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert "You average the gradients where the rule sums them." in done.stdout
        assert '<polyline class="mine"' in page.read_text("utf8")
