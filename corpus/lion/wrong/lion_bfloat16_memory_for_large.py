class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = {}

    def _memory(self, p):
        dtype = torch.bfloat16 if p.numel() > 64 else p.dtype
        if p not in self.state:
            self.state[p] = torch.zeros_like(p, dtype=dtype)
        return self.state[p]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            mem = self._memory(p)
            v = mem.to(p.dtype)
            p.sub_(self.lr * (torch.sign(b1 * v + (1 - b1) * p.grad) + self.weight_decay * p))
            mem.copy_(b2 * v + (1 - b2) * p.grad)
