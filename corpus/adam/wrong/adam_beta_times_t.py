class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            if p not in self.state:
                self.state[p] = [0, torch.zeros_like(p), torch.zeros_like(p)]
            self.state[p][0] += 1
            t, v, G = self.state[p]
            v.mul_(b1).add_((1 - b1) * p.grad)
            G.mul_(b2).add_((1 - b2) * p.grad * p.grad)
            p -= self.lr * (v / (1 - b1 * t)) / ((G / (1 - b2 * t)).abs().sqrt() + self.eps)
