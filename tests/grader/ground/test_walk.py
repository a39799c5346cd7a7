"""The walk stops on nobody's object: what can be read is read, and what cannot costs nothing."""

from dataclasses import replace

import numpy as np
import pytest

from nbformat.v4 import new_code_cell, new_notebook

from grader.ground import said_inside
from grader.ground.failure import failure_of
from grader.ground.trial import Device, Trial
from grader.ground.walk import walk

from ..answers import BASE
from ..tiny import trial
from ..walking import namespace
from .constructs import CONSTRUCTS


@pytest.mark.long
@pytest.mark.parametrize("code", CONSTRUCTS.values(), ids=CONSTRUCTS)
def test_a_right_rule_gets_full_marks_in_whatever_it_is_wrapped(judges, code):
    assert judges.code("momentum", code).failed == []


THROUGH_THE_WALL = ("slots", "a __class__ that raises", "a metaclass", "no comparisons", "a sparse tensor beside it",
                    "torch's base class", "torch's base class and a property that cannot be set",
                    "torch's base class and a hook")


@pytest.mark.sandbox
@pytest.mark.parametrize("name", THROUGH_THE_WALL)
def test_and_so_it_does_in_the_sandbox(grader, name):
    cells = [new_code_cell(BASE), new_code_cell(CONSTRUCTS[name])]
    verdict = grader.grade_notebook(new_notebook(cells=cells), "momentum")
    assert (verdict.score, [c.check.name for c in verdict.checks if not c.finding.passed]) == (10, [])
