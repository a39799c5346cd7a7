"""The shared test functions are what chapters say of them: formula, values, minima, and where a walk starts."""

import re

import numpy as np
import pytest
import torch
from figures import beale, double_well, pit, rosenbrock, saddle, valley
from figures.surfaces import ALL, CURVES

EVERY = [*ALL, *CURVES, valley(100)]
every = pytest.mark.parametrize("function", EVERY, ids=lambda f: f.name)


def in_python(formula):
    """A right-hand side in TeX as a Python expression."""
    text = formula.split("=", 1)[1]
    text = re.sub(r"\\tfrac(\d)\{?(\d+)\}?", r"(\1/\2)", text)
    text = re.sub(r"\\left|\\right|\\,", "", text)
    words = re.findall(r"\^|[\d.]+|[xy]|[-+/()]", text)
    assert "".join(words) == re.sub(r"\s", "", text), f"this test does not know all of {formula}"
    ends, begins = re.compile(r"[\d.]+|[xy)]"), re.compile(r"[\d.]+|[xy(]")
    product = [a + "*" if ends.fullmatch(a) and begins.fullmatch(b) else a for a, b in zip(words, words[1:] + [""])]
    return "".join(product).replace("^", "**")


def inside(function, count):
    """That many points of the function's box, one a row."""
    low, high = np.reshape(function.box, (-1, 2)).T
    return np.random.default_rng(0).uniform(low, high, size=(count, len(low)))


@every
def test_the_formula_that_readers_see_is_the_function_that_is_walked(function):
    shown = eval(f"lambda x, y=0.0: {in_python(function.formula)}")
    for point in inside(function, 20):
        assert function.f(*point) == pytest.approx(shown(*point), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("function, point, value", [
    (valley(25), (2, 1), 14.5), (valley(4), (0, 3), 18),
    (rosenbrock, (-1.2, 1), 24.2), (rosenbrock, (0, 0), 1),
    (beale, (0, 0), 14.203125), (beale, (1, 1), 14.203125), (saddle, (0, 0), 0), (saddle, (2, 0), 2)],
    ids=lambda v: getattr(v, "name", str(v)))
def test_a_function_has_the_value_that_textbooks_give(function, point, value):
    assert function.f(*point) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("function, values", [
    (valley(25), [0]), (rosenbrock, [0]), (beale, [0]), (saddle, [-0.25, -0.25]),
    (double_well, [0, 2 / 3]), (pit(), [0, 2 / 3])], ids=lambda f: getattr(f, "name", "values"))
def test_a_minimum_is_as_deep_as_it_should_be(function, values):
    assert [function.f(*place) for place in function.minima] == pytest.approx(values, abs=1e-14)


def hessian(function, point):
    point = torch.tensor(point, dtype=torch.float64)
    return torch.autograd.functional.hessian(lambda w: function.f(*w), point).numpy()


@every
def test_the_loss_curves_upwards_from_a_minimum_in_every_direction(function):
    for place in function.minima:
        assert np.linalg.eigvalsh(hessian(function, place)).min() > 0.1


def test_the_saddle_curves_both_ways():
    assert np.allclose(np.linalg.eigvalsh(hessian(saddle, (0.0, 0.0))), [-1, 1])


@pytest.mark.parametrize("kappa", [1, 25, 10_000])
def test_a_valleys_condition_number_is_what_was_asked_for(kappa):
    assert np.allclose(hessian(valley(kappa), (0.3, -0.2)), np.diag([1, kappa]))


@every
def test_every_minimum_in_the_picture_is_listed_and_none_lies_deeper(function):
    minima = np.array(function.minima)
    lowest = function.f(*minima[0])
    found = set()
    for w in inside(function, 30):
        # Newton's method, damped until it only ever goes down (Levenberg and Marquardt)
        damping = 1.0
        for _ in range(200):
            g = np.array(function.gradient(*w), dtype=float)
            if np.linalg.norm(g) < 1e-10:
                break
            H = hessian(function, w)
            bowl = H + (damping + max(0, -np.linalg.eigvalsh(H).min())) * np.eye(len(w))
            there = w - np.linalg.solve(bowl, g)
            better = function.f(*there) < function.f(*w)
            w, damping = (there, damping / 5) if better else (w, damping * 5)
        low, high = np.reshape(function.box, (-1, 2)).T
        if (w >= low).all() and (w <= high).all() and np.linalg.norm(function.gradient(*w)) < 1e-8:
            distances = np.linalg.norm(minima - w, axis=1)
            assert distances.min() < 1e-4, w
            found.add(distances.argmin())
    assert found == set(range(len(minima)))
    assert min(function.f(*point) for point in inside(function, 5000)) > lowest


@every
def test_a_walk_starts_on_a_slope_inside_the_picture_where_the_minima_are_too(function):
    low, high = np.reshape(function.box, (-1, 2)).T
    for place in (function.start, *function.minima):
        assert ((low < place) & (place < high)).all()
    assert np.linalg.norm(function.gradient(*function.start)) > 0.1
    assert function.f(*function.start) > max(function.f(*place) for place in function.minima)


@every
def test_a_function_takes_floats_arrays_and_tensors_alike(function):
    points = inside(function, 7)
    one_by_one = [function.f(*map(float, point)) for point in points]
    slopes = np.array([function.gradient(*map(float, point)) for point in points])
    for kind in (np.asarray, torch.as_tensor):
        columns = [kind(column) for column in points.T]
        assert np.allclose(function.f(*columns), one_by_one, rtol=1e-12)
        assert np.allclose(np.stack([np.asarray(g) for g in function.gradient(*columns)], -1), slopes, rtol=1e-12)


def test_every_function_has_a_name_of_its_own():
    assert len({function.name for function in EVERY}) == len(EVERY)
