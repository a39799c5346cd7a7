"""Walk answers without a sandbox: what is judged is the path, wherever it was walked."""

import pytest

from grader import diagnosis, judge, task
from grader.reply import trajectory
from grader.worker import job
from grader.worker.trial import encode
from grader.worker.walk import walk

from .answers import BASE


def namespace(code):
    names = {}
    exec(compile(BASE + code, "<ipython-input-answer>", "exec"), names)
    return names


def walk_all(make, chosen):
    """The trajectories of a fresh class for every trial, through the worker's own wire format."""
    keep, paths = [], {}
    for trial in judge.all_trials(chosen):
        assert encode(trial)
        header, raw = job._encode(walk(make(), trial, keep=keep))
        paths[trial.name] = trajectory(header, raw, trial)
    return paths


class Result:
    def __init__(self, chosen, paths):
        self.findings = judge.judge(chosen, paths)
        named = diagnosis.diagnose(chosen, paths, self.findings)
        self.score = sum(c.points for c, f in zip(chosen.checks, self.findings) if f.passed)
        self.failed = [c.name for c, f in zip(chosen.checks, self.findings) if not f.passed]
        self.names = {m.name for ms in named for m in ms} | {
            f.observed for f in self.findings if f.observed}


@pytest.fixture(scope="session")
def result():
    """Judge a class that `make()` returns as an answer to a task."""
    return lambda name, make: Result(task.load(name), walk_all(make, task.load(name)))


@pytest.fixture(scope="session")
def judge_code(result):
    """Judge source code as an answer to a task, momentum by default."""
    return lambda code, name="momentum": result(
        name, lambda: namespace(code)[task.load(name).class_name])
