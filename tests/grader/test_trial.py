"""Trials travel as numbers and names."""

import json

import numpy as np
import pytest

from grader import judge, task
from grader.worker.trial import decode, encode


@pytest.mark.parametrize("trial", judge.all_trials(task.load("momentum")), ids=lambda t: t.name)
def test_a_trial_survives_the_way_into_the_sandbox(trial):
    header, body = encode(trial)
    back = decode(json.loads(json.dumps(header)), body)
    assert encode(back) == (header, body)
    assert back.name == trial.name and back.changes == trial.changes
    for there, here in zip(back.parameters, trial.parameters):
        assert np.array_equal(there, here) and there.shape == here.shape
    for there, here in zip(back.gradients, trial.gradients):
        for a, b in zip(there, here):
            assert type(a) is type(b) and np.array_equal(a, b)
