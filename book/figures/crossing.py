"""A crossing: two ways from one trained network to another, over losses that were measured on the plane between them.

The reader walks along both, and drags the control point of the one that is curved.
"""

import html
import json
from dataclasses import dataclass

import numpy as np

from . import engine, style
from .explore import output
from .panel import WIDTH, bands, frame

STEPS = 60
WAYS = {"segment": style.VARIANTS[0], "curve": style.VARIANTS[1]}


@dataclass(frozen=True)
class Crossing:
    """`xs` and `ys` are the plane's coordinates at which the losses (rows, one for each of `ys`) were measured.

    `ends` are the two networks' places in it and `control` the place of the curve's control point. `presets` are
    others that are worth a try: {label: place}.
    """

    xs: np.ndarray
    ys: np.ndarray
    losses: np.ndarray
    ends: tuple
    control: tuple
    alt: str
    presets: dict

    def __post_init__(self):
        if not self.alt.strip():
            raise ValueError("A crossing needs alt text: say in a sentence what there is to see.")

    @property
    def box(self):
        return tuple(float(value) for value in (self.xs[0], self.xs[-1], self.ys[0], self.ys[-1]))

    def config(self) -> dict:
        """What the engine reads: losses as hundredths of their decimal logarithm."""
        drawing = frame(self.box)
        points = {label: [round(float(x), 3) for x in place] for label, place in self.presets.items()}
        return dict(
            alt=" ".join(self.alt.split()), box=[round(value, 3) for value in self.box], columns=len(self.xs),
            rows=len(self.ys), heights=np.rint(100 * np.log10(self.losses)).astype(int).ravel().tolist(),
            ends=[[round(float(x), 3) for x in end] for end in self.ends], ratio=f"{WIDTH} / {drawing.height}",
            control=[round(float(x), 3) for x in self.control],
            presets=[dict(label=label, control=point) for label, point in points.items()],
        )  # fmt: skip

    def ways(self, control=None) -> dict:
        """Both ways as the engine walks them: points, losses and barrier of each."""
        expression = """((f, { ends }) => ({
          segment: Engine.way(f, ends, undefined, steps), curve: Engine.way(f, ends, control, steps),
        }))(Engine.grid(config), config)"""
        given = self.config()["control"] if control is None else list(map(float, control))
        return engine.compute(expression, config=self.config(), control=given, steps=STEPS)

    def still(self) -> str:
        """Both ways over the losses, as SVG."""
        drawing = frame(self.box)
        parts = [bands(drawing, *np.meshgrid(self.xs, self.ys), self.losses)]
        for name, way in self.ways().items():
            track = drawing.place(*np.array(way["points"]).T)
            d = "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in track)
            parts.append(f'<path class="trail" style="--c:{WAYS[name].css}" d="{d}"/>')
        for end in self.ends:
            u, v = drawing.place(*end)
            parts.append(f'<path class="minimum" d="M{u - 5:.1f} {v:.1f}h10m-5-5v10"/>')
        label = html.escape(self.config()["alt"], quote=True)
        size = f'viewBox="0 0 {WIDTH} {drawing.height}"'
        return f'<svg class="still" role="img" aria-label="{label}" {size}>{"".join(parts)}</svg>'

    def markup(self) -> str:
        """The HTML element that the engine looks for."""
        config = self.config()
        numbers = json.dumps(config, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
        label = html.escape(config["alt"], quote=True)
        return (
            f'<div class="explorable crossing" role="group" aria-label="{label}">{self.still()}'
            f'<script type="application/json">{numbers}</script></div>'
        )

    def _repr_html_(self) -> str:
        return output(self.markup())
