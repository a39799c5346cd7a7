"""What the engine says of quadratics, of a line through data and of a polynomial, against numpy and torch."""

import dataclasses
import json
import re

import numpy as np
import pytest
import torch
from figures import Explorable, PolynomialFit, bowl, engine, momentum, nesterov, sgd, together, walk
from figures.animation import IN_BOOK
from figures.polynomial import DECADES, PER_DECADE, steps_at

from .printed import printed_by

KAPPA = 25


def radius(lr, mu, curvature):
    return np.abs(np.roots([1, -(1 + mu - lr * curvature), mu])).max()


def test_the_spectrums_roots_are_the_factors_of_a_long_walk():
    rules = dict(sgd=lambda lr, mu: sgd(lr), momentum=momentum, nesterov=nesterov)
    cases = [(key, lr, mu) for key in rules for lr, mu in ((0.02, 0.5), (0.001, 0.9), (0.03, 0.3))]
    found = engine.compute("cases.map(([key, lr, momentum]) => Engine.spectrum(key, { lr, momentum }, 25)"
                           ".map(([re, im]) => Math.hypot(re, im)))", cases=cases)
    for (key, lr, mu), sizes in zip(cases, found, strict=True):
        path = abs(walk(bowl(), rules[key](25 * lr, mu), start=(1,), steps=120)[:, 0])
        if len(sizes) > 1 and sizes[0] == pytest.approx(sizes[1]):  # complex: the envelope, not each step
            assert path[60:].max() <= 10 * sizes[0] ** 60 and path[60:75].max() >= sizes[0] ** 75 / 10
        else:
            assert path[100] / path[99] == pytest.approx(max(sizes), rel=1e-6)


def test_momentums_regimes_are_those_of_its_roots():
    cases = [(lr, mu, c) for lr in (0.001, 0.02, 0.07, 0.16) for mu in (0, 0.3, 0.6, 0.99) for c in (1, KAPPA)]
    found = engine.compute("cases.map((one) => Engine.behaviour(...one).radius)", cases=cases)
    assert np.allclose(found, [radius(*case) for case in cases], atol=1e-7)


@pytest.mark.parametrize("mu, a, regime", [
    (0.3, 0.04, "over-damped"), (0.64, 0.04, "critical"), (0.95, 0.04, "under-damped"),
    (0.0, 1.5, "flips sign"), (0.25, 2.4, "flips sign"), (0.25, 2.6, "diverges"), (0.0, 2.0, "diverges")])
def test_a_regime_has_its_name(mu, a, regime):
    assert engine.compute(f"Engine.behaviour({a}, {mu}, 1).regime") == regime


def test_the_best_choice_is_best():
    best = engine.compute(f"Engine.best({KAPPA})")
    rho = max(radius(best["lr"], best["momentum"], c) for c in (1, KAPPA))
    assert rho == pytest.approx(2 / 3, abs=1e-6)
    for lr in np.linspace(0.001, 0.16, 40):
        for mu in np.linspace(0, 0.99, 40):
            assert max(radius(lr, mu, c) for c in (1, KAPPA)) >= rho - 1e-6


@pytest.mark.parametrize("key, values, land, noise", [
    ("sgd", dict(lr=0.3), ("valley", dict(kappa=4)), 1),
    ("momentum", dict(lr=0.05, momentum=0.8), ("valley", dict(kappa=4)), 0.5),
    ("sgd", dict(lr=0.1), ("noisy", dict(kappa=3, batch=4)), 0),
    ("momentum", dict(lr=0.02, momentum=0.9), ("noisy", dict(kappa=3, batch=16)), 0)])
def test_the_ball_of_noise_is_as_large_as_the_walk_makes_it(key, values, land, noise):
    made = engine.compute("""(() => {
        const landscape = Engine.landscapes[land[0]].make(land[1]), optimizer = Engine.optimizers[key];
        const run = (seed) => Engine.walk({ landscape, optimizer, values, steps: 8000, noise, seed });
        const points = [0, 1, 2, 3].map((seed) => [...run(seed).points.slice(1000)]);
        return { points, expected: Engine.scatter(key, values, landscape, noise) };
    })()""", key=key, values=values, land=land, noise=noise)
    assert np.reshape(made["points"], (-1, 2)).std(axis=0) == pytest.approx(made["expected"], rel=0.08)


def test_no_ball_is_promised_where_theory_is_silent_and_an_endless_one_where_the_walk_diverges():
    valley = "Engine.landscapes.valley.make({ kappa: 4 })"
    assert engine.compute(f"Engine.scatter('adam', {{ lr: 0.1 }}, {valley}, 1)") is None
    assert engine.compute("Engine.scatter('sgd', { lr: 0.1 }, Engine.landscapes.saddle.make({}), 1)") is None
    assert engine.compute(f"Engine.scatter('sgd', {{ lr: 0.51 }}, {valley}, 1)[1] === Infinity")


def test_the_line_through_the_cars_is_a_landscape_whose_lowest_point_is_least_squares():
    x, y = (np.array(one) for one in engine.compute("(({ xs, ys }) => [xs, ys])(Engine.landscapes.line.make({}).data)"))
    best, floor, *_ = np.linalg.lstsq(np.column_stack([x, np.ones(50)]), y, rcond=None)
    points = [[0.4, 0], [3, -2], best.tolist()]
    made = engine.compute("""(() => {
        const { f, gradient, minima } = Engine.landscapes.line.make({});
        const slopes = points.map((point) => { const out = [0, 0]; gradient(point, out); return out; });
        return { minima, losses: points.map(f), slopes };
    })()""", points=points)
    assert made["minima"] == [pytest.approx(best.tolist(), rel=1e-12)]
    for point, loss, slope in zip(points, made["losses"], made["slopes"], strict=True):
        w = torch.tensor(point, dtype=torch.float64, requires_grad=True)
        exact = ((w[0] * torch.tensor(x) + w[1] - torch.tensor(y)) ** 2).mean()
        exact.backward()
        assert loss == pytest.approx(exact.item(), rel=1e-12) and slope == pytest.approx(w.grad.tolist(), abs=1e-10)
    assert made["losses"][2] == pytest.approx(floor[0] / 50)


def test_the_cars_as_a_pytorch_program_go_where_the_page_goes():
    page = Explorable("cars", ("line", {}), [("momentum", {"lr": 0.1, "momentum": 0.7})], alt="A line.", steps=50)
    program = engine.compute("""((landscape) => Engine.torchProgram({ landscape, optimizer: Engine.optimizers.momentum,
        values: { lr: 0.1, momentum: 0.7 }, start: landscape.start, steps: 50, seed: 0, noise: 0,
    }))(Engine.landscapes.line.make({}))""")
    printed = [float(number) for number in re.findall(r"-?\d+\.\d+(?:e-?\d+)?", printed_by(program))]
    assert printed[:2] == pytest.approx(page.paths()["Momentum"][-1].tolist(), abs=1e-3)


def test_a_method_may_keep_its_rate_while_a_schedule_lets_the_other_down():
    methods = [("sgd", {"lr": 0.3}, "Constant", True, True), ("sgd", {"lr": 0.3}, "Scheduled")]
    both = Explorable("two", ("valley", {"kappa": 4}), methods, alt="Two.", plan=("cosine", {}), steps=20).paths()
    w = v = np.array([-4.5, 1.2])
    for t in range(20):
        w, v = w - 0.3 * w * [1, 4], v - 0.15 * (1 + np.cos(np.pi * t / 20)) * v * [1, 4]
    assert both["Constant"][-1] == pytest.approx(w) and both["Scheduled"][-1] == pytest.approx(v)


def test_explorables_that_are_computed_together_are_what_each_is_alone(monkeypatch):
    one = Explorable("one", ("valley", {"kappa": 4}), [("sgd", {"lr": 0.3})], alt="One.", noise=1, steps=20)
    asked = [dataclasses.replace(one, seed=3), dataclasses.replace(one, start=(2, 1), plan=("cosine", {}))]
    alone = [dataclasses.replace(each).computed() for each in asked]
    assert alone[0] != alone[1]
    both = together(iter(asked))
    monkeypatch.setattr(engine, "compute", None)  # nothing is asked of it any more
    assert both == asked and [each.computed() for each in both] == alone


def test_a_polynomial_is_where_gradient_descent_itself_would_be():
    fit = PolynomialFit(alt="Ten points.", degree=5, count=8, seed=3)
    X, w = fit.powers(fit.x), np.zeros(6)
    for t in range(1, 301):
        w = w - fit.rate * X.T @ (X @ w - fit.y) / 8
        assert np.allclose(X @ w, fit.fit(t, fit.x), atol=1e-10)
    error = np.sqrt(np.mean((fit.fit(100, fit.x) - fit.y) ** 2))
    assert fit.errors[2 * PER_DECADE, 0] == pytest.approx(error)


def test_a_polynomials_page_has_what_python_drew_and_what_its_script_needs():
    fit = PolynomialFit(alt="Ten <points>.")
    markup = fit.markup()
    data = json.loads(re.search(r'<script type="application/json">(.*?)</script>', markup)[1])
    assert len(data["errors"]) == PER_DECADE * DECADES + 1 and len(data["paces"]) == len(data["features"]) == 10
    assert markup.count('class="feature"') == markup.count('class="share"') == 10
    assert 'aria-label="Ten &lt;points&gt;."' in markup and f"{steps_at(fit.best):,} steps" in markup
    shares = fit.learned(steps_at(fit.best))
    drawn = np.tensordot(shares, np.array(data["features"]), axes=1)
    assert np.allclose(drawn, fit.fit(steps_at(fit.best), np.linspace(-1, 1, len(drawn))), atol=1e-3)


def test_in_a_notebook_a_polynomial_brings_all_that_it_needs(monkeypatch):
    monkeypatch.delenv(IN_BOOK, raising=False)
    markup = PolynomialFit(alt="Ten points.")._repr_html_()
    assert "Engine.clock" in markup and "<style" in markup and not re.search(r'(src|href)="(?!#)', markup)


def test_a_figure_that_moves_needs_words():
    with pytest.raises(ValueError, match="alt text"):
        PolynomialFit(alt="  ")
    with pytest.raises(ValueError, match="alt text"):
        Explorable("one", ("valley", {}), [("sgd", {})], alt="  ")
