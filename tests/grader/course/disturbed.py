"""`step-grader autograde`, with something that happens in the middle: `python -m …disturbed WHAT COURSE [OPTIONS]`.

What happens is real: a signal to this process itself, at a place where it hurts.
"""

import contextlib
import os
import signal
import sys
import time

from nbgrader.converters import GenerateAssignment

from grader import grading
from grader.course import preprocessors
from grader.course.autograde import ClassRun
from grader.course.verdicts import VerdictStore
from grader.language import registry
from grader.tools import cli

KILLED = {  # the first verdict is kept; a notebook stands half-made in autograded/; points are in the gradebook
    "kept": (VerdictStore, "keep", 1),
    "half": (preprocessors.Judge, "preprocess", 0),
    "entered": (preprocessors.SaveAutoGradesAtOnce, "preprocess", 1),
}


def at(place, name, after, do):
    """Do something at the first call of a method: before it (0), or after it (1)."""
    whole = getattr(place, name)

    def called(self, *args, **kwargs):
        if not after:
            do()
        done = whole(self, *args, **kwargs)
        if after:
            do()
        return done

    setattr(place, name, called)


class NoSandbox:
    """For classes in which there is nothing to run."""

    size, level = 1, "none"


def main(what, course, *options):
    runs = []
    at(grading.Grader, "judge_anew", 0, lambda: runs.append(1))
    stopped = []

    def interrupt():
        if not stopped:
            stopped.append(time.monotonic())
            os.kill(os.getpid(), signal.SIGINT)

    if what in KILLED:
        at(*KILLED[what], lambda: os.kill(os.getpid(), signal.SIGKILL))
    elif what == "interrupted":
        at(preprocessors.Judge, "preprocess", 0, interrupt)
    elif what == "filling":
        at(GenerateAssignment, "init_assignment", 1, interrupt)
    if what in ("filling", "without sandbox"):
        cli._grader = lambda options, **how: contextlib.nullcontext(grading.Grader(registry.find(), NoSandbox()))
        ClassRun.grade.__globals__["waiting"].PAUSES = (0.1,)
    code = cli.main(["autograde", "momentum", "--course", course, *options])
    print(f"runs: {len(runs)}", *(f"seconds: {time.monotonic() - when:.2f}" for when in stopped), sep="\n", flush=True)
    if code == cli.INTERRUPTED:  # as the program does
        sys.argv = ["step-grader"]
        cli._main = lambda arguments: code
        cli.main()
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
