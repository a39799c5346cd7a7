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
                zeros = lambda: torch.zeros(p.size(), dtype=p.dtype)
                self.state[p] = [0, zeros(), zeros()]
            s = self.state[p]
            s[0] += 1
            s[1].mul_(b1).add_(p.grad, alpha=1 - b1)
            s[2].mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            p.sub_(self.lr * s[1] / (1 - b1 ** s[0]) / ((s[2] / (1 - b2 ** s[0])).sqrt() + self.eps))
