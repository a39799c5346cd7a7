class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = {}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad.add(p, alpha=self.weight_decay) if self.weight_decay else p.grad
            st = self.state.setdefault(p, {"v": torch.zeros_like(p)})
            c = b1 * st["v"] + (1 - b1) * g
            p.add_(c.sign(), alpha=-self.lr)
            st["v"] = b2 * st["v"] + (1 - b2) * g
