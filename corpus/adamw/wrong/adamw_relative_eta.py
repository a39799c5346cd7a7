class AdamW(Optimizer):
    """Decoupled weight decay regularization, algorithm 2 of the paper."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.alpha = lr         # the paper's alpha; the schedule multiplier is lr / alpha
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = [0] * len(self.params)

    def step(self):
        eta_t = self.lr / self.alpha
        with torch.no_grad():
            for k, theta in enumerate(self.params):
                g = theta.grad
                if g is None:
                    continue
                self.t[k] += 1
                self.m[k] = self.betas[0] * self.m[k] + (1 - self.betas[0]) * g
                self.v[k] = self.betas[1] * self.v[k] + (1 - self.betas[1]) * g * g
                m_hat = self.m[k] / (1 - self.betas[0] ** self.t[k])
                v_hat = self.v[k] / (1 - self.betas[1] ** self.t[k])
                theta -= self.lr * m_hat / (v_hat.sqrt() + self.eps) + eta_t * self.weight_decay * theta
