from typing import NamedTuple


class Memory(NamedTuple):
    v: torch.Tensor
    G: torch.Tensor
    t: int


def penalty_gradient(w, weight_decay):
    """Let autograd differentiate λ/2 ‖w‖², on a copy that nobody else sees."""
    with torch.enable_grad():
        copy = w.detach().clone().requires_grad_(True)
        penalty = weight_decay / 2 * (copy * copy).sum()
        (gradient,) = torch.autograd.grad(penalty, copy)
    return gradient


def adam(g, memory, beta1, beta2, eps):
    """The new memory and the direction of the step. Changes nothing."""
    t = memory.t + 1
    v = beta1 * memory.v + (1 - beta1) * g
    G = beta2 * memory.G + (1 - beta2) * g.square()
    return Memory(v, G, t), (v / (1 - beta1 ** t)) / (torch.sqrt(G / (1 - beta2 ** t)) + eps)


class AdamL2(Optimizer):
    """Adam on a loss with the penalty λ/2 ‖w‖²."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = [None] * len(self.params)

    def step(self):
        for k, p in enumerate(self.params):
            match p.grad:
                case None:
                    continue
                case grad:
                    with torch.no_grad():
                        if self.state[k] is None:
                            self.state[k] = Memory(torch.zeros_like(p), torch.zeros_like(p), 0)
                        g = grad + penalty_gradient(p, self.weight_decay)
                        self.state[k], direction = adam(g, self.state[k], *self.betas, self.eps)
                        p.copy_(p - self.lr * direction)
