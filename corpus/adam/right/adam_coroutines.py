class Adam(Optimizer):
    """Momentum and a learning rate for each weight, both corrected for their start at zero."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.workers = []
        for p in self.params:
            worker = self.life_of(p)
            next(worker)
            self.workers.append(worker)

    def life_of(self, p):
        v, G, t = torch.zeros_like(p), torch.zeros_like(p), 0
        while True:
            g = yield
            t += 1
            b1, b2 = self.betas
            v.mul_(b1).add_(g * (1 - b1))
            G.mul_(b2).add_(g * g * (1 - b2))
            del g       # the gradient is the caller's
            p.data -= self.lr * (v / (1 - b1**t) / ((G / (1 - b2**t)).sqrt() + self.eps))

    def step(self):
        for p, worker in zip(self.params, self.workers):
            if p.grad is not None:
                worker.send(p.grad.detach())
