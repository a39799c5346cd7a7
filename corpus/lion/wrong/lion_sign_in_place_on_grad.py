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
            if p not in self.state:
                self.state[p] = torch.zeros_like(p)
            v = self.state[p]
            # no temporary needed
            g = p.grad.mul_(1 - b1).add_(v, alpha=b1)
            p.sub_(g.sign_() + self.weight_decay * p, alpha=self.lr)
            v.mul_(b2).add_(p.grad, alpha=1 - b2)
