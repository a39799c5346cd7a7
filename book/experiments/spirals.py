"""A small network learns to tell two spirals apart, by Adagrad and by RMSprop, each at the best of five rates."""

from dataclasses import dataclass

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from .stored import stored

RATES = {"Adagrad": (0.03, 0.1, 0.3, 1.0, 3.0), "RMSprop": (0.003, 0.01, 0.03, 0.1, 0.3)}
STEPS, SEEDS, EVERY = 2000, 4, 10


@dataclass(frozen=True)
class Learned:
    """The training losses of one method, each an array with one column for each seed."""

    lr: float  # the best of RATES, by the mean loss in the end
    course: np.ndarray  # means over EVERY steps (times, seeds)
    middle: np.ndarray  # at step 1000 (seeds,)
    end: np.ndarray  # (seeds,)


def spirals():
    """Points (200, 2) on two arms, and their labels (200,)."""
    angle = torch.linspace(0.5, 3 * torch.pi, 100, dtype=torch.float64)
    arm = torch.stack([angle * angle.cos(), angle * angle.sin()], dim=1) * 2 / (3 * torch.pi)
    return torch.cat([arm, -arm]), torch.cat([arm.new_ones(100), arm.new_zeros(100)])


def train(rule, rates, steps=STEPS, seeds=SEEDS, hidden=16):
    """Losses (steps, rates, seeds). All networks are trained side by side, as one batch of matrices."""
    torch.manual_seed(0)
    parameters, count = [], len(rates) * seeds
    for fan_in, fan_out in ((2, hidden), (hidden, hidden), (hidden, 1)):
        W = torch.randn(seeds, fan_in, fan_out, dtype=torch.float64) / fan_in**0.5  # the same starts for every rate
        parameters += [W.repeat(len(rates), 1, 1).requires_grad_(), W.new_zeros(count, 1, fan_out).requires_grad_()]
    state = [torch.zeros_like(p) for p in parameters]
    lr, losses = torch.tensor(rates).repeat_interleave(seeds).view(-1, 1, 1), []
    points, labels = spirals()
    inputs, targets = points.expand(count, -1, -1), labels.expand(count, -1)
    keep, add, eps = (1, 1, 1e-10) if rule == "Adagrad" else (0.99, 0.01, 1e-8)
    for _ in range(steps):
        W1, b1, W2, b2, W3, b3 = parameters
        hidden_two = torch.tanh(torch.baddbmm(b2, torch.tanh(torch.baddbmm(b1, inputs, W1)), W2))
        out = torch.baddbmm(b3, hidden_two, W3)[..., 0]
        loss = binary_cross_entropy_with_logits(out, targets, reduction="none").mean(dim=1)
        losses.append(loss.detach())
        gradients = torch.autograd.grad(loss.sum(), parameters)
        with torch.no_grad():
            for p, G, g in zip(parameters, state, gradients):
                G.mul_(keep).addcmul_(g, g, value=add)
                p -= lr * g / (G.sqrt() + eps)
    return torch.stack(losses).view(steps, len(rates), seeds).numpy()


def course(losses):
    """Means over EVERY steps of losses (steps, seeds)."""
    return losses.reshape(-1, EVERY, losses.shape[-1]).mean(axis=1)


@stored(Learned)
def learned(rule):
    """A method of RATES at its best rate."""
    losses = train(rule, RATES[rule])
    best = losses[-1].mean(axis=1).argmin()
    found = losses[:, best]
    return Learned(RATES[rule][best], course(found), found[1000], found[-1])
