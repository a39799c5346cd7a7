"""Experiment 4: are two trained networks connected by a path of low loss?

Networks and data are the MLP and the digits of `comparison`. All pairs train side by side, by products of stacks of
matrices. A network's weights are a dictionary of tensors; stacks of networks have one more axis in front.
"""

import numpy as np
import torch
from scipy.interpolate import RectBivariateSpline
from scipy.optimize import linear_sum_assignment
from torch.nn.functional import cross_entropy

from . import comparison, stacks

NETWORK = comparison.Perceptron
PAIRS = [(k, k + 8) for k in range(8)]  # seeds of the two ends
TOGETHER = 8  # networks whose units for all digits still fit into a processor's cache


def outputs(weights, x):
    """Logits (networks, digits, 10) of a stack for images (digits, 8, 8), or for each one's own (networks, …)."""
    h = x.flatten(-2)
    for k in range(2):
        h = (h @ weights[f"W{k}"]).add_(weights[f"b{k}"][:, None]).relu_()
    return (h @ weights["W2"]).add_(weights["b2"][:, None])


def slopes(weights, x, y):
    """The gradients of each network's mean cross entropy at digits of its own (networks, digits, …): a stack."""
    leaves = {name: w.detach().requires_grad_() for name, w in weights.items()}
    total = cross_entropy(outputs(leaves, x).flatten(0, 1), y.flatten(), reduction="sum") / y.shape[1]
    return dict(zip(leaves, torch.autograd.grad(total, list(leaves.values()))))


def descend(w, slope, steps, lr=0.01, beta1=0.9, beta2=0.999, eps=1e-8):
    """Adam, η on a cosine, for vectors w (networks, n): where it ends. `slope(w)` is the gradient at the next batch.

    It walks as `stacks.adam` does, without new tensors: what takes time in a large stack is memory.
    """
    w, v, G, root = w.clone(), torch.zeros_like(w), torch.zeros_like(w), torch.empty_like(w)
    for k in range(steps):
        g = slope(w)
        v.lerp_(g, 1 - beta1)
        G.mul_(beta2).addcmul_(g, g, value=1 - beta2)
        first, second = 1 - beta1 ** (k + 1), (1 - beta2 ** (k + 1)) ** 0.5
        rate = lr * stacks.cosine(k, steps) * second / first
        w.addcdiv_(v, torch.sqrt(G, out=root).add_(eps * second), value=-rate)
    return w


def trained(seeds, network=NETWORK):
    """One network for each seed, trained with Adam as `comparison.train` does: the stacked weights."""
    data, randoms = comparison.split()[0], [torch.Generator().manual_seed(seed) for seed in seeds]

    def slope(w):
        batch = [torch.randperm(len(data.x), generator=random)[: comparison.BATCH] for random in randoms]
        picked = torch.stack(batch)
        return flat(slopes(unflat(w, network), data.x[picked], data.y[picked]))

    start = stacks.initial(network.shapes, seeds)
    return unflat(descend(flat(start), slope, comparison.STEPS), network)


def ends(network=NETWORK):
    """The two ends of all pairs: two stacks."""
    both = trained([pair[k] for k in range(2) for pair in PAIRS], network)
    return tuple({name: w[part] for name, w in both.items()} for part in (slice(len(PAIRS)), slice(len(PAIRS), None)))


def segment(a, b, t):
    """The point at t from 0 to 1 on the straight line from a to b."""
    return {name: (1 - t) * a[name] + t * b[name] for name in a}


def bezier(a, b, middle, t):
    """The point at t on the quadratic Bézier curve from a to b with this control point."""
    return {name: _bezier(a[name], b[name], middle[name], t) for name in a}


def _bezier(a, b, middle, t):
    return (1 - t) ** 2 * a + 2 * t * (1 - t) * middle + t**2 * b


def loss(weights, x, y):
    """Mean cross entropy of one network."""
    return cross_entropy(NETWORK.logits(weights, x), y)


def bend(a, b, steps=400, seed=0):
    """Control points (a stack) of Bézier curves of small mean loss over t, from the midpoints."""
    data, random = comparison.split()[0], torch.Generator().manual_seed(seed)
    a, b = flat(a), flat(b)

    def slope(middle):
        t = torch.rand(len(a), 1, generator=random, dtype=stacks.PRECISION)  # each step, a new point on each curve
        batch = torch.randint(len(data.x), (len(a), 50), generator=random)
        point = unflat(_bezier(a, b, middle, t))
        return 2 * t * (1 - t) * flat(slopes(point, data.x[batch], data.y[batch]))

    return unflat(descend((a + b) / 2, slope, steps))


def measure(weights, data):
    """Accuracy and mean cross entropy of each network of a stack: two arrays (networks,)."""
    right, losses = [], []
    with torch.no_grad():
        for part in zip(*(w.split(TOGETHER) for w in weights.values())):
            logits = outputs(dict(zip(weights, part)), data.x)
            right.append((logits.argmax(dim=2) == data.y).double().mean(dim=1))
            said = logits.gather(2, data.y.expand(len(logits), -1)[..., None])[..., 0]
            losses.append((logits.logsumexp(dim=2) - said).mean(dim=1))
    return torch.cat(right).numpy(), torch.cat(losses).numpy()


def along(point, data, ts):
    """Accuracy and loss at `point(t)`, a stack, for all ts: two arrays (ts, pairs)."""
    both = [measure(point(float(t)), data) for t in ts]
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
    """All weights of one network as one vector; of a stack, as vectors (networks, n)."""
    axes = weights["b0"].dim() - 1
    return torch.cat([w.flatten(axes) for w in weights.values()], dim=-1)


def unflat(vector, network=NETWORK):
    """The network whose weights, one after the other, are this vector; a stack, for several vectors (networks, n)."""
    parts = vector.split([torch.Size(shape).numel() for shape in network.shapes.values()], dim=-1)
    return {name: part.unflatten(-1, shape) for (name, shape), part in zip(network.shapes.items(), parts)}


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
        x, y = (torch.tensor(values, dtype=stacks.PRECISION)[..., None] for values in np.broadcast_arrays(x, y))
        points = (origin + x * u + y * v).reshape(-1, len(origin))
        return measure(unflat(points), data)[1].reshape(x.shape[:-1])

    return place, height


def chart(xs, ys, heights):
    """Heights between those that were measured (ys, xs): a function of places, by a spline through the logarithms."""
    spline = RectBivariateSpline(xs, ys, np.log(heights).T)
    return lambda x, y: np.exp(spline.ev(x, y))
