"""Experiment 2: Adam with L2 and AdamW over a grid of learning rates and decays, on a real map.

The question that the network learns: is this point land or sea? The map is the relief around Vancouver Island that
comes with matplotlib. All models of a run, one for each η, λ and seed, train side by side by `torch.func.vmap`.
"""

from dataclasses import dataclass

import numpy as np
import torch
from matplotlib import cbook
from torch.func import grad, vmap

TRAIN, VALIDATION = 1500, 2000  # points; what is left of the map is the test set
HIDDEN, FREQUENCIES = 32, 24
BATCH, STEPS = 50, 600


@dataclass(frozen=True)
class Data:
    """Inputs (points, features) in float32 and labels (points,), 1 for land; `where` gives rows and columns."""

    x: torch.Tensor
    y: torch.Tensor
    where: np.ndarray


def relief():
    """The relief: elevation in metres, an array (rows from south to north, columns from west to east)."""
    with cbook.get_sample_data("topobathy.npz") as file:
        return file["topo"]


def features(where, shape):
    """Waves over the map, as many as `FREQUENCIES` in each direction: the network's inputs (points, features)."""
    place = torch.as_tensor(where / (np.array(shape) - 1), dtype=torch.float32)  # from 0 to 1
    angles = torch.pi * place[:, :, None] * torch.arange(1, FREQUENCIES + 1)
    return torch.cat([angles.sin(), angles.cos()], dim=-1).flatten(1) * 2**0.5


def split(seed=0):
    """Three parts of the map's points, drawn by chance: training, validation, test."""
    height = relief()
    where = np.argwhere(np.ones_like(height, dtype=bool))
    where = where[np.random.default_rng(seed).permutation(len(where))]
    x = features(where, height.shape)
    y = torch.as_tensor(height[tuple(where.T)] > 0, dtype=torch.float32)
    cuts = [slice(0, TRAIN), slice(TRAIN, TRAIN + VALIDATION), slice(TRAIN + VALIDATION, None)]
    return [Data(x[part], y[part], where[part]) for part in cuts]


def initial(seeds):
    """First weights of one network for each seed: two hidden layers, stacked along a first axis."""
    sizes = [(4 * FREQUENCIES, HIDDEN), (HIDDEN, HIDDEN), (HIDDEN, 1)]
    stacks = {}
    for layer, (fan_in, fan_out) in enumerate(sizes):
        draws = []
        for seed in seeds:
            generator = torch.Generator().manual_seed(1000 * seed + layer)
            draws.append(torch.randn(fan_in, fan_out, generator=generator) * (2 / fan_in) ** 0.5)
        stacks[f"W{layer}"] = torch.stack(draws)
        stacks[f"b{layer}"] = torch.zeros(len(draws), fan_out)
    return stacks


def logits(weights, x):
    """The network of one set of weights: inputs (points, features), outputs (points,). Positive means land."""
    for layer in range(2):
        x = torch.relu(x @ weights[f"W{layer}"] + weights[f"b{layer}"])
    return (x @ weights["W2"] + weights["b2"])[:, 0]


def loss(weights, x, y):
    """Mean cross entropy."""
    return torch.nn.functional.binary_cross_entropy_with_logits(logits(weights, x), y)


def constant(t, steps):
    """No schedule."""
    return 1.0


def cosine(t, steps):
    """The factor of η at step t = 0, 1, …: from 1 down to 0 along half a wave."""
    return 0.5 * (1 + np.cos(np.pi * t / steps))


def adam(w, g, s, lr, decay):
    """Adam with L2: λ w joins the gradient."""
    return w - lr * _adam(g + decay * w, s)


def adamw(w, g, s, lr, decay):
    """AdamW: decoupled, torch's form."""
    return w * (1 - lr * decay) - lr * _adam(g, s)


def _adam(g, s, beta1=0.9, beta2=0.999, eps=1e-8):
    s["t"] = t = s.get("t", 0) + 1
    s["v"] = beta1 * s.get("v", 0) + (1 - beta1) * g
    s["G"] = beta2 * s.get("G", 0) + (1 - beta2) * g**2
    return s["v"] / (1 - beta1**t) / ((s["G"] / (1 - beta2**t)).sqrt() + eps)


def train(rule, lrs, decays, seeds, data, schedule=cosine, steps=STEPS, watch=None):
    """Train one network for every triple of `lrs`, `decays`, `seeds` (three lists of equal length).

    Returns the stacked weights. The same seed means the same first weights and the same mini-batches.
    `watch(t, weights)` is called after every step t = 1, 2, …
    """
    lr, decay = (torch.tensor(values, dtype=torch.float32) for values in (lrs, decays))
    different = sorted(set(seeds))
    which = torch.tensor([different.index(seed) for seed in seeds])
    weights = {name: stack[which] for name, stack in initial(different).items()}
    states = {name: {} for name in weights}
    randoms = [torch.Generator().manual_seed(seed) for seed in different]
    slope = vmap(grad(loss))
    for t in range(steps):
        batch = torch.stack([torch.randint(len(data.x), (BATCH,), generator=random) for random in randoms])[which]
        gradients = slope(weights, data.x[batch], data.y[batch])
        for name, w in weights.items():
            shape = (-1,) + (1,) * (w.dim() - 1)
            weights[name] = rule(
                w, gradients[name], states[name], (lr * schedule(t, steps)).reshape(shape), decay.reshape(shape)
            )
        if watch:
            watch(t + 1, weights)
    return weights


def errors(weights, data):
    """The share of points that each network gets wrong: an array (networks,)."""
    with torch.no_grad():
        answers = vmap(logits, in_dims=(0, None), chunk_size=25)(weights, data.x) > 0
    return (answers != (data.y > 0.5)).double().mean(dim=1).numpy()


def grid(rule, lrs, decays, seeds, schedule=cosine, steps=STEPS):
    """Validation and test errors for every η, λ and seed: two arrays (lrs, decays, seeds)."""
    training, validation, test = split()
    triples = [(lr, decay, seed) for lr in lrs for decay in decays for seed in seeds]
    weights = train(rule, *map(list, zip(*triples)), training, schedule, steps)
    shape = len(lrs), len(decays), len(seeds)
    return errors(weights, validation).reshape(shape), errors(weights, test).reshape(shape)
