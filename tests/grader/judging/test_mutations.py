"""Right answers with one thing changed, for the tasks with weight decay: whatever changes the path is found."""

import pytest

from .mutations import BASES, MUTATIONS

pytestmark = pytest.mark.long


def changed(name, pairs):
    code = BASES[name]
    for old, new in pairs:
        assert old in code, old
        code = code.replace(old, new)
    return code


@pytest.mark.parametrize("name", sorted(BASES))
def test_unchanged_they_are_right(judges, name):
    assert judges.code(name, BASES[name]).failed == []


@pytest.mark.parametrize("name", sorted(MUTATIONS))
def test_a_change_of_the_path_costs_points_and_is_named_if_it_is_known(judges, name):
    for mistake, (names, pairs) in MUTATIONS[name].items():
        found = judges.code(name, changed(name, pairs))
        assert bool(found.failed) == (names is not None), mistake
        assert sorted(found.names) == (names or []), mistake
