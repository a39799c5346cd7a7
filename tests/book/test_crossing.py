"""Crossings: what the page interpolates against what was measured, and the reader's hand on the control point."""

import numpy as np
import pytest
from figures import Crossing, engine
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.book.test_explorable import browser, button, find, middle, pages, run, show, touch  # noqa: F401
from tests.browser import needs_chromium

XS, YS = np.linspace(-1, 5, 25), np.linspace(-2, 3, 21)
LOSSES = 0.07 + 0.05 * XS + np.exp(-((XS - 2) ** 2) - (YS**2)[:, None])  # a hill between A and B, which lies higher
CROSSING = Crossing(XS, YS, LOSSES, ends=((0, 0), (4, 0)), control=(2, 2.5), alt="A hill, and a way round it.",
                    presets={"Round": (2, 2.5), "Straight": (2, 0)})  # fmt: skip
needs_browser = [pytest.mark.browser, needs_chromium]


def on_grid(*points):
    return engine.compute("points.map(Engine.grid(config))", config=CROSSING.config(), points=points)


def test_between_measured_points_the_loss_is_interpolated():
    assert np.allclose(on_grid(*[(x, y) for y in YS for x in XS]), LOSSES.ravel(), rtol=0.012)
    corners = LOSSES[3:5, 7:9]
    assert on_grid((XS[7:9].mean(), YS[3:5].mean())) == [pytest.approx(np.exp(np.log(corners).mean()), rel=0.012)]


def test_beyond_the_measured_box_its_edge_goes_on():
    assert on_grid((-99, 0.3), (99, 99)) == on_grid((-1, 0.3), (5, 3))


def test_the_ways_are_the_segment_and_the_bezier_curve():
    ways, t = CROSSING.ways(), np.linspace(0, 1, 61)[:, None]
    a, b, control = map(np.array, ((0, 0), (4, 0), (2, 2.5)))
    assert np.allclose(ways["segment"]["points"], (1 - t) * a + t * b)
    assert np.allclose(ways["curve"]["points"], (1 - t) ** 2 * a + 2 * t * (1 - t) * control + t**2 * b)


def test_a_barrier_counts_above_the_line_between_the_ends():
    ways = CROSSING.ways()
    losses = np.array(ways["segment"]["losses"])
    assert losses[-1] > losses[0] + 0.15
    above = losses - np.linspace(losses[0], losses[-1], 61)
    assert ways["segment"]["barrier"] == pytest.approx(above.max(), rel=1e-9)
    assert 0 <= ways["curve"]["barrier"] < 0.3 < ways["segment"]["barrier"]
    assert CROSSING.ways((2, 0))["curve"]["barrier"] == pytest.approx(ways["segment"]["barrier"], rel=1e-3)


def test_a_crossing_needs_words():
    with pytest.raises(ValueError, match="alt text"):
        Crossing(XS, YS, LOSSES, ends=((0, 0), (4, 0)), control=(2, 2), alt=" ", presets={})


@pytest.mark.parametrize("hand", [pytest.param(hand, marks=needs_browser) for hand in ("mouse", "finger", "keys")])
def test_the_control_point_is_moved_by(hand, browser, show):  # noqa: F811
    show(CROSSING, width=390 if hand == "finger" else 1280)
    handle, before, words = find(browser, ".start"), run(browser, "it.curve.barrier"), find(browser, ".verdict").text
    x, y = middle(browser, handle)
    if hand == "mouse":
        ActionChains(browser).drag_and_drop_by_offset(handle, 20, 60).perform()
    elif hand == "finger":
        touch(browser, (x, y), (x + 5, y + 20), (x + 10, y + 40))
    else:
        handle.send_keys(Keys.ARROW_RIGHT, Keys.SHIFT, Keys.ARROW_DOWN)
    right, up = run(browser, "it.control")
    assert right > 2 and up < 2.4
    assert run(browser, "it.curve.barrier") > before and find(browser, ".verdict").text != words
    assert handle.get_attribute("aria-label").startswith(f"Control point θ: {right:.3g}, {up:.3g}")


@pytest.mark.browser
@needs_chromium
def test_both_ways_are_walked_and_said(browser, show):  # noqa: F811
    show(CROSSING)
    scrub = find(browser, ".controls input")
    scrub.send_keys(Keys.HOME, *[Keys.ARROW_RIGHT] * 30)
    half = [on_grid((2, 0))[0], on_grid((2, 1.25))[0]]
    readings = [output.text for output in browser.find_elements(By.CSS_SELECTOR, ".legend output")]
    assert find(browser, ".step").text == "t = 0.50"
    assert readings == [f"loss {loss:.2g}" for loss in half]
    assert scrub.get_attribute("aria-valuetext") == f"t = 0.50, straight: {readings[0]}, curve: {readings[1]}"
    button(browser, "Straight").click()
    barrier = CROSSING.ways()["segment"]["barrier"]
    assert run(browser, "it.control") == [2, 0] and find(browser, ".verdict").text.count(f" by {barrier:.2g}") == 2
    find(browser, ".play").send_keys(Keys.SPACE)
    assert run(browser, "it.clock.playing")


@pytest.mark.browser
@needs_chromium
def test_a_crossing_has_a_still_and_follows_the_page_into_the_dark(browser, show):  # noqa: F811
    show(CROSSING, scripts=False)
    assert find(browser, ".still").is_displayed()
    show(CROSSING)
    light = run(browser, "root.querySelector('.over').toDataURL()")
    browser.execute_script("document.documentElement.dataset.theme = 'dark'")
    assert run(browser, "root.querySelector('.over').toDataURL()") != light
