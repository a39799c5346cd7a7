"""Right answers with one thing changed, for the tasks with weight decay: whatever changes the path is found."""

import pytest

from grader import task

from .conftest import Result, namespace, walk_all
from .mutations import BASES, MUTATIONS


def judged(name, code):
    chosen = task.load(name)
    return Result(chosen, walk_all(lambda: namespace(code)[chosen.class_name], chosen))


def changed(name, pairs):
    code = BASES[name]
    for old, new in pairs:
        assert old in code, old
        code = code.replace(old, new)
    return code


@pytest.mark.parametrize("name", sorted(BASES))
def test_unchanged_they_are_right(name):
    assert judged(name, BASES[name]).failed == []


@pytest.mark.parametrize("name", sorted(MUTATIONS))
def test_a_change_of_the_path_costs_points_and_is_named_if_it_is_known(name):
    for mistake, (names, pairs) in MUTATIONS[name].items():
        found = judged(name, changed(name, pairs))
        assert bool(found.failed) == (names is not None), mistake
        assert sorted(found.names) == (names or []), mistake
