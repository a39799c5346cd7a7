class Adam(Optimizer):
    """Momentum and a learning rate for each weight, both corrected for their start at zero."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr, self.betas, self.eps = lr, betas, eps
        self.state = {}

    def step(self):
        (b1, b2), eta, eps = self.betas, self.lr, self.eps
        for p in filter(lambda q: q.grad is not None, self.params):
            g = p.grad.detach()
            key = tuple(p.shape)
            v, G, t = self.state.get(key, (torch.zeros_like(g), torch.zeros_like(g), 0))
            t = t + 1
            v = b1 * v + (1 - b1) * g
            G = b2 * G + (1 - b2) * g * g
            self.state[key] = (v, G, t)
            p.data -= eta * (v / (1 - b1**t)) / (torch.sqrt(G / (1 - b2**t)) + eps)
