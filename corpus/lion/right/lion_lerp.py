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
        for p in self.params:
            if p.grad is None:
                continue
            v = self.state.setdefault(p, torch.zeros_like(p))
            direction = v.lerp(p.grad, 1 - beta1).sign_()
            p.mul_(1 - self.lr * self.weight_decay).sub_(direction, alpha=self.lr)
            v.lerp_(p.grad, 1 - beta2)
