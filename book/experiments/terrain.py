"""A small network learns a landscape: heights around the Jacksboro fault, which come with matplotlib."""

from __future__ import annotations

import functools

import numpy as np
import torch
from matplotlib import cbook
from torch.func import grad_and_value, vmap

SIZES = [((24, 2), 3.0), ((24,), 1.0), ((24, 24), 24**-0.5), ((24,), 1.0), ((1, 24), 24**-0.5), ((1,), 0.0)]


@functools.cache
def terrain():
    """Positions (725, 2) in [-1, 1]² and heights (725,) with mean 0 and standard deviation 1."""
    with cbook.get_sample_data("jacksboro_fault_dem.npz") as file:
        land = torch.tensor(file["elevation"][::14, ::14].astype(float))
    rows, columns = (torch.linspace(-1, 1, n, dtype=torch.float64) for n in land.shape)
    y, x = torch.meshgrid(rows, columns, indexing="ij")
    return torch.stack([x.flatten(), y.flatten()], dim=1), ((land - land.mean()) / land.std()).flatten()


def loss(weights, points=slice(None)):
    """Mean squared error of the tanh network 2-24-24-1 with these six tensors of weights, at some of the points."""
    places, heights = terrain()
    a, b, c, d, e, f = weights
    hidden = torch.tanh(torch.tanh(places[points] @ a.T + b) @ c.T + d)
    return ((hidden @ e.T + f).squeeze(1) - heights[points]).square().mean()


def first_weights(seed: int):
    """The network's weights before training."""
    generator = torch.Generator().manual_seed(seed)
    return [torch.randn(shape, generator=generator, dtype=torch.float64) * scale for shape, scale in SIZES]


def final_losses(shape, rates, seeds, steps=150, batch=None, betas=(0.9, 0.999), eps=1e-8) -> np.ndarray:
    """Train with Adam on a schedule, for every learning rate and seed at once.

    Args:
        shape: `shape(k, steps)` is the share of the learning rate after k steps.
        rates: learning rates.
        seeds: seeds of the first weights and of the batches.
        batch: points in a batch, drawn anew for each step; all of them by default.

    Returns:
        The loss on all points after the last step, of shape (rates, seeds).
    """
    made, count = [first_weights(seed) for seed in seeds], len(terrain()[1])
    w = [torch.stack([one[i] for one in made]).repeat(len(rates), *[1] * len(size))
         for i, (size, _) in enumerate(SIZES)]
    lr = torch.tensor(rates, dtype=torch.float64).repeat_interleave(len(made))
    v, G = [torch.zeros_like(p) for p in w], [torch.zeros_like(p) for p in w]
    chance = [torch.Generator().manual_seed(1000 + seed) for seed in seeds]
    slopes = vmap(grad_and_value(loss), in_dims=(0, None if batch is None else 0))
    for k in range(steps):
        points = slice(None) if batch is None else torch.stack(
            [torch.randperm(count, generator=c)[:batch] for c in chance]).repeat(len(rates), 1)
        gradients, _ = slopes(w, points)
        for i, g in enumerate(gradients):
            v[i] = betas[0] * v[i] + (1 - betas[0]) * g
            G[i] = betas[1] * G[i] + (1 - betas[1]) * g * g
            step = v[i] / (1 - betas[0] ** (k + 1)) / ((G[i] / (1 - betas[1] ** (k + 1))).sqrt() + eps)
            w[i] = w[i] - shape(k, steps) * lr.reshape(-1, *[1] * (g.dim() - 1)) * step
    return vmap(loss)(w).reshape(len(rates), len(made)).numpy()
