"""Experiment 2: Adam with L2 and AdamW over a grid of learning rates and decays, on a real map.

The question that the network learns: is this point land or sea? The map is the relief around Vancouver Island that
comes with matplotlib. All networks of a run, one for each η, λ and seed, train side by side by `torch.func.vmap`.
"""

from dataclasses import dataclass

import numpy as np
import torch
from matplotlib import cbook
from torch.func import grad, vmap

from . import stacks
from .stored import stored

TRAIN, VALIDATION = 1500, 2000  # points; what is left of the map is the test set
HIDDEN, FREQUENCIES = 32, 24
BATCH, STEPS = 50, 600
SHAPES = {
    "W0": (4 * FREQUENCIES, HIDDEN), "b0": (HIDDEN,), "W1": (HIDDEN, HIDDEN), "b1": (HIDDEN,),
    "W2": (HIDDEN, 1), "b2": (1,),
}  # fmt: skip
"""The network: two hidden layers."""
LRS = tuple(10**e for e in (-3, -2.5, -2, -1.5, -1))
DECAYS = {
    "Adam": (0, *(10**e for e in (-4, -3.5, -3, -2.5, -2, -1.5))),
    "AdamW": (0, *(10**e for e in (-1.5, -1, -0.5, 0, 0.5, 1))),
}
RULES = {"Adam": stacks.adam, "AdamW": stacks.adamw}


@dataclass(frozen=True)
class Data:
    """Inputs (points, features) and labels (points,), 1 for land; `where` gives rows and columns."""

    x: torch.Tensor
    y: torch.Tensor
    where: np.ndarray


def relief():
    """The relief: elevation in metres, an array (rows from south to north, columns from west to east)."""
    with cbook.get_sample_data("topobathy.npz") as file:
        return file["topo"]


def features(where, shape):
    """Waves over the map, as many as `FREQUENCIES` in each direction: the network's inputs (points, features)."""
    place = torch.as_tensor(where / (np.array(shape) - 1), dtype=stacks.PRECISION)  # from 0 to 1
    angles = torch.pi * place[:, :, None] * torch.arange(1, FREQUENCIES + 1, dtype=stacks.PRECISION)
    return torch.cat([angles.sin(), angles.cos()], dim=-1).flatten(1) * 2**0.5


def split(seed=0):
    """Three parts of the map's points, drawn by chance: training, validation, test."""
    height = relief()
    where = np.argwhere(np.ones_like(height, dtype=bool))
    where = where[np.random.default_rng(seed).permutation(len(where))]
    x = features(where, height.shape)
    y = torch.as_tensor(height[tuple(where.T)] > 0, dtype=stacks.PRECISION)
    cuts = [slice(0, TRAIN), slice(TRAIN, TRAIN + VALIDATION), slice(TRAIN + VALIDATION, None)]
    return [Data(x[part], y[part], where[part]) for part in cuts]


def logits(weights, x):
    """The network of one set of weights: inputs (points, features), outputs (points,). Positive means land."""
    for layer in range(2):
        x = torch.relu(x @ weights[f"W{layer}"] + weights[f"b{layer}"])
    return (x @ weights["W2"] + weights["b2"])[:, 0]


def loss(weights, x, y):
    """Mean cross entropy."""
    return torch.nn.functional.binary_cross_entropy_with_logits(logits(weights, x), y)


def train(rule, lrs, decays, seeds, data, schedule=stacks.cosine, watch=None):
    """A stack of networks, one for every triple of `lrs`, `decays`, `seeds`: see `stacks.train`."""
    slope = vmap(grad(loss))
    return stacks.train(
        rule, lrs, decays, seeds, SHAPES, lambda stack, picked: slope(stack, data.x[picked], data.y[picked]),
        lambda random: torch.randint(len(data.x), (BATCH,), generator=random), STEPS, schedule, watch,
    )  # fmt: skip


def errors(weights, data):
    """The share of points that each network gets wrong: an array (networks,)."""
    with torch.no_grad():
        answers = vmap(logits, in_dims=(0, None), chunk_size=25)(weights, data.x) > 0
    return (answers != (data.y > 0.5)).double().mean(dim=1).numpy()


def grid(rule, lrs, decays, seeds, schedule=stacks.cosine):
    """Validation and test errors for every η, λ and seed: two arrays (lrs, decays, seeds)."""
    training, validation, test = split()
    triples = [(lr, decay, seed) for lr in lrs for decay in decays for seed in seeds]
    weights = train(rule, *map(list, zip(*triples)), training, schedule)
    shape = len(lrs), len(decays), len(seeds)
    return errors(weights, validation).reshape(shape), errors(weights, test).reshape(shape)


@dataclass(frozen=True)
class Errors:
    """Shares of points that were got wrong: arrays (lrs, decays, seeds)."""

    validation: np.ndarray
    test: np.ndarray


@stored(Errors)
def found(method):
    """The grid of LRS and DECAYS for a method of RULES, with five seeds."""
    return Errors(*grid(RULES[method], LRS, DECAYS[method], range(5)))
