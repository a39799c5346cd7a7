class Lion(Optimizer):
    """optax.lion(mu_dtype=bfloat16): half the memory."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.mu_dtype = torch.bfloat16
        self.mu = [torch.zeros_like(p, dtype=self.mu_dtype or p.dtype) for p in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, mu in zip(self.params, self.mu):
            if p.grad is None:
                continue
            old = mu.to(p.dtype)
            update = torch.sign(b1 * old + (1 - b1) * p.grad)
            p.sub_(self.lr * (update + self.weight_decay * p))
            mu.copy_(b2 * old + (1 - b2) * p.grad)
