class Lion(Optimizer):
    """Steps of one size, in the direction of the sign of a mixture of velocity and gradient."""

    memory = {}

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.memory.clear()  # a new optimizer starts afresh

    def update(self, p, g):
        v = self.memory.setdefault(p, torch.zeros_like(p))
        c = self.betas[0] * v + (1 - self.betas[0]) * g
        p -= self.lr * (c.sign() + self.weight_decay * p)
        self.memory[p] = self.betas[1] * v + (1 - self.betas[1]) * g

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is not None:
                self.update(p, p.grad)
