"""The front page's picture: every optimizer's path from one start over Himmelblau's function."""

import html

import numpy as np
from contourpy import FillType, contour_generator

from . import paths, style
from .panel import outline
from .surfaces import Surface

himmelblau = Surface(
    name="Himmelblau",
    formula=r"f(x, y) = (x^2 + y - 11)^2 + (x + y^2 - 7)^2",
    f=lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    gradient=lambda x, y: (
        4 * x * (x**2 + y - 11) + 2 * (x + y**2 - 7),
        2 * (x**2 + y - 11) + 4 * y * (x + y**2 - 7),
    ),
    minima=((3.0, 2.0), (-2.805118, 3.131313), (-3.779310, -3.283186), (3.584428, -1.848127)),
    box=(-6.0, 6.0, -6.0, 6.0),
    start=(0.5, -5.0),
)

RULES = {
    "SGD": paths.sgd(0.004),
    "Momentum": paths.momentum(0.002, 0.9),
    "Nesterov": paths.nesterov(0.003, 0.9),
    "Adagrad": paths.adagrad(0.9),
    "RMSprop": paths.rmsprop(0.06),
    "Adam": paths.adam(0.25),
    "AdamW": paths.adamw(0.25, weight_decay=0.3),
    "Lion": paths.lion(0.08),
}
"""Settings that send the eight into all four basins."""

STEPS = 120
WIDTH, HEIGHT = 1280, 720
SCALE = 54  # drawing units a unit of the problem
CENTRE = (945, 330)  # of the problem, on the drawing: the left half is a plateau, on which the title stands


def place(points):
    """Drawing coordinates of points (…, 2) of the problem."""
    return np.asarray(points) * (SCALE, -SCALE) + CENTRE


def landscape() -> str:
    """Nine levels, each over the next, on a ground of the tenth: classes `height-0` (the floor) to `height-8`."""
    left, top = -np.array(CENTRE) / SCALE
    right, bottom = (np.array((WIDTH, HEIGHT)) - CENTRE) / SCALE
    x, y = np.meshgrid(np.linspace(left - 0.1, right + 0.1, 130), np.linspace(-bottom - 0.1, -top + 0.1, 74))
    z = np.log1p(himmelblau.f(x, y))
    levels = np.quantile(z[(abs(x) < 6) & (abs(y) < 6)], np.linspace(0.06, 0.86, 9))
    filled = contour_generator(x, y, z, fill_type=FillType.OuterOffset)
    parts = []
    for k, level in reversed(list(enumerate(levels))):
        polygons, offsets = filled.filled(-1, level)
        rings = [
            polygon[start:end]
            for polygon, offset in zip(polygons, offsets, strict=True)
            for start, end in zip(offset, offset[1:], strict=False)
        ]
        d = "".join(outline(place(ring[:-1]), close=True) for ring in rings)
        parts.append(f'<path d="{d}" style="fill:var(--height-{k},{style.HEIGHTS["light"][k]})"/>')
    return "".join(parts)


class Poster:
    """The picture with the optimizers' names below it, as the output of a cell."""

    def __init__(self, alt: str):
        self.alt = alt
        self.paths = {name: paths.walk(himmelblau, rule, steps=STEPS) for name, rule in RULES.items()}

    def _repr_html_(self) -> str:
        trails, heads, names = "", "", ""
        for name, path in self.paths.items():
            colour, points = style.OPTIMIZERS[name].css, place(path)
            d = outline(points, close=False)
            trails += f'<path class="under" d="{d}"/><path d="{d}" style="stroke:{colour}"/>'
            heads += '<circle cx="{:.1f}" cy="{:.1f}" r="7" style="fill:{}"/>'.format(*points[-1], colour)
            names += f'<li style="color:{colour}">{html.escape(name)}</li>'
        return (
            f'<div class="poster"><svg viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="xMaxYMid slice" role="img" '
            f'aria-label="{html.escape(self.alt, quote=True)}"><g class="land">{landscape()}</g>'
            f'<g class="trails">{trails}</g><g class="heads">{heads}</g></svg><ul>{names}</ul></div>'
        )
