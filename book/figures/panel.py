"""One picture in which paths move: the contours of a Surface, or the hill of a Curve.

A panel knows its paths in the coordinates of the problem, and how to place them on a drawing that
is WIDTH units wide. It draws its backdrop twice: as SVG for pages, with matplotlib for films.
"""

from dataclasses import dataclass, field

import numpy as np
from contourpy import FillType, contour_generator

from .paths import losses

WIDTH = 400
LEVELS = 10


@dataclass(frozen=True)
class Track:
    """What moves: where it is on the drawing after every step (steps + 1, 2), and the loss there."""

    name: str
    points: np.ndarray
    losses: np.ndarray


def outline(points, close) -> str:
    """An SVG path through `points`, in whole tenths of a unit and relative coordinates, to be short."""
    tenths = np.rint(np.asarray(points) * 10).astype(int)
    moves = np.diff(tenths, axis=0)
    moves = moves[np.any(moves != 0, axis=1)]
    numbers = " ".join(f"{dx / 10:g} {dy / 10:g}" for dx, dy in moves).replace(" -", "-")
    x, y = tenths[0] / 10
    return f"M{x:g} {y:g}l{numbers}" + ("z" if close else "")


def bands(panel, x, y, z, levels=None) -> str:
    """Filled regions between heights of equal area, lowest in the strongest colour of the page's palette.

    `z` are the heights on the grid of `x` and `y`; `levels` are the ten between the bands.
    """
    finite = z[np.isfinite(z)]
    levels = np.quantile(finite, (np.arange(LEVELS) + 0.5) / LEVELS) if levels is None else levels
    generator = contour_generator(x, y, np.where(np.isfinite(z), z, finite.max()), fill_type=FillType.OuterOffset)
    parts = [f'<path class="band h{LEVELS}" d="M0 0h{WIDTH}v{panel.height}H0z"/>']
    for k in range(LEVELS - 1, -1, -1):
        polygons, offsets = generator.filled(finite.min() - 1, levels[k])
        rings = [
            polygon[start:end]
            for polygon, offset in zip(polygons, offsets, strict=True)
            for start, end in zip(offset, offset[1:], strict=False)
        ]
        d = "".join(outline(panel.place(*ring[:-1].T), close=True) for ring in rings)
        parts.append(f'<path class="band h{k}" d="{d}"/>')
    return "".join(parts)


class Panel:
    """What both kinds of panel share: the mapping from the problem to the drawing."""

    box: tuple[float, float, float, float]
    height: float

    def place(self, x, y):
        """Drawing coordinates (…, 2) of points of the problem; far-away points are kept near."""
        left, right, bottom, top = self.box
        with np.errstate(over="ignore", invalid="ignore"):
            u = (np.asarray(x) - left) / (right - left) * WIDTH
            v = (top - np.asarray(y)) / (top - bottom) * self.height
        points = np.nan_to_num(np.stack([u, v], axis=-1), nan=0.0, posinf=1e9, neginf=-1e9)
        return np.clip(points, -4 * WIDTH, 5 * WIDTH)


@dataclass(frozen=True)
class Frame(Panel):
    """A drawing of a box (left, right, bottom, top)."""

    box: tuple
    height: float


def frame(box) -> Frame:
    """A drawing of the box on one scale in both directions, unless it would be too flat or too tall."""
    left, right, bottom, top = box
    return Frame(tuple(box), round(WIDTH * min(max((top - bottom) / (right - left), 0.4), 0.9)))


@dataclass(frozen=True)
class Contours(Panel):
    """A Surface from above, with paths of shape (steps + 1, 2) under their names.

    Its contours are drawn within the surface's box, or as far as `reach` from the origin on all sides.
    """

    surface: object
    paths: dict
    title: str = ""
    reach: float = 0
    trail: str = field(default="line", init=False)

    @property
    def box(self):
        return self.surface.box

    @property
    def height(self):
        return frame(self.box).height

    def tracks(self):
        return [
            Track(name, self.place(path[:, 0], path[:, 1]), losses(self.surface, path))
            for name, path in self.paths.items()
        ]

    def _grid(self):
        left, right, bottom, top = self.box
        x, y = np.meshgrid(np.linspace(left, right, 81), np.linspace(bottom, top, 61))
        z = self.surface.f(x, y)
        levels = np.quantile(z, (np.arange(LEVELS) + 0.5) / LEVELS)
        if self.reach:
            x, y = np.meshgrid(*[np.linspace(-self.reach, self.reach, 161)] * 2)
            z = self.surface.f(x, y)
        return x, y, z, levels

    def svg(self) -> str:
        """Its heights in colour, and a cross at each minimum."""
        x, y, z, levels = self._grid()
        parts = [bands(self, x, y, z, levels)]
        for minimum in self.surface.minima:
            u, v = self.place(*minimum)
            parts.append(f'<path class="minimum" d="M{u - 5:g} {v:g}h10m-5-5v10"/>')
        return "".join(parts)

    def paint(self, ax):
        """The same backdrop on matplotlib axes that span the drawing."""
        x, y, z, levels = self._grid()
        uv = self.place(x, y)
        shades = [str(shade) for shade in np.linspace(0.72, 1, LEVELS + 1)]
        edges = [z.min() - 1, *levels, z.max() + 1]
        ax.contourf(uv[..., 0], uv[..., 1], z, levels=edges, colors=shades)
        ax.contour(uv[..., 0], uv[..., 1], z, levels=levels, colors="0.6", linewidths=0.6)
        ax.plot(*self.place(*np.array(self.surface.minima).T).T, "+", color="k", ms=9)


@dataclass(frozen=True)
class Hill(Panel):
    """A Curve from the side, with balls that roll on it: paths of shape (steps + 1, 1)."""

    curve: object
    paths: dict
    title: str = ""
    trail: str = field(default="dots", init=False)
    height: float = field(default=200, init=False)

    RADIUS = 6

    @property
    def box(self):
        left, right = self.curve.box
        y = self.curve.f(np.linspace(left, right, 200))
        rise = y.max() - y.min()
        return left, right, y.min() - 0.12 * rise, y.max() + 0.12 * rise

    def tracks(self):
        return [
            Track(name, self._roll(path[:, 0]), losses(self.curve, path))
            for name, path in self.paths.items()
        ]

    def _roll(self, x):
        """Centres of balls that touch the curve: one radius along its normal, on the drawing."""
        left, right, bottom, top = self.box
        with np.errstate(over="ignore", invalid="ignore"):
            y, slope = self.curve.f(x), self.curve.gradient(x)[0]
            slope = slope * (self.height / (top - bottom)) / (WIDTH / (right - left))
            normal = np.stack([-slope, -np.ones_like(slope)], axis=-1)
            normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
        return self.place(x, y) + self.RADIUS * np.nan_to_num(normal)

    def _ground(self):
        x = np.linspace(*self.curve.box, 121)
        return self.place(x, self.curve.f(x))

    def svg(self) -> str:
        ground = self._ground()
        line = outline(ground, close=False)
        return (
            f'<path class="soil" d="{line}V{self.height}H0z"/><path class="ground" d="{line}"/>'
        )

    def paint(self, ax):
        """The same backdrop on matplotlib axes that span the drawing."""
        ground = self._ground()
        ax.fill_between(ground[:, 0], ground[:, 1], self.height, color="0.9")
        ax.plot(ground[:, 0], ground[:, 1], color="0.2", lw=1.5)
