"""A path is the optimizer's: torch's rule on every function, from rest, wherever it starts, also when it diverges."""

import warnings

import lion_pytorch
import numpy as np
import pytest
import torch
from figures import (
    adagrad,
    adam,
    adamw,
    bowl,
    lion,
    losses,
    momentum,
    nesterov,
    rmsprop,
    rosenbrock,
    sgd,
    valley,
    walk,
    walks,
)
from figures.surfaces import ALL, CURVES

SMALL = {"Rosenbrock": 0.0005, "Beale": 0.001}  # learning rates that these steep functions bear


def torchs_path(function, start, steps, method=torch.optim.SGD, **options):
    w = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in start]
    optimizer = method(w, **options)
    path = [[v.item() for v in w]]
    for _ in range(steps):
        optimizer.zero_grad()
        function.f(*w).backward()
        optimizer.step()
        path.append([v.item() for v in w])
    return np.array(path)


@pytest.mark.parametrize("function", [*ALL, *CURVES], ids=lambda f: f.name)
@pytest.mark.parametrize("rule, options", [
    (sgd, {}),
    *[(momentum, {"momentum": mu}) for mu in (0.0, 0.5, 0.95)],
    *[(nesterov, {"momentum": mu, "nesterov": True}) for mu in (0.5, 0.95)]],
    ids=lambda v: v.__name__ if callable(v) else str(v.get("momentum", "")))
def test_two_hundred_steps_on_every_function_are_torchs(function, rule, options):
    lr = SMALL.get(function.name, 0.02)
    drawn = walk(function, rule(lr, *list(options.values())[:1]), steps=200)
    exact = torchs_path(function, function.start, 200, lr=lr, **options)
    assert np.abs(exact).max() < 10  # it stays in sight, so that the comparison means something
    assert np.allclose(drawn, exact, rtol=0, atol=1e-11)


@pytest.mark.parametrize("function", [*ALL, *CURVES], ids=lambda f: f.name)
@pytest.mark.parametrize("rule, method, options", [
    (adagrad, torch.optim.Adagrad, {}), (adagrad, torch.optim.Adagrad, {"eps": 0.1}),
    (rmsprop, torch.optim.RMSprop, {}), (rmsprop, torch.optim.RMSprop, {"alpha": 0.8, "eps": 0.1}),
    (adam, torch.optim.Adam, {}), (adam, torch.optim.Adam, {"betas": (0.5, 0.9), "eps": 0.1}),
    (adam, torch.optim.Adam, {"weight_decay": 0.3}), (adamw, torch.optim.AdamW, {}),
    (adamw, torch.optim.AdamW, {"weight_decay": 0.3}),
    (lion, lion_pytorch.Lion, {}), (lion, lion_pytorch.Lion, {"betas": (0.5, 0.8), "weight_decay": 0.3})],
    ids=lambda v: getattr(v, "__name__", None) or "-".join(v) or "defaults")
def test_the_adaptive_rules_walk_their_references_path(function, rule, method, options):
    drawn = walk(function, rule(0.013, **options), steps=200)
    exact = torchs_path(function, function.start, 200, method, lr=0.013, **options)
    assert 0.05 < np.abs(exact - exact[0]).max() < 10
    assert np.allclose(drawn, exact, rtol=0, atol=1e-10)


def test_a_walk_starts_where_it_is_told_to():
    start = (0.5, -0.25)
    drawn = walk(rosenbrock, momentum(0.001), start=start, steps=200)
    assert np.allclose(drawn, torchs_path(rosenbrock, start, 200, lr=0.001, momentum=0.9), rtol=0, atol=1e-11)


def test_a_walk_has_its_start_and_one_point_for_every_step():
    assert walk(valley(), sgd(0.01), steps=7).shape == (8, 2)
    assert walk(bowl(), sgd(0.01), steps=0).shape == (1, 1)
    assert walk(valley(), sgd(0.01)).dtype == np.float64


@pytest.mark.parametrize("rule", [momentum(0.05, 0.9), nesterov(0.05, 0.9)], ids=["momentum", "nesterov"])
def test_a_rule_that_is_used_again_starts_from_rest(rule):
    assert np.array_equal(walk(valley(), rule, steps=30), walk(valley(), rule, steps=30))


def test_what_a_rule_never_wrote_is_zero():
    seen = []

    def curious(w, g, s):
        seen.append((s.v, s.anything))
        s.v = s.v + 1
        return w

    walk(bowl(), curious, steps=3)
    assert seen == [(0, 0), (1, 0), (2, 0)]


def test_a_walk_leaves_the_functions_start_alone():
    def in_place(w, g, s):
        w -= 0.1 * g
        return w

    before = rosenbrock.start
    walk(rosenbrock, in_place, steps=3)
    assert rosenbrock.start == before


def test_noise_is_repeatable_and_as_strong_as_it_was_asked_for():
    gradients = []

    def listener(w, g, s):
        gradients.append(g)
        return w

    walk(bowl(), listener, start=(0.0,), steps=4000, noise=0.5)
    assert np.std(gradients) == pytest.approx(0.5, rel=0.05)
    assert np.mean(gradients) == pytest.approx(0, abs=0.03)
    paths = [walk(valley(), sgd(0.02), steps=20, noise=1.0, seed=seed) for seed in (3, 3, 4)]
    assert np.array_equal(paths[0], paths[1]) and not np.allclose(paths[0], paths[2])


def test_a_path_that_diverges_is_returned_as_it_is_without_a_word():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        path = walk(rosenbrock, sgd(0.1), steps=50)
        loss = losses(rosenbrock, path)
    assert len(path) == len(loss) == 51 and not np.isfinite(path[-1]).all() and not np.isfinite(loss[-1])


def test_the_loss_of_a_path_is_the_functions_value_at_every_point():
    path = walk(rosenbrock, momentum(0.001), steps=25)
    assert losses(rosenbrock, path) == pytest.approx([rosenbrock.f(*point) for point in path])


@pytest.mark.parametrize("function", [valley(7), bowl()], ids=["two weights", "one weight"])
@pytest.mark.parametrize("rule", [sgd, momentum, adagrad, adam, lion])
def test_paths_side_by_side_are_those_walked_one_after_the_other(function, rule):
    rates = (0.003, 0.1, 0.4)  # with the last one gradient descent diverges in the valley
    both = walks(function, rule, rates, steps=50)
    assert both.shape == (3, 51, len(function.start))
    assert np.allclose(both, [walk(function, rule(lr), steps=50) for lr in rates], rtol=1e-12)


def test_noise_differs_between_paths_side_by_side():
    ends = walk(valley(), sgd(0.02), start=np.zeros((2, 5)), steps=20, noise=1.0)[-1]
    assert ends.shape == (2, 5) and len(np.unique(ends)) == 10
