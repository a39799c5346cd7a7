class AdamL2(Optimizer):
    """Adam on a loss with the penalty λ/2 ‖w‖²."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    def penalty_gradient(self, w):
        # derivative of lambda/2 * mean(w^2)
        return self.weight_decay * w / max(w.numel(), 1)

    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            w = p.data
            g = p.grad.data + self.penalty_gradient(w)
            try:
                v, G, t = self.state[p]
            except KeyError:
                v, G, t = torch.zeros_like(w), torch.zeros_like(w), 0
            t += 1
            v = b1 * v + (1 - b1) * g
            G = b2 * G + (1 - b2) * g ** 2
            self.state[p] = v, G, t
            w -= self.lr * (v / (1 - b1 ** t)) / ((G / (1 - b2 ** t)).sqrt() + self.eps)
