"""Four schedules for one network, repeated: each time with its own seeds to tune and its own to report."""

import math

import numpy as np

from . import repeated, terrain
from .repeated import Tried
from .stored import stored


def _warm_up_and_cosine(k, T):
    return (k + 1) / (T / 10) if k < T / 10 else 0.5 * (1 + math.cos(math.pi * (k - T / 10) / (T * 0.9)))


SCHEDULES = {
    "constant": lambda k, T: 1.0,
    "cosine": lambda k, T: 0.5 * (1 + math.cos(math.pi * k / T)),
    "warm-up": lambda k, T: min((k + 1) / (T / 10), 1.0),
    "warm-up and cosine": _warm_up_and_cosine,
}
LRS = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
SETTINGS = {"all points": dict(steps=150), "batches": dict(steps=600, batch=16)}


@stored(Tried)
def again(setting, schedule, repetition):
    """Adam with a schedule of SCHEDULES in a setting of SETTINGS; the scores are losses on all points in the end."""
    def validate(lrs, _, seeds):
        count = len(set(seeds))
        found = terrain.final_losses(SCHEDULES[schedule], lrs[::count], seeds[:count], **SETTINGS[setting]).ravel()
        return np.nan_to_num(found, nan=np.inf), found

    lr, decay, edges, errors = repeated.tune(LRS, (0,), repetition, validate)
    seeds = repeated.report_seeds(repetition)
    scores = terrain.final_losses(SCHEDULES[schedule], [lr], seeds, **SETTINGS[setting])[0]
    return Tried(repetition, lr, decay, edges, errors, scores)
