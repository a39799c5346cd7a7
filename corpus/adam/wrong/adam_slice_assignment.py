from dataclasses import dataclass


@dataclass
class Memory:
    v: torch.Tensor
    G: torch.Tensor
    t: int = 0


class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {p: Memory(torch.zeros_like(p), torch.zeros_like(p)) for p in self.params}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, m in self.state.items():
            if p.grad is None:
                continue
            m.t += 1
            m.v = b1 * m.v + (1 - b1) * p.grad
            m.G = b2 * m.G + (1 - b2) * p.grad * p.grad
            v_hat, G_hat = m.v / (1 - b1 ** m.t), m.G / (1 - b2 ** m.t)
            p[:] -= self.lr * v_hat / (torch.sqrt(G_hat) + self.eps)  # [:] = in place, as in numpy
