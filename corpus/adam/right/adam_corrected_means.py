class Adam(Optimizer):
    """v_hat is a weighted mean of the gradients; the newest one has the weight (1 - b) / (1 - b^t)."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {}

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad.detach()
            t, means = self.state.get(p, (0, (torch.zeros_like(g), torch.zeros_like(g))))
            t += 1
            v_hat, G_hat = (
                mean + (1 - b) / (1 - b ** t) * (new - mean)
                for mean, new, b in zip(means, (g, g * g), self.betas)
            )
            self.state[p] = t, (v_hat, G_hat)
            p.data -= self.lr * v_hat / (G_hat.sqrt() + self.eps)
