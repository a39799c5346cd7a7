"""Long experiments are kept: what pages read is what the present code finds."""

import json
import re
from dataclasses import dataclass

import numpy as np
import pytest
from experiments import (
    comparison,
    decay_grid,
    lion_claims,
    repeated,
    repeated_digits,
    repeated_map,
    repeated_terrain,
    spirals,
    stacks,
    stored,
    successors,
    terrain,
    terrain_grid,
)

RUNS = [pytest.param(run, asked, id=" ".join(map(str, (run.name, *asked)))) for run, asked in stored.runs()]


@pytest.mark.parametrize("function, asked", RUNS)
def test_what_is_kept_is_of_the_present_code(function, asked):
    line = stored.lines(function.name)[asked]
    assert line["code"] == stored.code(function.run), "run `make experiments`"
    assert line["seconds"] > 0 and re.fullmatch(r"20\d\d-\d\d-\d\d", line["made"]) and "torch" in line["on"]


def test_nothing_is_kept_that_no_page_reads():
    known = {function.name for function, _ in stored.runs()}
    assert {file.stem for file in stored.RESULTS.iterdir()} == known
    assert sum(len(stored.lines(name)) for name in known) == len(RUNS)


# A slice of each, computed again: to the last digit that the pages print


@pytest.mark.parametrize("network, method", [("MLP", "Adam"), ("CNN", "Lion")])
def test_the_comparison_is_found_again(network, method):
    kept = comparison.outcome(network, method)
    parts = comparison.NETWORKS[network], comparison.METHODS[method], kept.tuned
    again = comparison.final(*parts, every=100, seeds=(0, 1))
    assert np.allclose(again.accuracy, kept.final.accuracy[:2], atol=5e-4)
    assert np.allclose(again.loss, kept.final.loss[:2], rtol=1e-3)


# PyTorch computes Muon with 16 bits, which processors round differently: another one is like another seed.
@pytest.mark.parametrize("name, repetition, close", [("Muon", 0, 0.02), ("SOAP", 1, 5e-4)])
def test_the_successors_are_found_again(name, repetition, close):
    kept, (training, _, test) = successors.run(name, repetition), comparison.split(repetition)
    seed = repeated.report_seeds(repetition)[0]
    model, _ = successors.train(successors.METHODS[name], kept.lr, seed, training)
    assert successors.accuracy(model, test)[0] == pytest.approx(kept.scores[0], abs=close)


@pytest.mark.parametrize("network, method", [("MLP", "SGD"), ("CNN", "Adam")])
def test_the_repeated_comparison_is_found_again(network, method):
    kept, (training, _, test) = repeated_digits.again(network, method, 2), comparison.split(2)
    net, rule = comparison.NETWORKS[network], comparison.METHODS[method].rule
    seeds = list(repeated.report_seeds(2)[:2])
    weights = comparison.train(net, rule, [kept.lr] * 2, [kept.decay] * 2, seeds, training)
    assert np.allclose(comparison.measure(net, weights, test)[0], kept.scores[:2], atol=5e-4)


@pytest.mark.parametrize("run, asked, rule, schedule", [
    (repeated_map.decays, ("Adam", 1), stacks.adam, stacks.cosine),
    (repeated_map.undecayed, (3,), stacks.adam, stacks.cosine),
    (repeated_map.lion, ("Lion", "constant", 2), stacks.lion, stacks.constant),
], ids=["decays", "undecayed", "lion"])  # fmt: skip
def test_the_repeated_maps_are_found_again(run, asked, rule, schedule):
    kept, (training, _, test) = run(*asked), decay_grid.split(asked[-1])
    seeds = list(repeated.report_seeds(asked[-1])[:2])
    weights = decay_grid.train(rule, [kept.lr] * 2, [kept.decay] * 2, seeds, training, schedule)
    assert np.allclose(decay_grid.errors(weights, test), kept.scores[:2], atol=5e-4)


def test_a_tuning_is_found_again():
    """One place of a grid, with the seeds of its repetition: the mean that the choice went by."""
    kept, (training, validation, _) = repeated_map.decays("AdamW", 2), decay_grid.split(2)
    i, j = decay_grid.LRS.index(kept.lr), decay_grid.DECAYS["AdamW"].index(kept.decay)
    seeds = list(repeated.tuning_seeds(2))
    weights = decay_grid.train(stacks.adamw, [kept.lr] * 4, [kept.decay] * 4, seeds, training)
    assert decay_grid.errors(weights, validation).mean() == pytest.approx(kept.errors[i, j], abs=5e-4)
    assert kept.errors[i, j] == kept.errors.min()


def test_the_repeated_schedules_are_found_again():
    kept = repeated_terrain.again("batches", "cosine", 1)
    shape, how = repeated_terrain.SCHEDULES["cosine"], repeated_terrain.SETTINGS["batches"]
    again = repeated_terrain.terrain.final_losses(shape, [kept.lr], repeated.report_seeds(1)[:2], **how)[0]
    assert np.allclose(again, kept.scores[:2], rtol=1e-3)


def test_the_schedules_are_found_again():
    kept, how = terrain_grid.scheduled("batches", "cosine").final, repeated_terrain.SETTINGS["batches"]
    again = terrain.final_losses(repeated_terrain.SCHEDULES["cosine"], repeated_terrain.LRS[2:4], range(2), **how)
    assert kept.shape == (6, 5) and np.allclose(again, kept[2:4, :2], rtol=1e-3)


def test_the_memories_are_found_again():
    kept = terrain_grid.remembered(0.9, 0.9999).final
    constant, how = repeated_terrain.SCHEDULES["constant"], dict(steps=200, batch=16, betas=(0.9, 0.9999))
    assert kept.shape == (4, 3)
    assert np.allclose(terrain.final_losses(constant, terrain_grid.LRS[1:2], [0], **how), kept[1, 0], rtol=1e-3)


@pytest.mark.parametrize("rule", spirals.RATES)
def test_the_spirals_are_found_again(rule):
    """Not their digits. The two arms mirror each other, so the biases' first gradients would be 0 but for the rounding;
    divided by their own size they move the network, and another processor is like another seed."""
    kept = spirals.learned(rule)
    assert kept.course.shape == (200, 4) and kept.course[-1] == pytest.approx(kept.end, rel=0.3)
    again = spirals.course(spirals.train(rule, [kept.lr])[:, 0])
    off = np.log(again).mean(axis=1) - np.log(kept.course).mean(axis=1)
    assert np.sqrt((off**2).mean()) < 0.7 and abs(off[0]) < 0.05  # no other rate or rule passes


def test_the_grid_of_decays_is_found_again():
    kept, place = decay_grid.found("AdamW"), (2, 4)
    lr, decay = decay_grid.LRS[place[0]], decay_grid.DECAYS["AdamW"][place[1]]
    validation, test = decay_grid.grid(decay_grid.RULES["AdamW"], [lr], [decay], range(2))
    assert np.allclose(validation[0, 0], kept.validation[place][:2], atol=5e-4)
    assert np.allclose(test[0, 0], kept.test[place][:2], atol=5e-4)


def test_lions_claims_are_found_again():
    kept, training, test = lion_claims.outcome("Lion", "cosine", 4), *decay_grid.split()[::2]
    weights = decay_grid.train(lion_claims.RULES["Lion"], [kept.lr] * 2, [kept.decay] * 2, [0, 1], training)
    assert np.allclose(decay_grid.errors(weights, test), kept.errors[:2], atol=5e-4)


# How it is kept


@dataclass(frozen=True)
class Inner:
    chosen: float
    values: np.ndarray


@dataclass(frozen=True)
class Outer:
    inner: Inner
    edge: bool
    course: np.ndarray


@pytest.fixture
def function(tmp_path, monkeypatch):
    """A stored function and the list of what it was really asked."""
    monkeypatch.setattr(stored, "RESULTS", tmp_path)
    monkeypatch.setattr(stored, "code", lambda run: "now")
    asked = []

    @stored.stored(Outer)
    def run(name, n):
        asked.append((name, n))
        return Outer(Inner(0.1 + 0.2, np.array([1 / 3, np.inf, np.nan])), True, np.arange(6.0).reshape(2, 3) / 7)

    return run, asked


def test_without_being_told_to_nothing_is_kept(function, tmp_path, monkeypatch):
    monkeypatch.delenv(stored.ANEW, raising=False)
    run, asked = function
    run("a", 1), run("a", 1)
    assert asked == [("a", 1)] * 2 and list(tmp_path.iterdir()) == []


def test_what_was_kept_comes_back_to_the_last_digit(function, monkeypatch):
    monkeypatch.setenv(stored.ANEW, "1")
    run, asked = function
    first, again = run("a", 1), run("a", 1)
    run("b", 2)
    assert asked == [("a", 1), ("b", 2)]
    assert again.inner.chosen == first.inner.chosen and again.edge is True
    assert np.array_equal(again.inner.values, first.inner.values, equal_nan=True)
    assert np.array_equal(again.course, first.course)


def test_a_run_of_other_code_is_made_again_and_takes_the_place_of_the_old(function, monkeypatch):
    monkeypatch.setenv(stored.ANEW, "1")
    run, asked = function
    run("a", 1)
    monkeypatch.setattr(stored, "code", lambda run: "later")
    run("a", 1)
    assert len(asked) == 2 and [line["code"] for line in stored.lines(run.name).values()] == ["later"]


def test_a_file_has_a_line_for_each_run(function, tmp_path, monkeypatch):
    monkeypatch.setenv(stored.ANEW, "1")
    run, _ = function
    run("a", 1), run("b", 2)
    (file,) = tmp_path.iterdir()
    assert [json.loads(line)["asked"] for line in file.read_text().splitlines()] == [["a", 1], ["b", 2]]


def test_the_code_is_known_by_what_it_does(tmp_path):
    def essence(name, text):
        (tmp_path / name).write_text(text)
        return stored._essence(tmp_path / name)

    plain = essence("a.py", "def f(x):\n    return x + 1\n")
    assert essence("b.py", "def f(x):\n    return (\n        x + 1\n    )\n") == plain
    assert essence("c.py", "# why\n\ndef f( x ):  # how\n\n    return x+1\n") == plain
    assert essence("d.py", "def f(x):\n    return x + 2\n") != plain
    inside = essence("e.py", "for x in y:\n    a()\n    b('c d')\n")
    assert essence("f.py", "for x in y:\n    a()\nb('c d')\n") != inside
    assert essence("g.py", "for x in y:\n    a()\n    b('cd')\n") != inside


def test_a_run_depends_on_the_modules_that_its_own_uses():
    assert stored._modules("experiments.lion_claims") == ["decay_grid", "lion_claims", "stacks"]
    assert stored._modules("experiments.repeated_terrain") == ["repeated", "repeated_terrain", "terrain"]
    assert stored._modules("experiments.successors") == ["comparison", "repeated", "stacks", "successors"]
