"""Figures of the book: test functions, optimizers' paths over them, animations, and one style."""

from .animation import Animation, race, roll
from .crossing import Crossing
from .explore import Explorable, together
from .paths import adagrad, adam, adamw, lion, losses, momentum, nesterov, rmsprop, sgd, walk, walks
from .polynomial import PolynomialFit
from .style import figure, landscape, line, shade, show
from .surfaces import beale, bowl, double_well, pit, rosenbrock, saddle, valley

__all__ = [
    "Animation", "Crossing", "Explorable", "PolynomialFit", "adagrad", "adam", "adamw", "beale", "bowl", "double_well",
    "figure", "landscape", "line", "lion", "losses", "momentum", "nesterov", "pit", "race", "rmsprop", "roll",
    "rosenbrock", "saddle", "sgd", "shade", "show", "together", "valley", "walk", "walks",
]  # fmt: skip
