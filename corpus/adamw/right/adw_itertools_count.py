from itertools import count


class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.clocks = [count(1) for _ in self.params]
        self.moments = [[torch.zeros_like(p) for _ in betas] for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, clock, moments in zip(self.params, self.clocks, self.moments):
            if p.grad is None:
                continue
            t = next(clock)
            hats = []
            for k, beta in enumerate(self.betas):
                moments[k].mul_(beta).add_(p.grad ** (k + 1), alpha=1 - beta)
                hats.append(moments[k] / (1 - beta ** t))
            p += -self.lr * (hats[0] / (hats[1].sqrt() + self.eps) + self.weight_decay * p)
