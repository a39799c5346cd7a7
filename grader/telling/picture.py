"""A picture of where two paths part: the student's coordinate beside the right one, step by step."""

from __future__ import annotations

import io

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from ..outcome.verdict import Parting
from .catalogue import say


def parting(paths: Parting) -> bytes:
    """A PNG of the coordinate in which the student's path leaves the right one, around the step where it does."""
    png = io.BytesIO()
    figure(paths).savefig(png, metadata={"Software": None})
    return png.getvalue()


def figure(paths: Parting) -> Figure:
    """The same as a figure that is still to be saved."""
    at = paths.difference
    made = Figure(figsize=(5.6, 2.8), dpi=110, layout="tight")
    FigureCanvasAgg(made)  # no pyplot: nothing global is touched
    axes = made.add_subplot()
    axes.plot(_steps(paths, paths.right), paths.right, color="#0072b2", lw=2.5, label=say("picture.right"))
    axes.plot(_steps(paths, paths.mine), paths.mine, color="#d55e00", lw=1.5, ls="--", marker=".",
              label=say("picture.yours"))
    axes.axvline(at.step, color="0.6", lw=1, zorder=0)
    axes.set_xlabel(say("picture.step"))
    axes.set_ylabel(say("picture.coordinate", parameter=at.parameter, coordinate=at.coordinate))
    axes.set_title(say("picture.title", trial=at.trial, step=at.step), fontsize=10)
    low, high = min(paths.right), max(paths.right)
    spread = high - low or 1.0
    axes.set_ylim(low - 1.5 * spread, high + 1.5 * spread)
    axes.legend(frameon=False, fontsize=9)
    return made


def _steps(paths: Parting, numbers: tuple[float, ...]) -> range:
    return range(paths.first, paths.first + len(numbers))
