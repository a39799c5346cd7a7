"""Optimizers as rules for one point, and the path that a point takes under a rule.

A **rule** is a function `rule(w, g, s)` that returns the next w: `w` is where the point is, `g` the
gradient there, and `s` what the rule remembers from step to step. Whatever a rule has not yet
written into `s` is zero, as v₀ = 0 in the formulas. A rule therefore reads like its equation:

    def rule(w, g, s):
        s.v = 0.9 * s.v + g
        return w - 0.1 * s.v
"""

import numpy as np


class State:
    """What a rule remembers. Anything that was never written reads as zero."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return 0.0


def walk(surface, rule, start=None, steps=100, noise=0.0, seed=0):
    """The path of `rule` over a Surface or a Curve: a float64 array of shape (steps + 1, dimensions).

    It begins at `start` (the surface's own one by default). `noise` is the standard deviation of the
    Gaussian noise added to every gradient, as mini-batches would add it; `seed` makes it repeatable.
    A path that diverges is returned as it is, infinities included. Starts of shape (dimensions, paths) are
    walked from side by side, and the rule's numbers may be arrays (paths,): (steps + 1, dimensions, paths).
    """
    w = np.atleast_1d(np.array(surface.start if start is None else start, dtype=float))
    random, state, path = np.random.default_rng(seed), State(), [w]
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(steps):
            g = np.array(surface.gradient(*w), dtype=float)
            w = rule(w, g + noise * random.standard_normal(w.shape) if noise else g, state)
            path.append(w)
    return np.array(path)


def walks(surface, rule, values, steps=100):
    """The paths of `rule(values)` from the surface's start, one for each value: (values, steps + 1, dimensions)."""
    start = np.repeat(np.reshape(surface.start, (-1, 1)), len(values), axis=1)
    return np.moveaxis(walk(surface, rule(np.asarray(values)), start, steps), -1, 0)


def losses(surface, path):
    """The loss at every point of a path: an array of shape (steps + 1,)."""
    with np.errstate(over="ignore", invalid="ignore"):
        return surface.f(*np.asarray(path, dtype=float).T)


def sgd(lr):
    """Gradient descent: w ← w − η g."""
    return lambda w, g, s: w - lr * g


def momentum(lr, momentum=0.9):
    """Momentum in PyTorch's form: v ← μ v + g, w ← w − η v."""

    def rule(w, g, s):
        s.v = momentum * s.v + g
        return w - lr * s.v

    return rule


def nesterov(lr, momentum=0.9):
    """Nesterov's momentum in PyTorch's form: v ← μ v + g, w ← w − η (g + μ v)."""

    def rule(w, g, s):
        s.v = momentum * s.v + g
        return w - lr * (g + momentum * s.v)

    return rule


def adagrad(lr, eps=1e-10):
    """Adagrad: G ← G + g², w ← w − η g / (√G + ε)."""

    def rule(w, g, s):
        s.G = s.G + g**2
        return w - lr * g / (np.sqrt(s.G) + eps)

    return rule


def rmsprop(lr, alpha=0.99, eps=1e-8):
    """RMSprop: G ← α G + (1 − α) g², w ← w − η g / (√G + ε)."""

    def rule(w, g, s):
        s.G = alpha * s.G + (1 - alpha) * g**2
        return w - lr * g / (np.sqrt(s.G) + eps)

    return rule


def adam(lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
    """Adam; with `weight_decay` λ the gradient is g + λ w, as in `torch.optim.Adam`."""

    def rule(w, g, s):
        return w - lr * _adam_direction(g + weight_decay * w, s, betas, eps)

    return rule


def adamw(lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
    """AdamW: w ← (1 − η λ) w, and then Adam's step."""

    def rule(w, g, s):
        return (1 - lr * weight_decay) * w - lr * _adam_direction(g, s, betas, eps)

    return rule


def lion(lr, betas=(0.9, 0.99), weight_decay=0.0):
    """Lion: w ← (1 − η λ) w − η sign(β₁ v + (1 − β₁) g), and then v ← β₂ v + (1 − β₂) g."""

    def rule(w, g, s):
        step = np.sign(betas[0] * s.v + (1 - betas[0]) * g)
        s.v = betas[1] * s.v + (1 - betas[1]) * g
        return (1 - lr * weight_decay) * w - lr * step

    return rule


def _adam_direction(g, s, betas, eps):
    s.t = s.t + 1
    s.v = betas[0] * s.v + (1 - betas[0]) * g
    s.G = betas[1] * s.G + (1 - betas[1]) * g**2
    return s.v / (1 - betas[0] ** s.t) / (np.sqrt(s.G / (1 - betas[1] ** s.t)) + eps)
