"""The momentum playground: the reader chooses η and μ, and sees the path and the regime.

Without JavaScript it is a still picture of one choice. Its parts are those of the animations: a
valley from above, and beside it a map of all η and μ.
"""

import html
import json
import os
from dataclasses import dataclass

import numpy as np
from contourpy import FillType, contour_generator

from . import style
from .animation import HEADS, IN_BOOK, WEB
from .panel import WIDTH, Contours, Panel, outline
from .paths import momentum, walk
from .regimes import radius
from .surfaces import valley

STEPS = 100
LEVELS = (0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0)
FLAT, STEEP = style.OPTIMIZERS["Adagrad"], style.OPTIMIZERS["Nesterov"]


@dataclass(frozen=True)
class Map(Panel):
    """All η from 0 to 4/κ across and all μ from 0 to 1 upwards, shaded by how fast the error shrinks."""

    kappa: float
    height: float

    @property
    def box(self):
        return 0, 4 / self.kappa, 0, 1

    def svg(self) -> str:
        lr, mu = np.meshgrid(np.linspace(1e-6, 4 / self.kappa, 121), np.linspace(0, 1, 91))
        rho = np.maximum(radius(lr, mu, 1), radius(lr, mu, self.kappa))
        generator = contour_generator(lr, mu, rho, fill_type=FillType.OuterOffset)
        parts = []
        for level in LEVELS[::-1]:
            polygons, _ = generator.filled(0, level)
            d = "".join(outline(self.place(*polygon[:-1].T), close=True) for polygon in polygons)
            parts.append(f'<path class="level" d="{d}"/>')
        edge = self.place(np.array([2, 4, 4]) / self.kappa, np.array([0, 1, 0]))
        parts.append(f'<path class="diverges" d="{outline(edge, close=True)}"/>')
        root = np.linspace(0, 1, 80)  # √μ
        for look, curvature in ((FLAT, 1), (STEEP, self.kappa)):
            ends = np.concatenate([(1 - root[::-1]) ** 2, (1 + root) ** 2]) / curvature
            shown = ends <= 4 / self.kappa
            line = outline(self.place(ends, np.concatenate([root[::-1], root]) ** 2)[shown], close=False)
            dash = style.dash(look)
            parts.append(f'<path class="edge" style="--c:{look.css}" stroke-dasharray="{dash}" d="{line}"/>')
        for x, y, anchor, text in (
            (40, 19, "start", "μ = 1"), (8, self.height - 8, "start", "0"),
            (WIDTH - 8, self.height - 8, "end", f"η = {4 / self.kappa:g}"),
            (WIDTH * 0.86, self.height * 0.79, "middle", "diverges"),
        ):  # fmt: skip
            parts.append(f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}">{text}</text>')
        return "".join(parts)


@dataclass(frozen=True)
class Playground:
    """Sliders for η and μ over the valley with condition number `kappa`, set to `lr` and `mu` at first."""

    alt: str
    kappa: float = 25
    lr: float = 0.07
    mu: float = 0.6

    def __post_init__(self):
        if not self.alt.strip():
            raise ValueError("A playground needs alt text: say in a sentence what there is to see.")

    def markup(self) -> str:
        """The HTML element that playground.js looks for."""
        surface = valley(self.kappa)
        path = walk(surface, momentum(self.lr, self.mu), steps=STEPS)
        field = Contours(surface, {"Momentum": path})
        plane = Map(self.kappa, field.height)
        look = style.OPTIMIZERS["Momentum"]
        points = [f"{x:.1f} {y:.1f}" for x, y in field.tracks()[0].points]
        trail = f'<path class="trail" d="M{"L".join(points)}"/>'
        data = dict(kappa=self.kappa, box=surface.box, start=surface.start, steps=STEPS, most=plane.box[1])

        def head(place):
            return f'<path class="head" d="{HEADS[look.marker]}" transform="translate({place})"/>'

        def panel(title, backdrop, moving, kind):
            return (
                f'<div class="panel"><p class="panel-title">{title}</p><svg class="{kind}" role="img" '
                f'aria-label="{title}" viewBox="0 0 {WIDTH} {field.height}">{backdrop}'
                f'<g style="--c:{look.css}">{moving}</g></svg></div>'
            )

        def slider(name, symbol, words, value, low, high, step):
            return (
                f'<label>{symbol}<input type="range" name="{name}" aria-label="{words}" min="{low}" '
                f'max="{high}" step="{step}" value="{value}" disabled>'
                f'<output data-read="{name}">{value}</output></label>'
            )

        def direction(name, direction_look, curvature):
            factor = float(radius(self.lr, self.mu, curvature))
            dash = style.dash(direction_look)
            return (
                f'<li style="--c:{direction_look.css}"><svg viewBox="0 0 36 16" aria-hidden="true">'
                f'<path class="trail" stroke-dasharray="{dash}" d="M0 8h36"/></svg>'
                f'<span class="name">{name}, λ = {curvature:g}</span> '
                f'<output data-read="{name}">|r| = {factor:.2f}</output></li>'
            )

        u, v = plane.place(self.lr, self.mu)
        label = html.escape(" ".join(self.alt.split()), quote=True)
        return (
            f'<div class="playground" role="group" aria-label="{label}"><div class="stage">'
            + panel(f"{STEPS} steps of momentum", field.svg(), trail + head(points[-1]), "field")
            + panel("All η and μ", plane.svg(), head(f"{u:.1f} {v:.1f}"), "map")
            + '</div><div class="controls">'
            + slider("lr", "η", "learning rate η", self.lr, 0.001, plane.box[1], 0.001)
            + slider("mu", "μ", "momentum μ", self.mu, 0, 0.99, 0.01)
            + '<button type="button" class="best" disabled>Best</button></div>'
            + f'<ul class="legend">{direction("flat", FLAT, 1)}{direction("steep", STEEP, self.kappa)}</ul>'
            + '<p class="verdict"><output data-read="rho"></output></p>'
            + f'<script type="application/json">{json.dumps(data)}</script></div>'
        )

    def _repr_html_(self) -> str:
        if os.environ.get(IN_BOOK):
            return self.markup()
        styles = (WEB / "player.css").read_text() + (WEB / "playground.css").read_text()
        scripts = (WEB / "optimizers.js").read_text() + (WEB / "playground.js").read_text()
        return f"<style>{style.css()}{styles}</style>{self.markup()}<script>{scripts}</script>"
