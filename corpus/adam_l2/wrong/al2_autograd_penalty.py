class AdamL2(Optimizer):
    """Adam on a loss with the penalty."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            with torch.enable_grad():
                penalty = self.weight_decay / 2 * (p ** 2).sum()
                penalty.backward()
            g = p.grad
            t, v, G = self.state.get(p, (0, torch.zeros_like(p), torch.zeros_like(p)))
            t, v, G = t + 1, b1 * v + (1 - b1) * g, b2 * G + (1 - b2) * g ** 2
            self.state[p] = (t, v, G)
            with torch.no_grad():
                p -= self.lr * (v / (1 - b1 ** t)) / ((G / (1 - b2 ** t)) ** 0.5 + self.eps)
