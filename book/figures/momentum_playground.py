"""The momentum playground: a valley from above, and beside it a map of all η and μ."""

from dataclasses import dataclass

import numpy as np
from contourpy import FillType, contour_generator

from . import style
from .panel import WIDTH, Contours, Panel, outline
from .paths import momentum, walk
from .playground import Playground, Slider, button, entry, head, panel, trail
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
class MomentumPlayground(Playground):
    """Sliders for η and μ over the valley with condition number `kappa`, set to `lr` and `mu` at first."""

    alt: str
    kappa: float = 25
    lr: float = 0.07
    mu: float = 0.6

    def markup(self) -> str:
        """The playground as HTML."""
        surface, look = valley(self.kappa), style.OPTIMIZERS["Momentum"]
        field = Contours(surface, {"Momentum": walk(surface, momentum(self.lr, self.mu), steps=STEPS)})
        plane = Map(self.kappa, field.height)
        points = field.tracks()[0].points

        def direction(name, direction_look, curvature):
            reading = f"|r| = {float(radius(self.lr, self.mu, curvature)):.2f}"
            return entry(direction_look, f"{name}, λ = {curvature:g}", name, reading)

        return self.element(
            panels=[
                panel(f"{STEPS} steps of momentum", field.height,
                      field.svg() + trail(look, points) + head(look, points[-1]), "field"),
                panel("All η and μ", field.height, plane.svg() + head(look, plane.place(self.lr, self.mu)), "map"),
            ],
            controls=[
                Slider("lr", "η", "learning rate η", self.lr, 0.001, plane.box[1], 0.001).markup(),
                Slider("mu", "μ", "momentum μ", self.mu, 0, 0.99, 0.01).markup(),
                button("Best"),
            ],
            legend=[direction("flat", FLAT, 1), direction("steep", STEEP, self.kappa)],
            data=dict(kind="momentum", kappa=self.kappa, box=surface.box, start=surface.start, steps=STEPS,
                      most=plane.box[1]),
        )  # fmt: skip
