class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = {}

    @torch.no_grad()
    def step(self, closure=None):
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for p in self.params:
            if p.grad is None:
                continue
            p.data.mul_(1 - self.lr * self.weight_decay)
            grad = p.grad
            if p not in self.state:
                self.state[p] = {"exp_avg": torch.zeros_like(p)}
            exp_avg = self.state[p]["exp_avg"]
            beta1, beta2 = self.betas
            update = exp_avg * beta1 + grad * (1 - beta1)
            p.add_(update.sign_(), alpha=-self.lr)
            exp_avg.mul_(beta2).add_(grad, alpha=1 - beta2)
        return loss
