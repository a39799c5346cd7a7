"""Animations as data: paths that a small player moves on a page, or that become a film.

In the book an animation is a still SVG picture with its paths as JSON beside it; the site's player,
loaded once, brings it to life. In a live notebook the same object carries the player along.
"""

import html
import json
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import engine, film, style
from .panel import WIDTH, Contours, Hill

WEB = Path(__file__).parents[1] / "web"
IN_BOOK = "STEP_BY_STEP_BOOK"  # set in the environment while the book is built


@dataclass(frozen=True)
class Animation:
    """Panels that play together. Show it as a cell's last value, or save it as a film."""

    panels: tuple
    alt: str

    def __post_init__(self):
        if not self.alt.strip():
            raise ValueError("An animation needs alt text: say in a sentence what there is to see.")

    @property
    def steps(self) -> int:
        """The number of steps of the longest path."""
        return max(len(path) for panel in self.panels for path in panel.paths.values()) - 1

    @property
    def looks(self) -> dict:
        """The look of every path, by name."""
        return style.looks(dict.fromkeys(name for panel in self.panels for name in panel.paths))

    def data(self) -> dict:
        """What the player needs, ready for JSON: for every panel its tracks.

        A track's points are whole tenths of a drawing unit, the first one absolute, every later one
        relative to the point before. Losses have three digits; null stands for infinity.
        """
        return {
            "steps": self.steps,
            "panels": [
                {
                    "trail": panel.trail,
                    "tracks": [
                        {
                            "name": track.name,
                            "points": _deltas(track.points),
                            "losses": [_three_digits(loss) for loss in track.losses],
                        }
                        for track in panel.tracks()
                    ],
                }
                for panel in self.panels
            ],
        }

    def markup(self) -> str:
        """The HTML element that the player looks for: a still picture, controls and the data."""
        label = html.escape(" ".join(self.alt.split()), quote=True)
        pictures = "".join(self._picture(panel) for panel in self.panels)
        numbers = json.dumps(self.data(), separators=(",", ":"), ensure_ascii=False)
        numbers = numbers.replace("</", "<\\/")
        return (
            f'<div class="player" role="group" aria-label="{label}">'
            f'<div class="stage">{pictures}</div><ul class="legend">{self._legend()}</ul>'
            '<div class="controls"><button type="button" class="play" aria-label="Play" disabled>'
            '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M7 4l13 8l-13 8z"/></svg></button>'
            f'<input type="range" aria-label="Step" min="0" max="{self.steps}" step="1" '
            f'value="{self.steps}" disabled><output class="step" aria-live="off">step {self.steps}</output></div>'
            f'<script type="application/json">{numbers}</script></div>'
        )

    def _picture(self, panel) -> str:
        tracks = "".join(self._still(panel, track) for track in panel.tracks())
        title = f'<p class="panel-title">{html.escape(panel.title)}</p>' if panel.title else ""
        label = html.escape(panel.title or " ".join(self.alt.split()), quote=True)
        return (
            f'<div class="panel">{title}<svg viewBox="0 0 {WIDTH} {panel.height}" role="img" '
            f'aria-label="{label}">{panel.svg()}{tracks}</svg></div>'
        )

    def _still(self, panel, track) -> str:
        look = self.looks[track.name]
        points = [f"{x:.1f} {y:.1f}" for x, y in track.points]
        if panel.trail == "line":
            trail, dash = "M" + "L".join(points), style.dash(look)
        else:
            trail, dash = "".join(f"M{point}h0" for point in points), "none"
        return (
            f'<g class="track {panel.trail}" style="--c:{look.css}">'
            f'<path class="trail" stroke-dasharray="{dash}" d="{trail}"/>'
            f'<path class="head" d="{style.MARKERS[look.marker]}" transform="translate({points[-1]})"/></g>'
        )

    def _legend(self) -> str:
        entries = []
        final = {t.name: t.losses[-1] for panel in self.panels for t in panel.tracks()}
        for name, look in self.looks.items():
            dash = style.dash(look)
            entries.append(
                f'<li style="--c:{look.css}"><svg viewBox="0 0 36 16" aria-hidden="true">'
                f'<path class="trail" stroke-dasharray="{dash}" d="M0 8h36"/>'
                f'<path class="head" d="{style.MARKERS[look.marker]}" transform="translate(18 8)"/></svg>'
                f'<span class="name">{html.escape(name)}</span> '
                f'<output aria-live="off">loss {_worded(_three_digits(final[name]))}</output></li>'
            )
        return "".join(entries)

    def _repr_html_(self) -> str:
        if os.environ.get(IN_BOOK):
            return self.markup()
        return (
            f"<style>{engine.styles('player')}</style>{self.markup()}"
            f"<script>{engine.script(engine.PLAYER)}</script>"
        )

    def save(self, file, fps: int = 15, size: int = 480):
        """Write the animation as a film: GIF or MP4, by the file's ending. `size` is the width in pixels
        of one panel."""
        film.save(self, Path(file), fps, size)


def race(surface, paths: dict, alt: str, panels: bool = False) -> Animation:
    """Paths over a Surface, seen from above: `race(valley(), {"SGD": …, "Momentum": …}, alt="…")`.

    With `panels` every path has a picture of its own, side by side (on a phone one below the other).
    """
    if not panels:
        return Animation((Contours(surface, paths),), alt)
    return Animation(tuple(Contours(surface, {name: paths[name]}, name) for name in paths), alt)


def roll(curve, paths: dict, alt: str) -> Animation:
    """Balls on a Curve, seen from the side: `roll(pit(), {"SGD": …, "Momentum": …}, alt="…")`."""
    return Animation((Hill(curve, paths),), alt)


def _deltas(points) -> list[int]:
    tenths = np.rint(points * 10).astype(int)
    return np.concatenate([tenths[:1], np.diff(tenths, axis=0)]).ravel().tolist()


def undo_deltas(numbers) -> np.ndarray:
    """The points (n, 2) that `data` packed into whole numbers, to a twentieth of a drawing unit."""
    return np.cumsum(np.reshape(numbers, (-1, 2)), axis=0) / 10


def _three_digits(loss):
    return float(f"{loss:.3g}") if np.isfinite(loss) else None


def _worded(loss) -> str:
    """A loss as the player words it (see `worded` in player.js)."""
    if loss is None:
        return "∞"
    return f"{loss:.1e}" if loss and not 1e-3 <= abs(loss) < 1e4 else f"{loss:.3g}"
