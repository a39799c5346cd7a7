"""Experiment 1: pictures of animals, described by features of which one is rare. How soon is its weight learned?

The model is logistic regression, so the right answer of every run is known: the minimum of its loss. All
seeds and learning rates train side by side, as the leading axes of one array.
"""

from dataclasses import dataclass

import numpy as np
from figures.paths import State

RARE = -1  # the last weight belongs to the rare feature


@dataclass(frozen=True)
class Data:
    """As many data sets as there are seeds: inputs x (seeds, examples, features), labels y (seeds, examples)."""

    seeds: tuple
    x: np.ndarray
    y: np.ndarray


def animals(seeds, examples=2000, frequent=9, every=100, bare_skin=2.5):
    """One data set for each seed: is the animal a cat?

    The first feature is always 1 (its weight is the bias). Each of the `frequent` ones is 1 in half of all
    examples. The last, bare skin, is 1 in exactly one of `every`. Labels are drawn from a logistic model
    whose weight for bare skin, 2.5 unless said otherwise, is larger than all others.
    """
    xs, ys = [], []
    for seed in seeds:
        random = np.random.default_rng(seed)
        x = np.ones((examples, 1 + frequent + 1))
        x[:, 1:-1] = random.random((examples, frequent)) < 0.5
        x[:, RARE] = 0
        x[random.permutation(examples)[: examples // every], RARE] = 1
        truth = np.linspace(-1, 1, 1 + frequent + 1)
        truth[0], truth[RARE] = -0.5, bare_skin
        xs.append(x)
        ys.append(random.random(examples) < _sigmoid(x @ truth))
    return Data(tuple(seeds), np.array(xs), np.array(ys, dtype=float))


def rotated(data, seed=0):
    """The same examples in other coordinates, in which every feature is a mixture of all, and the orthogonal matrix.

    Weights w of the rotated data are the weights `w @ matrix.T` of the original.
    """
    size = data.x.shape[-1]
    mixture, _ = np.linalg.qr(np.random.default_rng(seed).standard_normal((size, size)))
    return Data(data.seeds, data.x @ mixture, data.y), mixture


def loss(data, w, decay=0.001):
    """The loss over all examples, for weights (…, seeds, features): the mean cross entropy plus a little decay.

    The decay, ½ `decay` ‖w‖², keeps the minimum finite where all examples of the rare feature have one label.
    """
    z = np.einsum("snf,...sf->...sn", data.x, w)
    return np.mean(np.logaddexp(0, z) - data.y * z, axis=-1) + decay / 2 * np.sum(w**2, axis=-1)


def minimum(data, decay=0.001, steps=30):
    """The weights (seeds, features) at which `loss` is smallest, by Newton's method."""
    w = np.zeros((len(data.seeds), data.x.shape[-1]))
    for _ in range(steps):
        p = _sigmoid(np.einsum("snf,sf->sn", data.x, w))
        g = np.einsum("sn,snf->sf", p - data.y, data.x) / data.x.shape[1] + decay * w
        w = w - np.linalg.solve(hessian(data, w, decay), g[..., None])[..., 0]
    assert np.abs(g).max() < 1e-10, "Newton's method has not arrived."
    return w


def hessian(data, w, decay=0.001):
    """The Hessian of `loss` at weights (seeds, features): an array (seeds, features, features)."""
    p = _sigmoid(np.einsum("snf,sf->sn", data.x, w))
    weighted = data.x * (p * (1 - p))[..., None]
    return weighted.transpose(0, 2, 1) @ data.x / data.x.shape[1] + decay * np.eye(w.shape[-1])


def batches(data, steps, batch=20):
    """The examples of every batch, an array of indices (steps, seeds, batch): whole passes, each in a new order.

    They are drawn with the data set's own seed, so all methods see the same ones.
    """
    passes = -(-steps * batch // data.x.shape[1])
    order = [[np.random.default_rng((seed, k)).permutation(data.x.shape[1]) for k in range(passes)]
             for seed in data.seeds]
    order = np.reshape(order, (len(data.seeds), -1))[:, : steps * batch]
    return order.reshape(len(data.seeds), steps, batch).swapaxes(0, 1)


def train(data, rule, lrs, steps=300, batch=20, decay=0.001, every=10):
    """Train from zero with `rule(lr)` for every learning rate: the weights (saved, rates, seeds, features).

    A rule is one of `figures` (sgd, momentum, adagrad, …). Weights are saved before the first step and after
    every `every`-th.
    """
    w = np.zeros((len(lrs), len(data.seeds), data.x.shape[-1]))
    state, saved, row = State(), [w], np.arange(len(data.seeds))[:, None]
    step = rule(np.reshape(lrs, (-1, 1, 1)))
    with np.errstate(over="ignore", invalid="ignore"):
        for t, picked in enumerate(batches(data, steps, batch), start=1):
            x, y = data.x[row, picked], data.y[row, picked]
            z = np.matmul(x, w[..., None])[..., 0]
            g = np.matmul((_sigmoid(z) - y)[..., None, :], x)[..., 0, :] / batch + decay * w
            w = step(w, g, state)
            if t % every == 0:
                saved.append(w)
    return np.array(saved)


def tune(data, rule, lrs, **options):
    """The index of the learning rate whose final `loss`, averaged over all seeds, is smallest; and all these losses."""
    final = loss(data, train(data, rule, lrs, **options)[-1]).mean(axis=-1)
    final = np.where(np.isfinite(final), final, np.inf)
    return int(final.argmin()), final


def _sigmoid(z):
    return 0.5 * (1 + np.tanh(z / 2))
