"""What the playgrounds share: the reader moves sliders, and sees at once what an optimizer makes of it.

A playground's page element holds still drawings of one choice, its controls and, as JSON, what playground.js
needs to draw any other. Without JavaScript the still drawings stay.
"""

import html
import json
import os
from dataclasses import dataclass

from . import style
from .animation import IN_BOOK, WEB
from .panel import WIDTH


@dataclass(frozen=True)
class Slider:
    """A range from `low` to `high`. `shown` is what the reader reads of `value`, if that is not the number itself."""

    name: str
    symbol: str
    words: str
    value: float
    low: float
    high: float
    step: float
    shown: str = ""

    def markup(self) -> str:
        return (
            f'<label>{self.symbol}<input type="range" name="{self.name}" aria-label="{self.words}" '
            f'min="{self.low:g}" max="{self.high:g}" step="{self.step:g}" value="{self.value:g}" disabled>'
            f'<output data-read="{self.name}">{self.shown or format(self.value, "g")}</output></label>'
        )


class Playground:
    """Base of the playgrounds, each of which has `alt`, its description in words, and `markup()`."""

    def __post_init__(self):
        if not self.alt.strip():
            raise ValueError("A playground needs alt text: say in a sentence what there is to see.")

    def element(self, panels, controls, legend, data) -> str:
        """The HTML element that playground.js looks for; `data["kind"]` says which playground it is."""
        label = html.escape(" ".join(self.alt.split()), quote=True)
        return (
            f'<div class="playground" role="group" aria-label="{label}"><div class="stage">{"".join(panels)}</div>'
            f'<div class="controls">{"".join(controls)}</div><ul class="legend">{"".join(legend)}</ul>'
            '<p class="verdict"><output data-read="verdict"></output></p>'
            f'<script type="application/json">{json.dumps(data)}</script></div>'
        )

    def _repr_html_(self) -> str:
        if os.environ.get(IN_BOOK):
            return self.markup()
        styles = (WEB / "player.css").read_text() + (WEB / "playground.css").read_text()
        scripts = (WEB / "optimizers.js").read_text() + (WEB / "playground.js").read_text()
        return f"<style>{style.css()}{styles}</style>{self.markup()}<script>{scripts}</script>"


def panel(title, height, drawing, kind) -> str:
    """A titled drawing."""
    return (
        f'<div class="panel"><p class="panel-title">{title}</p><svg class="{kind}" role="img" '
        f'aria-label="{title}" viewBox="0 0 {WIDTH} {height}">{drawing}</svg></div>'
    )


def switch(name, words) -> str:
    """A box that is ticked at first."""
    return f'<label class="switch"><input type="checkbox" name="{name}" checked disabled> {words}</label>'


def button(words) -> str:
    """The button that goes back to the choice that a playground recommends."""
    return f'<button type="button" class="best" disabled>{words}</button>'


def head(look, place) -> str:
    """A look's marker at a place on the drawing."""
    where = "translate({:.1f} {:.1f})".format(*place)
    return f'<path class="head" style="--c:{look.css}" d="{style.MARKERS[look.marker]}" transform="{where}"/>'


def trail(look, points, name="") -> str:
    """A look's line through points of the drawing. Where there are several, playground.js knows it by its name."""
    d, kind = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points), f"trail {name}".strip()
    return f'<path class="{kind}" style="--c:{look.css}" stroke-dasharray="{style.dash(look)}" d="{d}"/>'


def entry(look, words, name, reading) -> str:
    """A line of the legend, with a reading that changes."""
    return (
        f'<li style="--c:{look.css}"><svg viewBox="0 0 36 16" aria-hidden="true">'
        f'<path class="trail" stroke-dasharray="{style.dash(look)}" d="M0 8h36"/></svg>'
        f'<span class="name">{words}</span> <output data-read="{name}">{reading}</output></li>'
    )
