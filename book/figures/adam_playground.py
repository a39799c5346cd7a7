"""The Adam playground: a valley that can be turned, and beside it how long each weight's steps are."""

from dataclasses import dataclass

import numpy as np

from . import style
from .panel import WIDTH, Contours, Panel, outline
from .paths import adam, walk
from .playground import Playground, Slider, button, entry, head, panel, switch, trail
from .surfaces import Surface, valley

STEPS = 200
BOX = (-5.2, 2.4, -3.2, 2.4)  # holds the start, however the valley is turned
NEAR = 0.05  # within this distance of the minimum a path has arrived
WEIGHTS = {"x": style.OPTIMIZERS["Adagrad"], "y": style.OPTIMIZERS["Nesterov"]}


@dataclass(frozen=True)
class Lengths(Panel):
    """The length of each step of the two weights, in units of η on a logarithmic scale: 1 is half-way up."""

    height: float
    lines: tuple = (0.01, 0.1, 1, 10)

    @property
    def box(self):
        return 0, STEPS, -2.5, 1.5

    def track(self, path, lr):
        """What each weight moved, as a line of the drawing: one array of places for each weight."""
        with np.errstate(divide="ignore"):
            lengths = np.log10(np.abs(np.diff(path, axis=0)) / lr)
        steps, outside = np.arange(1, len(path)), np.array([-0.2, 0.2])
        return [self.place(steps, np.clip(column, *(self.box[2:] + outside))) for column in lengths.T]

    def svg(self) -> str:
        parts = []
        for value in self.lines:
            start, end = self.place(np.array([0, STEPS]), np.log10([value, value]))
            name = "unit" if value == 1 else "rule"
            parts.append(f'<path class="{name}" d="{outline(np.array([start, end]), close=False)}"/>')
            label = "η" if value == 1 else f"{value:g} η"
            parts.append(f'<text x="{WIDTH - 6}" y="{start[1] - 5:.1f}" text-anchor="end">{label}</text>')
        parts.append(f'<text x="{WIDTH - 6}" y="{self.height - 8}" text-anchor="end">step {STEPS}</text>')
        return "".join(parts)


@dataclass(frozen=True)
class AdamPlayground(Playground):
    """Sliders for η, β₁, β₂ and the valley's direction, and a switch for the bias correction."""

    alt: str
    kappa: float = 25
    lr: float = 0.1

    def markup(self) -> str:
        """The playground as HTML."""
        plain, look = valley(self.kappa), style.OPTIMIZERS["Adam"]
        surface = Surface(plain.name, plain.formula, plain.f, plain.gradient, plain.minima, BOX, plain.start)
        path = walk(surface, adam(self.lr), steps=STEPS)
        field = Contours(surface, {"Adam": path}, reach=6.4)
        plot = Lengths(field.height)
        points = field.tracks()[0].points
        u, v = field.place(0, 0)
        moves = [
            trail(own, line, f"length-{name}")
            for (name, own), line in zip(WEIGHTS.items(), plot.track(path, self.lr))
        ]
        return self.element(
            panels=[
                panel(f"{STEPS} steps of Adam", field.height,
                      f'<g class="turning" data-about="{u:.1f} {v:.1f}">{field.svg()}</g>'
                      + trail(look, points) + head(look, points[-1]), "field"),
                panel("Length of each step", field.height, plot.svg() + "".join(moves), "lengths"),
            ],
            controls=[
                Slider("lr", "η", "learning rate η", -1, -3, 0, 0.05, f"{self.lr:g}").markup(),
                Slider("beta1", "β₁", "β₁, memory of the direction", 1, 0, 2, 0.05, "0.9").markup(),
                Slider("beta2", "β₂", "β₂, memory of the scale", 3, 0, 4, 0.05, "0.999").markup(),
                Slider("turn", "turn", "the valley's direction in degrees", 0, 0, 45, 1, "0°").markup(),
                switch("corrected", "bias correction"),
                button("As usual"),
            ],
            legend=[
                entry(own, f"weight {name}", f"first-{name}", f"first step {first:.2f} η")
                for (name, own), first in zip(WEIGHTS.items(), abs(path[1] - path[0]) / self.lr)
            ],
            data=dict(kind="adam", kappa=self.kappa, box=BOX, start=surface.start, steps=STEPS, near=NEAR,
                      lengths=plot.box[2:]),
        )  # fmt: skip
