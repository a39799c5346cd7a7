"""Experiment 4: are two trained networks connected by a path of low loss?

Networks and data are the MLP and the digits of `comparison`. All pairs train side by side by `torch.func.vmap`.
A network's weights are a dictionary of tensors; stacks of networks have one more axis in front.
"""

import numpy as np
import torch
from scipy.optimize import linear_sum_assignment
from torch.func import grad, vmap
from torch.nn.functional import cross_entropy

from . import comparison, stacks

NETWORK = comparison.Perceptron
PAIRS = [(k, k + 8) for k in range(8)]  # seeds of the two ends


def trained(seeds, lr=0.01):
    """One network for each seed, trained with Adam: the stacked weights."""
    data, count = comparison.split()[0], len(seeds)
    return comparison.train(NETWORK, stacks.adam, [lr] * count, [0] * count, list(seeds), data)


def ends():
    """The two ends of all pairs: two stacks."""
    return tuple(trained([pair[k] for pair in PAIRS]) for k in range(2))


def segment(a, b, t):
    """The point at t from 0 to 1 on the straight line from a to b."""
    return {name: (1 - t) * a[name] + t * b[name] for name in a}


def bezier(a, b, middle, t):
    """The point at t on the quadratic Bézier curve from a to b with this control point."""
    return {name: (1 - t) ** 2 * a[name] + 2 * t * (1 - t) * middle[name] + t**2 * b[name] for name in a}


def loss(weights, x, y):
    """Mean cross entropy of one network."""
    return cross_entropy(NETWORK.logits(weights, x), y)


def bend(a, b, steps=400, lr=0.01, seed=0):
    """Control points (a stack) of Bézier curves of small mean loss over t; Adam, η on a cosine, from the midpoints."""
    data, count = comparison.split()[0], len(PAIRS)
    middle, states = segment(a, b, 0.5), {name: {} for name in a}
    random = torch.Generator().manual_seed(seed)
    slope = vmap(grad(lambda middle, a, b, t, x, y: loss(bezier(a, b, middle, t), x, y)))
    for k in range(steps):
        t = torch.rand(count, generator=random, dtype=stacks.PRECISION)  # each step, a new point on each curve
        batch = torch.randint(len(data.x), (count, 50), generator=random)
        gradients = slope(middle, a, b, t, data.x[batch], data.y[batch])
        rate = lr * stacks.cosine(k, steps)
        middle = {name: stacks.adam(w, gradients[name], states[name], rate, 0) for name, w in middle.items()}
    return middle


def along(point, data, ts):
    """Accuracy and loss at `point(t)`, a stack, for all ts: two arrays (ts, pairs)."""
    both = [comparison.measure(NETWORK, point(float(t)), data) for t in ts]
    return np.array([accuracy for accuracy, _ in both]), np.array([loss for _, loss in both])


def barriers(ts, losses):
    """For each pair, the most by which the loss lies above the straight line between the losses of its ends."""
    line = (1 - ts)[:, None] * losses[0] + ts[:, None] * losses[-1]
    return (losses - line).max(axis=0)


def permuted(w, first, second):
    """One network with the units of its two hidden layers in another order: it computes the same."""
    return {"W0": w["W0"][:, first], "b0": w["b0"][first], "W1": w["W1"][first][:, second], "b1": w["b1"][second],
            "W2": w["W2"][second], "b2": w["b2"]}  # fmt: skip


def matched(a, b, rounds=20):
    """Network b with its hidden units in the order that brings its weights closest to a's (Ainsworth et al., 2023).

    For one layer, with the other held fixed, the best order is a linear assignment. The layers take turns.
    """
    first = second = torch.arange(len(b["b0"]))
    for _ in range(rounds):
        old = torch.cat([first, second])
        like = a["W0"].T @ b["W0"] + torch.outer(a["b0"], b["b0"]) + a["W1"] @ b["W1"][:, second].T
        first = torch.as_tensor(linear_sum_assignment(like.numpy(), maximize=True)[1])
        like = a["W1"].T @ b["W1"][first] + torch.outer(a["b1"], b["b1"]) + a["W2"] @ b["W2"].T
        second = torch.as_tensor(linear_sum_assignment(like.numpy(), maximize=True)[1])
        if torch.equal(old, torch.cat([first, second])):
            break
    return permuted(b, first, second)


def stack(networks):
    """A list of networks as one stack."""
    return {name: torch.stack([w[name] for w in networks]) for name in networks[0]}


def pick(weights, k):
    """The k-th network of a stack."""
    return {name: w[k] for name, w in weights.items()}


def flat(weights):
    """All weights of one network as one vector."""
    return torch.cat([w.flatten() for w in weights.values()])


def unflat(vector):
    """The network whose weights, one after the other, are this vector."""
    sizes = [torch.Size(shape).numel() for shape in NETWORK.shapes.values()]
    parts = vector.split(sizes)
    return {name: part.reshape(shape) for (name, shape), part in zip(NETWORK.shapes.items(), parts)}


def plane(a, b, c, data):
    """The plane through three networks: two functions, from a network to its place in it, and from places to losses.

    The origin is a, the first axis points to b, the second, at a right angle, towards c. `place(weights)` is the pair
    of coordinates, `height(x, y)` the losses at arrays of coordinates, of their shape.
    """
    origin = flat(a)
    u = flat(b) - origin
    u = u / u.norm()
    v = flat(c) - origin
    v = v - (v @ u) * u
    v = v / v.norm()

    def place(weights):
        return float((flat(weights) - origin) @ u), float((flat(weights) - origin) @ v)

    def height(x, y):
        x, y = np.broadcast_arrays(x, y)
        points = [origin + float(p) * u + float(q) * v for p, q in zip(x.flat, y.flat)]
        rows = [stack([unflat(point) for point in points[k : k + 100]]) for k in range(0, len(points), 100)]
        return np.concatenate([comparison.measure(NETWORK, row, data)[1] for row in rows]).reshape(x.shape)

    return place, height
