"""One network with Adam at every rate of a grid, under four schedules and with five pairs of memories.

The seeds that choose the best rate also report, so all this can only ask; for the schedules `repeated_terrain` answers.
"""

from dataclasses import dataclass

import numpy as np

from . import repeated_terrain, terrain
from .stored import stored

MEMORIES = ((0.9, 0.999), (0.0, 0.999), (0.99, 0.999), (0.9, 0.9), (0.9, 0.9999))
LRS = (0.003, 0.01, 0.03, 0.1)  # for the memories; the schedules have those of `repeated_terrain`


@dataclass(frozen=True)
class Losses:
    """The losses on all points after the last step."""

    final: np.ndarray  # (rates, seeds)


@stored(Losses)
def scheduled(setting, schedule):
    """Five seeds with a schedule and in a setting of `repeated_terrain`."""
    shape, how = repeated_terrain.SCHEDULES[schedule], repeated_terrain.SETTINGS[setting]
    return Losses(terrain.final_losses(shape, repeated_terrain.LRS, range(5), **how))


@stored(Losses)
def remembered(beta1, beta2):
    """Three seeds with one pair of MEMORIES and a constant rate of LRS, 200 steps with batches of 16."""
    constant = repeated_terrain.SCHEDULES["constant"]
    return Losses(terrain.final_losses(constant, LRS, range(3), steps=200, batch=16, betas=(beta1, beta2)))
