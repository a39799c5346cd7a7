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
            t, v, G = self.state.get(p, (0, torch.zeros_like(p), torch.zeros_like(p)))
            t += 1
            self.state[p] = (t, v, G)
            v.mul_(b1).add_(p.grad, alpha=1 - b1)
            G.mul_(b2).addcmul_(v, v, value=1 - b2)
            p.addcdiv_(p.grad, (G / (1 - b2 ** t)).sqrt() + self.eps, value=-self.lr)
