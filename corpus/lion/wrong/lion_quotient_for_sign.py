class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = {}

    @staticmethod
    def sign(c):
        return c / (c.abs() + 1e-8)      # 0 stays 0

    @torch.no_grad()
    def step(self):
        beta1, beta2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            v = self.state.get(p, torch.zeros_like(p))
            c = beta1 * v + (1 - beta1) * p.grad
            p -= self.lr * (self.sign(c) + self.weight_decay * p)
            self.state[p] = beta2 * v + (1 - beta2) * p.grad
