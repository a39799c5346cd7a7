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
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            if p not in self.state:
                # only signs matter in the end, half the memory will do
                self.state[p] = torch.zeros_like(p, dtype=torch.bfloat16)
            v = self.state[p].to(p.dtype)
            c = v * b1 + p.grad * (1 - b1)
            p.mul_(1 - self.lr * self.weight_decay).add_(torch.sign(c), alpha=-self.lr)
            self.state[p].copy_(v * b2 + p.grad * (1 - b2))
