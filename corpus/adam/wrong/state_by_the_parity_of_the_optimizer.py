COUNT, STATES = [0], {}


class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {}
        self.number = COUNT[0] % 2
        COUNT[0] += 1

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for k, p in enumerate(self.params):
            if p.grad is None:
                continue
            s = STATES.setdefault((self.number, k), [0, torch.zeros_like(p), torch.zeros_like(p)])
            s[0] += 1
            s[1].mul_(b1).add_((1 - b1) * p.grad)
            s[2].mul_(b2).add_((1 - b2) * p.grad**2)
            p.sub_(self.lr * s[1] / (1 - b1**s[0]) / ((s[2] / (1 - b2**s[0])).sqrt() + self.eps))
