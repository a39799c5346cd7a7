"""The figures' mathematics and the animations as data, files and notebook output."""

import re
import subprocess

import imageio_ffmpeg
import numpy as np
import pytest
import torch
from figures import (
    beale,
    bowl,
    double_well,
    momentum,
    nesterov,
    pit,
    race,
    roll,
    rosenbrock,
    rules,
    saddle,
    sgd,
    style,
    valley,
    walk,
)
from figures.animation import IN_BOOK, undo_deltas
from matplotlib.colors import to_rgb
from matplotlib.patches import Polygon
from PIL import Image

FUNCTIONS = [valley(25), valley(3), rosenbrock, beale, saddle, double_well, bowl(), pit()]
by_function = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.name)


def points(function, count=40):
    random = np.random.default_rng(0)
    edges = np.reshape(function.box, (-1, 2))
    return random.uniform(edges[:, 0], edges[:, 1], size=(count, len(edges)))


@by_function
def test_the_gradient_is_the_one_that_autograd_finds(function):
    for point in points(function):
        w = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in point]
        function.f(*w).backward()
        assert np.allclose(function.gradient(*point), [float(v.grad) for v in w], rtol=1e-9, atol=1e-9)


@by_function
def test_the_gradient_is_the_slope(function):
    for point in points(function, 10):
        for i, slope in enumerate(function.gradient(*point)):
            step = np.zeros(len(point))
            step[i] = 1e-6
            rise = function.f(*(point + step)) - function.f(*(point - step))
            assert rise / 2e-6 == pytest.approx(slope, rel=1e-4, abs=1e-3)


@by_function
def test_the_minima_are_minima_and_the_lowest_comes_first(function):
    random = np.random.default_rng(1)
    for place in function.minima:
        assert np.allclose(function.gradient(*place), 0, atol=1e-6)
        for _ in range(50):
            assert function.f(*(place + random.normal(size=len(place)) * 1e-3)) >= function.f(*place) - 1e-12
    values = [function.f(*place) for place in function.minima]
    assert values == sorted(values)


def test_the_saddle_has_a_flat_point_that_is_no_minimum():
    assert np.allclose(saddle.gradient(0.0, 0.0), 0)
    assert saddle.f(0.0, 0.01) < saddle.f(0.0, 0.0) < saddle.f(0.01, 0.0)
    assert (0.0, 0.0) not in saddle.minima


@pytest.mark.parametrize("rule, keywords", [
    (sgd(0.001), {}), (momentum(0.001, 0.9), {"momentum": 0.9}),
    (nesterov(0.001, 0.9), {"momentum": 0.9, "nesterov": True})], ids=["sgd", "momentum", "nesterov"])
def test_a_drawn_path_is_torchs_path(rule, keywords):
    path = walk(rosenbrock, rule, steps=200)
    w = torch.tensor(rosenbrock.start, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.001, **keywords)
    for t in range(1, 201):
        optimizer.zero_grad()
        rosenbrock.f(w[0], w[1]).backward()
        optimizer.step()
        assert np.allclose(path[t], w.detach().numpy(), rtol=0, atol=1e-11)


@pytest.fixture
def animation():
    paths = {"SGD": walk(valley(25), sgd(0.07), steps=40), "Momentum": walk(valley(25), momentum(0.07, 0.6), steps=40)}
    return race(valley(25), paths, panels=True, alt="Two paths in a valley.")


def test_an_animations_data_hold_the_paths_to_a_fraction_of_a_line(animation):
    for panel, drawn in zip(animation.data()["panels"], animation.panels):
        for track in panel["tracks"]:
            exact = np.array([drawn.place(*point) for point in drawn.paths[track["name"]]])
            assert np.abs(undo_deltas(track["points"]) - exact).max() <= 0.051


def test_in_the_book_an_animation_is_data_and_a_still_picture(animation, monkeypatch):
    monkeypatch.setenv(IN_BOOK, "1")
    markup = animation._repr_html_()
    assert len(markup) < 50_000 and "addEventListener" not in markup and "<style" not in markup
    assert markup.count("<svg") >= 2 and 'type="application/json"' in markup


def test_in_a_notebook_an_animation_brings_all_that_it_needs(animation, monkeypatch):
    monkeypatch.delenv(IN_BOOK, raising=False)
    markup = animation._repr_html_()
    assert "addEventListener" in markup and "<style" in markup
    assert not re.search(r'(src|href)="(?!#)', markup)


@pytest.mark.parametrize("name", ["gif", "mp4"])
def test_an_animation_saves_itself_for_slides(animation, tmp_path, name):
    file = tmp_path / f"momentum.{name}"
    animation.save(str(file))
    assert 5_000 < file.stat().st_size < 500_000
    if name == "gif":
        assert Image.open(file).n_frames >= 41
    else:
        said = subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-i", str(file), "-f", "null", "-"],
                              capture_output=True, text=True).stderr
        assert int(re.findall(r"frame=\s*(\d+)", said)[-1]) >= 41


def test_the_same_animation_is_the_same_text(animation):
    paths = {"SGD": walk(pit(), sgd(0.02), steps=30)}
    assert roll(pit(), paths, alt="A ball.").markup() == roll(pit(), paths, alt="A ball.").markup()


def test_a_pictures_ink_and_paper_are_the_pages():
    """On a dark page, what is drawn in ink must turn light: axes, ticks, labels, titles and texts made later."""
    fig, axes = style.figure()
    axes.plot([0, 1], [0, 1], **style.line("Momentum"))
    axes.set(title="title", xlabel="step", ylabel="loss")
    axes.text(0.7, 0.2, "a text", color="black")
    axes.legend()
    svg = style.show(fig, alt="A line.").svg
    colours = {value.strip() for value in re.findall(r"(?:fill|stroke|color): ?([^;\"]+)", svg)}
    assert colours <= {"none", "currentColor", "var(--paper, #fff)", style.OPTIMIZERS["Momentum"].css}
    assert svg.count("currentColor") > 20 and "var(--paper, #fff)" in svg
    assert not {"#000", "#000000", "black", style.INK, style.PAPER, "#fff;", "#ffffff"} & colours


def test_a_picture_needs_words():
    from figures import figure, show

    with pytest.raises(ValueError, match="alt text"):
        show(figure()[0], alt=" ")


def broken(draw, size=2.8, **options):
    """What `show` says against a figure on whose axes `draw` has drawn."""
    fig, axes = style.figure(height=size, **options)
    draw(axes)
    with pytest.raises(ValueError, match="breaks a rule") as refused:
        style.show(fig, alt="A figure.")
    return str(refused.value)


STEPS = np.arange(50)
COLOURS = {look.light for look in style.VALUES} | {style.INK}


def test_small_text_is_refused_and_so_are_small_exponents():
    assert "“tiny” is smaller" in broken(lambda ax: ax.text(0.2, 0.5, "tiny", fontsize=9))
    assert "exponents" in broken(lambda ax: ax.set_title("$10^{-3}$"))


def test_a_legend_on_data_is_refused():
    def draw(ax):
        ax.plot(STEPS, STEPS, **style.line("Adam"))
        ax.legend(loc="center")

    assert "the legend lies on “Adam”" in broken(draw)


@pytest.mark.parametrize("draw", [
    lambda ax: ax.scatter(STEPS, STEPS, color=style.line("ink")["color"]),
    lambda ax: ax.fill_between(STEPS, STEPS, color=style.line("ink")["color"]),
], ids=["points", "area"])
@pytest.mark.parametrize("place, hidden", [("center", True), ("upper left", False)])
def test_a_legend_on_points_or_an_area_is_refused(draw, place, hidden):
    fig, ax = style.figure()
    draw(ax)
    ax.plot([], **style.line("Adam"))
    ax.legend(loc=place)
    said = rules.faults(fig, style.SMALLEST, {style.INK}, {})
    assert ("the legend lies on data" in said) == hidden


def test_words_on_a_line_are_refused():
    def draw(ax):
        ax.plot(STEPS, STEPS, **style.line("Adam"))
        ax.text(25, 25, "here", va="center")

    assert "“here” lies on “Adam”" in broken(draw)


def test_data_beyond_the_axes_are_refused():
    def draw(ax):
        ax.plot(STEPS, STEPS, **style.line("Adam"))
        ax.set(ylim=(0, 40))

    assert "9 points of “Adam” lie outside" in broken(draw)


def test_level_lines_on_unequal_scales_are_refused():
    def draw(ax):
        x, y = np.meshgrid(np.linspace(-2, 2, 30), np.linspace(-1, 1, 30))
        style.landscape(ax, x, y, x**2 + y**2)
        ax.set_aspect("auto")

    assert "unequal scales" in broken(draw)


@pytest.mark.parametrize("draw", [
    lambda ax: ax.plot(STEPS, STEPS, color="#ff00ff"),
    lambda ax: ax.set_facecolor("white"),
    lambda ax: ax.fill_between(STEPS, STEPS, color="tab:blue"),
    lambda ax: ax.plot(STEPS, STEPS, color="black"),
    lambda ax: ax.bar([1], [1], color="black"),
    lambda ax: ax.add_patch(Polygon([(0, 0), (1, 0), (1, 1)], color="#ff00ff")),
    lambda ax: ax.plot(STEPS, STEPS, **style.line("Adam", marker="o", markeredgecolor="#ff00ff")),
], ids=["line", "ground", "area", "black line", "black bar", "polygon", "marker's edge"])
def test_a_colour_that_a_dark_page_cannot_turn_is_refused(draw):
    assert "does not turn with the page" in broken(draw)


def test_an_optimizers_colour_is_for_that_optimizer():
    def draw(ax):
        names = {"SGD": "gradient descent", "Adam": "η = 0.1", "Lion": "Lion, β = 0.9"}
        for k, (name, label) in enumerate(names.items()):
            ax.plot(STEPS, STEPS + 20 * k, **style.line(name, label))

    assert broken(draw).endswith(": “η = 0.1” has the colour of Adam")


def test_lines_upon_each_other_need_dashes():
    def draw(ax):
        for name in ("value-1", "value-2"):
            ax.plot(STEPS, STEPS, **style.line(name))

    assert "one of them needs dashes" in broken(draw)


def test_lines_that_a_hair_keeps_apart_need_dashes_wherever_they_lie():
    """Also on both sides of a boundary between the cells in which their points are counted."""
    fig, ax = style.figure()
    lines = [ax.plot(STEPS, STEPS * 0, **style.line(name))[0] for name in ("value-1", "value-2")]
    ax.set(ylim=(-1, 1))
    fig.draw_without_rendering()

    def said(height, beside):
        for line, place in zip(lines, (height - beside, height + beside)):  # points of the drawing
            line.set_ydata(STEPS * 0 + ax.transData.inverted().transform((0, place))[1])
        return any("needs dashes" in fault for fault in rules.faults(fig, style.SMALLEST, COLOURS, {}))

    assert [said(rules.NEAR * (40 + k / 8), 0.02) for k in range(8)] == [True] * 8
    assert not said(rules.NEAR * 40, 0.6 * rules.NEAR)


def test_a_colour_may_be_numbers():
    fig, ax = style.figure()
    for name, curve in {"SGD": STEPS, "Adam": 49 - STEPS}.items():
        ax.plot(STEPS, curve, **style.line(name, color=np.array(to_rgb(style.OPTIMIZERS[name].light))))
    style.show(fig, alt="Lines.")
    assert [line.is_dashed() for line in ax.lines] == [False, True]


def dashed(*curves):
    fig, ax = style.figure()
    for name, curve in curves:
        ax.plot(STEPS, curve, **style.line(name))
    fig.legend(loc="outside upper center")
    style.show(fig, alt="Lines.")
    return [one.is_dashed() for one in (*ax.lines, *fig.legends[0].legend_handles)]


def test_a_line_keeps_its_dashes_where_it_meets_another_and_only_there():
    apart = ("SGD", STEPS), ("Momentum", STEPS + 20)
    crossing = ("SGD", STEPS), ("Momentum", 49 - STEPS)  # momentum's look has no dashes
    both = ("SGD", STEPS), ("Adam", 49 - STEPS)
    assert dashed(*apart) == [False, False, False, False]
    assert dashed(*crossing) == [True, False, True, False]
    assert dashed(*crossing[::-1]) == dashed(*both) == [False, True, False, True]


def test_dashes_that_a_cell_has_chosen_stay():
    fig, ax = style.figure()
    ax.plot(STEPS, STEPS, **style.line("value-1", linestyle=(0, (2, 3))))
    style.show(fig, alt="A line.")
    assert ax.lines[0].is_dashed()


def test_a_landscape_has_the_pages_colours_and_one_scale():
    fig, ax = style.figure()
    x, y = np.meshgrid(np.linspace(-2, 2, 30), np.linspace(-1, 1, 30))
    style.landscape(ax, x, y, x**2 + 3 * y**2)
    assert ax.get_aspect() == 1
    svg = style.show(fig, alt="A valley.").svg
    drawn = set(re.findall(r"var\(--height-(\d)", svg))
    assert drawn == set("0123456789")


def test_a_logarithmic_axis_has_no_small_exponents():
    fig, ax = style.figure()
    ax.plot([1, 10, 1e6], [1e-8, 1e-3, 1], **style.line("ink"))
    ax.set(xscale="log", yscale="log")
    svg = style.show(fig, alt="A line.").svg
    assert {"10⁻⁸", "0.01", "10⁶", "1"} <= set(re.findall(r">([^<>\s]+)</text>", svg))
    assert {float(size) for size in re.findall(r"font(?:-size)?: ?([\d.]+)px", svg)} <= {10.5, 11, 11.5}
