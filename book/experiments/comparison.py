"""Experiment 5: every optimizer of the course on handwritten digits, tuned by one budget.

The data are the 1,797 digits of 8 × 8 pixels that come with scikit-learn (Alpaydin and Kaynak, 1998). All runs of a
method, one for each η, λ and seed, train side by side by `torch.func.vmap`.
"""

from dataclasses import dataclass
from statistics import median
from time import perf_counter

import numpy as np
import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.func import grad, vmap
from torch.nn.functional import conv2d, cross_entropy

from . import stacks
from .stored import stored

TRAIN, VALIDATION = 800, 300  # digits; what is left, 697, is the test set
BATCH, STEPS = 32, 300
TUNING, FINAL = (100, 101, 102, 103), tuple(range(20))


@dataclass(frozen=True)
class Data:
    """Images (digits, 8, 8), grey values with mean 0 and deviation 1, and labels (digits,) from 0 to 9."""

    x: torch.Tensor
    y: torch.Tensor


def split(seed=0):
    """Three parts of the digits, drawn by chance: training, validation, test."""
    digits = load_digits()
    order = np.random.default_rng(seed).permutation(len(digits.target))
    x = torch.tensor(digits.images[order], dtype=stacks.PRECISION)
    y = torch.tensor(digits.target[order])
    x = (x - x[:TRAIN].mean()) / x[:TRAIN].std()
    cuts = [slice(0, TRAIN), slice(TRAIN, TRAIN + VALIDATION), slice(TRAIN + VALIDATION, None)]
    return [Data(x[part], y[part]) for part in cuts]


# ── two networks ──


class Perceptron:
    """Two hidden layers of 32 neurons: 64-32-32-10."""

    shapes = {"W0": (64, 32), "b0": (32,), "W1": (32, 32), "b1": (32,), "W2": (32, 10), "b2": (10,)}

    @staticmethod
    def logits(w, x):
        """Outputs (digits, 10) of one set of weights for images (digits, 8, 8)."""
        h = torch.relu(x.flatten(1) @ w["W0"] + w["b0"])
        h = torch.relu(h @ w["W1"] + w["b1"])
        return h @ w["W2"] + w["b2"]

    @staticmethod
    def module():
        """The same network as PyTorch builds it."""
        layers = [nn.Linear(*size, dtype=stacks.PRECISION) for size in ((64, 32), (32, 32), (32, 10))]
        return nn.Sequential(nn.Flatten(), layers[0], nn.ReLU(), layers[1], nn.ReLU(), layers[2])


class Convolution:
    """Two layers of 3 × 3 filters, 4 and 8 of them, the second with stride 2, and a linear one."""

    shapes = {"W0": (4, 1, 3, 3), "b0": (4,), "W1": (8, 4, 3, 3), "b1": (8,), "W2": (128, 10), "b2": (10,)}

    @staticmethod
    def logits(w, x):
        """Outputs (digits, 10) of one set of weights for images (digits, 8, 8)."""
        h = torch.relu(conv2d(x[:, None], w["W0"], w["b0"], padding=1))
        h = torch.relu(conv2d(h, w["W1"], w["b1"], padding=1, stride=2))
        return h.flatten(1) @ w["W2"] + w["b2"]

    @staticmethod
    def module():
        """The same network as PyTorch builds it."""
        filters = [nn.Conv2d(1, 4, 3, padding=1, dtype=stacks.PRECISION),
                   nn.Conv2d(4, 8, 3, stride=2, padding=1, dtype=stacks.PRECISION)]  # fmt: skip
        return nn.Sequential(nn.Unflatten(1, (1, 8)), filters[0], nn.ReLU(), filters[1], nn.ReLU(), nn.Flatten(),
                             nn.Linear(128, 10, dtype=stacks.PRECISION))


NETWORKS = {"MLP": Perceptron, "CNN": Convolution}


# ── eight methods ──


@dataclass(frozen=True)
class Method:
    """A rule with its grid: eight learning rates, each √10 times the one before, and four decays."""

    rule: object
    smallest_lr: float
    decays: tuple

    @property
    def lrs(self):
        return tuple(self.smallest_lr * 10 ** (k / 2) for k in range(8))


L2, DECOUPLED = (0, 1e-3, 1e-2, 1e-1), (0, 0.1, 1, 10)
METHODS = {
    "SGD": Method(stacks.sgd, 1e-3, L2), "Momentum": Method(stacks.momentum, 1e-4, L2),
    "Nesterov": Method(stacks.nesterov, 1e-4, L2), "Adagrad": Method(stacks.adagrad, 1e-3, L2),
    "RMSprop": Method(stacks.rmsprop, 1e-5, L2), "Adam": Method(stacks.adam, 1e-4, L2),
    "AdamW": Method(stacks.adamw, 1e-4, DECOUPLED), "Lion": Method(stacks.lion, 10**-4.5, DECOUPLED),
}  # fmt: skip


# ── runs ──


def train(network, rule, lrs, decays, seeds, data, watch=None):
    """A stack of networks, one for every triple of `lrs`, `decays`, `seeds`, η on a cosine: see `stacks.train`."""
    slope = grad(lambda w, x, y: cross_entropy(network.logits(w, x), y))
    slopes = vmap(vmap(slope), in_dims=(0, None, None))  # settings, seeds: all settings of a seed see the same digits
    count = len(set(seeds))
    assert seeds == seeds[:count] * (len(seeds) // count)

    def gradients(stack, picked):
        settings = {name: w.unflatten(0, (-1, count)) for name, w in stack.items()}
        given = slopes(settings, data.x[picked[:count]], data.y[picked[:count]])
        return {name: g.flatten(0, 1) for name, g in given.items()}

    return stacks.train(
        rule, lrs, decays, seeds, network.shapes, gradients,
        lambda random: torch.randperm(len(data.x), generator=random)[:BATCH], STEPS, watch=watch,
    )  # fmt: skip


def measure(network, weights, data):
    """Accuracy and mean cross entropy of each network of a stack: two arrays (networks,)."""
    with torch.no_grad():
        outputs = vmap(network.logits, in_dims=(0, None))(weights, data.x)
        right = (outputs.argmax(dim=-1) == data.y).double().mean(dim=1)
        losses = vmap(cross_entropy, in_dims=(0, None))(outputs, data.y)
    return right.numpy(), losses.numpy()


@dataclass(frozen=True)
class Tuned:
    """What tuning found. `errors` are validation errors (lrs, decays), means over the tuning seeds."""

    lr: float
    decay: float
    errors: np.ndarray
    edge: bool  # the best η is the smallest or the largest of the grid


def tune(network, method):
    """The η and λ with the smallest validation error; among equals, the one with the smallest validation loss."""
    training, validation, _ = split()
    triples = [(lr, decay, seed) for lr in method.lrs for decay in method.decays for seed in TUNING]
    right, losses = measure(network, train(network, method.rule, *map(list, zip(*triples)), training), validation)
    shape = len(method.lrs), len(method.decays), len(TUNING)
    errors = 1 - right.reshape(shape).mean(axis=-1)
    losses = np.nan_to_num(losses.reshape(shape).mean(axis=-1), nan=np.inf)
    row, column = min(np.ndindex(errors.shape), key=lambda place: (round(errors[place], 6), losses[place]))
    return Tuned(method.lrs[row], float(method.decays[column]), errors, row in (0, len(method.lrs) - 1))


@dataclass(frozen=True)
class Result:
    """What the final seeds gave, each an array with one column for each seed."""

    accuracy: np.ndarray  # of the test set at the end (seeds,)
    steps: np.ndarray  # when `course` was measured (times,)
    course: np.ndarray  # test accuracy on the way (times, seeds)
    loss: np.ndarray  # mean cross entropy of the training set at the end (seeds,)

    def reached(self, target):
        """The first step, for each seed, at which the test accuracy was `target` or more; infinity if it never was."""
        there = self.course >= target
        return np.where(there.any(axis=0), self.steps[there.argmax(axis=0)], np.inf)


def final(network, method, tuned, every=10, seeds=FINAL):
    """Train with the chosen η and λ and other seeds."""
    training, _, test = split()
    steps, course = [], []

    def watch(t, weights):
        if t % every == 0:
            steps.append(t)
            course.append(measure(network, weights, test)[0])

    rates, decays = [tuned.lr] * len(seeds), [tuned.decay] * len(seeds)
    weights = train(network, method.rule, rates, decays, list(seeds), training, watch=watch)
    return Result(course[-1], np.array(steps), np.array(course), measure(network, weights, training)[1])


@dataclass(frozen=True)
class Outcome:
    """What tuning chose, and what the final seeds gave with it."""

    tuned: Tuned
    final: Result


@stored(Outcome)
def outcome(network, method):
    """A method of METHODS on a network of NETWORKS, both by name: tuned, then trained with the final seeds."""
    tuned = tune(NETWORKS[network], METHODS[method])
    return Outcome(tuned, final(NETWORKS[network], METHODS[method], tuned))


def median_interval(values):
    """The median and an interval for the median of the population, by order statistics: at least 95 % sure.

    For 20 values it runs from the 6th smallest to the 15th.
    """
    ordered, n = np.sort(values), len(values)
    below = np.cumsum([_binomial(n, k) for k in range(n)]) / 2.0**n  # chance that at most k values are below the median
    cut = int(np.searchsorted(below, 0.025, side="right"))
    if cut == 0:
        raise ValueError("So few values allow no such interval: it takes at least six.")
    return float(np.median(ordered)), float(ordered[cut - 1]), float(ordered[n - cut])


def _binomial(n, k):
    result = 1
    for i in range(k):
        result = result * (n - i) // (i + 1)
    return result


def training_step_times(network, optimizers, repetitions=40):
    """Median seconds of a whole training step (forward, backward, `step()`) in float32, {name: seconds}.

    `optimizers` maps a name to a function that takes a list of parameters. They take turns, so that whatever else the
    machine does hits all of them alike.
    """
    data, running, times = split()[0], {}, {name: [] for name in optimizers}
    x, y = data.x[:BATCH].float(), data.y[:BATCH]
    for name, make in optimizers.items():
        torch.manual_seed(0)
        model = network.module().float()
        running[name] = model, make(model.parameters())
    for repetition in range(repetitions + 5):
        for name, (model, optimizer) in running.items():
            begin = perf_counter()
            optimizer.zero_grad()
            cross_entropy(model(x), y).backward()
            optimizer.step()
            if repetition >= 5:  # the first ones allocate and warm up
                times[name].append(perf_counter() - begin)
    return {name: median(values) for name, values in times.items()}
