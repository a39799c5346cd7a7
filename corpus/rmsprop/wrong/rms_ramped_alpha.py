from dataclasses import dataclass


@dataclass
class Memory:
    G: torch.Tensor
    t: int = 0


class RMSprop(Optimizer):
    """A learning rate for each weight, by the root of a mean of its recent squared gradients."""

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.state = {p: Memory(torch.zeros_like(p.data)) for p in self.params}

    def step(self):
        for p, m in self.state.items():
            if p.grad is None:
                continue
            m.t += 1
            # a plain average at first, until there are enough steps for the exponential one
            a = min(self.alpha, 1 - 1 / m.t)
            with torch.no_grad():
                m.G = a * m.G + (1 - a) * p.grad * p.grad
                p.sub_(self.lr / (m.G.sqrt() + self.eps) * p.grad)
