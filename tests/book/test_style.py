"""Colours that are told apart: by whoever reads text, looks at a landscape, or sees fewer colours than others."""

import itertools

import numpy as np
import pytest
from figures import style

# book/web/page.css has them too: test_look compares
PAPERS = {"light": "#fdfcf9", "dark": "#11141b"}
SHADES = {"light": "#f6f4ee", "dark": "#1b202a"}
MODES = pytest.mark.parametrize("mode", PAPERS)

# What readers without long, middle or short cones see, in linear sRGB (Machado et al., 2009, severity 1).
SIGHT = {
    "all cones": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
XYZ = np.array([
    [0.4124564, 0.3575761, 0.1804375],
    [0.2126729, 0.7151522, 0.0721750],
    [0.0193339, 0.1191920, 0.9503041],
])
WHITE = XYZ.sum(axis=1)


def linear(colour):
    """Linear sRGB of "#rrggbb"."""
    c = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def lab(colour, sight="all cones"):
    """CIELAB of a colour as somebody sees it; a distance of 2.3 is just noticeable."""
    t = XYZ @ np.clip(np.array(SIGHT[sight]) @ linear(colour), 0, 1) / WHITE
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(one, other):
    """WCAG's contrast of two colours, from 1 to 21."""
    dark, light = sorted(float(XYZ[1] @ linear(colour)) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def test_the_measures_are_those_of_the_standards():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.01)
    assert lab("#ff0000") == pytest.approx([53.24, 80.09, 67.20], abs=0.02)


@MODES
@pytest.mark.parametrize("look", style.OPTIMIZERS.values(), ids=style.OPTIMIZERS)
def test_an_optimizers_name_can_be_read_in_its_colour(look, mode):
    assert min(contrast(getattr(look, mode), ground) for ground in (PAPERS[mode], SHADES[mode])) >= 4.5


@MODES
def test_no_two_optimizers_share_a_colour(mode):
    for one, other in itertools.combinations(style.OPTIMIZERS.values(), 2):
        assert np.linalg.norm(lab(getattr(one, mode)) - lab(getattr(other, mode))) > 18, (one.key, other.key)


@MODES
def test_values_are_nobodys_colours_and_keep_their_order_for_everybody(mode):
    values = [getattr(look, mode) for look in style.VALUES]
    for value, other in itertools.product(values, style.OPTIMIZERS.values()):
        assert np.linalg.norm(lab(value) - lab(getattr(other, mode))) > 25, (value, other.key)
    assert min(contrast(value, PAPERS[mode]) for value in values) >= 3
    for sight in SIGHT:
        steps = np.diff([lab(value, sight)[0] for value in values]) * (-1 if mode == "light" else 1)
        assert steps.min() > 8, "each is stronger than the one before"


def test_no_two_optimizers_share_a_line_or_a_marker():
    everyone = (*style.OPTIMIZERS.values(), *style.VARIANTS)
    assert len({look.marker for look in everyone}) == len(everyone)
    assert len({look.dash for look in (*everyone, *style.VALUES)}) == len(everyone) + len(style.VALUES)


@MODES
@pytest.mark.parametrize("sight", SIGHT)
def test_a_landscape_reads_as_height_for_everybody(mode, sight):
    heights = np.array([lab(colour, sight) for colour in style.HEIGHTS[mode]])
    steps = np.diff(heights[:, 0]) * (1 if mode == "light" else -1)
    assert steps.min() > 1, "lightness runs one way"
    assert np.linalg.norm(np.diff(heights, axis=0), axis=1).min() > 2.2, "neighbours are told apart"
    assert abs(heights[0, 0] - heights[-1, 0]) > 15


@MODES
def test_a_landscapes_peaks_are_nearly_paper_and_its_floor_glows(mode):
    floor, peak, paper = (lab(c) for c in (style.HEIGHTS[mode][0], style.HEIGHTS[mode][-1], PAPERS[mode]))
    assert abs(peak[0] - paper[0]) < 5
    assert np.hypot(*floor[1:]) > 2 * np.hypot(*peak[1:])


MOVING = (*style.OPTIMIZERS.values(), *(style.another(style.OPTIMIZERS["SGD"], count) for count in (1, 2, 3)))


@MODES
@pytest.mark.parametrize("look", MOVING, ids=lambda look: look.key)
def test_a_path_stands_out_from_every_height(look, mode):
    assert min(contrast(getattr(look, mode), height) for height in style.HEIGHTS[mode]) > 2.6


def test_a_look_is_found_by_the_name_that_a_figure_shows():
    looks = style.looks(["Adam + L2", "AdamW", "Adam, η = 0.1", "Adam, without correction"])
    assert [look.key for look in looks.values()] == ["adam-l2", "adamw", "adam", "variant-1"]


def test_other_values_of_a_parameter_have_their_optimizers_marker_in_the_colours_of_values():
    looks = style.looks(["Adam, η = 0.1", "SGD", "Adam, η = 0.2", "SGD, η = 0.3", "Adam, η = 0.4"]).values()
    assert [look.key for look in looks] == ["adam", "sgd", "value-2", "value-3", "value-4"]
    assert [look.marker for look in looks] == ["*", "s", "*", "s", "*"]


def test_a_figure_draws_the_values_of_a_parameter_solid():
    assert all(style.line(look.key)["linestyle"] == "solid" for look in style.VALUES)


def test_the_styles_say_every_colour_for_both_modes():
    css = style.css()
    for mode in PAPERS:
        for look in (*style.OPTIMIZERS.values(), *style.VARIANTS):
            assert f"--look-{look.key}:{getattr(look, mode)};" in css
        assert all(f"--height-{k}:{colour};" in css for k, colour in enumerate(style.HEIGHTS[mode]))
    assert ".of-adam{--accent:var(--look-adam)}" in css
