"""Trials travel as numbers and names."""

import json
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.ground.trial import Trial, decode, encode
from grader.judging import judge
from grader.language import registry

from ..chance import trials

TASKS = registry.find()


def there_and_back(trial: Trial) -> Trial:
    header, body = encode(trial)
    return decode(json.loads(json.dumps(header)), body)


def same(one, other) -> bool:
    """Equal in type and value, to the last bit of each number and the shape of each array."""
    if isinstance(one, np.ndarray):
        return isinstance(other, np.ndarray) and one.shape == other.shape and one.tobytes() == other.tobytes()
    if isinstance(one, tuple):
        return type(one) is type(other) and len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and one == other


@pytest.mark.parametrize("trial", judge.all_trials(TASKS["momentum"]), ids=lambda t: t.name)
def test_a_trial_survives_the_way_into_the_sandbox(trial):
    back = there_and_back(trial)
    assert [f.name for f in fields(Trial) if not same(getattr(trial, f.name), getattr(back, f.name))] == []


@settings(max_examples=60)
@given(trial=st.sampled_from(["adam", "momentum"]).flatmap(lambda name: trials(TASKS[name])))
def test_so_does_any_other(trial):
    back = there_and_back(trial)
    assert [f.name for f in fields(Trial) if not same(getattr(trial, f.name), getattr(back, f.name))] == []
    assert encode(back) == encode(trial)
