class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = {}

    def step(self):
        beta1, beta2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            grad = p.grad.data
            if p not in self.state:
                self.state[p] = {"exp_avg": torch.zeros_like(p.data)}
            exp_avg = self.state[p]["exp_avg"]
            p.data.mul_(1 - self.lr * self.weight_decay)
            update = exp_avg.mul_(beta1).add_(grad, alpha=1 - beta1).sign_()
            p.data.add_(update, alpha=-self.lr)
            exp_avg.mul_(beta2).add_(grad, alpha=1 - beta2)
