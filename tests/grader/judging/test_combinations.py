"""Whoever makes known mistakes is told these, or nothing: never others.

Mistakes are drawn by chance, up to three at once, and members of families with numbers that stand in no grid.
`python -m tests.grader.judging.test_combinations COUNT [TASK …]` draws COUNT for each task and tells what becomes of
them.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from grader.ground.trial import Device
from grader.ground.walk import walk
from grader.judging.diagnosis import explain
from grader.judging.paths import Paths
from grader.language import registry
from grader.language.driver import combine, optimizer
from grader.language.task import Misconception, Task

TASKS = {name: task for name, task in registry.find().items() if isinstance(task, Task)}
pytestmark = pytest.mark.long


def drawn(known: Paths, random: np.random.Generator) -> tuple[Misconception, ...]:
    """One to three mistakes that can be made at once; the first may be a family's member."""
    chosen: list[Misconception] = []
    if random.random() < 0.4:
        family = known.first.families[random.integers(len(known.first.families))]
        place = random.integers(len(family.values))
        value = family.values[place] if random.random() < 0.5 else float(f"{family.values[place] * 1.3:.2g}")
        chosen.append(family.at(value))
    for _ in range(random.integers(0 if chosen else 1, 4 - len(chosen))):
        room = [m for m in known.task.misconceptions if m not in chosen and all(combine(m, c) for c in chosen)]
        if room:
            chosen.append(room[random.integers(len(room))])
    return tuple(chosen)


def told(known: Paths, mistakes: tuple[Misconception, ...]) -> tuple[str, ...] | None:
    """The names that somebody is told who makes these mistakes; None who stops everywhere."""
    made = optimizer(known.task, mistakes)
    paths = {t.name: walk(made, replace(t, device=Device.CPU, measure=False)) for t in known.task.naming}
    return None if all(p.failure for p in paths.values()) else explain(known, paths)


def outcome(known: Paths, mistakes: tuple[Misconception, ...], names: tuple[str, ...] | None) -> str:
    """In a word: named, nameless, less (fewer mistakes or numbers walk the same path), or other, which must not be."""
    if not names:
        return "stops" if names is None else "nameless"
    made = [m.name for m in mistakes]
    plain = {m.name for m in known.task.misconceptions}
    if set(names) == set(made):
        return "named"
    less = (len(names), len(set(names) - plain)) < (len(made), len(set(made) - plain))
    return "less" if less else "other"


@pytest.mark.parametrize("name, hidden", [
    ("sgd", {"skips_gradients_below", "leaves_out_gradients_below", "gradient_divided_by_length_and"}),
    ("adamw", {"skips_gradients_below", "leaves_out_gradients_below", "gradient_divided_by_length_and", "root_every",
               "eps_capped_at"})])
def test_a_familys_number_is_found_though_it_stands_in_no_grid(name, hidden):
    known, missed = Paths(TASKS[name]), set()
    for family in known.first.families:
        positive = [value for value in family.values if value > 0]
        low, high = positive[len(positive) // 3 - 1], positive[len(positive) // 3]
        whole = family.name.endswith(("rounded_to", "starts_at"))
        mistake = family.at(high if whole else float(f"{0.6 * low + 0.4 * high:.2g}"))
        if told(known, (mistake,)) != (mistake.name,):
            missed.add(family.name)
    assert missed == hidden


@pytest.mark.parametrize("name", ["sgd", "rmsprop"])
def test_mistakes_are_told_by_their_own_names_or_not_at_all(name):
    known, random = Paths(TASKS[name]), np.random.default_rng(14)
    found = Counter(outcome(known, mistakes, told(known, mistakes))
                    for mistakes in (drawn(known, random) for _ in range(25)))
    assert not found["other"], found
    assert found["named"] >= 10, found


if __name__ == "__main__":
    for name in sys.argv[2:] or TASKS:
        known, random = Paths(TASKS[name]), np.random.default_rng(1)
        found = Counter()
        for _ in range(int(sys.argv[1])):
            mistakes = drawn(known, random)
            names = told(known, mistakes)
            result = outcome(known, mistakes, names)
            found[result] += 1
            if result not in ("named", "stops"):
                print(f"  {result}: {' '.join(m.name for m in mistakes)}: {' '.join(names or ())}", flush=True)
        print(name, dict(found), flush=True)
