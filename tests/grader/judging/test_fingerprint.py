"""What a verdict says of its trials and of the path: digits that are equal where these are."""

import re
from dataclasses import replace

import numpy as np
import pytest

from grader.ground.failure import Failure
from grader.ground.trial import Device
from grader.ground.walk import Trajectory
from grader.judging import fingerprint, judge
from grader.judging.examiners import examiner
from grader.judging.questions import Questions
from grader.language import registry
from grader.language.secret import DEMO, Secret
from grader.tools import selftest

from ..walking import namespace, walk_all

EXAMS = registry.find()
OTHER = Secret(b"the secret of another course")


def asked(exam, device=Device.CPU):
    return examiner(exam).ask(device)


@pytest.fixture(scope="module")
def sgd():
    return asked(EXAMS["sgd"])


def changed(questions, change):
    """The same questions with one trial changed."""
    first, *others = questions.walks
    return Questions((replace(first, trial=change(first.trial)), *others), questions.runs, questions.dtype)


def scaled(factor):
    return lambda trial: replace(trial, parameters=tuple(p * factor for p in trial.parameters))


@pytest.mark.parametrize("name", [name for name, exam in EXAMS.items() if asked(exam).walks])
def test_the_secret_decides_and_nothing_else(name):
    exam = EXAMS[name]
    found = [asked(one).fingerprint for one in (exam, exam.under(DEMO), exam.under(OTHER), exam.under(OTHER))]
    assert found[0] == found[1] != found[2] == found[3]
    assert all(re.fullmatch("[0-9a-f]{8}", one) for one in found)


def test_every_task_has_another():
    """AdamW's and Adam's with L2 have the same numbers."""
    assert len({asked(exam).fingerprint for exam in EXAMS.values()}) == len(EXAMS)


def test_the_device_does_not_matter():
    pretended, real = (asked(EXAMS["sgd"], device) for device in (Device.CPU, Device.CUDA))
    assert pretended != real and pretended.fingerprint == real.fingerprint


def test_what_processors_round_differently_does_not_matter(sgd):
    assert changed(sgd, scaled(1 + 1e-13)).fingerprint == sgd.fingerprint
    rounded = changed(sgd, lambda trial: replace(trial, hyperparameters=tuple(
        {name: value * (1 + 1e-13) for name, value in given.items()} for given in trial.hyperparameters)))
    assert rounded.fingerprint == sgd.fingerprint


@pytest.mark.parametrize("change", [
    scaled(1.001), lambda trial: replace(trial, hyperparameters=({"lr": 0.123},)),
    lambda trial: replace(trial, gradients=trial.gradients[:-1] + ((None,),)),
    lambda trial: replace(trial, parameters=tuple(np.append(p, 0.0) for p in trial.parameters), gradients=tuple(
        tuple(np.append(g, 0.0) for g in step) for step in trial.gradients))],
    ids=["numbers", "hyperparameters", "None", "sizes"])
def test_other_trials_have_another(sgd, change):
    assert changed(sgd, change).fingerprint != sgd.fingerprint


def test_a_grader_of_another_version_that_draws_others_is_seen_under_the_same_secret(sgd):
    fewer = Questions(sgd.walks[1:], sgd.runs, sgd.dtype)
    assert fewer.fingerprint != sgd.fingerprint


def test_the_secret_goes_nowhere_near_the_students_process():
    header, numbers = asked(EXAMS["momentum"].under(OTHER)).request(["x = 1"])
    assert OTHER.value not in numbers and OTHER.value.decode() not in repr(header)
    assert OTHER.value.hex() not in repr(header) and OTHER.fingerprint not in repr(header)
    assert "secret" not in repr(header)


MOMENTUM = EXAMS["momentum"]


def of_paths(walked, task=MOMENTUM):
    return fingerprint.of_paths((trial, walked(trial)) for trial in judge.all_trials(task))


@pytest.mark.long
@pytest.mark.parametrize("name", ["momentum", "adam", "lion"])
def test_right_answers_in_every_style_walk_one_path(judges, name):
    task, found = EXAMS[name], set()
    for (code,) in selftest.right_answers(task).values():
        paths = walk_all(lambda code=code: namespace(code)[task.class_name], task)
        found.add(of_paths(lambda trial, paths=paths: paths[trial.name], task))
    assert found == {of_paths(judges.known(name).right, task)} and re.fullmatch("[0-9a-f]{16}", found.pop())


def test_common_mistakes_walk_other_paths_each_its_own(judges):
    known = judges.known("momentum")
    mistakes = [m for m in MOMENTUM.misconceptions if m.name in MOMENTUM.common]
    found = [of_paths(known.right), *(of_paths(lambda trial, m=m: known.wrong((m,), trial)) for m in mistakes)]
    assert len(mistakes) == 5 and len({*found}) == len(found)


def of_one(change, failure=None):
    """The fingerprint of a short path after a change of its numbers."""
    trial = next(t for t in MOMENTUM.trials if t.name == "first step")
    start = trial.parameters[0]
    return fingerprint.of_paths([(trial, Trajectory([[start], [change(start * 0.9)]], failure=failure))])


@pytest.mark.parametrize("change, same", [
    (lambda p: p * (1 + 1e-14), True), (lambda p: p * 1.001, False), (lambda p: p * 0.8 / 0.9, False),
    (lambda p: p * np.inf, False), (lambda p: p * np.nan, False), (lambda p: p[:-1], False)])
def test_rounding_alone_makes_no_other_path(change, same):
    assert (of_one(change) == of_one(lambda p: p)) == same


def test_a_path_that_ends_in_an_error_is_that_of_whoever_ends_so_and_one_that_the_clock_has_cut_is_none():
    ended, elsewhere, other = (Failure(kind, f"no <object at {place}>", 2) for kind, place in (
        ("ValueError", "0x7f01"), ("ValueError", "0x9a"), ("KeyError", "0x7f01")))
    assert of_one(lambda p: p, ended) == of_one(lambda p: p, elsewhere)
    assert len({of_one(lambda p: p, one) for one in (None, ended, other)}) == 3
    assert of_one(lambda p: p, Failure("TimeIsUp", "computing", 2)) == fingerprint.of_paths([]) == ""
