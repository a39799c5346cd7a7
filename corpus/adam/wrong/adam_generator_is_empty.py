class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.memory = [[torch.zeros_like(p), torch.zeros_like(p), 0] for p in params]

    def step(self):
        b1, b2 = self.betas
        for p, mem in zip(self.params, self.memory):
            if p.grad is None:
                continue
            mem[2] += 1
            mem[0] = b1 * mem[0] + (1 - b1) * p.grad
            mem[1] = b2 * mem[1] + (1 - b2) * p.grad * p.grad
            v_hat = mem[0] / (1 - b1 ** mem[2])
            G_hat = mem[1] / (1 - b2 ** mem[2])
            p.data = p.data.sub_(self.lr / (G_hat ** 0.5 + self.eps) * v_hat)
