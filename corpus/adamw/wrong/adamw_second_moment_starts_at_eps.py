class AdamW(Optimizer):
    """Adam with a weight decay of its own, beside the gradient."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

        for p in self.params:
            self.state[p] = [torch.zeros_like(p).detach(), torch.full_like(p, self.eps).detach(), 0]

    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            mem = self.state[p]
            mem[0] = b1 * mem[0] + (1 - b1) * p.grad.data
            mem[1] = b2 * mem[1] + (1 - b2) * p.grad.data ** 2
            mem[2] += 1
            vhat = mem[0] / (1 - b1 ** mem[2])
            Ghat = mem[1] / (1 - b2 ** mem[2])
            p.data *= 1 - self.lr * self.weight_decay
            p.data -= self.lr / (Ghat ** 0.5 + self.eps) * vhat
