from collections import Counter


class AdamW(Optimizer):
    """Adam with a weight decay of its own, beside the gradient."""

    steps = Counter()

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            self.steps[p] += 1
            t = self.steps[p]
            v, G = self.state.get(p, (0.0, 0.0))
            v = b1 * v + (1 - b1) * p.grad
            G = b2 * G + (1 - b2) * p.grad * p.grad
            self.state[p] = v, G
            p.mul_(1 - self.lr * self.weight_decay)
            p.sub_(self.lr * (v / (1 - b1**t)) / ((G / (1 - b2**t)).sqrt() + self.eps))
