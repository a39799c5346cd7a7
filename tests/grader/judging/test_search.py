"""The search for what explains a path: what it rules out by the first steps, and how many it may walk."""

from dataclasses import replace

import numpy as np

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
    assert not any(first.fitted(family, grid, seen) for family, grid in first.grids)


def test_a_pairs_first_step_is_the_first_of_its_first_steps():
    """So whoever is ruled out by the one is ruled out by both."""
    first = Paths(SGD).first
    pairs, rows = first.pairs
    some = np.arange(0, len(pairs), 40)
    assert np.array_equal(first.pair_rows(some)[:, :len(first.places)], rows[some])
    assert first.pair_rows(some).shape[1] == STEPS * len(first.places)


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
    assert known.first.grids  # walked once for the task
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
