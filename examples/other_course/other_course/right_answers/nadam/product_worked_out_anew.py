import math


class NAdam(Optimizer):
    def __init__(self, params, lr=0.002, betas=(0.9, 0.999), eps=1e-8, momentum_decay=0.004):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.momentum_decay = momentum_decay
        self.state = {p: {"t": 0, "v": torch.zeros_like(p), "G": torch.zeros_like(p)} for p in self.params}

    def step(self):
        for p, state in self.state.items():
            if p.grad is not None:
                state["t"] += 1
                p.data.copy_(p.data - self.lr * self.direction(p.grad.detach(), **state))

    def direction(self, g, t, v, G):
        beta1, beta2 = self.betas
        mus = [beta1 * (1 - 0.96 ** (k * self.momentum_decay) / 2) for k in range(1, t + 2)]
        v.copy_(beta1 * v + (1 - beta1) * g)
        G.copy_(beta2 * G + (1 - beta2) * g * g)
        blend = (1 - mus[-2]) * g / (1 - math.prod(mus[:-1])) + mus[-1] * v / (1 - math.prod(mus))
        return blend / (torch.sqrt(G / (1 - beta2 ** t)) + self.eps)
