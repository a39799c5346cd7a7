"""Closed-loop problems: losses whose gradients depend on where the optimizer has gone.

Each problem is a function of the parameters alone; its data are fixed by a formula, so that the
trial needs to carry only the problem's name.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

import numpy as np
import torch
from matplotlib import cbook

Problem = Callable[[Sequence[torch.Tensor]], torch.Tensor]


def network(parameters: Sequence[torch.Tensor]) -> torch.Tensor:
    """Mean squared error of a 2-6-1 tanh network on 16 points of a smooth surface.

    Parameters: weights (6, 2), biases (6,), weights (1, 6), bias ().
    """
    first, shift, second, offset = parameters
    k = torch.arange(16, dtype=first.dtype, device=first.device)
    points = torch.stack([torch.cos(1.7 * k), torch.sin(2.3 * k + 0.5)], dim=1)
    targets = points[:, :1] * points[:, 1:] + 0.5 * points[:, :1]
    hidden = torch.tanh(points @ first.T + shift)
    return ((hidden @ second.T + offset - targets) ** 2).mean()


def valley(parameters: Sequence[torch.Tensor]) -> torch.Tensor:
    """The narrow valley ½(x² + 25y²) in two dimensions: one parameter of shape (2,)."""
    (w,) = parameters
    steepness = torch.tensor([1.0, 25.0], dtype=w.dtype, device=w.device)
    return 0.5 * (steepness * w**2).sum()


@functools.cache
def terrain_data() -> tuple[torch.Tensor, torch.Tensor]:
    """A real landscape that comes with matplotlib: the elevation around the Jacksboro fault.

    Returns:
        points (725, 2) in [-1, 1]², and heights (725,) with mean 0 and standard deviation 1.
    """
    path = str(cbook.get_sample_data("jacksboro_fault_dem.npz", asfileobj=False))
    with np.load(path) as file:
        heights = torch.tensor(file["elevation"][::14, ::14].astype(float))
    rows, columns = (torch.linspace(-1, 1, n, dtype=torch.float64) for n in heights.shape)
    y, x = torch.meshgrid(rows, columns, indexing="ij")
    points = torch.stack([x.flatten(), y.flatten()], dim=1)
    return points, ((heights - heights.mean()) / heights.std()).flatten()


def terrain(parameters: Sequence[torch.Tensor]) -> torch.Tensor:
    """Mean squared error of a 2-24-24-1 tanh network that learns the heights of `terrain_data`."""
    a, b, c, d, e, f = parameters
    points, heights = terrain_data()
    hidden = torch.tanh(torch.tanh(points @ a.T + b) @ c.T + d)
    return ((hidden @ e.T + f).squeeze(1) - heights).square().mean()


PROBLEMS: dict[str, Problem] = {"network": network, "valley": valley, "terrain": terrain}
