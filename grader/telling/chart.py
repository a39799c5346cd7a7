"""Two paths as a page draws them: points and marks in a box, in the page's own colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from .catalogue import say
from .told import Paths

WIDTH, HEIGHT = 340, 150  # of the box, about as many pixels as there are on a phone
MARGIN: Final = 6  # above and below
BEYOND: Final = 1.5  # times the right path's height is shown above and below it
FAR: Final = 1e4  # pixels outside the box at most


@dataclass(frozen=True)
class Chart:
    """What is to be drawn.

    Attributes:
        right, mine: lines, each as the points of a polyline.
        dots: of the student's path.
        at: where the step stands in which they part, from the left.
        ticks: steps, with their places from the left.
        words: what there is to be seen.
    """

    right: tuple[str, ...]
    mine: tuple[str, ...]
    dots: tuple[tuple[str, str], ...]
    at: str
    ticks: tuple[tuple[int, str], ...]
    words: str


def chart(paths: Paths) -> Chart:
    """The picture of these paths."""
    last = max(paths.first + max(len(paths.right), len(paths.mine)) - 1, paths.first + 1)
    heights = [number for number in paths.right if number is not None] or [0.0]
    low, high = min(heights), max(heights)
    beyond = [number for number in paths.mine if number is not None]
    spread = high - low or max((abs(number - low) for number in beyond), default=0.0) or 1.0
    bottom = max(min([low, *beyond]), low - BEYOND * spread)
    top = min(max([high, *beyond]), high + BEYOND * spread)

    def x(step: float) -> float:
        return WIDTH * (step - paths.first) / (last - paths.first)

    def y(number: float) -> float:
        share = (number - bottom) / ((top - bottom) or 1.0)
        return min(max(HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN), -FAR), FAR)

    def points(numbers: Sequence[float | None]) -> list[tuple[str, str] | None]:
        return [None if number is None else (f"{x(paths.first + k):.1f}", f"{y(number):.1f}")
                for k, number in enumerate(numbers)]

    mine = points(paths.mine)
    steps = sorted({paths.first, paths.step, last})
    return Chart(_lines(points(paths.right)), _lines(mine), tuple(filter(None, mine)), f"{x(paths.step):.1f}",
                 tuple((step, f"{x(step):.1f}") for step in steps),
                 say("picture.words", first=paths.first, last=last, trial=paths.trial, step=paths.step))


def _lines(points: Sequence[tuple[str, str] | None]) -> tuple[str, ...]:
    """Polylines through the points, broken where one is missing."""
    return tuple(" ".join(",".join(point) for point in run if point) for there, run in groupby(
        points, key=lambda point: point is not None) if there)
