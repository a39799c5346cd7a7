"""Networks 2 – h1 – h2 – 1 that train side by side, as PyTorch would train each: all in one array, with a row for each.

For networks as small as these PyTorch spends its time on everything but arithmetic; here a step is some forty
operations of numpy, for one network or ten. Gradients are written out, and rules are those of `paths`.
"""

import numpy as np
import torch
from torch.nn.utils import parameters_to_vector, vector_to_parameters

from . import paths

UNITS = {
    "tanh": (np.tanh, lambda a: 1 - a * a),
    "relu": (lambda z: np.maximum(z, 0), lambda a: a > 0),
}
"""A unit's function, and its slope where it has the value a."""


class Stack:
    """Networks of the same shape. `w` (networks, numbers) has their weights in the order of PyTorch's parameters."""

    def __init__(self, models, unit):
        self.models, (self.function, self.slope) = models, UNITS[unit]
        self.shapes = [tuple(p.shape) for p in models[0].parameters()]
        ends = np.cumsum([0, *map(np.prod, self.shapes)]).tolist()
        self.places = [slice(*both) for both in zip(ends, ends[1:])]
        self.w = np.stack([parameters_to_vector(model.parameters()).detach().numpy() for model in models])

    def write_back(self):
        """Give the models the weights."""
        for model, w in zip(self.models, torch.from_numpy(self.w)):
            vector_to_parameters(w, model.parameters())

    def _matrices(self):
        parts = [self.w[:, place].reshape(-1, *shape) for place, shape in zip(self.places, self.shapes)]
        return parts[::2], [bias[:, None] for bias in parts[1::2]]

    def _layers(self, x):
        """The values of each layer's units at points of each network's own (networks, points, 2)."""
        weights, biases = self._matrices()
        values = [x]
        for k, (matrix, bias) in enumerate(zip(weights, biases)):
            z = values[-1] @ matrix.swapaxes(1, 2) + bias
            values.append(z if k == len(weights) - 1 else self.function(z))
        return weights, values

    def losses(self, x, y):
        """The mean logistic loss of each network (networks,), at points of its own with labels y (networks, points)."""
        z = self._layers(x)[1][-1][..., 0]
        return (np.maximum(z, 0) - z * y + np.log1p(np.exp(-abs(z)))).mean(axis=1)

    def gradients(self, x, y):
        """The gradients of these losses, of the shape of `w`."""
        weights, values = self._layers(x)
        change = ((1 + np.tanh(values[-1] / 2)) / 2 - y[..., None]) / y.shape[1]
        parts = []
        for matrix, before in zip(reversed(weights), reversed(values[:-1])):
            parts += [change.sum(axis=1), (change.swapaxes(1, 2) @ before).reshape(len(x), -1)]
            change = change @ matrix * self.slope(before)
        return np.concatenate(parts[::-1], axis=1)


def with_l2(make):
    """A rule of `paths` that knows no decay gets λ w added to its gradient."""

    def made(stack, lr, decay):
        rule = make(lr)
        return lambda w, g, s: rule(w, g + decay * w, s)

    return made


def with_decay(make):
    """A rule of `paths` that has a decay of its own."""
    return lambda stack, lr, decay: make(lr, weight_decay=decay)


def muon(stack, lr, decay, mu=0.95):
    """Muon for the matrices; the biases are left to AdamW."""
    adamw, averages = paths.adamw(lr, weight_decay=decay), paths.State()

    def rule(w, g, s):
        s.v = mu * s.v + (1 - mu) * g
        ahead, following = mu * s.v + (1 - mu) * g, adamw(w, g, averages)
        for place, (rows, columns) in zip(stack.places[::2], stack.shapes[::2]):
            direction = orthogonal(ahead[:, place].reshape(-1, rows, columns)).reshape(len(w), -1)
            step = lr * max(1, rows / columns) ** 0.5 * direction
            following[:, place] = (1 - lr * decay) * w[:, place] - step
        return following

    return rule


def orthogonal(matrices, steps=5, coefficients=(3.4445, -4.775, 2.0315)):
    """Matrices (networks, rows, columns) with singular values near 1: Newton–Schulz with 16 bits, as PyTorch's Muon."""
    (a, b, c), tall = coefficients, matrices.shape[1] > matrices.shape[2]
    x = torch.from_numpy(matrices.swapaxes(1, 2) if tall else matrices).bfloat16()
    x = x / x.norm(dim=(1, 2), keepdim=True).clamp(min=1e-7)
    for _ in range(steps):
        gram = x @ x.mT
        x = torch.baddbmm(x, torch.baddbmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return (x.mT if tall else x).double().numpy()
