"""A picture of where two paths part: the student's coordinate beside the right one, step by step."""

from __future__ import annotations

import io

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from .compare import Difference
from .worker.walk import Trajectory

BEFORE, AFTER = 10, 20  # steps shown around the one at which the paths part


def parting(difference: Difference, path: Trajectory, right: Trajectory) -> bytes:
    """A PNG of the coordinate in which `path` leaves `right`, around the step where it does."""
    i, k = difference.parameter, difference.coordinate
    first = max(difference.step - BEFORE, 0)
    last = min(difference.step + AFTER, path.steps)
    steps = range(first, last + 1)
    mine = [path.positions[t][i][k] for t in steps]
    good = [right.positions[t][i][k] for t in steps]
    figure = Figure(figsize=(5.6, 2.8), dpi=110, layout="tight")
    FigureCanvasAgg(figure)  # no pyplot: nothing global is touched
    axes = figure.add_subplot()
    axes.plot(steps, good, color="#0072b2", lw=2.5, label="right path")
    axes.plot(steps, mine, color="#d55e00", lw=1.5, ls="--", marker=".", label="your path")
    axes.axvline(difference.step, color="0.6", lw=1, zorder=0)
    axes.set_xlabel("step")
    axes.set_ylabel(f"parameter {i}, coordinate {k}")
    axes.set_title(f"Trial “{difference.trial}”: apart from step {difference.step}", fontsize=10)
    spread = max(good) - min(good) or 1.0
    axes.set_ylim(min(good) - 1.5 * spread, max(good) + 1.5 * spread)
    axes.legend(frameon=False, fontsize=9)
    png = io.BytesIO()
    figure.savefig(png, metadata={"Software": None})
    return png.getvalue()
