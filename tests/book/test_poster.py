"""The front page's picture before it is on a page: what it claims, and what it weighs."""

import gzip
import re

import numpy as np
import pytest
from figures import style
from figures.poster import HEIGHT, RULES, WIDTH, Poster, himmelblau, landscape, place


@pytest.fixture(scope="module")
def poster():
    return Poster(alt="A <landscape>.")


def test_himmelblaus_minima_are_where_its_gradient_vanishes():
    for minimum in himmelblau.minima:
        assert himmelblau.f(*minimum) == pytest.approx(0, abs=1e-9)
        assert np.allclose(himmelblau.gradient(*minimum), 0, atol=1e-4)


def test_himmelblaus_gradient_is_its_slope():
    for x, y in np.random.default_rng(0).uniform(-5, 5, (20, 2)):
        step = 1e-6
        across = (himmelblau.f(x + step, y) - himmelblau.f(x - step, y)) / (2 * step)
        up = (himmelblau.f(x, y + step) - himmelblau.f(x, y - step)) / (2 * step)
        assert himmelblau.gradient(x, y) == pytest.approx((across, up), rel=1e-4, abs=1e-4)


def test_the_paths_start_at_one_point_and_end_in_all_four_basins(poster):
    minima = np.array(himmelblau.minima)
    basins = {int(np.argmin(np.linalg.norm(minima - path[-1], axis=1))) for path in poster.paths.values()}
    assert basins == {0, 1, 2, 3}
    assert {tuple(path[0]) for path in poster.paths.values()} == {himmelblau.start}


def test_every_path_stays_on_the_picture(poster):
    for path in poster.paths.values():
        assert np.all((place(path) > 0) & (place(path) < (WIDTH, HEIGHT)))


def test_the_landscape_has_a_colour_for_every_height_above_the_ground():
    heights = re.findall(r"var\(--height-(\d),(#\w+)\)", landscape())
    assert heights == [(str(k), style.HEIGHTS["light"][k]) for k in range(8, -1, -1)]


def test_the_left_of_the_picture_is_a_plateau_for_the_title():
    numbers = [float(x) for x in re.findall(r"M(-?[\d.]+)", landscape())]
    assert min(numbers) > 0.4 * WIDTH


def test_the_picture_names_every_optimizer_in_its_colour_and_is_small(poster):
    html = poster._repr_html_()
    for name in RULES:
        assert f'<li style="color:{style.OPTIMIZERS[name].css}">{name}</li>' in html
    assert 'aria-label="A &lt;landscape&gt;."' in html
    assert len(gzip.compress(html.encode())) < 10_000
