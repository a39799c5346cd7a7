class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = {}

    @torch.no_grad()
    def step(self):
        beta1, beta2 = self.betas
        for p in filter(lambda p: p.grad is not None, self.params):
            if p not in self.state:
                self.state[p] = torch.zeros_like(p)
            exp_avg = self.state[p]
            p.data.mul_(1.0 - self.lr * self.weight_decay)
            update = exp_avg.clone().mul_(beta1).add(p.grad, alpha=1.0 - beta1).sign_()
            p.add_(update, alpha=-self.lr)
            exp_avg.mul_(beta2).add_(p.grad, alpha=1.0 - beta2)
