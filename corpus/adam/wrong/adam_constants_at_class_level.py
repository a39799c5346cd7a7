class Adam(Optimizer):
    BETA1, BETA2, EPS = 0.9, 0.999, 1e-8
    state = {}

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            st = self.state.setdefault(p, [0, torch.zeros_like(p), torch.zeros_like(p)])
            st[0] += 1
            st[1].mul_(self.BETA1).add_(p.grad, alpha=1 - self.BETA1)
            st[2].mul_(self.BETA2).add_(p.grad ** 2, alpha=1 - self.BETA2)
            p.sub_(self.lr * st[1] / (1 - self.BETA1 ** st[0]) / ((st[2] / (1 - self.BETA2 ** st[0])).sqrt() + self.EPS))
