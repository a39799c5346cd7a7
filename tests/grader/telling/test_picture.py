"""The picture of two paths shows both."""

import io

import matplotlib.image
import numpy as np
import pytest

from grader.outcome.finding import Difference
from grader.outcome.verdict import Parting
from grader.telling.picture import figure, parting

from .sentences import parting as example

RIGHT, MINE = (0x00, 0x72, 0xB2), (0xD5, 0x5E, 0x00)  # their colours


def pixels(paths):
    """Red, green and blue of the picture, 0 to 255: an array of shape (height, width, 3)."""
    return np.round(matplotlib.image.imread(io.BytesIO(parting(paths)))[..., :3] * 255).astype(int)


def ink(picture, colour):
    """How many pixels of the drawing, without legend and labels, have this colour."""
    return int((np.abs(picture - colour).max(axis=2) < 8).sum())


def test_the_size_is_that_of_a_small_picture():
    assert pixels(example()).shape == (308, 616, 3)


def test_both_lines_are_drawn():
    picture = pixels(example())
    assert ink(picture, RIGHT) > 300 and ink(picture, MINE) > 150
    # Where the student's path lies outside of the picture, only the legend tells of it.
    far = Parting("c", example().difference, 1, (1e9,) * 5, example().right)
    assert ink(pixels(far), MINE) < ink(picture, MINE) / 2


def test_the_lines_are_the_paths_at_their_steps():
    (axes,) = figure(example()).axes
    right, mine, at = axes.lines
    assert list(right.get_xdata()) == list(mine.get_xdata()) == [1, 2, 3, 4, 5]
    assert tuple(right.get_ydata()) == example().right and tuple(mine.get_ydata()) == example().mine
    assert set(at.get_xdata()) == {example().difference.step}


def test_the_right_path_fills_the_middle_quarter():
    (axes,) = figure(example()).axes
    assert axes.get_ylim() == pytest.approx((1.0 - 1.5 * 1.8, 2.8 + 1.5 * 1.8))
    still = Parting("c", Difference("t", 1, 0, 0, 1.0, 0.0), 0, (0.0, 1.0), (0.5, 0.5))
    assert figure(still).axes[0].get_ylim() == (-1.0, 2.0)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -1e308])
def test_a_path_that_leaves_all_numbers_is_no_trouble(number):
    wild = Parting("c", Difference("t $x_{", 1, 0, 0, number, 0.0), 0, (0.0, number), (0.0, 1.0))
    assert parting(wild).startswith(b"\x89PNG")
