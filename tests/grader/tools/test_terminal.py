"""What a stranger writes steers no terminal: the real commands, at the end of a real one.

Names of files and folders, exceptions, lines of code: each with a title for the window, a cleared screen, a line
written over, and a second verdict in lines of its own.
"""

import contextlib
import os
import pty
import re
import subprocess
import sys

import nbformat
import pytest

from grader.tools import cli, demo

from ..answers import RIGHT
from ..classroom import ENVIRONMENT, ROOT, Course

pytestmark = [pytest.mark.sandbox, pytest.mark.nbgrader]

STEERS = "\x1b]0;owned\x07\x1b[2J\x1b[1A\rover\x9b31m\u202e\u2028\nmine.ipynb\nMomentum · 10 of 10\n"
RAISES = f"""{next(iter(RIGHT.values()))}
class E(Exception): pass
E.__name__ = {STEERS!r}
def step(self):
    raise E({STEERS!r})  # {"".join(filter(str.isprintable, STEERS))}
Momentum.step = step
raise E({STEERS!r})"""


def at_a_terminal(*command, cwd=ROOT):
    """What a command writes to the terminal at which it runs, byte by byte."""
    ours, its = pty.openpty()
    process = subprocess.Popen([sys.executable, *map(str, command)], cwd=cwd, env=ENVIRONMENT | {"TERM": "xterm"},
                               stdin=its, stdout=its, stderr=its)
    os.close(its)
    written = b""
    while True:
        try:
            piece = os.read(ours, 1 << 16)
        except OSError:  # Linux says so when the last writer has gone
            break
        if not piece:
            break
        written += piece
    os.close(ours)
    process.wait(120)
    return written.decode("utf8").replace("\r\n", "\n")


def harm(written):
    """What of it is not to be seen, and what stands where a line begins or, after a return, is written over."""
    return [line for line in re.split(r"[\n\r]", written)
            if not line.isprintable() or line.startswith(("mine.ipynb", "Momentum · 10 of 10", "over"))]


def test_grade_and_its_complaints(tmp_path):
    named, raising = tmp_path / f"a{STEERS}.ipynb", tmp_path / "raising.ipynb"
    named.write_text("no notebook", "utf8")
    nbformat.write(demo.solve("momentum", RAISES), raising)
    missing = tmp_path / f"missing{STEERS}"
    written = at_a_terminal("-m", "grader", "grade", "--course", tmp_path, named, raising, missing)
    assert "�]0;owned�" in written and "0 of 10" in written and harm(written) == []


@pytest.mark.parametrize("arguments", [
    ["grade", f"--{STEERS}"], [STEERS], ["autograde", STEERS, "--course", f"/{STEERS}"], ["selftest", STEERS],
    ["new-task", STEERS], ["check-task", STEERS]])
def test_what_is_said_about_arguments(arguments):
    written = at_a_terminal("-m", "grader", *arguments)
    assert len(written) > 20 and harm(written) == []


def test_autograde_and_its_table(momentum_course, tmp_path, grader, monkeypatch, capfd):
    """In this process, with a warm grader; what it writes is what would go to a terminal."""
    course = Course.like(momentum_course, tmp_path)
    course.hand_in("raising", demo.solve("momentum", RAISES))
    course.hand_in("ada", demo.solve("momentum", next(iter(RIGHT.values()))))
    course.hand_in(f"x{STEERS}", demo.solve("momentum", next(iter(RIGHT.values()))))
    course.hand_in('"><script>', demo.solve("momentum", next(iter(RIGHT.values()))))
    monkeypatch.setattr(cli, "_grader", lambda options, **how: contextlib.nullcontext(grader))
    code = cli.main(["autograde", "momentum", "--course", str(course.root), "--report", str(tmp_path / "r.html")])
    written = "".join(capfd.readouterr())
    assert code == 1 and "10/10" in written and "�]0;owned�" in written and harm(written) == []
    assert written.count("cannot be a student's id") == 2 and set(course.scores()) == {"raising", "ada"}
    page = (tmp_path / "r.html").read_text("utf8")
    assert page.count("<script>") == 1 and "Content-Security-Policy" in page and "&#34;&gt;&lt;script&gt;" in page
