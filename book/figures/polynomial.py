"""A polynomial that gradient descent fits to a few noisy points, as far as the reader lets it.

In the eigenvectors of the Hessian the weights are learned one after the other, each at its own curvature's pace. So the
number of steps decides how much of the noise is learned too (Goh, "Why momentum really works", Distill 2017).
"""

import html
import json
import os
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from . import engine
from .animation import IN_BOOK
from .panel import WIDTH, Frame, outline

PER_DECADE, DECADES = 20, 8  # the slider's place p stands for 10^(p/20) steps
POINTS = 81  # of a drawn curve

FIT = Frame((-1.08, 1.08, -1.5, 1.5), 240)
ERRORS = Frame((-1, PER_DECADE * DECADES + 3, -2.2, 0.25), 150)  # log₁₀ of the error; what is less lies at the foot
FEATURE = Frame((-1.1, 1.1, -1.3, 1.3), 46)
COLUMNS, CELL = 5, (80, 72)  # the eigen-features' table, and the size of a cell of it


def truth(x):
    """The curve that the points scatter about."""
    return 0.8 * np.sin(3 * x) + 0.2 * x


@dataclass(frozen=True)
class PolynomialFit:
    """A polynomial of this degree, fitted to `count` points whose noise has the standard deviation `noise`."""

    alt: str
    degree: int = 9
    count: int = 10
    noise: float = 0.25
    seed: int = 1

    def __post_init__(self):
        if not self.alt.strip():
            raise ValueError("A figure needs alt text: say in a sentence what there is to see.")

    @cached_property
    def x(self):
        return np.linspace(-1, 1, self.count)

    @cached_property
    def y(self):
        return truth(self.x) + self.noise * np.random.default_rng(self.seed).standard_normal(self.count)

    def powers(self, x):
        """The features 1, x, x², …: shape (len(x), degree + 1)."""
        return np.vander(x, self.degree + 1, increasing=True)

    @cached_property
    def directions(self):
        """Curvatures λ of ½ mean (p(x) − y)², the largest first, and the eigenvectors as columns."""
        X = self.powers(self.x)
        curvatures, vectors = np.linalg.eigh(X.T @ X / self.count)
        return curvatures[::-1], vectors[:, ::-1]

    @cached_property
    def rate(self):
        """η: the steepest direction is done in one step."""
        return 1 / self.directions[0][0]

    @cached_property
    def targets(self):
        """What the weight of each eigen-feature is in the end."""
        curvatures, vectors = self.directions
        return vectors.T @ self.powers(self.x).T @ self.y / self.count / curvatures

    def learned(self, steps):
        """The share of each target that is there after so many steps from zero."""
        return 1 - (1 - self.rate * self.directions[0]) ** steps

    def fit(self, steps, x):
        """The polynomial after so many steps of gradient descent, at x."""
        return self.powers(x) @ self.directions[1] @ (self.learned(steps) * self.targets)

    def error(self, steps, x, y):
        """Root mean square of what the fit misses at the points."""
        return float(np.sqrt(np.mean((self.fit(steps, x) - y) ** 2)))

    @cached_property
    def errors(self):
        """For each place of the slider the error at the points, and the error against the true curve."""
        return np.array([[self.error(steps_at(place), self.x, self.y), self.error(steps_at(place), GRID, truth(GRID))]
                         for place in range(PER_DECADE * DECADES + 1)])

    @property
    def best(self):
        """The slider's place where the true curve is met best."""
        return int(self.errors[:, 1].argmin())

    def markup(self) -> str:
        """The figure as HTML, where the true curve is met best."""
        label = html.escape(" ".join(self.alt.split()), quote=True)
        features = self.powers(GRID) @ self.directions[1]
        data = dict(
            perDecade=PER_DECADE, paces=(self.rate * self.directions[0]).tolist(), best=self.best,
            features=np.round(features * self.targets, 4).T.tolist(), errors=np.round(self.errors, 4).tolist(),
            box=FIT.box, height=FIT.height, track=self._places(1).round(1).tolist(),
        )  # fmt: skip
        return (
            f'<div class="polynomial" role="group" aria-label="{label}"><div class="stage">'
            f'{_panel("The polynomial, the points and the true curve (dashed)", "board", *self._picture())}'
            '<div class="controls"><button type="button" class="play" aria-label="Play" disabled>'
            '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M7 4l13 8l-13 8z"/></svg></button>'
            f'<input type="range" aria-label="Steps of gradient descent" min="0" max="{PER_DECADE * DECADES}" '
            f'step="1" value="{self.best}" disabled>'
            f'<output class="step" aria-live="off">{steps_at(self.best):,} steps</output></div>'
            f'<p class="verdict"><output aria-live="off">{self.sentence(self.best)}</output></p></div>'
            '<div class="plots">'
            f'{_panel("Error at the points; dashed: to the true curve", "plot", *self._plot())}'
            f'{_panel("How much of each eigen-feature is learned", "shares", *self._table(features))}</div>'
            f'<script type="application/json">{json.dumps(data, separators=(",", ":"))}</script></div>'
        )

    def sentence(self, place) -> str:
        """What is read below the picture; polynomial.js says the same."""
        shares, (near, far) = self.learned(steps_at(place)), self.errors[place]
        return (
            f"{int(np.sum(shares > 0.5))} of {len(shares)} eigen-features are learned. "
            f"Error at the points {near:.3f}, to the true curve {far:.3f}."
        )

    def _picture(self):
        dots = "".join("M{:.1f} {:.1f}h0".format(*place) for place in FIT.place(self.x, self.y))
        curves = truth(GRID), self.fit(steps_at(self.best), GRID)
        true, fit = (outline(FIT.place(GRID, y), close=False) for y in curves)
        parts = f'<path class="true" d="{true}"/><path class="dots" d="{dots}"/><path class="fit" d="{fit}"/>'
        return FIT.height, parts

    def _places(self, column):
        """Where the errors lie on their plot."""
        logarithms = np.log10(np.maximum(self.errors[:, column], 10 ** ERRORS.box[2]))
        return ERRORS.place(np.arange(len(self.errors)), logarithms)

    def _plot(self):
        lines = []
        for name, column in (("near", 0), ("far", 1)):
            lines.append(f'<path class="{name}" d="{outline(self._places(column), close=False)}"/>')
        for decade, text in ((0, "1"), (-1, "0.1"), (-2, "0.01")):
            _, y = ERRORS.place(0, decade)
            lines.append(f'<path class="grid" d="M0 {y:.1f}H{WIDTH}"/><text x="2" y="{y - 3:.1f}">{text}</text>')
        for power in range(2, DECADES, 2):
            u, _ = ERRORS.place(PER_DECADE * power, 0)
            lines.append(f'<text x="{u:.0f}" y="{ERRORS.height + 14}" text-anchor="middle">{10**power:,}</text>')
        u, v = self._places(1)[self.best]
        lines.append(f'<path class="best" d="M{u:.1f} 0V{ERRORS.height}"/>')
        lines.append(f'<circle class="now" r="6" cx="{u:.1f}" cy="{v:.1f}"/>')
        return ERRORS.height + 18, "".join(lines)

    def _table(self, features):
        cells, (across, down) = [], CELL
        shares = self.learned(steps_at(self.best))
        for k, feature in enumerate(features.T):
            # an eigenvector's sign is anybody's choice: ours rises at the right end
            feature = feature / abs(feature).max() * (1 if feature[-1] > 0 else -1)
            curve = outline(FEATURE.place(GRID, feature) * [CELL[0] * 0.85 / WIDTH, 1], close=False)
            x, y = k % COLUMNS * across + 6, k // COLUMNS * down
            strength, bar = 0.25 + 0.75 * shares[k], 'd="M0 54h68"'
            cells.append(
                f'<g transform="translate({x} {y})"><path class="feature" style="opacity:{strength:.2f}" d="{curve}"/>'
                f'<path class="empty" {bar}/><path class="share" style="transform:scaleX({shares[k]:.3f})" {bar}/></g>'
            )
        return down * -(-features.shape[1] // COLUMNS), "".join(cells)

    def _repr_html_(self) -> str:
        if os.environ.get(IN_BOOK):
            return self.markup()
        styles, script = engine.styles("polynomial"), engine.script(engine.POLYNOMIAL)
        return f"<style>{styles}</style>{self.markup()}<script>{script}</script>"


GRID = np.linspace(-1, 1, POINTS)


def steps_at(place) -> int:
    """How many steps the slider's place stands for."""
    return round(10 ** (place / PER_DECADE))


def _panel(title, kind, height, parts) -> str:
    return (
        f'<div class="panel"><p class="panel-title">{title}</p>'
        f'<svg class="{kind}" role="img" aria-label="{title}" viewBox="0 0 {WIDTH} {height}">{parts}</svg></div>'
    )
