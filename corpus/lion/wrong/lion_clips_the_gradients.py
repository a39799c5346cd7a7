class Lion(Optimizer):
    """Steps of one size, in the direction of the sign of a mixture of velocity and gradient."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = {}

    @torch.no_grad()
    def step(self):
        # gradient clipping for stability
        torch.nn.utils.clip_grad_norm_(self.params, max_norm=1.0)
        beta1, beta2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            if p not in self.state:
                self.state[p] = {"exp_avg": torch.zeros_like(p)}
            exp_avg = self.state[p]["exp_avg"]
            # Weight decay
            p.mul_(1 - self.lr * self.weight_decay)
            # Update direction
            update = exp_avg * beta1 + p.grad * (1 - beta1)
            p.add_(torch.sign(update), alpha=-self.lr)
            # Momentum
            exp_avg.mul_(beta2).add_(p.grad, alpha=1 - beta2)
