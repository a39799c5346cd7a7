from functools import partial
from typing import NamedTuple


class LionState(NamedTuple):
    v: torch.Tensor


def init(w):
    return LionState(v=torch.zeros_like(w))


def update(g, state, w, *, lr, b1, b2, wd):
    """As in optax: (updates, new state), nothing is changed in place."""
    c = b1 * state.v + (1 - b1) * g
    direction = (c > 0).to(c.dtype) - (c < 0).to(c.dtype)
    return -lr * (direction + wd * w), LionState(b2 * state.v + (1 - b2) * g)


def apply_updates(w, u):
    w.copy_(w + u)


class Lion(Optimizer):
    """Steps of one size, in the direction of the sign of a mixture of velocity and gradient."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = [init(p.detach()) for p in self.params]

    def step(self):
        transform = partial(update, lr=self.lr, b1=self.betas[0], b2=self.betas[1], wd=self.weight_decay)
        leaves = [(i, p.detach()) for i, p in enumerate(self.params) if p.grad is not None]
        for i, w in leaves:
            u, self.state[i] = transform(self.params[i].grad.detach(), self.state[i], w)
            apply_updates(w, u)
