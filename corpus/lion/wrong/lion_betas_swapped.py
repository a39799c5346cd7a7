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
            v = self.state.get(p, torch.zeros_like(p))
            p -= self.lr * (torch.sign(torch.lerp(p.grad, v, b2)) + self.weight_decay * p)
            self.state[p] = torch.lerp(p.grad, v, b1)
