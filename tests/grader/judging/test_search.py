"""The search for what explains a path: what it rules out by the first steps, and how many it may walk."""

from dataclasses import replace

import numpy as np
import pytest

from grader.ground.trial import Device
from grader.ground.walk import walk
from grader.judging import diagnosis, paths, search
from grader.judging.firststeps import STEPS, Seen
from grader.judging.paths import Paths
from grader.language import registry
from grader.language.driver import Driver, optimizer, rule

SGD = registry.find()["sgd"]


def walked_by(made, trials=SGD.naming):
    """Somebody's trajectories, by the trial's name."""
    return {t.name: walk(made, replace(t, device=Device.CPU, measure=False)) for t in trials}


def test_what_is_not_a_number_agrees_with_what_is_not_a_number_alone():
    seen = Seen(np.array([1.0, np.nan, np.nan, np.inf]), np.array([0.1, 0.1, -1.0, 0.1]))
    rows = np.array([[1.05, np.nan, 7.0, np.inf], [1.05, 2.0, np.nan, np.inf], [np.nan, np.nan, 7.0, 1.0]])
    assert seen.like(rows).tolist() == [[True, True, True, True], [True, False, True, True],
                                        [False, True, True, False]]


def test_a_path_of_what_is_not_a_number_is_no_mistakes_that_walks_on_numbers():
    """A student's first step is right; the second is not a number."""
    class Lost(optimizer(SGD)):
        def step(self):
            super().step()
            self.taken = self.__dict__.get("taken", 0) + 1
            if self.taken > 1:
                for p in self.params:
                    p.data.fill_(float("nan"))

    first = Paths(SGD).first
    seen = first.seen(walked_by(Lost))
    assert [m.name for m in SGD.misconceptions if seen.like(first.single(m)).all()] == []
    assert not any(first.fitted(family, seen) for family in first.families)


@pytest.mark.parametrize("task", ["sgd", pytest.param("adam", marks=pytest.mark.long)])
def test_who_makes_two_mistakes_agrees_with_that_pair_at_every_glance(task):
    """In its first step, in both where the first moves nothing, and in both everywhere."""
    task = registry.find()[task]
    first = Paths(task).first
    every = np.ones(len(first.trials), bool)
    for n in range(0, len(first.pairs), len(first.pairs) // 20):
        row = first.pair_rows(np.array([n]))
        seen = first.seen(walked_by(optimizer(task, first.pairs[n]), first.trials))
        assert seen.like(row).all() and row.shape == (1, STEPS * len(first.places))
        assert first.pairs_like(seen)[n].all() and first.pairs_like(seen, every)[n].all()
    assert first._standing.any() and first.pairs_like(first.right).any(axis=0)[first._standing].all()
    less = first.pairs_like(first.right, every).sum(axis=0) < first.pairs_like(first.right).sum(axis=0)
    assert less.tolist() == first._standing.tolist()


def test_where_no_two_mistakes_can_be_made_none_is_somebodys():
    """A task of a few mistakes that are all in one place."""
    one = next(m for m in SGD.misconceptions if m.name == "uphill")
    first = Paths(replace(SGD, misconceptions=(one,))).first
    assert first.showing == [one] and first.pairs == []
    assert first.pairs_like(first.right, np.ones(len(first.trials), bool)).shape == (0, len(first.trials))


def test_a_pair_with_a_mistake_that_looks_at_the_whole_tensor_is_not_ruled_out_by_its_own_path():
    first = Paths(SGD).first
    pairs, _ = first.pairs_of_others
    for pair in pairs[::20]:
        likely = first.pairs_of_others_like(walked_by(optimizer(SGD, pair), [first._whole]))
        assert [m.name for m in pair] in [[m.name for m in some] for some in likely]
        assert len(likely) < len(pairs) / 2


class Wanders(Driver):
    """Adds a little to every parameter from the third step on, whatever its rule."""

    def step(self):
        super().step()
        self.taken = self.__dict__.get("taken", 0) + 1
        for p in self.params if self.taken > 2 else ():
            p.data.add_(0.01 * self.lr)


def test_an_unexplained_path_costs_no_more_steps_than_it_may(monkeypatch):
    """All that are walked for it are counted: after so many it stays unexplained."""
    known = Paths(SGD)
    begun = known.first.showing[0]  # beside it the first steps rule nothing out that does not show
    lost = walked_by(type("Lost", (Wanders,), {
        "rule": staticmethod(rule(SGD, (begun,))), "hyperparameters": SGD.hyperparameters, "shared": {}}))
    assert diagnosis.explain(known, lost) == ()  # what is walked once for a task has been walked
    steps = []

    def counted(made, trial, *more):
        path = walk(made, trial, *more)
        steps.append(path.steps * len(trial.parameters))
        return path

    monkeypatch.setattr(paths, "walk", counted)
    monkeypatch.setattr(search, "MOST_STEPS", 500)
    known._lately.clear()
    before = known.first.walked
    assert diagnosis.explain(known, lost) == ()
    assert 0 < sum(steps) <= search.MOST_STEPS and known.first.walked == before


def test_the_first_steps_of_a_familys_members_are_counted_as_well():
    known = Paths(SGD)
    family = next(f for f in SGD.families if f.name == "gradient_norm_clipped_at")
    student = walked_by(optimizer(SGD, (family.at(0.77),)))
    assert known.first.families  # walked once for the task
    looking, before = search.Search(known, student, lambda path, other, trial: False), known.first.walked
    assert [m.name for m in looking.members] == ["gradient_norm_clipped_at_0.77"]
    assert search.MOST_STEPS - looking.left == known.first.walked - before > 0


def test_a_search_ends_when_it_has_walked_enough(monkeypatch):
    known = Paths(SGD)
    by_name = {m.name: m for m in SGD.misconceptions}
    both = walked_by(optimizer(SGD, (by_name["uphill"], by_name["last_parameter_left_out"])))
    assert set(diagnosis.explain(known, both)) == {"uphill", "last_parameter_left_out"}
    monkeypatch.setattr(search, "MOST_STEPS", 10)
    assert diagnosis.explain(known, both) == ()
