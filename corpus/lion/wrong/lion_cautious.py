class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.cautious_factor = 0.0
        self.state = {}

    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad
            if p not in self.state:
                self.state[p] = torch.zeros_like(p)
            v = self.state[p]
            update = (b1 * v + (1 - b1) * g).sign()
            # cautious: only where the update still agrees with the gradient
            update = torch.where(update * g < 0, update * self.cautious_factor, update)
            p.data.sub_(self.lr * (update + self.weight_decay * p.data))
            v.mul_(b2).add_(g, alpha=1 - b2)
