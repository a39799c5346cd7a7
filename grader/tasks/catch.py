"""Catch the wrong optimizer: a trial each for momentum, Adam and Lion. Nobody has to take this one.

Momentum's trial needs an η that changes, Adam's an ε that counts beside the gradients and betas away from their
defaults. Lion takes the sign of nearly everything, so most of its mistakes hide until memory and gradient are nearly
in balance: that is why all of Lion's are worth two points.
"""

from __future__ import annotations

from ..language import Catch, catch_checks
from . import adam, lion, momentum

# Only matrices, single numbers, more steps or the gradient's own tensor show these.
BEYOND = {
    "momentum": {"first_velocity_is_the_gradient", "velocity_written_into_the_gradient"},
    "adam": {"correction_ends_after_10", "correction_ends_after_20", "correction_ends_after_50",
             "correction_ends_after_100", "correction_stops", "eps_inside_root_of_matrices", "squared_in_place"},
    "lion": {"decay_only_of_vectors", "decay_spares_numbers"},
}

POINTS = {momentum.task: (1, 1, 1), adam.task: (1, 1, 1), lion.task: (1, 1, 2)}

task = Catch(
    name="catch", title="Catch the wrong optimizer", difficulty=3, chapter="students",
    optimizers=tuple(POINTS), beyond=BEYOND, checks=catch_checks(POINTS),
)
