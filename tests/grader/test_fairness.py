"""The same verdicts on a quiet machine and on a busy one, the first time and the second.

The suite grades a part of the corpus. `python -m tests.grader.test_fairness` grades all of it, with four busy loops for
each core, and takes some minutes.
"""

import contextlib
import json
import os
import subprocess
import sys

import pytest

from grader.grading import open_grader
from grader.language import registry
from grader.telling import words
from grader.tools import selftest
from grader.tools.corpus import Source, stored

IMPORTS = "import math\nimport numpy as np\n"


def corpus():
    """Names and notebooks: right answers in all styles, what people hand in, and a notebook for each kind of ending."""
    tasks = registry.find()
    for name, task in tasks.items():
        for style, codes in selftest.right_answers(task).items():
            yield f"{name}: {style}", selftest.submission(task, codes), name
    for answer in stored():
        if answer.source is Source.BLIND and answer.right or answer.source is Source.RETOLD:
            yield answer.id, selftest.submission(tasks[answer.task], [IMPORTS + answer.code]), answer.task


@contextlib.contextmanager
def busy(loops):
    """So many processes that do nothing but compute."""
    hogs = [subprocess.Popen(["nice", sys.executable, "-c", "while True: pass"]) for _ in range(loops)]
    try:
        yield
    finally:
        for hog in hogs:
            hog.kill()
            hog.wait()


def verdicts(grader, notebooks):
    """What is said of each, but for the seconds."""
    said = [words.as_json(verdict) for verdict in grader.grade_notebooks((nb, name) for _, nb, name in notebooks)]
    return [json.dumps({**one, "seconds": 0}) for one in said]


@pytest.mark.sandbox
def test_a_busy_machine_gives_the_same_verdicts(grader):
    some = list(corpus())[::40]
    quiet = verdicts(grader, some)
    with busy(4 * os.cpu_count()):
        assert verdicts(grader, some) == quiet


if __name__ == "__main__":
    everything = list(corpus())
    with open_grader() as opened:
        first, second = verdicts(opened, everything), verdicts(opened, everything)
        with busy(4 * os.cpu_count()):
            third = verdicts(opened, everything)
    for (name, *_), *said in zip(everything, first, second, third):
        if len(set(said)) > 1:
            print(name, *said, sep="\n  ")
    full = sum(json.loads(said)["score"] == json.loads(said)["max_score"] for said in first)
    print(f"{len(everything)} notebooks, {full} with full marks; the same again: {first == second}; on a busy machine: "
          f"{first == third}")
