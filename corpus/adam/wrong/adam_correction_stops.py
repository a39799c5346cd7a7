class Adam(Optimizer):
    """Momentum and a learning rate for each weight, both corrected for their start at zero."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {}

    def corrections(self, t):
        beta1, beta2 = self.betas
        horizon = 10 / (1 - beta1)      # beta^t is practically zero by then
        if t <= horizon:
            return 1 - beta1 ** t, 1 - beta2 ** t
        return 1.0, 1.0

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            if p not in self.state:
                self.state[p] = [0, torch.zeros_like(p), torch.zeros_like(p)]
            self.state[p][0] += 1
            t, v, G = self.state[p]
            for buf, value, beta in [(v, p.grad, self.betas[0]), (G, p.grad * p.grad, self.betas[1])]:
                buf.mul_(beta).add_(value, alpha=1 - beta)
            c1, c2 = self.corrections(t)
            p.addcdiv_(v / c1, (G / c2).sqrt_().add_(self.eps), value=-self.lr)
