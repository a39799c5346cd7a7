"""Training many small networks side by side: one for each learning rate, decay and seed.

A stack of networks is a dictionary of tensors, whose first axis counts the networks. Everything is done in double
precision. In single precision, training magnifies the last digit, in which processors differ, until the results
differ too; in double precision 600 steps are too few for that, and every machine finds the same numbers.
"""

import math

import numpy as np
import torch

PRECISION = torch.float64


def sgd(w, g, s, lr, decay):
    """Gradient descent; L2."""
    return w - lr * (g + decay * w)


def momentum(w, g, s, lr, decay, mu=0.9):
    """Momentum; L2."""
    s["v"] = mu * s.get("v", 0) + g + decay * w
    return w - lr * s["v"]


def nesterov(w, g, s, lr, decay, mu=0.9):
    """Nesterov's momentum; L2."""
    g = g + decay * w
    s["v"] = mu * s.get("v", 0) + g
    return w - lr * (g + mu * s["v"])


def adagrad(w, g, s, lr, decay, eps=1e-10):
    """Adagrad; L2."""
    g = g + decay * w
    s["G"] = s.get("G", 0) + g**2
    return w - lr * g / (s["G"].sqrt() + eps)


def rmsprop(w, g, s, lr, decay, alpha=0.99, eps=1e-8):
    """RMSprop; L2."""
    g = g + decay * w
    s["G"] = alpha * s.get("G", 0) + (1 - alpha) * g**2
    return w - lr * g / (s["G"].sqrt() + eps)


def adam(w, g, s, lr, decay):
    """Adam; L2."""
    return w - lr * _adam(g + decay * w, s)


def adamw(w, g, s, lr, decay):
    """AdamW; decoupled decay, in torch's form."""
    return w * (1 - lr * decay) - lr * _adam(g, s)


def _adam(g, s, beta1=0.9, beta2=0.999, eps=1e-8):
    s["t"] = t = s.get("t", 0) + 1
    s["v"] = beta1 * s.get("v", 0) + (1 - beta1) * g
    s["G"] = beta2 * s.get("G", 0) + (1 - beta2) * g**2
    return s["v"] / (1 - beta1**t) / ((s["G"] / (1 - beta2**t)).sqrt() + eps)


def lion(w, g, s, lr, decay, beta1=0.9, beta2=0.99):
    """Lion; decoupled decay."""
    v = s.get("v", torch.zeros_like(w))
    c = beta1 * v + (1 - beta1) * g
    s["v"] = beta2 * v + (1 - beta2) * g
    return w - lr * (c.sign() + decay * w)


def constant(t, steps):
    """No schedule."""
    return 1.0


def cosine(t, steps):
    """The factor of η at step t = 0, 1, …: from 1 down to 0 along half a wave."""
    return 0.5 * (1 + np.cos(np.pi * t / steps))


def initial(shapes, seeds):
    """First weights of one network for each seed: biases zero, the others normal with He's deviation.

    A shape is (inputs, outputs) of a matrix, (filters, channels, height, width), or (outputs,) of biases.
    """
    stack = {}
    for k, (name, shape) in enumerate(shapes.items()):
        draws = [torch.randn(shape, generator=torch.Generator().manual_seed(1000 * seed + k), dtype=PRECISION)
                 for seed in seeds]
        inputs = shape[0] if len(shape) == 2 else math.prod(shape[1:])
        stack[name] = torch.stack(draws) * ((2 / inputs) ** 0.5 if len(shape) > 1 else 0.0)
    return stack


def train(rule, lrs, decays, seeds, shapes, gradients, draw, steps, schedule=cosine, watch=None):
    """Train one network for every triple of `lrs`, `decays`, `seeds` (three lists of equal length).

    Args:
        rule: one of the rules above.
        shapes: name and shape of each tensor of a network.
        gradients: `gradients(stack, examples)` with examples (networks, batch), numbers into the training data.
        draw: `draw(generator)` chooses the examples of one batch.
        schedule: `schedule(t, steps)` is the factor of η at step t = 0, 1, …
        watch: `watch(t, stack)` is called after every step t = 1, 2, …

    Returns:
        The stack of trained networks. The same seed means the same first weights and the same batches.
    """
    lr, decay = (torch.tensor(values, dtype=PRECISION) for values in (lrs, decays))
    different = sorted(set(seeds))
    which = torch.tensor([different.index(seed) for seed in seeds])
    stack = {name: w[which] for name, w in initial(shapes, different).items()}
    states = {name: {} for name in stack}
    randoms = [torch.Generator().manual_seed(seed) for seed in different]
    for t in range(steps):
        slopes = gradients(stack, torch.stack([draw(random) for random in randoms])[which])
        for name, w in stack.items():
            shape = (-1,) + (1,) * (w.dim() - 1)
            rate = (lr * schedule(t, steps)).reshape(shape)
            stack[name] = rule(w, slopes[name], states[name], rate, decay.reshape(shape))
        if watch:
            watch(t + 1, stack)
    return stack
