"""What a verdict says of its trials: eight digits, equal where the trials are, that give nothing of them away."""

import re
from dataclasses import replace

import numpy as np
import pytest

from grader.ground.trial import Device
from grader.judging.examiners import examiner
from grader.judging.questions import Questions
from grader.language import registry
from grader.language.secret import DEMO, Secret

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
